import { Pace } from './endpoint-pace.js';
import {
  answeredWithin,
  CROWDED_AGAIN_MS,
  comesAgainIn,
  FEWEST_WAITING,
  isCrowding,
  isLate,
  LONGEST_AGAIN_MS,
  LONGEST_APPOINTMENT_MS,
  MOST_WAITING,
  ROOM,
  SHORTEST_AGAIN_MS,
  URGENT_ROOM,
} from './waiting-rules.js';

/** Whose turn a delivery waits for. */
export interface Passenger {
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly isUrgent: boolean;
}

/** Of sends that go on at once. A slow one only waits for its answer, and counts for itself. */
export interface LaneLimits {
  /** Without the slow ones. */
  readonly total: number;
  /** With the slow ones. */
  readonly perEndpoint: number;
  /** Without the slow ones. */
  readonly perTenant: number;
  /** Slow ones beyond which no endpoint is tried that may be slow, but a few of each tenant. */
  readonly slow: number;
  /** The same for a tenant's own; what it has beyond counts towards its share. */
  readonly slowPerTenant: number;
}

/** A place to send from. */
export interface Place {
  /** The send takes long: others may have the place from now on. @param heldMs how long it had it */
  slowDown(heldMs: number): void;
  /** @param durationMs what the endpoint took; nothing when nothing was sent */
  leave(durationMs: number | undefined): void;
}

/** As many wait already as are answered in a tolerable time: come again later. */
export interface Full {
  readonly againInMs: number;
  /** Its turn comes then; others come again about then, at different moments. */
  readonly isAppointment?: true;
}

interface Waiting {
  readonly passenger: Passenger;
  readonly answer: (answer: Place | Full | undefined) => void;
}

interface Endpoint {
  readonly id: string;
  readonly urgent: Waiting[];
  readonly waiting: Waiting[];
  /** With the slow ones. */
  inFlight: number;
  slow: number;
}

interface Tenant {
  readonly id: string;
  readonly endpoints: Map<string, Endpoint>;
  /** Endpoints that could send now, in the order of their turns. */
  readonly ready: Map<string, Endpoint>;
  /** Endpoints that may be slow and wait until fewer slow sends are under way. */
  readonly parked: Map<string, Endpoint>;
  /** Without the slow ones. */
  inFlight: number;
  slow: number;
  waiting: number;
  urgent: number;
  /** When the last of those should come again that were sent away for want of a share. */
  appointedMs: number;
}

/** An endpoint gets this many at once until it has answered, and again while it is slow. */
const UNPROVEN_SENDS = 2;
/** Slow sends that a tenant may have however many others have. */
const FEWEST_SLOW = 2;

/**
 * Shares out the sends of a process: in turn by tenant, and by endpoint within a tenant, so that who has much to get or
 * answers late keeps nobody else waiting. Urgent deliveries come before all others.
 */
export class SendLanes {
  private readonly tenants = new Map<string, Tenant>();
  /** Tenants with an endpoint that could send now, in the order of their turns. */
  private readonly ready = new Map<string, Tenant>();
  private readonly endpointPace = new Pace();
  /** How long the sends of a tenant hold their places. */
  private readonly tenantPace = new Pace();
  private sending = 0;
  private slow = 0;
  private urgent = 0;
  private waiting = 0;
  private isStopped = false;

  /** @param nowMs a clock that never goes back */
  constructor(
    private readonly limits: LaneLimits,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** Waits for a place; nothing when the process stops before. */
  enter(passenger: Passenger): Promise<Place | Full | undefined> {
    if (this.isStopped) return Promise.resolve(undefined);
    const tenant = this.tenantOf(passenger.tenantId);
    const endpoint = endpointOf(tenant, passenger.subscriptionId);
    const full = this.fullness(tenant, endpoint, passenger.isUrgent);
    if (full) {
      this.tidy(tenant, endpoint);
      return Promise.resolve(full);
    }
    const answered = new Promise<Place | Full | undefined>((answer) => {
      (passenger.isUrgent ? endpoint.urgent : endpoint.waiting).push({ passenger, answer });
    });
    this.count(tenant, passenger, 1);
    this.offer(tenant, endpoint);
    this.advance();
    return answered;
  }

  /** Sends away whoever waits. */
  stop(): void {
    this.isStopped = true;
    for (const { endpoints } of this.tenants.values()) {
      for (const { urgent, waiting } of endpoints.values()) {
        for (const { answer } of [...urgent.splice(0), ...waiting.splice(0)]) answer(undefined);
      }
    }
    this.tenants.clear();
    this.ready.clear();
  }

  private fullness(tenant: Tenant, endpoint: Endpoint, isUrgent: boolean): Full | undefined {
    const { perTenant, slow, slowPerTenant } = this.limits;
    const before = (isUrgent ? endpoint.urgent : endpoint.waiting).length;
    if (this.mustWait(endpoint) && before >= this.mostWaiting(tenant, endpoint, isUrgent)) {
      return this.again(endpoint, before + 1);
    }
    const tenantMs = this.tenantPace.expectedMs(tenant.id);
    // Whoever answers quickly keeps nobody waiting, however much it has.
    const isCrowded = (own: number, all: number, room: number) =>
      isLate(tenant.slow, tenantMs) && isCrowding(own, all, room * slow);
    if (isUrgent) {
      return isCrowded(tenant.urgent, this.urgent, URGENT_ROOM) ? { againInMs: LONGEST_AGAIN_MS } : undefined;
    }
    const areMany = tenant.waiting >= slowPerTenant || this.waiting >= slow;
    if (areMany && !this.isProven(endpoint) && !this.isRoomForSlow(tenant)) return { againInMs: CROWDED_AGAIN_MS };
    const isWithoutShare = !this.hasShare(tenant);
    const isOverrun = tenant.waiting >= Math.max(FEWEST_WAITING, answeredWithin(perTenant, tenantMs));
    const mustWait = isWithoutShare || this.mustWait(endpoint) || this.sending >= this.limits.total;
    const mustGo = (isWithoutShare && isOverrun) || (mustWait && isCrowded(tenant.waiting, this.waiting, ROOM));
    return mustGo ? this.appointment(tenant, tenantMs / perTenant) : undefined;
  }

  /** After those that wait and those that were sent away before, so that each comes again but once. */
  private appointment(tenant: Tenant, eachMs: number): Full {
    const nowMs = this.nowMs();
    const latestMs = nowMs + LONGEST_APPOINTMENT_MS;
    tenant.appointedMs = Math.min(latestMs, Math.max(tenant.appointedMs, nowMs + tenant.waiting * eachMs) + eachMs);
    return { againInMs: Math.max(SHORTEST_AGAIN_MS, tenant.appointedMs - nowMs), isAppointment: true };
  }

  /** @param place in the queue, from 1 */
  private again(endpoint: Endpoint, place: number): Full {
    const atOnce = endpoint.slow > 0 ? this.sendsOf(endpoint) : this.limits.perEndpoint;
    return { againInMs: comesAgainIn(place, this.endpointPace.expectedMs(endpoint.id), atOnce) };
  }

  /**
   * As many may wait for an endpoint as it answers in a tolerable time, taking it for a quick one as long as nothing is
   * known. Of those that are slow, few: none when already many wait for the tenant or in all, but for urgent ones.
   */
  private mostWaiting(tenant: Tenant, endpoint: Endpoint, isUrgent = false): number {
    if (endpoint.slow > 0) {
      const areFew = tenant.waiting < this.limits.slowPerTenant && this.waiting < this.limits.slow;
      return areFew || isUrgent ? FEWEST_WAITING : 0;
    }
    const some = answeredWithin(this.limits.perEndpoint, this.endpointPace.expectedMs(endpoint.id));
    return Math.min(MOST_WAITING, Math.max(FEWEST_WAITING, some));
  }

  /** Sends away those that now have to wait too long, each to come again after the one before it. */
  private turnAway(tenant: Tenant, endpoint: Endpoint): void {
    const most = this.mostWaiting(tenant, endpoint);
    for (const [index, { passenger, answer }] of endpoint.waiting.splice(most).entries()) {
      this.count(tenant, passenger, -1);
      answer(this.again(endpoint, most + index + 1));
    }
  }

  /** Sends away what waits for endpoints that may not be tried for now, but for some. */
  private dismiss(tenant: Tenant): void {
    const { slow, slowPerTenant } = this.limits;
    for (const endpoint of tenant.endpoints.values()) {
      if (tenant.waiting <= slowPerTenant) return;
      if (this.isProven(endpoint)) continue;
      const areCrowding = isCrowding(tenant.urgent, this.urgent, URGENT_ROOM * slow);
      const urgent = areCrowding ? endpoint.urgent.splice(0) : [];
      for (const { passenger, answer } of [...endpoint.waiting.splice(0), ...urgent]) {
        this.count(tenant, passenger, -1);
        answer({ againInMs: passenger.isUrgent ? LONGEST_AGAIN_MS : CROWDED_AGAIN_MS });
      }
      this.forget(tenant, endpoint);
    }
  }

  private tenantOf(id: string): Tenant {
    let tenant = this.tenants.get(id);
    if (!tenant) {
      const counters = { inFlight: 0, slow: 0, waiting: 0, urgent: 0, appointedMs: 0 };
      tenant = { id, endpoints: new Map(), ready: new Map(), parked: new Map(), ...counters };
      this.tenants.set(id, tenant);
    }
    return tenant;
  }

  /** Puts an endpoint in the ring when it has somebody to send and may. */
  private offer(tenant: Tenant, endpoint: Endpoint): void {
    if (endpoint.urgent.length + endpoint.waiting.length === 0 || this.mustWait(endpoint)) return;
    if (this.mayTry(tenant, endpoint)) {
      tenant.ready.set(endpoint.id, endpoint);
      this.takeTurn(tenant);
    } else {
      tenant.parked.set(endpoint.id, endpoint);
    }
  }

  /** Puts a tenant in the ring, unless it stands there, when it has an endpoint to send to and may. */
  private takeTurn(tenant: Tenant): void {
    if (tenant.ready.size > 0 && this.hasShare(tenant)) this.ready.set(tenant.id, tenant);
  }

  private hasShare({ inFlight, slow }: Tenant): boolean {
    return inFlight + Math.max(0, slow - this.limits.slowPerTenant) < this.limits.perTenant;
  }

  private mustWait(endpoint: Endpoint): boolean {
    return endpoint.inFlight >= this.sendsOf(endpoint);
  }

  private isProven({ id, slow }: Endpoint): boolean {
    return slow === 0 && this.endpointPace.isQuick(id);
  }

  private sendsOf(endpoint: Endpoint): number {
    const { perEndpoint } = this.limits;
    return this.isProven(endpoint) ? perEndpoint : Math.min(UNPROVEN_SENDS, perEndpoint);
  }

  /** Endpoints that may never answer are tried as long as not too many have not, and for what is urgent. */
  private mayTry(tenant: Tenant, endpoint: Endpoint): boolean {
    return endpoint.urgent.length > 0 || this.isProven(endpoint) || this.isRoomForSlow(tenant);
  }

  private isRoomForSlow({ slow }: Tenant): boolean {
    return slow < FEWEST_SLOW || (slow < this.limits.slowPerTenant && this.slow < this.limits.slow);
  }

  private advance(): void {
    while (this.sending < this.limits.total) {
      const next = this.urgent > 0 ? (this.nextUrgent() ?? this.next()) : this.next();
      if (!next) return;
      this.admit(next);
    }
  }

  private next(): Waiting | undefined {
    for (const [tenantId, tenant] of this.ready) {
      this.ready.delete(tenantId);
      if (!this.hasShare(tenant)) continue;
      for (const endpoint of tenant.ready.values()) {
        const waiting = this.takeReady(tenant, endpoint, endpoint.urgent[0] ? endpoint.urgent : endpoint.waiting);
        if (waiting) return waiting;
      }
    }
    return undefined;
  }

  /** Urgent deliveries are few; their endpoints are looked for among those that could send. */
  private nextUrgent(): Waiting | undefined {
    for (const tenant of this.ready.values()) {
      if (tenant.urgent === 0 || !this.hasShare(tenant)) continue;
      for (const endpoint of tenant.ready.values()) {
        const waiting = endpoint.urgent[0] && this.takeReady(tenant, endpoint, endpoint.urgent);
        if (waiting) return waiting;
      }
    }
    return undefined;
  }

  /** Takes an endpoint out of the ring, and the first of those that wait; who leaves an endpoint puts it back. */
  private takeReady(tenant: Tenant, endpoint: Endpoint, queue: Waiting[]): Waiting | undefined {
    tenant.ready.delete(endpoint.id);
    // It has become slow since, or others of its tenant have.
    if (this.mustWait(endpoint)) return undefined;
    if (this.mayTry(tenant, endpoint)) return queue.shift();
    tenant.parked.set(endpoint.id, endpoint);
    return undefined;
  }

  private admit({ passenger, answer }: Waiting): void {
    const tenant = this.tenantOf(passenger.tenantId);
    const endpoint = endpointOf(tenant, passenger.subscriptionId);
    this.count(tenant, passenger, -1);
    tenant.inFlight += 1;
    endpoint.inFlight += 1;
    this.sending += 1;
    // To the end of the ring: the others come first.
    this.ready.delete(tenant.id);
    this.offer(tenant, endpoint);
    this.takeTurn(tenant);
    answer(this.placeOf(tenant, endpoint));
  }

  private count(tenant: Tenant, { isUrgent }: Passenger, by: 1 | -1): void {
    this.waiting += by;
    tenant.waiting += by;
    if (!isUrgent) return;
    this.urgent += by;
    tenant.urgent += by;
  }

  private placeOf(tenant: Tenant, endpoint: Endpoint): Place {
    let state: 'QUICK' | 'SLOW' | 'LEFT' = 'QUICK';
    return {
      slowDown: (heldMs) => {
        if (state !== 'QUICK') return;
        state = 'SLOW';
        this.tenantPace.learn(tenant.id, heldMs);
        this.becomeSlow(tenant, endpoint, 1);
        this.endpointPace.learnSlow(endpoint.id);
        this.turnAway(tenant, endpoint);
        if (!this.isRoomForSlow(tenant)) this.dismiss(tenant);
        this.takeTurn(tenant);
        this.advance();
      },
      leave: (durationMs) => {
        if (state === 'LEFT') return;
        if (state === 'SLOW') this.becomeSlow(tenant, endpoint, -1);
        else if (durationMs !== undefined) this.tenantPace.learn(tenant.id, durationMs);
        state = 'LEFT';
        if (durationMs !== undefined) this.endpointPace.learn(endpoint.id, durationMs);
        this.sending -= 1;
        tenant.inFlight -= 1;
        endpoint.inFlight -= 1;
        this.tidy(tenant, endpoint);
        this.advance();
      },
    };
  }

  /** Moves a send from the quick ones to the slow ones, or back. */
  private becomeSlow(tenant: Tenant, endpoint: Endpoint, by: 1 | -1): void {
    this.slow += by;
    tenant.slow += by;
    endpoint.slow += by;
    this.sending -= by;
    tenant.inFlight -= by;
    if (by > 0) return;
    // Room for slow ones: whoever still may not try is parked again.
    const parked = [...tenant.parked.values()];
    tenant.parked.clear();
    for (const one of parked) this.offer(tenant, one);
  }

  private tidy(tenant: Tenant, endpoint: Endpoint): void {
    this.offer(tenant, endpoint);
    this.takeTurn(tenant);
    this.forget(tenant, endpoint);
  }

  /** Of an endpoint that nothing is sent to and nobody waits for, only its pace is kept. */
  private forget(tenant: Tenant, endpoint: Endpoint): void {
    if (endpoint.inFlight > 0 || endpoint.urgent.length + endpoint.waiting.length > 0) return;
    for (const places of [tenant.endpoints, tenant.ready, tenant.parked]) places.delete(endpoint.id);
    if (tenant.endpoints.size === 0) this.tenants.delete(tenant.id);
  }
}

function endpointOf(tenant: Tenant, id: string): Endpoint {
  let endpoint = tenant.endpoints.get(id);
  if (!endpoint) {
    endpoint = { id, urgent: [], waiting: [], inFlight: 0, slow: 0 };
    tenant.endpoints.set(id, endpoint);
  }
  return endpoint;
}

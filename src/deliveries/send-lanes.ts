import { LRUCache } from 'lru-cache';

/** Whose turn a delivery waits for. */
export interface Passenger {
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly isUrgent: boolean;
}

export interface LaneLimits {
  /** Sends that go on at once, without the slow ones. */
  readonly total: number;
  readonly perEndpoint: number;
  readonly perTenant: number;
  /** Slow sends that have left their place to others, and only wait for an answer. */
  readonly slow: number;
  /** Of these, as many as one tenant may have; more of its slow sends keep their place among its own. */
  readonly slowPerTenant: number;
}

/** A place to send from. */
export interface Place {
  /** The send takes long: others may have the place meanwhile, as far as there is room for slow ones. */
  slowDown(): void;
  /** @param durationMs what the endpoint took; nothing when nothing was sent */
  leave(durationMs: number | undefined): void;
}

/** The endpoint has as many waiting as it answers within {@link TOLERABLE_MS}: come again later. */
export interface Full {
  readonly againInMs: number;
}

interface Waiting {
  readonly passenger: Passenger;
  readonly answer: (answer: Place | Full | undefined) => void;
}

interface Endpoint {
  readonly urgent: Waiting[];
  readonly waiting: Waiting[];
  /** With the slow ones. */
  inFlight: number;
  slow: number;
}

interface Tenant {
  /** Endpoints that could send now, in the order of their turns. */
  readonly ready: Map<string, Endpoint>;
  readonly endpoints: Map<string, Endpoint>;
  /** Without the slow ones. */
  inFlight: number;
  slow: number;
}

/** Nobody waits longer for an endpoint than about this. */
const TOLERABLE_MS = 2_000;
/** What an endpoint takes to answer as long as nothing is known, and at least when it is slow. */
const EXPECTED_MS = 100;
const SLOW_MS = 1_000;
const FEWEST_WAITING = 16;
const MOST_WAITING = 2_000;
/** An endpoint gets this many at once until it has answered, and again while it is slow. */
const UNPROVEN_SENDS = 2;
const LONGEST_AGAIN_MS = 300_000;
/** Weight of the newest duration in an endpoint's mean. */
const FRESHNESS = 0.2;

/**
 * Shares out the sends of a process: in turn by tenant, and by endpoint within a tenant, so that who has much to get or
 * answers late keeps nobody else waiting. Urgent deliveries come before all others.
 */
export class SendLanes {
  private readonly tenants = new Map<string, Tenant>();
  /** Tenants with an endpoint that could send now, in the order of their turns. */
  private readonly ready = new Map<string, Tenant>();
  private readonly meanMs = new LRUCache<string, number>({ max: 20_000 });
  private sending = 0;
  private slow = 0;
  private urgent = 0;
  private waiting = 0;
  private isStopped = false;

  constructor(private readonly limits: LaneLimits) {}

  /** Waits for a place; nothing when the process stops before. */
  enter(passenger: Passenger): Promise<Place | Full | undefined> {
    if (this.isStopped) return Promise.resolve(undefined);
    const tenant = this.tenantOf(passenger);
    const endpoint = endpointOf(tenant, passenger.subscriptionId);
    const queue = passenger.isUrgent ? endpoint.urgent : endpoint.waiting;
    const mayWait = this.mostWaiting(passenger.subscriptionId, endpoint);
    if (this.isBusy(passenger.subscriptionId, endpoint) && queue.length >= mayWait) {
      return Promise.resolve(this.fullness(passenger.subscriptionId, endpoint, queue.length));
    }
    const answered = new Promise<Place | Full | undefined>((answer) => queue.push({ passenger, answer }));
    this.waiting += 1;
    if (passenger.isUrgent) this.urgent += 1;
    this.offer(passenger, tenant, endpoint);
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

  /** As many may wait for an endpoint as it answers in a tolerable time; few when it is slow, none when there are many such. */
  private mostWaiting(subscriptionId: string, endpoint: Endpoint): number {
    if (endpoint.slow > 0) return this.waiting < this.limits.slow ? FEWEST_WAITING : 0;
    const within = (TOLERABLE_MS * this.limits.perEndpoint) / this.expectedMs(subscriptionId);
    return Math.min(MOST_WAITING, Math.max(FEWEST_WAITING, within));
  }

  private fullness(subscriptionId: string, endpoint: Endpoint, before: number): Full {
    const waitMs = ((before + 1) * this.expectedMs(subscriptionId)) / this.sendsOf(subscriptionId, endpoint);
    return { againInMs: Math.min(LONGEST_AGAIN_MS, Math.max(SLOW_MS, waitMs)) };
  }

  private expectedMs(subscriptionId: string): number {
    return this.meanMs.get(subscriptionId) ?? EXPECTED_MS;
  }

  /** Sends away those that now have to wait too long. */
  private turnAway(subscriptionId: string, endpoint: Endpoint): void {
    const most = this.mostWaiting(subscriptionId, endpoint);
    for (const { answer } of endpoint.waiting.splice(most)) {
      this.waiting -= 1;
      answer(this.fullness(subscriptionId, endpoint, most));
    }
  }

  private tenantOf({ tenantId }: Passenger): Tenant {
    let tenant = this.tenants.get(tenantId);
    if (!tenant) {
      tenant = { ready: new Map(), endpoints: new Map(), inFlight: 0, slow: 0 };
      this.tenants.set(tenantId, tenant);
    }
    return tenant;
  }

  /** Puts an endpoint in the ring when it has somebody to send and may. */
  private offer({ tenantId, subscriptionId }: Passenger, tenant: Tenant, endpoint: Endpoint): void {
    if (endpoint.urgent.length + endpoint.waiting.length === 0) return;
    if (this.isBusy(subscriptionId, endpoint)) return;
    tenant.ready.set(subscriptionId, endpoint);
    this.takeTurn(tenantId, tenant);
  }

  /** Puts a tenant in the ring, unless it stands there, when it has an endpoint to send to and may. */
  private takeTurn(tenantId: string, tenant: Tenant): void {
    if (tenant.ready.size > 0 && tenant.inFlight < this.limits.perTenant) this.ready.set(tenantId, tenant);
  }

  private isBusy(subscriptionId: string, endpoint: Endpoint): boolean {
    return endpoint.inFlight >= this.sendsOf(subscriptionId, endpoint);
  }

  /** As many as it may get at once: of an endpoint that may never answer, few are worth waiting for. */
  private sendsOf(subscriptionId: string, { slow }: Endpoint): number {
    const meanMs = this.meanMs.get(subscriptionId);
    const isProven = slow === 0 && meanMs !== undefined && meanMs < SLOW_MS;
    return isProven ? this.limits.perEndpoint : Math.min(UNPROVEN_SENDS, this.limits.perEndpoint);
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
      for (const [subscriptionId, endpoint] of tenant.ready) {
        tenant.ready.delete(subscriptionId);
        // It has become slow since; who leaves it puts it back in the ring.
        if (this.isBusy(subscriptionId, endpoint)) continue;
        const waiting = this.takeUrgent(endpoint) ?? endpoint.waiting.shift();
        if (waiting) return waiting;
      }
    }
    return undefined;
  }

  /** Urgent deliveries are few; their endpoints are looked for among those that could send. */
  private nextUrgent(): Waiting | undefined {
    for (const tenant of this.ready.values()) {
      for (const [subscriptionId, endpoint] of tenant.ready) {
        if (endpoint.urgent.length === 0 || this.isBusy(subscriptionId, endpoint)) continue;
        tenant.ready.delete(subscriptionId);
        return this.takeUrgent(endpoint);
      }
    }
    return undefined;
  }

  private takeUrgent(endpoint: Endpoint): Waiting | undefined {
    const waiting = endpoint.urgent.shift();
    if (waiting) this.urgent -= 1;
    return waiting;
  }

  private admit({ passenger, answer }: Waiting): void {
    this.waiting -= 1;
    const tenant = this.tenantOf(passenger);
    const endpoint = endpointOf(tenant, passenger.subscriptionId);
    tenant.inFlight += 1;
    endpoint.inFlight += 1;
    this.sending += 1;
    this.offer(passenger, tenant, endpoint);
    this.ready.delete(passenger.tenantId);
    this.takeTurn(passenger.tenantId, tenant);
    answer(this.placeOf(passenger, tenant, endpoint));
  }

  private placeOf(passenger: Passenger, tenant: Tenant, endpoint: Endpoint): Place {
    let isSlow = false;
    return {
      slowDown: () => {
        if (isSlow || this.slow >= this.limits.slow || tenant.slow >= this.limits.slowPerTenant) return;
        isSlow = true;
        this.slow += 1;
        tenant.slow += 1;
        endpoint.slow += 1;
        this.sending -= 1;
        tenant.inFlight -= 1;
        this.learn(passenger.subscriptionId, Math.max(SLOW_MS, this.expectedMs(passenger.subscriptionId)));
        this.turnAway(passenger.subscriptionId, endpoint);
        this.takeTurn(passenger.tenantId, tenant);
        this.advance();
      },
      leave: (durationMs) => {
        if (durationMs !== undefined) this.learn(passenger.subscriptionId, durationMs);
        if (isSlow) {
          this.slow -= 1;
          tenant.slow -= 1;
          endpoint.slow -= 1;
        } else {
          this.sending -= 1;
          tenant.inFlight -= 1;
        }
        endpoint.inFlight -= 1;
        this.tidy(passenger, tenant, endpoint);
        this.advance();
      },
    };
  }

  private tidy(passenger: Passenger, tenant: Tenant, endpoint: Endpoint): void {
    const { tenantId, subscriptionId } = passenger;
    this.offer(passenger, tenant, endpoint);
    this.takeTurn(tenantId, tenant);
    if (endpoint.inFlight === 0 && endpoint.urgent.length + endpoint.waiting.length === 0) {
      tenant.endpoints.delete(subscriptionId);
    }
    if (tenant.endpoints.size === 0) this.tenants.delete(tenantId);
  }

  private learn(subscriptionId: string, durationMs: number): void {
    const known = this.meanMs.get(subscriptionId);
    this.meanMs.set(subscriptionId, known === undefined ? durationMs : known + (durationMs - known) * FRESHNESS);
  }
}

function endpointOf(tenant: Tenant, subscriptionId: string): Endpoint {
  let endpoint = tenant.endpoints.get(subscriptionId);
  if (!endpoint) {
    endpoint = { urgent: [], waiting: [], inFlight: 0, slow: 0 };
    tenant.endpoints.set(subscriptionId, endpoint);
  }
  return endpoint;
}

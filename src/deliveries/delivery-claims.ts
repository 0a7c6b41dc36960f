import { LRUCache } from 'lru-cache';
import { BatchLoader } from '../common/batch-loader.js';
import type { Clock } from '../common/clock.js';
import type { Sql } from '../common/persistence/sql.js';
import { EventsRepository, type SequencedEvent } from '../events/events.repository.js';
import type { Sharing } from '../sharing/sharing.policy.js';
import type { SharingRepository } from '../sharing/sharing.repository.js';
import { COLLECTED_MS } from './collecting.js';
import { mayReceive, type Permission, type Recipient } from './delivery.policy.js';
import { type Breaker, breakerOf, type EndpointHealth } from './endpoint-health.policy.js';
import type { EndpointHealthRepository } from './endpoint-health.repository.js';
import type { Endpoint, Endpoints } from './endpoints.js';
import { type Addressee, type WaitingDelivery, WorkRepository } from './work.repository.js';

/** What waits for its predecessor, or for another that tries the endpoint, is called then, or else looked at after this. */
const BLOCKED_MS = 5_000;
/** What waits for its tenant is looked at again after this time. */
const HELD_MS = 60_000;
/** A claim lasts for the send before it in the same slot, its own, and this much for the settling. */
const CLAIM_SLACK_MS = 5_000;

/** A delivery that could go out now. */
export interface Ready {
  readonly delivery: WaitingDelivery;
  readonly tenantId: string;
}

/** A delivery in hand. */
export interface Claim {
  readonly delivery: WaitingDelivery;
  readonly tenantId: string;
  readonly event: SequencedEvent;
  readonly endpoint: Endpoint;
  /** Nothing when the endpoint works. */
  readonly health: EndpointHealth | undefined;
  readonly permission: Exclude<Permission, { kind: 'HOLD' | 'COLLECT' }>;
}

interface Judged {
  readonly delivery: WaitingDelivery;
  readonly event: SequencedEvent;
  readonly addressee: Addressee;
  readonly permission: Permission;
}

/** What a receiver collects itself is never sent, whoever put it on the queue. */
const permissionOf = ({ channel }: Addressee, recipient: Recipient, sharing: Sharing): Permission =>
  channel === 'SET_POLL' ? { kind: 'COLLECT' } : mayReceive(recipient, sharing);

const isNext = ({ seq, nextSeq }: WaitingDelivery): boolean => Number(seq) === Number(nextSeq);
const idOf = ({ delivery }: { readonly delivery: WaitingDelivery }): string => delivery.id;

/** Takes deliveries in hand for this process, many jobs at a time. */
export class DeliveryClaims {
  private readonly work: WorkRepository;
  private readonly events: EventsRepository;
  /** Events never change, and one goes to many subscriptions at about the same time. */
  private readonly recent = new LRUCache<string, SequencedEvent>({ max: 2_000 });
  private readonly owners = new LRUCache<string, string>({ max: 50_000 });
  private readonly looks: BatchLoader<string, Ready>;
  private readonly takes: BatchLoader<WaitingDelivery, Claim>;

  constructor(
    private readonly sql: Sql,
    private readonly clock: Clock,
    private readonly sharings: SharingRepository,
    private readonly endpoints: Endpoints,
    private readonly healths: EndpointHealthRepository,
    private readonly options: { readonly owner: string; readonly timeoutMs: number },
  ) {
    this.work = new WorkRepository(sql);
    this.events = new EventsRepository(sql);
    this.looks = new BatchLoader((ids) => this.lookAll(ids));
    this.takes = new BatchLoader((deliveries) => this.takeAll(deliveries));
  }

  /** The delivery, when it waits, is next in its order, and no other process has it. */
  look(id: string): Promise<Ready | undefined> {
    return this.looks.load(id);
  }

  /** Takes it in hand, when it may be sent or withdrawn now, its endpoint is not left alone, and nobody was quicker. */
  take(delivery: WaitingDelivery): Promise<Claim | undefined> {
    return this.takes.load(delivery);
  }

  /** Puts deliveries off that nobody has in hand. */
  async putOff(ids: readonly string[], byMs: number): Promise<void> {
    const nowMs = this.clock.now();
    await this.work.postpone(ids, nowMs, nowMs + byMs);
  }

  private async lookAll(ids: readonly string[]): Promise<Map<string, Ready>> {
    const nowMs = this.clock.now();
    const waiting = await this.work.waiting(ids, nowMs);
    const blocked = waiting.filter((delivery) => !isNext(delivery)).map(({ id }) => id);
    if (blocked.length > 0) await this.postponeBlocked(blocked, nowMs);
    const next = waiting.filter(isNext);
    await this.learnOwners(next);
    return new Map(
      next.flatMap((delivery) => {
        const tenantId = this.owners.get(delivery.subscriptionId);
        return tenantId === undefined ? [] : [[delivery.id, { delivery, tenantId }] as const];
      }),
    );
  }

  private async learnOwners(deliveries: readonly WaitingDelivery[]): Promise<void> {
    const unknown = new Set<string>();
    for (const { subscriptionId } of deliveries) if (!this.owners.has(subscriptionId)) unknown.add(subscriptionId);
    if (unknown.size === 0) return;
    for (const { subscriptionId, tenantId } of await this.work.owners([...unknown])) {
      this.owners.set(subscriptionId, tenantId);
    }
  }

  /** Followers of a delivery that is tried again in an hour need not be looked at before. */
  private async postponeBlocked(blocked: readonly string[], nowMs: number): Promise<void> {
    const groups = new Map<number, string[]>();
    for (const { id, untilMs } of await this.work.blockedUntil(blocked)) {
      add(groups, Math.max(Number(untilMs), nowMs + BLOCKED_MS), id);
    }
    await this.postpone(groups, nowMs);
  }

  private async takeAll(deliveries: readonly WaitingDelivery[]): Promise<Map<WaitingDelivery, Claim>> {
    const nowMs = this.clock.now();
    const addressees = await this.addresseesOf(deliveries);
    const open = await this.leaveAlone(deliveries, addressees, nowMs);
    const judged = await this.judge(
      deliveries.filter(({ id }) => !open.has(id)),
      addressees,
    );
    const held = judged.filter(({ permission }) => permission.kind === 'HOLD').map(idOf);
    await this.work.postpone(held, nowMs, nowMs + HELD_MS);
    const collected = judged.filter(({ permission }) => permission.kind === 'COLLECT').map(idOf);
    await this.work.postpone(collected, nowMs, COLLECTED_MS);
    return this.takeInHand(judged, nowMs);
  }

  /** Puts off what goes to endpoints whose breaker is open; of those to try, one delivery goes through. */
  private async leaveAlone(
    deliveries: readonly WaitingDelivery[],
    addressees: Map<string, Addressee>,
    nowMs: number,
  ): Promise<ReadonlySet<string>> {
    const later = new Map<number, string[]>();
    /** Until when the others of an endpoint wait that is tried. */
    const trials = new Map<string, number>();
    for (const { id, subscriptionId } of deliveries) {
      const health = healthOf(addressees.get(subscriptionId));
      const breaker: Breaker = breakerOf(health, nowMs);
      if (!health || breaker === 'CLOSED') continue;
      if (breaker === 'OPEN') {
        add(later, health.openUntilMs, id);
        continue;
      }
      const untilMs = trials.get(subscriptionId);
      if (untilMs !== undefined) {
        add(later, untilMs, id);
        continue;
      }
      const ourUntilMs = await this.electTrial(addressees, subscriptionId, health, nowMs);
      trials.set(subscriptionId, ourUntilMs ?? nowMs + BLOCKED_MS);
      if (ourUntilMs === undefined) add(later, nowMs + BLOCKED_MS, id);
    }
    if (later.size === 0) return new Set();
    await this.postpone(later, nowMs);
    // An endpoint that recovered meanwhile has recalled what was put off; what was put off after that goes on.
    const now = await this.addresseesOf(deliveries);
    const open = new Set([...later.values()].flat());
    for (const { id, subscriptionId } of deliveries) if (!healthOf(now.get(subscriptionId))) open.delete(id);
    return open;
  }

  /**
   * The moment that the breaker shows when it is ours to try the endpoint: what waits for the trial to end is put off to
   * it, called when the trial succeeds, and put off further when it fails. Nothing when another process tries.
   */
  private async electTrial(
    addressees: Map<string, Addressee>,
    subscriptionId: string,
    health: EndpointHealth,
    nowMs: number,
  ): Promise<number | undefined> {
    const openUntilMs = nowMs + this.options.timeoutMs + CLAIM_SLACK_MS;
    if (!(await this.healths.elect(subscriptionId, health, openUntilMs))) return undefined;
    const addressee = addressees.get(subscriptionId);
    if (addressee) addressees.set(subscriptionId, { ...addressee, openUntilMs });
    return openUntilMs;
  }

  private async postpone(groups: ReadonlyMap<number, readonly string[]>, nowMs: number): Promise<void> {
    for (const [laterMs, ids] of groups) await this.work.postpone(ids, nowMs, laterMs);
  }

  private async takeInHand(judged: readonly Judged[], nowMs: number): Promise<Map<WaitingDelivery, Claim>> {
    const claims = new Map<WaitingDelivery, Claim>();
    const sendable = judged.filter(({ permission }) => permission.kind === 'SEND' || permission.kind === 'WITHDRAW');
    if (sendable.length === 0) return claims;
    const endpoints = await this.endpoints.of(
      sendable.map(({ addressee }) => addressee),
      nowMs,
    );
    const untilMs = nowMs + 2 * this.options.timeoutMs + CLAIM_SLACK_MS;
    const taken = await this.work.claim(sendable.map(idOf), this.options.owner, nowMs, untilMs);
    for (const { delivery, event, addressee, permission } of sendable) {
      const endpoint = endpoints.get(delivery.subscriptionId);
      if (permission.kind === 'HOLD' || permission.kind === 'COLLECT' || !endpoint || !taken.has(delivery.id)) continue;
      const { tenantId } = addressee;
      claims.set(delivery, { delivery, tenantId, event, endpoint, health: healthOf(addressee), permission });
    }
    return claims;
  }

  private async judge(
    deliveries: readonly WaitingDelivery[],
    addressees: ReadonlyMap<string, Addressee>,
  ): Promise<Judged[]> {
    if (deliveries.length === 0) return [];
    const [events, recipients] = await Promise.all([
      this.eventsOf(deliveries),
      this.recipientsOf([...addressees.values()]),
    ]);
    const sharings = await this.sharings.byIds(
      this.sql,
      [...events.values()].map(({ sharingId }) => sharingId),
    );
    return deliveries.flatMap((delivery) => {
      const event = events.get(delivery.eventId);
      const sharing = event && sharings.get(event.sharingId);
      const addressee = addressees.get(delivery.subscriptionId);
      const recipient = addressee && recipients.get(addressee.tenantId);
      if (!event || !sharing || !addressee || !recipient) return [];
      return [{ delivery, event, addressee, permission: permissionOf(addressee, recipient, sharing) }];
    });
  }

  private async addresseesOf(deliveries: readonly WaitingDelivery[]): Promise<Map<string, Addressee>> {
    const ids = [...new Set(deliveries.map(({ subscriptionId }) => subscriptionId))];
    const addressees = await this.work.addressees(ids);
    return new Map(addressees.map((addressee) => [addressee.subscriptionId, addressee]));
  }

  private async recipientsOf(addressees: readonly Addressee[]): Promise<Map<string, Recipient>> {
    const ids = [...new Set(addressees.map(({ tenantId }) => tenantId))];
    if (ids.length === 0) return new Map();
    const records = await this.work.recipients(ids);
    return new Map(
      records.map((record) => [record.tenantId, { ...record, scopes: JSON.parse(record.scopes) as string[] }]),
    );
  }

  private async eventsOf(deliveries: readonly WaitingDelivery[]): Promise<Map<string, SequencedEvent>> {
    const found = new Map<string, SequencedEvent>();
    const missing = new Set<string>();
    for (const { eventId } of deliveries) {
      const event = this.recent.get(eventId);
      if (event) found.set(eventId, event);
      else missing.add(eventId);
    }
    for (const event of await this.events.byIds([...missing])) {
      this.recent.set(event.id, event);
      found.set(event.id, event);
    }
    return found;
  }
}

function add(groups: Map<number, string[]>, laterMs: number, id: string): void {
  const group = groups.get(laterMs);
  if (group) group.push(id);
  else groups.set(laterMs, [id]);
}

function healthOf(addressee: Addressee | undefined): EndpointHealth | undefined {
  if (!addressee || addressee.failures === null) return undefined;
  const { failures, failingSinceMs, openUntilMs, warnedAtMs } = addressee;
  return {
    failures,
    failingSinceMs: Number(failingSinceMs),
    openUntilMs: Number(openUntilMs),
    warnedAtMs: warnedAtMs === null ? null : Number(warnedAtMs),
  };
}

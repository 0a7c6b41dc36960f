import { LRUCache } from 'lru-cache';
import { BatchLoader } from '../common/batch-loader.js';
import type { Clock } from '../common/clock.js';
import type { Sql } from '../common/persistence/sql.js';
import { EventsRepository, type SequencedEvent } from '../events/events.repository.js';
import type { Sharing } from '../sharing/sharing.policy.js';
import type { SharingRepository } from '../sharing/sharing.repository.js';
import { COLLECTED_MS } from './collecting.js';
import { mayReceive, type Permission, type Recipient } from './delivery.policy.js';
import type { Endpoint, Endpoints } from './endpoints.js';
import { type Addressee, type WaitingDelivery, WorkRepository } from './work.repository.js';

/** What waits for its predecessor is called when that is settled, or else looked at again after this time. */
const BLOCKED_MS = 5_000;
/** What waits for its tenant is looked at again after this time. */
const HELD_MS = 60_000;
/** A claim lasts for the send before it in the same slot, its own, and this much for the settling. */
const CLAIM_SLACK_MS = 5_000;

/** A delivery in hand. */
export interface Claim {
  readonly delivery: WaitingDelivery;
  readonly event: SequencedEvent;
  readonly endpoint: Endpoint;
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

/** Takes deliveries in hand for this process, many jobs at a time. */
export class DeliveryClaims {
  private readonly work: WorkRepository;
  private readonly events: EventsRepository;
  /** Events never change, and one goes to many subscriptions at about the same time. */
  private readonly recent = new LRUCache<string, SequencedEvent>({ max: 2_000 });
  private readonly loader: BatchLoader<string, Claim>;

  constructor(
    private readonly sql: Sql,
    private readonly clock: Clock,
    private readonly sharings: SharingRepository,
    private readonly endpoints: Endpoints,
    private readonly options: { readonly owner: string; readonly timeoutMs: number },
  ) {
    this.work = new WorkRepository(sql);
    this.events = new EventsRepository(sql);
    this.loader = new BatchLoader((ids) => this.claim(ids));
  }

  /** The delivery, when it waits, is next in its order, may be sent or withdrawn, and no other process has it. */
  take(id: string): Promise<Claim | undefined> {
    return this.loader.load(id);
  }

  private async claim(ids: readonly string[]): Promise<Map<string, Claim>> {
    const nowMs = this.clock.now();
    const waiting = await this.work.waiting(ids, nowMs);
    const blocked = waiting.filter((delivery) => !isNext(delivery)).map(({ id }) => id);
    if (blocked.length > 0) await this.postponeBlocked(blocked, nowMs);
    const judged = await this.judge(waiting.filter(isNext));
    const held = judged.filter(({ permission }) => permission.kind === 'HOLD').map(({ delivery }) => delivery.id);
    await this.work.postpone(held, nowMs, nowMs + HELD_MS);
    const collected = judged
      .filter(({ permission }) => permission.kind === 'COLLECT')
      .map(({ delivery }) => delivery.id);
    await this.work.postpone(collected, nowMs, COLLECTED_MS);
    return this.takeInHand(judged, nowMs);
  }

  /** Followers of a delivery that is tried again in an hour need not be looked at before. */
  private async postponeBlocked(blocked: readonly string[], nowMs: number): Promise<void> {
    const groups = new Map<number, string[]>();
    for (const { id, untilMs } of await this.work.blockedUntil(blocked)) {
      const laterMs = Math.max(Number(untilMs), nowMs + BLOCKED_MS);
      groups.set(laterMs, [...(groups.get(laterMs) ?? []), id]);
    }
    for (const [laterMs, ids] of groups) await this.work.postpone(ids, nowMs, laterMs);
  }

  private async takeInHand(judged: readonly Judged[], nowMs: number): Promise<Map<string, Claim>> {
    const claims = new Map<string, Claim>();
    const sendable = judged.filter(({ permission }) => permission.kind === 'SEND' || permission.kind === 'WITHDRAW');
    if (sendable.length === 0) return claims;
    const endpoints = await this.endpoints.of(
      sendable.map(({ addressee }) => addressee),
      nowMs,
    );
    const untilMs = nowMs + 2 * this.options.timeoutMs + CLAIM_SLACK_MS;
    const ids = sendable.map(({ delivery }) => delivery.id);
    const taken = await this.work.claim(ids, this.options.owner, nowMs, untilMs);
    for (const { delivery, event, permission } of sendable) {
      const endpoint = endpoints.get(delivery.subscriptionId);
      if (permission.kind === 'HOLD' || permission.kind === 'COLLECT' || !endpoint || !taken.has(delivery.id)) continue;
      claims.set(delivery.id, { delivery, event, endpoint, permission });
    }
    return claims;
  }

  private async judge(deliveries: readonly WaitingDelivery[]): Promise<Judged[]> {
    if (deliveries.length === 0) return [];
    const [events, addressees] = await Promise.all([this.eventsOf(deliveries), this.addresseesOf(deliveries)]);
    const [sharings, recipients] = await Promise.all([
      this.sharings.byIds(
        this.sql,
        [...events.values()].map(({ sharingId }) => sharingId),
      ),
      this.recipientsOf([...addressees.values()]),
    ]);
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

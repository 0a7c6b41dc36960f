import { LRUCache } from 'lru-cache';
import { BatchLoader } from '../common/batch-loader.js';
import type { Clock } from '../common/clock.js';
import type { Sql } from '../common/persistence/sql.js';
import { EventsRepository, type SequencedEvent } from '../events/events.repository.js';
import type { SharingRepository } from '../sharing/sharing.repository.js';
import { mayReceive, type Permission } from './delivery.policy.js';
import type { Endpoint, Endpoints } from './endpoints.js';
import { type WaitingDelivery, WorkRepository } from './work.repository.js';

/** What cannot go out now is looked at again after this time, unless something tells of it earlier. */
const POSTPONED_MS = 60_000;
/** A claim outlasts the attempt by this much, for the settling. */
const CLAIM_SLACK_MS = 15_000;

/** A delivery in hand. */
export interface Claim {
  readonly delivery: WaitingDelivery;
  readonly event: SequencedEvent;
  readonly endpoint: Endpoint;
  readonly permission: Exclude<Permission, { kind: 'HOLD' }>;
}

interface Judged {
  readonly delivery: WaitingDelivery;
  readonly event: SequencedEvent;
  readonly permission: Permission;
}

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
    const blocked = waiting.filter(({ isBlocked }) => Number(isBlocked) === 1);
    const judged = await this.judge(waiting.filter(({ isBlocked }) => Number(isBlocked) === 0));
    const held = judged.filter(({ permission }) => permission.kind === 'HOLD').map(({ delivery }) => delivery);
    const postponed = [...blocked, ...held].map(({ id }) => id);
    await this.work.postpone(postponed, nowMs, nowMs + POSTPONED_MS);
    return this.takeInHand(judged, nowMs);
  }

  private async takeInHand(judged: readonly Judged[], nowMs: number): Promise<Map<string, Claim>> {
    const claims = new Map<string, Claim>();
    const deliveries = judged.filter(({ permission }) => permission.kind !== 'HOLD').map(({ delivery }) => delivery);
    if (deliveries.length === 0) return claims;
    const endpoints = await this.endpoints.of(deliveries, nowMs);
    const untilMs = nowMs + this.options.timeoutMs + CLAIM_SLACK_MS;
    const ids = deliveries.map(({ id }) => id);
    const taken = await this.work.claim(ids, this.options.owner, nowMs, untilMs);
    for (const { delivery, event, permission } of judged) {
      const endpoint = endpoints.get(delivery.subscriptionId);
      if (permission.kind === 'HOLD' || !endpoint || !taken.has(delivery.id)) continue;
      claims.set(delivery.id, { delivery, event, endpoint, permission });
    }
    return claims;
  }

  private async judge(deliveries: readonly WaitingDelivery[]): Promise<Judged[]> {
    const events = await this.eventsOf(deliveries);
    const sharings = await this.sharings.byIds(
      this.sql,
      [...events.values()].map(({ sharingId }) => sharingId),
    );
    return deliveries.flatMap((delivery) => {
      const event = events.get(delivery.eventId);
      const sharing = event && sharings.get(event.sharingId);
      if (!event || !sharing) return [];
      const { tenantId, tenantKind, jurisdiction, tenantState, scopes } = delivery;
      const recipient = { tenantId, tenantKind, jurisdiction, state: tenantState, scopes: this.scopesOf(scopes) };
      return [{ delivery, event, permission: mayReceive(recipient, sharing) }];
    });
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

  private readonly parsedScopes = new LRUCache<string, readonly string[]>({ max: 1_000 });

  private scopesOf(json: string): readonly string[] {
    const known = this.parsedScopes.get(json);
    if (known) return known;
    const scopes = JSON.parse(json) as string[];
    this.parsedScopes.set(json, scopes);
    return scopes;
  }
}

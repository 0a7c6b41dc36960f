import type { SigningAlgorithm } from '../../libs/signing/keys.js';
import { placeholders, type Sql, type Tx } from '../common/persistence/sql.js';
import type { Subscription } from '../subscriptions/subscriptions.repository.js';
import { SubscriptionsRepository } from '../subscriptions/subscriptions.repository.js';

/** What a stream has beside its subscription. */
export interface StreamDetails {
  readonly subscriptionId: string;
  readonly algorithm: SigningAlgorithm;
  /** Null when the receiver asked for all. */
  readonly eventsRequested: readonly string[] | null;
  readonly description: string | null;
  readonly statusReason: string | null;
  readonly verifiedAtMs: number | null;
}

/** A stream of security event tokens. */
export interface EventStream {
  readonly subscription: Subscription;
  readonly details: StreamDetails;
}

type DetailsRecord = Omit<StreamDetails, 'eventsRequested'> & { readonly eventsRequested: string | null };

const COLUMNS = 'subscriptionId, algorithm, eventsRequested, description, statusReason, verifiedAtMs';

const fromRecord = (row: DetailsRecord): StreamDetails => ({
  ...row,
  eventsRequested: row.eventsRequested === null ? null : (JSON.parse(row.eventsRequested) as string[]),
  verifiedAtMs: row.verifiedAtMs === null ? null : Number(row.verifiedAtMs),
});

/** Every SQL of the streams. A tenant reads its own only; what is deleted is not there. */
export class StreamsRepository {
  constructor(private readonly sql: Sql) {}

  /** Index: primary keys. */
  async own(tenantId: string, id: string): Promise<EventStream | undefined> {
    const subscription = await new SubscriptionsRepository(this.sql).own(tenantId, id);
    const details = subscription && (await this.detailsOf([id])).get(id);
    return subscription && details && { subscription, details };
  }

  /**
   * A tenant's streams in the order of their making, after `afterId`, among as many subscriptions; `lastId` when there may
   * be more. Index: IX_subscription_tenant.
   */
  async ofTenant(
    tenantId: string,
    afterId: string,
    limit: number,
  ): Promise<{ readonly streams: EventStream[]; readonly lastId: string | undefined }> {
    const subscriptions = await new SubscriptionsRepository(this.sql).page(tenantId, afterId, limit);
    const details = await this.detailsOf(subscriptions.map(({ id }) => id));
    const streams = subscriptions.flatMap((subscription) => {
      const own = details.get(subscription.id);
      return own ? [{ subscription, details: own }] : [];
    });
    return { streams, lastId: subscriptions.length < limit ? undefined : subscriptions.at(-1)?.id };
  }

  /** Whoever's they are: for the gateway's own sending. Index: primary key. */
  async detailsOf(ids: readonly string[]): Promise<Map<string, StreamDetails>> {
    if (ids.length === 0) return new Map();
    const rows = await this.sql.select<DetailsRecord>(
      `SELECT ${COLUMNS} FROM event_stream WHERE subscriptionId IN (${placeholders(ids.length)})`,
      ids,
    );
    return new Map(rows.map((row) => [row.subscriptionId, fromRecord(row)]));
  }

  /** Codes of tenants, by id. Index: primary key. */
  async codesOf(tenantIds: readonly string[]): Promise<Map<string, string>> {
    if (tenantIds.length === 0) return new Map();
    const rows = await this.sql.select<{ id: string; code: string }>(
      `SELECT id, code FROM tenant WHERE id IN (${placeholders(tenantIds.length)})`,
      tenantIds,
    );
    return new Map(rows.map(({ id, code }) => [id, code]));
  }

  async insert(tx: Tx, details: StreamDetails): Promise<void> {
    const { eventsRequested } = details;
    await tx.insert('event_stream', [
      { ...details, eventsRequested: eventsRequested === null ? null : JSON.stringify(eventsRequested) },
    ]);
  }

  /** In the transaction that has changed the subscription's version. */
  async change(tx: Tx, details: StreamDetails): Promise<void> {
    const { subscriptionId, algorithm, eventsRequested, description, statusReason, verifiedAtMs } = details;
    await tx.change(
      `UPDATE event_stream SET algorithm = ?, eventsRequested = ?, description = ?, statusReason = ?, verifiedAtMs = ?
       WHERE subscriptionId = ?`,
      [
        algorithm,
        eventsRequested === null ? null : JSON.stringify(eventsRequested),
        description,
        statusReason,
        verifiedAtMs,
        subscriptionId,
      ],
    );
  }
}

import type { TenantKind, Viewer } from '../common/context/tenant-context.js';
import { placeholders, type Sql, type Tx } from '../common/persistence/sql.js';
import type { Sharing } from '../sharing/sharing.policy.js';
import type { SubscriptionState } from './subscription.lifecycle.js';
import {
  eventKeys,
  type FilteredFacts,
  filterKeys,
  OPEN_FILTER,
  type SubscriptionFilter,
} from './subscription-filter.js';

/** How events get to a receiver: by webhook, or as security event tokens that are pushed or collected. */
export type ChannelName = 'WEBHOOK' | 'SET_PUSH' | 'SET_POLL';

/** THIN: what happened to whom. FULL: with the event's details, as `events` shows them. */
export const PAYLOAD_FORMS = ['THIN', 'FULL'] as const;
export type PayloadForm = (typeof PAYLOAD_FORMS)[number];

/** A subscription as it is stored; its secrets are sealed. */
export interface Subscription {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly channel: ChannelName;
  /** Empty when the receiver collects its events itself. */
  readonly url: string;
  readonly secret: string;
  readonly previousSecret: string | null;
  readonly previousSecretUntilMs: number | null;
  /** `whpk_…`, when the messages carry `v1a` signatures. */
  readonly publicKey: string | null;
  readonly previousPublicKey: string | null;
  readonly filter: SubscriptionFilter;
  /** NONE: only subjects that were added; null: all but those that were removed. */
  readonly defaultSubjects: 'NONE' | null;
  readonly payload: PayloadForm;
  readonly state: SubscriptionState;
  readonly lastSeq: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly version: number;
}

/** A subscription that an event may concern, with what decides whether its tenant may see the event. */
export interface Candidate {
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly tenantKind: TenantKind;
  readonly jurisdiction: string;
  readonly defaultSubjects: 'NONE' | null;
}

/** The sealed secrets of a subscription. */
export type Secrets = Pick<
  Subscription,
  'secret' | 'previousSecret' | 'previousSecretUntilMs' | 'publicKey' | 'previousPublicKey'
>;

type SubscriptionRecord = Omit<Subscription, 'filter'> & { filter: string };

const COLUMNS =
  'id, tenantId, name, channel, url, secret, previousSecret, previousSecretUntilMs, publicKey, previousPublicKey, filter, defaultSubjects, payload, state, lastSeq, createdAtMs, updatedAtMs, version';

const fromRecord = (row: SubscriptionRecord): Subscription => ({
  ...row,
  // A filter that was stored before a side was there leaves that side open.
  filter: { ...OPEN_FILTER, ...(JSON.parse(row.filter) as Partial<SubscriptionFilter>) },
  lastSeq: Number(row.lastSeq),
  previousSecretUntilMs: row.previousSecretUntilMs === null ? null : Number(row.previousSecretUntilMs),
});

/** Every SQL of the subscriptions. A tenant reads its own only; what is deleted is not there. */
export class SubscriptionsRepository {
  constructor(private readonly sql: Sql) {}

  /** Index: primary key. */
  async own(tenantId: string, id: string): Promise<Subscription | undefined> {
    const subscription = await this.ownOrDeleted(tenantId, id);
    return subscription?.state === 'DELETED' ? undefined : subscription;
  }

  /** For the answer to the deletion itself. Index: primary key. */
  async ownOrDeleted(tenantId: string, id: string): Promise<Subscription | undefined> {
    const rows = await this.sql.select<SubscriptionRecord>(
      `SELECT ${COLUMNS} FROM subscription WHERE id = ? AND tenantId = ?`,
      [id, tenantId],
    );
    return rows[0] && fromRecord(rows[0]);
  }

  /** A tenant's subscriptions in the order of their making, after `afterId`. Index: IX_subscription_tenant. */
  async page(tenantId: string, afterId: string, limit: number): Promise<Subscription[]> {
    const rows = await this.sql.select<SubscriptionRecord>(
      `SELECT ${COLUMNS} FROM subscription WHERE tenantId = ? AND id > ? AND state <> 'DELETED' ORDER BY id LIMIT ?`,
      [tenantId, afterId, limit],
    );
    return rows.map(fromRecord);
  }

  /** Index: IX_subscription_tenant. */
  async count(tenantId: string): Promise<number> {
    const rows = await this.sql.select<{ n: number }>(
      `SELECT COUNT(*) AS n FROM subscription WHERE tenantId = ? AND state <> 'DELETED'`,
      [tenantId],
    );
    return Number(rows[0]?.n ?? 0);
  }

  /** Whoever's they are: for the gateway's own sending. Index: primary key. */
  async byIds(ids: readonly string[]): Promise<Subscription[]> {
    if (ids.length === 0) return [];
    const rows = await this.sql.select<SubscriptionRecord>(
      `SELECT ${COLUMNS} FROM subscription WHERE id IN (${placeholders(ids.length)})`,
      ids,
    );
    return rows.map(fromRecord);
  }

  /** As whom a tenant sees. Index: primary key. */
  async viewerOf(tenantId: string): Promise<Viewer | undefined> {
    const [viewer] = await this.sql.select<Viewer>(
      'SELECT id AS tenantId, kind AS tenantKind, jurisdiction FROM tenant WHERE id = ?',
      [tenantId],
    );
    return viewer;
  }

  async insert(tx: Tx, subscription: Subscription): Promise<void> {
    await tx.insert('subscription', [{ ...subscription, filter: JSON.stringify(subscription.filter) }]);
    await this.insertKeys(tx, subscription);
  }

  /** Puts another endpoint and filter in place, in the transaction that has changed the version. */
  async setWants(
    tx: Tx,
    id: string,
    wants: Pick<Subscription, 'url' | 'secret' | 'filter' | 'defaultSubjects' | 'payload'>,
  ): Promise<void> {
    const { url, secret, filter, defaultSubjects, payload } = wants;
    await tx.change(
      'UPDATE subscription SET url = ?, secret = ?, filter = ?, defaultSubjects = ?, payload = ? WHERE id = ?',
      [url, secret, JSON.stringify(filter), defaultSubjects, payload, id],
    );
    await this.dropFilter(tx, id);
    await this.insertKeys(tx, { id, filter });
  }

  private async insertKeys(tx: Tx, { id, filter }: Pick<Subscription, 'id' | 'filter'>): Promise<void> {
    await tx.insert(
      'subscription_filter',
      filterKeys(filter).map((filterKey) => ({ filterKey, subscriptionId: id })),
    );
  }

  /** Compare-and-set; false when somebody else changed the row first. */
  async change(tx: Tx, subscription: Subscription, state: SubscriptionState, nowMs: number): Promise<boolean> {
    const changed = await tx.change(
      'UPDATE subscription SET state = ?, updatedAtMs = ?, version = version + 1 WHERE id = ? AND version = ?',
      [state, nowMs, subscription.id, subscription.version],
    );
    return changed === 1;
  }

  /** Puts new secrets in place, in the transaction that has changed the version. */
  async setSecrets(tx: Tx, id: string, secrets: Secrets): Promise<void> {
    await tx.change(
      `UPDATE subscription SET secret = ?, previousSecret = ?, previousSecretUntilMs = ?, publicKey = ?,
         previousPublicKey = ? WHERE id = ?`,
      [
        secrets.secret,
        secrets.previousSecret,
        secrets.previousSecretUntilMs,
        secrets.publicKey,
        secrets.previousPublicKey,
        id,
      ],
    );
  }

  /** Takes a deleted subscription out of the look-up. Index: IX_subscription_filter_subscription. */
  async dropFilter(tx: Tx, id: string): Promise<void> {
    await tx.change('DELETE FROM subscription_filter WHERE subscriptionId = ?', [id]);
  }

  /**
   * The collecting subscriptions whose filters want the event, each once; a narrow sharing narrows the look-up as well.
   * One table a statement: on tables that just grew, MariaDB joins them in the wrong order.
   */
  async wanting(event: FilteredFacts, sharing: Sharing): Promise<Candidate[]> {
    const keys = eventKeys(event);
    const audience = namedAudience(sharing);
    const found = audience ? await this.foundAmong(audience, keys) : await this.found(keys);
    const subscriptions = await this.collecting([...new Set(found)]);
    const tenants = await this.tenantsOf([...new Set(subscriptions.map(({ tenantId }) => tenantId))]);
    return subscriptions.flatMap((subscription) => {
      const tenant = tenants.get(subscription.tenantId);
      return tenant ? [{ ...subscription, ...tenant }] : [];
    });
  }

  /** Index: primary key of subscription_filter. */
  private async found(keys: readonly string[]): Promise<string[]> {
    const rows = await this.sql.select<{ subscriptionId: string }>(
      `SELECT subscriptionId FROM subscription_filter WHERE filterKey IN (${placeholders(keys.length)})`,
      keys,
    );
    return rows.map(({ subscriptionId }) => subscriptionId);
  }

  /** Index: IX_subscription_tenant, then those of subscription_filter. */
  private async foundAmong(tenantIds: readonly string[], keys: readonly string[]): Promise<string[]> {
    const own = await this.sql.select<{ id: string }>(
      `SELECT id FROM subscription WHERE tenantId IN (${placeholders(tenantIds.length)}) AND state IN ('ACTIVE', 'PAUSED')`,
      tenantIds,
    );
    const found: string[] = [];
    for (const ids of chunks(own.map(({ id }) => id))) {
      const rows = await this.sql.select<{ subscriptionId: string }>(
        `SELECT subscriptionId FROM subscription_filter
         WHERE subscriptionId IN (${placeholders(ids.length)}) AND filterKey IN (${placeholders(keys.length)})`,
        [...ids, ...keys],
      );
      found.push(...rows.map(({ subscriptionId }) => subscriptionId));
    }
    return found;
  }

  /** Index: primary key. */
  private async collecting(ids: readonly string[]): Promise<Omit<Candidate, 'tenantKind' | 'jurisdiction'>[]> {
    const found: Omit<Candidate, 'tenantKind' | 'jurisdiction'>[] = [];
    for (const some of chunks(ids)) {
      const rows = await this.sql.select<Omit<Candidate, 'tenantKind' | 'jurisdiction'>>(
        `SELECT id AS subscriptionId, tenantId, defaultSubjects FROM subscription
         WHERE id IN (${placeholders(some.length)}) AND state IN ('ACTIVE', 'PAUSED')`,
        some,
      );
      found.push(...rows);
    }
    return found;
  }

  /** Index: primary key. */
  private async tenantsOf(
    ids: readonly string[],
  ): Promise<Map<string, Pick<Candidate, 'tenantKind' | 'jurisdiction'>>> {
    const found = new Map<string, Pick<Candidate, 'tenantKind' | 'jurisdiction'>>();
    for (const some of chunks(ids)) {
      const rows = await this.sql.select<{ id: string } & Pick<Candidate, 'tenantKind' | 'jurisdiction'>>(
        `SELECT id, kind AS tenantKind, jurisdiction FROM tenant WHERE id IN (${placeholders(some.length)})`,
        some,
      );
      for (const { id, ...tenant } of rows) found.set(id, tenant);
    }
    return found;
  }
}

/** SQLite binds at most 32,766 values a statement. */
const IDS_PER_STATEMENT = 5_000;

function* chunks(ids: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < ids.length; start += IDS_PER_STATEMENT) yield ids.slice(start, start + IDS_PER_STATEMENT);
}

/** The only tenants that can see it, when the sharing names them. */
function namedAudience(sharing: Sharing): readonly string[] | undefined {
  if (sharing.level === 'OWNER') return [sharing.ownerId];
  return sharing.level === 'NAMED' ? [sharing.ownerId, ...sharing.memberIds] : undefined;
}

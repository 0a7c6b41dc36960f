import { ENTRY_FIELDS, type EntryResult, Regulator } from './blacklist.js';
import { eventually, type TestGateway, type TestTenant } from './profiles.js';

/** A step of the file as a test reads it. */
interface Step {
  readonly action: string;
  readonly fromState: string;
  readonly toState: string;
  readonly actorRef: string | null;
  readonly eventType: string | null;
  readonly texts: readonly { readonly name: string; readonly text: string }[];
}

/** An entry with everything that hangs on it. */
export interface Whole extends EntryResult {
  readonly endGround: string | null;
  readonly isListed: boolean;
  readonly expiresAt: string | null;
  readonly restricted: { readonly details: string | null; readonly representative: string | null } | null;
  readonly case: {
    readonly neverPublic: string | null;
    readonly statementDueAt: string;
    readonly steps: Step[];
  } | null;
}

const READ = `query ($id: ID!) { blacklistEntry(id: $id) { ${ENTRY_FIELDS}
  restricted { details representative } case { neverPublic statementDueAt
    steps { action fromState toState actorRef eventType texts { name text } } } } }`;

/** An entry as a tenant sees it. */
export async function readEntry(tenant: TestTenant, id: string): Promise<Whole | null> {
  return (await tenant.client.query<{ blacklistEntry: Whole | null }>(READ, { id })).blacklistEntry;
}

interface EventPage {
  readonly edges: readonly { readonly node: { readonly type: string; readonly subjectId: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** The tenants of a test of the blacklist, and what it looks at. */
export class BlacklistStage {
  private constructor(
    private readonly gateway: TestGateway,
    readonly owner: Regulator,
    readonly police: TestTenant,
    readonly farPolice: TestTenant,
    readonly platform: TestTenant,
    readonly otherPlatform: TestTenant,
  ) {}

  static async of(gateway: TestGateway): Promise<BlacklistStage> {
    return new BlacklistStage(
      gateway,
      new Regulator(gateway, await gateway.tenant({ code: 'hz-market', kind: 'MARKET_REGULATOR' })),
      await gateway.tenant({ code: 'hz-police', kind: 'POLICE' }),
      await gateway.tenant({ code: 'sz-police', kind: 'POLICE', jurisdiction: '440300' }),
      await gateway.tenant({ code: 'platform-a', kind: 'PLATFORM' }),
      await gateway.tenant({ code: 'platform-b', kind: 'PLATFORM' }),
    );
  }

  /** The entry as its regulator sees it. */
  async own(id: string): Promise<Whole> {
    const entry = await readEntry(this.owner.tenant, id);
    if (!entry) throw new Error('the regulator does not see its own entry');
    return entry;
  }

  /** Waits until the entry is in this state. */
  becomes(id: string, state: string): Promise<Whole> {
    return eventually(`the entry is ${state}`, async () => {
      const entry = await this.own(id);
      return entry.state === state && entry;
    });
  }

  ledgerOf(id: string): Promise<{ action: string; tenantId: string | null; requestId: string; detail: string }[]> {
    return this.gateway.database.select(
      'SELECT action, tenantId, requestId, detail FROM ledger_entry WHERE subjectId = ? ORDER BY id',
      [id],
    );
  }

  /** Types of the events of an entry that a tenant reads, once there are this many. */
  hears(tenant: TestTenant, id: string, count: number): Promise<string[]> {
    return eventually(`${count} events are there`, async () => {
      const types = await this.eventTypesSeenBy(tenant, id);
      return types.length >= count && types;
    });
  }

  private async eventTypesSeenBy(tenant: TestTenant, id: string): Promise<string[]> {
    const query = `query ($after: String) { events(first: 100, after: $after) {
      edges { node { type subjectId } } pageInfo { hasNextPage endCursor } } }`;
    const found: string[] = [];
    for (let after: string | null = null; ; ) {
      const { events }: { events: EventPage } = await tenant.client.query(query, { after });
      found.push(...events.edges.flatMap(({ node }) => (node.subjectId === id ? [node.type] : [])));
      if (!events.pageInfo.hasNextPage) return found;
      after = events.pageInfo.endCursor;
    }
  }
}

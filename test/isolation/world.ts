import { TENANT_KINDS, type TenantKind } from '../../src/common/context/tenant-context.js';
import { newId } from '../../src/common/ids.js';
import type { Tx } from '../../src/common/persistence/sql.js';
import { EventsService } from '../../src/events/events.service.js';
import type { Sharing } from '../../src/sharing/sharing.policy.js';
import { SharingRepository } from '../../src/sharing/sharing.repository.js';
import { stateEntity } from '../harness/entities.js';
import type { TestGateway, TestTenant } from '../harness/profiles.js';
import { sampleUscc } from '../harness/uscc.js';
import { graphqlRequest, type WireAnswer, wireAnswer } from '../harness/wire-answer.js';

/** Something that its owner sees and nobody else. */
export interface Planted {
  /** What an operation is asked with to reach it. */
  readonly id: string;
  /** Text that occurs in every answer that gives it away. */
  readonly mark: string;
}

/** A type of event that no other case makes, so that a page of them holds them all. */
export const TEST_EVENT = 'report.progressed';

/** Two tenants of each kind in the same division, so that nothing but ownership parts them. */
export class World {
  private samples = 500_000;

  /** A merchant of which everyone may know. */
  readonly wellKnown = { uscc: this.uscc(), id: '' };

  private constructor(
    readonly gateway: TestGateway,
    readonly tenants: readonly TestTenant[],
  ) {}

  static async of(gateway: TestGateway): Promise<World> {
    const tenants: TestTenant[] = [];
    for (const kind of TENANT_KINDS) {
      for (const place of ['first', 'second']) {
        tenants.push(await gateway.tenant({ code: `${place}-${kind.toLowerCase().replace('_', '-')}`, kind }));
      }
    }
    const world = new World(gateway, tenants);
    world.wellKnown.id = await world.state(world.owner('OPERATOR'), 'PUBLIC', world.wellKnown.uscc, '人人皆知有限公司');
    return world;
  }

  /** The tenant of this kind that owns what is planted. */
  owner(kind: TenantKind): TestTenant {
    const owner = this.tenants.find((tenant) => tenant.kind === kind);
    if (!owner) throw new Error(`there is no ${kind}`);
    return owner;
  }

  /** Everyone else who holds the scope; the second tenant of the owner's kind among them. */
  strangersTo(owner: TestTenant, scope: string | undefined): TestTenant[] {
    return this.tenants.filter(
      (tenant) => tenant !== owner && (scope === undefined || tenant.credentials.scopes.includes(scope)),
    );
  }

  /** A credit code that no other test row has. */
  uscc(): string {
    this.samples += 1;
    return sampleUscc(this.samples);
  }

  ask(tenant: TestTenant, query: string, variables: Record<string, unknown> = {}): Promise<WireAnswer> {
    return wireAnswer(this.gateway, tenant, graphqlRequest(query, variables));
  }

  /** Does something in a transaction with the id of a sharing that it made sure of. */
  withSharing<T>(sharing: Sharing, work: (tx: Tx, sharingId: string) => Promise<T>): Promise<T> {
    const sharings = this.gateway.app.get(SharingRepository);
    return this.gateway.database.transaction(async (tx) => {
      const [sharingId = ''] = await sharings.ensure(tx, [sharing], this.gateway.clock.now());
      return work(tx, sharingId);
    });
  }

  /** Lets a tenant state a merchant's name and code and raise a flag on it; gives the id of the entity. */
  state(owner: TestTenant, level: 'OWNER' | 'PUBLIC', uscc: string, name: string): Promise<string> {
    return stateEntity(this.gateway, {
      owner,
      kind: 'MERCHANT',
      anchor: { type: 'USCC', value: uscc },
      sharing: { level },
      names: [{ role: 'REGISTERED', name }],
      flags: [{ severity: 'CRITICAL', evidence: name }],
    });
  }

  /** Writes an event with this sharing; gives the id of its subject. */
  event(sharing: Sharing): Promise<string> {
    const subjectId = newId();
    return this.withSharing(sharing, async (tx, sharingId) => {
      await this.gateway.app
        .get(EventsService)
        .append(tx, [{ type: TEST_EVENT, tenantId: sharing.ownerId, sharingId, subjectType: 'test', subjectId }]);
      return subjectId;
    });
  }
}

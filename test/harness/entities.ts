import { type IdentifierType, parseIdentifier } from '../../libs/identifiers/identifier.js';
import { CIPHERS, type Ciphers } from '../../src/common/tokens.js';
import { EntitiesWriter, type EntityStatement } from '../../src/entities/entities.writer.js';
import type { EntityKind, IdentifierRole, NameRole } from '../../src/entities/entity-vocabulary.js';
import type { Measure, Severity } from '../../src/flags/flag-vocabulary.js';
import { FlagsWriter } from '../../src/flags/flags.writer.js';
import type { Sharing } from '../../src/sharing/sharing.policy.js';
import { SharingRepository } from '../../src/sharing/sharing.repository.js';
import type { TestGateway, TestTenant } from './profiles.js';

/** How a test writes a sharing: who owns it is the stating tenant. */
export type TestSharing = Sharing extends infer Any ? (Any extends Sharing ? Omit<Any, 'ownerId'> : never) : never;

export interface TestFlag {
  readonly category?: string;
  readonly severity?: Severity;
  readonly measures?: readonly Measure[];
  readonly evidence?: string;
  readonly detectedAtMs?: number;
}

/** What one tenant says of an entity, under one sharing. */
export interface TestStatement {
  readonly owner: TestTenant;
  readonly kind: EntityKind;
  /** The identifier that names the entity: the same one leads to the same entity. */
  readonly anchor: { readonly type: IdentifierType; readonly value: string };
  /** AGENCIES when left out. */
  readonly sharing?: TestSharing;
  /** Not stated, when the anchor should only say which entity is meant. */
  readonly statesAnchor?: boolean;
  readonly identifiers?: readonly { type: IdentifierType; value: string; role?: IdentifierRole }[];
  readonly names?: readonly { role: NameRole; name: string }[];
  readonly flags?: readonly TestFlag[];
}

let reportLine = 0;

/** Puts a tenant's statements into the tables as an import does; gives the ids of their entities in the same order. */
export async function stateEntities(gateway: TestGateway, statements: readonly TestStatement[]): Promise<string[]> {
  const ciphers = gateway.app.get<Ciphers>(CIPHERS);
  const writer = new EntitiesWriter(ciphers);
  const flags = new FlagsWriter(ciphers);
  const nowMs = gateway.clock.now();
  return gateway.database.transaction(async (tx) => {
    const sharings = statements.map(
      ({ owner, sharing = { level: 'AGENCIES' } }) => ({ ...sharing, ownerId: owner.id }) as Sharing,
    );
    const sharingIds = await new SharingRepository().ensure(tx, sharings, nowMs);
    const keyed = statements.map((statement, index) => writer.key(toStatement(statement, sharingIds[index] ?? '')));
    const resolved = await writer.resolve(tx, keyed);
    await writer.insert(tx, writer.build(keyed, resolved, nowMs));
    const ids = keyed.map(({ anchorKey }) => resolved.ids.get(anchorKey) ?? '');
    const newFlags = statements.flatMap(({ owner, flags: own = [] }, index) =>
      own.map((flag) => ({
        entityId: ids[index] ?? '',
        tenantId: owner.id,
        sharingId: sharingIds[index] ?? '',
        reportId: `test-report-${owner.code}`,
        reportLine: ++reportLine,
        category: flag.category ?? 'COUNTERFEIT',
        severity: flag.severity ?? ('MEDIUM' as const),
        measures: flag.measures ?? [],
        evidence: flag.evidence,
        jurisdiction: '330100',
        detectedAtMs: flag.detectedAtMs ?? nowMs,
      })),
    );
    await flags.insert(tx, flags.build(newFlags, nowMs));
    return ids;
  });
}

/** One statement; gives the id of its entity. */
export async function stateEntity(gateway: TestGateway, statement: TestStatement): Promise<string> {
  const [id] = await stateEntities(gateway, [statement]);
  if (!id) throw new Error('nothing was stated');
  return id;
}

function toStatement(statement: TestStatement, sharingId: string): EntityStatement {
  const { owner, anchor, statesAnchor = true, identifiers = [], names = [], kind } = statement;
  const { identifier } = read(anchor, owner);
  const others = identifiers.map((given) => ({ role: given.role ?? ('HELD' as const), ...read(given, owner) }));
  return {
    tenantId: owner.id,
    sharingId,
    kind,
    anchor: { type: identifier.type, canonical: identifier.canonical },
    identifiers: [...(statesAnchor ? [{ role: 'ANCHOR' as const, identifier }] : []), ...others],
    names,
  };
}

function read({ type, value }: { type: IdentifierType; value: string }, owner: TestTenant) {
  const result = parseIdentifier(type, value, { platform: owner.code });
  if (!result.ok) throw new Error(`the test's ${type} is wrong: ${result.problem.message}`);
  return result;
}

/** Whether a statement is a lookup's own: the name index follows the same tables in the background. */
export const isLookupStatement = (statement: string): boolean =>
  /FROM (entity|flag|tenant)/.test(statement) && !/entity_change|FROM entity_name n JOIN entity e/.test(statement);

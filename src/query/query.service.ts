import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import { type Identifier, parseIdentifier } from '../../libs/identifiers/identifier.js';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { InvalidInput, NotFound, PurposeRequired } from '../common/graphql/user-error.graphql.js';
import { isId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import { SharedReads } from '../common/shared-reads.js';
import { CIPHERS, type Ciphers, SETTINGS } from '../common/tokens.js';
import type { EntityType } from '../entities/entities.graphql.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { EntityPresenter } from './entity-presenter.js';
import { type Hits, LookupRepository, type Reading } from './lookup.repository.js';
import type { Parts } from './lookup.statements.js';
import { LookupFacts } from './lookup-facts.js';
import {
  type LookedUpIdentifier,
  LookupAnswer,
  LookupBatchAnswer,
  type LookupBatchInput,
  type LookupBatchItem,
  type LookupBatchItemInput,
  type LookupInput,
  type LookupProblem,
} from './query.graphql.js';
import { mayHoldPersons, missingFor, readPurpose, type StatedPurpose } from './query.policy.js';

const MAX_ENTITIES = 50;
const MAX_ENTITIES_PER_ITEM = 10;

/** Whoever reads in the same group sees the same rows in the same way. */
interface ReadGroup {
  readonly viewer: TenantContext;
  readonly reading: Reading;
}

interface Readable {
  readonly identifier: Identifier;
  readonly key: string;
}

const NO_HITS: Hits = { entities: [], hasMore: false };

/** Lookups of entities: what the caller may see, and a line in the ledger before the answer is given. */
@Injectable()
export class QueryService {
  private readonly facts: LookupFacts;
  private readonly reads: SharedReads<ReadGroup, Hits>;

  constructor(
    private readonly database: Database,
    private readonly ledger: LedgerService,
    private readonly presenter: EntityPresenter,
    private readonly clock: Clock,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    this.facts = new LookupFacts(ciphers.fields);
    this.reads = new SharedReads(({ viewer, reading }, keys) =>
      new LookupRepository(database, viewer).byKeys(keys, reading),
    );
  }

  /** Looks one identifier up. @param parts what of the entities is wanted */
  async lookup(
    context: TenantContext,
    input: LookupInput,
    parts: Parts,
  ): Promise<LookupAnswer | InvalidInput | PurposeRequired> {
    const stated = readPurpose(input, 'input.');
    if (stated instanceof InvalidInput) return stated;
    const missing = missingFor(input.type, stated);
    if (missing) return PurposeRequired.at(`input.${missing}`);
    const read = this.readItem(context, input, 'input');
    if ('problem' in read) return InvalidInput.at(read.problem.field, read.problem.message, read.problem.code);
    const hits = await this.hitsOf(context, read.key, {
      limit: MAX_ENTITIES,
      withPersons: mayHoldPersons(stated),
      parts,
    });
    const asked = { type: input.type, key: read.key };
    await this.ledger.record(context, this.facts.lookup(context.requestId, stated, asked, hits.entities.length));
    const present = await this.presenter.presenting(hits.entities);
    return Object.assign(new LookupAnswer(), {
      identifier: shown(read.identifier),
      entities: hits.entities.map(present),
      hasMore: hits.hasMore,
    });
  }

  /** Looks many identifiers up with as many statements as for one; an item that cannot be read does not spoil the rest. */
  async lookupBatch(
    context: TenantContext,
    input: LookupBatchInput,
    parts: Parts,
  ): Promise<LookupBatchAnswer | InvalidInput> {
    const maximum = this.settings.LIAISON_LOOKUP_BATCH_MAX;
    if (input.items.length === 0 || input.items.length > maximum) {
      return InvalidInput.at('input.items', `A batch has 1 to ${maximum} items.`, 'LENGTH');
    }
    const stated = readPurpose(input, 'input.');
    if (stated instanceof InvalidInput) return stated;
    const items = input.items.map((item, index) => this.readBatchItem(context, item, index, stated));
    const keys = items.flatMap((item) => ('key' in item ? [item.key] : []));
    const found = await new LookupRepository(this.database, context).byKeys([...new Set(keys)], {
      limit: MAX_ENTITIES_PER_ITEM,
      withPersons: mayHoldPersons(stated),
      parts,
    });
    const entities = [...found.values()].flatMap((hits) => hits.entities);
    const asked = { items: items.length, unreadable: items.length - keys.length, keys };
    await this.ledger.record(context, this.facts.batch(context.requestId, stated, asked, entities.length));
    const present = await this.presenter.presenting(entities);
    return Object.assign(new LookupBatchAnswer(), {
      items: items.map((item, index) => answerOf(item, index, found, present)),
    });
  }

  /** The entity with everything that the caller may see of it. A person is found only with purpose and case. */
  async entity(
    context: TenantContext,
    id: string,
    given: { purpose?: string | null; caseRef?: string | null },
  ): Promise<EntityType | NotFound | InvalidInput> {
    const stated = readPurpose(given, '');
    if (stated instanceof InvalidInput) return stated;
    if (!isId(id)) return NotFound.of('id', 'entity');
    const found = await new LookupRepository(this.database, context).byId(id, mayHoldPersons(stated));
    await this.ledger.record(context, this.facts.entity(context.requestId, stated, id, found ? 1 : 0));
    if (!found) return NotFound.of('id', 'entity');
    return (await this.presenter.presenting([found]))(found);
  }

  private async hitsOf(viewer: TenantContext, key: string, reading: Reading): Promise<Hits> {
    const { parts, withPersons } = reading;
    const wanted = [withPersons, parts.names, parts.identifiers, parts.flags, parts.evidence].map(Number).join('');
    // Everything that visibleTo looks at, so that callers who share a read see the same rows.
    const group = `${viewer.tenantId} ${viewer.tenantKind} ${viewer.jurisdiction} ${wanted}`;
    return (await this.reads.get(group, { viewer, reading }, key)) ?? NO_HITS;
  }

  private readBatchItem(context: TenantContext, item: LookupBatchItemInput, index: number, stated: StatedPurpose) {
    const missing = missingFor(item.type, stated);
    if (!missing) return this.readItem(context, item, `input.items[${index}]`);
    const { code, message } = PurposeRequired.at('');
    return { problem: { code, message, field: `input.${missing}` } };
  }

  private readItem(
    context: TenantContext,
    { type, value, platform }: LookupBatchItemInput,
    path: string,
  ): Readable | { problem: LookupProblem } {
    const own = context.tenantKind === 'PLATFORM' ? context.tenantCode : undefined;
    const now = () => new Date(this.clock.now());
    const result = parseIdentifier(type, value, { platform: platform ?? own, now });
    if (result.ok) {
      const { identifier } = result;
      return { identifier, key: this.ciphers.index.key(identifier.type, identifier.canonical) };
    }
    const { reason, message } = result.problem;
    return { problem: { code: reason, message, field: `${path}.${reason === 'PLATFORM' ? 'platform' : 'value'}` } };
  }
}

const shown = ({ type, canonical, masked, isPersonal, corrections }: Identifier): LookedUpIdentifier => ({
  type,
  value: isPersonal ? masked : canonical,
  corrections,
});

function answerOf(
  item: Readable | { problem: LookupProblem },
  index: number,
  found: ReadonlyMap<string, Hits>,
  present: (entity: Hits['entities'][number]) => EntityType,
): LookupBatchItem {
  if ('problem' in item) return { index, identifier: null, entities: [], hasMore: false, problem: item.problem };
  const hits = found.get(item.key) ?? NO_HITS;
  return {
    index,
    identifier: shown(item.identifier),
    entities: hits.entities.map(present),
    hasMore: hits.hasMore,
    problem: null,
  };
}

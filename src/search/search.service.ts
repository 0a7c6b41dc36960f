import { Inject, Injectable } from '@nestjs/common';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { InvalidInput, PurposeRequired } from '../common/graphql/user-error.graphql.js';
import { type Page, Pagination } from '../common/pagination.js';
import { Database } from '../common/persistence/database.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { readPurpose } from '../query/query.policy.js';
import { Hits, type RankedHit, type WantedOfHits } from './hits.js';
import { type GroupScope, isOfPerson } from './index-groups.js';
import type { IndexHit, RankedPlace, SearchDepth } from './index-protocol.js';
import { NameIndexService } from './name-index.service.js';
import { type Conditions, isUnconditional, narrow } from './narrowing.js';
import { queryKeyOf } from './query-key.js';
import { SearchAnswer, type SearchArgs } from './search.graphql.js';
import { explained, refusedName, scopeOf } from './search.policy.js';
import { SearchFacts } from './search-facts.js';
import { SEARCH_FILTERS, setFilters } from './search-filters.js';
import { LEAST_SCORES } from './search-vocabulary.js';

/** Most hits that the index hands out, by its depth; the tables narrow them down where there are conditions. */
const MOST_NARROWED = { NARROWED: 500, DEEPEST: 5_000 } as const;

/** A search whose arguments were read. */
interface Asked {
  readonly query: string;
  readonly scope: GroupScope;
  readonly conditions: Conditions;
  readonly least: number;
  readonly page: Page;
  readonly wanted: WantedOfHits;
}

/** Searches by name: what the caller may see, and a line in the ledger before the answer is given. */
@Injectable()
export class SearchService {
  private readonly facts: SearchFacts;

  constructor(
    private readonly database: Database,
    private readonly index: NameIndexService,
    private readonly hits: Hits,
    private readonly ledger: LedgerService,
    private readonly pagination: Pagination,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {
    this.facts = new SearchFacts(ciphers.fields, ciphers.index);
  }

  /** One page of the entities whose names are most like the query, the best first. */
  async search(
    context: TenantContext,
    args: SearchArgs,
    wanted: WantedOfHits,
  ): Promise<SearchAnswer | InvalidInput | PurposeRequired> {
    const stated = readPurpose(args, '');
    if (stated instanceof InvalidInput) return stated;
    const scope = scopeOf(args.kinds, stated);
    if (scope instanceof PurposeRequired) return scope;
    const conditions = readConditions(args);
    if (conditions instanceof InvalidInput) return conditions;
    const { query, least } = args;
    const list = `search ${JSON.stringify([query, scope, conditions, least])}`;
    const page = this.pagination.read(context, list, args);
    const found = await this.find(context, { query, scope, conditions, least: LEAST_SCORES[least], page, wanted });
    if (found instanceof InvalidInput) return found;
    const shown = found.ranked.slice(0, page.limit);
    const present = await this.hits.present(context, shown, wanted);
    const answered = shown.filter((hit) => present(hit) !== undefined).length;
    const asked = { normalised: found.normalised, scope, conditions, least };
    await this.ledger.record(context, this.facts.search(context.requestId, stated, asked, answered));
    const { edges, pageInfo } = this.pagination.connection(context, list, page, found.ranked, placeOf, present);
    return Object.assign(new SearchAnswer(), {
      queryKey: found.queryKey,
      isTruncated: found.isTruncated,
      hits: { edges: edges.filter(({ node }) => node !== undefined), pageInfo },
    });
  }

  /** Up to one hit more than the page holds, behind its cursor. */
  private async find(context: TenantContext, asked: Asked) {
    const { conditions, page } = asked;
    const depth = isUnconditional(conditions) ? 'PAGE' : 'NARROWED';
    const found = await this.findAt(context, asked, depth);
    const isShort = depth === 'NARROWED' && 'hits' in found && found.hits.length <= page.limit && found.isOpenEnded;
    // So many names fit that those with the conditions may stand behind the first few hundred.
    const all = isShort ? await this.findAt(context, asked, 'DEEPEST') : found;
    if (all instanceof InvalidInput) return all;
    const ranked = all.hits.slice(0, page.limit + 1).map((hit) => this.ranked(hit));
    return { ...all, ranked };
  }

  /** The hits that fulfil the conditions, among as many names as the depth compares. */
  private async findAt(context: TenantContext, asked: Asked, depth: SearchDepth) {
    const { query, scope, conditions, page } = asked;
    const after = page.after === undefined ? undefined : readPlace(page.after);
    const limit = depth === 'PAGE' ? page.limit + 1 : MOST_NARROWED[depth];
    const isExplained = asked.wanted.explanation;
    const question = { text: query, leastScore: asked.least, limit, depth, isExplained, ...(after ? { after } : {}) };
    const [answer] = await this.index.search(context, scope, [question]);
    if (!answer) throw new Error('the index gave no answer');
    if (answer.refusal !== undefined) return refusedName(answer.refusal, 'query');
    const { normalised, isTruncated, isOpenEnded } = answer;
    const queryKey = queryKeyOf(this.ciphers.index, context.tenantId, { normalised });
    const hits = depth === 'PAGE' ? answer.hits : await this.kept(context, queryKey, answer.hits, conditions);
    return { hits, normalised, queryKey, isTruncated, isOpenEnded };
  }

  private async kept(context: TenantContext, queryKey: string, hits: readonly IndexHit[], conditions: Conditions) {
    const found = [{ queryKey, entityIds: hits.map(({ entityId }) => entityId) }];
    const keeps = await narrow(this.database, this.ciphers.index, context, found, conditions);
    return hits.filter(({ entityId }) => keeps(queryKey, entityId));
  }

  private ranked(hit: IndexHit): RankedHit {
    const group = this.index.groupOf(hit);
    if (!group) throw new Error('a hit of an unknown group');
    const { entityId, score, parts } = hit;
    return { entityId, kind: group.kind, score, parts: explained(parts, isOfPerson(group)), isIdentified: false };
  }
}

function readConditions({ filters, changedSince, excludeReviewed }: SearchArgs): Conditions | InvalidInput {
  const others = { changedSinceMs: changedSince?.getTime(), excludeReviewed };
  if (!filters) return { filters: undefined, ...others };
  const read = readInput(SEARCH_FILTERS, filters, 'filters');
  return read.ok ? { filters: setFilters(read.value), ...others } : read.refusal;
}

const placeOf = ({ score, entityId }: RankedHit): string => `${score} ${entityId}`;

function readPlace(position: string): RankedPlace {
  const [score, entityId = ''] = position.split(' ');
  return { score: Number(score), entityId };
}

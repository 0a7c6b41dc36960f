import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { InvalidInput } from '../common/graphql/user-error.graphql.js';
import { CIPHERS, type Ciphers, SETTINGS } from '../common/tokens.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { LookupProblem } from '../query/query.graphql.js';
import { readPurpose, type StatedPurpose } from '../query/query.policy.js';
import { Hits, type RankedHit, type WantedOfHits } from './hits.js';
import { ItemScreener, type Screened } from './item-screener.js';
import type { Conditions } from './narrowing.js';
import { type ItemToRead, type ReadItem, readScreenItem } from './screen-items.js';
import { ScreenAnswer, type ScreenInput, type ScreenItemInput } from './search.graphql.js';
import { askedKeys, SearchFacts } from './search-facts.js';
import { LEAST_SCORES, type MatchDecision } from './search-vocabulary.js';

const HITS_PER_ITEM = 5;

/** Screenings of many names and identifiers in one call. */
@Injectable()
export class ScreeningService {
  private readonly facts: SearchFacts;

  constructor(
    private readonly items: ItemScreener,
    private readonly hits: Hits,
    private readonly ledger: LedgerService,
    private readonly clock: Clock,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    this.facts = new SearchFacts(ciphers.fields, ciphers.index);
  }

  /** Screens the items; one that cannot be read does not spoil the rest. */
  async screen(context: TenantContext, input: ScreenInput, wanted: WantedOfHits): Promise<ScreenAnswer | InvalidInput> {
    const maximum = this.settings.LIAISON_LOOKUP_BATCH_MAX;
    if (input.items.length === 0 || input.items.length > maximum) {
      return InvalidInput.at('input.items', `A screening has 1 to ${maximum} items.`, 'LENGTH');
    }
    const stated = readPurpose(input, 'input.');
    if (stated instanceof InvalidInput) return stated;
    const conditions: Conditions = {
      filters: undefined,
      changedSinceMs: input.changedSince?.getTime(),
      excludeReviewed: input.excludeReviewed ?? false,
    };
    const least = input.least ?? 'REVIEW';
    const read = this.readItems(input, stated);
    const fieldOf = (at: number) => `input.items[${at}].name`;
    const asked = {
      least: LEAST_SCORES[least],
      conditions,
      fieldOf,
      isExplained: wanted.explanation,
      isPatient: false,
    };
    const { screened, ranked } = await this.items.screen(context, read, stated, asked);
    return this.answer(context, { read, screened, ranked, stated, conditions, least }, wanted);
  }

  private readItems(input: ScreenInput, stated: StatedPurpose): (ReadItem | LookupProblem)[] {
    const now = () => new Date(this.clock.now());
    const reading = { index: this.ciphers.index, stated, statedAt: 'input.', now };
    return input.items.map((item, at) => readScreenItem(toRead(item), `input.items[${at}].`, reading));
  }

  private async answer(
    context: TenantContext,
    done: {
      read: readonly (ReadItem | LookupProblem)[];
      screened: ReadonlyMap<number, Screened>;
      ranked: ReadonlyMap<number, readonly RankedHit[]>;
      stated: StatedPurpose;
      conditions: Conditions;
      least: MatchDecision;
    },
    wanted: WantedOfHits,
  ): Promise<ScreenAnswer> {
    const { read, screened, ranked, stated, conditions, least } = done;
    const shown = [...ranked.values()].flatMap((hits) => hits.slice(0, HITS_PER_ITEM));
    const present = await this.hits.present(context, shown, wanted);
    const items = read.map((item, index) => {
      const place = screened.get(index);
      if (!place) return { index, queryKey: null, hits: [], isTruncated: false, problem: 'code' in item ? item : null };
      const hits = ranked.get(index) ?? [];
      return {
        index,
        queryKey: place.queryKey,
        hits: hits.slice(0, HITS_PER_ITEM).flatMap((hit) => present(hit) ?? []),
        isTruncated: place.isTruncated || hits.length > HITS_PER_ITEM,
        problem: place.problem,
      };
    });
    const asked = {
      items: items.length,
      unreadable: items.filter(({ problem }) => problem !== null).length,
      keys: [...screened.values()].flatMap((place) => askedKeys(this.ciphers.index, place)),
      conditions,
      least,
    };
    const answered = items.reduce((sum, { hits }) => sum + hits.length, 0);
    await this.ledger.record(context, this.facts.screen(context.requestId, stated, asked, answered));
    return Object.assign(new ScreenAnswer(), { items });
  }
}

const toRead = ({ uscc, residentId, phone, ...item }: ScreenItemInput): ItemToRead => ({
  ...item,
  identifiers: [
    { field: 'uscc', type: 'USCC', value: uscc },
    { field: 'residentId', type: 'RESIDENT_ID', value: residentId },
    { field: 'phone', type: 'PHONE', value: phone },
  ],
});

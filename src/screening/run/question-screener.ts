import { Inject, Injectable } from '@nestjs/common';
import { CIPHERS, type Ciphers } from '../../common/tokens.js';
import type { StatedPurpose } from '../../query/query.policy.js';
import { ItemScreener } from '../../search/item-screener.js';
import type { Conditions } from '../../search/narrowing.js';
import { askedKeys } from '../../search/search-facts.js';
import { LEAST_SCORES } from '../../search/search-vocabulary.js';
import type { RowResult } from '../row-results.js';
import { faultOf, type Question } from './screening-batch.js';
import type { RunningScreening } from './screening-run.repository.js';

/** Hits that are kept of a row. */
const HITS_PER_ROW = 5;
/** Questions that are asked at once: few enough that a search in between waits for some milliseconds only. */
const QUESTIONS_AT_ONCE = 100;
/** While the database answers for one such slice the index looks for the next. */
const SLICES_AT_ONCE = 2;
const UNCONDITIONAL: Conditions = { filters: undefined, changedSinceMs: undefined, excludeReviewed: false };

/** What came of some questions. */
export interface Answers {
  readonly results: ReadonlyMap<string, RowResult>;
  /** Blind-index keys of what was asked, for the ledger. */
  readonly keys: readonly string[];
}

/** Asks the questions of a batch as the screening's tenant sees the tables. */
@Injectable()
export class QuestionScreener {
  constructor(
    private readonly items: ItemScreener,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {}

  async ask(screening: RunningScreening, stated: StatedPurpose, questions: readonly Question[]): Promise<Answers> {
    const results = new Map<string, RowResult>();
    const keys: string[] = [];
    let next = 0;
    const work = async () => {
      while (next < questions.length) {
        const slice = questions.slice(next, next + QUESTIONS_AT_ONCE);
        next += QUESTIONS_AT_ONCE;
        await this.askSlice(screening, stated, slice, results, keys);
      }
    };
    await Promise.all(Array.from({ length: SLICES_AT_ONCE }, work));
    return { results, keys };
  }

  private async askSlice(
    screening: RunningScreening,
    stated: StatedPurpose,
    questions: readonly Question[],
    results: Map<string, RowResult>,
    keys: string[],
  ): Promise<void> {
    const read = questions.map(({ item }) => item);
    const asked = {
      least: LEAST_SCORES[screening.least],
      conditions: UNCONDITIONAL,
      fieldOf: () => 'name',
      isExplained: false,
      isPatient: true,
    };
    const { screened, ranked } = await this.items.screen(screening, read, stated, asked);
    for (const [at, { digest }] of questions.entries()) {
      const place = screened.get(at);
      if (!place) throw new Error('a question was not answered');
      const hits = ranked.get(at) ?? [];
      const kept = hits.slice(0, HITS_PER_ROW).map(({ entityId, kind, score, isIdentified }) => ({
        entityId,
        kind,
        score,
        isIdentified,
      }));
      // A name that cannot be looked for does not spoil what its identifiers found.
      const isFaulty = place.problem !== null && kept.length === 0;
      const isTruncated = place.isTruncated || hits.length > HITS_PER_ROW;
      results.set(
        digest,
        place.problem && isFaulty ? { faults: [faultOf(place.problem)] } : { hits: kept, isTruncated },
      );
      keys.push(...askedKeys(this.ciphers.index, place));
    }
  }
}

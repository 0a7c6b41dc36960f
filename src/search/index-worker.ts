import { parentPort } from 'node:worker_threads';
import { fromBuffers, toBuffers } from '../../libs/matching/index-snapshot.js';
import { NameIndex, NameIndexBuilder } from '../../libs/matching/name-index.js';
import { normaliseName } from '../../libs/matching/normalise.js';
import { NameSearch, type SearchHit } from '../../libs/matching/search.js';
import type {
  ComparedName,
  Comparison,
  IndexAnswer,
  IndexAnswers,
  IndexCommand,
  IndexHit,
  IndexQuery,
  IndexReply,
  IndexRequest,
  IndexSize,
  RankedPlace,
} from './index-protocol.js';

/** The list of one query ends here: whoever needs to look further has to say more. */
const MOST_HITS = 100;
const DEEP_HITS = 500;
const DEEP_LIMITS = { candidates: DEEP_HITS, postings: 200_000 };

/** The index of one thread, and the searches in it. */
class IndexThreadSide {
  #builder: NameIndexBuilder | undefined = new NameIndexBuilder();
  #index: NameIndex | undefined;
  #search: NameSearch | undefined;

  run(command: IndexCommand): IndexAnswers[keyof IndexAnswers] {
    switch (command.type) {
      case 'open':
        return this.#open(command.buffers, command.isCompacted);
      case 'load':
        for (const row of command.rows) this.#builder?.add(row);
        return undefined;
      case 'build':
        return this.#build();
      case 'replace':
        for (const entityId of command.entityIds) this.#opened().remove(entityId);
        for (const row of command.rows) this.#opened().add(row);
        return this.#size();
      case 'search':
        return command.queries.map((query) => this.#answer(query));
      case 'compare':
        return compare(command.comparisons);
      case 'copy':
        return toBuffers(this.#opened());
    }
  }

  #open(buffers: readonly ArrayBuffer[], isCompacted: boolean): boolean {
    const index = fromBuffers(buffers);
    if (!(index instanceof NameIndex)) return false;
    this.#use(isCompacted ? index.compacted() : index);
    return true;
  }

  #build(): IndexSize {
    if (this.#builder) this.#use(this.#builder.build());
    return this.#size();
  }

  #use(index: NameIndex): void {
    this.#index = index;
    this.#search = new NameSearch(index);
    this.#builder = undefined;
  }

  #opened(): NameIndex {
    if (!this.#index) throw new Error('the index was not built');
    return this.#index;
  }

  #size(): IndexSize {
    const index = this.#opened();
    return { names: index.size, loose: index.growingSize + index.store.removedCount };
  }

  #answer(query: IndexQuery): IndexAnswer {
    if (!this.#search) throw new Error('the index was not built');
    const answer = this.#search.search(query.text, {
      kinds: query.kinds,
      allowed: (group) => query.groups[group] === 1,
      leastScore: query.leastScore,
      limit: query.isDeep ? DEEP_HITS : MOST_HITS,
      ...(query.isDeep ? { limits: DEEP_LIMITS } : {}),
    });
    if (answer.isRefused) return { refusal: answer.refusal };
    const ranked = answer.hits.map(slim).sort(byRank).filter(isBehind(query.after));
    return {
      refusal: undefined,
      normalised: normaliseName(query.text),
      hits: ranked.slice(0, query.limit),
      hasMore: ranked.length > query.limit,
      isTruncated: answer.isTruncated,
    };
  }
}

const slim = ({ entityId, group, score, parts }: SearchHit): IndexHit => ({ entityId, group, score, parts });

const byRank = (a: RankedPlace, b: RankedPlace): number =>
  b.score - a.score || (a.entityId < b.entityId ? -1 : a.entityId > b.entityId ? 1 : 0);

const isBehind = (place: RankedPlace | undefined) => (hit: IndexHit) => !place || byRank(place, hit) < 0;

/** Scores names against the query that each is asked with: an index of all of them, with two groups for each query. */
function compare(comparisons: readonly Comparison[]): ComparedName[][] {
  const builder = new NameIndexBuilder();
  for (const [number, { rows }] of comparisons.entries()) {
    for (const { isPersonal, ...row } of rows) builder.add({ ...row, group: number * 2 + (isPersonal ? 1 : 0) });
  }
  const search = new NameSearch(builder.build());
  return comparisons.map(({ query }, number) => {
    const answer = search.search(query.text, {
      kinds: query.kinds,
      allowed: (group) => group >> 1 === number,
      leastScore: 0,
      limit: MOST_HITS,
    });
    if (answer.isRefused) return [];
    return answer.hits.map(({ entityId, score, parts, group }) => ({
      entityId,
      score,
      parts,
      isPersonal: group % 2 === 1,
    }));
  });
}

const side = new IndexThreadSide();

parentPort?.on('message', ({ id, command }: IndexRequest) => {
  try {
    const answer = side.run(command);
    const reply: IndexReply = { id, answer };
    // Copied buffers are handed over, not copied once more.
    parentPort?.postMessage(reply, command.type === 'copy' ? (answer as ArrayBuffer[]) : []);
  } catch (error) {
    // Only the kind of error: a message could quote a name.
    parentPort?.postMessage({ id, error: error instanceof Error ? error.name : 'Error' } satisfies IndexReply);
  }
});

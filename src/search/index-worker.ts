import { parentPort } from 'node:worker_threads';
import { fromBuffers, toBuffers } from '../../libs/matching/index-snapshot.js';
import { NameIndex, NameIndexBuilder, type ResolvedScope } from '../../libs/matching/name-index.js';
import { normaliseName } from '../../libs/matching/normalise.js';
import { NameSearch, type SearchHit, type SearchOptions } from '../../libs/matching/search.js';
import {
  type ComparedName,
  type Comparison,
  type IndexAnswer,
  type IndexAnswers,
  type IndexCommand,
  type IndexHit,
  type IndexQuery,
  type IndexReply,
  type IndexRequest,
  type IndexSize,
  type RankedPlace,
  REVERSE_LIMITS,
  type SentQuery,
} from './index-protocol.js';

/** The list of one query ends here: whoever needs to look further has to say more. */
const MOST_HITS = 100;
/** What each depth compares and answers; the index's own limits without any. */
const DEPTHS: Readonly<Record<IndexQuery['depth'], Pick<SearchOptions, 'limit' | 'limits'>>> = {
  PAGE: { limit: MOST_HITS },
  NARROWED: { limit: 500, limits: { candidates: 500, postings: 200_000 } },
  DEEPEST: { limit: 5_000, limits: { candidates: 5_000, postings: 500_000 } },
  REVERSE: { limit: REVERSE_LIMITS.candidates, limits: REVERSE_LIMITS },
};

/** Groups that a caller may meet, with what of the index that is, by kinds. */
interface KnownScope {
  readonly groups: Uint8Array;
  readonly resolved: Map<
    string,
    { readonly index: NameIndex; readonly names: number; readonly resolved: ResolvedScope }
  >;
}

/** The index of one thread, and the searches in it. */
class IndexThreadSide {
  #builder: NameIndexBuilder | undefined = new NameIndexBuilder();
  #index: NameIndex | undefined;
  #search: NameSearch | undefined;
  readonly #scopes = new Map<number, KnownScope>();

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
      case 'scope':
        this.#scopes.set(command.scope, { groups: command.groups, resolved: new Map() });
        return undefined;
      case 'forget-scopes':
        this.#scopes.clear();
        return undefined;
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

  /** What a query may meet, worked out again only after names were added. */
  #resolved({ scope, kinds }: SentQuery): ResolvedScope {
    const known = this.#scopes.get(scope);
    if (!known) throw new Error('a scope that was not told');
    const index = this.#opened();
    const key = kinds.join();
    const before = known.resolved.get(key);
    if (before?.index === index && before.names === index.store.count) return before.resolved;
    const { groups } = known;
    const resolved = index.resolve({ kinds, allowed: (group) => groups[group] === 1 });
    known.resolved.set(key, { index, names: index.store.count, resolved });
    return resolved;
  }

  #answer(query: SentQuery): IndexAnswer {
    if (!this.#search) throw new Error('the index was not built');
    const answer = this.#search.search(query.text, {
      kinds: query.kinds,
      resolved: this.#resolved(query),
      leastScore: query.leastScore,
      ...DEPTHS[query.depth],
    });
    if (answer.isRefused) return { refusal: answer.refusal };
    const ranked = answer.hits.map(slim).sort(byRank).filter(isBehind(query.after));
    const hits = ranked.slice(0, query.limit);
    return {
      refusal: undefined,
      normalised: normaliseName(query.text),
      hits: query.isExplained ? hits : hits.map((hit) => ({ ...hit, parts: NO_PARTS })),
      hasMore: ranked.length > query.limit,
      isTruncated: answer.isTruncated,
      isOpenEnded: answer.isOpenEnded,
    };
  }
}

const NO_PARTS: IndexHit['parts'] = [];

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

import type { NameRow } from '../../../libs/matching/name-index.js';
import { REVERSE_LIMITS } from '../../search/index-protocol.js';
import { IndexThread } from '../../search/index-thread.js';
import type { NameReading } from '../list-items.js';

/** A name of some item, by the key under which items are found. */
export interface ListName {
  readonly key: string;
  readonly reading: NameReading;
  readonly name: string;
}

/** Of a changed entity's name, list names that share less than this are looked at no further. */
export const LEAST_SCORE = 0.2;
/** The index is laid out anew when more names than this, and than this share of it, lie loose. */
const LOOSE_NAMES = 10_000;
const LOOSE_SHARE = 0.1;
const ONE_GROUP = Uint8Array.of(1);

/**
 * The names of every list in a thread of their own, each different one once, so that a changed entity's name finds the
 * items that it may concern. It decides nothing: what it finds is screened again.
 */
export class ReverseIndex {
  private readonly known = new Set<string>();
  private loose = 0;
  private sizeAtOpening = 0;

  private constructor(
    private thread: IndexThread,
    private readonly newThread: () => IndexThread,
  ) {}

  /** @param onFailure called when the thread ends without being told to */
  static async open(names: AsyncIterable<readonly ListName[]>, onFailure: () => void): Promise<ReverseIndex> {
    const newThread = () => new IndexThread(onFailure);
    const index = new ReverseIndex(newThread(), newThread);
    try {
      for await (const page of names) await index.thread.tell({ type: 'load', rows: index.unknown(page) });
      await index.thread.tell({ type: 'build' });
      index.sizeAtOpening = index.size;
      return index;
    } catch (error) {
      await index.close();
      throw error;
    }
  }

  /** Different names that it holds. */
  get size(): number {
    return this.known.size;
  }

  /** Whether it is time to open it anew: nothing is taken out of it, so half of it may be names that no list has any more. */
  get isOutgrown(): boolean {
    return this.size > Math.max(LOOSE_NAMES, this.sizeAtOpening * 2);
  }

  /** Adds names; those that it has are passed over. */
  async add(names: readonly ListName[]): Promise<void> {
    const rows = this.unknown(names);
    if (rows.length === 0) return;
    const { loose } = await this.thread.tell({ type: 'replace', entityIds: [], rows });
    this.loose = loose;
    if (this.loose > Math.max(LOOSE_NAMES, this.known.size * LOOSE_SHARE)) await this.layOutAnew();
  }

  /** The keys of the list names that are like each of these names. */
  async find(names: readonly Pick<ListName, 'reading' | 'name'>[]): Promise<readonly string[][]> {
    if (this.known.size === 0) return names.map(() => []);
    const answers = await Promise.all(
      names.map(({ reading, name }) =>
        this.thread.search({
          text: name,
          kinds: [kindOf(reading)],
          groups: ONE_GROUP,
          leastScore: LEAST_SCORE,
          limit: REVERSE_LIMITS.candidates,
          depth: 'REVERSE',
          isExplained: false,
        }),
      ),
    );
    return answers.map((answer) => (answer.refusal === undefined ? answer.hits.map(({ entityId }) => entityId) : []));
  }

  close(): Promise<void> {
    return this.thread.close();
  }

  private unknown(names: readonly ListName[]): NameRow[] {
    const rows: NameRow[] = [];
    for (const { key, reading, name } of names) {
      if (this.known.has(key)) continue;
      this.known.add(key);
      rows.push({ entityId: key, name, kind: kindOf(reading), group: 0 });
    }
    return rows;
  }

  private async layOutAnew(): Promise<void> {
    const buffers = await this.thread.tell({ type: 'copy' });
    const other = this.newThread();
    await other.tell({ type: 'open', buffers, isCompacted: true }, buffers);
    const before = this.thread;
    this.thread = other;
    this.loose = 0;
    await before.close();
  }
}

const kindOf = (reading: NameReading) => (reading === 'PERSON' ? 'PERSON' : 'MERCHANT');

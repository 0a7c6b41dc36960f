import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '../../../config/settings.js';
import { Clock } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import { Database } from '../../common/persistence/database.js';
import { SETTINGS } from '../../common/tokens.js';
import { EntityChangesRepository } from '../../entities/entity-changes.js';
import { type Lease, LeaseRepository } from '../../events/lease.repository.js';
import { NameIndexService } from '../../search/name-index.service.js';
import { ConcernedItemsFinder } from './concerned-items.js';
import { EvaluationWriter, WatchTakenError } from './evaluation.writer.js';
import { ItemEvaluation } from './item-evaluation.js';
import { ListWatchRepository, type WatchedItem, type WatchedList } from './list-watch.repository.js';
import { ReverseIndex } from './reverse-index.js';

const LEASE_NAME = 'screening-list-watch';
/** Change rows of one step. */
const CHANGES_PER_STEP = 10;
const ENTITIES_AT_ONCE = 500;
/** Few enough that the traces of what they ask fit into one ledger entry. */
const ITEMS_AT_ONCE = 250;
const ITEMS_PER_PAGE = 2_000;

/** What a turn came to: something was done, nothing is there to do, or the name index has to catch up first. */
export type Turn = 'worked' | 'idle' | 'waiting';

/**
 * Watches every saved screening list: in one process at a time, by a lease with a fencing token. It follows the feed of entity
 * changes and screens the items that a change may concern; items that were put, and lists that were resumed, are screened
 * as due, and so is each list as a whole from time to time. Hits and alerts commit together and before its place in the feed, and a hit tells by itself what was alerted,
 * so whatever is done twice changes nothing the second time.
 */
@Injectable()
export class ListWatch {
  private readonly holder = newId();
  private readonly leases: LeaseRepository;
  private readonly repository: ListWatchRepository;
  private readonly feed: EntityChangesRepository;
  private lease: Lease | undefined;
  private reverse: ReverseIndex | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly names: NameIndexService,
    private readonly concerned: ConcernedItemsFinder,
    private readonly evaluation: ItemEvaluation,
    private readonly writer: EvaluationWriter,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    this.leases = new LeaseRepository(database);
    this.repository = new ListWatchRepository(database);
    this.feed = new EntityChangesRepository(database);
  }

  /** One step of the feed, and one batch of due items. */
  async turn(): Promise<Turn> {
    if (!(await this.repository.isWatching())) return 'idle';
    if (!(await this.hold())) return 'idle';
    try {
      await this.names.start();
      if (this.reverse?.isOutgrown) await this.closeReverse();
      this.reverse ??= await this.openReverse();
      await this.repository.renewOlder(this.clock.now() - this.settings.LIAISON_SCREENING_LIST_ROUND_MS);
      const followed = await this.followFeed(this.reverse);
      const screened = await this.screenDue(this.reverse);
      if (followed === 'worked' || screened === 'worked') return 'worked';
      return followed === 'waiting' || screened === 'waiting' ? 'waiting' : 'idle';
    } catch (error) {
      // Whoever has it now starts from the tables; so do we, if it comes back.
      if (error instanceof WatchTakenError) await this.letGo();
      throw error;
    }
  }

  /** Gives the watch to another process. */
  async stop(): Promise<void> {
    const { lease } = this;
    await this.letGo();
    if (lease) await this.leases.release(lease);
  }

  /** Takes the lease or keeps it. What is in memory counts no more when another process may have worked meanwhile. */
  private async hold(): Promise<boolean> {
    const nowMs = this.clock.now();
    const leaseMs = this.settings.LIAISON_LEASE_MS;
    const before = this.lease;
    if (before && before.expiresAtMs - nowMs > leaseMs / 2) return true;
    const held = await this.leases.acquire(LEASE_NAME, this.holder, nowMs, leaseMs);
    if (!isContinued(before, held)) await this.letGo();
    this.lease = held;
    return held !== undefined;
  }

  /** Keeps the lease through a long piece of work. @throws WatchTakenError */
  private async keep(): Promise<Lease> {
    const before = this.lease;
    await this.hold();
    if (!this.lease || !isContinued(before, this.lease)) throw new WatchTakenError();
    return this.lease;
  }

  private async letGo(): Promise<void> {
    this.lease = undefined;
    await this.closeReverse();
  }

  private async closeReverse(): Promise<void> {
    const { reverse } = this;
    this.reverse = undefined;
    await reverse?.close();
  }

  private async openReverse(): Promise<ReverseIndex> {
    const finder = this.concerned;
    const { repository } = this;
    const keep = () => this.keep();
    async function* pages() {
      for (let afterId = ''; ; ) {
        await keep();
        const items = await repository.allItems(afterId, ITEMS_PER_PAGE);
        const last = items.at(-1);
        if (!last) return;
        yield finder.namesOf(items);
        afterId = last.id;
      }
    }
    return ReverseIndex.open(pages(), () => {
      this.reverse = undefined;
    });
  }

  /** Screens what the next changes may concern, then moves on in the feed. */
  private async followFeed(reverse: ReverseIndex): Promise<Turn> {
    const position = await this.place();
    const changes = await this.feed.after(position, CHANGES_PER_STEP);
    const [first] = changes;
    if (!first) return 'idle';
    if (first.seq !== position + 1) {
      await this.startOver();
      return 'worked';
    }
    // A search must not answer from before the change.
    const seen = changes.filter(({ seq }) => seq <= (this.names.position ?? -1));
    const last = seen.at(-1);
    if (!last) return 'waiting';
    const entityIds = [...new Set(seen.flatMap((change) => change.entityIds))];
    for (let start = 0; start < entityIds.length; start += ENTITIES_AT_ONCE) {
      await this.screenConcerned(reverse, entityIds.slice(start, start + ENTITIES_AT_ONCE));
    }
    await this.moveTo(last.seq);
    return 'worked';
  }

  private async screenConcerned(reverse: ReverseIndex, entityIds: readonly string[]): Promise<void> {
    const concerned = await this.concerned.find(reverse, entityIds);
    if (concerned.size === 0) return;
    for (const list of await this.repository.watched([...concerned.keys()])) {
      const ofList = concerned.get(list.id) ?? new Map<string, Set<string>>();
      const itemIds = [...ofList.keys()];
      for (let start = 0; start < itemIds.length; start += ITEMS_AT_ONCE) {
        const items = await this.repository.items(itemIds.slice(start, start + ITEMS_AT_ONCE));
        await this.screen(reverse, list, items, ofList);
      }
    }
  }

  private async screenDue(reverse: ReverseIndex): Promise<Turn> {
    const listId = await this.repository.nextDue();
    if (listId === undefined) return 'idle';
    const [list] = await this.repository.watched([listId]);
    if (!list) return 'worked';
    // Changes up to here were looked at without these items, so a search must know them.
    if ((this.names.position ?? -1) < (await this.place())) return 'waiting';
    const items = await this.repository.dueItems(list.id, list.round, ITEMS_AT_ONCE);
    if (items.length === 0) await this.database.transaction((tx) => new ListWatchRepository(tx).recount(tx, list.id));
    await this.screen(reverse, list, items, new Map());
    return 'worked';
  }

  private async screen(
    reverse: ReverseIndex,
    list: WatchedList,
    items: readonly WatchedItem[],
    entities: ReadonlyMap<string, ReadonlySet<string>>,
  ): Promise<void> {
    if (items.length === 0) return;
    // First: what changes from now on must find them.
    await reverse.add(this.concerned.namesOf(items));
    const evaluation = await this.evaluation.evaluate(list, items, entities);
    await this.writer.commit(await this.keep(), list, evaluation);
  }

  /** The place in the feed; before the first list there was nothing to watch, so it begins at the head. */
  private async place(): Promise<number> {
    const position = await this.repository.position();
    if (position !== undefined) return position;
    const head = await this.feed.headSeq();
    await this.moveTo(head);
    return head;
  }

  private async moveTo(seq: number): Promise<void> {
    const lease = await this.keep();
    await this.database.transaction(async (tx) => {
      if (!(await this.leases.isHeld(tx, lease))) throw new WatchTakenError();
      await new ListWatchRepository(tx).setPosition(tx, seq);
    });
  }

  /** The feed does not reach back to our place: everything is screened again from the head. */
  private async startOver(): Promise<void> {
    const lease = await this.keep();
    const head = await this.feed.headSeq();
    await this.database.transaction(async (tx) => {
      if (!(await this.leases.isHeld(tx, lease))) throw new WatchTakenError();
      const repository = new ListWatchRepository(tx);
      await repository.setPosition(tx, head);
      await repository.renewAll(tx);
    });
  }
}

/** Tokens are counted up by one: the next after ours, once ours ran out in a long piece of work, means that nobody came between. */
const isContinued = (before: Lease | undefined, held: Lease | undefined): boolean =>
  before !== undefined && held !== undefined && held.token - before.token <= 1;

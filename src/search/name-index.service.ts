import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { GraphQLError } from 'graphql';
import type { Settings } from '../../config/settings.js';
import type { FieldCipher } from '../../libs/field-encryption/field-cipher.js';
import type { Clock } from '../common/clock.js';
import type { Viewer } from '../common/context/tenant-context.js';
import type { Database } from '../common/persistence/database.js';
import type { PubSub } from '../common/pubsub/pub-sub.js';
import { safeError } from '../common/safe-error.js';
import { EntityChangesRepository } from '../entities/entity-changes.js';
import { EVENTS_CHANNEL } from '../events/event-tail.js';
import type { SharingRepository } from '../sharing/sharing.repository.js';
import { type Group, type GroupScope, IndexGroups, readingsOf } from './index-groups.js';
import { type Generation, IndexOpener } from './index-opener.js';
import type { ComparedName, IndexAnswer, IndexHit, IndexQuery, IndexSize } from './index-protocol.js';
import { IndexSnapshotFile } from './index-snapshot-file.js';
import { IndexSource } from './index-source.js';
import { IndexThread } from './index-thread.js';
import { comparisonsOf, type NamePair } from './name-comparison.js';

/** A lost wake-up delays what can be found by no more than this. */
const POLL_MS = 400;
/** Change rows of one step: up to 20,000 entities. */
const CHANGES_PER_STEP = 10;
/** A request waits so long for an index that is being built before it is told to come again. */
const PATIENCE_MS = 3_000;
/** How long changes are kept for indexes that were away. */
const CHANGES_KEPT_MS = 7 * 24 * 3_600_000;
/** The index is laid out anew when more names than the setting, and than this share of it, stand outside its base. */
const LOOSE_SHARE = 0.1;

/** A question as a feature asks it. */
export type NameQuestion = Omit<IndexQuery, 'groups' | 'kinds'>;

/** The feed no longer holds the changes that the index needs next. */
class FeedGapError extends Error {
  override readonly name = 'FeedGapError';
}

/**
 * The name index of this process: built from the tables or a snapshot, kept current from the feed of entity changes,
 * laid out anew when it has changed much. Everything in it can be had from the tables again.
 */
export class NameIndexService {
  private readonly logger = new Logger('NameIndex');
  private readonly groups = new IndexGroups();
  private readonly changes: EntityChangesRepository;
  private readonly source: IndexSource;
  private readonly file: IndexSnapshotFile;
  private readonly opener: IndexOpener;
  private current: Generation | undefined;
  private next: Generation | undefined;
  private opening: Promise<void> | undefined;
  private renewing: Promise<void> | undefined;
  private saving: Promise<void> | undefined;
  private following: Promise<void> | undefined;
  private isWoken = false;
  private isStopping = false;
  private timer: NodeJS.Timeout | undefined;
  private unsubscribe: (() => Promise<void>) | undefined;
  private saved = { atMs: 0, position: -1 };

  constructor(
    database: Database,
    sharings: SharingRepository,
    private readonly clock: Clock,
    private readonly pubSub: PubSub,
    fields: FieldCipher,
    private readonly settings: Settings,
  ) {
    this.changes = new EntityChangesRepository(database);
    this.source = new IndexSource(database, sharings, fields, this.groups);
    this.file = new IndexSnapshotFile(join(settings.LIAISON_DATA_DIR, 'name-index.snapshot'), fields);
    const newThread = () => this.newThread();
    this.opener = new IndexOpener(database, sharings, this.groups, this.source, this.file, newThread);
  }

  /** Opens the index and begins to follow the feed; resolves when it can be asked. */
  start(): Promise<void> {
    this.opening ??= this.open().catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  /** Ends everything that reads the database; questions are still answered. */
  async stop(): Promise<void> {
    this.isStopping = true;
    clearInterval(this.timer);
    await this.unsubscribe?.();
    await this.opening?.catch(() => undefined);
    await Promise.all([this.following, this.renewing, this.saving]);
  }

  async close(): Promise<void> {
    await Promise.all([this.current?.thread.close(), this.next?.thread.close()]);
  }

  /** Place in the feed of changes up to which names can be found; undefined before the index is open. */
  get position(): number | undefined {
    return this.current?.position;
  }

  /** Names that can be found, by anybody, and how many of them lie loose. */
  get size(): IndexSize {
    return this.current?.size ?? { names: 0, loose: 0 };
  }

  /** What a hit's group is. */
  groupOf(hit: IndexHit): Group | undefined {
    return this.groups.of(hit.group);
  }

  /**
   * Asks questions as one caller; the answers come in their order.
   * @param isPatient the questions may wait for others that are asked later
   * @throws GraphQLError with code SEARCH_NOT_READY while the index is being built
   */
  async search(
    viewer: Viewer,
    scope: GroupScope,
    questions: readonly NameQuestion[],
    isPatient = false,
  ): Promise<IndexAnswer[]> {
    const { thread } = await this.ready();
    const asked = { groups: this.groups.allowed(viewer, scope), kinds: readingsOf(scope) };
    return Promise.all(questions.map((question) => thread.search({ ...question, ...asked }, isPatient)));
  }

  /** Scores the names that the caller may meet of some entities, each list against its own text. */
  async compare(
    viewer: Viewer,
    scope: GroupScope,
    pairs: readonly NamePair[],
  ): Promise<readonly (readonly ComparedName[])[]> {
    const { thread } = await this.ready();
    const rows = await this.source.ofEntities([...new Set(pairs.flatMap(({ entityIds }) => entityIds))]);
    const allowed = this.groups.allowed(viewer, scope);
    const met = rows
      .filter(({ group }) => allowed[group] === 1)
      .map((row) => ({ ...row, isPersonal: this.groups.isPersonal(row.group) }));
    const comparisons = comparisonsOf(met, readingsOf(scope), pairs);
    return thread.tell({ type: 'compare', comparisons });
  }

  /** Writes the snapshot file as the index stands now. */
  async save(): Promise<void> {
    await this.saving;
    if (this.current) await this.write(this.current);
  }

  private async ready(): Promise<Generation> {
    if (this.current) return this.current;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS);
    });
    await Promise.race([this.start(), patience]);
    clearTimeout(timer);
    if (this.current) return this.current;
    throw new GraphQLError('The name index is being built: ask again in a little while.', {
      extensions: { code: 'SEARCH_NOT_READY', http: { status: 503 } },
    });
  }

  private async open(): Promise<void> {
    const startMs = performance.now();
    const restored = await this.opener.restored();
    const opened = restored ?? (await this.opener.built(() => !this.isStopping));
    this.current = opened;
    const milliseconds = Math.round(performance.now() - startMs);
    this.logger.log(`${restored ? 'restored' : 'built'} an index of ${opened.size.names} names in ${milliseconds} ms`);
    if (this.isStopping) return;
    this.saved = restored ? { atMs: this.clock.now(), position: restored.position } : { atMs: 0, position: -1 };
    this.unsubscribe ??= await this.pubSub.subscribe(EVENTS_CHANNEL, () => this.wake());
    this.timer ??= setInterval(() => this.wake(), POLL_MS);
    this.wake();
  }

  private newThread(): IndexThread {
    const thread: IndexThread = new IndexThread(() => {
      if (this.next?.thread === thread) this.next = undefined;
      if (this.current?.thread === thread) this.reopen('the thread of the name index ended');
    });
    return thread;
  }

  private reopen(why: string): void {
    if (this.isStopping) return;
    this.logger.error(`${why}; opening the index again`);
    const { next } = this;
    this.current = undefined;
    this.next = undefined;
    this.opening = undefined;
    void next?.thread.close();
    this.start().catch((error: unknown) => this.warn('opening the index failed', error));
  }

  private wake(): void {
    this.isWoken = true;
    this.following ??= this.follow();
  }

  private async follow(): Promise<void> {
    while (this.isWoken && !this.isStopping) {
      this.isWoken = false;
      const { current } = this;
      if (!current) break;
      try {
        await this.catchUp(current);
        await this.moveToNext(current);
        this.renewWhenLoose();
        this.saveWhenDue();
      } catch (error) {
        await this.recover(current, error);
      }
    }
    this.following = undefined;
  }

  private async recover(current: Generation, error: unknown): Promise<void> {
    if (!(error instanceof FeedGapError)) {
      this.warn('keeping the name index current failed, will try again', error);
      return;
    }
    if (this.current !== current) return;
    this.reopen('the feed of changes does not reach back to the name index');
    await current.thread.close();
  }

  /** Brings an index up to the head of the feed. An entity read again is right, whatever happened to it. */
  private async catchUp(generation: Generation): Promise<void> {
    for (;;) {
      const changes = await this.changes.after(generation.position, CHANGES_PER_STEP);
      const [first] = changes;
      const last = changes.at(-1);
      if (!first || !last || this.isStopping) return;
      if (first.seq !== generation.position + 1) throw new FeedGapError();
      const entityIds = [...new Set(changes.flatMap((change) => change.entityIds))];
      const rows = await this.source.ofEntities(entityIds);
      generation.size = await generation.thread.tell({ type: 'replace', entityIds, rows });
      generation.position = last.seq;
    }
  }

  private async moveToNext(current: Generation): Promise<void> {
    const { next } = this;
    if (!next) return;
    await this.catchUp(next);
    if (this.isStopping) return;
    this.current = next;
    this.next = undefined;
    this.saved = { atMs: 0, position: -1 };
    await current.thread.close();
  }

  private renewWhenLoose(): void {
    const { current } = this;
    if (!current || this.next || this.renewing) return;
    const { names, loose } = current.size;
    if (loose <= Math.max(this.settings.LIAISON_SEARCH_LOOSE_NAMES, names * LOOSE_SHARE)) return;
    this.renewing = this.renew(current)
      .catch((error: unknown) => this.warn('laying the name index out anew failed', error))
      .finally(() => {
        this.renewing = undefined;
      });
  }

  /** Lays a copy out anew in another thread, while this one goes on answering. */
  private async renew({ thread, position, size }: Generation): Promise<void> {
    const buffers = await thread.tell({ type: 'copy' });
    const other = this.newThread();
    await other.tell({ type: 'open', buffers, isCompacted: true }, buffers);
    this.next = { thread: other, position, size: { ...size, loose: 0 } };
    this.wake();
  }

  private saveWhenDue(): void {
    const { current } = this;
    const isDue = this.clock.now() - this.saved.atMs >= this.settings.LIAISON_SEARCH_SNAPSHOT_INTERVAL_MS;
    if (!current || !isDue || this.saving || current.position === this.saved.position) return;
    this.saving = this.write(current)
      .catch((error: unknown) => this.warn('the name index could not be saved', error))
      .finally(() => {
        this.saving = undefined;
      });
  }

  private async write({ thread, position }: Generation): Promise<void> {
    this.saved = { atMs: this.clock.now(), position };
    const groups = [...this.groups.all];
    const buffers = await thread.tell({ type: 'copy' });
    const changeId = position === 0 ? null : ((await this.changes.idAt(position)) ?? null);
    await this.file.write({ position, changeId, groups, buffers });
    const oldest = await this.changes.oldestSince(this.clock.now() - CHANGES_KEPT_MS);
    await this.changes.forgetBefore(Math.min(oldest ?? position, position));
  }

  private warn(what: string, error: unknown): void {
    if (this.isStopping) return;
    const { type, code } = safeError(error);
    this.logger.warn(`${what}: ${code ?? type}`);
  }
}

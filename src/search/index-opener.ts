import { Logger } from '@nestjs/common';
import type { Sql } from '../common/persistence/sql.js';
import { safeError } from '../common/safe-error.js';
import { EntityChangesRepository } from '../entities/entity-changes.js';
import type { SharingRepository } from '../sharing/sharing.repository.js';
import type { Group, IndexGroups } from './index-groups.js';
import type { IndexSize } from './index-protocol.js';
import type { IndexSnapshotFile } from './index-snapshot-file.js';
import type { IndexSource } from './index-source.js';
import type { IndexThread } from './index-thread.js';

/** An index and how far it has come in the feed of entity changes. */
export interface Generation {
  readonly thread: IndexThread;
  position: number;
  size: IndexSize;
}

/** Makes an index: from the snapshot file where that is of use, else from the tables. */
export class IndexOpener {
  private readonly logger = new Logger('NameIndex');
  private readonly changes: EntityChangesRepository;

  constructor(
    private readonly sql: Sql,
    private readonly sharings: SharingRepository,
    private readonly groups: IndexGroups,
    private readonly source: IndexSource,
    private readonly file: IndexSnapshotFile,
    private readonly newThread: () => IndexThread,
  ) {
    this.changes = new EntityChangesRepository(sql);
  }

  /** The index of the snapshot, when the feed still leads on from its place; else undefined. */
  async restored(): Promise<Generation | undefined> {
    // Numbers that are given out already cannot be given to the groups of a file.
    if (this.groups.all.length > 0) return undefined;
    try {
      const { buffers, groups, position, changeId } = await this.file.read();
      const knownId = position === 0 ? null : ((await this.changes.idAt(position)) ?? 'forgotten');
      if (knownId !== changeId || !(await this.learn(groups))) return undefined;
      return await this.openedFrom(buffers, position);
    } catch (error) {
      const { code, type } = safeError(error);
      if (code !== 'ENOENT') this.logger.warn(`the snapshot of the name index is of no use: ${code ?? type}`);
      return undefined;
    }
  }

  /**
   * An index of all names in the tables. What is committed while they are read, it gets from the feed afterwards.
   * @param isWanted asked before each page; false ends the reading
   */
  async built(isWanted: () => boolean): Promise<Generation> {
    const position = await this.changes.headSeq();
    const thread = this.newThread();
    try {
      let taken: Promise<undefined> | undefined;
      for await (const rows of this.source.all()) {
        // One page is indexed while the next one is read, and no more wait in memory.
        await taken;
        if (!isWanted()) break;
        taken = thread.tell({ type: 'load', rows });
      }
      await taken;
      return { thread, position, size: await thread.tell({ type: 'build' }) };
    } catch (error) {
      await thread.close();
      throw error;
    }
  }

  private async openedFrom(buffers: readonly ArrayBuffer[], position: number): Promise<Generation | undefined> {
    const thread = this.newThread();
    if (await thread.tell({ type: 'open', buffers, isCompacted: false }, buffers)) {
      const size = await thread.tell({ type: 'replace', entityIds: [], rows: [] });
      return { thread, position, size };
    }
    await thread.close();
    return undefined;
  }

  /** Numbers the groups as they are numbered in the file. False when a sharing is not there any more. */
  private async learn(groups: readonly Group[]): Promise<boolean> {
    const sharings = await this.sharings.byIds(this.sql, [...new Set(groups.map(({ sharingId }) => sharingId))]);
    if (!groups.every(({ sharingId }) => sharings.has(sharingId))) return false;
    for (const group of groups) {
      const sharing = sharings.get(group.sharingId);
      if (sharing) this.groups.numberOf(group, sharing);
    }
    return true;
  }
}

import { Logger } from '@nestjs/common';
import type { FieldCipher } from '../../libs/field-encryption/field-cipher.js';
import type { NameRow } from '../../libs/matching/name-index.js';
import type { Sql } from '../common/persistence/sql.js';
import { nameContext } from '../entities/entity-vocabulary.js';
import type { SharingRepository } from '../sharing/sharing.repository.js';
import { IndexRepository, type StoredName } from './index.repository.js';
import { groupOf, type IndexGroups, readAs } from './index-groups.js';

/** Names that one page of a build holds: bounds its memory. */
const NAMES_PER_PAGE = 5_000;

/** Reads names from the tables in the form that the index takes: in plain text, each with its group. */
export class IndexSource {
  private readonly logger = new Logger(IndexSource.name);
  private readonly names: IndexRepository;
  private isFullReported = false;

  constructor(
    private readonly sql: Sql,
    private readonly sharings: SharingRepository,
    private readonly fields: FieldCipher,
    private readonly groups: IndexGroups,
  ) {
    this.names = new IndexRepository(sql);
  }

  /** Every name, page by page. */
  async *all(): AsyncGenerator<NameRow[]> {
    let afterId = '';
    for (;;) {
      const page = await this.names.page(afterId, NAMES_PER_PAGE);
      if (page.length === 0) return;
      afterId = page.at(-1)?.entityId ?? afterId;
      yield await this.rows(page);
    }
  }

  /** Every name of these entities as it stands now. */
  async ofEntities(entityIds: readonly string[]): Promise<NameRow[]> {
    return this.rows(await this.names.ofEntities(entityIds));
  }

  private async rows(stored: readonly StoredName[]): Promise<NameRow[]> {
    const sharings = await this.sharings.byIds(this.sql, [...new Set(stored.map(({ sharingId }) => sharingId))]);
    const rows: NameRow[] = [];
    for (const name of stored) {
      const group = groupOf(name);
      const sharing = sharings.get(name.sharingId);
      const number = sharing && this.groups.numberOf(group, sharing);
      if (number === undefined) {
        this.reportFull();
        continue;
      }
      const { entityId, nameKey } = name;
      const plain = group.isPersonal ? this.fields.decrypt(name.name, nameContext(entityId, nameKey)) : name.name;
      rows.push({ entityId, name: plain, kind: readAs(name.role, name.kind), group: number });
    }
    return rows;
  }

  private reportFull(): void {
    if (this.isFullReported) return;
    this.isFullReported = true;
    this.logger.error('there are more sharings than the name index can tell apart: names are left out');
  }
}

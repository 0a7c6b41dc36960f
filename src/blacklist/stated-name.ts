import { Inject, Injectable } from '@nestjs/common';
import { RunAgainError } from '../common/persistence/database-errors.js';
import type { Tx } from '../common/persistence/sql.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import { EntitiesWriter, EntityRaceError, nameKey } from '../entities/entities.writer.js';
import { noteEntityChanges } from '../entities/entity-changes.js';
import type { StoredEntry } from './blacklist.repository.js';

/**
 * The registered name of a listed merchant, stated by its regulator to whom the entry is shared: the name search finds
 * listed merchants by it, and hides them as it hides every other statement.
 */
@Injectable()
export class StatedName {
  private readonly writer: EntitiesWriter;

  constructor(@Inject(CIPHERS) private readonly ciphers: Ciphers) {
    this.writer = new EntitiesWriter(ciphers);
  }

  async state(tx: Tx, entry: StoredEntry, nowMs: number): Promise<void> {
    const statement = this.writer.key({
      tenantId: entry.tenantId,
      sharingId: entry.sharingId,
      kind: entry.subjectKind,
      anchor: { type: 'USCC', canonical: entry.uscc },
      identifiers: [],
      names: [{ role: 'REGISTERED', name: entry.subjectName }],
    });
    const resolved = await this.writer.resolve(tx, [statement]);
    try {
      await this.writer.insert(tx, this.writer.build([statement], resolved, nowMs));
    } catch (error) {
      throw error instanceof EntityRaceError ? new RunAgainError() : error;
    }
  }

  /** Takes the statement back, unless another entry of the same regulator stands on it. Index: UQ_entity_anchor */
  async retract(tx: Tx, entry: StoredEntry, nowMs: number): Promise<void> {
    const [entity] = await tx.select<{ id: string }>('SELECT id FROM entity WHERE anchorKey = ?', [
      entry.entityAnchorKey,
    ]);
    if (!entity) return;
    const removed = await tx.change(
      `DELETE FROM entity_name WHERE entityId = ? AND role = 'REGISTERED' AND nameKey = ? AND sharingId = ? AND tenantId = ?
         AND NOT EXISTS (SELECT 1 FROM blacklist_entry o WHERE o.entityAnchorKey = ? AND o.id <> ? AND o.sharingId = ?
           AND o.subjectName = ? AND o.state NOT IN ('WITHDRAWN', 'REVOKED', 'NOT_LISTED'))`,
      [
        ...[entity.id, nameKey(this.ciphers.index, entry.subjectName), entry.sharingId, entry.tenantId],
        ...[entry.entityAnchorKey, entry.id, entry.sharingId, entry.subjectName],
      ],
    );
    if (removed > 0) await noteEntityChanges(tx, [entity.id], nowMs);
  }
}

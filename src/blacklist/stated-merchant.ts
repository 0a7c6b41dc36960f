import { Inject, Injectable } from '@nestjs/common';
import { type Identifier, parseIdentifier } from '../../libs/identifiers/identifier.js';
import { RunAgainError } from '../common/persistence/database-errors.js';
import type { Tx } from '../common/persistence/sql.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import { EntitiesWriter, EntityRaceError, nameKey } from '../entities/entities.writer.js';
import { noteEntityChanges } from '../entities/entity-changes.js';
import type { StoredEntry } from './blacklist.repository.js';

/** Entries of the regulator, and under the sharing, of another one that is taken back: its statements stay for these. */
const STANDS_ON = `SELECT 1 FROM blacklist_entry o WHERE o.entityAnchorKey = ? AND o.id <> ? AND o.sharingId = ?
  AND o.state NOT IN ('WITHDRAWN', 'REVOKED', 'NOT_LISTED')`;

/**
 * Name and code of a listed merchant, stated by its regulator to whom the entry is shared: lookups and searches find listed
 * merchants of which nobody else has told, and hide them as they hide every other statement.
 */
@Injectable()
export class StatedMerchant {
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
      identifiers: [{ role: 'ANCHOR', identifier: codeOf(entry) }],
      names: [{ role: 'REGISTERED', name: entry.subjectName }],
    });
    const resolved = await this.writer.resolve(tx, [statement]);
    try {
      await this.writer.insert(tx, this.writer.build([statement], resolved, nowMs));
    } catch (error) {
      throw error instanceof EntityRaceError ? new RunAgainError() : error;
    }
  }

  /** Takes the statements back, unless another entry stands on them. Indexes: UQ_entity_anchor, primary keys */
  async retract(tx: Tx, entry: StoredEntry, nowMs: number): Promise<void> {
    const [entity] = await tx.select<{ id: string }>('SELECT id FROM entity WHERE anchorKey = ?', [
      entry.entityAnchorKey,
    ]);
    if (!entity) return;
    const { index } = this.ciphers;
    const own = [entity.id, entry.sharingId, entry.tenantId];
    const others = [entry.entityAnchorKey, entry.id, entry.sharingId];
    const names = await tx.change(
      `DELETE FROM entity_name WHERE role = 'REGISTERED' AND nameKey = ? AND entityId = ? AND sharingId = ? AND tenantId = ?
         AND NOT EXISTS (${STANDS_ON} AND o.subjectName = ?)`,
      [nameKey(index, entry.subjectName), ...own, ...others, entry.subjectName],
    );
    const codes = await tx.change(
      `DELETE FROM entity_identifier WHERE role = 'ANCHOR' AND lookupKey = ? AND entityId = ? AND sharingId = ? AND tenantId = ?
         AND NOT EXISTS (${STANDS_ON})`,
      [index.key('USCC', entry.uscc), ...own, ...others],
    );
    if (names + codes > 0) await noteEntityChanges(tx, [entity.id], nowMs);
  }
}

function codeOf({ uscc }: StoredEntry): Identifier {
  const parsed = parseIdentifier('USCC', uscc);
  if (!parsed.ok) throw new Error('a blacklist entry has a code that is none');
  return parsed.identifier;
}

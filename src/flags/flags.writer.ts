import { newId } from '../common/ids.js';
import type { SqlRow, Tx } from '../common/persistence/sql.js';
import type { Ciphers } from '../common/tokens.js';
import { flagEvidenceContext, type Measure, type Severity } from './flag-vocabulary.js';

/** A flag as a report raises it. */
export interface NewFlag {
  readonly entityId: string;
  readonly tenantId: string;
  readonly sharingId: string;
  readonly reportId: string;
  readonly reportLine: number;
  readonly category: string;
  readonly severity: Severity;
  readonly measures: readonly Measure[];
  readonly evidence: string | undefined;
  readonly jurisdiction: string;
  readonly detectedAtMs: number;
}

/** Writes flags in bulk: `build` does the encryption and needs no transaction. */
export class FlagsWriter {
  constructor(private readonly ciphers: Pick<Ciphers, 'fields'>) {}

  build(flags: readonly NewFlag[], nowMs: number): SqlRow[] {
    return flags.map((flag) => {
      const id = newId();
      return {
        id,
        entityId: flag.entityId,
        tenantId: flag.tenantId,
        sharingId: flag.sharingId,
        reportId: flag.reportId,
        reportLine: flag.reportLine,
        category: flag.category,
        severity: flag.severity,
        state: 'ACTIVE',
        measures: JSON.stringify(flag.measures),
        evidence: flag.evidence ? this.ciphers.fields.encrypt(flag.evidence, flagEvidenceContext(id)) : null,
        jurisdiction: flag.jurisdiction,
        detectedAtMs: flag.detectedAtMs,
        createdAtMs: nowMs,
        updatedAtMs: nowMs,
        version: 1,
      };
    });
  }

  async insert(tx: Tx, rows: readonly SqlRow[]): Promise<void> {
    await tx.insert('flag', rows);
  }
}

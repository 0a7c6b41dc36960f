import type { FieldCipher } from '../../libs/field-encryption/field-cipher.js';
import type { Viewer } from '../common/context/tenant-context.js';
import { placeholders, type Sql, type Tx } from '../common/persistence/sql.js';
import { visibleTo } from '../sharing/sharing.policy.js';
import type { BlacklistAction, BlacklistState } from './blacklist.lifecycle.js';

/** What only agencies or the regulator may read of an entry. */
export interface RestrictedPart {
  readonly details: string | null;
  readonly representative: string | null;
  /** Natural persons that the case names: none of them may stand in the public part. */
  readonly persons: readonly string[];
}

/** What was written with a step, by what it is: `facts`, `statement`, `reason` … */
export type StepTexts = Readonly<Record<string, string>>;

/** One step of an entry's life. */
export interface CaseStep {
  readonly id: string;
  readonly entryId: string;
  readonly version: number;
  readonly action: BlacklistAction;
  readonly fromState: BlacklistState | 'NEW';
  readonly toState: BlacklistState;
  readonly actorRef: string | null;
  readonly occurredAtMs: number;
  readonly eventType: string | null;
  readonly eventId: string | null;
  readonly texts: StepTexts;
}

type SealedStep = Omit<CaseStep, 'texts'> & { readonly content: string | null };

const stepContext = (id: string): string => `blacklist_step:${id}`;
const partContext = (entryId: string): string => `blacklist_restricted_part:${entryId}`;

/** Writes the file of the procedure and the restricted part, encrypted: officers write names into them. */
export class CaseFileWriter {
  constructor(
    private readonly tx: Tx,
    private readonly fields: FieldCipher,
  ) {}

  async insertStep({ texts, ...step }: CaseStep): Promise<void> {
    const hasTexts = Object.keys(texts).length > 0;
    const content = hasTexts ? this.fields.encrypt(JSON.stringify(texts), stepContext(step.id)) : null;
    await this.tx.insert('blacklist_step', [{ ...step, content }]);
  }

  async insertPart(entryId: string, sharingId: string, part: RestrictedPart): Promise<void> {
    const content = this.fields.encrypt(JSON.stringify(part), partContext(entryId));
    await this.tx.insert('blacklist_restricted_part', [{ entryId, sharingId, content }]);
  }

  async sharePart(entryId: string, sharingId: string): Promise<void> {
    await this.tx.change('UPDATE blacklist_restricted_part SET sharingId = ? WHERE entryId = ?', [sharingId, entryId]);
  }

  /** The persons whom a public text of the entry may not name, whoever is about to write it. Index: primary key */
  async personsOf(entryId: string): Promise<string[]> {
    const [row] = await this.tx.select<{ content: string }>(
      'SELECT content FROM blacklist_restricted_part WHERE entryId = ?',
      [entryId],
    );
    return row ? personsIn(openedPart(this.fields, entryId, row.content)) : [];
  }
}

/** Reads the file and the restricted parts as one viewer may see them. */
export class CaseFileReader {
  constructor(
    private readonly sql: Sql,
    private readonly viewer: Viewer,
    private readonly fields: FieldCipher,
  ) {}

  /** Steps of the viewer's own entries, oldest first: nobody else reads a file. Index: UQ_blacklist_step_version */
  async stepsOf(entryIds: readonly string[]): Promise<CaseStep[]> {
    if (entryIds.length === 0) return [];
    const rows = await this.sql.select<SealedStep>(
      `SELECT st.* FROM blacklist_entry b JOIN blacklist_step st ON st.entryId = b.id
       WHERE b.id IN (${placeholders(entryIds.length)}) AND b.tenantId = ? ORDER BY st.entryId, st.version`,
      [...entryIds, this.viewer.tenantId],
    );
    return rows.map(({ content, ...step }) => ({
      ...step,
      texts: content ? (JSON.parse(this.fields.decrypt(content, stepContext(step.id))) as StepTexts) : {},
    }));
  }

  /** Restricted parts that the viewer may read, of entries that it may see. Index: primary keys */
  async partsOf(entryIds: readonly string[]): Promise<Map<string, RestrictedPart>> {
    if (entryIds.length === 0) return new Map();
    const [ofEntry, ofPart] = [visibleTo(this.viewer, 's'), visibleTo(this.viewer, 'sr')];
    const rows = await this.sql.select<{ entryId: string; content: string }>(
      `SELECT r.entryId, r.content FROM blacklist_restricted_part r JOIN sharing sr ON sr.id = r.sharingId
         JOIN blacklist_entry b ON b.id = r.entryId JOIN sharing s ON s.id = b.sharingId
       WHERE r.entryId IN (${placeholders(entryIds.length)}) AND ${ofEntry.sql} AND ${ofPart.sql}`,
      [...entryIds, ...ofEntry.parameters, ...ofPart.parameters],
    );
    return new Map(rows.map(({ entryId, content }) => [entryId, openedPart(this.fields, entryId, content)]));
  }
}

const openedPart = (fields: FieldCipher, entryId: string, content: string): RestrictedPart =>
  JSON.parse(fields.decrypt(content, partContext(entryId))) as RestrictedPart;

/** Everybody whom a restricted part names. */
export const personsIn = ({ representative, persons }: RestrictedPart): string[] =>
  representative ? [representative, ...persons] : [...persons];

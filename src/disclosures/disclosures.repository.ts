import type { Viewer } from '../common/context/tenant-context.js';
import { placeholders, type Sql, type SqlValue, type Tx } from '../common/persistence/sql.js';
import { visibleTo } from '../sharing/sharing.policy.js';
import { type DisclosureState, OPEN_STATES } from './disclosure.lifecycle.js';
import type { AfterReview, Ask, Handling, Urgency } from './disclosure-vocabulary.js';

/** A request as it is used; lists are read, the particulars still sealed. */
export interface StoredRequest {
  readonly id: string;
  readonly agencyId: string;
  readonly platformId: string | null;
  readonly inboxOf: string | null;
  readonly sharingId: string;
  readonly state: DisclosureState;
  readonly urgency: Urgency;
  readonly asks: Ask;
  readonly handling: Handling;
  readonly items: readonly string[];
  readonly legalBasis: readonly string[];
  readonly periodFrom: string | null;
  readonly periodTo: string | null;
  readonly particulars: string;
  readonly confidentialUntil: string | null;
  readonly subjectCount: number;
  readonly authors: readonly string[];
  readonly submittedBy: string | null;
  readonly round: number;
  readonly decisionAuthor: string | null;
  readonly afterReview: AfterReview | null;
  readonly preservedUntil: string | null;
  readonly dueAtMs: number | null;
  readonly expiresAtMs: number | null;
  readonly remainingMs: number | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly submittedAtMs: number | null;
  readonly decidedAtMs: number | null;
  readonly version: number;
}

/** What a step may change, beside the version. */
export type RequestChange = Partial<Omit<StoredRequest, 'id' | 'agencyId' | 'createdAtMs' | 'version'>>;

/** A subject as it is stored: an entity, or an identifier. */
export interface StoredSubject {
  readonly ordinal: number;
  readonly entityId: string | null;
  readonly type: string | null;
  /** For a personal type the ciphertext. */
  readonly value: string | null;
  readonly masked: string | null;
  readonly subjectKey: string;
}

/** An open request on one of the same subjects. */
export interface DuplicateRequest {
  readonly id: string;
  readonly state: DisclosureState;
  readonly createdAtMs: number;
  readonly version: number;
}

const LISTS: ReadonlySet<string> = new Set(['items', 'legalBasis', 'authors']);
const MAX_DUPLICATES = 20;
/** Bounds the placeholders of one statement. */
const KEYS_PER_STATEMENT = 500;

/** A row as the drivers give it: MySQL's give moments as text, lists are JSON. */
type RequestRecord = { readonly [Column in keyof StoredRequest]: string | number | null };

const momentOf = (value: string | number | null): number | null => (value === null ? null : Number(value));

/** The request that a row is. */
export function requestOf(row: object): StoredRequest {
  const record = row as RequestRecord;
  const list = (value: string | number | null) => JSON.parse(String(value)) as string[];
  return {
    ...(row as StoredRequest),
    items: list(record.items),
    legalBasis: list(record.legalBasis),
    authors: list(record.authors),
    dueAtMs: momentOf(record.dueAtMs),
    expiresAtMs: momentOf(record.expiresAtMs),
    remainingMs: momentOf(record.remainingMs),
    createdAtMs: Number(record.createdAtMs),
    updatedAtMs: Number(record.updatedAtMs),
    submittedAtMs: momentOf(record.submittedAtMs),
    decidedAtMs: momentOf(record.decidedAtMs),
  };
}

const columnOf = (name: string, value: unknown): SqlValue =>
  LISTS.has(name) ? JSON.stringify(value) : (value as SqlValue);

/** The SQL of requests and their subjects. What the viewer may not see is not there. */
export class DisclosuresRepository {
  constructor(
    private readonly sql: Sql,
    private readonly viewer: Viewer,
  ) {}

  /** Index: primary key. */
  async byId(id: string): Promise<StoredRequest | undefined> {
    const visible = visibleTo(this.viewer, 's');
    const [row] = await this.sql.select<object>(
      `SELECT r.* FROM disclosure_request r JOIN sharing s ON s.id = r.sharingId WHERE r.id = ? AND ${visible.sql}`,
      [id, ...visible.parameters],
    );
    return row && requestOf(row);
  }

  /** Subjects in their order after `afterOrdinal`. Index: primary key. */
  async subjects(requestId: string, afterOrdinal: number, limit: number): Promise<StoredSubject[]> {
    const visible = visibleTo(this.viewer, 's');
    return this.sql.select<StoredSubject>(
      `SELECT d.ordinal, d.entityId, d.type, d.value, d.masked, d.subjectKey
       FROM disclosure_subject d JOIN disclosure_request r ON r.id = d.requestId JOIN sharing s ON s.id = r.sharingId
       WHERE d.requestId = ? AND d.ordinal > ? AND ${visible.sql} ORDER BY d.ordinal LIMIT ?`,
      [requestId, afterOrdinal, ...visible.parameters, limit],
    );
  }

  /** Which of these entities the viewer may see: by a name, an identifier or a flag. */
  async visibleEntities(ids: readonly string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const visible = visibleTo(this.viewer, 's');
    const stated = (table: string) =>
      `SELECT x.entityId FROM ${table} x JOIN sharing s ON s.id = x.sharingId
       WHERE x.entityId IN (${placeholders(ids.length)}) AND ${visible.sql}`;
    const tables = ['entity_name', 'entity_identifier', 'flag'];
    const rows = await this.sql.select<{ entityId: string }>(
      tables.map(stated).join(' UNION '),
      tables.flatMap(() => [...ids, ...visible.parameters]),
    );
    return new Set(rows.map(({ entityId }) => entityId));
  }

  /**
   * Other open requests to the same platform on one of the subjects, newest first, at most 20: an agency sees its own, the
   * platform those of every agency.
   * Indexes: primary key and IX_disclosure_subject_key.
   */
  async duplicatesOf(request: StoredRequest): Promise<DuplicateRequest[]> {
    if (request.platformId === null) return [];
    const visible = visibleTo(this.viewer, 's');
    return this.sql.select<DuplicateRequest>(
      `SELECT DISTINCT r.id, r.state, r.createdAtMs, r.version
       FROM disclosure_subject own JOIN disclosure_subject other ON other.subjectKey = own.subjectKey
         JOIN disclosure_request r ON r.id = other.requestId JOIN sharing s ON s.id = r.sharingId
       WHERE own.requestId = ? AND other.requestId <> own.requestId AND r.platformId = ?
         AND r.state IN (${placeholders(OPEN_STATES.length)}) AND ${visible.sql} ORDER BY r.id DESC LIMIT ?`,
      [request.id, request.platformId, ...OPEN_STATES, ...visible.parameters, MAX_DUPLICATES],
    );
  }
}

/** Writes of requests and subjects; who may write what is decided before. */
export class DisclosuresWriter {
  constructor(private readonly tx: Tx) {}

  async insert(request: StoredRequest): Promise<void> {
    const row = Object.fromEntries(Object.entries(request).map(([name, value]) => [name, columnOf(name, value)]));
    await this.tx.insert('disclosure_request', [row]);
  }

  /** Compare-and-set; false when somebody else changed the request first. */
  async change({ id, version }: StoredRequest, change: RequestChange): Promise<boolean> {
    const columns = Object.entries(change);
    const changed = await this.tx.change(
      `UPDATE disclosure_request SET ${columns.map(([name]) => `${name} = ?`).join(', ')}, version = version + 1
       WHERE id = ? AND version = ?`,
      [...columns.map(([name, value]) => columnOf(name, value)), id, version],
    );
    return changed === 1;
  }

  /** Puts these subjects in the place of those that a draft had. */
  async replaceSubjects(requestId: string, subjects: readonly StoredSubject[]): Promise<void> {
    await this.tx.change('DELETE FROM disclosure_subject WHERE requestId = ?', [requestId]);
    for (let start = 0; start < subjects.length; start += KEYS_PER_STATEMENT) {
      const slice = subjects.slice(start, start + KEYS_PER_STATEMENT);
      await this.tx.insert(
        'disclosure_subject',
        slice.map((subject) => ({ requestId, ...subject })),
      );
    }
  }

  /** The request as it is, for those who act without a viewer: the clock, and a step that has just been made. */
  async current(id: string): Promise<StoredRequest | undefined> {
    const [row] = await this.tx.select<object>('SELECT * FROM disclosure_request WHERE id = ?', [id]);
    return row && requestOf(row);
  }
}

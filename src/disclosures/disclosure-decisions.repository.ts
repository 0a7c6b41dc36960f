import type { Viewer } from '../common/context/tenant-context.js';
import type { Sql, Tx } from '../common/persistence/sql.js';
import { visibleTo } from '../sharing/sharing.policy.js';
import type { DisclosureAction, DisclosureState } from './disclosure.lifecycle.js';
import type { GivenApproval } from './disclosure.policy.js';
import type { DecisionLine } from './disclosure-scope.js';
import type { Handling, Verdict } from './disclosure-vocabulary.js';

/** A decision with its lines; the reason is sealed. */
export interface StoredDecision {
  readonly requestId: string;
  readonly round: number;
  readonly sharingId: string;
  readonly authorRef: string;
  readonly handling: Handling;
  readonly preservedUntil: string | null;
  readonly reason: string;
  readonly draftedAtMs: number;
}

/** A step of a request; the words are sealed. */
export interface StoredStep {
  readonly requestId: string;
  readonly version: number;
  readonly action: DisclosureAction;
  readonly state: DisclosureState;
  readonly round: number;
  readonly sharingId: string;
  readonly tenantId: string | null;
  readonly actorRef: string | null;
  readonly mandateRef: string | null;
  readonly words: string | null;
  readonly takenAtMs: number;
}

interface LineRecord {
  readonly subjects: string | null;
  readonly items: string | null;
  readonly periodFrom: string | null;
  readonly periodTo: string | null;
  readonly verdict: Verdict;
  readonly reasonCode: string | null;
}

/** The actions by which a decision gets an approval. */
const APPROVING = ['approve', 'grant', 'grantInPart', 'refuse'] as const satisfies readonly DisclosureAction[];

const listOf = <Element>(text: string | null): readonly Element[] | null =>
  text === null ? null : (JSON.parse(text) as Element[]);

/** Decisions and steps as one viewer may see them. */
export class DisclosureDecisionsRepository {
  constructor(
    private readonly sql: Sql,
    private readonly viewer: Viewer,
  ) {}

  /** The decision of a round: a platform's draft is its own. Index: primary key. */
  async decision(requestId: string, round: number): Promise<StoredDecision | undefined> {
    const visible = visibleTo(this.viewer, 's');
    const [row] = await this.sql.select<StoredDecision>(
      `SELECT d.* FROM disclosure_decision d JOIN sharing s ON s.id = d.sharingId
       WHERE d.requestId = ? AND d.round = ? AND ${visible.sql}`,
      [requestId, round, ...visible.parameters],
    );
    return row && { ...row, draftedAtMs: Number(row.draftedAtMs) };
  }

  /** The lines of a decision, in their order. Index: primary key. */
  async lines(requestId: string, round: number): Promise<DecisionLine[]> {
    const visible = visibleTo(this.viewer, 's');
    const rows = await this.sql.select<LineRecord>(
      `SELECT l.subjects, l.items, l.periodFrom, l.periodTo, l.verdict, l.reasonCode
       FROM disclosure_decision_line l
         JOIN disclosure_decision d ON d.requestId = l.requestId AND d.round = l.round
         JOIN sharing s ON s.id = d.sharingId
       WHERE l.requestId = ? AND l.round = ? AND ${visible.sql} ORDER BY l.ordinal`,
      [requestId, round, ...visible.parameters],
    );
    return rows.map((row) => ({
      ...row,
      subjects: listOf<number>(row.subjects),
      items: listOf<string>(row.items),
    }));
  }

  /** Steps in their order after `afterVersion`. Index: primary key. */
  async steps(requestId: string, afterVersion: number, limit: number): Promise<StoredStep[]> {
    const visible = visibleTo(this.viewer, 's');
    const rows = await this.sql.select<StoredStep>(
      `SELECT t.* FROM disclosure_step t JOIN sharing s ON s.id = t.sharingId
       WHERE t.requestId = ? AND t.version > ? AND ${visible.sql} ORDER BY t.version LIMIT ?`,
      [requestId, afterVersion, ...visible.parameters, limit],
    );
    return rows.map((row) => ({ ...row, takenAtMs: Number(row.takenAtMs) }));
  }

  /** The approvals that a round has. Index: primary key. */
  async approvals(requestId: string, round: number): Promise<GivenApproval[]> {
    const visible = visibleTo(this.viewer, 's');
    return this.sql.select<GivenApproval>(
      `SELECT t.actorRef, t.mandateRef FROM disclosure_step t JOIN sharing s ON s.id = t.sharingId
       WHERE t.requestId = ? AND t.round = ? AND t.action IN ('${APPROVING.join("', '")}') AND ${visible.sql}
       ORDER BY t.version`,
      [requestId, round, ...visible.parameters],
    );
  }
}

/** Writes of decisions and steps. */
export class DisclosureDecisionsWriter {
  constructor(private readonly tx: Tx) {}

  async insertDecision(decision: StoredDecision, lines: readonly DecisionLine[]): Promise<void> {
    const { requestId, round } = decision;
    await this.tx.insert('disclosure_decision', [{ ...decision }]);
    await this.tx.insert(
      'disclosure_decision_line',
      lines.map((line, index) => ({
        requestId,
        round,
        ordinal: index + 1,
        subjects: line.subjects && JSON.stringify(line.subjects),
        items: line.items && JSON.stringify(line.items),
        periodFrom: line.periodFrom,
        periodTo: line.periodTo,
        verdict: line.verdict,
        reasonCode: line.reasonCode,
      })),
    );
  }

  /** Shows a decision that counts now to both sides. */
  async share(requestId: string, round: number, sharingId: string): Promise<void> {
    await this.tx.change('UPDATE disclosure_decision SET sharingId = ? WHERE requestId = ? AND round = ?', [
      sharingId,
      requestId,
      round,
    ]);
  }

  async insertStep(step: StoredStep): Promise<void> {
    await this.tx.insert('disclosure_step', [{ ...step }]);
  }
}

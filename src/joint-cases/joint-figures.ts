import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { newId } from '../common/ids.js';
import type { Tx } from '../common/persistence/sql.js';
import type { ClosingAmounts, FiguresContent, StateCount } from './joint-content.js';
import { JointDesk } from './joint-desk.js';
import { JointJournal, type LineDraft, type OpenCase } from './joint-journal.js';
import { JointLinesRepository, type LineCount } from './joint-lines.repository.js';
import { isInForce, type JointMeasureState } from './joint-measure.lifecycle.js';
import { JointMeasuresRepository } from './joint-measures.repository.js';
import type { JointItemKind } from './joint-roster.js';

/** How a case is closed. */
export interface Closing {
  readonly outcome: string;
  readonly amounts: ClosingAmounts;
  /** To whom the figures are shown beside the lead. */
  readonly namedIds: readonly string[];
}

/** The figures of a case, counted when it is closed and kept. */
@Injectable()
export class JointFigures {
  constructor(
    private readonly clock: Clock,
    private readonly desk: JointDesk,
    private readonly journal: JointJournal,
  ) {}

  /**
   * The line that keeps the figures: over what the lead was shown, since a count tells of what it counts. Three
   * statements, however large the case.
   */
  async line(tx: Tx, context: TenantContext, file: OpenCase, closing: Closing): Promise<LineDraft> {
    const { id: caseId } = file.row;
    const { outcome, amounts, namedIds: named } = closing;
    const lines = new JointLinesRepository(tx, context);
    const counts = await lines.counts(caseId);
    const measures = (await lines.allOf([caseId], 'MEASURE')).map((line) => this.desk.shown<'MEASURE'>(line));
    const inForce = measures.filter(({ state }) => isInForce(state as JointMeasureState)).map(({ id }) => id);
    const { openedAtMs } = await this.journal.content(tx, 'CASE', caseId);
    const content: FiguresContent = {
      ...{ outcome, openedAtMs, closedAtMs: this.clock.now(), ...amounts },
      participants: statesOf(counts, 'PARTICIPANT'),
      subjects: totalOf(counts, 'SUBJECT'),
      tasks: statesOf(counts, 'TASK'),
      measures: byKindAndState(measures.map(({ shown, state }) => ({ measure: shown.measure, state }))),
      comments: totalOf(counts, 'COMMENT'),
      attachments: totalOf(counts, 'ATTACHMENT'),
      links: totalOf(counts, 'LINK'),
      flagsUpdated: await new JointMeasuresRepository(tx).countFlags(context, inForce),
    };
    return {
      ...{ kind: 'STATISTICS', itemId: newId(), version: 1, action: 'CLOSE', state: 'KEPT', content },
      audience: { concerned: [], named, isRestricted: true },
    };
  }
}

const statesOf = (counts: readonly LineCount[], kind: JointItemKind): StateCount[] =>
  counts
    .filter((each) => each.kind === kind)
    .map(({ state, count }) => ({ state, count }))
    .sort((a, b) => (a.state < b.state ? -1 : 1));

const totalOf = (counts: readonly LineCount[], kind: JointItemKind): number =>
  statesOf(counts, kind).reduce((sum, { count }) => sum + count, 0);

function byKindAndState(
  measures: readonly Pick<FiguresContent['measures'][number], 'measure' | 'state'>[],
): FiguresContent['measures'] {
  const counted = new Map<string, FiguresContent['measures'][number]>();
  for (const { measure, state } of measures) {
    const key = `${measure} ${state}`;
    counted.set(key, { measure, state, count: (counted.get(key)?.count ?? 0) + 1 });
  }
  return [...counted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

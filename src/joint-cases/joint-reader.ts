import { Injectable } from '@nestjs/common';
import type { TenantContext } from '../common/context/tenant-context.js';
import { isId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import { JointCasesRepository } from './joint-cases.repository.js';
import type { KeptKind } from './joint-content.js';
import { JointDesk, type ShownItem } from './joint-desk.js';
import { type ItemFilter, JointLinesRepository } from './joint-lines.repository.js';
import type { JointParticipantState } from './joint-participant.lifecycle.js';

/** A case with the viewer's own part in it. */
export interface ShownCase {
  readonly head: ShownItem<'CASE'>;
  readonly part: ShownItem<'PARTICIPANT'> | undefined;
  /** Of a closed case, where the viewer was shown them. */
  readonly figures: ShownItem<'STATISTICS'> | undefined;
  /** Where it stands in the viewer's inbox. */
  readonly partId: string;
}

/** What a tenant reads of joint cases: of each thing what it was last shown. */
@Injectable()
export class JointReader {
  constructor(
    private readonly database: Database,
    private readonly desk: JointDesk,
  ) {}

  /** A case that the viewer takes or took part in. Four statements. */
  async case(context: TenantContext, id: string): Promise<ShownCase | undefined> {
    if (!isId(id)) return undefined;
    const parts = await new JointCasesRepository(this.database).ownParts(context.tenantId, [id]);
    return (await this.cases(context, parts))[0];
  }

  /** The viewer's inbox: cases by its part in them, the newest part first. Three statements, however long the page. */
  async inbox(
    context: TenantContext,
    state: JointParticipantState | null,
    beforeId: string | undefined,
    limit: number,
  ): Promise<ShownCase[]> {
    const repository = new JointCasesRepository(this.database);
    return this.cases(context, await repository.inbox(context.tenantId, state, beforeId, limit));
  }

  /** A thing of a case as the viewer was last shown it. */
  item<Kind extends KeptKind>(context: TenantContext, kind: Kind, id: string): Promise<ShownItem<Kind> | undefined> {
    return this.desk.item(this.database, context, kind, id);
  }

  /** Things of a kind in a case, newest first; none for whoever was shown none. */
  async items<Kind extends KeptKind>(
    context: TenantContext,
    caseId: string,
    kind: Kind,
    filter: ItemFilter,
    beforeId: string | undefined,
    limit: number,
  ): Promise<ShownItem<Kind>[]> {
    if (!isId(caseId)) return [];
    const lines = new JointLinesRepository(this.database, context);
    const rows = await lines.page(caseId, kind, filter, beforeId, limit);
    return rows.map((row) => this.desk.shown<Kind>(row));
  }

  /** What happened in a case, in order, as far as the viewer was shown it. */
  async timeline(context: TenantContext, caseId: string, afterSeq: number, limit: number): Promise<ShownItem[]> {
    if (!isId(caseId)) return [];
    const rows = await new JointLinesRepository(this.database, context).timeline(caseId, afterSeq, limit);
    return rows.map((row) => this.desk.shown(row));
  }

  private async cases(
    context: TenantContext,
    parts: readonly { readonly id: string; readonly caseId: string }[],
  ): Promise<ShownCase[]> {
    const ids = parts.flatMap(({ id, caseId }) => [id, caseId]);
    const repository = new JointLinesRepository(this.database, context);
    const byItem = new Map((await repository.newest(ids)).map((line) => [line.itemId, line]));
    const caseIds = parts.map(({ caseId }) => caseId);
    const byCase = new Map((await repository.allOf(caseIds, 'STATISTICS')).map((line) => [line.caseId, line]));
    return parts.map(({ id, caseId }) => {
      const [head, part] = [byItem.get(caseId), byItem.get(id)];
      if (!head) throw new Error('a participant was never shown the head of its case');
      const figures = byCase.get(caseId);
      return {
        head: this.desk.shown<'CASE'>(head),
        part: part ? this.desk.shown<'PARTICIPANT'>(part) : undefined,
        figures: figures ? this.desk.shown<'STATISTICS'>(figures) : undefined,
        partId: id,
      };
    });
  }
}

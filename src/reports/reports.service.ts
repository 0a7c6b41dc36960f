import { Injectable } from '@nestjs/common';
import type { TenantContext } from '../common/context/tenant-context.js';
import { isId } from '../common/ids.js';
import type { Page } from '../common/pagination.js';
import { Database } from '../common/persistence/database.js';
import type { EventType } from '../events/event-types.js';
import { askAhead, EventsService } from '../events/events.service.js';
import { type InspectionReport, type ReportRowError, ReportsRepository } from './reports.repository.js';

const PROGRESS_EVENTS: readonly EventType[] = ['report.received', 'report.progressed', 'report.completed'];

/** Reports as their own platform reads them. */
@Injectable()
export class ReportsService {
  constructor(
    private readonly database: Database,
    private readonly events: EventsService,
  ) {}

  /** Undefined when there is no such report of the caller's. */
  async report(context: TenantContext, id: string): Promise<InspectionReport | undefined> {
    return isId(id) ? new ReportsRepository(this.database, context).byId(id) : undefined;
  }

  /** Up to one more than the page, newest first. */
  list(context: TenantContext, page: Page): Promise<InspectionReport[]> {
    return new ReportsRepository(this.database, context).list(page);
  }

  /** Up to `limit` refused fields in order of line and field. */
  errors(
    context: TenantContext,
    reportId: string,
    after: Pick<ReportRowError, 'line' | 'field'> | undefined,
    limit: number,
  ): Promise<ReportRowError[]> {
    return new ReportsRepository(this.database, context).errors(reportId, after, limit);
  }

  /** The report as it is now, then again whenever it has come further, until it is completed. Nothing when there is none. */
  async *follow(context: TenantContext, id: string, signal: AbortSignal): AsyncGenerator<InspectionReport> {
    const changes = this.events.follow(context, PROGRESS_EVENTS, undefined, signal);
    try {
      // Asked for before the report is read, so that no change falls between the two.
      let change = askAhead(changes);
      for (let version = 0; ; ) {
        const report = await this.report(context, id);
        if (!report) return;
        if (report.version > version) yield report;
        version = report.version;
        if (report.state === 'COMPLETED') return;
        for (let subjectId = ''; subjectId !== id; ) {
          const step = await change;
          if (step.done) return;
          subjectId = step.value.subjectId;
          change = askAhead(changes);
        }
      }
    } finally {
      void changes.return(undefined);
    }
  }
}

import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '../../../config/settings.js';
import { Clock } from '../../common/clock.js';
import type { TenantContext } from '../../common/context/tenant-context.js';
import { HttpProblem } from '../../common/http/http-errors.js';
import { Database } from '../../common/persistence/database.js';
import type { Tx } from '../../common/persistence/sql.js';
import { JobQueue } from '../../common/queue/job-queue.js';
import { CIPHERS, type Ciphers, SETTINGS } from '../../common/tokens.js';
import { EventsService } from '../../events/events.service.js';
import { LedgerService } from '../../ledger/ledger.service.js';
import { SharingRepository } from '../../sharing/sharing.repository.js';
import { reportTransition } from '../report.lifecycle.js';
import { REPORT_IMPORT_JOB } from '../report-import.job.js';
import { type InspectionReport, ReportsRepository } from '../reports.repository.js';
import { chunksOf, type ReportFormat } from './report-chunks.js';
import { keyReused, ReportSpool } from './report-spool.js';
import { ReportSpoolRepository, type SpooledReport } from './report-spool.repository.js';

/** A report as it comes in. */
export interface ReportUpload {
  readonly idempotencyKey: string;
  readonly format: ReportFormat;
  readonly body: AsyncIterable<Buffer>;
}

/** Takes reports in: when it answers, the whole file is durable. */
@Injectable()
export class ReportUploads {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly events: EventsService,
    private readonly sharings: SharingRepository,
    private readonly jobs: JobQueue,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * Spools a report, going on where an earlier upload of the same file under the same key broke off.
   * @returns the report, and whether this upload made it RECEIVED
   * @throws HttpProblem 400 for an empty report, 409 for a key that stands for another file, 413 over the limit
   */
  async receive(
    context: TenantContext,
    upload: ReportUpload,
  ): Promise<{ readonly report: InspectionReport; readonly isNew: boolean }> {
    const earlier = await new ReportSpoolRepository(this.database).byKey(context.tenantId, upload.idempotencyKey);
    if (earlier && earlier.format !== upload.format) throw keyReused();
    const spool = this.spool(context, upload, earlier);
    try {
      for await (const chunk of chunksOf(upload.format, upload.body, this.settings.LIAISON_REPORT_MAX_BYTES)) {
        await spool.add(chunk);
      }
      await spool.flush();
    } finally {
      await spool.settled();
    }
    if (spool.chunkCount === 0) throw new HttpProblem(400, 'EMPTY_REPORT', 'The report has no rows.');
    const isNew = await this.database.transaction((tx) => this.finish(tx, context, spool));
    const report = await new ReportsRepository(this.database, context).byId(spool.reportId);
    if (!report) throw new Error('the report that was just received is missing');
    return { report, isNew };
  }

  private spool(context: TenantContext, upload: ReportUpload, earlier: SpooledReport | undefined): ReportSpool {
    return new ReportSpool(this.database, this.ciphers, context, upload, earlier, () => this.clock.now(), {
      onStart: async (tx, reportId) => {
        const { records } = reportTransition('NEW', 'start', 'PLATFORM');
        await this.ledger.append(tx, context, [
          { action: records, subjectType: 'InspectionReport', subjectId: reportId },
        ]);
      },
      onChunks: (tx, reportId) => tx.afterCommit(() => this.jobs.enqueue(REPORT_IMPORT_JOB, [reportId])),
    });
  }

  /** Makes the report RECEIVED; false when an earlier upload of the same file did. */
  private async finish(tx: Tx, context: TenantContext, spool: ReportSpool): Promise<boolean> {
    const repository = new ReportSpoolRepository(tx);
    // The report first, as the import does: the other way round the two would wait for each other.
    const report = await repository.byId(spool.reportId, tx.forUpdate);
    if (!report) throw new Error('the report that is being received is missing');
    await repository.lockUploads(tx, report.id);
    if (report.state !== 'RECEIVING') {
      if (Number(report.chunkCount) !== spool.chunkCount) throw keyReused();
      return false;
    }
    await spool.claim(tx, report);
    if ((await repository.countChunks(report.id)) !== spool.chunkCount) throw keyReused();
    const transition = reportTransition(report.state, 'receive', 'PLATFORM');
    await repository.setReceived(tx, report.id, {
      state: transition.to,
      uploadId: spool.uploadId,
      chunkCount: spool.chunkCount,
      receivedRows: spool.rowCount,
      nowMs: this.clock.now(),
    });
    await this.tell(tx, context, report.id, spool.rowCount, transition);
    // A turn of its own: the queue must not take this for the job in work, which may just have looked for the last time.
    tx.afterCommit(() => this.jobs.enqueue(REPORT_IMPORT_JOB, [report.id], { turn: 1 }));
    return true;
  }

  private async tell(
    tx: Tx,
    context: TenantContext,
    reportId: string,
    rows: number,
    { records, emits }: ReturnType<typeof reportTransition>,
  ): Promise<void> {
    const [sharingId = ''] = await this.sharings.ensure(
      tx,
      [{ ownerId: context.tenantId, level: 'OWNER' }],
      this.clock.now(),
    );
    const subject = { subjectType: 'InspectionReport', subjectId: reportId };
    await this.ledger.append(tx, context, [{ action: records, ...subject, detail: { rows } }]);
    if (emits) {
      await this.events.append(tx, [
        {
          ...{ type: emits, tenantId: context.tenantId, sharingId, ...subject, platform: context.tenantCode },
          data: { receivedRows: rows },
        },
      ]);
    }
  }
}

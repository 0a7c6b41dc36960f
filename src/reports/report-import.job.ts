import type { JobDeclaration } from '../common/queue/job-queue.js';

/** Imports what is in the spool of one report. The job's id is the report's. */
export const REPORT_IMPORT_JOB: JobDeclaration = { name: 'report.import', concurrency: 2 };

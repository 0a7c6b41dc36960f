import type { JobDeclaration } from './common/queue/job-queue.js';
import { DEADLINE_JOB } from './deadlines/deadline.job.js';
import { DELIVERY_JOB, URGENT_DELIVERY_JOB } from './deliveries/delivery.job.js';
import { REFILL_JOB } from './refills/refill.job.js';
import { REPORT_IMPORT_JOB } from './reports/report-import.job.js';
import { SCREENING_JOB } from './screening/run/screening.job.js';
import { LIST_UPLOAD_JOB } from './screening-lists/upload/list-upload.job.js';

/** Every kind of job: the servers profile registers a Bull queue for each. */
export const JOBS: readonly JobDeclaration[] = [
  DEADLINE_JOB,
  DELIVERY_JOB,
  URGENT_DELIVERY_JOB,
  REFILL_JOB,
  REPORT_IMPORT_JOB,
  LIST_UPLOAD_JOB,
  SCREENING_JOB,
];

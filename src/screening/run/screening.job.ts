import type { JobDeclaration } from '../../common/queue/job-queue.js';

/** Screens the rows of one batch screening. The job's id is the screening's. */
export const SCREENING_JOB: JobDeclaration = { name: 'screening.run', concurrency: 2 };

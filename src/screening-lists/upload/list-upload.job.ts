import type { JobDeclaration } from '../../common/queue/job-queue.js';

/** Puts the rows of one uploaded file onto its list. The job's id is the upload's. */
export const LIST_UPLOAD_JOB: JobDeclaration = { name: 'screening-list.import', concurrency: 1 };

import type { JobDeclaration } from '../common/queue/job-queue.js';

/** Settles one deadline that is due. */
export const DEADLINE_JOB: JobDeclaration = { name: 'deadline', concurrency: 4 };

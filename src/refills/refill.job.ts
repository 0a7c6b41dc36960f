import type { JobDeclaration } from '../common/queue/job-queue.js';

/** Works off one order to send much again. */
export const REFILL_JOB: JobDeclaration = { name: 'refill', concurrency: 2 };

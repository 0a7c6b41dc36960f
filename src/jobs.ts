import type { JobDeclaration } from './common/queue/job-queue.js';

/** Every kind of job: the servers profile registers a Bull queue for each. */
export const JOBS: readonly JobDeclaration[] = [];

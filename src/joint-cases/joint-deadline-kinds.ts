/** The subject is a participant that is to answer its invitation. */
export const INVITATION_DEADLINE = 'joint-case.invitation';
/** The subject is a measure that ends by itself. */
export const MEASURE_DEADLINE = 'joint-case.measure';
/** The subject is a task that is to be submitted. */
export const TASK_DEADLINE = 'joint-case.task';

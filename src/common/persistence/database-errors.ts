/** Codes of errors by which a database undoes a transaction that may succeed when run again. */
const TRANSIENT_CODES = new Set([
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  // MariaDB 11.6 and later, and Galera, at READ COMMITTED snapshot checks.
  'ER_CHECKREAD',
  'LIAISON_RUN_AGAIN',
  'SQLITE_BUSY',
  'SQLITE_BUSY_SNAPSHOT',
]);

const codeOf = (error: unknown): string => {
  const { code, driverError } = (error ?? {}) as { code?: unknown; driverError?: { code?: unknown } };
  return String(driverError?.code ?? code ?? '');
};

/** Thrown inside a transaction to undo it and run it again from the start. */
export class RunAgainError extends Error {
  readonly code = 'LIAISON_RUN_AGAIN';
}

/** Whether running the same transaction again can help. */
export const isTransient = (error: unknown): boolean => TRANSIENT_CODES.has(codeOf(error));

/** Whether another process is writing to the SQLite file just now. */
export const isBusyFile = (error: unknown): boolean => codeOf(error).startsWith('SQLITE_BUSY');

/** Whether a unique key refused a row. */
export const isDuplicate = (error: unknown): boolean => {
  const code = codeOf(error);
  return (
    code === 'ER_DUP_ENTRY' ||
    code.startsWith('SQLITE_CONSTRAINT_UNIQUE') ||
    code.startsWith('SQLITE_CONSTRAINT_PRIMARYKEY')
  );
};

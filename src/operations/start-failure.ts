import { SettingsError } from '../../config/settings.js';

interface SystemError {
  readonly code?: string;
  readonly syscall?: string;
  readonly port?: number;
  readonly address?: string;
}

/** The one sentence that says why the program did not start; undefined when nobody foresaw it. */
export function sentenceOfStartFailure(error: unknown): string | undefined {
  if (error instanceof SettingsError) return error.message;
  const { code = '', syscall, port, address } = (error ?? {}) as SystemError;
  if (code === 'EADDRINUSE') return `Port ${port} on ${address} is in use by another program: set PORT to a free one.`;
  if (code === 'EADDRNOTAVAIL' || (code === 'ENOTFOUND' && syscall === 'getaddrinfo' && port === undefined)) {
    return 'Setting HOST is wrong: it is no address of this machine.';
  }
  if (code === 'EACCES' && syscall === 'listen') return `Port ${port} may not be used: set PORT to another.`;
  if (syscall === 'mkdir' && (code === 'EEXIST' || code === 'ENOTDIR')) {
    return 'Setting LIAISON_DATA_DIR is wrong: it is no folder.';
  }
  if (code === 'EACCES' || code === 'EROFS') return 'The folder LIAISON_DATA_DIR cannot be written.';
  if (['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH'].includes(code)) {
    return `The database of DATABASE_URL does not answer (${code}).`;
  }
  if (code === 'ER_ACCESS_DENIED_ERROR') return 'The database refuses the user or password of DATABASE_URL.';
  if (code === 'ER_BAD_DB_ERROR') return 'The database that DATABASE_URL names does not exist.';
  return undefined;
}

import { unwrapResolverError } from '@apollo/server/errors';
import { Logger } from '@nestjs/common';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { safeError } from '../safe-error.js';
import { PageArgumentError } from './connection.graphql.js';

const logger = new Logger('GraphQL');

/** Codes that may leave the process as they are: their messages are made for callers. */
const OPEN_CODES = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'OPERATION_RESOLUTION_FAILURE',
  'QUERY_TOO_COMPLEX',
  'TOO_MANY_OPERATIONS',
  'TOO_MANY_STREAMS',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'TOKEN_REPLAYED',
  'RATE_LIMITED',
  'CSRF_PREVENTION',
  'SEARCH_NOT_READY',
]);

/**
 * One shape for every error that leaves the gateway: a code, a message made for callers, and for the unexpected only a
 * request id. No stack trace, no SQL, no values.
 */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const original = unwrapResolverError(error);
  const place = {
    ...(formatted.path ? { path: formatted.path } : {}),
    ...(formatted.locations ? { locations: formatted.locations } : {}),
  };
  if (original instanceof PageArgumentError) {
    return { ...place, message: original.message, extensions: { code: 'BAD_USER_INPUT', field: original.field } };
  }
  const code = codeOf(formatted, error);
  if (OPEN_CODES.has(code)) {
    const { stacktrace: _, originalError: __, ...extensions } = formatted.extensions ?? {};
    return { ...place, message: formatted.message, extensions: { ...extensions, code } };
  }
  logger.error({ err: safeError(original) }, 'unexpected error in a GraphQL operation');
  return {
    ...place,
    message: 'Something went wrong on our side. Quote the request id.',
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  };
}

/** Apollo gives everything that validation reports one code; a rule of ours that has its own keeps it. */
function codeOf(formatted: GraphQLFormattedError, error: unknown): string {
  const reported = error instanceof GraphQLError ? error.originalError : undefined;
  const own = reported instanceof GraphQLError ? reported.extensions.code : undefined;
  return String(own ?? formatted.extensions?.code ?? 'INTERNAL_SERVER_ERROR');
}

import { Logger } from '@nestjs/common';
import { safeError } from '../safe-error.js';

const logger = new Logger('HTTP');

/** An HTTP answer that is not a success, in the form of RFC 9457 problem details. */
export class HttpProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly field?: string,
  ) {
    super(message);
  }

  toBody(requestId: string): Record<string, unknown> {
    return {
      type: 'about:blank',
      status: this.status,
      code: this.code,
      detail: this.message,
      ...(this.field ? { field: this.field } : {}),
      requestId,
    };
  }
}

/** Any error as an answer: what the framework refused keeps its status, the unexpected shows only a request id. */
export function problemOf(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  const { statusCode, status, code, message } = error as {
    statusCode?: number;
    status?: number;
    code?: string;
    message?: string;
  };
  const given = statusCode ?? status;
  if (given !== undefined && given >= 400 && given < 500) {
    return new HttpProblem(given, code ?? 'BAD_REQUEST', message ?? 'The request cannot be read.');
  }
  logger.error({ err: safeError(error) }, 'unexpected error in a request');
  return new HttpProblem(500, 'INTERNAL_SERVER_ERROR', 'Something went wrong on our side. Quote the request id.');
}

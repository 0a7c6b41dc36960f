import type { TestGateway, TestTenant } from './profiles.js';

/** An answer as it came over the wire, without what differs from request to request. */
export interface WireAnswer {
  readonly status: number;
  readonly contentType: string | null;
  readonly body: string;
}

export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The tenant's own scopes when left out. */
  readonly scopes?: readonly string[];
  /** A new token when left out. */
  readonly token?: string;
}

/** Sends a request as the tenant and gives the answer byte by byte, but for the request id. */
export async function wireAnswer(gateway: TestGateway, tenant: TestTenant, request: WireRequest): Promise<WireAnswer> {
  const token = request.token ?? (await tenant.client.token(request.scopes));
  const response = await fetch(`${gateway.url}${request.path}`, {
    method: request.method,
    headers: { ...request.headers, authorization: `Bearer ${token}` },
    ...(request.body === undefined ? {} : { body: request.body }),
  });
  const requestId = response.headers.get('x-request-id');
  const contentType = response.headers.get('content-type');
  const body = await textOf(response, contentType);
  return {
    status: response.status,
    contentType,
    body: requestId ? body.replaceAll(requestId, '<request id>') : body,
  };
}

/** The body; of an event stream, which never ends, nothing. */
async function textOf(response: Response, contentType: string | null): Promise<string> {
  if (!contentType?.startsWith('text/event-stream')) return response.text();
  await response.body?.cancel();
  return '';
}

/** A GraphQL request over HTTP. */
export const graphqlRequest = (
  query: string,
  variables: Record<string, unknown> = {},
): Pick<WireRequest, 'method' | 'path' | 'headers' | 'body'> => ({
  method: 'POST',
  path: '/graphql',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query, variables }),
});

/** What answers to HEAD, which have no body, say by their status. */
const CODES_OF_STATUS: Readonly<Record<number, string>> = { 401: 'UNAUTHENTICATED', 403: 'FORBIDDEN' };

/** The first error's code in an answer, of GraphQL or HTTP; undefined when it has none. */
export function codeIn({ status, contentType, body }: WireAnswer): string | undefined {
  if (body === '') return CODES_OF_STATUS[status];
  // A stream of lines is no error.
  if (!contentType?.includes('json') || contentType.includes('ndjson')) return undefined;
  const read = JSON.parse(body) as { code?: string; errors?: { extensions?: { code?: string } }[] };
  return read.errors?.[0]?.extensions?.code ?? read.code;
}

import { createClient, type Client as SocketClient } from 'graphql-ws';
import { signAgencyToken } from '../signing/agency-token.js';
import type { PrivateSigningJwk } from '../signing/keys.js';
import { type ReportSubmission, reportRequest, type SubmittedReport } from './reports.js';
import { type ScreeningSubmission, type SubmittedScreening, screeningRequest } from './screenings.js';

/** Who the client speaks for. */
export interface Credentials {
  /** The tenant's code. */
  readonly tenant: string;
  /** The person or system acting: `sub` of the tokens. */
  readonly actor: string;
  readonly privateJwk: PrivateSigningJwk;
  readonly scopes: readonly string[];
}

export interface ClientOptions {
  /** Where the gateway is, without a path: `https://liaison.example`. */
  readonly url: string;
  readonly credentials: Credentials;
  /** The gateway's audience. */
  readonly audience?: string;
  /** Milliseconds since 1970 UTC; the machine's clock when left out. */
  readonly now?: () => number;
  readonly fetch?: typeof fetch;
  /** A WebSocket implementation where the platform has none. */
  readonly webSocket?: unknown;
}

/** An error as GraphQL reports it. */
export interface GraphqlError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string; readonly [name: string]: unknown };
}

/** A request failed as a whole: not authenticated, not allowed, not understood. */
export class LiaisonRequestError extends Error {
  constructor(
    readonly status: number,
    readonly errors: readonly GraphqlError[],
    readonly requestId: string | null,
  ) {
    super(errors.map(({ message }) => message).join(' ') || `HTTP ${status}`);
  }

  /** The first error's stable code. */
  get code(): string | undefined {
    return this.errors[0]?.extensions?.code;
  }
}

const TOKEN_SECONDS = 120;
/** A token for queries is used again until this long before its end. */
const RENEW_BEFORE_MS = 30_000;

/** A tenant's client: signs tokens, asks, changes, uploads and listens. */
export class LiaisonClient {
  private readonly audience: string;
  private readonly now: () => number;
  private readonly fetch: typeof fetch;
  private queryToken: { text: Promise<string>; expiresAtMs: number } | undefined;

  constructor(private readonly options: ClientOptions) {
    this.audience = options.audience ?? 'liaison';
    this.now = options.now ?? Date.now;
    this.fetch = options.fetch ?? fetch;
  }

  /** Code of the tenant that it speaks for. */
  get tenant(): string {
    return this.options.credentials.tenant;
  }

  /** A new token. Each change needs one of its own. */
  token(scopes: readonly string[] = this.options.credentials.scopes): Promise<string> {
    const { tenant, actor, privateJwk } = this.options.credentials;
    return signAgencyToken({
      privateJwk,
      issuer: tenant,
      subject: actor,
      audience: this.audience,
      scopes,
      lifetimeSeconds: TOKEN_SECONDS,
      nowSeconds: this.now() / 1000,
    });
  }

  /** Asks something; the same token serves many queries. @throws LiaisonRequestError */
  async query<Result>(query: string, variables: Record<string, unknown> = {}): Promise<Result> {
    return this.send(await this.tokenForQueries(), query, variables);
  }

  /** Changes something, with a token of its own. @throws LiaisonRequestError */
  async mutate<Result>(mutation: string, variables: Record<string, unknown> = {}): Promise<Result> {
    return this.send(await this.token(), mutation, variables);
  }

  /**
   * Hands in a self-inspection report; resolves once the whole of it is durable at the gateway, while its rows go in.
   * @throws LiaisonRequestError with the problem's code
   */
  async submitReport(submission: ReportSubmission): Promise<SubmittedReport> {
    const request = reportRequest(submission, await this.token());
    const response = await this.fetch(`${this.options.url}/v1/reports`, request);
    const body = await bodyOf<SubmittedReport & ProblemBody>(response);
    if (response.ok) return { ...(body as SubmittedReport), isNew: response.status === 202 };
    throw new LiaisonRequestError(response.status, errorsOf(body), response.headers.get('x-request-id'));
  }

  /**
   * Hands in a file of rows to look for; resolves once the whole of it is durable at the gateway.
   * @throws LiaisonRequestError with the problem's code
   */
  async submitScreening(submission: ScreeningSubmission): Promise<SubmittedScreening> {
    const { path, init } = screeningRequest(submission, await this.token());
    const response = await this.fetch(`${this.options.url}${path}`, init);
    const body = await bodyOf<SubmittedScreening & ProblemBody>(response);
    if (response.ok) return { ...(body as SubmittedScreening), isNew: response.status === 202 };
    throw new LiaisonRequestError(response.status, errorsOf(body), response.headers.get('x-request-id'));
  }

  /**
   * Sends a request to the API beside GraphQL, with a token of its own.
   * @param path with its leading slash: `/v1/attachments`
   * @throws LiaisonRequestError for any answer that is not a success
   */
  async request(path: string, init: RequestInit & { headers?: Record<string, string> } = {}): Promise<Response> {
    const headers = { ...init.headers, authorization: `Bearer ${await this.token()}` };
    const response = await this.fetch(`${this.options.url}${path}`, { ...init, headers });
    if (response.ok) return response;
    const body = await bodyOf<ProblemBody>(response);
    throw new LiaisonRequestError(response.status, errorsOf(body), response.headers.get('x-request-id'));
  }

  /** Opens a socket for subscriptions (graphql-ws); close it with `dispose()`. */
  socket(): SocketClient {
    return createClient({
      url: `${this.options.url.replace(/^http/, 'ws')}/graphql`,
      connectionParams: async () => ({ authorization: `Bearer ${await this.token()}` }),
      ...(this.options.webSocket ? { webSocketImpl: this.options.webSocket } : {}),
    });
  }

  private async send<Result>(token: string, query: string, variables: Record<string, unknown>): Promise<Result> {
    const response = await this.fetch(`${this.options.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    });
    const body = await bodyOf<{ data?: Result | null; errors?: GraphqlError[] }>(response);
    if (!response.ok || body.errors || !body.data) {
      throw new LiaisonRequestError(response.status, body.errors ?? [], response.headers.get('x-request-id'));
    }
    return body.data;
  }

  private tokenForQueries(): Promise<string> {
    const nowMs = this.now();
    if (!this.queryToken || nowMs > this.queryToken.expiresAtMs - RENEW_BEFORE_MS) {
      this.queryToken = { text: this.token(), expiresAtMs: nowMs + TOKEN_SECONDS * 1000 };
    }
    return this.queryToken.text;
  }
}

/** The JSON of an answer; what something between us and the gateway said in another form counts as empty. */
async function bodyOf<Body extends object>(response: Response): Promise<Body | Partial<Body>> {
  const text = await response.text();
  try {
    return JSON.parse(text) as Body;
  } catch {
    return {};
  }
}

/** A refusal outside GraphQL: problem details (RFC 9457), or the answer to a token that is not accepted. */
interface ProblemBody {
  readonly code?: string;
  readonly detail?: string;
  readonly field?: string;
  readonly errors?: readonly GraphqlError[];
}

function errorsOf({ errors, code, detail, field }: ProblemBody): readonly GraphqlError[] {
  if (errors) return errors;
  return [{ message: detail ?? '', extensions: { ...(code ? { code } : {}), ...(field ? { field } : {}) } }];
}

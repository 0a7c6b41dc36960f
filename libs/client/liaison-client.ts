import { createClient, type Client as SocketClient } from 'graphql-ws';
import { signAgencyToken } from '../signing/agency-token.js';
import type { PrivateSigningJwk } from '../signing/keys.js';
import { EventSubscription, type SubscribeOptions } from './event-subscription.js';
import type { Mutation, Query } from './gateway-schema.js';
import { type ReportSubmission, reportRequest, type SubmittedReport } from './reports.js';
import { bodyOf, type GraphqlError, LiaisonRequestError } from './request-error.js';
import { type ScreeningSubmission, type SubmittedScreening, screeningRequest } from './screenings.js';
import {
  type Exactly,
  type MutationAnswer,
  type QueryAnswer,
  type Selection,
  type WrittenOperation,
  writeOperation,
} from './typed-operations.js';

export type { EventSubscription, StreamState, SubscribeOptions } from './event-subscription.js';
export type { StreamedEvent, TransportName } from './event-transports.js';
export type * from './gateway-schema.js';
export { type GraphqlError, LiaisonRequestError } from './request-error.js';
export type { MutationAnswer, QueryAnswer, Selection } from './typed-operations.js';

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

  /**
   * Asks something; the same token serves many queries.
   * @param query a selection, whose answer has its type: `{ me: { code: true } }`; or GraphQL text with its variables
   * @throws LiaisonRequestError
   */
  query<Result>(query: string, variables?: Record<string, unknown>): Promise<Result>;
  query<const Given extends Selection<Query>>(
    query: Given & Exactly<Given, Selection<Query>>,
  ): Promise<QueryAnswer<Given>>;
  async query(query: string | object, variables: Record<string, unknown> = {}): Promise<unknown> {
    const written = typeof query === 'string' ? { query, variables } : writeOperation('query', query);
    return this.send(await this.tokenForQueries(), written);
  }

  /**
   * Changes something, with a token of its own.
   * @param mutation a selection, or GraphQL text with its variables, as for `query`
   * @throws LiaisonRequestError
   */
  mutate<Result>(mutation: string, variables?: Record<string, unknown>): Promise<Result>;
  mutate<const Given extends Selection<Mutation>>(
    mutation: Given & Exactly<Given, Selection<Mutation>>,
  ): Promise<MutationAnswer<Given>>;
  async mutate(mutation: string | object, variables: Record<string, unknown> = {}): Promise<unknown> {
    const written =
      typeof mutation === 'string' ? { query: mutation, variables } : writeOperation('mutation', mutation);
    return this.send(await this.token(), written);
  }

  /**
   * Handles each event that the tenant may see, one after the other, and goes on after the last that was handled however
   * often the connection breaks off. Await `done` of what this gives.
   */
  subscribe(options: SubscribeOptions): EventSubscription {
    return new EventSubscription(
      {
        url: this.options.url,
        fetch: this.fetch,
        webSocket: this.options.webSocket ?? globalThis.WebSocket,
        token: () => this.token(),
        query: (query, variables) => this.query(query, variables),
      },
      options,
    );
  }

  /**
   * Hands in a self-inspection report; resolves once the whole of it is durable at the gateway, while its rows go in.
   * @throws LiaisonRequestError with the problem's code
   */
  async submitReport(submission: ReportSubmission): Promise<SubmittedReport> {
    const request = reportRequest(submission, await this.token());
    const response = await this.fetch(`${this.options.url}/v1/reports`, request);
    if (!response.ok) throw await LiaisonRequestError.of(response);
    return { ...((await bodyOf<SubmittedReport>(response)) as SubmittedReport), isNew: response.status === 202 };
  }

  /**
   * Hands in a file of rows to look for; resolves once the whole of it is durable at the gateway.
   * @throws LiaisonRequestError with the problem's code
   */
  async submitScreening(submission: ScreeningSubmission): Promise<SubmittedScreening> {
    const { path, init } = screeningRequest(submission, await this.token());
    const response = await this.fetch(`${this.options.url}${path}`, init);
    if (!response.ok) throw await LiaisonRequestError.of(response);
    return { ...((await bodyOf<SubmittedScreening>(response)) as SubmittedScreening), isNew: response.status === 202 };
  }

  /**
   * Sends a request to the API beside GraphQL, with a token of its own.
   * @param path with its leading slash: `/v1/attachments`
   * @throws LiaisonRequestError for any answer that is not a success
   */
  async request(path: string, init: RequestInit & { headers?: Record<string, string> } = {}): Promise<Response> {
    const headers = { ...init.headers, authorization: `Bearer ${await this.token()}` };
    const response = await this.fetch(`${this.options.url}${path}`, { ...init, headers });
    if (!response.ok) throw await LiaisonRequestError.of(response);
    return response;
  }

  /** Opens a socket for subscriptions (graphql-ws); close it with `dispose()`. */
  socket(): SocketClient {
    return createClient({
      url: `${this.options.url.replace(/^http/, 'ws')}/graphql`,
      connectionParams: async () => ({ authorization: `Bearer ${await this.token()}` }),
      ...(this.options.webSocket ? { webSocketImpl: this.options.webSocket } : {}),
    });
  }

  private async send(token: string, { query, variables }: WrittenOperation): Promise<unknown> {
    const response = await this.fetch(`${this.options.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    });
    const body = await bodyOf<{ data?: object | null; errors?: GraphqlError[] }>(response);
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

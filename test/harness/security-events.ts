import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose';
import { publishEvents } from './events.js';
import type { TestGateway, TestTenant } from './profiles.js';

/** What a stream says of itself in tests. */
export const PUBLIC_URL = 'https://gateway.test';

/** A token as a receiver verified it. */
export interface ReceivedToken {
  readonly header: { readonly alg?: string; readonly typ?: string; readonly kid?: string };
  readonly claims: JWTPayload & {
    readonly events: Readonly<Record<string, Record<string, unknown>>>;
    readonly sub_id: { readonly format: string; readonly id: string };
    readonly txn: string;
    readonly toe: number;
  };
  readonly raw: string;
  readonly authorization: string | undefined;
}

interface SsfAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** A receiver of security event tokens with streams of its own at the gateway. */
export class SsfReceiver {
  private constructor(
    private readonly gateway: TestGateway,
    readonly tenant: TestTenant,
  ) {}

  static async of(gateway: TestGateway, code: string, kind: TestTenant['kind'] = 'PLATFORM'): Promise<SsfReceiver> {
    return new SsfReceiver(gateway, await gateway.tenant({ code, kind }));
  }

  /** Calls the management API; a path begins behind `/v1/ssf`. */
  async call(method: string, path: string, body?: unknown): Promise<SsfAnswer> {
    const response = await fetch(`${this.gateway.url}/v1/ssf${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.tenant.client.token()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text ? (JSON.parse(text) as Record<string, unknown>) : {} };
  }

  /** Makes a stream; gives its id. */
  async stream(configuration: Record<string, unknown> = {}): Promise<string> {
    const { status, body } = await this.call('POST', '/stream', configuration);
    if (status !== 201) throw new Error(`no stream: ${status} ${JSON.stringify(body)}`);
    return String(body.stream_id);
  }

  async poll(
    streamId: string,
    request: Record<string, unknown> = { returnImmediately: true },
  ): Promise<{ sets: Record<string, string>; moreAvailable?: boolean }> {
    const { status, body } = await this.call('POST', `/poll/${streamId}`, request);
    if (status !== 200) throw new Error(`no answer to the poll: ${status} ${JSON.stringify(body)}`);
    return body as { sets: Record<string, string>; moreAvailable?: boolean };
  }

  /** Verifies a token by the gateway's published keys. @throws when it is not authentic */
  async verified(raw: string, authorization?: string): Promise<ReceivedToken> {
    const keys = createRemoteJWKSet(new URL(`${this.gateway.url}/.well-known/jwks.json`));
    const { payload } = await jwtVerify(raw, keys, {
      issuer: PUBLIC_URL,
      audience: this.tenant.code,
      typ: 'secevent+jwt',
    });
    return { header: decodeProtectedHeader(raw), claims: payload as ReceivedToken['claims'], raw, authorization };
  }

  /** Makes events happen that this tenant knows of; gives the ids of their subjects. */
  async tell(...happened: Parameters<typeof publishEvents>[2]): Promise<string[]> {
    const regulator = await this.gateway.tenant({ code: 'teller', kind: 'MARKET_REGULATOR' });
    const sharing = { ownerId: regulator.id, level: 'NAMED', memberIds: [this.tenant.id] } as const;
    return publishEvents(this.gateway, sharing, happened.length > 0 ? happened : [{}]);
  }
}

type PushAnswer = { readonly status: number; readonly type?: string; readonly body?: string };

/** An endpoint to which tokens are pushed (RFC 8935); verifies what comes and answers as it is told. */
export class PushEndpoint {
  readonly received: ReceivedToken[] = [];
  readonly requests: { readonly headers: IncomingMessage['headers']; readonly body: string }[] = [];
  /** Decides the answer to each token; 202 unless told otherwise. */
  answer: (token: ReceivedToken) => PushAnswer | Promise<PushAnswer> = () => ({ status: 202 });

  private constructor(
    private readonly server: Server,
    readonly url: string,
    private readonly receiver: SsfReceiver,
  ) {}

  static async start(receiver: SsfReceiver): Promise<PushEndpoint> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const endpoint = new PushEndpoint(server, `http://127.0.0.1:${port}/events`, receiver);
    server.on('request', (request, response) => {
      endpoint.take(request, response).catch(() => response.destroy());
    });
    return endpoint;
  }

  get subjects(): string[] {
    return this.received.map(({ claims }) => claims.sub_id.id);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += chunk;
    this.requests.push({ headers: request.headers, body });
    const token = await this.receiver.verified(body, request.headers.authorization);
    this.received.push(token);
    const { status, type, body: text } = await this.answer(token);
    response.writeHead(status, type ? { 'content-type': type } : {}).end(text);
  }
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** A message as the receiver got it. */
export interface ReceivedMessage {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly message: {
    readonly id: string;
    readonly type: string;
    readonly timestamp: string;
    readonly data: {
      readonly eventId: string;
      readonly seq: number;
      readonly prevSeq: number;
      readonly subjectType: string;
      readonly subjectId: string;
    };
  };
}

/** What to answer: a status, or a status with headers and a body. */
export type Answer =
  | number
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body?: string };

/** A subscriber's endpoint of a test: keeps what comes and answers as it is told. */
export class WebhookReceiver {
  readonly received: ReceivedMessage[] = [];
  /** Decides the answer to each message; 204 unless told otherwise. */
  answer: (message: ReceivedMessage) => Answer | Promise<Answer> = () => 204;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<WebhookReceiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const receiver = new WebhookReceiver(server, `http://127.0.0.1:${port}/hook`);
    server.on('request', (request, response) => {
      receiver.take(request, response).catch(() => response.destroy());
    });
    return receiver;
  }

  /** Subjects of the events in the order in which they came. */
  get subjects(): string[] {
    return this.received.map(({ message }) => message.data.subjectId);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.setEncoding('utf8');
    let body = '';
    for await (const chunk of request) body += chunk;
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const message = { path: request.url ?? '', headers, body, message: JSON.parse(body) as ReceivedMessage['message'] };
    this.received.push(message);
    const answer = await this.answer(message);
    if (typeof answer === 'number') response.writeHead(answer).end();
    else response.writeHead(answer.status, answer.headers).end(answer.body);
  }
}

/** Verifies a message by the official library of Standard Webhooks; gives its content. @throws when it is not authentic */
export function verifiedByStandardWebhooks(secret: string, { body, headers }: ReceivedMessage): unknown {
  return new Webhook(secret).verify(body, headers);
}

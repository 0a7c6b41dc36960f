import { WebSocket } from 'ws';

/** What came back, unread by any client. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: {
    data?: Record<string, unknown> | null;
    errors?: { message: string; extensions?: Record<string, unknown> }[];
  };
}

/** Sends a GraphQL request with whatever `Authorization` header and further headers a test wants. */
export async function post(
  url: string,
  authorization: string | undefined,
  payload: unknown,
  headers: Record<string, string> = {},
): Promise<RawAnswer> {
  return answerOf(
    await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}), ...headers },
      body: typeof payload === 'string' ? payload : JSON.stringify(payload),
    }),
  );
}

/** Reads an answer whether it is JSON or not. */
export async function answerOf(response: Response): Promise<RawAnswer> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
}

function parsed(text: string): RawAnswer['body'] {
  try {
    return JSON.parse(text) as RawAnswer['body'];
  } catch {
    return {};
  }
}

type Message = { type: string; id?: string; payload?: unknown };

/** A graphql-ws socket spoken by hand: collects what the gateway says. */
export class RawSocket {
  readonly messages: Message[] = [];
  private readonly socket: WebSocket;
  /** Resolves with the code and reason of the close. */
  readonly closed: Promise<{ code: number; reason: string }>;
  private readonly opened: Promise<void>;
  private notify: () => void = () => undefined;

  constructor(url: string, path = '/graphql') {
    this.socket = new WebSocket(`${url.replace(/^http/, 'ws')}${path}`, 'graphql-transport-ws');
    this.opened = new Promise((resolve, reject) => {
      this.socket.once('open', () => resolve());
      this.socket.once('error', reject);
    });
    this.opened.catch(() => undefined);
    this.closed = new Promise((resolve) => {
      this.socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }));
    });
    this.socket.on('message', (text) => {
      this.messages.push(JSON.parse(String(text)) as Message);
      this.notify();
    });
  }

  async send(message: unknown): Promise<void> {
    await this.opened;
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Sends `connection_init` with this `authorization`. */
  init(authorization: unknown): Promise<void> {
    return this.send({ type: 'connection_init', payload: { authorization } });
  }

  /** The first message, past or to come, that `fits`. @throws Error when the socket closes first */
  async find(fits: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const found = this.messages.find(fits);
      if (found) return found;
      const news = new Promise<undefined>((resolve) => {
        this.notify = () => resolve(undefined);
      });
      const end = await Promise.race([news, this.closed]);
      if (end) throw new Error(`the socket closed with ${end.code} ${end.reason}`);
    }
  }

  /** Subscribes and gives the errors that come instead of events. */
  async errorsOf(
    id: string,
    payload: Record<string, unknown>,
  ): Promise<{ message: string; extensions: Record<string, unknown> }[]> {
    await this.send({ type: 'subscribe', id, payload });
    const answer = await this.find((message) => message.id === id && message.type !== 'complete');
    const errors = answer.type === 'error' ? answer.payload : (answer.payload as { errors?: unknown }).errors;
    return errors as { message: string; extensions: Record<string, unknown> }[];
  }

  close(): void {
    this.socket.terminate();
  }
}

import type { TestTenant } from './profiles.js';

/** One block of an event stream, as it came over the wire. */
export interface SseMessage {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: string;
}

export interface SseRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Reads an event stream by hand and keeps every block; an answer that is no stream is kept as one message. */
export class SseListener {
  readonly received: SseMessage[] = [];
  readonly messages: string[] = [];
  /** What the server told of coming back: `retry` in milliseconds. */
  readonly retries: number[] = [];
  comments = 0;
  status: number | undefined;
  headers: Headers | undefined;
  readonly ended: Promise<void>;
  private readonly ending = new AbortController();

  constructor(
    readonly tenant: TestTenant,
    url: string,
    request: SseRequest = {},
  ) {
    this.ended = this.listen(url, request).catch((error: unknown) => {
      if (!this.ending.signal.aborted) this.messages.push(String(error));
    });
  }

  get events(): Record<string, unknown>[] {
    return this.of('message').map(({ data }) => JSON.parse(data) as Record<string, unknown>);
  }

  of(event: string): SseMessage[] {
    return this.received.filter((message) => message.event === event);
  }

  hasHeard(mark: string): boolean {
    return this.messages.some((message) => message.includes(mark));
  }

  async close(): Promise<void> {
    this.ending.abort();
    await this.ended;
  }

  private async listen(url: string, { method = 'GET', headers = {}, body }: SseRequest): Promise<void> {
    const response = await fetch(url, {
      method,
      headers: {
        accept: 'text/event-stream',
        authorization: `Bearer ${await this.tenant.client.token()}`,
        ...headers,
      },
      signal: this.ending.signal,
      ...(body === undefined ? {} : { body }),
    });
    this.status = response.status;
    this.headers = response.headers;
    if (!response.headers.get('content-type')?.startsWith('text/event-stream') || !response.body) {
      this.messages.push(await response.text());
      return;
    }
    let rest = '';
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + chunk).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) this.take(block);
    }
  }

  private take(block: string): void {
    const lines = block.split('\n');
    const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
    if (block === ':') this.comments += 1;
    const retry = field('retry');
    if (retry) this.retries.push(Number(retry));
    const data = field('data');
    if (data === undefined) return;
    this.messages.push(data);
    this.received.push({ event: field('event') ?? 'message', id: field('id'), data });
  }
}

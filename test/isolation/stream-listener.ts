import type { Client as SocketClient } from 'graphql-ws';
import type { TestTenant } from '../harness/profiles.js';

/** Listens to a subscription and keeps every message as text. */
export class StreamListener {
  readonly messages: string[] = [];
  private readonly socket: SocketClient;
  readonly ended: Promise<void>;

  constructor(
    readonly tenant: TestTenant,
    query: string,
    variables: Record<string, unknown> = {},
  ) {
    this.socket = tenant.client.socket();
    const messages = this.socket.iterate({ query, variables });
    this.ended = this.collect(messages);
  }

  private async collect(messages: AsyncIterable<unknown>): Promise<void> {
    try {
      for await (const message of messages) this.messages.push(JSON.stringify(message));
    } catch (error) {
      this.messages.push(JSON.stringify(error));
    }
  }

  hasHeard(mark: string): boolean {
    return this.messages.some((message) => message.includes(mark));
  }

  async close(): Promise<void> {
    await this.socket.dispose();
    await this.ended;
  }
}

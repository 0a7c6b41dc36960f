import { Logger } from '@nestjs/common';
import { createClient, type RedisClientType } from 'redis';

/** Longest wait between two tries to reach Redis again, in milliseconds. */
const MAX_RECONNECT_DELAY_MS = 2_000;

/** The process's connections to Redis: one for commands, one for listening, and what BullMQ duplicates from the first. */
export class RedisConnections {
  private constructor(
    readonly commands: RedisClientType,
    readonly listener: RedisClientType,
  ) {}

  static async open(url: string): Promise<RedisConnections> {
    const logger = new Logger(RedisConnections.name);
    const client: RedisClientType = createClient({
      url,
      socket: { reconnectStrategy: (tries: number) => Math.min(50 * 2 ** tries, MAX_RECONNECT_DELAY_MS) },
    });
    // Each queue and worker that shares it listens.
    client.setMaxListeners(100);
    const listener = client.duplicate() as RedisClientType;
    for (const connection of [client, listener]) {
      connection.on('error', (error: Error & { code?: string }) =>
        logger.warn(`Redis: ${error.code ?? error.message}`),
      );
    }
    await Promise.all([client.connect(), listener.connect()]);
    return new RedisConnections(client, listener);
  }

  /** Drops the connection for commands, with what waits on it, and opens it anew: for one that no longer answers. */
  async renew(): Promise<void> {
    this.commands.destroy();
    await this.commands.connect();
  }

  async close(): Promise<void> {
    // The listener may have been closed with its PubSub; closing twice would throw.
    await Promise.all([this.commands, this.listener].map((client) => (client.isOpen ? client.close() : undefined)));
  }
}

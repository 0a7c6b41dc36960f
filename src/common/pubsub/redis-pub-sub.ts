import type { RedisClientType } from 'redis';
import { PubSub } from './pub-sub.js';

/** The servers profile's, over Redis publish/subscribe. */
export class RedisPubSub extends PubSub {
  /** @param publisher a connected client; @param subscriber its duplicate, connected, for listening only */
  constructor(
    private readonly publisher: RedisClientType,
    private readonly subscriber: RedisClientType,
    private readonly prefix: string,
  ) {
    super();
  }

  async publish(channel: string, message: string): Promise<void> {
    // The client would keep the message until Redis is back, and its sender waiting; a message may be lost instead.
    if (!this.publisher.isReady) return;
    await this.publisher.publish(`${this.prefix}:${channel}`, message);
  }

  async subscribe(channel: string, listener: (message: string) => void): Promise<() => Promise<void>> {
    const name = `${this.prefix}:${channel}`;
    const onMessage = (message: string) => listener(message);
    await this.subscriber.subscribe(name, onMessage);
    return () => this.subscriber.unsubscribe(name, onMessage);
  }

  async close(): Promise<void> {
    await this.subscriber.close();
  }
}

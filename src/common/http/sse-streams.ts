import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Settings } from '../../../config/settings.js';
import { SETTINGS } from '../tokens.js';
import { SseBody, type SseSource } from './sse-body.js';

/** A client that was cut off comes back after a time between these two, so that not all come back at once. */
const RETRY_MS = { from: 1_000, to: 5_000 };

/** The event streams that go over HTTP: one timer looks after all of them. */
@Injectable()
export class SseStreams implements OnModuleDestroy {
  private readonly open = new Map<SseBody, FastifyReply>();
  private readonly timer: NodeJS.Timeout;

  constructor(@Inject(SETTINGS) private readonly settings: Settings) {
    const { LIAISON_STREAM_HEARTBEAT_MS: heartbeatMs, LIAISON_STREAM_STALL_MS: stallMs } = settings;
    this.timer = setInterval(() => this.look(), Math.min(heartbeatMs, stallMs) / 4).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Answers with a stream. @param first the first block, when there is one already */
  answer(reply: FastifyReply, source: SseSource, first = ''): void {
    const body = new SseBody(source, `retry: ${retryMs()}\n\n${first}`, (gone) => this.open.delete(gone));
    this.open.set(body, reply);
    reply.raw.once('close', () => body.destroy());
    void reply
      .header('content-type', 'text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store')
      // Proxies that collect answers would hold events back.
      .header('x-accel-buffering', 'no')
      .send(body);
  }

  private look(): void {
    const { LIAISON_STREAM_HEARTBEAT_MS: heartbeatMs, LIAISON_STREAM_STALL_MS: stallMs } = this.settings;
    const nowMs = performance.now();
    for (const [body, reply] of this.open) {
      // What waits for a client that takes nothing would wait for ever; its last cursor brings it back.
      if (body.look(nowMs, heartbeatMs, stallMs) === 'stalled') reply.raw.destroy();
    }
  }
}

const retryMs = (): number => Math.round(RETRY_MS.from + Math.random() * (RETRY_MS.to - RETRY_MS.from));

import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '../common/clock.js';
import { BULL_QUEUES, CIPHERS, type Ciphers } from '../common/tokens.js';
import { QUEUES_PATH, type QueueVisitor, readVisitor } from './queue-session.js';

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD']);

type ShownQueue = ConstructorParameters<typeof BullMQAdapter>[0];

/** Whether the tenant and key of a visitor are still good. */
type IsStillGood = (visitor: QueueVisitor) => Promise<boolean>;

/**
 * The dashboard of the queues, for operators with a cookie from `POST /v1/operator/queue-session`. It only shows: what
 * changes a queue is refused, whoever asks, so that no other site can make a browser ask. Messages hold nothing but ids.
 */
export function openQueueBoard(app: NestFastifyApplication, isStillGood: IsStillGood): void {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const queuesOf = app.get<(() => ShownQueue[]) | null>(BULL_QUEUES);
  void fastify.register((scope, _options, done) => {
    scope.addHook('onRequest', guardOf(app, isStillGood));
    if (!queuesOf) {
      const absent = async (_: FastifyRequest, reply: FastifyReply) =>
        refuse(reply, 404, 'NOT_FOUND', 'This profile has no queues outside the process.');
      scope.get(QUEUES_PATH, absent);
      scope.get(`${QUEUES_PATH}/*`, absent);
      done();
      return;
    }
    const board = new FastifyAdapter();
    board.setBasePath(QUEUES_PATH);
    createBullBoard({
      queues: queuesOf().map((queue) => new BullMQAdapter(queue, { readOnlyMode: true, allowRetries: false })),
      // The two packages may come with typings of neighbouring versions.
      serverAdapter: board as unknown as Parameters<typeof createBullBoard>[0]['serverAdapter'],
      options: { uiConfig: { boardTitle: 'Liaison' } },
    });
    void scope.register(board.registerPlugin(), { prefix: QUEUES_PATH });
    done();
  });
}

function guardOf(app: NestFastifyApplication, isStillGood: IsStillGood) {
  const { cursors } = app.get<Ciphers>(CIPHERS);
  const clock = app.get(Clock);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    reply
      .header('cache-control', 'no-store')
      .header('x-frame-options', 'DENY')
      .header('referrer-policy', 'no-referrer');
    const visitor = readVisitor(cursors, request.headers.cookie, clock.now());
    if (!visitor || !(await isStillGood(visitor))) {
      return refuse(reply, 401, 'UNAUTHENTICATED', 'Exchange a token at POST /v1/operator/queue-session first.');
    }
    if (!READING.has(request.method)) {
      return refuse(reply, 405, 'READ_ONLY', 'The dashboard shows the queues and changes nothing.');
    }
  };
}

async function refuse(reply: FastifyReply, status: number, code: string, message: string): Promise<void> {
  await reply.code(status).send({ errors: [{ message, extensions: { code } }] });
}

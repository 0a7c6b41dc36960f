import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { INestApplicationContext } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { safeError } from '../common/safe-error.js';
import type { Log } from './log.js';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Ends the process at the first signal, after what is in flight: requests are answered, recorded queries written, jobs
 * in work settled. What takes longer than `graceMs` is cut off; the tables hold what is left to do.
 */
export function stopOnSignal(app: INestApplicationContext, log: Log, graceMs: number): void {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (isStopping) process.exit(1);
    isStopping = true;
    log.pino.info({ signal }, 'stopping');
    setTimeout(() => {
      log.pino.error({ graceMs }, 'work in flight was cut off');
      process.exit(1);
    }, graceMs).unref();
    app.close().then(
      () => {
        log.pino.info('stopped');
        process.exit(0);
      },
      (error: unknown) => {
        log.pino.error({ err: safeError(error) }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  for (const signal of SIGNALS) process.on(signal, stop);
}

/** While the server closes, a connection ends with its last answer instead of waiting for a next request. */
export function endConnectionsWhenClosing(fastify: FastifyInstance): void {
  let isClosing = false;
  const unused = connectionsWithoutRequest(fastify.server);
  fastify.addHook('preClose', async () => {
    isClosing = true;
    for (const socket of unused) socket.destroy();
  });
  fastify.addHook('onSend', async (_request, reply) => {
    if (isClosing) reply.header('connection', 'close');
  });
  fastify.addHook('onResponse', async () => {
    // A streamed answer had sent its headers before; its connection counts as idle only after this hook.
    if (isClosing) setImmediate(() => fastify.server.closeIdleConnections());
  });
}

/** Connections that nothing was asked on yet, as clients open in advance: the server itself does not count them as idle. */
function connectionsWithoutRequest(server: Server): ReadonlySet<Socket> {
  const unused = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  const isUsed = ({ socket }: IncomingMessage) => unused.delete(socket);
  server.on('request', isUsed).on('upgrade', isUsed);
  return unused;
}

/** A fault that nobody caught ends the process, as it would without us, but without printing what it holds. */
export function dieOfUncaught(log: Log): void {
  const die = (error: unknown) => {
    log.pino.fatal({ err: safeError(error) }, 'uncaught error');
    process.exit(1);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
}

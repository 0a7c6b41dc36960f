import type { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { HttpProblem } from './http-errors.js';

/** Paths that take bodies of a media type as streams, for each server. */
const DOORS = new WeakMap<FastifyInstance, Map<string, Set<string>>>();

/**
 * Lets bodies of these media types through to a path unread, as a stream of packets (see `bodyPackets`); any other path
 * still refuses them. Several paths may take the same type.
 */
export function streamBodies({ httpAdapter }: HttpAdapterHost, path: string, types: readonly string[]): void {
  const fastify = httpAdapter?.getInstance<FastifyInstance>();
  // The worker has no HTTP server.
  if (!fastify?.addContentTypeParser) return;
  const doors = DOORS.get(fastify) ?? new Map<string, Set<string>>();
  DOORS.set(fastify, doors);
  for (const type of types) {
    const known = doors.get(type);
    if (known) known.add(path);
    else doors.set(type, openDoor(fastify, type, path));
  }
  // A refused upload is still being sent: left unread, it would keep its client waiting for ever.
  fastify.addHook('onResponse', (request, _reply, done) => {
    if (request.routeOptions.url === path) request.raw.resume();
    done();
  });
}

function openDoor(fastify: FastifyInstance, type: string, path: string): Set<string> {
  const paths = new Set([path]);
  fastify.addContentTypeParser(type, (request, payload, done) => {
    if (paths.has(request.routeOptions.url ?? '')) done(null, payload);
    else done(unsupported());
  });
  return paths;
}

const unsupported = (): HttpProblem =>
  new HttpProblem(415, 'UNSUPPORTED_MEDIA_TYPE', 'This path takes no body of this media type.', 'Content-Type');

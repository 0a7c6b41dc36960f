// Receives webhooks in a process of its own and tells when they came.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the parent asks for: to be told when this many requests have come since the last order. */
export interface SinkOrder {
  readonly count: number;
}

/** When the requests came, in milliseconds since 1970. */
export interface SinkReport {
  readonly receivedAtMs: readonly number[];
}

let received: number[] = [];
let wanted = Number.POSITIVE_INFINITY;

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    received.push(performance.timeOrigin + performance.now());
    response.writeHead(204).end();
    tellWhenAll();
  });
});

function tellWhenAll(): void {
  if (received.length < wanted) return;
  process.send?.({ receivedAtMs: received } satisfies SinkReport);
  received = [];
  wanted = Number.POSITIVE_INFINITY;
}

process.on('message', ({ count }: SinkOrder) => {
  wanted = count;
  tellWhenAll();
});
process.on('disconnect', () => process.exit(0));

server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));

// Holds many graphql-ws subscriptions in a process of its own, and tells when each of them got an event.
import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';

/** What the parent asks for: sockets to be opened, or to be told when each of them has got one more event. */
export type SocketOrder =
  | {
      readonly kind: 'open';
      readonly url: string;
      /** One a socket, in turn. */
      readonly tokens: readonly string[];
      readonly count: number;
      readonly query: string;
      /** Source addresses, in turn: one of them has too few ports for many sockets to one server. */
      readonly addresses: readonly string[];
    }
  | { readonly kind: 'receive' };

export type SocketReport =
  | { readonly kind: 'opened' }
  | { readonly kind: 'failed'; readonly reason: string }
  /** In milliseconds since 1970. */
  | { readonly kind: 'received'; readonly receivedAtMs: readonly number[] };

const OPENING_AT_ONCE = 50;

let opened = 0;
let received: number[] = [];
let isWaiting = false;

const tell = (report: SocketReport) => process.send?.(report);
const fail = (reason: string) => tell({ kind: 'failed', reason });

function open(url: string, token: string, query: string, localAddress: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, 'graphql-transport-ws', { localAddress, perMessageDeflate: false });
    socket.on('error', reject);
    socket.on('close', (code, reason) => fail(`a socket was closed with ${code} ${reason}`));
    socket.on('open', () =>
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })),
    );
    socket.on('message', (bytes: Buffer) => {
      const text = bytes.toString();
      if (text.includes('"type":"next"')) return count(text);
      if (text.includes('"type":"error"')) return fail(text);
      if (!text.includes('"type":"connection_ack"')) return;
      socket.send(JSON.stringify({ id: randomUUID(), type: 'subscribe', payload: { query } }));
      resolve();
    });
  });
}

function count(text: string): void {
  if (!text.includes('"blacklist.published"')) fail(text);
  received.push(performance.timeOrigin + performance.now());
  tellWhenAll();
}

function tellWhenAll(): void {
  if (!isWaiting || received.length < opened) return;
  isWaiting = false;
  tell({ kind: 'received', receivedAtMs: received });
  received = [];
}

process.on('message', async (order: SocketOrder) => {
  if (order.kind === 'receive') {
    isWaiting = true;
    tellWhenAll();
    return;
  }
  const { url, tokens, count, query, addresses } = order;
  let next = 0;
  const opener = async () => {
    for (let n = next++; n < count; n = next++) {
      await open(url, tokens[n % tokens.length] ?? '', query, addresses[n % addresses.length] ?? '127.0.0.1');
    }
  };
  try {
    await Promise.all(Array.from({ length: OPENING_AT_ONCE }, opener));
    opened += count;
    tell({ kind: 'opened' });
  } catch (error) {
    fail(String(error));
  }
});
process.on('disconnect', () => process.exit(0));

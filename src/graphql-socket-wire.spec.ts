import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buildSchema } from 'graphql';
import { makeServer } from 'graphql-ws';
import { WebSocket, WebSocketServer } from 'ws';
import type { SocketExtra } from './graphql-socket.js';
import { SocketWire } from './graphql-socket-wire.js';

/** Together far more than the buffers of both ends of a connection hold. */
const MESSAGES = 120;
const MESSAGE = JSON.stringify({ type: 'ping', payload: { filler: 'x'.repeat(500_000) } });

describe('a socket', () => {
  const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  const schema = buildSchema('type Query { nothing: String }');
  const failures: unknown[] = [];
  // These sockets never introduce themselves, and a busy machine takes its time.
  const server = makeServer<Record<string, unknown>, SocketExtra>({ schema, connectionInitWaitTimeout: 0 });
  const wire = new SocketWire(sockets, server, (error) => failures.push(error));
  const isListening = once(sockets, 'listening');
  const open = async () => {
    await isListening;
    const { port } = sockets.address() as AddressInfo;
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, 'graphql-transport-ws');
    const served = once(sockets, 'connection');
    await once(socket, 'open');
    const [server] = (await served) as [WebSocket];
    return { socket, server };
  };

  afterAll(() => wire.close());

  it('that asks on and takes no answers is cut off', async () => {
    const { socket, server } = await open();
    const closed = once(server, 'close');
    let mostUntaken = 0;
    server.on('message', () => {
      mostUntaken = Math.max(mostUntaken, server.bufferedAmount);
    });
    socket.on('error', () => undefined);
    socket.pause();
    for (let sent = 0; sent < MESSAGES; sent++) socket.send(MESSAGE);
    await closed;
    expect(mostUntaken).toBeGreaterThan(0);
    expect(mostUntaken).toBeLessThan(8 * 1_024 * 1_024);
    expect(failures).toEqual([]);
    socket.terminate();
  });

  it('that takes its answers may ask for as many as it likes', async () => {
    const { socket } = await open();
    let answers = 0;
    socket.on('message', () => answers++);
    for (let sent = 0; sent < MESSAGES; sent++) {
      const answer = once(socket, 'message');
      socket.send(MESSAGE);
      await answer;
    }
    expect(answers).toBe(MESSAGES);
    expect(failures).toEqual([]);
    socket.close();
  });
});

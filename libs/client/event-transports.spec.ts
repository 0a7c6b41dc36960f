import { jest } from '@jest/globals';
import { bySocket } from './event-transports.js';

/** A gateway that takes the connection and then says nothing. */
class SilentSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  static opened = 0;
  readonly readyState = SilentSocket.CONNECTING;

  constructor() {
    SilentSocket.opened++;
  }

  close(): void {
    SilentSocket.opened--;
  }
}

describe('a subscription by socket', () => {
  it('gives up a gateway that never lets it in', async () => {
    jest.useFakeTimers();
    try {
      const open = bySocket({
        ...{ url: 'http://gateway.test', webSocket: SilentSocket, fetch, token: async () => 'token' },
        query: () => Promise.reject(new Error('not asked')),
      });
      const { signal } = new AbortController();
      const events = open({ after: 'place', types: null, signal, onOpen: () => undefined });
      const end = (async () => {
        for await (const event of events) return event;
        return 'over';
      })().catch((error: Error) => error.message);
      await jest.advanceTimersByTimeAsync(29_999);
      const early = await Promise.race([end, Promise.resolve('waits')]);
      await jest.advanceTimersByTimeAsync(1);
      expect([early, await end, SilentSocket.opened]).toEqual(['waits', 'The socket was not let in.', 1]);
    } finally {
      jest.useRealTimers();
    }
  });
});

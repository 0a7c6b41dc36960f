import { jest } from '@jest/globals';
import { bySocket } from './event-transports.js';

/** A gateway that takes the connection and then says nothing. */
class SilentSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  static opened = 0;
  static newest: SilentSocket;
  onclose: ((event: { code: number; reason: string }) => void) | undefined;
  readonly readyState = SilentSocket.CONNECTING;

  constructor() {
    SilentSocket.opened++;
    SilentSocket.newest = this;
  }
}

const open = (signal: AbortSignal) =>
  bySocket({
    ...{ url: 'http://gateway.test', webSocket: SilentSocket, fetch, token: async () => 'token' },
    query: () => Promise.reject(new Error('not asked')),
  })({ after: 'place', types: null, signal, onOpen: () => undefined });

async function endOf(events: AsyncIterable<unknown>): Promise<unknown> {
  try {
    for await (const event of events) return event;
    return 'over';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a subscription by socket', () => {
  beforeEach(() => {
    SilentSocket.opened = 0;
  });

  it('gives up a gateway that never lets it in', async () => {
    jest.useFakeTimers();
    try {
      const end = endOf(open(new AbortController().signal));
      await jest.advanceTimersByTimeAsync(29_999);
      const early = await Promise.race([end, Promise.resolve('waits')]);
      await jest.advanceTimersByTimeAsync(1);
      expect([early, await end, SilentSocket.opened]).toEqual(['waits', 'The socket was not let in.', 1]);
    } finally {
      jest.useRealTimers();
    }
  });

  it('ends at once when it is stopped, and outlives the connection that fails after that', async () => {
    const stopping = new AbortController();
    const end = endOf(open(stopping.signal));
    await new Promise((resolve) => setImmediate(resolve));
    stopping.abort();
    expect([await end, SilentSocket.opened]).toEqual(['over', 1]);
    SilentSocket.newest.onclose?.({ code: 1006, reason: '' });
    // Node looks for rejections that nobody handles between two turns.
    await new Promise((resolve) => setImmediate(resolve));
  });
});

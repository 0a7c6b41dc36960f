import { askAhead } from './events.service.js';

async function* failing(): AsyncGenerator<number> {
  yield* [];
  throw new Error('the database is away');
}

describe('what is asked for ahead', () => {
  it('may fail while nobody awaits it, and then tells who does', async () => {
    const step = askAhead(failing());
    // Node looks for rejections that nobody handles between two turns.
    await new Promise((resolve) => setImmediate(resolve));
    await expect(step).rejects.toThrow('the database is away');
  });
});

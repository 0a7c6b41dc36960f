import { SharedReads } from './shared-reads.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('SharedReads', () => {
  it('reads what is asked together in one go, and each key once', async () => {
    const reads: string[][] = [];
    const shared = new SharedReads<string, string>(async (group, keys) => {
      reads.push([...keys]);
      return new Map(keys.map((key) => [key, `${group}-${key}`]));
    });
    const answers = await Promise.all(['a', 'b', 'a'].map((key) => shared.get('g', 'G', key)));
    expect(answers).toEqual(['G-a', 'G-b', 'G-a']);
    expect(reads).toEqual([['a', 'b']]);
  });

  it('keeps groups apart', async () => {
    const shared = new SharedReads<string, string>(async (group, keys) => new Map(keys.map((key) => [key, group])));
    expect(await Promise.all([shared.get('1', 'one', 'k'), shared.get('2', 'two', 'k')])).toEqual(['one', 'two']);
  });

  it('never answers with a read that started before the question', async () => {
    let stored = 'old';
    const gates: (() => void)[] = [];
    const shared = new SharedReads<string, string>(async (_, keys) => {
      const seen = stored;
      await new Promise<void>((resolve) => gates.push(resolve));
      return new Map(keys.map((key) => [key, seen]));
    });
    const first = shared.get('g', 'G', 'k');
    await turn();
    stored = 'new';
    const second = shared.get('g', 'G', 'k');
    gates.shift()?.();
    expect(await first).toBe('old');
    await turn();
    gates.shift()?.();
    expect(await second).toBe('new');
  });

  it('splits what is too much for one read', async () => {
    const sizes: number[] = [];
    const shared = new SharedReads<string, string>(async (_, keys) => {
      sizes.push(keys.length);
      return new Map(keys.map((key) => [key, key]));
    }, 2);
    expect(await Promise.all(['a', 'b', 'c'].map((key) => shared.get('g', 'G', key)))).toEqual(['a', 'b', 'c']);
    expect(sizes).toEqual([2, 1]);
  });

  it('fails for every caller of a failed read, and goes on with the next', async () => {
    let isBroken = true;
    const shared = new SharedReads<string, string>(async (_, keys) => {
      if (isBroken) throw new Error('away');
      return new Map(keys.map((key) => [key, key]));
    });
    const failed = await Promise.allSettled([shared.get('g', 'G', 'a'), shared.get('g', 'G', 'b')]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    isBroken = false;
    expect(await shared.get('g', 'G', 'a')).toBe('a');
  });

  it('has no value for a key that the read leaves out', async () => {
    const shared = new SharedReads<string, string>(async () => new Map());
    expect(await shared.get('g', 'G', 'a')).toBeUndefined();
  });
});

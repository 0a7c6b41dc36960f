import { GroupCommitter } from './group-committer.js';

/** A commit that a test lets through one at a time. */
class Commits {
  readonly batches: (readonly number[])[] = [];
  private readonly settle: { resolve: () => void; reject: (error: Error) => void }[] = [];

  readonly commit = (items: readonly number[]): Promise<void> => {
    this.batches.push(items);
    return new Promise((resolve, reject) => this.settle.push({ resolve, reject }));
  };

  succeed(): void {
    this.settle.shift()?.resolve();
  }

  fail(error: Error): void {
    this.settle.shift()?.reject(error);
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const turns = async () => {
  for (let round = 0; round < 5; round++) await turn();
};

describe('GroupCommitter', () => {
  it('commits together what comes together, in the order of its coming', async () => {
    const commits = new Commits();
    const committer = new GroupCommitter(commits.commit);
    const all = Promise.all([1, 2, 3].map((item) => committer.add(item)));
    await turns();
    commits.succeed();
    await all;
    expect(commits.batches).toEqual([[1, 2, 3]]);
  });

  it('gathers the next batch while one is being written', async () => {
    const commits = new Commits();
    const committer = new GroupCommitter(commits.commit);
    const first = committer.add(1);
    await turns();
    const rest = Promise.all([committer.add(2), committer.add(3)]);
    await turns();
    expect(commits.batches).toEqual([[1]]);
    commits.succeed();
    await first;
    await turns();
    expect(commits.batches).toEqual([[1], [2, 3]]);
    commits.succeed();
    await rest;
  });

  it('resolves nobody before the commit of their batch', async () => {
    const commits = new Commits();
    const committer = new GroupCommitter(commits.commit, 2);
    const done: number[] = [];
    const all = Promise.all([1, 2, 3].map((item) => committer.add(item).then(() => done.push(item))));
    await turns();
    expect(done).toEqual([]);
    commits.succeed();
    await turns();
    expect(done).toEqual([1, 2]);
    commits.succeed();
    await all;
    expect(commits.batches).toEqual([[1, 2], [3]]);
  });

  it('tells everybody of a batch that failed, and nobody else', async () => {
    const commits = new Commits();
    const committer = new GroupCommitter(commits.commit, 2);
    const all = Promise.allSettled([1, 2, 3].map((item) => committer.add(item)));
    await turns();
    commits.fail(new Error('disk full'));
    await turns();
    commits.succeed();
    expect((await all).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });

  it('goes on after a commit that throws at once', async () => {
    let isBroken = true;
    const committer = new GroupCommitter<number>(() => {
      if (isBroken) throw new Error('broken');
      return Promise.resolve();
    });
    await expect(committer.add(1)).rejects.toThrow('broken');
    isBroken = false;
    await committer.add(2);
  });

  it('is idle when all that was brought is settled, failures included', async () => {
    const commits = new Commits();
    const committer = new GroupCommitter(commits.commit);
    await committer.idle();
    let isIdle = false;
    const failing = committer.add(1).catch(() => undefined);
    const idle = committer.idle().then(() => {
      isIdle = true;
    });
    await turns();
    expect(isIdle).toBe(false);
    commits.fail(new Error('away'));
    await Promise.all([failing, idle]);
  });
});

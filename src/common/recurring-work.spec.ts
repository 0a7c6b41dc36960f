import { RecurringWork } from './recurring-work.js';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves when `check` holds. */
async function until(check: () => boolean): Promise<void> {
  while (!check()) await pause(1);
}

describe('recurring work', () => {
  it('is done again and again, never twice at once', async () => {
    let times = 0;
    let atOnce = 0;
    let most = 0;
    const work = new RecurringWork('a test', async () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await pause(10);
      atOnce -= 1;
      times += 1;
    });
    work.start(1);
    await until(() => times >= 3);
    await work.stop();
    expect(most).toBe(1);
  });

  it('is begun at once when it is due at once, and else when the interval has passed', async () => {
    const begun: string[] = [];
    const works = ['now', 'later'].map((name) => new RecurringWork('a test', async () => begun.push(name)));
    works[1]?.start(60_000);
    works[0]?.start(60_000, { isDueAtOnce: true });
    expect(begun).toEqual(['now']);
    for (const work of works) await work.stop();
  });

  it('goes on after a failure', async () => {
    let times = 0;
    const work = new RecurringWork('a test', async () => {
      times += 1;
      if (times === 1) throw new Error('the first time fails');
    });
    work.start(1, { isDueAtOnce: true });
    await until(() => times >= 2);
    await work.stop();
  });

  it('ends what is under way before it has stopped, and begins no more', async () => {
    let times = 0;
    let end: () => void = () => undefined;
    const work: RecurringWork = new RecurringWork('a test', async () => {
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      times += 1;
    });
    work.start(1, { isDueAtOnce: true });
    expect(work.isStopped).toBe(false);
    const stopped = work.stop();
    expect(work.isStopped).toBe(true);
    end();
    await stopped;
    expect(times).toBe(1);
    await pause(5);
    expect(times).toBe(1);
  });
});

import { type FaultOptions, FaultRun } from './fault-run.js';

const { LIAISON_TEST_FAULT_PUBLICATIONS: publications, LIAISON_TEST_FAULT_SEED: seed } = process.env;

const SHORT: FaultOptions = {
  publications: 100,
  endpoints: 50,
  entities: 10,
  faults: 5,
  seed: Number(seed ?? 1),
  pauseMs: 1_500,
  settleMs: 90_000,
};

/** The full form: `npm run test:faults`; the number of publications and the seed can be given. */
const FULL: FaultOptions = {
  ...SHORT,
  publications: Number(publications),
  entities: 200,
  faults: Math.max(5, Math.round(Number(publications) / 100)),
  pauseMs: 10_000,
  settleMs: 1_800_000,
};

const options = publications === undefined ? SHORT : FULL;
const mostMs = options.faults * options.pauseMs * 2 + options.settleMs + 120_000;

describe('publications while processes, servers and clocks fail', () => {
  let run: FaultRun | undefined;

  // Also after the time limit, which ends the test but nothing that it started.
  afterAll(() => run?.end(), 180_000);

  it(
    'come to every endpoint that is owed them, in the order of each entity, and the ledger stays whole',
    async () => {
      run = await FaultRun.start(options);
      const report = await run.play();
      process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
      expect(report.publications).toBe(options.publications);
      expect(report).toMatchObject({
        missing: 0,
        overtakings: 0,
        foreignIds: 0,
        settlements: report.owed,
        settledTwice: 0,
        ledgerProblem: null,
      });
    },
    mostMs,
  );
});

import { planOf } from '../../test/harness/plans.js';
import { TestGateway } from '../../test/harness/profiles.js';
import { newId } from '../common/ids.js';
import type { SqlRow, Tx } from '../common/persistence/sql.js';
import { LedgerRepository } from './ledger.repository.js';

const SEALED = 6_000;
const WAITING = 4_000;

const entry = (seq: number | null): SqlRow => ({
  ...{ id: newId(), seq, occurredAtMs: 1, tenantId: null, actorRef: null, action: 'delivery.settle' },
  ...{ subjectType: 'delivery', subjectId: newId(), outcome: 'DELIVERED', requestId: 'deliveries' },
  ...{ detailDigest: 'x'.repeat(43), salt: 'x', detail: '{}', previousHash: 'x', hash: 'x' },
});
const entries = (count: number, seqOf: (n: number) => number | null): SqlRow[] =>
  Array.from({ length: count }, (_, n) => entry(seqOf(n)));

class Undone extends Error {}

describe('the ledger over many entries (servers)', () => {
  let gateway: TestGateway | undefined;

  beforeAll(async () => {
    gateway = await TestGateway.start('servers', { LIAISON_WORK_JOBS: 'false' });
  });

  afterAll(() => gateway?.stop());

  it('finds what waits for its place without a walk through all that is sealed', async () => {
    const database = gateway?.database;
    if (!database) throw new Error('the gateway did not start');
    await database.insert(
      'ledger_entry',
      entries(SEALED, (n) => 1_000_000 + n),
    );
    // Not committed, so that the sequencer does not take them.
    const looking = database.transaction(async (tx) => {
      await tx.insert(
        'ledger_entry',
        entries(WAITING, () => null),
      );
      const steps = await planOf(tx, (sql) => new LedgerRepository(sql).unsealed(sql as Tx, 500));
      expect(steps).toMatchObject([{ table: 'ledger_entry', type: 'ref', key: 'UQ_ledger_entry_seq' }]);
      expect(steps[0]?.Extra).not.toContain('filesort');
      const found = await new LedgerRepository(database).unsealed(tx, 500);
      expect(found).toHaveLength(500);
      expect(found.map(({ id }) => id)).toEqual(found.map(({ id }) => id).sort());
      throw new Undone();
    });
    await expect(looking).rejects.toThrow(Undone);
  });
});

import { planOf } from '../../test/harness/plans.js';
import { TestGateway } from '../../test/harness/profiles.js';
import { newId } from '../common/ids.js';
import type { SqlRow, Tx } from '../common/persistence/sql.js';
import { ENTITY_CHANGE_TABLE } from '../entities/entity-changes.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import { EventsRepository } from './events.repository.js';
import { SequencedTable } from './sequenced-table.js';

/** As many as make the walk through the primary key look cheap to the database, though the waiting ones come last in it. */
const PLACED = 27_000;
const WAITING = 13_000;
const TAKEN = 500;

interface Case {
  readonly table: string;
  row(seq: number | null): SqlRow;
  /** Ids of those that the sequencer would take next. */
  ask(tx: Tx): Promise<readonly string[]>;
}

const CASES: readonly Case[] = [
  {
    table: 'event',
    row: (seq) => ({
      ...{ id: newId(), seq, type: 'x', occurredAtMs: 1, tenantId: 'x', sharingId: 'x', subjectType: 'x' },
      ...{ subjectId: newId(), orderKey: newId(), category: null, severity: null, data: '{}' },
    }),
    ask: async (tx) => (await new EventsRepository(tx).unsequenced(tx, TAKEN)).map(({ id }) => id),
  },
  {
    table: ENTITY_CHANGE_TABLE,
    row: (seq) => ({ id: newId(), seq, entityIds: Buffer.alloc(16), createdAtMs: 1 }),
    ask: (tx) => new SequencedTable(ENTITY_CHANGE_TABLE).unsequenced(tx, TAKEN),
  },
  {
    table: 'ledger_entry',
    row: (seq) => ({
      ...{ id: newId(), seq, occurredAtMs: 1, tenantId: null, actorRef: null, action: 'delivery.settle' },
      ...{ subjectType: 'delivery', subjectId: newId(), outcome: 'DELIVERED', requestId: 'deliveries' },
      ...{ detailDigest: 'x'.repeat(43), salt: 'x', detail: '{}', previousHash: 'x', hash: 'x' },
    }),
    ask: async (tx) => (await new LedgerRepository(tx).unsealed(tx, TAKEN)).map(({ id }) => id),
  },
];

class Undone extends Error {}

describe('sequencing over many rows (servers)', () => {
  let gateway: TestGateway | undefined;

  beforeAll(async () => {
    gateway = await TestGateway.start('servers', { LIAISON_WORK_JOBS: 'false', LIAISON_SEARCH_AT_START: 'false' });
  });

  afterAll(() => gateway?.stop());

  it.each(CASES)('finds what waits in $table without a walk through all that has a place', async (one) => {
    const database = gateway?.database;
    if (!database) throw new Error('the gateway did not start');
    const rows = (count: number, seqOf: (n: number) => number | null) =>
      Array.from({ length: count }, (_, n) => one.row(seqOf(n)));
    // Undone at the end, and never committed, so that the sequencer does not take them.
    const looking = database.transaction(async (tx) => {
      await tx.insert(
        one.table,
        rows(PLACED, (n) => 1_000_000 + n),
      );
      const waiting = rows(WAITING, () => null);
      await tx.insert(one.table, waiting);
      const steps = await planOf(tx, (sql) => one.ask(sql as Tx));
      expect(steps).toMatchObject([{ table: one.table, type: 'ref', key: `UQ_${one.table}_seq` }]);
      const oldest = waiting.map(({ id }) => String(id)).sort();
      expect(await one.ask(tx)).toEqual(oldest.slice(0, TAKEN));
      throw new Undone();
    });
    await expect(looking).rejects.toThrow(Undone);
  });
});

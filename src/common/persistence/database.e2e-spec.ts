import { describeOnEachDatabase } from '../../../test/harness/databases.js';
import { newId } from '../ids.js';
import { isDuplicate, RunAgainError } from './database-errors.js';
import { EndedTransactionError, StalledTransactionError } from './open-transaction.js';
import type { SqlRow, Tx } from './sql.js';

class Undone extends Error {}

/** A promise and the function that settles it. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

const token = (tenantId: string, tokenId: string = newId(), expiresAtMs = 1): SqlRow => ({
  tenantId,
  tokenId,
  expiresAtMs,
});

describeOnEachDatabase('the database', (database) => {
  const countOf = async (tenantId: string) =>
    (await database().select('SELECT tokenId FROM used_token WHERE tenantId = ?', [tenantId])).length;
  const insertOne = (sql: Pick<Tx, 'insert'>, tenantId: string, tokenId?: string) =>
    sql.insert('used_token', [token(tenantId, tokenId)]);

  it('keeps nothing of a transaction that failed', async () => {
    const tenantId = newId();
    const failed = database().transaction(async (tx) => {
      await insertOne(tx, tenantId);
      throw new Undone();
    });
    await expect(failed).rejects.toThrow(Undone);
    expect(await countOf(tenantId)).toBe(0);
  });

  it('goes on writing after a transaction failed, for all that waited behind it', async () => {
    const tenantId = newId();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        database().transaction(async (tx) => {
          await insertOne(tx, tenantId);
          if (index % 3 === 0) throw new Undone();
        }),
      ),
    );
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(7);
    expect(await countOf(tenantId)).toBe(13);
  });

  it('shows nobody else what is not committed', async () => {
    const tenantId = newId();
    const [written, mayCommit] = [gate(), gate()];
    const running = database().transaction(async (tx) => {
      await insertOne(tx, tenantId);
      written.open();
      await mayCommit.opened;
      return (await tx.select('SELECT tokenId FROM used_token WHERE tenantId = ?', [tenantId])).length;
    });
    await written.opened;
    expect(await countOf(tenantId)).toBe(0);
    mayCommit.open();
    expect(await running).toBe(1);
    expect(await countOf(tenantId)).toBe(1);
  });

  it('runs an action after the commit only, and lets its failure be', async () => {
    const tenantId = newId();
    const seen: number[] = [];
    await database().transaction(async (tx) => {
      await insertOne(tx, tenantId);
      tx.afterCommit(async () => {
        seen.push(await countOf(tenantId));
      });
      tx.afterCommit(() => {
        throw new Undone();
      });
      tx.afterCommit(() => void seen.push(99));
      expect(seen).toEqual([]);
    });
    expect(seen).toEqual([1, 99]);
    const failed = database().transaction(async (tx) => {
      tx.afterCommit(() => void seen.push(-1));
      throw new Undone();
    });
    await expect(failed).rejects.toThrow(Undone);
    expect(seen).toEqual([1, 99]);
  });

  it('lets an action after the commit write again', async () => {
    const tenantId = newId();
    await database().transaction(async (tx) => {
      await insertOne(tx, tenantId);
      tx.afterCommit(async () => void (await insertOne(database(), tenantId)));
    });
    expect(await countOf(tenantId)).toBe(2);
  });

  it('runs a transaction again when it asks for it, with none of the actions of the first run', async () => {
    const tenantId = newId();
    let runs = 0;
    const actions: number[] = [];
    await database().transaction(async (tx) => {
      runs += 1;
      const run = runs;
      await insertOne(tx, tenantId);
      tx.afterCommit(() => void actions.push(run));
      if (run < 3) throw new RunAgainError();
    });
    expect([runs, await countOf(tenantId), actions]).toEqual([3, 1, [3]]);
  });

  it('gives up on a transaction that asks for it for ever', async () => {
    let runs = 0;
    const failed = database().transaction(async () => {
      runs += 1;
      throw new RunAgainError();
    });
    await expect(failed).rejects.toThrow(RunAgainError);
    expect(runs).toBe(6);
  });

  it('gets two transactions through that lock each other out', async () => {
    const [tenantId, a, b] = [newId(), newId(), newId()];
    await database().insert('used_token', [token(tenantId, a, 0), token(tenantId, b, 0)]);
    const add = (tx: Tx, tokenId: string) =>
      tx.change('UPDATE used_token SET expiresAtMs = expiresAtMs + 1 WHERE tenantId = ? AND tokenId = ?', [
        tenantId,
        tokenId,
      ]);
    let arrivals = 0;
    const both = gate();
    const crossing = (first: string, second: string) => {
      let isFirstRun = true;
      return database().transaction(async (tx) => {
        await add(tx, first);
        arrivals += 1;
        if (arrivals === 2 || database().dialect === 'sqlite') both.open();
        if (isFirstRun) await both.opened;
        isFirstRun = false;
        await add(tx, second);
      });
    };
    await Promise.all([crossing(a, b), crossing(b, a)]);
    const rows = await database().select<{ expiresAtMs: number }>(
      'SELECT expiresAtMs FROM used_token WHERE tenantId = ?',
      [tenantId],
    );
    expect(rows.map(({ expiresAtMs }) => Number(expiresAtMs))).toEqual([2, 2]);
  });

  it('loses no update when many count at once', async () => {
    const [tenantId, tokenId] = [newId(), newId()];
    await database().insert('used_token', [token(tenantId, tokenId, 0)]);
    await Promise.all(
      Array.from({ length: 30 }, () =>
        database().transaction(async (tx) => {
          const [row] = await tx.select<{ expiresAtMs: number }>(
            `SELECT expiresAtMs FROM used_token WHERE tenantId = ? AND tokenId = ? ${tx.forUpdate}`,
            [tenantId, tokenId],
          );
          await tx.change('UPDATE used_token SET expiresAtMs = ? WHERE tenantId = ? AND tokenId = ?', [
            Number(row?.expiresAtMs) + 1,
            tenantId,
            tokenId,
          ]);
        }),
      ),
    );
    const [row] = await database().select<{ expiresAtMs: number }>(
      'SELECT expiresAtMs FROM used_token WHERE tenantId = ?',
      [tenantId],
    );
    expect(Number(row?.expiresAtMs)).toBe(30);
  });

  it('counts what an insert really added', async () => {
    const tenantId = newId();
    const rows = Array.from({ length: 5 }, () => token(tenantId));
    expect(await database().insert('used_token', rows.slice(0, 3))).toBe(3);
    expect(await database().insert('used_token', rows, { onDuplicate: 'ignore' })).toBe(2);
    expect(await database().insert('used_token', rows, { onDuplicate: 'ignore' })).toBe(0);
    expect(await database().insert('used_token', [])).toBe(0);
  });

  it('says that a key is taken, and undoes the rest of the insert', async () => {
    const [tenantId, tokenId] = [newId(), newId()];
    await insertOne(database(), tenantId, tokenId);
    const failed = database().insert('used_token', [token(tenantId), token(tenantId, tokenId)]);
    expect(isDuplicate(await failed.catch((error: unknown) => error))).toBe(true);
    expect(await countOf(tenantId)).toBe(1);
  });

  it('refuses in an insert what merely ignoring duplicates must not hide', async () => {
    const failed = database().insert('used_token', [{ tenantId: newId(), tokenId: null, expiresAtMs: 1 }], {
      onDuplicate: 'ignore',
    });
    await expect(failed).rejects.toThrow();
  });

  it('splits an insert of more values than one statement binds, and keeps it whole', async () => {
    const tenantId = newId();
    const rows = Array.from({ length: 12_000 }, () => token(tenantId));
    expect(await database().insert('used_token', rows)).toBe(12_000);
    expect(await countOf(tenantId)).toBe(12_000);
    const other = newId();
    const spoiled = [...rows.map((row) => ({ ...row, tenantId: other })), token(other, String(rows[0]?.tokenId))];
    await expect(database().insert('used_token', spoiled)).rejects.toThrow();
    expect(await countOf(other)).toBe(0);
  });

  it('keeps every character and the difference between near ones', async () => {
    const tenantId = newId();
    const texts = ['e', 'é', 'e\u0301', 'E', '杭州', '𠮷', "'; DROP TABLE used_token; --", '\\', '?', '%'];
    await database().insert(
      'used_token',
      texts.map((text) => token(tenantId, text)),
    );
    for (const text of texts) {
      const rows = await database().select<{ tokenId: string }>(
        'SELECT tokenId FROM used_token WHERE tenantId = ? AND tokenId = ?',
        [tenantId, text],
      );
      expect(rows).toEqual([{ tokenId: text }]);
    }
  });

  it('undoes a transaction that waits for another one, and goes on', async () => {
    const tenantId = newId();
    database().transactionIdleLimitMs = 200;
    const mayEnd = gate();
    const stalled = database().transaction(async (tx) => {
      await insertOne(tx, tenantId);
      await mayEnd.opened;
      await insertOne(tx, tenantId);
    });
    await expect(stalled).rejects.toThrow(StalledTransactionError);
    mayEnd.open();
    expect(await countOf(tenantId)).toBe(0);
    database().transactionIdleLimitMs = 10_000;
    await insertOne(database(), tenantId);
    expect(await countOf(tenantId)).toBe(1);
  });

  it('does not wait for ever for a transaction inside a transaction', async () => {
    const tenantId = newId();
    database().transactionIdleLimitMs = 200;
    const nested = database().transaction(async (tx) => {
      await insertOne(tx, tenantId, 'the same');
      await database().transaction((inner) => insertOne(inner, newId()));
      await new Promise<never>(() => undefined);
    });
    await expect(nested).rejects.toThrow(StalledTransactionError);
    database().transactionIdleLimitMs = 10_000;
    expect(await countOf(tenantId)).toBe(0);
  });

  it('sends nothing through a transaction that has ended', async () => {
    const tenantId = newId();
    let escaped: Tx | undefined;
    await database().transaction(async (tx) => {
      escaped = tx;
      await insertOne(tx, tenantId);
    });
    await expect(insertOne(escaped as Tx, tenantId)).rejects.toThrow(EndedTransactionError);
    expect(await countOf(tenantId)).toBe(1);
  });

  it.each<[string, unknown]>([
    ['an object, which MySQL would write as a condition', { tokenId: 1 }],
    ['a list, which it would write as several values', ['a', 'b']],
    ['nothing at all', undefined],
    ['no number', Number.NaN],
    ['true', true],
  ])('binds no value that the drivers read differently: %s', async (_name, value) => {
    const values = [value] as string[];
    const where = 'used_token WHERE tenantId = ?';
    await expect(database().select(`SELECT tokenId FROM ${where}`, values)).rejects.toThrow(TypeError);
    await expect(database().change(`DELETE FROM ${where}`, values)).rejects.toThrow(TypeError);
  });
});

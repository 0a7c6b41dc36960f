import { createHash } from 'node:crypto';
import { BlindIndex } from '../../../libs/field-encryption/blind-index.js';
import { describeOnEachDatabase } from '../../../test/harness/databases.js';
import { Conflict, InvalidInput } from '../graphql/user-error.graphql.js';
import { newId } from '../ids.js';
import { Idempotency } from './idempotency.js';
import { IDEMPOTENCY_KEY } from './idempotency-key.js';

interface Input {
  readonly idempotencyKey?: string | null;
  readonly [name: string]: unknown;
}

describeOnEachDatabase('a change under an idempotency key', (database) => {
  const tenantId = newId();
  let made = 0;

  const idempotency = new Idempotency(new BlindIndex(Buffer.alloc(32, 1)));

  /** Makes a row, once. */
  const make = (input: Input, { tenant = tenantId, operation = 'make' } = {}) =>
    database().transaction((tx) =>
      idempotency.once<{ id: string; isOld: boolean }>(
        tx,
        { tenantId: tenant },
        operation,
        input,
        1,
        async () => {
          const id = newId();
          await tx.insert('used_token', [{ tenantId: tenant, tokenId: id, expiresAtMs: 1 }]);
          made += 1;
          return { id, isOld: false };
        },
        async (id) => ({ id, isOld: true }),
      ),
    );
  const rows = async (tenant: string) =>
    (await database().select('SELECT tokenId FROM used_token WHERE tenantId = ?', [tenant])).length;
  const idOf = (result: object) => (result as { id?: string }).id;

  it('is made once; asked again it gives the same thing', async () => {
    const input = { idempotencyKey: newId(), name: '甲', list: [1, 2] };
    const first = await make(input);
    const again = await make(input);
    expect(first).toMatchObject({ isOld: false });
    expect(again).toEqual({ id: idOf(first), isOld: true });
  });

  it('does not mind the order of members, nor one that is undefined', async () => {
    const idempotencyKey = newId();
    const first = await make({ idempotencyKey, a: { x: 1, y: 2 }, b: 3 });
    const again = await make({ b: 3, a: { y: 2, x: 1, z: undefined }, idempotencyKey });
    expect(idOf(again)).toBe(idOf(first));
  });

  it.each<[string, object]>([
    ['another value', { a: 2 }],
    ['another type', { a: '1' }],
    ['null for nothing', { a: 1, b: null }],
    ['another order in a list', { a: 1, list: [2, 1] }],
    ['a member more', { a: 1, ['__proto__']: { b: 1 } }],
  ])('is a conflict with other input: %s', async (_name, changed) => {
    const idempotencyKey = newId();
    await make({ idempotencyKey, a: 1 });
    const before = made;
    const refused = await make({ ...changed, idempotencyKey });
    expect(refused).toBeInstanceOf(Conflict);
    expect(refused).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', field: 'input.idempotencyKey' });
    expect(made).toBe(before);
  });

  it('leaves no digest by which an input that holds little could be guessed', async () => {
    const idempotencyKey = newId();
    await make({ idempotencyKey, a: '110101199003078515' });
    const [record] = await database().select<{ inputDigest: string }>(
      'SELECT inputDigest FROM idempotency_record WHERE idempotencyKey = ?',
      [idempotencyKey],
    );
    const guessed = createHash('sha256').update('{"a":"110101199003078515"}').digest('base64url');
    expect(record?.inputDigest).toMatch(/^[\w-]{43}$/);
    expect(record?.inputDigest).not.toBe(guessed);
    const elsewhere = new Idempotency(new BlindIndex(Buffer.alloc(32, 2)));
    const input: Input = { idempotencyKey, a: '110101199003078515' };
    const nothing = async () => ({});
    const refused = await database().transaction((tx) =>
      elsewhere.once(tx, { tenantId }, 'make', input, 1, nothing, nothing),
    );
    expect(refused).toBeInstanceOf(Conflict);
  });

  it('is made each time without a key', async () => {
    const first = await make({ a: 1 });
    expect(idOf(await make({ a: 1 }))).not.toBe(idOf(first));
    expect(idOf(await make({ a: 1, idempotencyKey: null }))).not.toBe(idOf(first));
  });

  it('belongs to its tenant and its operation', async () => {
    const input = { idempotencyKey: newId() };
    const ids = [
      idOf(await make(input)),
      idOf(await make(input, { tenant: newId() })),
      idOf(await make(input, { operation: 'other' })),
    ];
    expect(new Set(ids).size).toBe(3);
  });

  it('is made once by twins that come together', async () => {
    const tenant = newId();
    const input = { idempotencyKey: newId(), a: 1 };
    const results = await Promise.all(Array.from({ length: 10 }, () => make(input, { tenant })));
    expect(new Set(results.map(idOf)).size).toBe(1);
    expect(await rows(tenant)).toBe(1);
  });

  it('may be asked again after a refusal, which is not remembered', async () => {
    const input = { idempotencyKey: newId() };
    const refuse = () =>
      database().transaction((tx) =>
        idempotency.once<object>(
          tx,
          { tenantId },
          'make',
          input,
          1,
          async () => InvalidInput.at('input.name', 'Too long.'),
          async () => ({}),
        ),
      );
    expect(await refuse()).toBeInstanceOf(InvalidInput);
    expect(await make(input)).toMatchObject({ isOld: false });
  });

  it('may be asked again after a failure', async () => {
    const input = { idempotencyKey: newId() };
    const failing = database().transaction((tx) =>
      idempotency.once<object>(
        tx,
        { tenantId },
        'make',
        input,
        1,
        () => Promise.reject(new Error('disk full')),
        async () => ({}),
      ),
    );
    await expect(failing).rejects.toThrow('disk full');
    expect(await make(input)).toMatchObject({ isOld: false });
  });
});

describe('an idempotency key', () => {
  it.each(['a', newId(), 'x'.repeat(128), 'a/b:c=d'])('may be %j', (key) =>
    expect(IDEMPOTENCY_KEY.safeParse(key).success).toBe(true),
  );
  it.each(['', 'x'.repeat(129), 'a ', ' a', 'a b', 'a\u0000', 'ä', '键'])('may not be %j', (key) =>
    expect(IDEMPOTENCY_KEY.safeParse(key).success).toBe(false),
  );
});

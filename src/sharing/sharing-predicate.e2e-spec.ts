import fc from 'fast-check';
import { describeOnEachProfile } from '../../test/harness/profiles.js';
import { newId } from '../common/ids.js';
import { arbitrarySharing, arbitraryViewer } from './sharing.fixture.js';
import { canSee, type Sharing, sharingId, visibleTo } from './sharing.policy.js';
import { SharingRepository } from './sharing.repository.js';

class Undone extends Error {}

describeOnEachProfile('sharing in the database', (gateway) => {
  const idsSeen = async (viewer: Parameters<typeof visibleTo>[0]): Promise<string[]> => {
    const visible = visibleTo(viewer, 's');
    const rows = await gateway().database.select<{ id: string }>(
      `SELECT s.id FROM sharing s WHERE ${visible.sql} ORDER BY s.id`,
      visible.parameters,
    );
    return rows.map(({ id }) => id);
  };
  const countOf = async (id: string) =>
    (await gateway().database.select('SELECT id FROM sharing WHERE id = ?', [id])).length;
  const ensure = (repository: SharingRepository, sharings: readonly Sharing[]) =>
    gateway().database.transaction((tx) => repository.ensure(tx, sharings, 1));

  it('shows by its predicate exactly what the policy lets be seen', async () => {
    const sharings = fc.sample(arbitrarySharing, { numRuns: 400, seed: 42 });
    const repository = new SharingRepository();
    const ids = await ensure(repository, sharings);
    expect(ids).toEqual(sharings.map(sharingId));
    const byId = new Map(ids.map((id, index) => [id, sharings[index] as Sharing]));
    await fc.assert(
      fc.asyncProperty(arbitraryViewer, async (viewer) => {
        const expected = [...byId].filter(([, sharing]) => canSee(viewer, sharing)).map(([id]) => id);
        expect((await idsSeen(viewer)).filter((id) => byId.has(id))).toEqual(expected.sort());
      }),
      { numRuns: 80, seed: 43 },
    );
  });

  it('reads back what it wrote, with an empty memory too', async () => {
    const sharings = fc.sample(arbitrarySharing, { numRuns: 50, seed: 44 });
    const ids = await ensure(new SharingRepository(), sharings);
    const found = await new SharingRepository().byIds(gateway().database, [...ids, newId()]);
    expect(found.size).toBe(new Set(ids).size);
    for (const [id, sharing] of found) expect(sharingId(sharing)).toBe(id);
  });

  it('keeps a sharing with thousands of tenants, and asks for the members of all in one statement', async () => {
    const [many, few] = [5_000, 2].map((count) => Array.from({ length: count }, newId)) as [string[], string[]];
    const sharings: Sharing[] = [many, few].map((memberIds) => ({ ownerId: newId(), level: 'NAMED', memberIds }));
    const ids = await ensure(new SharingRepository(), sharings);
    const statements: string[] = [];
    gateway().database.observer = (statement) => statements.push(statement);
    const found = await new SharingRepository().byIds(gateway().database, ids);
    gateway().database.observer = undefined;
    expect(ids.map((id) => found.get(id))).toEqual(sharings);
    expect(statements.filter((statement) => statement.includes('sharing_member'))).toHaveLength(1);
    const last = { tenantId: many.at(-1) ?? '', tenantKind: 'PLATFORM', jurisdiction: '330100' } as const;
    expect(await idsSeen(last)).toContain(ids[0]);
    expect(await idsSeen({ ...last, tenantId: newId() })).not.toContain(ids[0]);
  });

  it('does not remember what a transaction undid', async () => {
    const repository = new SharingRepository();
    const sharing: Sharing = { ownerId: newId(), level: 'NAMED', memberIds: [newId()] };
    const undone = gateway().database.transaction(async (tx) => {
      await repository.ensure(tx, [sharing], 1);
      throw new Undone();
    });
    await expect(undone).rejects.toThrow(Undone);
    expect(await countOf(sharingId(sharing))).toBe(0);
    await ensure(repository, [sharing]);
    expect(await countOf(sharingId(sharing))).toBe(1);
  });

  it('writes a sharing once, and asks the database no more for one that it knows', async () => {
    const repository = new SharingRepository();
    const sharing: Sharing = { ownerId: newId(), level: 'PUBLIC' };
    await ensure(repository, [sharing, sharing]);
    const statements: string[] = [];
    gateway().database.observer = (statement) => statements.push(statement);
    await ensure(repository, [sharing]);
    await repository.byIds(gateway().database, [sharingId(sharing)]);
    gateway().database.observer = undefined;
    expect(statements.filter((statement) => statement.includes('sharing'))).toEqual([]);
    expect(await countOf(sharingId(sharing))).toBe(1);
  });

  it('lets many transactions write the same sharings at once, in any order', async () => {
    const sharings: Sharing[] = Array.from({ length: 12 }, () => ({
      ownerId: newId(),
      level: 'NAMED',
      memberIds: [newId()],
    }));
    await Promise.all(
      Array.from({ length: 8 }, (_, turn) =>
        ensure(new SharingRepository(), turn % 2 ? sharings : [...sharings].reverse()),
      ),
    );
    for (const sharing of sharings) expect(await countOf(sharingId(sharing))).toBe(1);
  });
});

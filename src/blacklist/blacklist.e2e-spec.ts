import { stateEntity } from '../../test/harness/entities.js';
import { describeOnEachProfile, type TestGateway, type TestTenant } from '../../test/harness/profiles.js';
import { sampleUscc } from '../../test/harness/uscc.js';

const ENTRY = `id state version uscc subjectName category severity jurisdiction sharingLevel regulatorCode
  publishedAt revokedAt revocationReason`;
const RESULT = `__typename ... on BlacklistEntry { ${ENTRY} } ... on UserError { code field message }`;
const PROPOSE = `mutation ($input: ProposeBlacklistEntryInput!) { result: proposeBlacklistEntry(input: $input) { ${RESULT} } }`;
const PUBLISH = `mutation ($input: PublishBlacklistEntryInput!) { result: publishBlacklistEntry(input: $input) { ${RESULT} } }`;
const REVOKE = `mutation ($input: RevokeBlacklistEntryInput!) { result: revokeBlacklistEntry(input: $input) { ${RESULT} } }`;

interface Result {
  __typename: string;
  id: string;
  state: string;
  version: number;
  code?: string;
  field?: string;
}

let samples = 0;
const nextUscc = () => sampleUscc(++samples);

const proposal = (changes: object = {}) => ({
  subjectName: '杭州某某网络科技有限公司',
  uscc: nextUscc(),
  category: 'COUNTERFEIT',
  severity: 'HIGH',
  reason: 'Counterfeit goods, found twice.',
  legalBasis: 'E-Commerce Law art. 84',
  ...changes,
});

async function change(tenant: TestTenant, mutation: string, input: object): Promise<Result> {
  return (await tenant.client.mutate<{ result: Result }>(mutation, { input })).result;
}

async function list(
  tenant: TestTenant,
  args: string,
): Promise<{ ids: string[]; endCursor: string; hasNextPage: boolean }> {
  const { entries } = await tenant.client.query<{
    entries: { edges: { node: { id: string } }[]; pageInfo: { endCursor: string; hasNextPage: boolean } };
  }>(`{ entries: blacklistEntries(${args}) { edges { node { id } } pageInfo { endCursor hasNextPage } } }`);
  return { ids: entries.edges.map(({ node }) => node.id), ...entries.pageInfo };
}

async function read(tenant: TestTenant, id: string): Promise<Result | null> {
  const query = `query ($id: ID!) { blacklistEntry(id: $id) { ${ENTRY} } }`;
  return (await tenant.client.query<{ blacklistEntry: Result | null }>(query, { id })).blacklistEntry;
}

const ledgerOf = (gateway: TestGateway, id: string) =>
  gateway.database
    .select<{ action: string }>('SELECT action FROM ledger_entry WHERE subjectId = ? ORDER BY id', [id])
    .then((rows) => rows.map(({ action }) => action));

const eventsOf = (gateway: TestGateway, id: string) =>
  gateway.database.select<{ type: string; orderKey: string; sharingId: string; data: string }>(
    'SELECT type, orderKey, sharingId, data FROM event WHERE subjectId = ? ORDER BY id',
    [id],
  );

describeOnEachProfile('the blacklist', (gateway) => {
  const regulator = () => gateway().tenant({ code: 'hz-market', kind: 'MARKET_REGULATOR' });
  const otherRegulator = () =>
    gateway().tenant({ code: 'sz-market', kind: 'MARKET_REGULATOR', jurisdiction: '440300' });
  const police = () => gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
  const farPolice = () => gateway().tenant({ code: 'sz-police', kind: 'POLICE', jurisdiction: '440300' });
  const platform = () => gateway().tenant({ code: 'platform-a', kind: 'PLATFORM', jurisdiction: '000000' });

  const propose = async (changes: object = {}) => change(await regulator(), PROPOSE, proposal(changes));
  const publish = async (changes: object = {}, sharing = 'PUBLIC') => {
    const { id, version } = await propose(changes);
    return change(await regulator(), PUBLISH, { id, version, sharing });
  };

  it('takes an entry from proposal over publication to revocation, each with one ledger entry and its event', async () => {
    const proposed = await propose({ uscc: ' 9133 0100 7996 5505 8b' });
    expect(proposed).toMatchObject({
      __typename: 'BlacklistEntry',
      state: 'PROPOSED',
      uscc: '91330100799655058B',
      sharingLevel: 'OWNER',
      jurisdiction: '330100',
      regulatorCode: 'hz-market',
      publishedAt: null,
      version: 1,
    });
    const { id } = proposed;
    const published = await change(await regulator(), PUBLISH, { id, version: 1 });
    expect(published).toMatchObject({ state: 'PUBLISHED', sharingLevel: 'PUBLIC', version: 2, revokedAt: null });
    const revoked = await change(await regulator(), REVOKE, { id, version: 2, reason: 'Appeal upheld.' });
    expect(revoked).toMatchObject({ state: 'REVOKED', version: 3, revocationReason: 'Appeal upheld.' });
    expect(await read(await platform(), id)).toEqual({ ...revoked, __typename: undefined });
    expect(await ledgerOf(gateway(), id)).toEqual(['blacklist.propose', 'blacklist.publish', 'blacklist.revoke']);
    const events = await eventsOf(gateway(), id);
    expect(events.map(({ type, orderKey, data }) => [type, orderKey, JSON.parse(data)])).toEqual([
      ['blacklist.published', id, { entryId: id, state: 'PUBLISHED', version: 2 }],
      ['blacklist.revoked', id, { entryId: id, state: 'REVOKED', version: 3 }],
    ]);
  });

  it('keeps people out of its tables but as pseudonyms', async () => {
    const { id } = await publish();
    const [row] = await gateway().database.select<object>('SELECT * FROM blacklist_entry WHERE id = ?', [id]);
    const [entry] = await gateway().database.select<{ actorRef: string }>(
      `SELECT actorRef FROM ledger_entry WHERE subjectId = ? AND action = 'blacklist.publish'`,
      [id],
    );
    expect(JSON.stringify(row)).not.toContain('hz-market-system');
    expect(row).toMatchObject({ proposedBy: entry?.actorRef, publishedBy: entry?.actorRef, revokedBy: null });
  });

  it.each([
    ['PUBLIC', { near: true, far: true, platform: true }],
    ['AGENCIES', { near: true, far: true, platform: false }],
    ['JURISDICTION', { near: true, far: false, platform: false }],
  ])('shows an entry published as %s to whom it should: %j', async (sharing, expected) => {
    const { id } = await publish({}, sharing);
    const sees = async (tenant: TestTenant) => {
      const [single, page] = [await read(tenant, id), await list(tenant, 'first: 100')];
      expect(page.ids.includes(id)).toBe(single !== null);
      return single !== null;
    };
    const seen = {
      near: await sees(await police()),
      far: await sees(await farPolice()),
      platform: await sees(await platform()),
    };
    expect(seen).toEqual(expected);
  });

  it('shows a proposal to its regulator only, and a stranger cannot tell it from one that does not exist', async () => {
    const { id } = await propose();
    const stranger = await otherRegulator();
    expect(await read(await regulator(), id)).toMatchObject({ id });
    expect(await read(stranger, id)).toBeNull();
    const hidden = await change(stranger, PUBLISH, { id, version: 1 });
    const missing = await change(stranger, PUBLISH, {
      id: id.replace(/.$/, (c) => (c === '0' ? '1' : '0')),
      version: 1,
    });
    expect(hidden).toMatchObject({ __typename: 'NotFound', field: 'input.id' });
    expect(hidden).toEqual(missing);
    expect(await ledgerOf(gateway(), id)).toEqual(['blacklist.propose']);
  });

  it("refuses a step on another regulator's entry that the caller may see", async () => {
    const { id } = await publish();
    const refused = await change(await otherRegulator(), REVOKE, { id, version: 2, reason: 'No.' });
    expect(refused).toMatchObject({ __typename: 'Conflict', code: 'WRONG_ACTOR', field: 'input.id' });
    expect(await read(await regulator(), id)).toMatchObject({ state: 'PUBLISHED', version: 2 });
  });

  it.each<[string, object, string]>([
    ['a natural person', { subjectKind: 'PERSON' }, 'input.subjectKind'],
    ['a wrong checksum', { uscc: '914403001922038217' }, 'input.uscc'],
    ['a resident identity number', { uscc: '110101199003070134' }, 'input.uscc'],
    ['an over-long code', { uscc: '9'.repeat(600) }, 'input.uscc'],
    ['an unknown category', { category: 'NO_SUCH' }, 'input.category'],
    ['a blank name', { subjectName: '  ' }, 'input.subjectName'],
    ['an over-long name', { subjectName: '名'.repeat(201) }, 'input.subjectName'],
    ['an over-long reason', { reason: 'x'.repeat(4_001) }, 'input.reason'],
    ['no legal basis', { legalBasis: '' }, 'input.legalBasis'],
    ["another regulator's division", { jurisdiction: '440300' }, 'input.jurisdiction'],
    ['a division that is none', { jurisdiction: 'abcdef' }, 'input.jurisdiction'],
    ['an over-long idempotency key', { idempotencyKey: 'k'.repeat(129) }, 'input.idempotencyKey'],
  ])('refuses a proposal with %s, names the field and changes nothing', async (_name, changes, field) => {
    const count = async () =>
      Number((await gateway().database.select<{ n: number }>('SELECT COUNT(*) AS n FROM blacklist_entry'))[0]?.n);
    const before = await count();
    expect(await propose(changes)).toMatchObject({ __typename: 'InvalidInput', field });
    expect(await count()).toBe(before);
  });

  it('refuses what the state or the version does not allow', async () => {
    const { id } = await propose();
    const owner = await regulator();
    const revokedTooEarly = await change(owner, REVOKE, { id, version: 1, reason: 'Too early.' });
    expect(revokedTooEarly).toMatchObject({ __typename: 'Conflict', code: 'WRONG_STATE' });
    const stale = await change(owner, PUBLISH, { id, version: 7 });
    expect(stale).toMatchObject({ __typename: 'Conflict', field: 'input.version' });
    expect(await change(owner, PUBLISH, { id: 'no-id', version: 1 })).toMatchObject({ __typename: 'NotFound' });
    expect(await read(owner, id)).toMatchObject({ state: 'PROPOSED', version: 1 });
  });

  it('lets one of many publications at the same time win and doubles nothing', async () => {
    const { id } = await propose();
    const owner = await regulator();
    const results = await Promise.all(Array.from({ length: 8 }, () => change(owner, PUBLISH, { id, version: 1 })));
    const names = results.map(({ __typename }) => __typename).sort();
    expect(names).toEqual(['BlacklistEntry', ...new Array(7).fill('Conflict')]);
    expect(await read(owner, id)).toMatchObject({ state: 'PUBLISHED', version: 2 });
    expect(await ledgerOf(gateway(), id)).toEqual(['blacklist.propose', 'blacklist.publish']);
    expect(await eventsOf(gateway(), id)).toHaveLength(1);
  });

  it('has at most one published entry of a regulator per merchant and category, also under a race', async () => {
    const uscc = nextUscc();
    const owner = await regulator();
    const rivals = await Promise.all([propose({ uscc }), propose({ uscc }), propose({ uscc })]);
    const results = await Promise.all(rivals.map(({ id }) => change(owner, PUBLISH, { id, version: 1 })));
    const winner = results.find(({ __typename }) => __typename === 'BlacklistEntry');
    const losers = results.filter(({ __typename }) => __typename === 'Conflict');
    expect(losers.map(({ code }) => code)).toEqual(['ALREADY_PUBLISHED', 'ALREADY_PUBLISHED']);
    const loser = rivals.find(({ id }) => id !== winner?.id);
    const again = () => change(owner, PUBLISH, { id: loser?.id, version: 1 });
    expect(await again()).toMatchObject({ __typename: 'Conflict', code: 'ALREADY_PUBLISHED' });
    expect(await change(owner, REVOKE, { id: winner?.id, version: 2, reason: 'Superseded.' })).toMatchObject({
      state: 'REVOKED',
    });
    expect(await again()).toMatchObject({ __typename: 'BlacklistEntry', state: 'PUBLISHED' });
    expect(await publish({ uscc, category: 'EXTORTION' })).toMatchObject({ state: 'PUBLISHED' });
  });

  it('does not tell a regulator that another has published an entry hidden from it', async () => {
    const uscc = nextUscc();
    await publish({ uscc }, 'JURISDICTION');
    const other = await otherRegulator();
    const { id } = await change(other, PROPOSE, proposal({ uscc }));
    expect(await change(other, PUBLISH, { id, version: 1 })).toMatchObject({ state: 'PUBLISHED' });
  });

  it('gives the same entry for the same idempotency key, and refuses the key for another input', async () => {
    const input = proposal({ idempotencyKey: `p-${gateway().profile}` });
    const owner = await regulator();
    const twins = await Promise.all([change(owner, PROPOSE, input), change(owner, PROPOSE, input)]);
    const later = await change(owner, PROPOSE, input);
    expect(new Set([...twins, later].map(({ id }) => id)).size).toBe(1);
    expect(await ledgerOf(gateway(), later.id)).toEqual(['blacklist.propose']);
    const other = await change(owner, PROPOSE, { ...input, severity: 'LOW' });
    expect(other).toMatchObject({ __typename: 'Conflict', code: 'IDEMPOTENCY_KEY_REUSED' });
    const publication = { id: later.id, version: 1, idempotencyKey: 'publish-it' };
    const first = await change(owner, PUBLISH, publication);
    expect(await change(owner, PUBLISH, publication)).toEqual(first);
    expect(await eventsOf(gateway(), later.id)).toHaveLength(1);
  });

  it('lists newest first, page by page, by state, category and division', async () => {
    const owner = await gateway().tenant({ code: 'nb-market', kind: 'MARKET_REGULATOR', jurisdiction: '330200' });
    const made: string[] = [];
    for (const division of ['330200', '330203', '330205', '330203']) {
      const { id } = await change(owner, PROPOSE, proposal({ jurisdiction: division, category: 'FORCED_TRADING' }));
      made.unshift(id);
    }
    await change(owner, PUBLISH, { id: made[0], version: 1 });
    const all = 'category: "FORCED_TRADING", jurisdiction: "330200"';
    const first = await list(owner, `${all}, first: 3`);
    expect(first).toMatchObject({ ids: made.slice(0, 3), hasNextPage: true });
    const second = await list(owner, `${all}, first: 3, after: "${first.endCursor}"`);
    expect(second).toMatchObject({ ids: made.slice(3), hasNextPage: false });
    expect((await list(owner, 'jurisdiction: "330203"')).ids).toEqual([made[0], made[2]]);
    expect((await list(owner, `${all}, state: PUBLISHED`)).ids).toEqual([made[0]]);
    expect((await list(await police(), all)).ids).toEqual([made[0]]);
    const elsewhere = list(owner, `category: "OTHER", after: "${first.endCursor}"`);
    await expect(elsewhere).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await expect(list(owner, 'jurisdiction: "33"')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('keeps its events in the order of the entity, when one is known', async () => {
    const uscc = nextUscc();
    const anchor = { type: 'USCC', value: uscc } as const;
    const entityId = await stateEntity(gateway(), { owner: await platform(), kind: 'MERCHANT', anchor });
    const { id } = await publish({ uscc });
    expect(await eventsOf(gateway(), id)).toMatchObject([{ orderKey: entityId }]);
  });
});

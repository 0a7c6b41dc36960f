import { ENTRY_FIELDS, type EntryResult, nextUscc, Regulator } from '../../test/harness/blacklist.js';
import { stateEntity } from '../../test/harness/entities.js';
import { describeOnEachProfile, type TestGateway, type TestTenant } from '../../test/harness/profiles.js';

async function list(
  tenant: TestTenant,
  args: string,
): Promise<{ ids: string[]; endCursor: string; hasNextPage: boolean }> {
  const { entries } = await tenant.client.query<{
    entries: { edges: { node: { id: string } }[]; pageInfo: { endCursor: string; hasNextPage: boolean } };
  }>(`{ entries: blacklistEntries(${args}) { edges { node { id } } pageInfo { endCursor hasNextPage } } }`);
  return { ids: entries.edges.map(({ node }) => node.id), ...entries.pageInfo };
}

async function read(tenant: TestTenant, id: string): Promise<EntryResult | null> {
  const query = `query ($id: ID!) { blacklistEntry(id: $id) { ${ENTRY_FIELDS} } }`;
  return (await tenant.client.query<{ blacklistEntry: EntryResult | null }>(query, { id })).blacklistEntry;
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
  const tenantOf = (code: string, jurisdiction: string) =>
    gateway().tenant({ code, kind: 'MARKET_REGULATOR', jurisdiction });
  const regulatorOf = async (code: string, jurisdiction: string) =>
    new Regulator(gateway(), await tenantOf(code, jurisdiction));
  const regulator = () => regulatorOf('hz-market', '330100');
  const otherRegulator = () => regulatorOf('sz-market', '440300');
  const police = () => gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
  const farPolice = () => gateway().tenant({ code: 'sz-police', kind: 'POLICE', jurisdiction: '440300' });
  const platform = () => gateway().tenant({ code: 'platform-a', kind: 'PLATFORM', jurisdiction: '000000' });

  const publish = async (changes: object = {}, sharing = 'PUBLIC') =>
    (await regulator()).published(changes, { sharing });

  it('takes an entry from proposal over publication to revocation, each with one ledger entry and its event', async () => {
    const owner = await regulator();
    const proposed = await owner.propose({ uscc: ' 9133 0100 7996 5505 8b' });
    expect(proposed).toMatchObject({
      __typename: 'BlacklistEntry',
      state: 'PROPOSED',
      isListed: false,
      uscc: '91330100799655058B',
      sharingLevel: 'OWNER',
      jurisdiction: '330100',
      regulatorCode: 'hz-market',
      publishedAt: null,
      version: 1,
    });
    const { id } = proposed;
    const noticed = await owner.next('giveBlacklistNotice', proposed);
    const heard = await owner.next('recordBlacklistStatement', noticed);
    const decided = await owner.next('decideBlacklistEntry', heard);
    const confirmed = await owner.next('confirmBlacklistDecision', decided, {}, 'director');
    const published = await owner.next('publishBlacklistEntry', confirmed);
    expect(published).toMatchObject({
      state: 'PUBLISHED',
      isListed: true,
      sharingLevel: 'PUBLIC',
      version: 6,
      endedAt: null,
    });
    const revoked = await owner.next('revokeBlacklistEntry', published);
    expect(revoked).toMatchObject({
      ...{ state: 'REVOKED', isListed: false, version: 7 },
      ...{ endGround: 'COURT_JUDGMENT', endReason: 'Appeal upheld.' },
    });
    expect(await read(await platform(), id)).toEqual({ ...revoked, __typename: undefined });
    expect(await ledgerOf(gateway(), id)).toEqual(
      ['propose', 'notify', 'state', 'decide', 'confirm', 'publish', 'revoke'].map((action) => `blacklist.${action}`),
    );
    const events = await eventsOf(gateway(), id);
    expect(events.map(({ type, orderKey, data }) => [type, orderKey, JSON.parse(data)])).toEqual(
      ['NOTIFIED', 'HEARD', 'DECIDING', 'DECIDED', 'PUBLISHED', 'REVOKED'].map((state, index) => [
        index < 4 ? 'blacklist.progressed' : `blacklist.${state.toLowerCase()}`,
        id,
        { entryId: id, state, version: index + 2 },
      ]),
    );
  });

  it('keeps people out of its tables but as pseudonyms', async () => {
    const { id } = await publish();
    const [row] = await gateway().database.select<object>('SELECT * FROM blacklist_entry WHERE id = ?', [id]);
    const [entry] = await gateway().database.select<{ actorRef: string }>(
      `SELECT actorRef FROM ledger_entry WHERE subjectId = ? AND action = 'blacklist.publish'`,
      [id],
    );
    expect(JSON.stringify(row)).not.toMatch(/inspector|director/);
    expect(row).toMatchObject({ proposedBy: entry?.actorRef, publishedBy: entry?.actorRef, endedBy: null });
    expect(Object(row).confirmedBy).not.toBe(entry?.actorRef);
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
    const { id } = await (await regulator()).propose();
    const stranger = await otherRegulator();
    expect(await read((await regulator()).tenant, id)).toMatchObject({ id });
    expect(await read(stranger.tenant, id)).toBeNull();
    const hidden = await stranger.act('dropBlacklistEntry', { id, version: 1 });
    const missing = await stranger.act('dropBlacklistEntry', {
      id: id.replace(/.$/, (c) => (c === '0' ? '1' : '0')),
      version: 1,
    });
    expect(hidden).toMatchObject({ __typename: 'NotFound', field: 'input.id' });
    expect(hidden).toEqual(missing);
    expect(await ledgerOf(gateway(), id)).toEqual(['blacklist.propose']);
  });

  it("refuses a step on another regulator's entry that the caller may see", async () => {
    const entry = await publish();
    const refused = await (await otherRegulator()).next('revokeBlacklistEntry', entry);
    expect(refused).toMatchObject({ __typename: 'Conflict', code: 'WRONG_ACTOR', field: 'input.id' });
    expect(await read((await regulator()).tenant, entry.id)).toMatchObject({ state: 'PUBLISHED', version: 6 });
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
    ['a person in the reason', { reason: '王小二 did it.', restricted: { persons: ['王小二'] } }, 'input.reason'],
    ['a phone number in the reason', { reason: 'Call 13800138000.' }, 'input.reason'],
    ['an over-long restricted part', { restricted: { details: 'x'.repeat(8_001) } }, 'input.restricted.details'],
    ['an over-long idempotency key', { idempotencyKey: 'k'.repeat(129) }, 'input.idempotencyKey'],
  ])('refuses a proposal with %s, names the field and changes nothing', async (_name, changes, field) => {
    const count = async () =>
      Number((await gateway().database.select<{ n: number }>('SELECT COUNT(*) AS n FROM blacklist_entry'))[0]?.n);
    const before = await count();
    expect(await (await regulator()).propose(changes)).toMatchObject({ __typename: 'InvalidInput', field });
    expect(await count()).toBe(before);
  });

  it('refuses what the state or the version does not allow', async () => {
    const owner = await regulator();
    const proposed = await owner.propose();
    const { id } = proposed;
    const tooEarly = await owner.next('publishBlacklistEntry', proposed);
    expect(tooEarly).toMatchObject({ __typename: 'Conflict', code: 'WRONG_STATE' });
    const stale = await owner.act('giveBlacklistNotice', { id, version: 7 });
    expect(stale).toMatchObject({ __typename: 'Conflict', field: 'input.version' });
    const missing = await owner.act('giveBlacklistNotice', { id: 'no-id', version: 1 });
    expect(missing).toMatchObject({ __typename: 'NotFound' });
    expect(await read(owner.tenant, id)).toMatchObject({ state: 'PROPOSED', version: 1 });
  });

  it('lets one of many publications at the same time win and doubles nothing', async () => {
    const owner = await regulator();
    const decided = await owner.decided();
    const results = await Promise.all(Array.from({ length: 8 }, () => owner.next('publishBlacklistEntry', decided)));
    const names = results.map(({ __typename }) => __typename).sort();
    expect(names).toEqual(['BlacklistEntry', ...new Array(7).fill('Conflict')]);
    expect(await read(owner.tenant, decided.id)).toMatchObject({ state: 'PUBLISHED', version: 6 });
    const published = (name: string) => name === 'blacklist.publish' || name === 'blacklist.published';
    expect((await ledgerOf(gateway(), decided.id)).filter(published)).toHaveLength(1);
    expect((await eventsOf(gateway(), decided.id)).filter(({ type }) => published(type))).toHaveLength(1);
  });

  it('has at most one published entry of a regulator per merchant and category, also under a race', async () => {
    const uscc = nextUscc();
    const owner = await regulator();
    const rivals = await Promise.all([owner.decided({ uscc }), owner.decided({ uscc }), owner.decided({ uscc })]);
    const results = await Promise.all(rivals.map((rival) => owner.next('publishBlacklistEntry', rival)));
    const winner = results.find(({ __typename }) => __typename === 'BlacklistEntry');
    const losers = results.filter(({ __typename }) => __typename === 'Conflict');
    expect(losers.map(({ code }) => code)).toEqual(['ALREADY_PUBLISHED', 'ALREADY_PUBLISHED']);
    const loser = rivals.find(({ id }) => id !== winner?.id);
    if (!winner || !loser) throw new Error('nobody won');
    const again = () => owner.next('publishBlacklistEntry', loser);
    expect(await again()).toMatchObject({ __typename: 'Conflict', code: 'ALREADY_PUBLISHED' });
    expect(await owner.next('revokeBlacklistEntry', winner)).toMatchObject({ state: 'REVOKED' });
    expect(await again()).toMatchObject({ __typename: 'BlacklistEntry', state: 'PUBLISHED' });
    expect(await publish({ uscc, category: 'EXTORTION' })).toMatchObject({ state: 'PUBLISHED' });
  });

  it('does not tell a regulator that another has published an entry hidden from it', async () => {
    const uscc = nextUscc();
    await publish({ uscc }, 'JURISDICTION');
    expect(await (await otherRegulator()).published({ uscc })).toMatchObject({ state: 'PUBLISHED' });
  });

  it('gives the same entry for the same idempotency key, and refuses the key for another input', async () => {
    const input = { uscc: nextUscc(), idempotencyKey: `p-${gateway().profile}` };
    const owner = await regulator();
    const twins = await Promise.all([owner.propose(input), owner.propose(input)]);
    const later = await owner.propose(input);
    expect(new Set([...twins, later].map(({ id }) => id)).size).toBe(1);
    expect(await ledgerOf(gateway(), later.id)).toEqual(['blacklist.propose']);
    const other = await owner.propose({ ...input, severity: 'LOW' });
    expect(other).toMatchObject({ __typename: 'Conflict', code: 'IDEMPOTENCY_KEY_REUSED' });
    const first = await owner.next('giveBlacklistNotice', later, { idempotencyKey: 'tell-it' });
    expect(await owner.next('giveBlacklistNotice', later, { idempotencyKey: 'tell-it' })).toEqual(first);
    expect(await eventsOf(gateway(), later.id)).toHaveLength(1);
  });

  it('lists newest first, page by page, by state, category and division', async () => {
    const owner = await regulatorOf('nb-market', '330200');
    const made: EntryResult[] = [];
    for (const division of ['330200', '330203', '330205', '330203']) {
      made.unshift(await owner.decided({ jurisdiction: division, category: 'FORCED_TRADING' }));
    }
    const ids = made.map(({ id }) => id);
    const [newest] = made;
    if (newest) await owner.next('publishBlacklistEntry', newest);
    const all = 'category: "FORCED_TRADING", jurisdiction: "330200"';
    const first = await list(owner.tenant, `${all}, first: 3`);
    expect(first).toMatchObject({ ids: ids.slice(0, 3), hasNextPage: true });
    const second = await list(owner.tenant, `${all}, first: 3, after: "${first.endCursor}"`);
    expect(second).toMatchObject({ ids: ids.slice(3), hasNextPage: false });
    expect((await list(owner.tenant, 'jurisdiction: "330203"')).ids).toEqual([ids[0], ids[2]]);
    expect((await list(owner.tenant, `${all}, state: PUBLISHED`)).ids).toEqual([ids[0]]);
    expect((await list(await police(), all)).ids).toEqual([ids[0]]);
    const elsewhere = list(owner.tenant, `category: "OTHER", after: "${first.endCursor}"`);
    await expect(elsewhere).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await expect(list(owner.tenant, 'jurisdiction: "33"')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('keeps its events in the order of the entity, when one is known', async () => {
    const uscc = nextUscc();
    const anchor = { type: 'USCC', value: uscc } as const;
    const entityId = await stateEntity(gateway(), { owner: await platform(), kind: 'MERCHANT', anchor });
    const { id } = await publish({ uscc });
    const events = await eventsOf(gateway(), id);
    expect(new Set(events.map(({ orderKey }) => orderKey))).toEqual(new Set([entityId]));
  });
});

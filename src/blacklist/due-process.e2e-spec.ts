import { ENTRY_FIELDS, type EntryResult, Regulator } from '../../test/harness/blacklist.js';
import { describeOnEachProfile, eventually, type TestTenant } from '../../test/harness/profiles.js';

const FAST = { LIAISON_SWEEP_INTERVAL_MS: '100' };
const DAY_MS = 86_400_000;
const YEAR_MS = 366 * DAY_MS;

interface Step {
  readonly action: string;
  readonly fromState: string;
  readonly toState: string;
  readonly actorRef: string | null;
  readonly eventType: string | null;
  readonly texts: readonly { readonly name: string; readonly text: string }[];
}

interface Whole extends EntryResult {
  readonly endGround: string | null;
  readonly isListed: boolean;
  readonly expiresAt: string | null;
  readonly restricted: { readonly details: string | null; readonly representative: string | null } | null;
  readonly case: {
    readonly neverPublic: string | null;
    readonly statementDueAt: string;
    readonly steps: Step[];
  } | null;
}

const READ = `query ($id: ID!) { blacklistEntry(id: $id) { ${ENTRY_FIELDS}
  restricted { details representative } case { neverPublic statementDueAt
    steps { action fromState toState actorRef eventType texts { name text } } } } }`;

async function read(tenant: TestTenant, id: string): Promise<Whole | null> {
  return (await tenant.client.query<{ blacklistEntry: Whole | null }>(READ, { id })).blacklistEntry;
}

describeOnEachProfile(
  'the due process of the blacklist',
  (gateway) => {
    let owner: Regulator;
    let police: TestTenant;
    let farPolice: TestTenant;
    let platform: TestTenant;
    let otherPlatform: TestTenant;

    beforeAll(async () => {
      owner = new Regulator(gateway(), await gateway().tenant({ code: 'hz-market', kind: 'MARKET_REGULATOR' }));
      police = await gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
      farPolice = await gateway().tenant({ code: 'sz-police', kind: 'POLICE', jurisdiction: '440300' });
      platform = await gateway().tenant({ code: 'platform-a', kind: 'PLATFORM' });
      otherPlatform = await gateway().tenant({ code: 'platform-b', kind: 'PLATFORM' });
    });

    const own = async (id: string): Promise<Whole> => {
      const entry = await read(owner.tenant, id);
      if (!entry) throw new Error('the regulator does not see its own entry');
      return entry;
    };
    const becomes = (id: string, state: string): Promise<Whole> =>
      eventually(`the entry is ${state}`, async () => {
        const entry = await own(id);
        return entry.state === state && entry;
      });
    const ledgerOf = (id: string) =>
      gateway().database.select<{ action: string; tenantId: string | null; requestId: string }>(
        'SELECT action, tenantId, requestId FROM ledger_entry WHERE subjectId = ? ORDER BY id',
        [id],
      );
    const eventTypesSeenBy = async (tenant: TestTenant, id: string): Promise<string[]> => {
      const query = `query ($after: String) { events(first: 100, after: $after) {
        edges { node { type subjectId } } pageInfo { hasNextPage endCursor } } }`;
      const found: string[] = [];
      for (let after: string | null = null; ; ) {
        const { events }: { events: EventPage } = await tenant.client.query(query, { after });
        found.push(...events.edges.flatMap(({ node }) => (node.subjectId === id ? [node.type] : [])));
        if (!events.pageInfo.hasNextPage) return found;
        after = events.pageInfo.endCursor;
      }
    };

    it('lets the hearing end by itself when the party says nothing in its time, which the ledger lays to the gateway', async () => {
      const noticed = await owner.next('giveBlacklistNotice', await owner.propose());
      const { statementDueAt } = (await own(noticed.id)).case ?? {};
      const beforeMs = Date.parse(statementDueAt ?? '') - gateway().clock.now();
      expect(beforeMs).toBeGreaterThan(4 * DAY_MS);
      const early = await owner.next('decideBlacklistEntry', noticed);
      expect(early).toMatchObject({ __typename: 'Conflict', code: 'WRONG_STATE' });
      gateway().clock.move(beforeMs);
      const heard = await becomes(noticed.id, 'HEARD');
      expect(heard.case?.steps.at(-1)).toMatchObject({ action: 'endHearing', actorRef: null });
      expect((await ledgerOf(noticed.id)).at(-1)).toEqual({
        action: 'blacklist.end-hearing',
        tenantId: null,
        requestId: 'deadline:blacklist.statement',
      });
      expect(await owner.next('recordBlacklistStatement', heard)).toMatchObject({ state: 'HEARD', version: 4 });
    });

    it('ends the hearing with the statement, and does not end it twice', async () => {
      const heard = await owner.heard();
      gateway().clock.move(30 * DAY_MS);
      const other = await owner.next('giveBlacklistNotice', await owner.propose());
      gateway().clock.move(30 * DAY_MS);
      await becomes(other.id, 'HEARD');
      expect(await own(heard.id)).toMatchObject({ state: 'HEARD', version: heard.version });
    });

    it('needs two people for a decision, either way', async () => {
      const heard = await owner.heard();
      const decided = await owner.next('decideBlacklistEntry', heard, { outcome: 'DO_NOT_LIST' });
      for (const agrees of [true, false]) {
        const alone = await owner.next('confirmBlacklistDecision', decided, { agrees });
        expect(alone).toMatchObject({ __typename: 'Conflict', code: 'SAME_PERSON' });
      }
      const open = await owner.next('confirmBlacklistDecision', decided, { agrees: false }, 'director');
      expect(open).toMatchObject({ state: 'HEARD' });
      const again = await owner.next('decideBlacklistEntry', open, { outcome: 'DO_NOT_LIST' }, 'director');
      const settled = await owner.next('confirmBlacklistDecision', again);
      expect(settled).toMatchObject({ state: 'NOT_LISTED', isListed: false });
      expect(await owner.next('publishBlacklistEntry', settled)).toMatchObject({ code: 'WRONG_STATE' });
      expect(await read(police, heard.id)).toBeNull();
    });

    it('keeps the file of the case for the regulator alone, encrypted at rest', async () => {
      const published = await owner.published();
      const { case: file } = await own(published.id);
      expect(file?.steps.map(({ action, fromState, toState }) => `${fromState} ${action} ${toState}`)).toEqual([
        'NEW propose PROPOSED',
        'PROPOSED giveNotice NOTIFIED',
        'NOTIFIED recordStatement HEARD',
        'HEARD decide DECIDING',
        'DECIDING confirmListing DECIDED',
        'DECIDED publish PUBLISHED',
      ]);
      expect(file?.steps[1]?.texts.map(({ name }) => name)).toEqual([
        ...['facts', 'reasons', 'basis', 'consequences', 'rightToBeHeard'],
      ]);
      expect(file?.steps[2]?.texts).toEqual([{ name: 'statement', text: 'The goods were bought in good faith.' }]);
      expect((await read(police, published.id))?.case).toBeNull();
      const rows = await gateway().database.select('SELECT * FROM blacklist_step WHERE entryId = ?', [published.id]);
      expect(rows).toHaveLength(6);
      expect(JSON.stringify(rows)).not.toContain('good faith');
    });

    it('shares the two parts of an entry each on its own', async () => {
      const restricted = { details: '王小二 did it.', representative: '王小二', persons: ['李四'] };
      const shown = async (restrictedSharing: string) => {
        const { id } = await owner.published({ restricted }, { restrictedSharing });
        const parts = [];
        for (const tenant of [owner.tenant, police, farPolice, platform]) {
          const entry = await read(tenant, id);
          expect(entry).toMatchObject({ state: 'PUBLISHED' });
          expect(JSON.stringify({ ...entry, restricted: null, case: null })).not.toContain('王小二');
          parts.push(entry?.restricted?.details === restricted.details);
        }
        return parts;
      };
      expect(await shown('AGENCIES')).toEqual([true, true, true, false]);
      expect(await shown('JURISDICTION')).toEqual([true, true, false, false]);
      expect(await shown('OWNER')).toEqual([true, false, false, false]);
      const proposed = await owner.propose({ restricted });
      expect((await own(proposed.id)).restricted).toMatchObject({ representative: '王小二' });
      const rows = await gateway().database.select('SELECT * FROM blacklist_restricted_part');
      expect(JSON.stringify(rows)).not.toContain('王小二');
    });

    it('keeps natural persons out of every text that the public will read', async () => {
      const entry = await owner.published({ restricted: { persons: ['王小二'] } });
      for (const [operation, input] of [
        ['correctBlacklistEntry', { reason: '王小二 sold it.' }],
        ['withdrawBlacklistEntry', { reason: '王 小二 was meant.' }],
        ['revokeBlacklistEntry', { reason: 'See 110101199003070134.' }],
      ] as const) {
        const refused = await owner.next(operation, entry, input);
        expect(refused).toMatchObject({ __typename: 'InvalidInput', code: 'NAMES_A_PERSON', field: 'input.reason' });
      }
      expect(await own(entry.id)).toMatchObject({ state: 'PUBLISHED', version: entry.version });
    });

    it.each(['MINOR', 'SEALED'])('never makes an entry public that is marked %s', async (neverPublic) => {
      const decided = await owner.decided({ neverPublic });
      const refused = await owner.next('publishBlacklistEntry', decided);
      expect(refused).toMatchObject({ __typename: 'InvalidInput', code: 'NEVER_PUBLIC', field: 'input.sharing' });
      const urgent = await owner.next(
        'publishBlacklistEntryInEmergency',
        await owner.propose({ neverPublic }),
        {},
        'chief',
      );
      expect(urgent).toMatchObject({ code: 'NEVER_PUBLIC' });
      const published = await owner.next('publishBlacklistEntry', decided, { sharing: 'AGENCIES' });
      expect(published).toMatchObject({ state: 'PUBLISHED', sharingLevel: 'AGENCIES' });
      expect(await read(platform, decided.id)).toBeNull();
      expect(JSON.stringify({ ...(await read(police, decided.id)) })).not.toContain(neverPublic);
    });

    it('takes a public entry back to the agencies when its case is sealed, and tells everybody who had it', async () => {
      const published = await owner.published();
      expect(await read(platform, published.id)).not.toBeNull();
      const corrected = await owner.next('correctBlacklistEntry', published, { reason: null, neverPublic: 'SEALED' });
      expect(corrected).toMatchObject({ state: 'PUBLISHED', sharingLevel: 'AGENCIES' });
      expect(await read(platform, published.id)).toBeNull();
      expect(await read(police, published.id)).not.toBeNull();
      const seen = await eventually('the platform hears of it', async () => {
        const types = await eventTypesSeenBy(platform, published.id);
        return types.includes('blacklist.corrected') && types;
      });
      expect(seen).toEqual(['blacklist.published', 'blacklist.corrected']);
    });

    it('lets those know of a procedure whom the regulator names, and nobody else', async () => {
      const refused = await owner.next('giveBlacklistNotice', await owner.propose(), {
        tellTenants: ['platform-a', 'x'],
      });
      expect(refused).toMatchObject({ __typename: 'InvalidInput', field: 'input.tellTenants[1]' });
      const heard = await owner.heard({}, { tellTenants: ['platform-a'] });
      expect(await read(platform, heard.id)).toMatchObject({ state: 'HEARD', isListed: false, sharingLevel: 'NAMED' });
      expect(await read(otherPlatform, heard.id)).toBeNull();
      expect(await read(police, heard.id)).toBeNull();
      const seen = await eventually('the platform hears of it', async () => {
        const types = await eventTypesSeenBy(platform, heard.id);
        return types.length >= 2 && types;
      });
      expect(seen).toEqual(['blacklist.progressed', 'blacklist.progressed']);
      expect(await eventTypesSeenBy(otherPlatform, heard.id)).toEqual([]);
    });

    it('corrects, upholds or withdraws after an objection', async () => {
      const objected = async () => owner.next('recordBlacklistObjection', await owner.published());
      const upheld = await owner.next('upholdBlacklistEntry', await objected());
      expect(upheld).toMatchObject({ state: 'PUBLISHED', isListed: true });
      const corrected = await owner.next('correctBlacklistEntry', await objected(), {
        subjectName: '另一名称有限公司',
      });
      expect(corrected).toMatchObject({ state: 'PUBLISHED', subjectName: '另一名称有限公司' });
      const withdrawn = await owner.next('withdrawBlacklistEntry', await objected());
      expect(withdrawn).toMatchObject({ state: 'WITHDRAWN', isListed: false, endReason: 'Another company was meant.' });
      expect(await read(platform, withdrawn.id)).toMatchObject({ state: 'WITHDRAWN' });
      const empty = { reason: null };
      const nothing = await owner.next('correctBlacklistEntry', await owner.published(), empty);
      expect(nothing).toMatchObject({ __typename: 'InvalidInput', field: 'input' });
    });

    it('publishes before the notice on a coded ground, by another than the proposer, with the procedure to follow', async () => {
      const proposed = await owner.propose();
      const alone = await owner.next('publishBlacklistEntryInEmergency', proposed);
      expect(alone).toMatchObject({ __typename: 'Conflict', code: 'SAME_PERSON' });
      const urgent = await owner.next('publishBlacklistEntryInEmergency', proposed, {}, 'chief');
      expect(urgent).toMatchObject({ state: 'URGENT', isListed: true, emergencyGround: 'FOOD_OR_DRUG_SAFETY' });
      expect(await read(platform, proposed.id)).toMatchObject({ isListed: true });
      const told = await owner.next('giveBlacklistNotice', urgent, { tellTenants: ['platform-a'] });
      expect(told).toMatchObject({ __typename: 'InvalidInput', field: 'input.tellTenants' });
      const noticed = await owner.next('giveBlacklistNotice', urgent);
      gateway().clock.move(10 * DAY_MS);
      const heard = await becomes(noticed.id, 'URGENT_HEARD');
      const decided = await owner.next('decideBlacklistEntry', heard);
      const confirmed = await owner.next('confirmBlacklistDecision', decided, {}, 'director');
      expect(confirmed).toMatchObject({ state: 'PUBLISHED', isListed: true, sharingLevel: 'PUBLIC' });
      gateway().clock.move(60 * DAY_MS);
      const { case: file } = await own(confirmed.id);
      expect(file?.steps.flatMap(({ eventType }) => eventType ?? [])).toEqual([
        'blacklist.published',
        'blacklist.confirmed',
      ]);
    });

    it('takes an emergency publication back when two people find that it was not right', async () => {
      const urgent = await owner.next('publishBlacklistEntryInEmergency', await owner.propose(), {}, 'chief');
      const heard = await owner.next('recordBlacklistStatement', await owner.next('giveBlacklistNotice', urgent));
      const decided = await owner.next('decideBlacklistEntry', heard, { outcome: 'DO_NOT_LIST' });
      const ended = await owner.next('confirmBlacklistDecision', decided, { reason: 'No danger.' }, 'director');
      expect(ended).toMatchObject({ state: 'WITHDRAWN', isListed: false, endReason: 'No danger.' });
    });

    it('withdraws an emergency publication by itself without the notice, and without the decision', async () => {
      const urgent = await owner.next('publishBlacklistEntryInEmergency', await owner.propose(), {}, 'chief');
      gateway().clock.move(14 * DAY_MS);
      const lapsed = await becomes(urgent.id, 'WITHDRAWN');
      expect(lapsed).toMatchObject({ isListed: false, endGround: 'NO_NOTICE_IN_TIME' });
      const other = await owner.next('publishBlacklistEntryInEmergency', await owner.propose(), {}, 'chief');
      const noticed = await owner.next('giveBlacklistNotice', other);
      gateway().clock.move(20 * DAY_MS);
      await becomes(noticed.id, 'URGENT_HEARD');
      gateway().clock.move(30 * DAY_MS);
      expect(await becomes(noticed.id, 'WITHDRAWN')).toMatchObject({ endGround: 'NO_DECISION_IN_TIME' });
      expect((await ledgerOf(noticed.id)).at(-1)).toMatchObject({ action: 'blacklist.lapse', tenantId: null });
    });

    it('lets a listing expire by itself after three years, an objection open or not', async () => {
      const published = await owner.published();
      const objected = await owner.next('recordBlacklistObjection', await owner.published());
      gateway().clock.move(2.9 * 365 * DAY_MS);
      expect(await own(published.id)).toMatchObject({ state: 'PUBLISHED', isListed: true });
      gateway().clock.move(0.2 * 365 * DAY_MS);
      expect(await becomes(published.id, 'EXPIRED')).toMatchObject({ isListed: false });
      await becomes(objected.id, 'EXPIRED');
      const seen = await eventually('the platform hears of it', async () => {
        const types = await eventTypesSeenBy(platform, published.id);
        return types.length >= 2 && types;
      });
      expect(seen).toEqual(['blacklist.published', 'blacklist.expired']);
      expect((await ledgerOf(published.id)).at(-1)).toMatchObject({
        action: 'blacklist.expire',
        requestId: 'deadline:blacklist.expiry',
      });
    });

    it('lets repair be asked for after a year only, and ends the listing when it is granted', async () => {
      const [published, other] = [await owner.published(), await owner.published()];
      const early = await owner.next('requestBlacklistRepair', published);
      expect(early).toMatchObject({ __typename: 'Conflict', code: 'TOO_EARLY' });
      gateway().clock.move(YEAR_MS + DAY_MS);
      const asked = await owner.next('requestBlacklistRepair', published);
      const repaired = await owner.next('decideBlacklistRepair', asked);
      expect(repaired).toMatchObject({ state: 'REPAIRED', isListed: false });
      const refused = await owner.next('decideBlacklistRepair', await owner.next('requestBlacklistRepair', other), {
        isGranted: false,
      });
      expect(refused).toMatchObject({ state: 'PUBLISHED', isListed: true });
    });

    it('is ended by a court at any time after the notice, and by a superior regulator that sees it', async () => {
      const noticed = await owner.next('giveBlacklistNotice', await owner.propose());
      expect(await owner.next('revokeBlacklistEntry', noticed)).toMatchObject({ state: 'REVOKED' });
      gateway().clock.move(30 * DAY_MS);
      const published = await owner.published();
      const province = await gateway().tenant({ code: 'zj-market', kind: 'MARKET_REGULATOR', jurisdiction: '330000' });
      const superior = new Regulator(gateway(), province);
      const input = { ground: 'SUPERIOR_DECISION', reason: 'Not within the order.' };
      const revoked = await superior.next('revokeBlacklistEntry', published, input);
      expect(revoked).toMatchObject({ state: 'REVOKED', endGround: 'SUPERIOR_DECISION' });
      const other = await owner.published();
      expect(await superior.next('withdrawBlacklistEntry', other)).toMatchObject({ code: 'WRONG_ACTOR' });
      expect(await own(noticed.id)).toMatchObject({ state: 'REVOKED', version: 3 });
    });

    it('lets one of several decisions at the same time win; the others get a typed conflict and nothing is doubled', async () => {
      for (let round = 0; round < 5; round++) {
        const heard = await owner.heard();
        const first = await Promise.all(
          ['a', 'b', 'c', 'd'].map((actor, index) =>
            owner.next('decideBlacklistEntry', heard, { outcome: index % 2 ? 'LIST' : 'DO_NOT_LIST' }, actor),
          ),
        );
        const decided = oneWinner(first);
        const second = await Promise.all(
          ['e', 'f', 'g', 'h'].map((actor, index) =>
            owner.next('confirmBlacklistDecision', decided, { agrees: index % 2 === 0 }, actor),
          ),
        );
        const settled = oneWinner(second);
        expect(await own(heard.id)).toMatchObject({ state: settled.state, version: heard.version + 2 });
        const entries = await ledgerOf(heard.id);
        expect(entries).toHaveLength(settled.version);
        expect((await own(heard.id)).case?.steps).toHaveLength(settled.version);
      }
    });

    it('lets the statement or the deadline win, not both', async () => {
      const noticed = await Promise.all(
        Array.from({ length: 8 }, async () => owner.next('giveBlacklistNotice', await owner.propose())),
      );
      gateway().clock.move(20 * DAY_MS);
      const results = await Promise.all(noticed.map((entry) => owner.next('recordBlacklistStatement', entry)));
      for (const [index, { id }] of noticed.entries()) {
        const entry = await becomes(id, 'HEARD');
        const actions = entry.case?.steps.slice(2).map(({ action }) => action) ?? [];
        expect(actions.filter((action) => action === 'endHearing').length).toBeLessThanOrEqual(1);
        const isOurs = results[index]?.__typename === 'BlacklistEntry';
        expect(actions.includes('recordStatement')).toBe(isOurs);
        expect(await ledgerOf(id)).toHaveLength(entry.version);
      }
    });
  },
  FAST,
);

interface EventPage {
  readonly edges: readonly { readonly node: { readonly type: string; readonly subjectId: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

function oneWinner(results: readonly EntryResult[]): EntryResult {
  const winners = results.filter(({ __typename }) => __typename === 'BlacklistEntry');
  const losers = results.filter(({ __typename }) => __typename === 'Conflict');
  expect([winners.length, losers.length]).toEqual([1, results.length - 1]);
  const [winner] = winners;
  if (!winner) throw new Error('nobody won');
  return winner;
}

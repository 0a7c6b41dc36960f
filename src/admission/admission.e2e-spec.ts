import { type EntryResult, nextUscc, Regulator } from '../../test/harness/blacklist.js';
import { describeOnEachProfile, eventually, type TestTenant } from '../../test/harness/profiles.js';
import { indexed } from '../../test/harness/search.js';

const YEAR_MS = 366 * 86_400_000;
const CHECK = `query ($input: CheckMerchantInput!) { result: checkMerchant(input: $input) { __typename
  ... on MerchantCheck { listed { id state } listedBefore { id state } underReview { id state }
    similar { foundBy score entry { id subjectName restricted { representative } } } isTruncated }
  ... on UserError { code field } } }`;

interface Checked {
  readonly __typename: string;
  readonly code?: string;
  readonly field?: string;
  readonly listed: readonly { readonly id: string }[];
  readonly listedBefore: readonly { readonly id: string }[];
  readonly underReview: readonly { readonly id: string }[];
  readonly similar: readonly {
    readonly foundBy: string;
    readonly score: number | null;
    readonly entry: { readonly id: string; readonly restricted: object | null };
  }[];
}

const STATED = { purpose: '商户入驻审核', caseRef: 'A-2026-1' };

describeOnEachProfile(
  'the admission check',
  (gateway) => {
    let regulator: Regulator;
    let platform: TestTenant;
    let otherPlatform: TestTenant;
    let police: TestTenant;

    beforeAll(async () => {
      regulator = new Regulator(gateway(), await gateway().tenant({ code: 'hz-market', kind: 'MARKET_REGULATOR' }));
      platform = await gateway().tenant({ code: 'platform-a', kind: 'PLATFORM' });
      otherPlatform = await gateway().tenant({ code: 'platform-b', kind: 'PLATFORM' });
      police = await gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
    });

    const check = async (tenant: TestTenant, input: object): Promise<Checked> =>
      (await tenant.client.query<{ result: Checked }>(CHECK, { input })).result;
    const idsOf = ({ listed, listedBefore, underReview, similar }: Checked) => ({
      listed: listed.map(({ id }) => id),
      listedBefore: listedBefore.map(({ id }) => id),
      underReview: underReview.map(({ id }) => id),
      similar: similar.map(({ entry }) => entry.id),
    });
    const NOTHING = { listed: [], listedBefore: [], underReview: [], similar: [] };

    it('tells by the code whether a merchant is listed now, with its emergency entries', async () => {
      const uscc = nextUscc();
      const entry = await regulator.published({ uscc });
      const other = await regulator.propose({ uscc, category: 'EXTORTION' });
      const urgent = await regulator.next('publishBlacklistEntryInEmergency', other, {}, 'chief');
      const typed = ` ${uscc.slice(0, 6)} ${uscc.slice(6).toLowerCase()}`;
      expect(idsOf(await check(platform, { uscc: typed }))).toEqual({ ...NOTHING, listed: [urgent.id, entry.id] });
      expect(idsOf(await check(platform, { uscc: nextUscc() }))).toEqual(NOTHING);
    });

    it('shows an entry to whom it is published only', async () => {
      const uscc = nextUscc();
      const entry = await regulator.published({ uscc }, { sharing: 'AGENCIES' });
      expect(idsOf(await check(police, { uscc }))).toEqual({ ...NOTHING, listed: [entry.id] });
      expect(idsOf(await check(platform, { uscc }))).toEqual(NOTHING);
    });

    it('tells of a procedure only those whom the regulator told', async () => {
      const uscc = nextUscc();
      const heard = await regulator.heard({ uscc }, { tellTenants: ['platform-a'] });
      expect(idsOf(await check(platform, { uscc }))).toEqual({ ...NOTHING, underReview: [heard.id] });
      expect(idsOf(await check(otherPlatform, { uscc }))).toEqual(NOTHING);
      expect(idsOf(await check(police, { uscc }))).toEqual(NOTHING);
    });

    it('tells of a listing that ended in its time, not of one that was wrong', async () => {
      const ended = async (end: (entry: EntryResult) => Promise<EntryResult>) => {
        const uscc = nextUscc();
        return { uscc, ...(await end(await regulator.published({ uscc }))) };
      };
      const withdrawn = await ended((entry) => regulator.next('withdrawBlacklistEntry', entry));
      const revoked = await ended((entry) => regulator.next('revokeBlacklistEntry', entry));
      const expiring = await ended(async (entry) => entry);
      const repairing = await ended(async (entry) => entry);
      gateway().clock.move(YEAR_MS);
      const asked = await regulator.next('requestBlacklistRepair', repairing);
      await regulator.next('decideBlacklistRepair', asked);
      gateway().clock.move(3 * YEAR_MS);
      for (const { uscc, id } of [expiring, repairing]) {
        await eventually('it is over', async () => (await check(platform, { uscc })).listed.length === 0);
        expect(idsOf(await check(platform, { uscc }))).toEqual({ ...NOTHING, listedBefore: [id] });
      }
      for (const { uscc } of [withdrawn, revoked]) expect(idsOf(await check(platform, { uscc }))).toEqual(NOTHING);
    });

    it('finds listed merchants with a similar name to review, and says how alike they are', async () => {
      const entry = await regulator.published({ subjectName: '杭州锦鲲珑电子商务有限公司' });
      const narrow = await regulator.published({ subjectName: '杭州锦鲲泷电子商务有限公司' }, { sharing: 'AGENCIES' });
      await indexed(gateway());
      const same = await check(platform, { name: '杭州锦鲲珑电子商务有限公司' });
      expect(idsOf(same)).toEqual({ ...NOTHING, similar: [entry.id] });
      expect(same.similar[0]).toMatchObject({ foundBy: 'NAME', score: 1 });
      const garbled = await check(platform, { name: '锦鲲龙电子商务(杭州)公司' });
      expect(idsOf(garbled).similar).toEqual([entry.id]);
      expect(garbled.similar[0]?.score).toBeLessThan(1);
      expect(idsOf(await check(police, { name: '杭州锦鲲珑电子商务有限公司' })).similar).toEqual([entry.id, narrow.id]);
      const exact = { uscc: (await read(entry.id)).uscc, name: '杭州锦鲲珑电子商务有限公司' };
      expect(idsOf(await check(platform, exact))).toEqual({ ...NOTHING, listed: [entry.id] });
    });

    it('forgets the name of an entry that was withdrawn, and takes up a corrected one', async () => {
      const wrong = await regulator.published({ subjectName: '宁波鹓鶵贸易有限公司' });
      await regulator.next('withdrawBlacklistEntry', wrong);
      const corrected = await regulator.next(
        'correctBlacklistEntry',
        await regulator.published({ subjectName: '宁波魈魅贸易有限公司' }),
        { subjectName: '宁波翮翯贸易有限公司' },
      );
      await indexed(gateway());
      expect(idsOf(await check(platform, { name: '宁波鹓鶵贸易有限公司' })).similar).toEqual([]);
      expect(idsOf(await check(platform, { name: '宁波魈魅贸易有限公司' })).similar).toEqual([]);
      expect(idsOf(await check(platform, { name: '宁波翮翯贸易有限公司' })).similar).toEqual([corrected.id]);
      const names = await gateway().database.select('SELECT name FROM entity_name WHERE name LIKE ?', ['宁波鹓鶵%']);
      expect(names).toEqual([]);
    });

    it('finds by the legal representative for a stated purpose only, as written and never by pinyin', async () => {
      const representative = '欧阳震寰';
      const entry = await regulator.published({ restricted: { representative } });
      expect(await check(platform, { representative })).toMatchObject({
        ...{ __typename: 'PurposeRequired', field: 'input.purpose' },
      });
      expect(await check(platform, { representative, purpose: STATED.purpose })).toMatchObject({
        ...{ __typename: 'PurposeRequired', field: 'input.caseRef' },
      });
      const found = await check(platform, { representative: '欧阳 震寰', ...STATED });
      expect(idsOf(found)).toEqual({ ...NOTHING, similar: [entry.id] });
      expect(found.similar[0]).toMatchObject({ foundBy: 'REPRESENTATIVE', score: null, entry: { restricted: null } });
      for (const other of ['Ouyang Zhenhuan', 'ouyangzhenhuan', 'oyzh', '欧阳震环', '欧阳']) {
        expect(idsOf(await check(platform, { representative: other, ...STATED })).similar).toEqual([]);
      }
    });

    it.each<[string, object, string]>([
      ['nothing to go by', {}, 'input'],
      ['a wrong check character', { uscc: '914403001922038217' }, 'input.uscc'],
      ['an over-long name', { name: '名'.repeat(257) }, 'input.name'],
      ['a name of generic words only', { name: '有限公司' }, 'input.name'],
      ['an over-long purpose', { uscc: nextUscc(), purpose: 'x'.repeat(501) }, 'input.purpose'],
    ])('refuses %s and names the field', async (_name, input, field) => {
      expect(await check(platform, input)).toMatchObject({ __typename: 'InvalidInput', field });
    });

    it('leaves an entry in the ledger that holds neither names nor codes', async () => {
      const [uscc, name, representative] = [nextUscc(), '杭州锦鲲珑电子商务有限公司', '欧阳震寰'];
      await check(platform, { uscc, name, representative, ...STATED });
      const [entry] = await gateway().database.select<{ detail: string }>(
        `SELECT * FROM ledger_entry WHERE action = 'blacklist.check' ORDER BY id DESC LIMIT 1`,
      );
      const written = JSON.stringify(entry);
      for (const told of [uscc, name, representative, ...Object.values(STATED)]) expect(written).not.toContain(told);
      const keys = ['name', 'representative', 'listed', 'listedBefore', 'underReview', 'similar', 'purpose', 'caseRef'];
      expect(Object.keys(JSON.parse(entry?.detail ?? '{}'))).toEqual(keys);
    });

    it('asks the same few statements however much it finds', async () => {
      const count = async (input: object) => {
        let statements = 0;
        gateway().database.observer = (statement) => {
          if (/FROM blacklist_entry|JOIN blacklist_entry/.test(statement)) statements += 1;
        };
        const { similar, listed } = await check(platform, input);
        gateway().database.observer = undefined;
        return { statements, found: similar.length + listed.length };
      };
      const uscc = nextUscc();
      const categories = ['COUNTERFEIT', 'EXTORTION', 'OTHER', 'FORCED_TRADING', 'FALSE_INFORMATION'];
      for (const [n, category] of categories.entries()) {
        await regulator.published({ uscc, category, subjectName: `绍兴黼黻纺织品有限公司${n}分公司` });
      }
      await indexed(gateway());
      const many = await count({ uscc, name: '绍兴黼黻纺织品有限公司', representative: '欧阳震寰', ...STATED });
      const none = await count({ uscc: nextUscc(), name: '绍兴瀛寰航运有限公司', representative: '无此人', ...STATED });
      expect(many.found).toBeGreaterThan(4);
      // One for each way to ask, and one for the restricted parts of what was found.
      expect(many.statements).toBe(4);
      expect(none.statements).toBeLessThanOrEqual(many.statements);
    });

    async function read(id: string): Promise<{ uscc: string }> {
      const query = 'query ($id: ID!) { blacklistEntry(id: $id) { uscc } }';
      return (await police.client.query<{ blacklistEntry: { uscc: string } }>(query, { id })).blacklistEntry;
    }
  },
  { LIAISON_SWEEP_INTERVAL_MS: '100' },
);

import { Regulator } from '../../test/harness/blacklist.js';
import { BlacklistStage, readEntry } from '../../test/harness/blacklist-stage.js';
import { describeOnEachProfile } from '../../test/harness/profiles.js';

const DAY_MS = 86_400_000;
const YEAR_MS = 366 * DAY_MS;

describeOnEachProfile(
  'the life of a published entry',
  (gateway) => {
    let stage: BlacklistStage;

    beforeAll(async () => {
      stage = await BlacklistStage.of(gateway());
    });

    it('shares the two parts of an entry each on its own', async () => {
      const restricted = { details: '王小二 did it.', representative: '王小二', persons: ['李四'] };
      const shown = async (restrictedSharing: string) => {
        const { id } = await stage.owner.published({ restricted }, { restrictedSharing });
        const parts = [];
        for (const tenant of [stage.owner.tenant, stage.police, stage.farPolice, stage.platform]) {
          const entry = await readEntry(tenant, id);
          expect(entry).toMatchObject({ state: 'PUBLISHED' });
          expect(JSON.stringify({ ...entry, restricted: null, case: null })).not.toContain('王小二');
          parts.push(entry?.restricted?.details === restricted.details);
        }
        return parts;
      };
      expect(await shown('AGENCIES')).toEqual([true, true, true, false]);
      expect(await shown('JURISDICTION')).toEqual([true, true, false, false]);
      expect(await shown('OWNER')).toEqual([true, false, false, false]);
      const proposed = await stage.owner.propose({ restricted });
      expect((await stage.own(proposed.id)).restricted).toMatchObject({ representative: '王小二' });
      const rows = await gateway().database.select('SELECT * FROM blacklist_restricted_part');
      expect(JSON.stringify(rows)).not.toContain('王小二');
    });

    it('keeps natural persons out of every text that the public will read', async () => {
      const entry = await stage.owner.published({ restricted: { persons: ['王小二'] } });
      for (const [operation, input] of [
        ['correctBlacklistEntry', { reason: '王小二 sold it.' }],
        ['withdrawBlacklistEntry', { reason: '王 小二 was meant.' }],
        ['revokeBlacklistEntry', { reason: 'See 110101199003070134.' }],
      ] as const) {
        const refused = await stage.owner.next(operation, entry, input);
        expect(refused).toMatchObject({ __typename: 'InvalidInput', code: 'NAMES_A_PERSON', field: 'input.reason' });
      }
      expect(await stage.own(entry.id)).toMatchObject({ state: 'PUBLISHED', version: entry.version });
    });

    it.each(['MINOR', 'SEALED'])('never makes an entry public that is marked %s', async (neverPublic) => {
      const decided = await stage.owner.decided({ neverPublic });
      const refused = await stage.owner.next('publishBlacklistEntry', decided);
      expect(refused).toMatchObject({ __typename: 'InvalidInput', code: 'NEVER_PUBLIC', field: 'input.sharing' });
      const urgent = await stage.owner.next(
        'publishBlacklistEntryInEmergency',
        await stage.owner.propose({ neverPublic }),
        {},
        'chief',
      );
      expect(urgent).toMatchObject({ code: 'NEVER_PUBLIC' });
      const published = await stage.owner.next('publishBlacklistEntry', decided, { sharing: 'AGENCIES' });
      expect(published).toMatchObject({ state: 'PUBLISHED', sharingLevel: 'AGENCIES' });
      expect(await readEntry(stage.platform, decided.id)).toBeNull();
      expect(JSON.stringify({ ...(await readEntry(stage.police, decided.id)) })).not.toContain(neverPublic);
    });

    it('takes a public entry back to the agencies when its case is sealed, and tells everybody who had it', async () => {
      const published = await stage.owner.published();
      expect(await readEntry(stage.platform, published.id)).not.toBeNull();
      const corrected = await stage.owner.next('correctBlacklistEntry', published, {
        reason: null,
        neverPublic: 'SEALED',
      });
      expect(corrected).toMatchObject({ state: 'PUBLISHED', sharingLevel: 'AGENCIES' });
      expect(await readEntry(stage.platform, published.id)).toBeNull();
      expect(await readEntry(stage.police, published.id)).not.toBeNull();
      const seen = await stage.hears(stage.platform, published.id, 2);
      expect(seen).toEqual(['blacklist.published', 'blacklist.corrected']);
    });

    it('corrects, upholds or withdraws after an objection', async () => {
      const objected = async () => stage.owner.next('recordBlacklistObjection', await stage.owner.published());
      const upheld = await stage.owner.next('upholdBlacklistEntry', await objected());
      expect(upheld).toMatchObject({ state: 'PUBLISHED', isListed: true });
      const corrected = await stage.owner.next('correctBlacklistEntry', await objected(), {
        subjectName: '另一名称有限公司',
      });
      expect(corrected).toMatchObject({ state: 'PUBLISHED', subjectName: '另一名称有限公司' });
      const withdrawn = await stage.owner.next('withdrawBlacklistEntry', await objected());
      expect(withdrawn).toMatchObject({ state: 'WITHDRAWN', isListed: false, endReason: 'Another company was meant.' });
      expect(await readEntry(stage.platform, withdrawn.id)).toMatchObject({ state: 'WITHDRAWN' });
      const empty = { reason: null };
      const nothing = await stage.owner.next('correctBlacklistEntry', await stage.owner.published(), empty);
      expect(nothing).toMatchObject({ __typename: 'InvalidInput', field: 'input' });
    });

    it('lets a listing expire by itself after three years, an objection open or not', async () => {
      const published = await stage.owner.published();
      const objected = await stage.owner.next('recordBlacklistObjection', await stage.owner.published());
      gateway().clock.move(2.9 * 365 * DAY_MS);
      expect(await stage.own(published.id)).toMatchObject({ state: 'PUBLISHED', isListed: true });
      gateway().clock.move(0.2 * 365 * DAY_MS);
      expect(await stage.becomes(published.id, 'EXPIRED')).toMatchObject({ isListed: false });
      await stage.becomes(objected.id, 'EXPIRED');
      const seen = await stage.hears(stage.platform, published.id, 2);
      expect(seen).toEqual(['blacklist.published', 'blacklist.expired']);
      expect((await stage.ledgerOf(published.id)).at(-1)).toMatchObject({
        action: 'blacklist.expire',
        requestId: 'deadline:blacklist.expiry',
      });
    });

    it('lets repair be asked for after a year only, and ends the listing when it is granted', async () => {
      const [published, other] = [await stage.owner.published(), await stage.owner.published()];
      const early = await stage.owner.next('requestBlacklistRepair', published);
      expect(early).toMatchObject({ __typename: 'Conflict', code: 'TOO_EARLY' });
      gateway().clock.move(YEAR_MS + DAY_MS);
      const asked = await stage.owner.next('requestBlacklistRepair', published);
      const repaired = await stage.owner.next('decideBlacklistRepair', asked);
      expect(repaired).toMatchObject({ state: 'REPAIRED', isListed: false });
      const refused = await stage.owner.next(
        'decideBlacklistRepair',
        await stage.owner.next('requestBlacklistRepair', other),
        {
          isGranted: false,
        },
      );
      expect(refused).toMatchObject({ state: 'PUBLISHED', isListed: true });
    });

    it('is ended by a court at any time after the notice, and by a superior regulator that sees it', async () => {
      const noticed = await stage.owner.next('giveBlacklistNotice', await stage.owner.propose());
      expect(await stage.owner.next('revokeBlacklistEntry', noticed)).toMatchObject({ state: 'REVOKED' });
      gateway().clock.move(30 * DAY_MS);
      const published = await stage.owner.published();
      const province = await gateway().tenant({ code: 'zj-market', kind: 'MARKET_REGULATOR', jurisdiction: '330000' });
      const superior = new Regulator(gateway(), province);
      const input = { ground: 'SUPERIOR_DECISION', reason: 'Not within the order.' };
      const revoked = await superior.next('revokeBlacklistEntry', published, input);
      expect(revoked).toMatchObject({ state: 'REVOKED', endGround: 'SUPERIOR_DECISION' });
      const other = await stage.owner.published();
      expect(await superior.next('withdrawBlacklistEntry', other)).toMatchObject({ code: 'WRONG_ACTOR' });
      expect(await stage.own(noticed.id)).toMatchObject({ state: 'REVOKED', version: 3 });
    });
  },
  { LIAISON_SWEEP_INTERVAL_MS: '100' },
);

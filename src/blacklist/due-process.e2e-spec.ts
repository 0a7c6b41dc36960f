import type { EntryResult } from '../../test/harness/blacklist.js';
import { BlacklistStage, readEntry } from '../../test/harness/blacklist-stage.js';
import { describeOnEachProfile } from '../../test/harness/profiles.js';

const DAY_MS = 86_400_000;

describeOnEachProfile(
  'the due process of the blacklist',
  (gateway) => {
    let stage: BlacklistStage;

    beforeAll(async () => {
      stage = await BlacklistStage.of(gateway());
    });

    it('lets the hearing end by itself when the party says nothing in its time, which the ledger lays to the gateway', async () => {
      const noticed = await stage.owner.next('giveBlacklistNotice', await stage.owner.propose());
      const { statementDueAt } = (await stage.own(noticed.id)).case ?? {};
      const beforeMs = Date.parse(statementDueAt ?? '') - gateway().clock.now();
      expect(beforeMs).toBeGreaterThan(4 * DAY_MS);
      const early = await stage.owner.next('decideBlacklistEntry', noticed);
      expect(early).toMatchObject({ __typename: 'Conflict', code: 'WRONG_STATE' });
      gateway().clock.move(beforeMs);
      const heard = await stage.becomes(noticed.id, 'HEARD');
      expect(heard.case?.steps.at(-1)).toMatchObject({ action: 'endHearing', actorRef: null });
      expect((await stage.ledgerOf(noticed.id)).at(-1)).toMatchObject({
        action: 'blacklist.end-hearing',
        tenantId: null,
        requestId: 'deadline:blacklist.statement',
      });
      expect(await stage.owner.next('recordBlacklistStatement', heard)).toMatchObject({ state: 'HEARD', version: 4 });
    });

    it('ends the hearing with the statement, and does not end it twice', async () => {
      const heard = await stage.owner.heard();
      gateway().clock.move(30 * DAY_MS);
      const other = await stage.owner.next('giveBlacklistNotice', await stage.owner.propose());
      gateway().clock.move(30 * DAY_MS);
      await stage.becomes(other.id, 'HEARD');
      expect(await stage.own(heard.id)).toMatchObject({ state: 'HEARD', version: heard.version });
    });

    it('needs two people for a decision, either way', async () => {
      const heard = await stage.owner.heard();
      const decided = await stage.owner.next('decideBlacklistEntry', heard, { outcome: 'DO_NOT_LIST' });
      for (const agrees of [true, false]) {
        const alone = await stage.owner.next('confirmBlacklistDecision', decided, { agrees });
        expect(alone).toMatchObject({ __typename: 'Conflict', code: 'SAME_PERSON' });
      }
      const open = await stage.owner.next('confirmBlacklistDecision', decided, { agrees: false }, 'director');
      expect(open).toMatchObject({ state: 'HEARD' });
      const again = await stage.owner.next('decideBlacklistEntry', open, { outcome: 'DO_NOT_LIST' }, 'director');
      const settled = await stage.owner.next('confirmBlacklistDecision', again);
      expect(settled).toMatchObject({ state: 'NOT_LISTED', isListed: false });
      expect(await stage.owner.next('publishBlacklistEntry', settled)).toMatchObject({ code: 'WRONG_STATE' });
      expect(await readEntry(stage.police, heard.id)).toBeNull();
    });

    it('keeps the file of the case for the regulator alone, encrypted at rest', async () => {
      const published = await stage.owner.published();
      const { case: file } = await stage.own(published.id);
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
      expect((await readEntry(stage.police, published.id))?.case).toBeNull();
      const rows = await gateway().database.select('SELECT * FROM blacklist_step WHERE entryId = ?', [published.id]);
      expect(rows).toHaveLength(6);
      expect(JSON.stringify(rows)).not.toContain('good faith');
    });

    it('lets those know of a procedure whom the regulator names, and nobody else', async () => {
      const refused = await stage.owner.next('giveBlacklistNotice', await stage.owner.propose(), {
        tellTenants: ['platform-a', 'x'],
      });
      expect(refused).toMatchObject({ __typename: 'InvalidInput', field: 'input.tellTenants[1]' });
      const heard = await stage.owner.heard({}, { tellTenants: ['platform-a'] });
      expect(await readEntry(stage.platform, heard.id)).toMatchObject({
        state: 'HEARD',
        isListed: false,
        sharingLevel: 'NAMED',
      });
      expect(await readEntry(stage.otherPlatform, heard.id)).toBeNull();
      expect(await readEntry(stage.police, heard.id)).toBeNull();
      const seen = await stage.hears(stage.platform, heard.id, 2);
      expect(seen).toEqual(['blacklist.progressed', 'blacklist.progressed']);
      expect(await stage.hears(stage.otherPlatform, heard.id, 0)).toEqual([]);
    });

    it('publishes before the notice on a coded ground, by another than the proposer, with the procedure to follow', async () => {
      const proposed = await stage.owner.propose();
      const alone = await stage.owner.next('publishBlacklistEntryInEmergency', proposed);
      expect(alone).toMatchObject({ __typename: 'Conflict', code: 'SAME_PERSON' });
      const urgent = await stage.owner.next('publishBlacklistEntryInEmergency', proposed, {}, 'chief');
      expect(urgent).toMatchObject({ state: 'URGENT', isListed: true, emergencyGround: 'FOOD_OR_DRUG_SAFETY' });
      const ground = { emergencyGround: 'FOOD_OR_DRUG_SAFETY' };
      expect(JSON.parse((await stage.ledgerOf(proposed.id)).at(-1)?.detail ?? '{}')).toMatchObject(ground);
      expect(await readEntry(stage.platform, proposed.id)).toMatchObject({ isListed: true });
      const told = await stage.owner.next('giveBlacklistNotice', urgent, { tellTenants: ['platform-a'] });
      expect(told).toMatchObject({ __typename: 'InvalidInput', field: 'input.tellTenants' });
      const noticed = await stage.owner.next('giveBlacklistNotice', urgent);
      gateway().clock.move(10 * DAY_MS);
      const heard = await stage.becomes(noticed.id, 'URGENT_HEARD');
      const decided = await stage.owner.next('decideBlacklistEntry', heard);
      const confirmed = await stage.owner.next('confirmBlacklistDecision', decided, {}, 'director');
      expect(confirmed).toMatchObject({ state: 'PUBLISHED', isListed: true, sharingLevel: 'PUBLIC' });
      gateway().clock.move(60 * DAY_MS);
      const { case: file } = await stage.own(confirmed.id);
      expect(file?.steps.flatMap(({ eventType }) => eventType ?? [])).toEqual([
        'blacklist.published',
        'blacklist.confirmed',
      ]);
    });

    it('takes an emergency publication back when two people find that it was not right', async () => {
      const urgent = await stage.owner.next(
        'publishBlacklistEntryInEmergency',
        await stage.owner.propose(),
        {},
        'chief',
      );
      const heard = await stage.owner.next(
        'recordBlacklistStatement',
        await stage.owner.next('giveBlacklistNotice', urgent),
      );
      const decided = await stage.owner.next('decideBlacklistEntry', heard, { outcome: 'DO_NOT_LIST' });
      const ended = await stage.owner.next('confirmBlacklistDecision', decided, { reason: 'No danger.' }, 'director');
      expect(ended).toMatchObject({ state: 'WITHDRAWN', isListed: false, endReason: 'No danger.' });
    });

    it('withdraws an emergency publication by itself without the notice, and without the decision', async () => {
      const urgent = await stage.owner.next(
        'publishBlacklistEntryInEmergency',
        await stage.owner.propose(),
        {},
        'chief',
      );
      gateway().clock.move(14 * DAY_MS);
      const lapsed = await stage.becomes(urgent.id, 'WITHDRAWN');
      expect(lapsed).toMatchObject({ isListed: false, endGround: 'NO_NOTICE_IN_TIME' });
      const other = await stage.owner.next(
        'publishBlacklistEntryInEmergency',
        await stage.owner.propose(),
        {},
        'chief',
      );
      const noticed = await stage.owner.next('giveBlacklistNotice', other);
      gateway().clock.move(20 * DAY_MS);
      await stage.becomes(noticed.id, 'URGENT_HEARD');
      gateway().clock.move(30 * DAY_MS);
      expect(await stage.becomes(noticed.id, 'WITHDRAWN')).toMatchObject({ endGround: 'NO_DECISION_IN_TIME' });
      expect((await stage.ledgerOf(noticed.id)).at(-1)).toMatchObject({ action: 'blacklist.lapse', tenantId: null });
    });

    it('lets one of several decisions at the same time win; the others get a typed conflict and nothing is doubled', async () => {
      for (let round = 0; round < 5; round++) {
        const heard = await stage.owner.heard();
        const first = await Promise.all(
          ['a', 'b', 'c', 'd'].map((actor, index) =>
            stage.owner.next('decideBlacklistEntry', heard, { outcome: index % 2 ? 'LIST' : 'DO_NOT_LIST' }, actor),
          ),
        );
        const decided = oneWinner(first);
        const second = await Promise.all(
          ['e', 'f', 'g', 'h'].map((actor, index) =>
            stage.owner.next('confirmBlacklistDecision', decided, { agrees: index % 2 === 0 }, actor),
          ),
        );
        const settled = oneWinner(second);
        expect(await stage.own(heard.id)).toMatchObject({ state: settled.state, version: heard.version + 2 });
        const entries = await stage.ledgerOf(heard.id);
        expect(entries).toHaveLength(settled.version);
        expect((await stage.own(heard.id)).case?.steps).toHaveLength(settled.version);
      }
    });

    it('lets the statement or the deadline win, not both', async () => {
      const noticed = await Promise.all(
        Array.from({ length: 8 }, async () => stage.owner.next('giveBlacklistNotice', await stage.owner.propose())),
      );
      gateway().clock.move(20 * DAY_MS);
      const results = await Promise.all(noticed.map((entry) => stage.owner.next('recordBlacklistStatement', entry)));
      for (const [index, { id }] of noticed.entries()) {
        const entry = await stage.becomes(id, 'HEARD');
        const actions = entry.case?.steps.slice(2).map(({ action }) => action) ?? [];
        expect(actions.filter((action) => action === 'endHearing').length).toBeLessThanOrEqual(1);
        const isOurs = results[index]?.__typename === 'BlacklistEntry';
        expect(actions.includes('recordStatement')).toBe(isOurs);
        expect(await stage.ledgerOf(id)).toHaveLength(entry.version);
      }
    });
  },
  { LIAISON_SWEEP_INTERVAL_MS: '100' },
);

function oneWinner(results: readonly EntryResult[]): EntryResult {
  const winners = results.filter(({ __typename }) => __typename === 'BlacklistEntry');
  const losers = results.filter(({ __typename }) => __typename === 'Conflict');
  expect([winners.length, losers.length]).toEqual([1, results.length - 1]);
  const [winner] = winners;
  if (!winner) throw new Error('nobody won');
  return winner;
}

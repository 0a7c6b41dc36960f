import { stateEntity } from '../../test/harness/entities.js';
import {
  acceptedJoint,
  changeJoint,
  filing,
  type JointThing,
  listJoint,
  movePart,
} from '../../test/harness/joint-cases.js';
import { describeOnEachProfile, eventually, type TestTenant } from '../../test/harness/profiles.js';
import { sampleUscc } from '../../test/harness/uscc.js';

const DAY_MS = 86_400_000;
let samples = 320_000;

describeOnEachProfile(
  'measures of a joint case',
  (gateway) => {
    const police = () => gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
    const regulator = () => gateway().tenant({ code: 'hz-market', kind: 'MARKET_REGULATOR' });
    const platform = () => gateway().tenant({ code: 'platform-a', kind: 'PLATFORM', jurisdiction: '000000' });
    const otherPlatform = () => gateway().tenant({ code: 'platform-b', kind: 'PLATFORM', jurisdiction: '000000' });

    /** A case on one subject in which everybody takes part. */
    const started = async (subject: object = { identifierType: 'USCC', value: sampleUscc(++samples) }) => {
      const others = await Promise.all([regulator(), platform(), otherPlatform()]);
      const invitations = others.map(({ code: tenantCode }) => ({ tenantCode }));
      const lead = await police();
      const filed = await acceptedJoint(lead, 'fileJointCase', filing({ subjects: [subject], invitations }));
      for (const tenant of others) await movePart(tenant, filed.id, 'ACCEPT');
      const [row] = await listJoint(lead, 'jointSubjects', filed.id);
      return { filed, subjectId: row?.id ?? '' };
    };
    const wanted = (filed: JointThing, subjectId: string, changes: object = {}) => ({
      ...{ caseId: filed.id, subjectId, platform: 'platform-a', measure: 'FREEZE_SHOP' },
      ...{
        legalBasis: 'E-Commerce Law art. 38',
        expiresAt: new Date(gateway().clock.now() + 30 * DAY_MS).toISOString(),
      },
      ...changes,
    });
    const request = async (filed: JointThing, subjectId: string, changes: object = {}) =>
      acceptedJoint(await police(), 'requestJointMeasure', wanted(filed, subjectId, changes));
    const move = (tenant: TestTenant, { id }: JointThing, version: number, action: string, note?: string) =>
      changeJoint(tenant, 'moveJointMeasure', { id, version, action, note });
    const execute = async (measure: JointThing) => {
      await move(await platform(), measure, 1, 'ACCEPT');
      return move(await platform(), measure, 2, 'EXECUTE', 'Done.');
    };
    const flagsOn = async (entityId: string) => {
      const rows = await gateway().database.select<{ tenantId: string; measures: string; sharingId: string }>(
        'SELECT tenantId, measures, sharingId FROM flag WHERE entityId = ? ORDER BY id',
        [entityId],
      );
      return rows.map((row) => JSON.parse(row.measures) as string[]);
    };
    const tracesOf = async (id: string) => {
      const rows = (table: string) =>
        gateway().database.select(`SELECT id FROM ${table} WHERE subjectId = ? ORDER BY id`, [id]);
      return [(await rows('ledger_entry')).length, (await rows('event')).length];
    };
    const flagged = async (measures: ('SHOP_FROZEN' | 'WARNING_ISSUED')[] = [], count = 1) => {
      const value = sampleUscc(++samples);
      const flags = Array.from({ length: count }, () => ({ measures }));
      const owner = await platform();
      const entityId = await stateEntity(gateway(), {
        owner,
        kind: 'MERCHANT',
        anchor: { type: 'USCC', value },
        flags,
      });
      return { entityId, subject: { identifierType: 'USCC', value } };
    };

    it('goes from the request over execution and verification to its lifting, and the flags go with it', async () => {
      const { entityId, subject } = await flagged(['WARNING_ISSUED'], 2);
      const { filed, subjectId } = await started(subject);
      const measure = await request(filed, subjectId);
      expect(measure).toMatchObject({ state: 'REQUESTED', entityId, platform: { code: 'platform-a' }, version: 1 });
      const seller = await platform();
      expect(await move(seller, measure, 1, 'EXECUTE')).toMatchObject({ code: 'WRONG_STATE' });
      expect(await move(await otherPlatform(), measure, 1, 'ACCEPT')).toMatchObject({ __typename: 'NotFound' });
      expect(await move(await regulator(), measure, 1, 'ACCEPT')).toMatchObject({ code: 'WRONG_ACTOR' });
      expect(await execute(measure)).toMatchObject({ state: 'EXECUTED', note: 'Done.' });
      const inForce = ['WARNING_ISSUED', 'SHOP_FROZEN'];
      expect(await flagsOn(entityId)).toEqual([inForce, inForce]);
      const lead = await police();
      expect(await move(lead, measure, 3, 'DISPUTE', 'Still open.')).toMatchObject({ state: 'ACCEPTED' });
      expect(await flagsOn(entityId)).toEqual([['WARNING_ISSUED'], ['WARNING_ISSUED']]);
      expect(await move(seller, measure, 4, 'EXECUTE')).toMatchObject({ state: 'EXECUTED' });
      expect(await move(lead, measure, 5, 'VERIFY')).toMatchObject({ state: 'VERIFIED' });
      expect(await flagsOn(entityId)).toEqual([inForce, inForce]);
      expect(await move(lead, measure, 6, 'LIFT')).toMatchObject({ field: 'input.note' });
      expect(await move(lead, measure, 6, 'LIFT', 'No longer needed.')).toMatchObject({ state: 'LIFTED' });
      expect(await flagsOn(entityId)).toEqual([['WARNING_ISSUED'], ['WARNING_ISSUED']]);
      expect(await tracesOf(measure.id)).toEqual([7, 7]);
    });

    it('leaves on a flag what another measure holds or the platform has said itself', async () => {
      const { entityId, subject } = await flagged();
      const own = await flagged(['SHOP_FROZEN']);
      const lead = await police();
      const lift = (measure: JointThing) => move(lead, measure, 3, 'LIFT', 'Over.');
      const [first, second] = [await started(subject), await started(subject)];
      const [one, other] = [await request(first.filed, first.subjectId), await request(second.filed, second.subjectId)];
      await execute(one);
      await execute(other);
      await lift(one);
      expect(await flagsOn(entityId)).toEqual([['SHOP_FROZEN']]);
      await lift(other);
      expect(await flagsOn(entityId)).toEqual([[]]);
      const third = await started(own.subject);
      const measure = await request(third.filed, third.subjectId);
      await execute(measure);
      await lift(measure);
      expect(await flagsOn(own.entityId)).toEqual([['SHOP_FROZEN']]);
    });

    it('raises a flag that only the platform sees where it had none', async () => {
      const { entityId, subject } = await flagged([], 0);
      const { filed, subjectId } = await started(subject);
      const measure = await request(filed, subjectId, { measure: 'HOLD_PAYOUTS' });
      await execute(measure);
      expect(await flagsOn(entityId)).toEqual([['PAYOUT_HELD']]);
      const seen = async (tenant: TestTenant) => {
        const query = `query ($id: ID!) { entity(id: $id) { ... on Entity { flags { measures severity } } } }`;
        const { entity } = await tenant.client.query<{ entity: { flags?: object[] } }>(query, { id: entityId });
        return entity.flags ?? [];
      };
      expect(await seen(await platform())).toEqual([{ measures: ['PAYOUT_HELD'], severity: 'HIGH' }]);
      expect(await seen(await regulator())).toEqual([]);
    });

    it('expires by the clock, also when its case is closed, and its flag with it', async () => {
      const { entityId, subject } = await flagged();
      const { filed, subjectId } = await started(subject);
      const lead = await police();
      const measure = await request(filed, subjectId);
      const asked = await request(filed, subjectId, { measure: 'TAKE_DOWN' });
      await execute(measure);
      const close = (version: number, action: string, more: object = {}) =>
        changeJoint(lead, 'moveJointCase', { id: filed.id, version, action, ...more });
      await close(1, 'BEGIN_CLOSING');
      expect(await close(2, 'CLOSE', { outcome: 'ENFORCED' })).toMatchObject({ code: 'OPEN_WORK' });
      expect(await move(await platform(), asked, 1, 'REFUSE')).toMatchObject({ field: 'input.note' });
      await move(await platform(), asked, 1, 'REFUSE', 'Not our listing.');
      expect(await close(2, 'CLOSE', { outcome: 'ENFORCED' })).toMatchObject({ state: 'CLOSED' });
      gateway().clock.move(31 * DAY_MS);
      await eventually('the measure expires', async () => {
        const [row] = await listJoint(lead, 'jointMeasures', filed.id, ', state: EXPIRED');
        return row?.id === measure.id;
      });
      expect(await flagsOn(entityId)).toEqual([[]]);
      expect(await tracesOf(measure.id)).toEqual([4, 4]);
      expect(await tracesOf(asked.id)).toEqual([2, 2]);
    });

    it('gives the identifier in full to the platform only, and puts that down', async () => {
      const { filed, subjectId } = await started({ identifierType: 'PHONE', value: '13912345678', kind: 'PERSON' });
      const measure = await request(filed, subjectId, { measure: 'PRESERVE_EVIDENCE' });
      expect(measure.target).toBeNull();
      const targets = async (tenant: TestTenant) =>
        (await listJoint(tenant, 'jointMeasures', filed.id)).map(({ target, value }) => [target, value]);
      const [[, masked] = []] = await targets(await regulator());
      expect(masked).toContain('*');
      expect(await targets(await regulator())).toEqual([[null, masked]]);
      const read = async () =>
        (
          await gateway().database.select(
            `SELECT id FROM ledger_entry WHERE action = 'joint-measure.read' AND subjectId = ?`,
            [filed.id],
          )
        ).length;
      expect(await read()).toBe(0);
      const [[target] = []] = await targets(await platform());
      expect(target).toContain('13912345678');
      expect(await read()).toBe(1);
      const [row] = await gateway().database.select<object>('SELECT * FROM joint_line WHERE itemId = ?', [measure.id]);
      expect(JSON.stringify(row)).not.toContain('13912345678');
    });

    it('lets one of two decisions at the same time win', async () => {
      const { filed, subjectId } = await started();
      const measure = await request(filed, subjectId);
      const [seller, lead] = [await platform(), await police()];
      const results = await Promise.all([
        ...[1, 2, 3].map(() => move(seller, measure, 1, 'ACCEPT')),
        ...[1, 2, 3].map(() => move(seller, measure, 1, 'REFUSE', 'No.')),
        move(lead, measure, 1, 'WITHDRAW', 'Not needed.'),
      ]);
      expect(results.filter(({ __typename }) => __typename === 'JointMeasure')).toHaveLength(1);
      expect(results.filter(({ __typename }) => __typename === 'Conflict')).toHaveLength(6);
      expect(await tracesOf(measure.id)).toEqual([2, 2]);
    });

    it.each<[string, object, string]>([
      ['an agency', { platform: 'hz-market' }, 'input.platform'],
      ['no participant', { platform: 'platform-z' }, 'input.platform'],
      ['a subject of another case', { subjectId: '0192f0c1-0000-7000-8000-000000000001' }, 'input.subjectId'],
      ['an end in the past', { expiresAt: '2020-01-01T00:00:00Z' }, 'input.expiresAt'],
      ['an end too far away', { expiresAt: '2099-01-01T00:00:00Z' }, 'input.expiresAt'],
      ['no legal basis', { legalBasis: ' ' }, 'input.legalBasis'],
    ])('refuses a request to %s and names the field', async (_name, changes, field) => {
      const { filed, subjectId } = await started();
      const input = wanted(filed, subjectId, changes);
      expect(await changeJoint(await police(), 'requestJointMeasure', input)).toMatchObject({
        ...{ __typename: 'InvalidInput', field },
      });
      expect(await listJoint(await police(), 'jointMeasures', filed.id)).toEqual([]);
    });
  },
  { LIAISON_SWEEP_INTERVAL_MS: '100' },
);

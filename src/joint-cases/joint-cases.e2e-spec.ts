import { stateEntity } from '../../test/harness/entities.js';
import {
  acceptedJoint,
  changeJoint,
  filing,
  inboxOf,
  type JointThing,
  listJoint,
  movePart,
  partOf,
  readCase,
} from '../../test/harness/joint-cases.js';
import { describeOnEachProfile, eventually, type TestGateway, type TestTenant } from '../../test/harness/profiles.js';
import { sampleUscc } from '../../test/harness/uscc.js';

const DAY_MS = 86_400_000;
let samples = 300_000;
const subject = (changes: object = {}) => ({ identifierType: 'USCC', value: sampleUscc(++samples), ...changes });

const tracesOf = async (gateway: TestGateway, itemId: string) => {
  const rows = <Row>(table: string, column: string) =>
    gateway.database.select<Row>(`SELECT * FROM ${table} WHERE ${column} = ? ORDER BY id`, [itemId]);
  const ledger = await rows<{ action: string }>('ledger_entry', 'subjectId');
  const events = await rows<{ type: string }>('event', 'subjectId');
  return { ledger: ledger.map(({ action }) => action), events: events.map(({ type }) => type) };
};

describeOnEachProfile(
  'a joint case',
  (gateway) => {
    const police = () => gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
    const regulator = () => gateway().tenant({ code: 'hz-market', kind: 'MARKET_REGULATOR' });
    const platform = () => gateway().tenant({ code: 'platform-a', kind: 'PLATFORM', jurisdiction: '000000' });
    const otherPlatform = () => gateway().tenant({ code: 'platform-b', kind: 'PLATFORM', jurisdiction: '000000' });
    const stranger = () => gateway().tenant({ code: 'sz-police', kind: 'POLICE', jurisdiction: '440300' });

    const everyone = async () => Promise.all([police(), regulator(), platform(), otherPlatform(), stranger()]);
    const codes = ['hz-market', 'platform-a'].map((tenantCode) => ({ tenantCode }));
    const file = async (changes: object = {}) =>
      acceptedJoint(await police(), 'fileJointCase', filing({ subjects: [subject()], invitations: codes, ...changes }));
    const accept = (tenant: TestTenant, { id }: JointThing) => movePart(tenant, id, 'ACCEPT');

    beforeAll(async () => {
      await everyone();
    });

    it('goes from filing over answers and tasks to its closing, each step once in ledger and events', async () => {
      const [lead, partner, seller] = await everyone();
      const filed = await file();
      expect(filed).toMatchObject({
        state: 'OPEN',
        version: 1,
        lead: { code: 'hz-police' },
        part: { state: 'ACTIVE' },
      });
      expect((await inboxOf(partner, 'part: INVITED')).map(({ id }) => id)).toContain(filed.id);
      expect(await accept(partner, filed)).toMatchObject({ state: 'ACTIVE', access: 'WHOLE' });
      expect(await accept(seller, filed)).toMatchObject({ state: 'ACTIVE', access: 'NAMED' });
      const task = await acceptedJoint(partner, 'assignJointTask', {
        caseId: filed.id,
        assignee: 'hz-police',
        title: '调取仓库监控',
        instructions: 'Look at the warehouse.',
      });
      const move = (tenant: TestTenant, version: number, action: string, note?: string) =>
        changeJoint(tenant, 'moveJointTask', { id: task.id, version, action, note });
      expect(await move(lead, 1, 'START')).toMatchObject({ state: 'STARTED' });
      expect(await move(lead, 2, 'SUBMIT', 'Seen.')).toMatchObject({ state: 'SUBMITTED', note: 'Seen.' });
      expect(await move(partner, 3, 'RETURN')).toMatchObject({ __typename: 'InvalidInput', field: 'input.note' });
      expect(await move(partner, 3, 'RETURN', 'Look again.')).toMatchObject({ state: 'STARTED' });
      expect(await move(lead, 4, 'SUBMIT', 'Seen again.')).toMatchObject({ state: 'SUBMITTED' });
      const shut = (version: number, action: string, more: object = {}) =>
        changeJoint(lead, 'moveJointCase', { id: filed.id, version, action, ...more });
      expect(await shut(1, 'BEGIN_CLOSING')).toMatchObject({ state: 'CLOSING', version: 2 });
      expect(await shut(2, 'CLOSE')).toMatchObject({ __typename: 'InvalidInput', field: 'input.outcome' });
      expect(await shut(2, 'CLOSE', { outcome: 'ENFORCED' })).toMatchObject({ code: 'OPEN_WORK' });
      expect(await move(partner, 5, 'APPROVE')).toMatchObject({ state: 'DONE' });
      expect(await shut(2, 'CLOSE', { outcome: 'ENFORCED' })).toMatchObject({ state: 'CLOSED', outcome: 'ENFORCED' });
      expect(await readCase(seller, filed.id)).toMatchObject({ state: 'CLOSED', outcome: 'ENFORCED' });
      expect(await tracesOf(gateway(), filed.id)).toEqual({
        ledger: ['joint-case.file', 'joint-case.begin-closing', 'joint-case.close'],
        events: ['joint-case.filed', 'joint-case.closing-begun', 'joint-case.closed'],
      });
      const steps = ['assign', 'start', 'submit', 'return', 'submit', 'approve'];
      expect((await tracesOf(gateway(), task.id)).ledger).toEqual(steps.map((step) => `joint-task.${step}`));
      expect((await tracesOf(gateway(), task.id)).events).toHaveLength(steps.length);
    });

    it('shows a participant only what it was invited to', async () => {
      const [lead, partner, seller, otherSeller, outsider] = await everyone();
      const invitations = [...codes, { tenantCode: 'platform-b', opens: 'SUBJECTS', message: 'Help.' }];
      const filed = await file({ invitations });
      expect(await readCase(outsider, filed.id)).toBeNull();
      for (const tenant of [partner, seller, otherSeller]) {
        expect(await readCase(tenant, filed.id)).toMatchObject({ id: filed.id, part: { state: 'INVITED' } });
      }
      const subjects = async (tenant: TestTenant) => (await listJoint(tenant, 'jointSubjects', filed.id)).length;
      const parts = async (tenant: TestTenant) =>
        (await listJoint(tenant, 'jointParticipants', filed.id)).map(({ tenant: who }) => who?.code).sort();
      expect(await Promise.all([partner, seller, otherSeller, outsider].map(subjects))).toEqual([1, 0, 1, 0]);
      expect(await parts(partner)).toEqual(['hz-market', 'hz-police', 'platform-a', 'platform-b']);
      expect(await parts(seller)).toEqual(['platform-a']);
      for (const tenant of [partner, seller, otherSeller]) await accept(tenant, filed);
      await acceptedJoint(lead, 'addJointSubjects', {
        caseId: filed.id,
        rings: [{ name: '义乌团伙', subjects: [subject(), subject()], sharedWith: ['platform-a'] }],
      });
      expect(await Promise.all([partner, seller, otherSeller, outsider].map(subjects))).toEqual([3, 2, 1, 0]);
      expect(await listJoint(seller, 'jointSubjectSets', filed.id)).toMatchObject([{ name: '义乌团伙', count: 2 }]);
      const assign = (assignee: string, more: object = {}) =>
        acceptedJoint(lead, 'assignJointTask', { caseId: filed.id, assignee, title: 'T', instructions: 'I', ...more });
      const open = await assign('platform-a');
      const restricted = await assign('platform-b', { isRestricted: true });
      const tasks = async (tenant: TestTenant) => (await listJoint(tenant, 'jointTasks', filed.id)).map(({ id }) => id);
      expect(await tasks(lead)).toEqual([restricted.id, open.id]);
      expect(await tasks(partner)).toEqual([open.id]);
      expect(await tasks(seller)).toEqual([open.id]);
      expect(await tasks(otherSeller)).toEqual([restricted.id]);
      expect(await tasks(outsider)).toEqual([]);
    });

    it('hides from who leaves what comes after, and keeps for it what it was shown until then', async () => {
      const [lead, partner] = await everyone();
      const filed = await file();
      await accept(partner, filed);
      const assign = () =>
        acceptedJoint(lead, 'assignJointTask', {
          caseId: filed.id,
          assignee: 'hz-police',
          title: 'T',
          instructions: 'I',
        });
      const before = await assign();
      expect(await movePart(partner, filed.id, 'LEAVE')).toMatchObject({ state: 'LEFT' });
      const shown = await listJoint(partner, 'jointTimeline', filed.id);
      await changeJoint(lead, 'moveJointTask', { id: before.id, version: 1, action: 'START' });
      await assign();
      await changeJoint(lead, 'moveJointCase', { id: filed.id, version: 1, action: 'BEGIN_CLOSING' });
      expect(await listJoint(partner, 'jointTimeline', filed.id)).toEqual(shown);
      expect(shown.at(-1)).toMatchObject({ kind: 'PARTICIPANT', state: 'LEFT' });
      expect(await listJoint(partner, 'jointTasks', filed.id)).toMatchObject([{ id: before.id, state: 'ASSIGNED' }]);
      expect(await readCase(partner, filed.id)).toMatchObject({ state: 'OPEN', version: 1, part: { state: 'LEFT' } });
      // Whatever it tries, the refusal tells nothing of what happened since.
      for (const version of [1, 2]) {
        const refused = await changeJoint(partner, 'moveJointTask', { id: before.id, version, action: 'SUBMIT' });
        expect(refused).toMatchObject({ __typename: 'Conflict', code: 'WRONG_ACTOR' });
      }
    });

    it('shows who joins later what the lead opens, and after that what happens', async () => {
      const [lead, partner] = await everyone();
      const filed = await file({ invitations: [] });
      const assign = (title: string) =>
        acceptedJoint(lead, 'assignJointTask', { caseId: filed.id, assignee: 'hz-police', title, instructions: 'I' });
      const [first, second] = [await assign('first'), await assign('second')];
      const invite = { caseId: filed.id, invitations: [{ tenantCode: 'hz-market', opens: 'NOTHING' }] };
      await acceptedJoint(lead, 'inviteToJointCase', invite);
      await accept(partner, filed);
      const titles = async () => (await listJoint(partner, 'jointTasks', filed.id)).map(({ title }) => title);
      expect(await titles()).toEqual([]);
      const { id, version } = await partOf(partner, filed.id);
      const opening = { id, version, itemIds: [first.id] };
      expect(
        await changeJoint(lead, 'openToJointParticipant', { ...opening, itemIds: [first.id, id.replace(/.$/, 'x')] }),
      ).toMatchObject({ __typename: 'InvalidInput', field: 'input.itemIds[1]' });
      expect(await titles()).toEqual([]);
      expect(await changeJoint(lead, 'openToJointParticipant', opening)).toMatchObject({ version: version + 1 });
      expect(await titles()).toEqual(['first']);
      await assign('third');
      expect(await titles()).toEqual(['third', 'first']);
      await changeJoint(lead, 'openToJointParticipant', { id, version: version + 1, opens: 'EVERYTHING' });
      expect(await titles()).toEqual(['third', 'second', 'first']);
      expect(second.state).toBe('ASSIGNED');
    });

    it('hands the lead over when it is offered and accepted', async () => {
      const [lead, partner, seller] = await everyone();
      const filed = await file();
      await accept(seller, filed);
      const offerTo = (tenantCode: string) => changeJoint(lead, 'offerJointLead', { caseId: filed.id, tenantCode });
      expect(await offerTo('hz-market')).toMatchObject({ __typename: 'InvalidInput', field: 'input.tenantCode' });
      await accept(partner, filed);
      expect(await offerTo('platform-a')).toMatchObject({ __typename: 'InvalidInput' });
      const offered = await offerTo('hz-market');
      expect(offered).toMatchObject({ state: 'OFFERED', version: 1 });
      expect(await offerTo('hz-market')).toMatchObject({ __typename: 'Conflict', code: 'ALREADY_OFFERED' });
      const move = (tenant: TestTenant, action: string) =>
        changeJoint(tenant, 'moveJointHandover', { id: offered.id, version: 1, action });
      expect(await move(lead, 'ACCEPT')).toMatchObject({ code: 'WRONG_ACTOR' });
      const results = await Promise.all([move(partner, 'ACCEPT'), move(lead, 'RETRACT'), move(partner, 'ACCEPT')]);
      const won = results.filter(({ __typename }) => __typename === 'JointHandover');
      expect(won).toHaveLength(1);
      const isPassed = won[0]?.state === 'ACCEPTED';
      const leader = isPassed ? 'hz-market' : 'hz-police';
      for (const tenant of [lead, partner, seller]) {
        expect(await readCase(tenant, filed.id)).toMatchObject({ lead: { code: leader } });
      }
      expect((await tracesOf(gateway(), offered.id)).ledger).toHaveLength(2);
      const formerLead = isPassed ? lead : partner;
      expect(await movePart(formerLead, filed.id, 'LEAVE')).toMatchObject({ state: 'LEFT' });
      const stays = await movePart(isPassed ? partner : lead, filed.id, 'LEAVE');
      expect(stays).toMatchObject({ __typename: 'Conflict', code: 'LEAD_STAYS' });
    });

    it('lets an invitation lapse and a task fall due by the clock, each once', async () => {
      const [lead, partner, seller] = await everyone();
      const filed = await file();
      await accept(partner, filed);
      const dueAt = new Date(gateway().clock.now() + 2 * DAY_MS).toISOString();
      const task = await acceptedJoint(lead, 'assignJointTask', {
        ...{ caseId: filed.id, assignee: 'hz-market', title: 'T', instructions: 'I', dueAt },
      });
      gateway().clock.move(8 * DAY_MS);
      const part = await eventually('the invitation lapses', async () => {
        const now = await partOf(seller, filed.id);
        return now.state === 'LAPSED' && now;
      });
      await eventually('the task falls due', async () => (await tracesOf(gateway(), task.id)).ledger.length === 2);
      expect(await tracesOf(gateway(), part.id)).toEqual({
        ledger: ['joint-participant.invite', 'joint-participant.lapse'],
        events: ['joint-participant.invited', 'joint-participant.lapsed'],
      });
      expect((await tracesOf(gateway(), task.id)).events).toEqual(['joint-task.assigned', 'joint-task.overdue']);
      expect(await movePart(seller, filed.id, 'ACCEPT')).toMatchObject({ code: 'WRONG_ACTOR' });
      const invite = { caseId: filed.id, invitations: [{ tenantCode: 'platform-a' }] };
      await acceptedJoint(lead, 'inviteToJointCase', invite);
      expect(await accept(seller, filed)).toMatchObject({ state: 'ACTIVE' });
      const submit = { id: task.id, version: 2, action: 'SUBMIT' };
      expect(await changeJoint(partner, 'moveJointTask', submit)).toMatchObject({ state: 'SUBMITTED' });
    });

    it('keeps a draft to its agency until it is filed', async () => {
      const [lead, partner] = await everyone();
      const draft = await file({ isDraft: true, invitations: [], subjects: [] });
      expect(draft).toMatchObject({ state: 'DRAFT' });
      const invite = { caseId: draft.id, invitations: [{ tenantCode: 'hz-market' }] };
      expect(await changeJoint(lead, 'inviteToJointCase', invite)).toMatchObject({ code: 'CASE_NOT_OPEN' });
      const filed = () => changeJoint(lead, 'moveJointCase', { id: draft.id, version: 1, action: 'FILE' });
      expect(await filed()).toMatchObject({ code: 'NO_SUBJECTS' });
      await acceptedJoint(lead, 'addJointSubjects', { caseId: draft.id, subjects: [subject()] });
      expect(await filed()).toMatchObject({ state: 'OPEN', version: 2 });
      await acceptedJoint(lead, 'inviteToJointCase', invite);
      expect(await readCase(partner, draft.id)).toMatchObject({ state: 'OPEN' });
      const first = (await listJoint(partner, 'jointTimeline', draft.id))[0];
      expect(first).toMatchObject({ kind: 'CASE', action: 'DRAFT' });
    });

    it('ends everything that is asked when it is withdrawn', async () => {
      const [lead, partner, seller] = await everyone();
      const filed = await file();
      await accept(partner, filed);
      const task = await acceptedJoint(lead, 'assignJointTask', {
        ...{ caseId: filed.id, assignee: 'hz-market', title: 'T', instructions: 'I' },
      });
      const withdrawal = { id: filed.id, version: 1, action: 'WITHDRAW', note: 'Filed by mistake.' };
      expect(await changeJoint(lead, 'moveJointCase', withdrawal)).toMatchObject({ state: 'WITHDRAWN' });
      expect(await readCase(seller, filed.id)).toMatchObject({ state: 'WITHDRAWN', part: { state: 'REMOVED' } });
      expect(await listJoint(partner, 'jointTasks', filed.id)).toMatchObject([{ id: task.id, state: 'CANCELLED' }]);
      expect((await tracesOf(gateway(), task.id)).events).toEqual(['joint-task.assigned', 'joint-task.cancelled']);
      const late = { id: task.id, version: 2, action: 'SUBMIT' };
      expect(await changeJoint(partner, 'moveJointTask', late)).toMatchObject({ code: 'WRONG_STATE' });
    });

    it('finds the entity of an identifier where the lead may see it, and keeps personal values masked', async () => {
      const [lead, , seller] = await everyone();
      const [known, hidden] = [subject().value, subject().value] as [string, string];
      const state = (value: string, level: 'AGENCIES' | 'OWNER') =>
        stateEntity(gateway(), {
          owner: seller,
          kind: 'MERCHANT',
          anchor: { type: 'USCC', value },
          sharing: { level },
        });
      const [entityId, hiddenId] = [await state(known, 'AGENCIES'), await state(hidden, 'OWNER')];
      const filed = await file({
        subjects: [
          subject({ value: known }),
          subject({ value: hidden }),
          { identifierType: 'PHONE', value: '13800138000', kind: 'PERSON' },
        ],
      });
      const rows = await listJoint(lead, 'jointSubjects', filed.id);
      expect(rows.map((row) => [row.identifierType, row.entityId])).toEqual([
        ['PHONE', null],
        ['USCC', null],
        ['USCC', entityId],
      ]);
      expect(rows[0]?.value).not.toContain('0013800');
      const byId = (id: string) => changeJoint(lead, 'fileJointCase', filing({ subjects: [{ entityId: id }] }));
      expect(await byId(entityId)).toMatchObject({ state: 'OPEN' });
      const refused = await byId(hiddenId);
      expect(refused).toMatchObject({ __typename: 'InvalidInput', field: 'input.subjects[0].entityId' });
      expect(await byId(hiddenId.replace(/.$/, (c) => (c === '0' ? '1' : '0')))).toEqual(refused);
    });

    it.each<[string, object, string]>([
      ['no subject', { subjects: [] }, 'input.subjects'],
      ['a subject without a name', { subjects: [{ note: 'x' }] }, 'input.subjects[0]'],
      [
        'a wrong identifier',
        { subjects: [subject(), { identifierType: 'USCC', value: '9' }] },
        'input.subjects[1].value',
      ],
      [
        'a subject twice',
        {
          rings: [
            { name: 'r', subjects: [subject(), subject({ value: sampleUscc(1) }), subject({ value: sampleUscc(1) })] },
          ],
        },
        'input.rings[0].subjects[2]',
      ],
      ['too many subjects', { subjects: Array.from({ length: 1_001 }, () => ({ entityId: 'x' })) }, 'input.subjects'],
      ['an unknown tenant', { invitations: [{ tenantCode: 'nobody' }] }, 'input.invitations[0].tenantCode'],
      ['itself', { invitations: [{ tenantCode: 'hz-police' }] }, 'input.invitations[0].tenantCode'],
      ['a tenant twice', { invitations: [...codes, ...codes] }, 'input.invitations[2].tenantCode'],
      [
        'a deadline in the past',
        { invitations: [{ ...codes[0], respondBy: '2020-01-01T00:00:00Z' }] },
        'input.invitations[0].respondBy',
      ],
      ['invitations to a draft', { isDraft: true }, 'input.invitations'],
      ['an over-long title', { title: 'x'.repeat(201) }, 'input.title'],
      ['a control character', { summary: 'a\u0000b' }, 'input.summary'],
      ['an unknown category', { category: 'NO_SUCH' }, 'input.category'],
      ["another's division", { jurisdiction: '440300' }, 'input.jurisdiction'],
      [
        'a set shared with who is not invited',
        { rings: [{ name: 'r', subjects: [subject()], sharedWith: ['sz-police'] }] },
        'input.rings[0].sharedWith[0]',
      ],
    ])('refuses a filing with %s, names the field and changes nothing', async (_name, changes, field) => {
      const count = async () => (await gateway().database.select('SELECT id FROM joint_case')).length;
      const before = await count();
      const input = filing({ subjects: [subject()], invitations: codes, ...changes });
      expect(await changeJoint(await police(), 'fileJointCase', input)).toMatchObject({
        __typename: 'InvalidInput',
        field,
      });
      expect(await count()).toBe(before);
    });

    it('names only participants that the caller knows of', async () => {
      const [, , seller] = await everyone();
      const filed = await file({ invitations: [...codes, { tenantCode: 'sz-police', access: 'NAMED' }] });
      const outsider = await stranger();
      await accept(outsider, filed);
      await accept(seller, filed);
      const assign = (assignee: string) =>
        changeJoint(outsider, 'assignJointTask', { caseId: filed.id, assignee, title: 'T', instructions: 'I' });
      const refused = await assign('platform-a');
      expect(refused).toMatchObject({ __typename: 'InvalidInput', field: 'input.assignee' });
      expect(await assign('no-such-tenant')).toEqual(refused);
      expect(await assign('platform-b')).toEqual(refused);
    });

    it('lets one of many decisions at the same time win and doubles nothing', async () => {
      const [lead, partner] = await everyone();
      const filed = await file();
      const { id, version } = await partOf(partner, filed.id);
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, turn) =>
          turn % 2
            ? changeJoint(partner, 'moveJointParticipant', { id, version, action: 'ACCEPT' })
            : changeJoint(turn % 4 ? partner : lead, 'moveJointParticipant', {
                ...{ id, version, action: turn % 4 ? 'DECLINE' : 'REMOVE', note: 'No.' },
              }),
        ),
      );
      expect(answers.map(({ __typename }) => __typename).sort()).toEqual([
        ...new Array(7).fill('Conflict'),
        'JointParticipant',
      ]);
      const { ledger, events } = await tracesOf(gateway(), id);
      expect([ledger.length, events.length]).toEqual([2, 2]);
    });

    it('gives the same case for the same idempotency key', async () => {
      const input = filing({ subjects: [subject()], idempotencyKey: `file-${gateway().profile}` });
      const lead = await police();
      const twins = await Promise.all([1, 2, 3].map(() => changeJoint(lead, 'fileJointCase', input)));
      expect(new Set(twins.map(({ id }) => id)).size).toBe(1);
      const other = await changeJoint(lead, 'fileJointCase', { ...input, severity: 'LOW' });
      expect(other).toMatchObject({ __typename: 'Conflict', code: 'IDEMPOTENCY_KEY_REUSED' });
    });

    it('takes in a thousand subjects and two hundred participants at once', async () => {
      const invitations = [];
      for (let n = 0; n < 199; n++) {
        const { code } = await gateway().tenant({ code: `crowd-${n}`, kind: n % 2 ? 'PLATFORM' : 'POLICE' });
        invitations.push({ tenantCode: code });
      }
      const lead = await police();
      const filed = await file({ subjects: Array.from({ length: 1_000 }, () => subject()), invitations });
      const more = { caseId: filed.id, subjects: [subject()] };
      expect(await changeJoint(lead, 'addJointSubjects', more)).toMatchObject({ field: 'input.subjects' });
      const again = { caseId: filed.id, invitations: [{ tenantCode: 'hz-market' }] };
      expect(await changeJoint(lead, 'inviteToJointCase', again)).toMatchObject({ field: 'input.invitations' });
      const last = await gateway().tenant({ code: 'crowd-198', kind: 'POLICE' });
      expect((await listJoint(last, 'jointSubjects', filed.id)).length).toBe(100);
    });
  },
  { LIAISON_SWEEP_INTERVAL_MS: '100' },
);

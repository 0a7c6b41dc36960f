import { sendAttachment, uploadAttachment } from '../../test/harness/attachments.js';
import { Regulator } from '../../test/harness/blacklist.js';
import { changeDisclosure, colleague, completeDraft } from '../../test/harness/disclosures.js';
import { stateEntity } from '../../test/harness/entities.js';
import {
  acceptedJoint,
  changeJoint,
  filing,
  type JointRow,
  type JointThing,
  listJoint,
  movePart,
  partOf,
  readCase,
} from '../../test/harness/joint-cases.js';
import { describeOnEachProfile, type TestTenant } from '../../test/harness/profiles.js';
import { sampleUscc } from '../../test/harness/uscc.js';
import { newId } from '../common/ids.js';
import type { SqlRow } from '../common/persistence/sql.js';

const DAY_MS = 86_400_000;
let samples = 340_000;

describeOnEachProfile('what is added to a joint case', (gateway) => {
  const police = () => gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
  const regulator = () => gateway().tenant({ code: 'hz-market', kind: 'MARKET_REGULATOR' });
  const platform = () => gateway().tenant({ code: 'platform-a', kind: 'PLATFORM', jurisdiction: '000000' });
  const otherPlatform = () => gateway().tenant({ code: 'platform-b', kind: 'PLATFORM', jurisdiction: '000000' });
  const stranger = () => gateway().tenant({ code: 'sz-police', kind: 'POLICE', jurisdiction: '440300' });
  const everyone = async () => Promise.all([police(), regulator(), platform(), otherPlatform(), stranger()]);

  /** A case on one subject in which everybody but the stranger takes part. */
  const started = async (subject: object = { identifierType: 'USCC', value: sampleUscc(++samples) }) => {
    const [lead, ...others] = (await everyone()).slice(0, 4) as [TestTenant, ...TestTenant[]];
    const invitations = others.map(({ code: tenantCode }) => ({ tenantCode }));
    const filed = await acceptedJoint(lead, 'fileJointCase', filing({ subjects: [subject], invitations }));
    for (const tenant of others) await movePart(tenant, filed.id, 'ACCEPT');
    return filed;
  };
  const upload = (tenant: TestTenant, text = 'evidence') =>
    uploadAttachment(gateway().url, tenant, Buffer.from(`${text} ${++samples}`));
  const fetched = async (tenant: TestTenant, id: string) =>
    (await sendAttachment(gateway().url, tenant, id, { method: 'GET' })).status;
  const idsOf = (rows: readonly JointRow[]) => rows.map(({ id }) => id);
  const seenBy = async (list: 'jointComments' | 'jointAttachments' | 'jointLinks', caseId: string) =>
    Promise.all((await everyone()).map(async (tenant) => idsOf(await listJoint(tenant, list, caseId))));
  const assigned = async (filed: JointThing, assignee: string, more: object = {}) =>
    acceptedJoint(await police(), 'assignJointTask', {
      ...{ caseId: filed.id, assignee, title: 'T', instructions: 'I' },
      ...more,
    });
  const tracesOf = async (itemId: string) => {
    const { database } = gateway();
    const ledger = await database.select<{ action: string }>(
      'SELECT action FROM ledger_entry WHERE subjectId = ? ORDER BY id',
      [itemId],
    );
    const events = await database.select<{ type: string; sharingId: string }>(
      'SELECT type, sharingId FROM event WHERE subjectId = ? ORDER BY id',
      [itemId],
    );
    const lines = await database.select('SELECT id FROM joint_line WHERE itemId = ?', [itemId]);
    return {
      ledger: ledger.map(({ action }) => action),
      events: events.map(({ type }) => type),
      lines: lines.length,
    };
  };
  const mentionsTold = async (tenant: TestTenant) => {
    const query = `{ events(first: 100, types: ["joint-comment.mentioned"]) { edges { node { type subjectId } } } }`;
    const { events } = await tenant.client.query<{ events: { edges: { node: { subjectId: string } }[] } }>(query);
    return events.edges.map(({ node }) => node.subjectId);
  };

  it('shows a comment to whom it is for, and tells each tenant that it mentions', async () => {
    const [lead, partner, seller, otherSeller] = await everyone();
    const filed = await started();
    const comment = await acceptedJoint(lead, 'addJointComment', {
      ...{ caseId: filed.id, text: '请甲平台核对仓库地址。', sharedWith: ['platform-a'] },
      mentions: [{ tenantCode: 'platform-a', actor: 'compliance' }, { tenantCode: 'hz-market' }],
    });
    expect(comment).toMatchObject({
      text: '请甲平台核对仓库地址。',
      mentions: [
        { tenant: { code: 'platform-a' }, actor: 'compliance' },
        { tenant: { code: 'hz-market' }, actor: null },
      ],
    });
    expect(await seenBy('jointComments', filed.id)).toEqual([[comment.id], [comment.id], [comment.id], [], []]);
    // A platform that sees the comment does not learn from it who else takes part.
    const [asShown] = await listJoint(seller, 'jointComments', filed.id);
    expect(asShown?.mentions).toEqual([{ tenant: { code: 'platform-a' }, actor: 'compliance' }]);
    expect(await tracesOf(comment.id)).toEqual({
      ledger: ['joint-comment.add'],
      events: ['joint-comment.added', 'joint-comment.mentioned', 'joint-comment.mentioned'],
      lines: 1,
    });
    expect(await mentionsTold(seller)).toContain(comment.id);
    expect(await mentionsTold(partner)).toContain(comment.id);
    for (const tenant of [lead, otherSeller, await stranger()]) {
      expect(await mentionsTold(tenant)).not.toContain(comment.id);
    }
    // It answers to the lead, whom it knows from the head of the case.
    const reply = await acceptedJoint(seller, 'addJointComment', {
      ...{ caseId: filed.id, text: 'Checked.', mentions: [{ tenantCode: 'hz-police' }] },
    });
    expect(await seenBy('jointComments', filed.id)).toEqual([
      [reply.id, comment.id],
      [reply.id, comment.id],
      [reply.id, comment.id],
      [],
      [],
    ]);
    const [row] = await gateway().database.select<object>('SELECT * FROM joint_line WHERE itemId = ?', [comment.id]);
    expect(JSON.stringify(row)).not.toContain('仓库');
  });

  it('shows what is said of a task, and its evidence, to exactly those who are shown the task', async () => {
    const [lead, partner, seller, otherSeller] = await everyone();
    const filed = await started();
    const task = await assigned(filed, 'platform-b', { isRestricted: true });
    const evidence = await upload(otherSeller);
    const move = (action: string, version: number, attachmentIds: string[]) =>
      changeJoint(otherSeller, 'moveJointTask', { id: task.id, version, action, attachmentIds });
    expect(await move('START', 1, [evidence])).toMatchObject({ field: 'input.attachmentIds' });
    const foreign = await upload(seller);
    expect(await move('SUBMIT', 1, [evidence, foreign])).toMatchObject({
      ...{ __typename: 'NotFound', field: 'input.attachmentIds[1]' },
    });
    expect(await fetched(lead, evidence)).toBe(404);
    const submitted = await move('SUBMIT', 1, [evidence]);
    expect(submitted).toMatchObject({ state: 'SUBMITTED', attachments: [{ id: evidence, fileName: '证据.txt' }] });
    expect((await tracesOf(task.id)).events).toEqual(['joint-task.assigned', 'joint-task.submitted']);
    const comment = await acceptedJoint(otherSeller, 'addJointComment', {
      ...{ caseId: filed.id, targetId: task.id, text: 'See page 3.', attachmentIds: [await upload(otherSeller)] },
    });
    const file = comment.attachments?.[0]?.id ?? '';
    expect(await seenBy('jointComments', filed.id)).toEqual([[comment.id], [], [], [comment.id], []]);
    expect(await seenBy('jointAttachments', filed.id)).toEqual([[file, evidence], [], [], [file, evidence], []]);
    for (const id of [file, evidence]) {
      const all = await Promise.all((await everyone()).map((tenant) => fetched(tenant, id)));
      expect(all).toEqual([200, 404, 404, 200, 404]);
    }
    expect(idsOf(await listJoint(lead, 'jointAttachments', filed.id, `, targetId: "${task.id}"`))).toEqual([evidence]);
    const outside = { caseId: filed.id, targetId: task.id, text: 'Me too.' };
    expect(await changeJoint(partner, 'addJointComment', outside)).toMatchObject({
      ...{ __typename: 'NotFound', field: 'input.targetId' },
    });
    // Opened by name, the task takes what was said of it and its evidence along.
    const { id, version } = await partOf(partner, filed.id);
    await acceptedJoint(lead, 'openToJointParticipant', { id, version, itemIds: [task.id] });
    expect((await seenBy('jointAttachments', filed.id))[1]).toEqual([file, evidence]);
    expect((await seenBy('jointComments', filed.id))[1]).toEqual([comment.id]);
    expect(await Promise.all([fetched(partner, evidence), fetched(partner, file), fetched(seller, file)])).toEqual([
      200, 200, 404,
    ]);
  });

  it('hides files and comments from who has left, and opens earlier ones to who joins', async () => {
    const [lead, partner, seller] = await everyone();
    const filed = await started();
    const add = async (more: object = {}) =>
      acceptedJoint(lead, 'addJointAttachment', { caseId: filed.id, attachmentId: await upload(lead), ...more });
    const [open, restricted] = [await add(), await add({ isRestricted: true })];
    await movePart(partner, filed.id, 'LEAVE');
    const later = await add();
    await acceptedJoint(lead, 'addJointComment', { caseId: filed.id, text: 'Without them.' });
    expect((await seenBy('jointAttachments', filed.id))[1]).toEqual([open.id]);
    expect((await seenBy('jointComments', filed.id))[1]).toEqual([]);
    expect(await Promise.all([open, restricted, later].map(({ id }) => fetched(partner, id)))).toEqual([200, 404, 404]);
    const text = { caseId: filed.id, text: 'Still here?' };
    expect(await changeJoint(partner, 'addJointComment', text)).toMatchObject({ code: 'WRONG_ACTOR' });
    await acceptedJoint(lead, 'inviteToJointCase', { caseId: filed.id, invitations: [{ tenantCode: 'hz-market' }] });
    expect(await Promise.all([open, restricted, later].map(({ id }) => fetched(partner, id)))).toEqual([200, 404, 200]);
    expect((await seenBy('jointComments', filed.id))[1]).toHaveLength(1);
    // The head of the case opened by name takes none of them along.
    const { id, version } = await partOf(seller, filed.id);
    await acceptedJoint(lead, 'openToJointParticipant', { id, version, itemIds: [filed.id] });
    for (const { id: fileId } of [open, restricted, later]) expect(await fetched(seller, fileId)).toBe(404);
    expect((await seenBy('jointComments', filed.id))[2]).toEqual([]);
    expect(await tracesOf(open.id)).toEqual({
      ledger: expect.arrayContaining(['attachment.attach', 'joint-attachment.add']),
      events: ['joint-attachment.added'],
      lines: 1,
    });
  });

  it('shows of a linked thing only what the viewer may see of it by itself', async () => {
    const [lead, partner, seller] = await everyone();
    const filed = await started();
    const request = await changeDisclosure(lead.client, 'createDisclosureRequest', completeDraft(seller));
    const owner = new Regulator(gateway(), partner);
    const entry = await owner.propose();
    const link = (tenant: TestTenant, kind: string, linkedId: string, more: object = {}) =>
      changeJoint(tenant, 'addJointLink', { caseId: filed.id, kind, linkedId, ...more });
    const first = await link(lead, 'DISCLOSURE_REQUEST', request.id, { note: 'Asked.', sharedWith: ['platform-a'] });
    expect(first).toMatchObject({ target: { kind: 'DISCLOSURE_REQUEST', id: request.id, state: 'DRAFT' } });
    const second = await link(partner, 'BLACKLIST_ENTRY', entry.id);
    expect(second).toMatchObject({ target: { id: entry.id, state: 'PROPOSED' } });
    const targets = async (tenant: TestTenant) =>
      (await listJoint(tenant, 'jointLinks', filed.id)).map(
        ({ target }) => (target as { id: string } | null)?.id ?? null,
      );
    expect(await targets(lead)).toEqual([null, request.id]);
    expect(await targets(partner)).toEqual([entry.id, null]);
    expect(await targets(seller)).toEqual([null]);
    // Sent, the request is the platform's to see, and so it is through the link.
    const sender = colleague(gateway(), lead, 'sender');
    const sent = await changeDisclosure(sender, 'submitDisclosureRequest', {
      id: request.id,
      version: request.version,
    });
    expect(sent).toMatchObject({ state: 'SUBMITTED' });
    expect(await targets(seller)).toEqual([request.id]);
    expect(await targets(partner)).toEqual([entry.id, null]);
    const missing = '0192f0c1-0000-7000-8000-000000000001';
    const refused = await link(lead, 'BLACKLIST_ENTRY', missing);
    expect(refused).toMatchObject({ __typename: 'NotFound', field: 'input.linkedId' });
    expect(await link(lead, 'BLACKLIST_ENTRY', entry.id)).toEqual(refused);
    expect(await link(lead, 'DISCLOSURE_REQUEST', request.id)).toMatchObject({ code: 'ALREADY_LINKED' });
    expect(await link(seller, 'DISCLOSURE_REQUEST', request.id)).toMatchObject({ code: 'WRONG_ACTOR' });
    expect(await tracesOf(first.id)).toEqual({ ledger: ['joint-link.add'], events: ['joint-link.added'], lines: 1 });
  });

  it('counts what the lead was shown when it closes a case, for itself and for whom it says', async () => {
    const [lead, partner, seller] = await everyone();
    const value = sampleUscc(++samples);
    const owned = { owner: seller, kind: 'MERCHANT', anchor: { type: 'USCC', value } } as const;
    await stateEntity(gateway(), { ...owned, flags: [{ measures: [] }], sharing: { level: 'AGENCIES' } });
    const filed = await started({ identifierType: 'USCC', value });
    const [row] = await listJoint(lead, 'jointSubjects', filed.id);
    const ask = (measure: string) =>
      acceptedJoint(lead, 'requestJointMeasure', {
        ...{ caseId: filed.id, subjectId: row?.id, platform: 'platform-a', measure, legalBasis: 'E-Commerce Law' },
        expiresAt: new Date(gateway().clock.now() + 30 * DAY_MS).toISOString(),
      });
    const move = (measure: JointThing, version: number, action: string, more: object = {}) =>
      changeJoint(seller, 'moveJointMeasure', { id: measure.id, version, action, ...more });
    const [frozen, refused] = [await ask('FREEZE_SHOP'), await ask('TAKE_DOWN')];
    await move(frozen, 1, 'ACCEPT');
    const proof = await upload(seller);
    expect(await move(frozen, 2, 'EXECUTE', { attachmentIds: [proof] })).toMatchObject({
      attachments: [{ id: proof }],
    });
    await move(refused, 1, 'REFUSE', { note: 'Not ours.' });
    const task = await assigned(filed, 'hz-market');
    await changeJoint(partner, 'moveJointTask', { id: task.id, version: 1, action: 'DECLINE', note: 'No.' });
    await acceptedJoint(seller, 'addJointComment', { caseId: filed.id, text: 'Frozen.' });
    const close = (version: number, action: string, more: object = {}) =>
      changeJoint(lead, 'moveJointCase', { id: filed.id, version, action, ...more });
    await close(1, 'BEGIN_CLOSING');
    const wrong = (more: object) => close(2, 'CLOSE', { outcome: 'ENFORCED', ...more });
    expect(await close(2, 'REOPEN', { note: 'x', amounts: {} })).toMatchObject({ field: 'input.amounts' });
    expect(await wrong({ amounts: { finedFen: -1 } })).toMatchObject({ field: 'input.amounts.finedFen' });
    expect(await wrong({ figuresFor: ['sz-police'] })).toMatchObject({ field: 'input.figuresFor[0]' });
    const outcome = { outcome: 'PARTLY_ENFORCED', amounts: { finedFen: 20_000_000 }, figuresFor: ['hz-market'] };
    const closed = await close(2, 'CLOSE', outcome);
    expect(closed.figures).toEqual({
      outcome: 'PARTLY_ENFORCED',
      participants: [{ state: 'ACTIVE', count: 4 }],
      subjects: 1,
      tasks: [{ state: 'DECLINED', count: 1 }],
      measures: [
        { measure: 'FREEZE_SHOP', state: 'EXECUTED', count: 1 },
        { measure: 'TAKE_DOWN', state: 'REFUSED', count: 1 },
      ],
      ...{ comments: 1, attachments: 1, links: 0, flagsUpdated: 1 },
      ...{ involvedFen: null, finedFen: 20_000_000, confiscatedFen: null },
    });
    expect((await readCase(partner, filed.id))?.figures).toEqual(closed.figures);
    expect(await readCase(seller, filed.id)).toMatchObject({ outcome: 'PARTLY_ENFORCED', figures: null });
    expect((await tracesOf(filed.id)).ledger.filter((action) => action === 'joint-case.close')).toHaveLength(1);
    const late = { caseId: filed.id, text: 'Too late.' };
    expect(await changeJoint(partner, 'addJointComment', late)).toMatchObject({ code: 'CASE_NOT_OPEN' });
  });

  it.each<[string, object, string]>([
    ['no text', { text: ' ' }, 'input.text'],
    ['too long a text', { text: 'x'.repeat(4_001) }, 'input.text'],
    [
      'a mention of who does not take part',
      { mentions: [{ tenantCode: 'sz-police' }] },
      'input.mentions[0].tenantCode',
    ],
    ['a mention of nobody', { mentions: [{ tenantCode: 'nobody' }] }, 'input.mentions[0].tenantCode'],
    [
      'a mention of who is not shown it',
      { mentions: [{ tenantCode: 'hz-market' }, { tenantCode: 'platform-a' }] },
      'input.mentions[1].tenantCode',
    ],
    ['two audiences', { targetId: 'x', isRestricted: true }, 'input.sharedWith'],
    ['a thing that is not there', { targetId: 'x' }, 'input.targetId'],
    ['a file that is not there', { attachmentIds: ['x'] }, 'input.attachmentIds[0]'],
  ])('refuses a comment with %s, names the field and changes nothing', async (_name, changes, field) => {
    const lead = await police();
    const filed = await started();
    const refused = await changeJoint(lead, 'addJointComment', { caseId: filed.id, text: 'Hm.', ...changes });
    expect(refused).toMatchObject({ field });
    expect(await listJoint(lead, 'jointComments', filed.id)).toEqual([]);
  });

  it('takes one upload into one place, also when several are tried at once', async () => {
    const lead = await police();
    const [one, other] = [await started(), await started()];
    const attachmentId = await upload(lead);
    const results = await Promise.all(
      [one, other, one, other].map(({ id: caseId }) =>
        changeJoint(lead, 'addJointAttachment', { caseId, attachmentId }),
      ),
    );
    expect(results.map(({ __typename }) => __typename).sort()).toEqual([
      ...['Conflict', 'Conflict', 'Conflict', 'JointAttachment'],
    ]);
    expect(await tracesOf(attachmentId)).toMatchObject({ events: ['joint-attachment.added'], lines: 1 });
  });

  it('takes 2,000 files into a case, wherever in it they are added', async () => {
    const lead = await police();
    const filed = await started();
    const file = await acceptedJoint(lead, 'addJointAttachment', {
      caseId: filed.id,
      attachmentId: await upload(lead),
    });
    const { database } = gateway();
    const [line] = await database.select<SqlRow>('SELECT * FROM joint_line WHERE itemId = ?', [file.id]);
    await database.transaction((tx) =>
      tx.insert(
        'joint_line',
        Array.from({ length: 1_999 }, (_, n) => ({ ...line, id: newId(), itemId: newId(), seq: 10_000 + n })),
      ),
    );
    const comment = { caseId: filed.id, text: 'One more.' };
    const withFile = { ...comment, attachmentIds: [await upload(lead)] };
    expect(await changeJoint(lead, 'addJointComment', withFile)).toMatchObject({
      ...{ code: 'FULL', field: 'input.attachmentIds[0]' },
    });
    expect(await listJoint(lead, 'jointComments', filed.id)).toEqual([]);
    await acceptedJoint(lead, 'addJointComment', comment);
  });
});

import { authenticatedAs } from '../../test/harness/contexts.js';
import {
  changeDisclosure,
  completeDraft,
  type DisclosureAnswer,
  DisclosureStage,
  EMERGENCY,
  GRANT_ALL,
} from '../../test/harness/disclosures.js';
import { accepted, describeOnEachProfile, type TestTenant } from '../../test/harness/profiles.js';
import { sampleUscc } from '../../test/harness/uscc.js';
import { DisclosuresService } from './disclosures.service.js';

const READ = `query ($id: ID!) { disclosureRequest(id: $id) { id state urgency asks handling version purpose caseNumber
  authorisingOfficer dangerToLife mayNotifySubject hints gaps { field code } approvalsNeeded { before afterwards }
  agency { code } platform { code } items legalBasis subjectCount afterReview preservedUntil
  subjects(first: 100) { edges { node { ordinal entityId type value
    decided { item periodFrom periodTo verdict reasonCode } } } pageInfo { hasNextPage endCursor } }
  decision { round handling reason lines { verdict } } duplicates { id state }
  history { version action state by { code } actor words } } }`;

interface Shown {
  readonly state: string;
  readonly version: number;
  readonly handling: string;
  readonly purpose: string;
  readonly hints: string[];
  readonly gaps: { field: string; code: string }[];
  readonly approvalsNeeded: { before: number; afterwards: boolean };
  readonly mayNotifySubject: boolean;
  readonly afterReview: string | null;
  readonly subjectCount: number;
  readonly subjects: { edges: { node: { ordinal: number; type: string; value: string; decided: object[] } }[] };
  readonly decision: { round: number; reason: string } | null;
  readonly duplicates: { id: string; state: string }[];
  readonly history: { action: string; state: string; actor: string | null; words: string | null }[];
}

describeOnEachProfile('disclosure requests', (gateway) => {
  const police = () => gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
  const platform = () => gateway().tenant({ code: 'shop-a', kind: 'PLATFORM', jurisdiction: '000000' });
  const stage = async () => new DisclosureStage(gateway(), await police(), await platform());

  const read = async (tenant: TestTenant, id: string): Promise<Shown | null> =>
    (await tenant.client.query<{ disclosureRequest: Shown | null }>(READ, { id })).disclosureRequest;
  const actions = (shown: Shown | null) => shown?.history.map(({ action }) => action);

  const tracesOf = async (id: string) => {
    const { database } = gateway();
    const [steps, ledger, events] = await Promise.all([
      database.select<{ version: number }>('SELECT version FROM disclosure_step WHERE requestId = ?', [id]),
      database.select<{ action: string }>(
        `SELECT action FROM ledger_entry WHERE subjectId = ? AND action <> 'disclosure.read' ORDER BY id`,
        [id],
      ),
      database.select<{ type: string }>('SELECT type FROM event WHERE subjectId = ? ORDER BY id', [id]),
    ]);
    return {
      steps: steps.length,
      ledger: ledger.map(({ action }) => action),
      events: events.map(({ type }) => type),
    };
  };

  it('goes from draft over questions, decision, delivery and receipt to its close', async () => {
    const at = await stage();
    const phone = '138 0013 8000';
    let request = await at.draft({ subjects: [{ type: 'PHONE', value: phone }], items: ['LOGINS'] });
    request = await at.step(at.officer('chief'), 'submitDisclosureRequest', request);
    request = await at.step(at.counsel('clerk'), 'acknowledgeDisclosureRequest', request);
    request = await at.step(at.counsel('clerk'), 'askDisclosureClarification', request, { question: 'Which shop?' });
    request = await at.step(at.officer('drafter'), 'answerDisclosureClarification', request, { answer: 'All.' });
    request = await at.step(at.counsel('clerk'), 'reviewDisclosureRequest', request);
    const narrowed = {
      lines: [{ verdict: 'GRANT' }, { verdict: 'REFUSE', periodTo: '2026-01-31', reasonCode: 'PAST_RETENTION' }],
      handling: 'NO_ONWARD_SHARING',
      reason: 'January is gone.',
    };
    request = await at.step(at.counsel('clerk'), 'draftDisclosureDecision', request, narrowed);
    expect((await read(await police(), request.id))?.decision).toBeNull();
    request = await at.step(at.counsel('lead'), 'approveDisclosureDecision', request, { reason: 'Agreed.' });
    expect(request.state).toBe('PARTIALLY_APPROVED');

    const { database, app } = gateway();
    const disclosures = app.get(DisclosuresService);
    const clerk = authenticatedAs(await platform(), 'clerk');
    const officer = authenticatedAs(await police(), 'drafter');
    accepted(await database.transaction((tx) => disclosures.deliver(tx, clerk, request.id)));
    const received = accepted(await database.transaction((tx) => disclosures.confirmReceipt(tx, officer, request.id)));
    request = await at.step(at.officer('drafter'), 'closeDisclosureRequest', received);
    expect(request.state).toBe('CLOSED');

    const seen = await read(await police(), request.id);
    expect(seen).toMatchObject({ handling: 'NO_ONWARD_SHARING', purpose: completeDraft(await platform()).purpose });
    expect(seen?.subjects.edges.map(({ node }) => node)).toEqual([
      {
        ordinal: 1,
        entityId: null,
        type: 'PHONE',
        value: '+8613800138000',
        decided: [
          {
            ...{ item: 'LOGINS', periodFrom: '2026-01-01', periodTo: '2026-01-31' },
            ...{ verdict: 'REFUSE', reasonCode: 'PAST_RETENTION' },
          },
          { item: 'LOGINS', periodFrom: '2026-02-01', periodTo: '2026-03-31', verdict: 'GRANT', reasonCode: null },
        ],
      },
    ]);
    expect(seen?.decision).toMatchObject({ round: 1, reason: 'January is gone.' });
    const shared = [
      'submit',
      'acknowledge',
      'ask',
      'answer',
      'review',
      'grantInPart',
      'deliver',
      'confirmReceipt',
      'close',
    ];
    expect(actions(seen)).toEqual(['draft', ...shared]);
    expect(actions(await read(await platform(), request.id))).toEqual([
      ...shared.slice(0, 5),
      'draftDecision',
      ...shared.slice(5),
    ]);
    const traces = await tracesOf(request.id);
    expect(traces.steps).toBe(11);
    expect(traces.ledger).toHaveLength(11);
    expect(traces.events).toHaveLength(11);
  });

  it('shows a draft to its agency only, and from sending on to its two sides only', async () => {
    const at = await stage();
    const strangers = [
      await gateway().tenant({ code: 'sz-police', kind: 'POLICE' }),
      await gateway().tenant({ code: 'shop-b', kind: 'PLATFORM' }),
    ];
    const draft = await at.draft();
    expect(await read(await police(), draft.id)).toMatchObject({ state: 'DRAFT' });
    expect(await read(await platform(), draft.id)).toBeNull();
    const sent = await at.step(at.officer('chief'), 'submitDisclosureRequest', draft);
    expect(await read(await platform(), sent.id)).toMatchObject({ state: 'SUBMITTED' });
    for (const stranger of strangers) expect(await read(stranger, sent.id)).toBeNull();
  });

  it('keeps what is said and who it is about out of its tables but encrypted', async () => {
    const at = await stage();
    const draft = await at.draft({
      subjects: [{ type: 'RESIDENT_ID', value: '110101199003070134' }],
      purpose: '张三欺诈',
    });
    const rows = await gateway().database.select<object>(
      `SELECT * FROM disclosure_request r JOIN disclosure_subject d ON d.requestId = r.id
         JOIN disclosure_step t ON t.requestId = r.id WHERE r.id = ?`,
      [draft.id],
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const secret of ['110101199003070134', '张三', '王建国', 'drafter'])
      expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('names everything that is missing before a request is sent, and sends nothing', async () => {
    const at = await stage();
    const draft = await at.step(at.officer('drafter'), 'createDisclosureRequest', {});
    const missing = [
      'platform',
      'subjects',
      'items',
      'periodFrom',
      'periodTo',
      'purpose',
      'legalBasis',
      'authorisingOfficer',
    ];
    expect((await read(await police(), draft.id))?.gaps.map(({ field }) => field)).toEqual(missing);
    const refused = await changeDisclosure<DisclosureAnswer & { gaps: { field: string }[] }>(
      at.officer('chief'),
      'submitDisclosureRequest',
      { id: draft.id, version: draft.version },
    );
    expect(refused).toMatchObject({ __typename: 'IncompleteRequest', code: 'INCOMPLETE' });
    expect(refused.gaps.map(({ field }) => field)).toEqual(missing);
    expect(await read(await police(), draft.id)).toMatchObject({ state: 'DRAFT', version: 1 });
  });

  it.each<[string, object, string]>([
    ['an unknown platform', { platform: 'nobody' }, 'input.platform'],
    ['an agency for a platform', { platform: 'hz-police' }, 'input.platform'],
    ['an unknown item', { items: ['REGISTRATION', 'DREAMS'] }, 'input.items[1]'],
    ['an unknown statute', { legalBasis: ['NO_1'] }, 'input.legalBasis[0]'],
    ['a wrong identifier', { subjects: [{ type: 'USCC', value: '12' }] }, 'input.subjects[0].value'],
    [
      'an unknown entity',
      { subjects: [{ entityId: '0192f0c1-0000-7000-8000-000000000000' }] },
      'input.subjects[0].entityId',
    ],
    ['a subject that is none', { subjects: [{}] }, 'input.subjects[0].type'],
    ['a day that no calendar has', { periodFrom: '2026-02-30' }, 'input.periodFrom'],
    ['an over-long purpose', { purpose: 'x'.repeat(4_001) }, 'input.purpose'],
    ['a control character', { purpose: 'a\u0000b' }, 'input.purpose'],
    ['1,001 subjects', { subjects: new Array(1_001).fill({ type: 'USCC', value: '1' }) }, 'input.subjects'],
  ])('refuses a draft with %s, names the field and changes nothing', async (_name, changes, field) => {
    const at = await stage();
    const count = async () =>
      Number((await gateway().database.select<{ n: number }>('SELECT COUNT(*) AS n FROM disclosure_request'))[0]?.n);
    const before = await count();
    const input = completeDraft(await platform(), changes);
    const refused = await changeDisclosure(at.officer('drafter'), 'createDisclosureRequest', input);
    expect(refused).toMatchObject({ __typename: 'InvalidInput', field });
    expect(await count()).toBe(before);
  });

  it('changes of a draft what is named, clears what is null, and lets whoever did not send it', async () => {
    const at = await stage();
    const draft = await at.draft();
    const changed = await at.step(at.officer('chief'), 'updateDisclosureDraft', draft, {
      ...{ caseNumber: null, urgency: 'URGENT', items: ['PAYMENTS'] },
      subjects: [1, 2, 1].map((n) => ({ type: 'USCC', value: sampleUscc(n) })),
    });
    const shown = await read(await police(), draft.id);
    expect(shown).toMatchObject({
      urgency: 'URGENT',
      caseNumber: null,
      items: ['PAYMENTS'],
      subjectCount: 2,
      version: 2,
    });
    expect(shown?.purpose).toBe(completeDraft(await platform()).purpose);
    for (const author of ['drafter', 'chief']) {
      const { id, version } = changed;
      const own = await changeDisclosure(at.officer(author), 'submitDisclosureRequest', { id, version });
      expect(own).toMatchObject({ __typename: 'Conflict', code: 'OWN_DRAFT' });
    }
    expect(await at.step(at.officer('other'), 'submitDisclosureRequest', changed)).toMatchObject({
      state: 'SUBMITTED',
    });
  });

  it('points out to both sides what looks large, and open requests on the same subject', async () => {
    const at = await stage();
    const subjects = [{ type: 'USCC', value: sampleUscc(660_001) }];
    const first = await at.requestIn('SUBMITTED', { subjects });
    const large = { subjects, caseNumber: null, periodFrom: '2025-03-31' };
    const second = await at.requestIn('SUBMITTED', large);
    for (const side of [await police(), await platform()]) {
      const shown = await read(side, second.id);
      expect(shown?.hints).toEqual(['PERIOD_OVER_ONE_YEAR', 'NO_CASE_NUMBER']);
      expect(shown?.duplicates).toEqual([{ id: first.id, state: 'SUBMITTED' }]);
    }
    await at.step(at.officer('drafter'), 'withdrawDisclosureRequest', first, { reason: 'Asked twice.' });
    expect((await read(await police(), second.id))?.duplicates).toEqual([]);
    // Another agency asks about the same subject: the platform sees that, and the agencies do not see each other.
    const market = await gateway().tenant({ code: 'hz-market', kind: 'MARKET_REGULATOR' });
    const third = await new DisclosureStage(gateway(), market, await platform()).requestIn('SUBMITTED', { subjects });
    const duplicatesSeenBy = async (side: TestTenant, id: string) =>
      (await read(side, id))?.duplicates.map((duplicate) => duplicate.id);
    expect(await duplicatesSeenBy(await platform(), second.id)).toEqual([third.id]);
    expect(await duplicatesSeenBy(await police(), second.id)).toEqual([]);
    expect(await duplicatesSeenBy(market, third.id)).toEqual([]);
  });

  it('needs two other people for communications, and none of them twice', async () => {
    const at = await stage();
    const request = await at.requestIn('DECISION_DRAFTED', { items: ['MESSAGES_METADATA'] });
    const approve = (name: string, { id, version }: DisclosureAnswer) =>
      changeDisclosure(at.counsel(name), 'approveDisclosureDecision', { id, version, reason: 'Yes.' });
    expect(await approve('clerk', request)).toMatchObject({ __typename: 'Conflict', code: 'OWN_DRAFT' });
    const once = await approve('lead', request);
    expect(once).toMatchObject({ state: 'UNDER_REVIEW', version: request.version + 1 });
    expect(await approve('lead', once)).toMatchObject({ __typename: 'Conflict', code: 'ALREADY_APPROVED' });
    expect(await approve('second', once)).toMatchObject({ state: 'APPROVED' });
  });

  it('forgets approvals with the decision draft that they were for', async () => {
    const at = await stage();
    let request = await at.requestIn('DECISION_DRAFTED', { items: ['MESSAGES_METADATA'] });
    request = await at.step(at.counsel('lead'), 'approveDisclosureDecision', request, { reason: 'Yes.' });
    request = await at.step(at.counsel('second'), 'sendBackDisclosureDecision', request, { reason: 'Narrower.' });
    const { id, version } = request;
    const none = await changeDisclosure(at.counsel('lead'), 'approveDisclosureDecision', {
      id,
      version,
      reason: 'Yes.',
    });
    expect(none).toMatchObject({ __typename: 'Conflict', code: 'NO_DECISION_DRAFT' });
    request = await at.step(at.counsel('clerk'), 'draftDisclosureDecision', request, GRANT_ALL);
    request = await at.step(at.counsel('lead'), 'approveDisclosureDecision', request, { reason: 'Yes.' });
    expect(request.state).toBe('UNDER_REVIEW');
  });

  it('lets one approve in an emergency, and another review it afterwards', async () => {
    const at = await stage();
    let request = await at.requestIn('APPROVED', { ...EMERGENCY, items: ['MESSAGES_METADATA'] });
    expect(await read(await police(), request.id)).toMatchObject({ afterReview: 'DUE' });
    const review = (name: string, isConfirmed: boolean) => {
      const { id, version } = request;
      const input = { id, version, isConfirmed, reason: 'Looked at.' };
      return changeDisclosure(at.counsel(name), 'reviewDisclosureAfterwards', input);
    };
    expect(await review('clerk', true)).toMatchObject({ code: 'OWN_DRAFT' });
    expect(await review('lead', true)).toMatchObject({ code: 'ALREADY_APPROVED' });
    request = await review('second', false);
    expect(request).toMatchObject({ state: 'UNDER_REVIEW' });
    request = await at.step(at.counsel('clerk'), 'draftDisclosureDecision', request, GRANT_ALL);
    request = await at.step(at.counsel('lead'), 'approveDisclosureDecision', request, { reason: 'Yes.' });
    request = await review('second', true);
    expect(request).toMatchObject({ state: 'APPROVED' });
    expect(await review('third', true)).toMatchObject({ code: 'NO_REVIEW_DUE' });
  });

  it.each<[string, object, string]>([
    ['widens the period', { lines: [{ verdict: 'GRANT', periodFrom: '2025-12-31' }] }, 'input.lines[0].periodFrom'],
    ['names a subject too many', { lines: [{ verdict: 'GRANT', subjects: [1, 2] }] }, 'input.lines[0].subjects'],
    ['names another item', { lines: [{ verdict: 'GRANT', items: ['LOGINS'] }] }, 'input.lines[0].items'],
    ['refuses without a reason', { lines: [{ verdict: 'REFUSE' }] }, 'input.lines[0].reasonCode'],
    [
      'refuses for no coded reason',
      { lines: [{ verdict: 'REFUSE', reasonCode: 'MOOD' }] },
      'input.lines[0].reasonCode',
    ],
    ['leaves days out', { lines: [{ verdict: 'GRANT', periodTo: '2026-03-30' }] }, 'input.lines'],
    ['leaves an item out', { lines: [{ verdict: 'GRANT', items: ['REGISTRATION'] }] }, 'input.lines'],
    ['preserves what nobody asked to', { ...GRANT_ALL, preservedUntil: '2027-01-01' }, 'input.preservedUntil'],
  ])('refuses a decision that %s', async (_name, decision, field) => {
    const at = await stage();
    const { id, version } = await at.requestIn('UNDER_REVIEW');
    const input = { id, version, reason: 'So.', ...decision };
    const refused = await changeDisclosure(at.counsel('clerk'), 'draftDisclosureDecision', input);
    expect(refused).toMatchObject({ __typename: 'InvalidInput', field });
    expect(await read(await platform(), id)).toMatchObject({ version });
  });

  it('closes a request to preserve as soon as it is granted, and delivers nothing for it', async () => {
    const at = await stage();
    let request = await at.requestIn('UNDER_REVIEW', { asks: 'PRESERVE' });
    const decision = { ...GRANT_ALL, preservedUntil: '2027-01-01' };
    request = await at.step(at.counsel('clerk'), 'draftDisclosureDecision', request, decision);
    request = await at.step(at.counsel('lead'), 'approveDisclosureDecision', request, { reason: 'Yes.' });
    const clerk = authenticatedAs(await platform(), 'clerk');
    const disclosures = gateway().app.get(DisclosuresService);
    const refused = await gateway().database.transaction((tx) => disclosures.deliver(tx, clerk, request.id));
    expect(refused).toMatchObject({ code: 'NOTHING_TO_DELIVER' });
    expect(await at.step(at.officer('drafter'), 'closeDisclosureRequest', request)).toMatchObject({ state: 'CLOSED' });
  });

  it('lets one of many approvals at the same time win; the others get a Conflict and nothing is doubled', async () => {
    const at = await stage();
    const { id, version } = await at.requestIn('DECISION_DRAFTED');
    const before = await tracesOf(id);
    const rivals = Array.from({ length: 8 }, (_, n) =>
      changeDisclosure(at.counsel(`rival-${n}`), n % 2 ? 'approveDisclosureDecision' : 'sendBackDisclosureDecision', {
        ...{ id, version },
        reason: 'First!',
      }),
    );
    const names = (await Promise.all(rivals)).map(({ __typename }) => __typename).sort();
    expect(names).toEqual([...new Array(7).fill('Conflict'), 'DisclosureRequest']);
    const after = await tracesOf(id);
    expect(after.steps).toBe(before.steps + 1);
    expect(after.ledger).toHaveLength(before.ledger.length + 1);
    expect(after.events).toHaveLength(before.events.length + 1);
  });

  it('gives the same request for the same idempotency key', async () => {
    const at = await stage();
    const input = completeDraft(await platform(), { idempotencyKey: 'draft-once' });
    const twins = await Promise.all(
      [1, 2, 3].map(() => changeDisclosure(at.officer('drafter'), 'createDisclosureRequest', input)),
    );
    expect(new Set(twins.map(({ id }) => id)).size).toBe(1);
    expect((await tracesOf(twins[0]?.id ?? '')).ledger).toEqual(['disclosure.draft']);
  });

  it('decides a bulk request subject by subject', async () => {
    const at = await stage();
    const subjects = Array.from({ length: 1_000 }, (_, n) => ({ type: 'USCC', value: sampleUscc(300_000 + n) }));
    let request = await at.requestIn('UNDER_REVIEW', { subjects, items: ['REGISTRATION'] });
    const odd = subjects.map((_, index) => index + 1).filter((ordinal) => ordinal % 2);
    request = await at.step(at.counsel('clerk'), 'draftDisclosureDecision', request, {
      lines: [{ verdict: 'GRANT' }, { verdict: 'REFUSE', subjects: odd, reasonCode: 'SUBJECT_UNKNOWN' }],
      reason: 'Half of them are not ours.',
    });
    const shown = await read(await platform(), request.id);
    expect(shown).toMatchObject({ subjectCount: 1_000, approvalsNeeded: { before: 2, afterwards: false } });
    expect(shown?.hints).toContain('BULK_SUBJECTS');
    const verdicts = shown?.subjects.edges.map(({ node }) => (node.decided[0] as { verdict: string }).verdict);
    expect(verdicts).toHaveLength(100);
    expect(new Set(verdicts?.filter((_, index) => index % 2 === 0))).toEqual(new Set(['REFUSE']));
    request = await at.step(at.counsel('lead'), 'approveDisclosureDecision', request, { reason: 'Yes.' });
    request = await at.step(at.counsel('second'), 'approveDisclosureDecision', request, { reason: 'Yes.' });
    expect(request.state).toBe('PARTIALLY_APPROVED');
  });
});

import { changeDisclosure, colleague, type DisclosureAnswer, DisclosureStage } from '../../test/harness/disclosures.js';
import { describeOnEachProfile, type TestTenant } from '../../test/harness/profiles.js';

const SHOWN = `approvers { actor } delegations { id absent delegate reason version }`;
const change = (name: string, type: string) => `mutation ($input: ${type}!) { result: ${name}(input: $input) {
  __typename ... on DisclosureMandates { ${SHOWN} } ... on UserError { code field } } }`;
const ADD = change('addDisclosureApprover', 'DisclosureApproverInput');
const REMOVE = change('removeDisclosureApprover', 'DisclosureApproverInput');
const DELEGATE = change('addDisclosureDelegation', 'AddDisclosureDelegationInput');
const END = change('endDisclosureDelegation', 'EndDisclosureDelegationInput');
const HOUR_MS = 3_600_000;

interface Mandates {
  readonly __typename: string;
  readonly code?: string;
  readonly field?: string;
  readonly approvers: { actor: string }[];
  readonly delegations: { id: string; absent: string; delegate: string; version: number }[];
}

describeOnEachProfile('mandates of disclosures', (gateway) => {
  let made = 0;
  /** A platform of its own for each test, since whom it has designated stays. */
  const stage = async () => {
    made += 1;
    return new DisclosureStage(
      gateway(),
      await gateway().tenant({ code: 'hz-police', kind: 'POLICE' }),
      await gateway().tenant({ code: `shop-${made}`, kind: 'PLATFORM' }),
    );
  };
  const ask = async (tenant: TestTenant, mutation: string, input: object, name = 'admin'): Promise<Mandates> =>
    (await colleague(gateway(), tenant, name).mutate<{ result: Mandates }>(mutation, { input })).result;
  const personOf = (tenant: TestTenant, name: string) => `${tenant.code}-${name}`;
  const inHours = (from: number, until: number) => {
    const nowMs = gateway().clock.now();
    return { from: new Date(nowMs + from * HOUR_MS), until: new Date(nowMs + until * HOUR_MS) };
  };
  const approve = (at: DisclosureStage, name: string, { id, version }: DisclosureAnswer) =>
    changeDisclosure(at.counsel(name), 'approveDisclosureDecision', { id, version, reason: 'Yes.' });

  it('let only designated people approve from the first one on', async () => {
    const at = await stage();
    const { platform } = at;
    const added = await ask(platform, ADD, { actor: personOf(platform, 'boss') });
    expect(added.approvers).toEqual([{ actor: personOf(platform, 'boss') }]);
    const request = await at.requestIn('DECISION_DRAFTED');
    expect(await approve(at, 'lead', request)).toMatchObject({ __typename: 'Conflict', code: 'NOT_AN_APPROVER' });
    expect(await approve(at, 'boss', request)).toMatchObject({ state: 'APPROVED' });
    await ask(platform, REMOVE, { actor: personOf(platform, 'boss') });
    expect(await approve(at, 'lead', await at.requestIn('DECISION_DRAFTED'))).toMatchObject({ state: 'APPROVED' });
  });

  it('let a stand-in decide for who is away, in that time only, and not for what that one has approved', async () => {
    const at = await stage();
    const { platform } = at;
    for (const name of ['boss', 'chief']) await ask(platform, ADD, { actor: personOf(platform, name) });
    const delegation = {
      ...{ absent: personOf(platform, 'boss'), delegate: personOf(platform, 'deputy'), reason: 'Leave.' },
      ...inHours(1, 3),
    };
    const { delegations } = await ask(platform, DELEGATE, delegation);
    expect(delegations).toMatchObject([{ absent: delegation.absent, delegate: delegation.delegate, version: 1 }]);
    const request = await at.requestIn('DECISION_DRAFTED', { items: ['MESSAGES_METADATA'] });
    const early = await at.requestIn('DECISION_DRAFTED');
    expect(await approve(at, 'deputy', early)).toMatchObject({ code: 'NOT_AN_APPROVER' });
    const byBoss = await approve(at, 'boss', request);
    expect(byBoss).toMatchObject({ state: 'UNDER_REVIEW' });
    gateway().clock.move(2 * HOUR_MS);
    expect(await approve(at, 'boss', early)).toMatchObject({ code: 'NOT_AN_APPROVER' });
    expect(await approve(at, 'deputy', byBoss)).toMatchObject({ code: 'SAME_MANDATE' });
    expect(await approve(at, 'deputy', early)).toMatchObject({ state: 'APPROVED' });
    expect(await approve(at, 'chief', byBoss)).toMatchObject({ state: 'APPROVED' });
    gateway().clock.move(2 * HOUR_MS);
    expect(await approve(at, 'deputy', await at.requestIn('DECISION_DRAFTED'))).toMatchObject({
      code: 'NOT_AN_APPROVER',
    });
  });

  it('end a delegation before its time, once', async () => {
    const at = await stage();
    const { platform } = at;
    await ask(platform, ADD, { actor: personOf(platform, 'boss') });
    const people = { absent: personOf(platform, 'boss'), delegate: personOf(platform, 'deputy') };
    const [delegation] = (await ask(platform, DELEGATE, { ...people, ...inHours(0, 2), reason: 'Ill.' })).delegations;
    const end = { id: delegation?.id, version: 1 };
    expect(await ask(platform, END, { ...end, version: 7 })).toMatchObject({ __typename: 'Conflict' });
    expect((await ask(platform, END, end)).delegations).toEqual([]);
    expect(await ask(platform, END, end)).toMatchObject({ code: 'WRONG_STATE' });
    const request = await at.requestIn('DECISION_DRAFTED');
    expect(await approve(at, 'deputy', request)).toMatchObject({ code: 'NOT_AN_APPROVER' });
    expect(await approve(at, 'boss', request)).toMatchObject({ state: 'APPROVED' });
  });

  it('bind the sending of requests at the agency too', async () => {
    const agency = await gateway().tenant({ code: 'nb-police', kind: 'POLICE' });
    const at = new DisclosureStage(gateway(), agency, (await stage()).platform);
    await ask(agency, ADD, { actor: personOf(agency, 'captain') });
    const { id, version } = await at.draft();
    const refused = await changeDisclosure(at.officer('chief'), 'submitDisclosureRequest', { id, version });
    expect(refused).toMatchObject({ __typename: 'Conflict', code: 'NOT_AN_APPROVER' });
    const sent = await changeDisclosure(at.officer('captain'), 'submitDisclosureRequest', { id, version });
    expect(sent).toMatchObject({ state: 'SUBMITTED' });
  });

  it('are given to nobody by himself, and leave a ledger entry each', async () => {
    const { platform } = await stage();
    const self = { actor: personOf(platform, 'admin') };
    expect(await ask(platform, ADD, self)).toMatchObject({ code: 'OWN_MANDATE', field: 'input.actor' });
    const own = { absent: 'boss', delegate: personOf(platform, 'admin'), reason: 'Mine.', ...inHours(0, 1) };
    expect(await ask(platform, DELEGATE, own)).toMatchObject({ code: 'OWN_MANDATE', field: 'input.delegate' });
    await ask(platform, ADD, self, 'other');
    expect(await ask(platform, ADD, self, 'other')).toMatchObject({ code: 'ALREADY_AN_APPROVER' });
    expect(await ask(platform, REMOVE, { actor: 'nobody' })).toMatchObject({ __typename: 'NotFound' });
    const rows = await gateway().database.select<{ action: string }>(
      `SELECT action FROM ledger_entry WHERE tenantId = ? AND action LIKE 'disclosure.approver.%'`,
      [platform.id],
    );
    expect(rows).toEqual([{ action: 'disclosure.approver.add' }]);
    const kept = await gateway().database.select<object>('SELECT * FROM disclosure_approver WHERE tenantId = ?', [
      platform.id,
    ]);
    expect(JSON.stringify(kept)).not.toContain('admin');
  });

  it.each<[string, object, string]>([
    ['nobody', { delegate: ' ' }, 'input.delegate'],
    ['the absent himself', { delegate: 'boss' }, 'input.delegate'],
    ['a time that runs backwards', inverted(), 'input.until'],
    ['more than a year', { until: new Date(Date.now() + 400 * 86_400_000) }, 'input.until'],
    ['a time that is over', { from: new Date(1), until: new Date(2) }, 'input.until'],
  ])('refuse a delegation to or for %s', async (_name, changes, field) => {
    const { platform } = await stage();
    const input = { absent: 'boss', delegate: 'deputy', reason: 'Leave.', ...inHours(0, 1), ...changes };
    expect(await ask(platform, DELEGATE, input)).toMatchObject({ __typename: 'InvalidInput', field });
  });
});

function inverted() {
  return { from: new Date(Date.now() + HOUR_MS), until: new Date(Date.now()) };
}

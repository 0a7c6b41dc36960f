import { colleague } from '../../test/harness/disclosures.js';
import { PackageStage } from '../../test/harness/packages.js';
import { describeOnEachProfile, type TestTenant } from '../../test/harness/profiles.js';
import { newId } from '../common/ids.js';
import type { SqlRow } from '../common/persistence/sql.js';

const FIELDS = '__typename ... on DisclosureUse { id state version purpose recipient answer handling }';
const DECLARE = `mutation ($input: DeclareDisclosureUseInput!) { result: declareDisclosureUse(input: $input) {
  ${FIELDS} ... on UserError { code field } } }`;
const ANSWER = `mutation ($input: AnswerDisclosureConsentInput!) { result: answerDisclosureConsent(input: $input) {
  ${FIELDS} ... on UserError { code field } } }`;
const USES = 'query ($id: ID!) { disclosureRequest(id: $id) { uses { kind state purpose recipient answer } } }';
const ONWARD = { kind: 'ONWARD_SHARING', purpose: '移送线索', recipient: '广州市公安局' };

interface UseAnswer {
  readonly __typename: string;
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly code?: string;
  readonly field?: string;
}

describeOnEachProfile('uses of disclosures', (gateway) => {
  let stage: PackageStage;

  beforeAll(async () => {
    const police = await gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
    const platform = await gateway().tenant({ code: 'shop-a', kind: 'PLATFORM' });
    stage = await PackageStage.of(gateway(), police, platform);
  });

  afterAll(() => stage.close());

  /** A request on which something was disclosed under a handling. */
  async function disclosedAs(handling: string): Promise<string> {
    const { id: requestId } = await stage.requests.requestIn('APPROVED', { handling });
    const { manifestId, fileIds } = await stage.upload(
      await stage.seal(requestId, ['x'], { label: { handling: handling as never } }),
    );
    const files = fileIds.map((attachmentId) => ({ attachmentId, item: 'REGISTRATION' }));
    const { __typename } = await stage.deliver({ requestId, manifestId, files });
    expect(__typename).toBe('DisclosurePackage');
    return requestId;
  }
  const mutate = async (tenant: TestTenant, mutation: string, input: object, name = 'a'): Promise<UseAnswer> =>
    (await colleague(gateway(), tenant, name).mutate<{ result: UseAnswer }>(mutation, { input })).result;
  const declare = (requestId: string, more: object) =>
    mutate(stage.agency, DECLARE, { requestId, purpose: '查明资金去向', ...more });
  const usesSeenBy = async ({ client }: TestTenant, id: string) =>
    (await client.query<{ disclosureRequest: { uses: object[] } | null }>(USES, { id })).disclosureRequest?.uses;
  const tracesOf = async (id: string) => {
    const { database } = gateway();
    const ledger = await database.select<{ action: string }>(
      'SELECT action FROM ledger_entry WHERE subjectId = ? ORDER BY id',
      [id],
    );
    const events = await database.select<{ type: string }>('SELECT type FROM event WHERE subjectId = ? ORDER BY id', [
      id,
    ]);
    return { ledger: ledger.map(({ action }) => action), events: events.map(({ type }) => type) };
  };
  const countUses = async () =>
    Number((await gateway().database.select<{ n: number }>('SELECT COUNT(*) AS n FROM disclosure_use'))[0]?.n);

  it('are declared as far as the handling goes, for the agency alone to see', async () => {
    const requestId = await disclosedAs('EVIDENCE');
    for (const more of [{ kind: 'INTELLIGENCE' }, { kind: 'EVIDENCE' }, ONWARD]) {
      const use = await declare(requestId, more);
      expect(use).toMatchObject({ __typename: 'DisclosureUse', state: 'DECLARED', handling: 'EVIDENCE' });
      expect(await tracesOf(use.id)).toEqual({
        ledger: ['disclosure-use.declare'],
        events: ['disclosure-use.declared'],
      });
    }
    expect(await usesSeenBy(stage.agency, requestId)).toHaveLength(3);
    expect(await usesSeenBy(stage.platform, requestId)).toEqual([]);
  });

  it('refuse intelligence as evidence, and change nothing', async () => {
    const requestId = await disclosedAs('INTELLIGENCE_ONLY');
    const before = await countUses();
    const refused = await declare(requestId, { kind: 'EVIDENCE' });
    expect(refused).toMatchObject({ __typename: 'Conflict', code: 'INTELLIGENCE_ONLY', field: 'input.kind' });
    expect(await countUses()).toBe(before);
    expect(await declare(requestId, { kind: 'INTELLIGENCE' })).toMatchObject({ state: 'DECLARED' });
  });

  it('let nothing go onward without the consent of somebody who may approve at the platform, once', async () => {
    const requestId = await disclosedAs('NO_ONWARD_SHARING');
    const asked = await declare(requestId, ONWARD);
    expect(asked).toMatchObject({ state: 'CONSENT_ASKED', recipient: ONWARD.recipient });
    expect(await usesSeenBy(stage.platform, requestId)).toMatchObject([{ ...ONWARD, state: 'CONSENT_ASKED' }]);
    const { id, version } = asked;
    const answer = (isConsented: boolean, more: object = {}, name = 'a') =>
      mutate(stage.platform, ANSWER, { id, version, isConsented, reason: '同一案件', ...more }, name);
    expect(await answer(true, { version: version + 1 })).toMatchObject({ code: 'CONFLICT', field: 'input.version' });
    const rivals = await Promise.all(['a', 'b', 'c', 'd'].map((name, n) => answer(n % 2 === 0, {}, name)));
    expect(rivals.map(({ __typename }) => __typename).sort()).toEqual([
      ...new Array(3).fill('Conflict'),
      'DisclosureUse',
    ]);
    const won = rivals.find(({ __typename }) => __typename === 'DisclosureUse');
    const verb = won?.state === 'CONSENTED' ? 'consent' : 'decline';
    expect(await tracesOf(id)).toEqual({
      ledger: ['disclosure-use.ask-consent', `disclosure-use.${verb}`],
      events: ['disclosure-use.consent-asked', `disclosure-use.${won?.state.toLowerCase()}`],
    });
    expect(await usesSeenBy(stage.agency, requestId)).toMatchObject([{ state: won?.state, answer: '同一案件' }]);
  });

  it('are nobody else’s affair, and rest encrypted', async () => {
    const requestId = await disclosedAs('NO_ONWARD_SHARING');
    const { id, version } = await declare(requestId, ONWARD);
    const stranger = await gateway().tenant({ code: 'shop-b', kind: 'PLATFORM' });
    const recipient = await gateway().tenant({ code: 'gz-police', kind: 'POLICE' });
    expect(await usesSeenBy(recipient, requestId)).toBeUndefined();
    const consent = { id, version, isConsented: true, reason: 'Yes.' };
    expect(await mutate(stranger, ANSWER, consent)).toMatchObject({ __typename: 'NotFound', field: 'input.id' });
    const foreign = { requestId, ...ONWARD };
    expect(await mutate(recipient, DECLARE, foreign)).toMatchObject({
      __typename: 'NotFound',
      field: 'input.requestId',
    });
    const rows = await gateway().database.select('SELECT * FROM disclosure_use WHERE id = ?', [id]);
    expect(rows).toHaveLength(1);
    for (const secret of [ONWARD.recipient, ONWARD.purpose]) expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it.each<[string, object, string]>([
    ['nobody to pass it on to', { kind: 'ONWARD_SHARING' }, 'input.recipient'],
    ['a recipient of what stays', { kind: 'EVIDENCE', recipient: 'x' }, 'input.recipient'],
    ['no purpose', { kind: 'EVIDENCE', purpose: ' ' }, 'input.purpose'],
  ])('are not declared with %s', async (_name, more, field) => {
    const before = await countUses();
    expect(await declare('none', more)).toMatchObject({ __typename: 'InvalidInput', field });
    expect(await countUses()).toBe(before);
  });

  it('are at most 200 of one disclosure, also when several are declared at once', async () => {
    const requestId = await disclosedAs('EVIDENCE');
    const { id } = await declare(requestId, { kind: 'EVIDENCE' });
    const { database } = gateway();
    const [use] = await database.select<SqlRow>('SELECT * FROM disclosure_use WHERE id = ?', [id]);
    await database.transaction((tx) =>
      tx.insert(
        'disclosure_use',
        Array.from({ length: 198 }, () => ({ ...use, id: newId() })),
      ),
    );
    const rivals = await Promise.all([1, 2, 3, 4].map(() => declare(requestId, { kind: 'EVIDENCE' })));
    expect(rivals.filter(({ code }) => code === 'TOO_MANY_USES')).toHaveLength(3);
  });

  it('need something that was disclosed, and are the same for the same idempotency key', async () => {
    const { id } = await stage.requests.requestIn('APPROVED');
    expect(await declare(id, { kind: 'EVIDENCE' })).toMatchObject({ code: 'NOTHING_DISCLOSED' });
    const requestId = await disclosedAs('EVIDENCE');
    const once = { kind: 'EVIDENCE', idempotencyKey: `use-${requestId}` };
    const twins = await Promise.all([1, 2, 3].map(() => declare(requestId, once)));
    expect(new Set(twins.map((twin) => twin.id)).size).toBe(1);
    expect(await usesSeenBy(stage.agency, requestId)).toHaveLength(1);
  });
});

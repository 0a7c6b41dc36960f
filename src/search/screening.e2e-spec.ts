import { residentIdCheckDigit } from '../../libs/identifiers/resident-id.js';
import { stateEntity } from '../../test/harness/entities.js';
import { describeOnEachProfile, type TestTenant } from '../../test/harness/profiles.js';
import { HIT, indexed, type SearchedHit } from '../../test/harness/search.js';
import { sampleUscc } from '../../test/harness/uscc.js';

const WHY = { purpose: '入驻审核', caseRef: '2026-17' };
const residentId = (first17: string) => first17 + residentIdCheckDigit(first17);
const RESIDENT = residentId('33010619850307251');
const OTHER_RESIDENT = residentId('33010619900101123');

const SCREEN = `query ($input: ScreenInput!) { screen(input: $input) { __typename
  ... on ScreenAnswer { items { index queryKey isTruncated hits { ${HIT} } problem { code field message } } }
  ... on UserError { code field message } } }`;

interface Screened {
  readonly __typename: string;
  readonly code: string;
  readonly field: string;
  readonly items: readonly {
    readonly index: number;
    readonly queryKey: string | null;
    readonly isTruncated: boolean;
    readonly hits: readonly SearchedHit[];
    readonly problem: { readonly code: string; readonly field: string } | null;
  }[];
}

const screen = async (tenant: TestTenant, items: readonly object[], more: object = {}): Promise<Screened> =>
  (await tenant.client.query<{ screen: Screened }>(SCREEN, { input: { items, ...more } })).screen;

const verdicts = (hit: SearchedHit | undefined) =>
  Object.fromEntries((hit?.parts ?? []).map(({ part, verdict }) => [part, verdict]));

describeOnEachProfile('screening', (gateway) => {
  let next = 40_000;
  let platform: TestTenant;
  let rival: TestTenant;
  let police: TestTenant;

  beforeAll(async () => {
    platform = await gateway().tenant({ code: 'taoyun', kind: 'PLATFORM' });
    rival = await gateway().tenant({ code: 'pinhui', kind: 'PLATFORM' });
    police = await gateway().tenant({ code: 'police', kind: 'POLICE' });
  });

  const merchant = async (name: string, more: object = {}) => {
    const uscc = sampleUscc(++next);
    const anchor = { type: 'USCC' as const, value: uscc };
    const names = [{ role: 'REGISTERED' as const, name }];
    const id = await stateEntity(gateway(), { owner: platform, kind: 'MERCHANT', anchor, names, flags: [{}], ...more });
    return { id, uscc };
  };

  it('settles by an agreeing code what the name leaves open, and caps by another code', async () => {
    const { id, uscc } = await merchant('义乌稠州银杏饰品有限公司');
    await indexed(gateway());
    const { items } = await screen(police, [
      { name: '义乌银杏饰品厂', uscc },
      { name: '义乌稠州银杏饰品有限公司', uscc: sampleUscc(99_001) },
      { name: '完全两样的字号', uscc },
      { uscc },
      { name: '有限公司', uscc },
    ]);
    const best = items.map(({ hits }) => hits[0]);
    expect(best[0]).toMatchObject({ entity: { id }, decision: 'MATCH' });
    expect(verdicts(best[0])).toMatchObject({ IDENTIFIER: 'SAME' });
    expect(best[1]).toMatchObject({ entity: { id }, decision: 'REVIEW', score: 0.7 });
    expect(verdicts(best[1])).toMatchObject({ IDENTIFIER: 'DIFFERENT', BRAND: 'SAME' });
    expect(best[2]).toMatchObject({ entity: { id }, score: 0.9 });
    expect(best[3]).toMatchObject({ entity: { id }, decision: 'MATCH' });
    expect(best[4]).toMatchObject({ entity: { id } });
    expect(items.map(({ problem }) => problem?.code)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      'ONLY_GENERIC_WORDS',
    ]);
  });

  it('holds resident ids and birth dates against persons', async () => {
    const id = await stateEntity(gateway(), {
      owner: platform,
      kind: 'PERSON',
      anchor: { type: 'RESIDENT_ID', value: RESIDENT },
      names: [{ role: 'PERSON', name: '诸葛云峤' }],
    });
    await indexed(gateway());
    const { items } = await screen(
      police,
      [
        { name: '诸葛云峤', kind: 'PERSON' },
        { name: '诸葛云峤', kind: 'PERSON', residentId: RESIDENT },
        { name: '诸葛云峤', kind: 'PERSON', residentId: OTHER_RESIDENT },
        { name: '诸葛云峤', kind: 'PERSON', birthDate: '1985-03-07' },
        { name: '诸葛云峤', kind: 'PERSON', birthDate: '1971-03-07' },
      ],
      { ...WHY, least: 'WEAK' },
    );
    const [alone, same, other, born, bornElse] = items.map(({ hits }) => hits[0]);
    for (const hit of [alone, same, other, born, bornElse]) expect(hit?.entity.id).toBe(id);
    expect(verdicts(same)).toMatchObject({ IDENTIFIER: 'SAME' });
    expect(same?.decision).toBe('MATCH');
    expect(other?.score).toBeLessThanOrEqual(0.5);
    expect(verdicts(born)).toMatchObject({ BIRTH_DATE: 'SAME' });
    expect(verdicts(bornElse)).toMatchObject({ BIRTH_DATE: 'DIFFERENT' });
    expect(bornElse?.score).toBeLessThan(alone?.score ?? 0);
    expect(JSON.stringify(items)).not.toContain('云峤');
  });

  it('takes a phone alone for worth a look, never for a match', async () => {
    const phone = '13711137111';
    const { id } = await merchant('湖州吴兴素绢服饰有限公司', { identifiers: [{ type: 'PHONE', value: phone }] });
    await indexed(gateway());
    const { items } = await screen(police, [{ name: '完全两样的字号', phone }, { phone }], WHY);
    for (const { hits } of items) {
      expect(hits).toMatchObject([{ entity: { id }, decision: 'REVIEW' }]);
      expect(verdicts(hits[0])).toMatchObject({ PHONE: 'SAME' });
    }
  });

  it('holds no identifier against anybody that the caller may not see', async () => {
    const { id, uscc } = await merchant('丽水莲都竹韵工艺品有限公司', { statesAnchor: false });
    const phone = '13722237222';
    const hidden = {
      owner: rival,
      sharing: { level: 'OWNER' },
      names: [],
      identifiers: [{ type: 'PHONE', value: phone }],
    };
    await stateEntity(gateway(), {
      ...(hidden as object),
      owner: rival,
      kind: 'MERCHANT',
      anchor: { type: 'USCC', value: uscc },
    });
    await indexed(gateway());
    const plain = await screen(police, [{ name: '丽水莲都竹韵工艺品有限公司' }], WHY);
    const { items } = await screen(
      police,
      [
        { name: '丽水莲都竹韵工艺品有限公司', uscc },
        { name: '丽水莲都竹韵工艺品有限公司', uscc: sampleUscc(99_002) },
        { phone },
      ],
      WHY,
    );
    const shown = plain.items[0]?.hits;
    expect(shown).toMatchObject([{ entity: { id } }]);
    expect(items.map(({ hits }) => hits)).toEqual([shown, shown, []]);
  });

  it('says item by item what is wrong, and answers the rest', async () => {
    const { id } = await merchant('舟山普陀潮生水产有限公司');
    await indexed(gateway());
    const { items } = await screen(police, [
      {},
      { name: '有限公司' },
      { name: '舟山普陀潮生水产有限公司', uscc: '123' },
      { name: '某某', residentId: RESIDENT },
      { name: '某某某', kind: 'PERSON' },
      { name: '某某公司', birthDate: '7 March' },
      { name: '某某公司', jurisdiction: '999999' },
      { name: '舟山普陀潮生水产有限公司' },
    ]);
    expect(items.map(({ problem }) => problem && [problem.code, problem.field])).toEqual([
      ['EMPTY', 'input.items[0].name'],
      ['ONLY_GENERIC_WORDS', 'input.items[1].name'],
      [expect.any(String), 'input.items[2].uscc'],
      ['PURPOSE_REQUIRED', 'input.purpose'],
      ['PURPOSE_REQUIRED', 'input.purpose'],
      ['FORMAT', 'input.items[5].birthDate'],
      ['FORMAT', 'input.items[6].jurisdiction'],
      null,
    ]);
    expect(items.at(-1)?.hits).toMatchObject([{ entity: { id } }]);
  });

  it('takes a thousand items and no more', async () => {
    const { id } = await merchant('衢州烂柯山石材有限公司');
    await indexed(gateway());
    const items = Array.from({ length: 1_000 }, (_, n) => ({
      name: n % 10 ? `无人知晓之名${n}` : '衢州烂柯山石材有限公司',
    }));
    const answer = await screen(police, items);
    expect(answer.items.filter(({ hits }) => hits[0]?.entity.id === id)).toHaveLength(100);
    expect(await screen(police, [...items, { name: '多一个名' }])).toMatchObject({
      __typename: 'InvalidInput',
      field: 'input.items',
    });
    expect(await screen(police, [])).toMatchObject({ __typename: 'InvalidInput', field: 'input.items' });
  });

  it('leaves one ledger entry with traces of the names and none of their text', async () => {
    await screen(police, [{ name: '温岭石塘帆影渔具有限公司' }, { name: '玉环楚门文旦果业有限公司' }], WHY);
    const [entry] = await gateway().database.select<{ subjectType: string; detail: string }>(
      `SELECT subjectType, detail FROM ledger_entry WHERE action = 'entity.screen' ORDER BY id DESC LIMIT 1`,
    );
    expect(entry?.subjectType).toBe('names');
    expect(JSON.parse(entry?.detail ?? '')).toMatchObject({ items: 2, unreadable: 0, keys: 2 });
    expect(entry?.detail).not.toMatch(/石塘|文旦|入驻/);
  });
});

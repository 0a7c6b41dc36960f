import { badRows } from '../../demo/bad-rows.js';
import { generateCampaignReport } from '../../demo/campaign-report.js';
import { type RowResult, type RowRules, readReportRow } from './report-row.js';

const RULES: RowRules = {
  platform: 'platform-a',
  categories: new Set(['COUNTERFEIT', 'EXTORTION', 'ACCOUNT_FRAUD', 'OTHER']),
  jurisdiction: '330000',
  now: () => new Date('2026-10-01T00:00:00Z'),
};
const ALL_CATEGORIES: RowRules = { ...RULES, categories: { has: (code) => code !== 'BAD_MOOD' } };

const MERCHANT = {
  section: 'merchants',
  category: 'COUNTERFEIT',
  severity: 'HIGH',
  measures: ['SHOP_FROZEN'],
  detectedAt: '2026-09-01T08:00:00Z',
  uscc: '91330106673959654P',
  name: '杭州某某贸易有限公司',
};
const LISTING = { ...MERCHANT, section: 'listings', uscc: undefined, listingId: '880001', name: '商品' };
const COMPLAINT = {
  section: 'complaints',
  category: 'EXTORTION',
  severity: 'LOW',
  shopId: 's1',
  complaintId: 'TS1',
  receivedAt: '2026-09-01T08:00:00Z',
};
const COOPERATION = { section: 'cooperation', detectedAt: '2026-09-01T08:00:00Z', summary: '移送线索三条' };

const read = (row: unknown, rules = RULES): RowResult => readReportRow(7, JSON.stringify(row), rules);
/** `field reason` of each error. */
const refused = (row: unknown): string[] => {
  const result = read(row);
  return result.ok ? [] : result.errors.map(({ field, reason }) => `${field} ${reason}`);
};
const rowOf = (row: unknown) => {
  const result = read(row);
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.errors)}`);
  return result.row;
};

describe('a report row', () => {
  it('is read with its subject, what it holds and who may see it', () => {
    expect(
      rowOf({ ...MERCHANT, shopId: 'S-1', phone: '138 0013 8000', legalRepresentative: '张三', shopName: '某某店' }),
    ).toMatchObject({
      line: 7,
      section: 'merchants',
      category: 'COUNTERFEIT',
      severity: 'HIGH',
      measures: ['SHOP_FROZEN'],
      detectedAtMs: Date.UTC(2026, 8, 1, 8),
      jurisdiction: '330000',
      sharing: { level: 'AGENCIES' },
      subject: {
        kind: 'MERCHANT',
        anchor: { type: 'USCC', canonical: '91330106673959654P' },
        identifiers: [
          { role: 'ANCHOR', identifier: { type: 'USCC' } },
          { role: 'HELD', identifier: { type: 'PHONE', canonical: '+8613800138000' } },
          { role: 'HELD', identifier: { type: 'SHOP_ID', canonical: 'platform-a:S-1' } },
        ],
        names: [
          { role: 'REGISTERED', name: '杭州某某贸易有限公司' },
          { role: 'SHOP', name: '某某店' },
          { role: 'LEGAL_REPRESENTATIVE', name: '张三' },
        ],
      },
    });
  });

  it.each([
    ['a listing by its own id', { ...LISTING, shopId: 's1' }, 'LISTING', ['LINKED SHOP_ID', 'ANCHOR LISTING_ID']],
    [
      'a merchant without USCC by its shop',
      { ...MERCHANT, uscc: undefined, shopId: 's1' },
      'MERCHANT',
      ['ANCHOR SHOP_ID'],
    ],
    [
      'an account',
      { ...MERCHANT, section: 'accounts', uscc: undefined, accountId: 'a1' },
      'ACCOUNT',
      ['ANCHOR ACCOUNT_ID'],
    ],
    [
      'a website among the merchants',
      { ...MERCHANT, kind: 'WEBSITE', domain: 'shop.example' },
      'WEBSITE',
      ['LINKED USCC', 'ANCHOR DOMAIN'],
    ],
    ['the shop of a complaint', COMPLAINT, 'SHOP', ['ANCHOR SHOP_ID']],
    ['the merchant of a complaint', { ...COMPLAINT, uscc: MERCHANT.uscc }, 'MERCHANT', ['ANCHOR USCC', 'HELD SHOP_ID']],
    [
      'the listing of a complaint',
      { ...COMPLAINT, listingId: 'l1' },
      'LISTING',
      ['LINKED SHOP_ID', 'ANCHOR LISTING_ID'],
    ],
  ])('anchors %s', (_what, given, kind, identifiers) => {
    const row = rowOf(given);
    if (row.section === 'cooperation') throw new Error('speaks of nobody');
    expect(row.subject.kind).toBe(kind);
    expect(row.subject.identifiers.map(({ role, identifier }) => `${role} ${identifier.type}`)).toEqual(identifiers);
  });

  it.each([
    ['JSON that breaks off', '{"section":'],
    ['an array', '[]'],
    ['null', 'null'],
    ['a text', '"merchants"'],
    ['a NUL byte', '{"section":"mer\u0000chants"}'],
    ['arrays in arrays without end', '['.repeat(8_000)],
  ])('is refused as a whole for %s', (_what, json) => {
    expect(readReportRow(1, json, RULES)).toMatchObject({
      ok: false,
      errors: [{ field: '', reason: 'MALFORMED_JSON' }],
    });
  });

  it.each<[string, unknown, string[]]>([
    ['no section', {}, ['section REQUIRED']],
    ['an unknown section', { section: 'people' }, ['section UNKNOWN_VALUE']],
    [
      'everything missing',
      { section: 'merchants' },
      ['category REQUIRED', 'severity REQUIRED', 'uscc REQUIRED', 'detectedAt REQUIRED'],
    ],
    ['a wrong check character', { ...MERCHANT, uscc: '913301066739596540' }, ['uscc CHECKSUM']],
    ['an unknown category', { ...MERCHANT, category: 'BAD_MOOD' }, ['category UNKNOWN_VALUE']],
    ['an unknown severity', { ...MERCHANT, severity: 'high' }, ['severity UNKNOWN_VALUE']],
    ['an unknown measure', { ...MERCHANT, measures: ['SHOP_FROZEN', 'JAILED'] }, ['measures UNKNOWN_VALUE']],
    ['measures of another type', { ...MERCHANT, measures: 3 }, ['measures WRONG_TYPE']],
    ['a number for a phone', { ...MERCHANT, phone: 13800138000 }, ['phone WRONG_TYPE']],
    ['an object for a name', { ...MERCHANT, name: { zh: '某' } }, ['name WRONG_TYPE']],
    ['a name of 201 characters', { ...MERCHANT, name: '某'.repeat(201) }, ['name TOO_LONG']],
    ['evidence of 2,001 characters', { ...MERCHANT, evidence: 'x'.repeat(2_001) }, ['evidence TOO_LONG']],
    ['a NUL in a name', { ...MERCHANT, name: 'a\u0000b' }, ['name FORBIDDEN_CHARACTER']],
    ['half a surrogate pair', { ...MERCHANT, evidence: 'a\ud800b' }, ['evidence FORBIDDEN_CHARACTER']],
    ['a date without time', { ...MERCHANT, detectedAt: '2026-09-01' }, ['detectedAt DATE']],
    ['30 February', { ...MERCHANT, detectedAt: '2026-02-30T00:00:00Z' }, ['detectedAt DATE']],
    ['a time without offset', { ...MERCHANT, detectedAt: '2026-09-01T08:00:00' }, ['detectedAt DATE']],
    ['a jurisdiction that is none', { ...MERCHANT, jurisdiction: '990000' }, ['jurisdiction REGION']],
    ['an unknown field', { ...MERCHANT, mood: 'bad' }, ['mood UNKNOWN_FIELD']],
    ['a field of another section', { ...MERCHANT, complaintId: '1' }, ['complaintId NOT_ALLOWED']],
    ['a listing without id', { ...LISTING, listingId: undefined }, ['listingId REQUIRED']],
    ['a complaint about nothing', { ...COMPLAINT, shopId: undefined }, ['shopId REQUIRED']],
    ['a complaint without number', { ...COMPLAINT, complaintId: '' }, ['complaintId REQUIRED']],
    [
      'a pending complaint with its end',
      { ...COMPLAINT, resolvedAt: '2026-09-02T00:00:00Z' },
      ['resolvedAt NOT_ALLOWED'],
    ],
    [
      'a complaint resolved before it came',
      { ...COMPLAINT, outcome: 'RESOLVED', resolvedAt: '2026-08-02T00:00:00Z' },
      ['resolvedAt DATE'],
    ],
    ['an identifier where nobody is spoken of', { ...COOPERATION, phone: '13800138000' }, ['phone NOT_ALLOWED']],
    ['NAMED without names', { ...MERCHANT, sharing: 'NAMED' }, ['sharedWith REQUIRED']],
    ['names without NAMED', { ...MERCHANT, sharedWith: ['hz-police'] }, ['sharedWith NOT_ALLOWED']],
    ['KIND without kind', { ...MERCHANT, sharing: 'KIND' }, ['sharedKind REQUIRED']],
    ['a kind without KIND', { ...MERCHANT, sharedKind: 'POLICE' }, ['sharedKind NOT_ALLOWED']],
    [
      'several at once',
      { ...MERCHANT, severity: 'x', uscc: '1', phone: '2' },
      ['severity UNKNOWN_VALUE', 'uscc LENGTH', 'phone LENGTH'],
    ],
  ])('is refused for %s', (_what, row, errors) => {
    expect(refused(row)).toEqual(errors);
  });

  it('takes members that every object inherits for unknown fields', () => {
    const json = JSON.stringify(MERCHANT).replace(
      '{',
      '{"__proto__":{"severity":"LOW"},"constructor":"x","toString":1,',
    );
    const result = readReportRow(1, json, RULES);
    expect(result.ok ? [] : result.errors.map(({ field, reason }) => `${field} ${reason}`)).toEqual([
      '__proto__ UNKNOWN_FIELD',
      'constructor UNKNOWN_FIELD',
      'toString UNKNOWN_FIELD',
    ]);
  });

  it('names at most ten unknown fields, each cut to 64 printable characters', () => {
    const fields = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`${'x'.repeat(80)}\u0000${n}`, '1']));
    const result = read({ ...MERCHANT, ...fields, 'a\u0000\ud800b': 1 });
    expect(result.ok ? 0 : result.errors.length).toBeLessThanOrEqual(10);
    for (const { field } of result.ok ? [] : result.errors) expect(field).toMatch(/^[\x20-\x7e]{1,64}$/);
  });

  it('never repeats a value in a message', () => {
    const secrets = {
      name: '机密'.repeat(150),
      phone: '13811112222333',
      uscc: '91330106673959654Q',
      severity: 'SECRET',
    };
    const result = read({ ...MERCHANT, ...secrets });
    const told = JSON.stringify(result.ok ? [] : result.errors);
    expect(result.ok).toBe(false);
    for (const secret of Object.values(secrets)) expect(told).not.toContain(secret);
  });

  it.each([
    ['a list', ['SHOP_FROZEN', 'PAYOUT_HELD']],
    ['one text', 'SHOP_FROZEN;PAYOUT_HELD'],
    ['a list with repetitions', ['SHOP_FROZEN', ' PAYOUT_HELD', 'SHOP_FROZEN', '']],
  ])('takes measures as %s', (_what, measures) => {
    expect(rowOf({ ...MERCHANT, measures }).measures).toEqual(['SHOP_FROZEN', 'PAYOUT_HELD']);
  });

  it('refuses every bad row of the demo at its field, and takes every good one', () => {
    for (const { line, field } of badRows()) {
      const result = readReportRow(1, line, ALL_CATEGORIES);
      expect(result.ok ? [] : result.errors.map((error) => error.field)).toEqual([field]);
    }
    const size = { merchants: 50, listings: 50, complaints: 20, resolvedComplaints: 10, accounts: 30 };
    for (const row of generateCampaignReport({ size })) {
      expect(readReportRow(1, JSON.stringify(row), ALL_CATEGORIES)).toMatchObject({ ok: true });
    }
  });
});

import { createHash } from 'node:crypto';
import { parse as parseCsv } from 'csv-parse/sync';
import { type IdentifierType, parseIdentifier } from '../../libs/identifiers/identifier.js';
import { badRows } from './bad-rows.js';
import { CAMPAIGN_SIZE, generateCampaignReport, toCsv, toNdjson } from './campaign-report.js';
import { soundAlike } from './chinese-names.js';
import { DemoMerchants } from './demo-merchants.js';
import { PlatformNumbers } from './identifier-samples.js';
import { REPORT_COLUMNS, type ReportRow, type ReportSection } from './report-row.js';
import { SeededRandom } from './seeded-random.js';

/** Changes with every change of the generator or its word lists, on purpose; with nothing else. */
const NDJSON_SHA256 = 'e53e0cae97b0edab91dc2f4d8de952cd0162aac9c3375cb710cbc66feb69d7d0';

const IDENTIFIER_FIELDS = {
  uscc: 'USCC',
  residentId: 'RESIDENT_ID',
  phone: 'PHONE',
  bankCard: 'BANK_CARD',
  shopId: 'SHOP_ID',
  listingId: 'LISTING_ID',
  accountId: 'ACCOUNT_ID',
  domain: 'DOMAIN',
  email: 'EMAIL',
  address: 'ADDRESS',
} as const satisfies Partial<Record<keyof ReportRow, IdentifierType>>;

type IdentifierField = keyof typeof IDENTIFIER_FIELDS;

const rows = [...generateCampaignReport()];
const inSection = (section: ReportSection) => rows.filter((row) => row.section === section);
const merchants = inSection('merchants');
const listings = inSection('listings');
const complaints = inSection('complaints');
const accounts = inSection('accounts');

/** The merchants behind each value that several of them carry. */
function ringsBy(field: IdentifierField): number[] {
  const counts = new Map<string, number>();
  for (const row of merchants) {
    const value = row[field];
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts.values()].filter((count) => count > 1);
}

function sha256(lines: Iterable<string>): string {
  const hash = createHash('sha256');
  for (const line of lines) hash.update(line);
  return hash.digest('hex');
}

/** The row as a CSV record carries it: every column, all of it text. */
function asRecord(row: ReportRow): Record<string, string> {
  return Object.fromEntries(
    REPORT_COLUMNS.map((column) => {
      const value = row[column] ?? '';
      return [column, typeof value === 'string' ? value : value.join(';')];
    }),
  );
}

describe('the campaign report', () => {
  it("has the campaign's own figures", () => {
    expect(CAMPAIGN_SIZE).toEqual({
      merchants: 1000,
      listings: 3000,
      complaints: 120,
      resolvedComplaints: 90,
      accounts: 100,
    });
    expect([merchants.length, listings.length, complaints.length, accounts.length]).toEqual([1000, 3000, 120, 100]);
    expect(rows).toHaveLength(4220);
    expect(complaints.filter((row) => row.outcome === 'RESOLVED')).toHaveLength(90);
    expect(complaints.filter((row) => row.resolvedAt !== undefined)).toHaveLength(90);
    expect(listings.every((row) => row.measures.includes('LISTING_TAKEN_DOWN'))).toBe(true);
    expect(accounts.every((row) => row.measures.includes('ACCOUNT_SUSPENDED'))).toBe(true);
  });

  it('gives each section the fields that identify its rows', () => {
    expect(merchants.every((row) => row.uscc && row.shopId && row.phone && row.name && row.shopName)).toBe(true);
    expect(listings.every((row) => row.listingId && row.shopId && row.name)).toBe(true);
    expect(complaints.every((row) => row.complaintId && row.summary && (row.shopId || row.uscc))).toBe(true);
    expect(accounts.every((row) => row.accountId && row.name && row.phone)).toBe(true);
  });

  it.each(Object.entries(IDENTIFIER_FIELDS) as Array<[IdentifierField, IdentifierType]>)(
    'has only valid values of %s, written as the standard has them',
    (field, type) => {
      const values = rows.flatMap((row) => row[field] ?? []);
      const context = { platform: 'platform-a', now: () => new Date('2026-09-01T00:00:00Z') };
      const atFault = values.filter((value) => {
        const result = parseIdentifier(type, value, context);
        return !result.ok || result.identifier.corrections.length > 0;
      });
      expect(values.length).toBeGreaterThan(10);
      expect(atFault).toEqual([]);
    },
  );

  it.each([
    ['uscc', merchants],
    ['shopId', merchants],
    ['listingId', listings],
    ['complaintId', complaints],
    ['accountId', accounts],
  ] as const)('gives every %s once in its section', (field, section) => {
    expect(new Set(section.map((row) => row[field])).size).toBe(section.length);
  });

  it('keeps identifiers unique in a large report', () => {
    const size = { merchants: 30_000, listings: 30_000, complaints: 0, resolvedComplaints: 0, accounts: 0 };
    const usccs = new Set<string | undefined>();
    const shops = new Set<string | undefined>();
    const listed = new Set<string | undefined>();
    for (const row of generateCampaignReport({ size })) {
      if (row.section === 'listings') listed.add(row.listingId);
      else usccs.add(row.uscc) && shops.add(row.shopId);
    }
    expect([usccs.size, shops.size, listed.size]).toEqual([30_000, 30_000, 30_000]);
  });

  it('points only at merchants that it reports', () => {
    const shopIds = new Set(merchants.map((row) => row.shopId));
    const usccs = new Set(merchants.map((row) => row.uscc));
    expect(listings.every((row) => shopIds.has(row.shopId))).toBe(true);
    expect(complaints.every((row) => shopIds.has(row.shopId) || usccs.has(row.uscc))).toBe(true);
  });

  it('places each merchant in the division that its USCC names', () => {
    expect(merchants.every((row) => row.uscc?.slice(2, 8) === row.jurisdiction)).toBe(true);
  });

  it('has rings of merchants that share a phone, a bank card or a legal representative', () => {
    const rings = [ringsBy('phone'), ringsBy('bankCard'), ringsBy('residentId')];
    for (const sizes of rings) {
      expect(sizes.length).toBeGreaterThan(0);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(6);
    }
    const sharing = rings.flat().reduce((sum, count) => sum + count, 0);
    expect(sharing).toBeGreaterThanOrEqual(40);
    expect(sharing).toBeLessThanOrEqual(80);
  });

  it('names a shared legal representative alike everywhere', () => {
    const names = new Map<string, string | undefined>();
    for (const { residentId, legalRepresentative } of merchants) {
      if (residentId === undefined) continue;
      expect(names.get(residentId) ?? legalRepresentative).toBe(legalRepresentative);
      names.set(residentId, legalRepresentative);
    }
  });

  it('has suspended accounts that carry the phone of a merchant', () => {
    const phones = new Set(merchants.map((row) => row.phone));
    const sharing = accounts.filter((row) => phones.has(row.phone)).length;
    expect(sharing).toBeGreaterThanOrEqual(10);
    expect(sharing).toBeLessThanOrEqual(40);
  });

  it('has merchants of one brand and trade in different places', () => {
    const catalogue = new DemoMerchants(1, new PlatformNumbers(1, 'platform-a'));
    const places = new Map<string, Set<string>>();
    for (let index = 0; index < 1000; index += 1) {
      const { brand, trade, division } = catalogue.profile(index);
      const line = `${brand} ${trade.company}`;
      places.set(line, (places.get(line) ?? new Set()).add(division.city));
    }
    expect([...places.values()].filter((cities) => cities.size > 1).length).toBeGreaterThan(5);
  });

  it('resolves complaints after they came in', () => {
    for (const { receivedAt, resolvedAt } of complaints)
      if (resolvedAt) expect(resolvedAt > (receivedAt ?? '')).toBe(true);
  });

  it('is the same to the byte for the same seed', () => {
    expect(sha256(toNdjson(generateCampaignReport()))).toBe(NDJSON_SHA256);
    expect(sha256(toNdjson(generateCampaignReport({ seed: 2 })))).not.toBe(NDJSON_SHA256);
  });

  it('tells of the same merchants on another platform, under ids of that platform', () => {
    const [other] = generateCampaignReport({ platform: 'platform-b' });
    expect(other).toMatchObject({ uscc: merchants[0]?.uscc, name: merchants[0]?.name, phone: merchants[0]?.phone });
    expect(other?.shopId).not.toBe(merchants[0]?.shopId);
  });

  it('carries the same rows as NDJSON and as CSV', () => {
    const ndjson = [...toNdjson(rows)].map((line) => JSON.parse(line) as ReportRow);
    const csv: unknown = parseCsv([...toCsv(rows)].join(''), { columns: true });
    expect(ndjson).toEqual(rows);
    expect(csv).toEqual(rows.map(asRecord));
  });

  it('quotes what RFC 4180 says must be quoted', () => {
    const [first] = rows;
    const awkward = { ...(first as ReportRow), name: '甲,"乙"\n丙' };
    const csv: unknown = parseCsv([...toCsv([awkward])].join(''), { columns: true });
    expect(csv).toEqual([asRecord(awkward)]);
  });

  it('makes rows one at a time, however many are asked for', () => {
    const size = { ...CAMPAIGN_SIZE, merchants: 5_000_000 };
    expect(generateCampaignReport({ size }).next().value).toEqual(rows[0]);
  });
});

describe('soundAlike', () => {
  it('replaces one character by one of the same sound', () => {
    expect(soundAlike('鸿鹄', new SeededRandom(1))).toMatch(/^[宏弘洪红]鹄$/);
  });

  it('says so when no character has a counterpart', () => {
    expect(soundAlike('鹄鹏', new SeededRandom(1))).toBeUndefined();
  });
});

describe('bad rows', () => {
  it('are at fault in the field they name', () => {
    const byField = new Map(badRows().map((bad) => [bad.field, bad.line]));
    const parsed = (field: string) => JSON.parse(byField.get(field) ?? '') as ReportRow;
    expect([...byField.keys()]).toEqual(['uscc', 'category', '', 'name', 'listingId']);
    expect(parseIdentifier('USCC', parsed('uscc').uscc ?? '')).toMatchObject({ problem: { reason: 'CHECKSUM' } });
    expect(() => parsed('')).toThrow(SyntaxError);
    expect(parsed('name').name).toHaveLength(201);
    expect(parsed('listingId')).not.toHaveProperty('listingId');
  });
});

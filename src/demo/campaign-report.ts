import { nickname } from './chinese-names.js';
import { DemoMerchants, type MerchantProfile } from './demo-merchants.js';
import { WEIGHTED_DIVISIONS } from './divisions.js';
import {
  ACCOUNT_CATEGORIES,
  COMPLAINT_CATEGORIES,
  COMPLAINT_MEASURES,
  COMPLAINT_SUMMARIES,
  EVIDENCE,
  LISTING_CATEGORIES,
  MERCHANT_CATEGORIES,
  MERCHANT_MEASURES,
  SEVERITIES,
} from './finding-texts.js';
import { PlatformNumbers } from './identifier-samples.js';
import { type Category, type Outcome, REPORT_COLUMNS, type ReportRow, type Sharing } from './report-row.js';
import { SeededRandom, textKey } from './seeded-random.js';
import { LISTING_PREFIXES, LISTING_SUFFIXES } from './trades.js';

export interface CampaignSize {
  merchants: number;
  listings: number;
  complaints: number;
  /** How many of the complaints are resolved. */
  resolvedComplaints: number;
  accounts: number;
}

export interface CampaignOptions {
  /** Reports with one seed speak of the same merchants, whatever the platform. Default 1. */
  seed?: number;
  /** Default CAMPAIGN_SIZE. Numbers stay unique up to 5,000,000 merchants. */
  size?: CampaignSize;
  /** Whose shop, listing and account ids these are; also what that platform found. Default `platform-a`. */
  platform?: string;
  /** When the campaign began; findings lie in the 60 days after it. Default 2026-09-01. */
  startDate?: Date;
}

/** The campaign's own figures. */
export const CAMPAIGN_SIZE: CampaignSize = {
  merchants: 1000,
  listings: 3000,
  complaints: 120,
  resolvedComplaints: 90,
  accounts: 100,
};

const CAMPAIGN_START = new Date('2026-09-01T00:00:00.000Z');
const CAMPAIGN_SECONDS = 60 * 86_400;
const RESOLVED_WITHIN_SECONDS = 10 * 86_400;

const STREAM = { merchant: 11, listing: 12, complaint: 13, account: 14 };
/** Account holders are numbered behind all merchants, so that they share a phone only where they should. */
const FIRST_ACCOUNT_HOLDER = 5_000_000;
/** How many suspended accounts carry a merchant's phone. */
const SHARED_PHONE_SHARE = 0.25;

const SHARINGS: readonly Sharing[] = [
  ...new Array<Sharing>(88).fill('AGENCIES'),
  ...new Array<Sharing>(9).fill('JURISDICTION'),
  ...new Array<Sharing>(3).fill('OWNER'),
];

/** One platform's report in the making. */
interface Campaign {
  readonly seed: number;
  readonly platformKey: number;
  readonly size: CampaignSize;
  readonly startMs: number;
  readonly merchants: DemoMerchants;
  readonly numbers: PlatformNumbers;
}

/**
 * The rows of a platform's self-inspection report: merchants, listings, complaints, accounts, in that order. The same
 * options give the same rows, whatever the day. Rows are made one at a time, so a million of them need no more memory than one.
 * All names and numbers are made up.
 */
export function* generateCampaignReport(options: CampaignOptions = {}): Generator<ReportRow> {
  const { seed = 1, size = CAMPAIGN_SIZE, platform = 'platform-a', startDate = CAMPAIGN_START } = options;
  const numbers = new PlatformNumbers(seed, platform);
  const merchants = new DemoMerchants(seed, numbers);
  const campaign = { seed, platformKey: textKey(platform), size, startMs: startDate.getTime(), merchants, numbers };
  for (let index = 0; index < size.merchants; index += 1) yield merchantRow(campaign, index);
  for (let index = 0; index < size.listings; index += 1) yield listingRow(campaign, index);
  for (let index = 0; index < size.complaints; index += 1) yield complaintRow(campaign, index);
  for (let index = 0; index < size.accounts; index += 1) yield accountRow(campaign, index);
}

/** One JSON document a line; absent fields are left out. */
export function* toNdjson(rows: Iterable<ReportRow>): Generator<string> {
  for (const row of rows) yield `${JSON.stringify(row)}\n`;
}

/** A header line with every column, then a record a row (RFC 4180); lists are joined with `;` and absent fields are empty. */
export function* toCsv(rows: Iterable<ReportRow>): Generator<string> {
  yield `${REPORT_COLUMNS.join(',')}\r\n`;
  for (const row of rows) yield `${REPORT_COLUMNS.map((column) => csvField(row[column])).join(',')}\r\n`;
}

function csvField(value: string | readonly string[] | undefined): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : value.join(';');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function merchantRow(campaign: Campaign, index: number): ReportRow {
  const random = findingRandom(campaign, STREAM.merchant, index);
  const profile = campaign.merchants.profile(index);
  const category = random.pick(MERCHANT_CATEGORIES);
  const severity = random.pick(SEVERITIES[category]);
  return {
    section: 'merchants',
    category,
    severity,
    measures: [...random.pick(MERCHANT_MEASURES[severity])],
    evidence: evidenceOf(category, random.pick(profile.trade.goods), random),
    detectedAt: momentWithin(campaign, random),
    jurisdiction: profile.division.code,
    sharing: random.pick(SHARINGS),
    ...campaign.merchants.details(profile),
  };
}

function listingRow(campaign: Campaign, index: number): ReportRow {
  const random = findingRandom(campaign, STREAM.listing, index);
  // Some shops have far more listings taken down than others.
  const seller = campaign.merchants.profile(random.lowBelow(Math.max(campaign.size.merchants, 1)));
  const goods = random.pick(seller.trade.goods);
  const category = random.pick(LISTING_CATEGORIES);
  return {
    section: 'listings',
    category,
    severity: random.pick(SEVERITIES[category]),
    measures: ['LISTING_TAKEN_DOWN'],
    evidence: evidenceOf(category, goods, random),
    detectedAt: momentWithin(campaign, random),
    jurisdiction: seller.division.code,
    sharing: random.pick(SHARINGS),
    listingId: campaign.numbers.listingId(index),
    shopId: campaign.merchants.shopId(seller.index),
    name: listingTitle(seller, goods, random),
  };
}

function complaintRow(campaign: Campaign, index: number): ReportRow {
  const random = findingRandom(campaign, STREAM.complaint, index);
  const subject = someMerchant(campaign, random);
  const goods = random.pick(subject.trade.goods);
  const category = random.pick(COMPLAINT_CATEGORIES);
  const outcome = outcomeOf(campaign.size, index);
  const receivedAt = momentWithin(campaign, random);
  return {
    section: 'complaints',
    category,
    severity: random.pick(SEVERITIES[category]),
    measures: [...COMPLAINT_MEASURES[outcome]],
    evidence: evidenceOf(category, goods, random),
    detectedAt: receivedAt,
    jurisdiction: subject.division.code,
    sharing: random.pick(SHARINGS),
    ...(random.chance(0.7)
      ? { shopId: campaign.merchants.shopId(subject.index) }
      : { uscc: campaign.merchants.uscc(subject) }),
    complaintId: `TS${receivedAt.slice(0, 10).replaceAll('-', '')}${String(index + 1).padStart(6, '0')}`,
    receivedAt,
    outcome,
    ...(outcome === 'RESOLVED' && {
      resolvedAt: secondsAfter(receivedAt, 3600 + random.below(RESOLVED_WITHIN_SECONDS)),
    }),
    summary: random.pick(COMPLAINT_SUMMARIES[category] ?? EVIDENCE[category]).replace('{goods}', goods),
  };
}

function accountRow(campaign: Campaign, index: number): ReportRow {
  const random = findingRandom(campaign, STREAM.account, index);
  const holder = FIRST_ACCOUNT_HOLDER + index;
  const { merchants } = campaign;
  const behind = random.chance(SHARED_PHONE_SHARE) ? someMerchant(campaign, random).index : undefined;
  const person = behind !== undefined ? merchants.legalRepresentative(behind) : merchants.person(holder);
  const category = random.pick(ACCOUNT_CATEGORIES);
  return {
    section: 'accounts',
    category,
    severity: random.pick(SEVERITIES[category]),
    measures: ['ACCOUNT_SUSPENDED'],
    evidence: evidenceOf(category, '商品', random),
    detectedAt: momentWithin(campaign, random),
    jurisdiction: random.pick(WEIGHTED_DIVISIONS).code,
    sharing: random.pick(SHARINGS),
    accountId: campaign.numbers.accountId(index),
    name: nickname(random),
    phone: behind !== undefined ? merchants.phone(behind) : merchants.samples.phone(holder),
    ...(random.chance(0.3) && { residentId: person.residentId }),
    ...(random.chance(0.2) && { bankCard: merchants.samples.bankCard(holder) }),
  };
}

function findingRandom({ seed, platformKey }: Campaign, stream: number, index: number): SeededRandom {
  return new SeededRandom(seed, platformKey, stream, index);
}

function someMerchant({ merchants, size }: Campaign, random: SeededRandom): MerchantProfile {
  return merchants.profile(random.below(Math.max(size.merchants, 1)));
}

/** Spreads the resolved complaints evenly over all; of the others one in three was rejected. */
function outcomeOf({ complaints, resolvedComplaints }: CampaignSize, index: number): Outcome {
  const resolvedBefore = Math.floor((index * resolvedComplaints) / complaints);
  if (Math.floor(((index + 1) * resolvedComplaints) / complaints) > resolvedBefore) return 'RESOLVED';
  return (index - resolvedBefore) % 3 === 2 ? 'REJECTED' : 'PENDING';
}

function listingTitle({ brand, trade }: MerchantProfile, goods: string, random: SeededRandom): string {
  const claim = random.pick(LISTING_PREFIXES);
  const specification = random.pick(trade.specifications);
  return `${claim}${brand}${goods} ${specification} ${random.pick(LISTING_SUFFIXES)}`.trim();
}

function evidenceOf(category: Category, goods: string, random: SeededRandom): string {
  return random.pick(EVIDENCE[category]).replace('{goods}', goods);
}

function momentWithin({ startMs }: Campaign, random: SeededRandom): string {
  return new Date(startMs + random.below(CAMPAIGN_SECONDS) * 1000).toISOString();
}

function secondsAfter(moment: string, seconds: number): string {
  return new Date(Date.parse(moment) + seconds * 1000).toISOString();
}

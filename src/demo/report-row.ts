export type ReportSection = 'merchants' | 'listings' | 'complaints' | 'accounts' | 'cooperation';
export type Severity = 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';
export type Sharing = 'OWNER' | 'NAMED' | 'KIND' | 'JURISDICTION' | 'AGENCIES' | 'PUBLIC';
export type Outcome = 'RESOLVED' | 'PENDING' | 'REJECTED';

export type Category =
  | 'COUNTERFEIT'
  | 'FALSE_INFORMATION'
  | 'EXTORTION'
  | 'MALICIOUS_CLAIMS'
  | 'FORCED_TRADING'
  | 'FAKE_REVIEWS'
  | 'ILLEGAL_LENDING'
  | 'UNLICENSED_TRADING'
  | 'ACCOUNT_FRAUD'
  | 'OTHER';

export type Measure =
  | 'LISTING_TAKEN_DOWN'
  | 'SHOP_FROZEN'
  | 'ACCOUNT_SUSPENDED'
  | 'PAYOUT_HELD'
  | 'DEPOSIT_DEDUCTED'
  | 'WARNING_ISSUED'
  | 'EVIDENCE_PRESERVED'
  | 'REPORTED_TO_POLICE';

/** One line of a self-inspection report. It is flat, so that CSV and NDJSON carry the same. */
export interface ReportRow {
  section: ReportSection;
  /** MERCHANT in `merchants`, LISTING in `listings`, ACCOUNT in `accounts`, unless a row names another kind. */
  kind?: string;
  category: Category;
  severity: Severity;
  measures: Measure[];
  /** What the platform saw, in a sentence of Chinese. */
  evidence: string;
  /** ISO 8601 UTC. */
  detectedAt: string;
  /** GB/T 2260, six digits. */
  jurisdiction: string;
  sharing: Sharing;

  uscc?: string;
  /** The account holder's, or the legal representative's of a merchant. */
  residentId?: string;
  phone?: string;
  bankCard?: string;
  shopId?: string;
  listingId?: string;
  accountId?: string;
  domain?: string;
  email?: string;
  address?: string;

  /** A merchant's registered name, a listing's title, an account's nickname. */
  name?: string;
  shopName?: string;
  legalRepresentative?: string;

  complaintId?: string;
  receivedAt?: string;
  outcome?: Outcome;
  /** Only where the outcome is RESOLVED. */
  resolvedAt?: string;
  summary?: string;
}

/** Every column, in the order of the CSV header. `satisfies` below keeps it complete. */
const COLUMN_ORDER = {
  section: 1,
  kind: 1,
  category: 1,
  severity: 1,
  measures: 1,
  evidence: 1,
  detectedAt: 1,
  jurisdiction: 1,
  sharing: 1,
  uscc: 1,
  residentId: 1,
  phone: 1,
  bankCard: 1,
  shopId: 1,
  listingId: 1,
  accountId: 1,
  domain: 1,
  email: 1,
  address: 1,
  name: 1,
  shopName: 1,
  legalRepresentative: 1,
  complaintId: 1,
  receivedAt: 1,
  outcome: 1,
  resolvedAt: 1,
  summary: 1,
} satisfies Record<keyof ReportRow, 1>;

export const REPORT_COLUMNS = Object.keys(COLUMN_ORDER) as ReadonlyArray<keyof ReportRow>;

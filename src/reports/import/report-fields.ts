import type { IdentifierType } from '../../../libs/identifiers/identifier.js';
import type { EntityKind, NameRole } from '../../entities/entity-vocabulary.js';

/** Parts of a self-inspection report. */
export const REPORT_SECTIONS = ['merchants', 'listings', 'complaints', 'accounts', 'cooperation'] as const;
export type ReportSection = (typeof REPORT_SECTIONS)[number];

/** Fields that hold an identifier, and of which type. */
export const IDENTIFIER_FIELDS = {
  uscc: 'USCC',
  residentId: 'RESIDENT_ID',
  phone: 'PHONE',
  bankCard: 'BANK_CARD',
  shopId: 'SHOP_ID',
  listingId: 'LISTING_ID',
  accountId: 'ACCOUNT_ID',
  domain: 'DOMAIN',
  icp: 'ICP',
  paymentAccount: 'PAYMENT_ACCOUNT',
  email: 'EMAIL',
  address: 'ADDRESS',
} as const satisfies Record<string, IdentifierType>;
export type IdentifierField = keyof typeof IDENTIFIER_FIELDS;
export const IDENTIFIER_FIELD_NAMES = Object.keys(IDENTIFIER_FIELDS) as IdentifierField[];

/** The field that an identifier of a type is written in. */
export const FIELD_OF_TYPE = Object.fromEntries(
  Object.entries(IDENTIFIER_FIELDS).map(([field, type]) => [type, field]),
) as Readonly<Record<IdentifierType, IdentifierField>>;

const COMMON = [
  'section',
  'category',
  'measures',
  'evidence',
  'detectedAt',
  'jurisdiction',
  'sharing',
  'sharedWith',
  'sharedKind',
] as const;
const SUBJECT = ['kind', 'severity', 'name', 'shopName', 'legalRepresentative', ...IDENTIFIER_FIELD_NAMES] as const;
const COMPLAINT = ['complaintId', 'receivedAt', 'dueAt', 'outcome', 'resolvedAt', 'summary'] as const;

export type ReportField = (typeof COMMON)[number] | (typeof SUBJECT)[number] | (typeof COMPLAINT)[number];

/** Every field that a row of any section may have: also the columns that a CSV header may name. */
export const REPORT_FIELDS: ReadonlySet<string> = new Set<ReportField>([...COMMON, ...SUBJECT, ...COMPLAINT]);

/** Fields of a section. */
export const FIELDS_OF_SECTION: Readonly<Record<ReportSection, ReadonlySet<string>>> = {
  merchants: new Set<ReportField>([...COMMON, ...SUBJECT]),
  listings: new Set<ReportField>([...COMMON, ...SUBJECT]),
  accounts: new Set<ReportField>([...COMMON, ...SUBJECT]),
  complaints: new Set<ReportField>([...COMMON, ...SUBJECT, ...COMPLAINT]),
  cooperation: new Set<ReportField>([...COMMON, 'summary']),
};

/** The kind of entity that a section speaks of, unless the row names another. */
export const KIND_OF_SECTION = { merchants: 'MERCHANT', listings: 'LISTING', accounts: 'ACCOUNT' } as const;

/** What a complaint is about, unless the row names the kind: the first identifier given, the most particular first. */
export const COMPLAINT_SUBJECTS: readonly { readonly field: IdentifierField; readonly kind: EntityKind }[] = [
  { field: 'listingId', kind: 'LISTING' },
  { field: 'accountId', kind: 'ACCOUNT' },
  { field: 'uscc', kind: 'MERCHANT' },
  { field: 'shopId', kind: 'SHOP' },
];

/** What the field `name` is to an entity of a kind. */
export const NAME_ROLE_OF_KIND: Readonly<Record<EntityKind, NameRole>> = {
  MERCHANT: 'REGISTERED',
  SHOP: 'SHOP',
  LISTING: 'TITLE',
  ACCOUNT: 'NICKNAME',
  PERSON: 'PERSON',
  WEBSITE: 'TITLE',
};

/** Most characters of a text. */
export const MAX_LENGTH = {
  name: 200,
  shopName: 200,
  legalRepresentative: 100,
  evidence: 2_000,
  summary: 2_000,
  complaintId: 64,
} as const;

import type { IdentifierType } from '../../libs/identifiers/identifier.js';

/** Kinds of entity (DESIGN §2). */
export const ENTITY_KINDS = ['MERCHANT', 'SHOP', 'LISTING', 'ACCOUNT', 'PERSON', 'WEBSITE'] as const;
export type EntityKind = (typeof ENTITY_KINDS)[number];

/** The identifiers that can anchor an entity of a kind, the best first: the first one given decides which entity it is. */
export const ANCHORS: Readonly<Record<EntityKind, readonly IdentifierType[]>> = {
  MERCHANT: ['USCC', 'SHOP_ID'],
  SHOP: ['SHOP_ID'],
  LISTING: ['LISTING_ID'],
  ACCOUNT: ['ACCOUNT_ID'],
  PERSON: ['RESIDENT_ID', 'ACCOUNT_ID'],
  WEBSITE: ['DOMAIN'],
};

/** What a name is to its entity. */
export const NAME_ROLES = ['REGISTERED', 'SHOP', 'TITLE', 'NICKNAME', 'PERSON', 'LEGAL_REPRESENTATIVE'] as const;
export type NameRole = (typeof NAME_ROLES)[number];

/** Names of natural persons: encrypted at rest, masked in answers. */
export const PERSONAL_NAME_ROLES: ReadonlySet<NameRole> = new Set(['NICKNAME', 'PERSON', 'LEGAL_REPRESENTATIVE']);

/** What an identifier is to its entity. */
export const IDENTIFIER_ROLES = ['ANCHOR', 'HELD', 'LINKED'] as const;
export type IdentifierRole = (typeof IDENTIFIER_ROLES)[number];

/** Context that binds a personal identifier's ciphertext to its row. */
export const identifierContext = (entityId: string, lookupKey: string): string =>
  `entity_identifier:${entityId}:${lookupKey}`;

/** Context that binds a personal name's ciphertext to its row. */
export const nameContext = (entityId: string, nameKey: string): string => `entity_name:${entityId}:${nameKey}`;

import type { BlindIndex } from '../../libs/field-encryption/blind-index.js';
import type { IdentifierType } from '../../libs/identifiers/identifier.js';
import type { EntityKind } from './entity-vocabulary.js';

/** The identifier that decides which entity is meant, in canonical form. */
export interface Anchor {
  readonly type: IdentifierType;
  readonly canonical: string;
}

/**
 * The key under which an entity is the same one for every tenant: blind index of its kind and anchor, 43 characters.
 * Whatever joins `entity.anchorKey` must come from here.
 */
export const anchorKey = (index: BlindIndex, kind: EntityKind, { type, canonical }: Anchor): string =>
  index.key('ENTITY', `${kind} ${type} ${canonical}`);

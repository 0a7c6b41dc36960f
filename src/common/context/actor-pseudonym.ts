import type { BlindIndex } from '../../../libs/field-encryption/blind-index.js';
import type { TenantContext } from './tenant-context.js';

/** What stands for a person in tables and in the ledger: the same everywhere, and nobody's name without the key. */
export const actorPseudonym = (
  pseudonyms: BlindIndex,
  { tenantId, actor }: Pick<TenantContext, 'tenantId' | 'actor'>,
) => pseudonyms.key('ACTOR', `${tenantId} ${actor}`);

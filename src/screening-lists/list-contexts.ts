import type { Ciphers } from '../common/tokens.js';
import type { StatedPurpose } from '../query/query.policy.js';

/** Contexts that bind ciphertexts to their list or item. */
export const listContext = (field: 'name' | 'purpose' | 'caseRef', listId: string): string =>
  `screening_list.${field}:${listId}`;
export const itemContext = (itemId: string): string => `screening_list_item:${itemId}`;

/** What a list is for, in plain text. */
export function openPurpose(
  { fields }: Pick<Ciphers, 'fields'>,
  { id, purpose, caseRef }: StatedPurpose & { readonly id: string },
): StatedPurpose {
  const open = (field: 'purpose' | 'caseRef', sealed: string | null) =>
    sealed === null ? null : fields.decrypt(sealed, listContext(field, id));
  return { purpose: open('purpose', purpose), caseRef: open('caseRef', caseRef) };
}

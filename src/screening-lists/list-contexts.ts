/** Contexts that bind ciphertexts to their list or item. */
export const listContext = (field: 'name' | 'purpose' | 'caseRef', listId: string): string =>
  `screening_list.${field}:${listId}`;
export const itemContext = (itemId: string): string => `screening_list_item:${itemId}`;

/** What is left of an attachment when its key is forgotten: sizes, times and the digest, nothing of name or content. */
export const DESTROYED_CONTENT = { state: 'DESTROYED', fileName: null, wrappedKey: null } as const;

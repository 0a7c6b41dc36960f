/** The gateway itself, as author of what happens by time: a ledger entry of it names no tenant and no actor. */
export interface SystemAuthor {
  /** What in the gateway did it, at most 64 characters. */
  readonly system: string;
}

/** The author of what a deadline of this kind brings about: `deadline:blacklist.statement`. */
export const byTime = (kind: string): SystemAuthor => ({ system: `deadline:${kind}` });

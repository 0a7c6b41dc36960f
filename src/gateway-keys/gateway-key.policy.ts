/** When a key of the gateway begins and ends. */
export interface KeyTimes {
  readonly generation: number;
  readonly signsFromMs: number;
  readonly publishedUntilMs: number | null;
}

/** How long a key that signs no more stays published: what it signed may still be on its way, or be checked later. */
export const PUBLISHED_AFTER_MS = 30 * 86_400_000;

/** Whether receivers are told of the key. */
export const isPublished = ({ publishedUntilMs }: KeyTimes, nowMs: number): boolean =>
  publishedUntilMs === null || nowMs < publishedUntilMs;

/** The key of an algorithm that signs now: the newest that has begun. */
export function signingKeyOf<Key extends KeyTimes>(keys: readonly Key[], nowMs: number): Key | undefined {
  return keys
    .filter((key) => key.signsFromMs <= nowMs && isPublished(key, nowMs))
    .reduce<Key | undefined>((newest, key) => (newest && newest.generation > key.generation ? newest : key), undefined);
}

/** The times of a new key and the end of those before it. */
export interface Succession {
  readonly signsFromMs: number;
  readonly publishedUntilMs: number;
}

/**
 * How a new key takes over: it is published at once and signs after the lead, so that every receiver has it by then; the
 * keys before it stay published for a while. A compromised one is taken out at once, and the new one signs at once.
 */
export function succession(nowMs: number, leadMs: number, isCompromised: boolean): Succession {
  if (isCompromised) return { signsFromMs: nowMs, publishedUntilMs: nowMs };
  return { signsFromMs: nowMs + leadMs, publishedUntilMs: nowMs + leadMs + PUBLISHED_AFTER_MS };
}

import type { EntityKind } from '../entities/entity-vocabulary.js';

/** An entity that an item means just now, as the list's tenant sees it. */
export interface FoundHit {
  readonly entityId: string;
  readonly kind: EntityKind;
  /** In ten-thousandths. */
  readonly score: number;
  readonly isIdentified: boolean;
  /** Digest of everything that the tenant may see of the entity. */
  readonly revision: string;
  /** Digest of what others said of it; undefined when only the tenant itself did. */
  readonly othersRevision: string | undefined;
  /** Whether the tenant has reviewed it as it is now. */
  readonly isReviewed: boolean;
}

/** A hit as it rests. */
export interface StoredHit {
  readonly id: string;
  readonly itemId: string;
  readonly entityId: string;
  readonly score: number;
  readonly isIdentified: boolean;
  readonly queryKey: string;
  readonly revision: string;
  readonly alertedRevision: string | null;
  readonly state: HitState;
}

export const HIT_STATES = ['CURRENT', 'GONE'] as const;
export type HitState = (typeof HIT_STATES)[number];

/** What an alert tells: the item means an entity that it did not mean before, or something new is said of one. */
export type AlertKind = 'NEW' | 'CHANGED';

/** What becomes of the hits of one item. */
export interface HitChanges {
  readonly added: readonly { readonly hit: FoundHit; readonly alert: AlertKind | undefined }[];
  readonly changed: readonly {
    readonly stored: StoredHit;
    readonly hit: FoundHit;
    readonly alert: AlertKind | undefined;
  }[];
  readonly gone: readonly StoredHit[];
}

/**
 * Holds what was found against what was known. An alert is raised for what others said, once for each state of it, unless
 * the tenant has reviewed the entity as it is: what it said itself it knows.
 */
export function hitChanges(known: readonly StoredHit[], found: readonly FoundHit[], queryKey: string): HitChanges {
  const stored = new Map(known.map((hit) => [hit.entityId, hit]));
  const added: HitChanges['added'][number][] = [];
  const changed: HitChanges['changed'][number][] = [];
  for (const hit of found) {
    const before = stored.get(hit.entityId);
    stored.delete(hit.entityId);
    if (!before) added.push({ hit, alert: alertOf(hit, null, 'NEW') });
    else if (!isAsBefore(before, hit, queryKey)) {
      const kind = before.state === 'GONE' ? 'NEW' : 'CHANGED';
      changed.push({ stored: before, hit, alert: alertOf(hit, before.alertedRevision, kind) });
    }
  }
  return { added, changed, gone: [...stored.values()].filter(({ state }) => state === 'CURRENT') };
}

/** What is remembered as told, so that it is not told again: a review counts as told. */
export const alertedAfter = ({ othersRevision }: FoundHit, before: string | null): string | null =>
  othersRevision ?? before;

function alertOf(hit: FoundHit, alerted: string | null, kind: AlertKind): AlertKind | undefined {
  const isNews = hit.othersRevision !== undefined && hit.othersRevision !== alerted;
  return isNews && !hit.isReviewed ? kind : undefined;
}

const isAsBefore = (before: StoredHit, hit: FoundHit, queryKey: string): boolean =>
  before.state === 'CURRENT' &&
  before.revision === hit.revision &&
  before.score === hit.score &&
  before.isIdentified === hit.isIdentified &&
  before.queryKey === queryKey;

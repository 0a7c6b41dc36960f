import { covers } from '../../libs/identifiers/division.js';
import type { Viewer } from '../common/context/tenant-context.js';
import type { EntityKind } from '../entities/entity-vocabulary.js';
import type { Sharing, SharingLevel } from '../sharing/sharing.policy.js';
import type { BlacklistAction, BlacklistActor } from './blacklist.lifecycle.js';

/** Yes, or no and why. */
export type Decision = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** How wide an entry may be published. Everyone, the agencies, or the agencies of its division and of those above. */
export const PUBLICATION_LEVELS = ['PUBLIC', 'AGENCIES', 'JURISDICTION'] as const;
export type PublicationLevel = (typeof PUBLICATION_LEVELS)[number];

/** How wide the restricted part may be shared: never with everyone. */
export const RESTRICTED_LEVELS = ['AGENCIES', 'JURISDICTION', 'OWNER'] as const;
export type RestrictedLevel = (typeof RESTRICTED_LEVELS)[number];

/** Why an entry can never be published to everyone: it touches a minor, or its case is sealed. */
export const NEVER_PUBLIC = ['MINOR', 'SEALED'] as const;
export type NeverPublic = (typeof NEVER_PUBLIC)[number];

/** The grounds on which an entry may be published before the notice; each leads to a notice at once afterwards. */
export const EMERGENCY_GROUNDS = [
  'DANGER_TO_LIFE',
  'FOOD_OR_DRUG_SAFETY',
  'ONGOING_FRAUD',
  'EVIDENCE_AT_RISK',
] as const;
export type EmergencyGround = (typeof EMERGENCY_GROUNDS)[number];

/** On whose word an entry is revoked. */
export const REVOCATION_GROUNDS = ['COURT_JUDGMENT', 'ADMINISTRATIVE_REVIEW', 'SUPERIOR_DECISION'] as const;

export const OUTCOMES = ['LIST', 'DO_NOT_LIST'] as const;
export type Outcome = (typeof OUTCOMES)[number];

const YES: Decision = { ok: true };
const no = (reason: string): Decision => ({ ok: false, reason });

/** Whose an entry is. */
export interface Owned {
  readonly tenantId: string;
  /** Division of the regulator. */
  readonly regulatorJurisdiction: string;
}

/** What the caller is to an entry; a regulator is the owner of what it is about to propose. */
export function actorOf(viewer: Viewer, { tenantId, regulatorJurisdiction }: Owned): BlacklistActor {
  if (viewer.tenantKind !== 'MARKET_REGULATOR') return viewer.tenantKind;
  if (viewer.tenantId === tenantId) return 'OWNING_REGULATOR';
  const isAbove = viewer.jurisdiction !== regulatorJurisdiction && covers(viewer.jurisdiction, regulatorJurisdiction);
  return isAbove ? 'SUPERIOR_REGULATOR' : 'OTHER_REGULATOR';
}

/** Only a merchant can be listed: a list that is pushed to everyone names no natural person (PIPL art. 6). */
export function mayBeListed(subjectKind: EntityKind): Decision {
  if (subjectKind === 'MERCHANT') return YES;
  return no('Only a merchant with a unified social credit code can be listed.');
}

/** A regulator lists within its own division only. */
export function mayListIn(viewer: Viewer, jurisdiction: string): Decision {
  if (covers(viewer.jurisdiction, jurisdiction)) return YES;
  return no('The division must be a GB/T 2260 code within your own jurisdiction.');
}

/** What the steps of one entry are judged by; people as pseudonyms. */
export interface CaseFile {
  readonly proposedBy: string;
  readonly decision: Outcome | null;
  readonly decidedBy: string | null;
  readonly neverPublic: NeverPublic | null;
  readonly repairFromMs: number | null;
}

/** Why a person may not take a step that the lifecycle would allow. */
export type StepObjection = 'SAME_PERSON' | 'WRONG_OUTCOME' | 'TOO_EARLY';

/**
 * What the lifecycle's table cannot say, since it is about the person or the time: the decision is confirmed by somebody
 * else than who made it, an emergency publication is made by somebody else than who proposed it, and repair is asked for
 * only after its time.
 */
export function objectionTo(
  action: BlacklistAction,
  file: CaseFile,
  person: string | null,
  nowMs: number,
): StepObjection | undefined {
  switch (action) {
    case 'confirmListing':
    case 'confirmNotListing':
      if (person === null || person === file.decidedBy) return 'SAME_PERSON';
      return file.decision === (action === 'confirmListing' ? 'LIST' : 'DO_NOT_LIST') ? undefined : 'WRONG_OUTCOME';
    case 'disagree':
      return person === null || person === file.decidedBy ? 'SAME_PERSON' : undefined;
    case 'publishInEmergency':
      return person === null || person === file.proposedBy ? 'SAME_PERSON' : undefined;
    case 'requestRepair':
      return file.repairFromMs !== null && nowMs >= file.repairFromMs ? undefined : 'TOO_EARLY';
    default:
      return undefined;
  }
}

/** Entries that touch minors or come from a sealed case are never public. */
export function mayPublishTo(level: PublicationLevel, neverPublic: NeverPublic | null): Decision {
  if (level !== 'PUBLIC' || neverPublic === null) return YES;
  return no('An entry that touches a minor or comes from a sealed case is never public: share it with agencies.');
}

/** How wide an entry stays shared after a correction: what may not be public any more goes back to the agencies. */
export const levelAfterCorrection = (level: SharingLevel, neverPublic: NeverPublic | null): SharingLevel =>
  level === 'PUBLIC' && neverPublic !== null ? 'AGENCIES' : level;

// Resident numbers, mobile numbers and addresses of mail: what no public part needs.
const PERSONAL = /(?<![0-9A-Z])\d{17}[\dX](?![0-9A-Z])|(?<!\d)1[3-9]\d{9}(?!\d)|[^\s@]+@[^\s@]+\.[^\s@]+/i;

/**
 * Whether a text of the public part keeps natural persons out: the persons that the restricted part names, and numbers
 * that are some person's. It cannot know every name; whoever writes the text answers for the rest.
 */
export function namesNobody(text: string, persons: readonly string[]): Decision {
  const plain = text.normalize('NFKC');
  if (PERSONAL.test(plain)) return no('The public part holds what looks like an identifier of a natural person.');
  const squeezed = plain.replace(/\s/g, '');
  const named = persons.some((person) => squeezed.includes(person.normalize('NFKC').replace(/\s/g, '')));
  return named ? no('The public part names a natural person: say it in the restricted part.') : YES;
}

/** Until it is published only its regulator sees an entry, and those whom it told of the procedure. */
export function sharingOfProcedure(ownerId: string, toldIds: readonly string[]): Sharing {
  return toldIds.length === 0 ? { ownerId, level: 'OWNER' } : { ownerId, level: 'NAMED', memberIds: toldIds };
}

/** Who sees a published entry, or its restricted part. */
export function sharingOfPublication(
  ownerId: string,
  level: PublicationLevel | RestrictedLevel,
  jurisdiction: string,
): Sharing {
  return level === 'JURISDICTION' ? { ownerId, level, jurisdiction } : { ownerId, level };
}

import { covers } from '../../libs/identifiers/division.js';
import type { Viewer } from '../common/context/tenant-context.js';
import type { EntityKind } from '../entities/entity-vocabulary.js';
import type { Sharing } from '../sharing/sharing.policy.js';
import type { BlacklistActor } from './blacklist.lifecycle.js';

/** Yes, or no and why. */
export type Decision = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** How wide an entry may be published. Everyone, the agencies, or the agencies of its division and of those above. */
export const PUBLICATION_LEVELS = ['PUBLIC', 'AGENCIES', 'JURISDICTION'] as const;
export type PublicationLevel = (typeof PUBLICATION_LEVELS)[number];

/** What the caller is to an entry; a regulator is the owner of what it is about to propose. */
export function actorOf(viewer: Viewer, ownerId: string): BlacklistActor {
  if (viewer.tenantKind !== 'MARKET_REGULATOR') return viewer.tenantKind;
  return viewer.tenantId === ownerId ? 'OWNING_REGULATOR' : 'OTHER_REGULATOR';
}

/** Only a merchant can be listed: a list that is pushed to everyone names no natural person (PIPL art. 6). */
export function mayBeListed(subjectKind: EntityKind): Decision {
  if (subjectKind === 'MERCHANT') return { ok: true };
  return { ok: false, reason: 'Only a merchant with a unified social credit code can be listed.' };
}

/** A regulator lists within its own division only. */
export function mayListIn(viewer: Viewer, jurisdiction: string): Decision {
  if (covers(viewer.jurisdiction, jurisdiction)) return { ok: true };
  return { ok: false, reason: 'The division must be a GB/T 2260 code within your own jurisdiction.' };
}

/** Until it is published only its regulator sees an entry. */
export const sharingOfProposal = (ownerId: string): Sharing => ({ ownerId, level: 'OWNER' });

/** Who sees a published entry. */
export function sharingOfPublication(ownerId: string, level: PublicationLevel, jurisdiction: string): Sharing {
  return level === 'JURISDICTION' ? { ownerId, level, jurisdiction } : { ownerId, level };
}

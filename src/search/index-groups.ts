import { LRUCache } from 'lru-cache';
import type { NameKind } from '../../libs/matching/name-record.js';
import type { Viewer } from '../common/context/tenant-context.js';
import type { EntityKind, NameRole } from '../entities/entity-vocabulary.js';
import { PERSONAL_NAME_ROLES } from '../entities/entity-vocabulary.js';
import { canSee, type Sharing } from '../sharing/sharing.policy.js';

/** What a viewer may see is a byte for each group, kept for many viewers: more groups would cost too much memory. */
const MAX_GROUPS = 1 << 20;
/** Bytes of the answers of `allowed` that are kept; one that is not costs a pass over the groups. */
const KNOWN_BYTES = 128 * 1024 * 1024;
const KNOWN_VIEWERS = 2_000;

/** Names that the same callers may meet: of one sharing, of one kind of entity, of natural persons or not. */
export interface Group {
  readonly sharingId: string;
  readonly kind: EntityKind;
  readonly isPersonal: boolean;
}

/** What a search is allowed to meet beside what its caller may see. */
export interface GroupScope {
  /** Kinds of entity. */
  readonly kinds: readonly EntityKind[];
  /** Names of natural persons, and persons: only for a stated purpose. */
  readonly withPersons: boolean;
}

/**
 * Numbers the groups of names. The index asks, before it looks at a name, whether its group is allowed; so what a caller
 * may not see is neither found nor counted. Sharings never change, so an answer holds until there are more groups.
 */
export class IndexGroups {
  private readonly groups: Group[] = [];
  private readonly sharings: Sharing[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly allowedByScope = new LRUCache<string, Uint8Array>({
    max: KNOWN_VIEWERS,
    maxSize: KNOWN_BYTES,
    sizeCalculation: ({ length }) => length + 1,
  });

  constructor(private readonly most = MAX_GROUPS) {}

  /** In the order of their numbers, for the snapshot. */
  get all(): readonly Group[] {
    return this.groups;
  }

  of(number: number): Group | undefined {
    return this.groups[number];
  }

  /** Whether the names of a group are those of natural persons; of an unknown group it is to be feared. */
  isPersonal(number: number): boolean {
    const group = this.groups[number];
    return !group || isOfPerson(group);
  }

  /** The group's number, a new one when it had none; undefined when there are no more numbers. */
  numberOf(group: Group, sharing: Sharing): number | undefined {
    const key = keyOf(group);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = this.groups.length;
    if (number >= this.most) return undefined;
    this.groups.push(group);
    this.sharings.push(sharing);
    this.numbers.set(key, number);
    return number;
  }

  /** By group: 1 when the viewer may meet its names in this scope. */
  allowed(viewer: Viewer, { kinds, withPersons }: GroupScope): Uint8Array {
    const key = `${viewer.tenantId} ${viewer.tenantKind} ${viewer.jurisdiction} ${withPersons} ${kinds.join()}`;
    const known = this.allowedByScope.get(key);
    if (known?.length === this.groups.length) return known;
    const allowed = new Uint8Array(this.groups.length);
    if (known) allowed.set(known);
    const wanted = new Set(kinds);
    for (let number = known?.length ?? 0; number < allowed.length; number++) {
      const { kind, isPersonal } = this.groups[number] as Group;
      const sharing = this.sharings[number];
      const isWanted = wanted.has(kind) && (withPersons || !isOfPerson({ kind, isPersonal }));
      allowed[number] = isWanted && sharing !== undefined && canSee(viewer, sharing) ? 1 : 0;
    }
    this.allowedByScope.set(key, allowed);
    return allowed;
  }
}

const keyOf = ({ sharingId, kind, isPersonal }: Group): string => `${sharingId} ${kind} ${isPersonal}`;

/** Whether a name of the group is a natural person's, or leads to one. */
export const isOfPerson = ({ kind, isPersonal }: Pick<Group, 'kind' | 'isPersonal'>): boolean =>
  isPersonal || kind === 'PERSON';

/** The group of a name. */
export const groupOf = (name: { sharingId: string; kind: EntityKind; role: NameRole }): Group => ({
  sharingId: name.sharingId,
  kind: name.kind,
  isPersonal: PERSONAL_NAME_ROLES.has(name.role),
});

/** How the matcher reads a name: the legal representative of a company has the name of a person. */
export const readAs = (role: NameRole, kind: EntityKind): NameKind =>
  role === 'PERSON' || role === 'LEGAL_REPRESENTATIVE' ? 'PERSON' : kind;

/** The readings that a search of these kinds needs. */
export function readingsOf({ kinds, withPersons }: GroupScope): NameKind[] {
  const readings = new Set<NameKind>(kinds);
  if (withPersons) readings.add('PERSON');
  else readings.delete('PERSON');
  return [...readings];
}

import { Inject, Injectable } from '@nestjs/common';
import { type Identifier, parseIdentifier } from '../../libs/identifiers/identifier.js';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { InvalidInput } from '../common/graphql/user-error.graphql.js';
import { isId, newId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import { type Addition, MAX_SUBJECTS, type SubjectInput } from './joint-cases.inputs.js';
import type { SubjectContent } from './joint-content.js';
import type { LineDraft } from './joint-journal.js';
import { type EntityFound, JointNamesRepository } from './joint-names.repository.js';

/** Subjects as they come in together: a ring with its name, or a list without one. */
export interface SubjectList {
  readonly path: string;
  readonly name: string | null;
  readonly subjects: readonly SubjectInput[];
  readonly sharedWith: readonly string[];
}

/** Subjects of a list after it was read: which entities they are, and how their identifiers are shown. */
export interface SubjectSet {
  readonly name: string | null;
  readonly subjects: readonly Omit<SubjectContent, 'setId'>[];
  /** Blind-index keys of the identifiers that were looked up, for the ledger. */
  readonly keys: readonly string[];
  /** Ids of the tenants that the set is shared with by name. */
  readonly namedIds: readonly string[];
}

interface ReadSubject {
  readonly path: string;
  readonly input: SubjectInput;
  readonly identifier: Identifier | undefined;
  readonly key: string | undefined;
}

/** Finds out which entities the subjects of a case are. */
@Injectable()
export class JointSubjects {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {}

  /**
   * Reads lists of subjects together with whom each is shared with by name.
   * @param idsOfCodes finds tenants by code, or says which code is wrong
   */
  async sets(
    context: TenantContext,
    lists: readonly SubjectList[],
    idsOfCodes: (codes: readonly string[], path: string) => Promise<string[] | InvalidInput> | string[] | InvalidInput,
  ): Promise<SubjectSet[] | InvalidInput> {
    if (lists.reduce((count, { subjects }) => count + subjects.length, 0) > MAX_SUBJECTS) return tooManySubjects();
    const read = await this.read(context, lists);
    if (read instanceof InvalidInput) return read;
    const sets: SubjectSet[] = [];
    for (const [index, set] of read.entries()) {
      const { sharedWith, path } = lists[index] ?? { sharedWith: [], path: '' };
      const namedIds = await idsOfCodes(sharedWith, path.replace(/subjects$/, 'sharedWith'));
      if (namedIds instanceof InvalidInput) return namedIds;
      sets.push({ ...set, namedIds });
    }
    return sets;
  }

  /**
   * Finds out which entities they are: an entity must be one that the caller may see, and an identifier one that is well formed; it
   * need not be known. Two statements, however many subjects.
   */
  private async read(
    context: TenantContext,
    lists: readonly SubjectList[],
  ): Promise<Omit<SubjectSet, 'namedIds'>[] | InvalidInput> {
    const read: ReadSubject[][] = [];
    const seen = new Set<string>();
    for (const list of lists) {
      const subjects = this.readList(list, seen);
      if (subjects instanceof InvalidInput) return subjects;
      read.push(subjects);
    }
    const all = read.flat();
    const repository = new JointNamesRepository(this.database);
    const entityIds = all.flatMap(({ input }) => (input.entityId && isId(input.entityId) ? [input.entityId] : []));
    const kinds = await repository.entitiesSeen(context, entityIds);
    const keys = all.flatMap(({ key }) => key ?? []);
    const named = byKey(await repository.entitiesNamed(context, keys));
    const sets: Omit<SubjectSet, 'namedIds'>[] = [];
    for (const [index, subjects] of read.entries()) {
      const contents: Omit<SubjectContent, 'setId'>[] = [];
      for (const subject of subjects) {
        const content = contentOf(subject, kinds, named);
        if (content instanceof InvalidInput) return content;
        contents.push(content);
      }
      const own = subjects.flatMap(({ key }) => key ?? []);
      sets.push({ name: lists[index]?.name ?? null, subjects: contents, keys: own });
    }
    return sets;
  }

  private readList(list: SubjectList, seen: Set<string>): ReadSubject[] | InvalidInput {
    const subjects: ReadSubject[] = [];
    for (const [index, input] of list.subjects.entries()) {
      const subject = this.readOne(input, `${list.path}[${index}]`);
      if (subject instanceof InvalidInput) return subject;
      const name = subject.key ?? input.entityId ?? '';
      if (seen.has(name)) return InvalidInput.at(subject.path, 'The subject is given twice.', 'DUPLICATE');
      seen.add(name);
      subjects.push(subject);
    }
    return subjects;
  }

  private readOne(input: SubjectInput, path: string): ReadSubject | InvalidInput {
    const { identifierType, value, platform } = input;
    if (!identifierType || !value) return { path, input, identifier: undefined, key: undefined };
    const now = () => new Date(this.clock.now());
    const result = parseIdentifier(identifierType, value, { ...(platform ? { platform } : {}), now });
    if (!result.ok) {
      const { reason, message } = result.problem;
      return InvalidInput.at(`${path}.${reason === 'PLATFORM' ? 'platform' : 'value'}`, message, reason);
    }
    const { identifier } = result;
    return { path, input, identifier, key: this.ciphers.index.key(identifier.type, identifier.canonical) };
  }
}

function byKey(found: readonly EntityFound[]): Map<string, EntityFound[]> {
  const entities = new Map<string, EntityFound[]>();
  for (const each of found) entities.set(each.lookupKey, [...(entities.get(each.lookupKey) ?? []), each]);
  return entities;
}

function contentOf(
  { path, input, identifier, key }: ReadSubject,
  kinds: ReadonlyMap<string, string>,
  named: ReadonlyMap<string, readonly EntityFound[]>,
): Omit<SubjectContent, 'setId'> | InvalidInput {
  const note = input.note ?? null;
  if (!identifier || key === undefined) {
    const kind = kinds.get(input.entityId ?? '');
    if (kind === undefined) return InvalidInput.at(`${path}.entityId`, 'There is no such entity.', 'NOT_FOUND');
    const unnamed = { identifierType: null, shown: null, canonical: null };
    return { entityId: input.entityId ?? null, kind, ...unnamed, note };
  }
  const candidates = (named.get(key) ?? []).filter(({ kind }) => !input.kind || kind === input.kind);
  const [entity] = candidates;
  if (candidates.length > 1) {
    return InvalidInput.at(
      path,
      'The identifier names several entities: give `kind`, or the entity by `entityId`.',
      'AMBIGUOUS',
    );
  }
  return {
    entityId: entity?.entityId ?? null,
    kind: entity?.kind ?? input.kind ?? null,
    identifierType: identifier.type,
    shown: identifier.isPersonal ? identifier.masked : identifier.canonical,
    canonical: identifier.canonical,
    note,
  };
}

/** The lines of a set: the set itself, which the timeline shows, and each of its subjects, shared alike. */
export function linesOfSet(set: SubjectSet): LineDraft[] {
  const setId = newId();
  const audience = { concerned: [], named: set.namedIds };
  const common = { version: 1, action: 'ADD', state: 'LISTED', audience } as const;
  return [
    {
      ...common,
      kind: 'SUBJECT_SET',
      itemId: setId,
      content: { name: set.name, count: set.subjects.length },
      trace: { records: 'joint-case.add-subjects', emits: 'joint-case.subjects-added' },
      detail: { subjects: set.subjects.length, keys: set.keys },
    },
    ...set.subjects.map(
      (subject): LineDraft => ({
        ...common,
        kind: 'SUBJECT',
        itemId: newId(),
        content: { setId, ...subject },
        partyId: subject.entityId,
      }),
    ),
  ];
}

/** More subjects than a case takes. */
export const tooManySubjects = () =>
  InvalidInput.at('input.subjects', `A case has at most ${MAX_SUBJECTS} subjects.`, 'LENGTH');

/** The lists of an input: what is given one by one, and each ring. */
export function listsOf(
  { subjects, rings }: Pick<Addition, 'subjects' | 'rings'>,
  sharedWith: readonly string[] = [],
): SubjectList[] {
  const loose = subjects.length > 0 ? [{ path: 'input.subjects', name: null, subjects, sharedWith }] : [];
  return [
    ...loose,
    ...rings.map(({ name, subjects: members, sharedWith: codes }, index) => ({
      path: `input.rings[${index}].subjects`,
      name,
      subjects: members,
      sharedWith: codes ?? [],
    })),
  ];
}

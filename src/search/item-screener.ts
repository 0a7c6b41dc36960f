import { Inject, Injectable } from '@nestjs/common';
import type { BlindIndex } from '../../libs/field-encryption/blind-index.js';
import type { IdentifierType } from '../../libs/identifiers/identifier.js';
import { normaliseName } from '../../libs/matching/normalise.js';
import type { Score } from '../../libs/matching/score.js';
import type { Viewer } from '../common/context/tenant-context.js';
import { Database } from '../common/persistence/database.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import type { EntityKind } from '../entities/entity-vocabulary.js';
import { LookupRepository } from '../query/lookup.repository.js';
import type { LookupProblem } from '../query/query.graphql.js';
import { mayHoldPersons, type StatedPurpose } from '../query/query.policy.js';
import type { RankedHit } from './hits.js';
import { isOfPerson } from './index-groups.js';
import { knownQualifiers } from './known-qualifiers.js';
import { NameIndexService } from './name-index.service.js';
import { type Conditions, isUnconditional, narrow } from './narrowing.js';
import { queryKeyOf } from './query-key.js';
import type { GivenIdentifier, ReadItem } from './screen-items.js';
import { type Evidence, refusedName, weighed } from './search.policy.js';
import { IDENTITY_TYPES, type KnownIdentifier, SearchRepository } from './search.repository.js';
import { LEAST_SCORES } from './search-vocabulary.js';

/** Looked at by name, so that identifiers, place and earlier reviews can change the order. */
const NAMES_PER_ITEM = 20;
const ENTITIES_PER_IDENTIFIER = 5;
const NO_PARTS = { names: false, identifiers: false, flags: false, evidence: false };
const IDENTITIES: ReadonlySet<IdentifierType> = new Set(IDENTITY_TYPES);
/** Types that name one thing by rules of their own; see libs/matching/qualifiers. */
const NUMBERS: ReadonlySet<IdentifierType> = new Set<IdentifierType>(['USCC', 'RESIDENT_ID']);

/** One item on its way through a screening. */
export interface Screened {
  readonly item: ReadItem;
  readonly queryKey: string;
  readonly normalised: string;
  problem: LookupProblem | null;
  isTruncated: boolean;
  /** By entity: how its names score. */
  readonly candidates: Map<string, Candidate>;
}

interface Candidate {
  readonly kind: EntityKind;
  readonly isPersonal: boolean;
  readonly isIdentified: boolean;
  /** Those of the item's identifiers that lead to it. */
  readonly leads: readonly GivenIdentifier[];
  readonly names: Score | undefined;
}

type Items = readonly (ReadItem | LookupProblem)[];
type FieldOf = (at: number) => string;

/** What a screening answers with. */
export interface ItemConditions {
  /** The lowest score. */
  readonly least: number;
  readonly conditions: Conditions;
  /** The field in which the name of the item at a place was given. */
  readonly fieldOf: FieldOf;
  /** Whether hits come with what made their scores. */
  readonly isExplained: boolean;
  /** Whether the items may wait for questions of others that are asked later. */
  readonly isPatient: boolean;
}

type Asking = Pick<ItemConditions, 'fieldOf' | 'isExplained' | 'isPatient'>;

/** What a screening found, by the place of the item; a refused item is in neither. */
export interface ScreenedItems {
  readonly screened: ReadonlyMap<number, Screened>;
  /** The best first. */
  readonly ranked: ReadonlyMap<number, readonly RankedHit[]>;
}

/** An item, and entities that it may mean. */
export interface ItemAndEntities {
  readonly item: ReadItem;
  readonly entityIds: readonly string[];
}

const UNCONDITIONAL: Conditions = { filters: undefined, changedSinceMs: undefined, excludeReviewed: false };

/** Looks for items by name and identifiers together, as one viewer sees the tables. */
@Injectable()
export class ItemScreener {
  constructor(
    private readonly database: Database,
    private readonly index: NameIndexService,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {}

  /** Screens items; a few statements for all of them. */
  async screen(
    viewer: Viewer,
    read: Items,
    stated: StatedPurpose,
    { least, conditions, ...asking }: ItemConditions,
  ): Promise<ScreenedItems> {
    const screened = await this.searchNames(viewer, read, asking);
    await this.addIdentified(viewer, screened, stated);
    return { screened, ranked: await this.rank(viewer, screened, least, conditions) };
  }

  /**
   * Weighs items against entities that they may mean, whether or not a search would have led there; in the order given, the
   * best first. A few statements for all of them.
   */
  async compare(
    viewer: Viewer,
    pairs: readonly ItemAndEntities[],
    stated: StatedPurpose,
    least: number,
  ): Promise<(readonly RankedHit[])[]> {
    const ids = [...new Set(pairs.flatMap(({ entityIds }) => entityIds))];
    const keys = [...new Set(pairs.flatMap(({ item }) => item.identifiers.map(({ key }) => key)))];
    const repository = new SearchRepository(this.database, viewer);
    const kinds = await repository.kindsOf(ids);
    const held = new Set((await repository.keysAmong(ids, keys)).map((row) => `${row.entityId} ${row.lookupKey}`));
    const screened = new Map<number, Screened>();
    const unscored: { place: Screened; entityIds: string[] }[] = [];
    for (const [at, { item, entityIds }] of pairs.entries()) {
      const place = this.screened(viewer, item, item.name === '' ? '' : normaliseName(item.name));
      screened.set(at, place);
      for (const id of entityIds) {
        const kind = kinds.get(id);
        if (!kind || !item.scope.kinds.includes(kind)) continue;
        const leads = item.identifiers.filter(({ key }) => held.has(`${id} ${key}`));
        const isPersonal = kind === 'PERSON';
        place.candidates.set(id, { kind, isPersonal, isIdentified: leads.length > 0, leads, names: undefined });
      }
      const named = [...place.candidates.keys()];
      if (place.normalised !== '' && named.length > 0) unscored.push({ place, entityIds: named });
    }
    await this.scoreNames(viewer, unscored, mayHoldPersons(stated));
    const ranked = await this.rank(viewer, screened, least, UNCONDITIONAL);
    return pairs.map((_, at) => ranked.get(at) ?? []);
  }

  /** Looks for each name; by the place of the item in the input. */
  private async searchNames(viewer: Viewer, read: Items, asking: Asking): Promise<Map<number, Screened>> {
    const found = await Promise.all(
      read.map(
        async (item, at): Promise<[number, Screened][]> =>
          'code' in item ? [] : [[at, await this.searchName(viewer, item, asking.fieldOf(at), asking)]],
      ),
    );
    return new Map(found.flat());
  }

  private async searchName(viewer: Viewer, item: ReadItem, field: string, asking: Asking): Promise<Screened> {
    if (item.name === '') return this.screened(viewer, item, '');
    const question = {
      text: item.name,
      leastScore: LEAST_SCORES.WEAK,
      limit: NAMES_PER_ITEM,
      depth: 'PAGE' as const,
      isExplained: asking.isExplained,
    };
    const [answer] = await this.index.search(viewer, item.scope, [question], asking.isPatient);
    if (!answer) throw new Error('the index gave no answer');
    if (answer.refusal !== undefined) {
      const { code, message } = refusedName(answer.refusal, field);
      return { ...this.screened(viewer, item, ''), problem: { code, message, field } };
    }
    const screened = this.screened(viewer, item, answer.normalised);
    screened.isTruncated = answer.isTruncated;
    for (const hit of answer.hits) {
      const group = this.index.groupOf(hit);
      if (!group) throw new Error('a hit of an unknown group');
      screened.candidates.set(hit.entityId, {
        kind: group.kind,
        isPersonal: isOfPerson(group),
        isIdentified: false,
        leads: [],
        names: { value: hit.score, parts: hit.parts },
      });
    }
    return screened;
  }

  private screened({ tenantId }: Viewer, item: ReadItem, normalised: string): Screened {
    const queryKey = itemKeyOf(this.ciphers.index, tenantId, item, normalised);
    return { item, queryKey, normalised, problem: null, isTruncated: false, candidates: new Map() };
  }

  /** Adds what the identifiers lead to, and scores the names of what the names had not led to. */
  private async addIdentified(
    viewer: Viewer,
    screened: ReadonlyMap<number, Screened>,
    stated: StatedPurpose,
  ): Promise<void> {
    const keys = [...screened.values()].flatMap(({ item }) => item.identifiers.map(({ key }) => key));
    const reading = { limit: ENTITIES_PER_IDENTIFIER, withPersons: mayHoldPersons(stated), parts: NO_PARTS };
    const found = await new LookupRepository(this.database, viewer).byKeys([...new Set(keys)], reading);
    const unscored: { place: Screened; entityIds: string[] }[] = [];
    for (const place of screened.values()) {
      const entityIds: string[] = [];
      for (const given of place.item.identifiers) {
        const hits = found.get(given.key);
        if (hits?.hasMore) place.isTruncated = true;
        for (const { id, kind } of hits?.entities ?? []) {
          if (!place.item.scope.kinds.includes(kind)) continue;
          const known = place.candidates.get(id);
          place.candidates.set(id, {
            kind,
            isPersonal: known?.isPersonal ?? kind === 'PERSON',
            isIdentified: true,
            leads: [...(known?.leads ?? []), given],
            names: known?.names,
          });
          if (!known?.names && place.normalised !== '') entityIds.push(id);
        }
      }
      if (entityIds.length > 0) unscored.push({ place, entityIds });
    }
    await this.scoreNames(viewer, unscored, mayHoldPersons(stated));
  }

  private async scoreNames(
    viewer: Viewer,
    unscored: readonly { place: Screened; entityIds: string[] }[],
    withPersons: boolean,
  ): Promise<void> {
    if (unscored.length === 0) return;
    const kinds = [...new Set(unscored.flatMap(({ place }) => place.item.scope.kinds))];
    const pairs = unscored.map(({ place, entityIds }) => ({ text: place.item.name, entityIds }));
    const answers = await this.index.compare(viewer, { kinds, withPersons }, pairs);
    for (const [at, { place }] of unscored.entries()) {
      for (const { entityId, score, parts, isPersonal } of answers[at] ?? []) {
        const candidate = place.candidates.get(entityId);
        if (!candidate) continue;
        place.candidates.set(entityId, { ...candidate, isPersonal, names: { value: score, parts } });
      }
    }
  }

  /** Weighs the identifiers in, drops what does not fulfil the conditions, and sorts; by the place of the item. */
  private async rank(
    viewer: Viewer,
    screened: ReadonlyMap<number, Screened>,
    least: number,
    conditions: Conditions,
  ): Promise<Map<number, RankedHit[]>> {
    const known = await this.knownIdentifiers(viewer, screened.values());
    const ranked = new Map<number, RankedHit[]>();
    for (const [at, { item, candidates }] of screened) {
      const hits = [...candidates].map(([entityId, candidate]): RankedHit => {
        const { kind, isPersonal, isIdentified, names = { value: 0, parts: [] } } = candidate;
        const evidence = this.evidence(item, candidate, known.get(entityId) ?? []);
        return { entityId, kind, isIdentified, ...weighed(names, isPersonal, evidence) };
      });
      ranked.set(at, hits.filter(({ score }) => score >= least).sort(byScore));
    }
    if (isUnconditional(conditions)) return ranked;
    const found = [...ranked].map(([at, hits]) => ({
      queryKey: screened.get(at)?.queryKey ?? '',
      entityIds: hits.map(({ entityId }) => entityId),
    }));
    const keeps = await narrow(this.database, this.ciphers.index, viewer, found, conditions);
    return new Map(
      [...ranked].map(([at, hits]) => [
        at,
        hits.filter(({ entityId }) => keeps(screened.get(at)?.queryKey ?? '', entityId)),
      ]),
    );
  }

  private evidence(item: ReadItem, { kind, leads }: Candidate, own: readonly KnownIdentifier[]): Evidence {
    const known = knownQualifiers(kind, own, item.qualifiers, this.ciphers.fields);
    const named = leads.find(({ type, key }) => IDENTITIES.has(type) && own.some(({ lookupKey }) => lookupKey === key));
    const contacts = leads.filter((lead) => lead !== named && !NUMBERS.has(lead.type));
    const isPhone = contacts.some(({ type }) => type === 'PHONE');
    const identity = named ? { identityKey: named.key } : {};
    return {
      query: { ...item.qualifiers, ...identity },
      candidate: { ...known, ...identity },
      sameContact: contacts.length === 0 ? undefined : isPhone ? 'PHONE' : 'IDENTIFIER',
    };
  }

  /** Identifiers of the candidates of items that have something to hold them against. */
  private async knownIdentifiers(viewer: Viewer, screened: Iterable<Screened>) {
    const ids = new Set<string>();
    for (const { item, candidates } of screened) {
      const isComparable =
        Object.keys(item.qualifiers).length > 0 || item.identifiers.some(({ type }) => IDENTITIES.has(type));
      if (isComparable) for (const id of candidates.keys()) ids.add(id);
    }
    const rows = await new SearchRepository(this.database, viewer).identifiersOf([...ids]);
    const byEntity = new Map<string, KnownIdentifier[]>();
    for (const row of rows) {
      const own = byEntity.get(row.entityId);
      if (own) own.push(row);
      else byEntity.set(row.entityId, [row]);
    }
    return byEntity;
  }
}

/** Stands for an item in reviews. @param normalised its name as it was compared */
export function itemKeyOf(index: BlindIndex, tenantId: string, item: ReadItem, normalised: string): string {
  const { kind, identifiers, qualifiers } = item;
  return queryKeyOf(index, tenantId, {
    normalised,
    identifierKeys: identifiers.map(({ key }) => key),
    ...(kind ? { kind } : {}),
    ...(qualifiers.birthDate ? { birthDate: qualifiers.birthDate } : {}),
    ...(qualifiers.regionCode ? { jurisdiction: qualifiers.regionCode } : {}),
  });
}

const byScore = (a: RankedHit, b: RankedHit): number => b.score - a.score || (a.entityId < b.entityId ? -1 : 1);

import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import type { Score } from '../../libs/matching/score.js';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { InvalidInput } from '../common/graphql/user-error.graphql.js';
import { Database } from '../common/persistence/database.js';
import { CIPHERS, type Ciphers, SETTINGS } from '../common/tokens.js';
import { nameKey } from '../entities/entities.writer.js';
import type { EntityKind } from '../entities/entity-vocabulary.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { LookupRepository } from '../query/lookup.repository.js';
import type { LookupProblem } from '../query/query.graphql.js';
import { mayHoldPersons, readPurpose, type StatedPurpose } from '../query/query.policy.js';
import { Hits, type RankedHit, type WantedOfHits } from './hits.js';
import { isOfPerson } from './index-groups.js';
import { knownQualifiers } from './known-qualifiers.js';
import { NameIndexService } from './name-index.service.js';
import { type Conditions, isUnconditional, narrow } from './narrowing.js';
import { queryKeyOf } from './query-key.js';
import { type ReadItem, readScreenItem } from './screen-items.js';
import { ScreenAnswer, type ScreenInput } from './search.graphql.js';
import { refusedName, weighed } from './search.policy.js';
import { type KnownIdentifier, SearchRepository } from './search.repository.js';
import { SearchFacts } from './search-facts.js';
import { LEAST_SCORES, type MatchDecision } from './search-vocabulary.js';

const HITS_PER_ITEM = 5;
/** Looked at by name, so that identifiers, place and earlier reviews can change the order. */
const NAMES_PER_ITEM = 20;
const ENTITIES_PER_IDENTIFIER = 5;
const NO_PARTS = { names: false, identifiers: false, flags: false, evidence: false };

/** One item on its way through a screening. */
interface Screened {
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
  readonly isSamePhone: boolean;
  readonly names: Score | undefined;
}

/** Screenings of many names and identifiers in one call. */
@Injectable()
export class ScreeningService {
  private readonly facts: SearchFacts;

  constructor(
    private readonly database: Database,
    private readonly index: NameIndexService,
    private readonly hits: Hits,
    private readonly ledger: LedgerService,
    private readonly clock: Clock,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    this.facts = new SearchFacts(ciphers.fields, ciphers.index);
  }

  /** Screens the items; one that cannot be read does not spoil the rest. */
  async screen(context: TenantContext, input: ScreenInput, wanted: WantedOfHits): Promise<ScreenAnswer | InvalidInput> {
    const maximum = this.settings.LIAISON_LOOKUP_BATCH_MAX;
    if (input.items.length === 0 || input.items.length > maximum) {
      return InvalidInput.at('input.items', `A screening has 1 to ${maximum} items.`, 'LENGTH');
    }
    const stated = readPurpose(input, 'input.');
    if (stated instanceof InvalidInput) return stated;
    const conditions: Conditions = {
      filters: undefined,
      changedSinceMs: input.changedSince?.getTime(),
      excludeReviewed: input.excludeReviewed ?? false,
    };
    const least = input.least ?? 'REVIEW';
    const read = this.readItems(input, stated);
    const screened = await this.searchNames(context, read);
    await this.addIdentified(context, screened, stated);
    const ranked = await this.rank(context, screened, LEAST_SCORES[least], conditions);
    return this.answer(context, { read, screened, ranked, stated, conditions, least }, wanted);
  }

  private readItems(input: ScreenInput, stated: StatedPurpose): (ReadItem | LookupProblem)[] {
    const reading = { index: this.ciphers.index, stated, now: () => new Date(this.clock.now()) };
    return input.items.map((item, at) => readScreenItem(item, `input.items[${at}]`, reading));
  }

  /** Looks for each name; by the place of the item in the input. */
  private async searchNames(
    context: TenantContext,
    read: readonly (ReadItem | LookupProblem)[],
  ): Promise<Map<number, Screened>> {
    const found = await Promise.all(
      read.map(
        async (item, at): Promise<[number, Screened][]> =>
          'code' in item ? [] : [[at, await this.searchName(context, item, `input.items[${at}].name`)]],
      ),
    );
    return new Map(found.flat());
  }

  private async searchName(context: TenantContext, item: ReadItem, field: string): Promise<Screened> {
    if (item.name === '') return this.screened(context, item, '');
    const question = { text: item.name, leastScore: LEAST_SCORES.WEAK, limit: NAMES_PER_ITEM, isDeep: false };
    const [answer] = await this.index.search(context, item.scope, [question]);
    if (!answer) throw new Error('the index gave no answer');
    if (answer.refusal !== undefined) {
      const { code, message } = refusedName(answer.refusal, field);
      return { ...this.screened(context, item, ''), problem: { code, message, field } };
    }
    const screened = this.screened(context, item, answer.normalised);
    screened.isTruncated = answer.isTruncated;
    for (const hit of answer.hits) {
      const group = this.index.groupOf(hit);
      if (!group) throw new Error('a hit of an unknown group');
      screened.candidates.set(hit.entityId, {
        kind: group.kind,
        isPersonal: isOfPerson(group),
        isIdentified: false,
        isSamePhone: false,
        names: { value: hit.score, parts: hit.parts },
      });
    }
    return screened;
  }

  private screened({ tenantId }: TenantContext, item: ReadItem, normalised: string): Screened {
    const { kind, identifiers, qualifiers } = item;
    const queryKey = queryKeyOf(this.ciphers.index, tenantId, {
      normalised,
      identifierKeys: identifiers.map(({ key }) => key),
      ...(kind ? { kind } : {}),
      ...(qualifiers.birthDate ? { birthDate: qualifiers.birthDate } : {}),
      ...(qualifiers.regionCode ? { jurisdiction: qualifiers.regionCode } : {}),
    });
    return { item, queryKey, normalised, problem: null, isTruncated: false, candidates: new Map() };
  }

  /** Adds what the identifiers lead to, and scores the names of what the names had not led to. */
  private async addIdentified(
    context: TenantContext,
    screened: ReadonlyMap<number, Screened>,
    stated: StatedPurpose,
  ): Promise<void> {
    const keys = [...screened.values()].flatMap(({ item }) => item.identifiers.map(({ key }) => key));
    const reading = { limit: ENTITIES_PER_IDENTIFIER, withPersons: mayHoldPersons(stated), parts: NO_PARTS };
    const found = await new LookupRepository(this.database, context).byKeys([...new Set(keys)], reading);
    const unscored: { place: Screened; entityIds: string[] }[] = [];
    for (const place of screened.values()) {
      const entityIds: string[] = [];
      for (const { type, key } of place.item.identifiers) {
        const hits = found.get(key);
        if (hits?.hasMore) place.isTruncated = true;
        for (const { id, kind } of hits?.entities ?? []) {
          if (!place.item.scope.kinds.includes(kind)) continue;
          const known = place.candidates.get(id);
          place.candidates.set(id, {
            kind,
            isPersonal: known?.isPersonal ?? kind === 'PERSON',
            isIdentified: true,
            isSamePhone: type === 'PHONE' || (known?.isSamePhone ?? false),
            names: known?.names,
          });
          if (!known?.names && place.normalised !== '') entityIds.push(id);
        }
      }
      if (entityIds.length > 0) unscored.push({ place, entityIds });
    }
    await this.scoreNames(context, unscored, mayHoldPersons(stated));
  }

  private async scoreNames(
    context: TenantContext,
    unscored: readonly { place: Screened; entityIds: string[] }[],
    withPersons: boolean,
  ): Promise<void> {
    if (unscored.length === 0) return;
    const kinds = [...new Set(unscored.flatMap(({ place }) => place.item.scope.kinds))];
    const pairs = unscored.map(({ place, entityIds }) => ({ text: place.item.name, entityIds }));
    const answers = await this.index.compare(context, { kinds, withPersons }, pairs);
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
    context: TenantContext,
    screened: ReadonlyMap<number, Screened>,
    least: number,
    conditions: Conditions,
  ): Promise<Map<number, RankedHit[]>> {
    const known = await this.knownIdentifiers(context, screened.values());
    const ranked = new Map<number, RankedHit[]>();
    for (const [at, { item, candidates }] of screened) {
      const hits = [...candidates].map(([entityId, candidate]): RankedHit => {
        const { kind, isPersonal, isIdentified, isSamePhone, names = { value: 0, parts: [] } } = candidate;
        const own = known.get(entityId) ?? [];
        const evidence = {
          query: item.qualifiers,
          candidate: knownQualifiers(kind, own, item.qualifiers, this.ciphers.fields),
          isSamePhone,
        };
        return { entityId, kind, isIdentified, ...weighed(names, isPersonal, evidence) };
      });
      ranked.set(at, hits.filter(({ score }) => score >= least).sort(byScore));
    }
    if (isUnconditional(conditions)) return ranked;
    const found = [...ranked].map(([at, hits]) => ({
      queryKey: screened.get(at)?.queryKey ?? '',
      entityIds: hits.map(({ entityId }) => entityId),
    }));
    const keeps = await narrow(this.database, this.ciphers.index, context, found, conditions);
    return new Map(
      [...ranked].map(([at, hits]) => [
        at,
        hits.filter(({ entityId }) => keeps(screened.get(at)?.queryKey ?? '', entityId)),
      ]),
    );
  }

  /** Identifiers of the candidates of items that have something to hold them against. */
  private async knownIdentifiers(context: TenantContext, screened: Iterable<Screened>) {
    const ids = new Set<string>();
    for (const { item, candidates } of screened) {
      if (Object.keys(item.qualifiers).length > 0) for (const id of candidates.keys()) ids.add(id);
    }
    const rows = await new SearchRepository(this.database, context).identifiersOf([...ids]);
    const byEntity = new Map<string, KnownIdentifier[]>();
    for (const row of rows) {
      const own = byEntity.get(row.entityId);
      if (own) own.push(row);
      else byEntity.set(row.entityId, [row]);
    }
    return byEntity;
  }

  private async answer(
    context: TenantContext,
    done: {
      read: readonly (ReadItem | LookupProblem)[];
      screened: ReadonlyMap<number, Screened>;
      ranked: ReadonlyMap<number, RankedHit[]>;
      stated: StatedPurpose;
      conditions: Conditions;
      least: MatchDecision;
    },
    wanted: WantedOfHits,
  ): Promise<ScreenAnswer> {
    const { read, screened, ranked, stated, conditions, least } = done;
    const shown = [...ranked.values()].flatMap((hits) => hits.slice(0, HITS_PER_ITEM));
    const present = await this.hits.present(context, shown, wanted);
    const items = read.map((item, index) => {
      const place = screened.get(index);
      if (!place) return { index, queryKey: null, hits: [], isTruncated: false, problem: 'code' in item ? item : null };
      const hits = ranked.get(index) ?? [];
      return {
        index,
        queryKey: place.queryKey,
        hits: hits.slice(0, HITS_PER_ITEM).flatMap((hit) => present(hit) ?? []),
        isTruncated: place.isTruncated || hits.length > HITS_PER_ITEM,
        problem: place.problem,
      };
    });
    const asked = {
      items: items.length,
      unreadable: items.filter(({ problem }) => problem !== null).length,
      keys: [...screened.values()].flatMap((place) => this.keysOf(place)),
      conditions,
      least,
    };
    const answered = items.reduce((sum, { hits }) => sum + hits.length, 0);
    await this.ledger.record(context, this.facts.screen(context.requestId, stated, asked, answered));
    return Object.assign(new ScreenAnswer(), { items });
  }

  private keysOf({ item, normalised }: Screened): string[] {
    const own = item.identifiers.map(({ key }) => key);
    return normalised === '' ? own : [nameKey(this.ciphers.index, normalised), ...own];
  }
}

const byScore = (a: RankedHit, b: RankedHit): number => b.score - a.score || (a.entityId < b.entityId ? -1 : 1);

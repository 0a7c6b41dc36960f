import { Inject, Injectable } from '@nestjs/common';
import { normaliseName } from '../../../libs/matching/normalise.js';
import type { TenantContext } from '../../common/context/tenant-context.js';
import { Database } from '../../common/persistence/database.js';
import { CIPHERS, type Ciphers } from '../../common/tokens.js';
import type { EntityKind } from '../../entities/entity-vocabulary.js';
import type { EntityContent } from '../../query/entity-content.js';
import { LookupRepository } from '../../query/lookup.repository.js';
import type { StatedPurpose } from '../../query/query.policy.js';
import { itemKeyOf } from '../../search/item-screener.js';
import { readScreenItem } from '../../search/screen-items.js';
import { decisionOf, type MatchDecision } from '../../search/search-vocabulary.js';
import { openRows } from '../chunk-content.js';
import { type RowResult, type StoredHit, unpackResults } from '../row-results.js';
import { resultsContext } from '../screening-contexts.js';
import { type RowFault, readScreeningRow, type ScreeningRowRead } from '../screening-row.js';
import { type ScreenedChunk, type Screening, ScreeningsRepository, type WantedRows } from '../screenings.repository.js';

/** An entity as a result shows it: a point, not a disclosure. Personal names are masked. */
export interface ResultHit {
  readonly entityId: string;
  readonly kind: EntityKind;
  readonly score: number;
  readonly decision: MatchDecision;
  readonly names: readonly string[];
  readonly flagCount: number;
  readonly highestSeverity: string | null;
  readonly categories: readonly string[];
}

/** What came of one row, as its tenant may see it now. */
export interface ResultRow {
  readonly line: number;
  /** What the client called the row. */
  readonly id: string | null;
  readonly result: MatchDecision | 'NONE' | 'ERROR';
  /** Stands for the row in `markReviewed`; null without hits. */
  readonly queryKey: string | null;
  readonly hits: readonly ResultHit[];
  readonly isTruncated: boolean;
  readonly errors: readonly RowFault[];
}

interface OpenRow {
  readonly read: ScreeningRowRead;
  readonly result: RowResult;
}

/** Up to 1,000 rows, and 5,000 entities. */
const CHUNKS_PER_PAGE = 5;
const PARTS = { names: true, identifiers: true, flags: true, evidence: false };
const NAMES_PER_HIT = 5;

/** Reads the results of a screening page by page; the policy is applied anew, so what was hidden since is not there. */
@Injectable()
export class ResultRows {
  constructor(
    private readonly database: Database,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {}

  async *read(
    context: TenantContext,
    screening: Screening,
    stated: StatedPurpose,
    wanted: WantedRows,
  ): AsyncGenerator<ResultRow[]> {
    const repository = new ScreeningsRepository(this.database, context);
    for (let first = 0; ; ) {
      const chunks = await repository.screened(screening.id, first, wanted, CHUNKS_PER_PAGE);
      const last = chunks.at(-1);
      if (!last) return;
      yield (await this.page(context, screening, stated, chunks)).filter((row) => isWanted(row, wanted));
      first = last.chunkNumber + 1;
    }
  }

  private async page(
    context: TenantContext,
    screening: Screening,
    stated: StatedPurpose,
    chunks: readonly ScreenedChunk[],
  ): Promise<ResultRow[]> {
    const rows = (await Promise.all(chunks.map((chunk) => this.open(context, screening.id, chunk)))).flat();
    const ids = new Set<string>();
    for (const { result } of rows) if ('hits' in result) for (const { entityId } of result.hits) ids.add(entityId);
    const contents = await new LookupRepository(this.database, context).contentsOf([...ids], PARTS);
    const keyOf = (row: ScreeningRowRead) => this.queryKey(context, screening, stated, row);
    return rows.map((row) => resultRow(row, contents, keyOf));
  }

  private async open({ tenantKind, tenantCode }: TenantContext, id: string, chunk: ScreenedChunk): Promise<OpenRow[]> {
    const rows = await openRows(this.ciphers, id, chunk);
    const sealed = this.ciphers.fields.decryptBytes(chunk.results, resultsContext(id, chunk.chunkNumber));
    const results = await unpackResults(sealed);
    const platform = tenantKind === 'PLATFORM' ? tenantCode : undefined;
    return rows.map((spooled, at) => ({
      read: readScreeningRow(spooled, platform),
      result: results[at] ?? { hits: [], isTruncated: false },
    }));
  }

  private queryKey(
    { tenantId }: TenantContext,
    { createdAtMs }: Screening,
    stated: StatedPurpose,
    { item: given }: ScreeningRowRead,
  ): string | null {
    if (!given) return null;
    const { index } = this.ciphers;
    const item = readScreenItem(given, '', { index, stated, statedAt: '', now: () => new Date(createdAtMs) });
    return 'code' in item ? null : itemKeyOf(index, tenantId, item, item.name && normaliseName(item.name));
  }
}

const isWanted = ({ hits, errors }: ResultRow, wanted: WantedRows): boolean =>
  wanted === 'all' || (wanted === 'matches' ? hits.length > 0 : errors.length > 0);

function resultRow(
  { read, result }: OpenRow,
  contents: (entityId: string) => EntityContent,
  keyOf: (row: ScreeningRowRead) => string | null,
): ResultRow {
  const { line, rowId: id } = read;
  if ('faults' in result) {
    return { line, id, result: 'ERROR', queryKey: null, hits: [], isTruncated: false, errors: result.faults };
  }
  const hits = result.hits.flatMap((hit) => visibleHit(hit, contents(hit.entityId)) ?? []);
  return {
    line,
    id,
    result: hits[0]?.decision ?? 'NONE',
    queryKey: hits.length > 0 ? keyOf(read) : null,
    hits,
    isTruncated: result.isTruncated,
    errors: [],
  };
}

/** Undefined for an entity of which the caller sees nothing any more that could have led to it. */
function visibleHit({ entityId, kind, score, isIdentified }: StoredHit, content: EntityContent): ResultHit | undefined {
  const { names, identifiers, flags, flagCount, highestSeverity } = content;
  if (names.length === 0 && !(isIdentified && identifiers.length + flagCount > 0)) return undefined;
  return {
    entityId,
    kind,
    score,
    decision: decisionOf(score),
    names: names.slice(0, NAMES_PER_HIT).map(({ name }) => name),
    flagCount,
    highestSeverity,
    categories: [...new Set(flags.map(({ category }) => category))].sort(),
  };
}

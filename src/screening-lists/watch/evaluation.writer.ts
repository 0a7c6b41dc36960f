import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import { Database } from '../../common/persistence/database.js';
import { placeholders, type Tx } from '../../common/persistence/sql.js';
import { CIPHERS, type Ciphers } from '../../common/tokens.js';
import { type Lease, LeaseRepository } from '../../events/lease.repository.js';
import { LedgerService } from '../../ledger/ledger.service.js';
import type { EntityContent } from '../../query/entity-content.js';
import { LookupRepository } from '../../query/lookup.repository.js';
import { sealPurpose, tracesOf } from '../../query/lookup-facts.js';
import { decisionOf } from '../../search/search-vocabulary.js';
import { type AlertKind, alertedAfter, type FoundHit, type HitChanges } from '../hit-changes.js';
import { openPurpose } from '../list-contexts.js';
import { ListEvents } from '../list-events.js';
import type { EvaluatedItem, Evaluation } from './item-evaluation.js';
import type { WatchedItem, WatchedList } from './list-watch.repository.js';

const AUTHOR = { system: 'screening-list.watch' };
const FLAGS_ONLY = { names: false, identifiers: false, flags: true, evidence: false };
const TEN_THOUSANDTHS = 10_000;
const IDS_PER_STATEMENT = 1_000;

/** Another process took over the watch while this one was working: nothing was written. */
export class WatchTakenError extends Error {
  override readonly name = 'WatchTakenError';
}

interface Alert {
  readonly hitId: string;
  readonly kind: AlertKind;
  readonly hit: FoundHit;
}

interface ListNow {
  readonly state: string;
  readonly round: number;
  readonly dueItems: number;
}

/** Writes what a screening of items made of their hits, with its alerts and ledger entries, in one transaction. */
@Injectable()
export class EvaluationWriter {
  private readonly leases: LeaseRepository;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly events: ListEvents,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {
    this.leases = new LeaseRepository(database);
  }

  /**
   * Items that were changed or removed since they were read are left out; they are due by themselves.
   * @throws WatchTakenError
   */
  async commit(lease: Lease, list: WatchedList, evaluation: Evaluation): Promise<void> {
    const contents = await this.contentsOfAlerts(list, evaluation);
    await this.database.transaction(async (tx) => {
      if (!(await this.leases.isHeld(tx, lease))) throw new WatchTakenError();
      const now = await lockedList(tx, list.id);
      if (now?.state !== 'WATCHING') return;
      const items = await unchanged(tx, evaluation.items);
      const alerts = await this.saveHits(tx, list.id, items);
      await this.settle(tx, list, now, items);
      await this.record(tx, list, items, evaluation.keys, alerts);
      await this.raise(tx, list, alerts, contents);
    });
  }

  private async contentsOfAlerts(list: WatchedList, { items }: Evaluation): Promise<(id: string) => EntityContent> {
    const ids = new Set<string>();
    for (const { changes } of items) {
      for (const { hit, alert } of [...changes.added, ...changes.changed]) if (alert) ids.add(hit.entityId);
    }
    return new LookupRepository(this.database, list).contentsOf([...ids], FLAGS_ONLY);
  }

  /** One statement for all that is new, one for all that is gone, and one for each hit that changed. */
  private async saveHits(tx: Tx, listId: string, items: readonly EvaluatedItem[]): Promise<Alert[]> {
    const nowMs = this.clock.now();
    const added = items.flatMap(({ item, queryKey, changes }) =>
      changes.added.map(({ hit, alert }) => ({ hitId: newId(), itemId: item.id, queryKey, hit, alert })),
    );
    await tx.insert(
      'screening_list_hit',
      added.map(({ hitId, itemId, queryKey, hit }) => ({
        ...{ id: hitId, listId, itemId, entityId: hit.entityId, kind: hit.kind, score: hit.score },
        ...{ isIdentified: hit.isIdentified ? 1 : 0, queryKey, revision: hit.revision },
        ...{ alertedRevision: alertedAfter(hit, null), state: 'CURRENT' },
        ...{ foundAtMs: nowMs, changedAtMs: nowMs, goneAtMs: null, version: 1 },
      })),
    );
    for (const { queryKey, changes } of items) await changeHits(tx, changes, queryKey, nowMs);
    await markGone(
      tx,
      items.flatMap(({ changes }) => changes.gone.map(({ id }) => id)),
      nowMs,
    );
    const changed = items.flatMap(({ changes }) =>
      changes.changed.map(({ stored, hit, alert }) => ({ hitId: stored.id, hit, alert })),
    );
    return [...added, ...changed].flatMap(({ hitId, hit, alert }) => (alert ? [{ hitId, hit, kind: alert }] : []));
  }

  /** Takes due items off the list's account, and tells how far it has come. */
  private async settle(tx: Tx, list: WatchedList, now: ListNow, items: readonly EvaluatedItem[]): Promise<void> {
    const due = items.filter(({ item }) => item.screenedRound < now.round);
    if (due.length === 0) return;
    const byProblem = new Map<string | null, string[]>();
    for (const { item, problem } of due) byProblem.set(problem, [...(byProblem.get(problem) ?? []), item.id]);
    for (const [problem, ids] of byProblem) {
      await tx.change(
        `UPDATE screening_list_item SET screenedRound = ?, problem = ? WHERE id IN (${placeholders(ids.length)})`,
        [list.round, problem, ...ids],
      );
    }
    // A round that began meanwhile leaves them due.
    const settled = list.round === now.round ? due.length : 0;
    const dueItems = Math.max(0, now.dueItems - settled);
    const nowMs = this.clock.now();
    const isDone = dueItems === 0;
    await tx.change(
      `UPDATE screening_list SET dueItems = ?, isDue = ?, servedAtMs = ?, screenedAtMs = COALESCE(?, screenedAtMs)
       WHERE id = ?`,
      [dueItems, isDone ? 0 : 1, nowMs, isDone ? nowMs : null, list.id],
    );
    const type = isDone ? 'screening-list.screened' : 'screening-list.progressed';
    await this.events.append(tx, list.tenantId, type, list.id, { screenedItems: settled, dueItems });
  }

  private async record(
    tx: Tx,
    list: WatchedList,
    items: readonly EvaluatedItem[],
    keys: readonly string[],
    alerts: readonly Alert[],
  ): Promise<void> {
    const count = (part: 'added' | 'changed' | 'gone') =>
      items.reduce((sum, { changes }) => sum + changes[part].length, 0);
    const { digest, ...traces } = tracesOf(keys);
    const detail = {
      tenantId: list.tenantId,
      items: items.length,
      added: count('added'),
      changed: count('changed'),
      gone: count('gone'),
      alerts: alerts.length,
      digest,
      ...traces,
      // Sealed for the ledger anew: what an entry holds must be readable without the list.
      ...sealPurpose(this.ciphers.fields, AUTHOR.system, openPurpose(this.ciphers, list)),
    };
    await this.ledger.append(tx, AUTHOR, [
      { action: 'screening-list.screen', subjectType: 'ScreeningList', subjectId: list.id, detail },
      ...alerts.map(({ hitId, kind }) => ({
        action: 'screening-list.alert' as const,
        subjectType: 'ScreeningListHit',
        subjectId: hitId,
        detail: { tenantId: list.tenantId, listId: list.id, change: kind },
      })),
    ]);
  }

  private async raise(
    tx: Tx,
    { id: listId, tenantId }: WatchedList,
    alerts: readonly Alert[],
    contents: (entityId: string) => EntityContent,
  ): Promise<void> {
    const facts = alerts.map(({ hitId, kind, hit }) => {
      const { flags, highestSeverity } = contents(hit.entityId);
      const categories = [...new Set(flags.map(({ category }) => category))];
      const score = hit.score / TEN_THOUSANDTHS;
      return {
        type: 'screening-list.alert' as const,
        subjectType: 'ScreeningListHit',
        subjectId: hitId,
        entityKind: hit.kind,
        ...(highestSeverity ? { severity: highestSeverity } : {}),
        ...(categories.length === 1 && categories[0] ? { category: categories[0] } : {}),
        data: { listId, change: kind, decision: decisionOf(score), score },
      };
    });
    await this.events.appendAll(tx, tenantId, listId, facts);
  }
}

async function changeHits(tx: Tx, { changed }: HitChanges, queryKey: string, nowMs: number): Promise<void> {
  for (const { stored, hit } of changed) {
    await tx.change(
      `UPDATE screening_list_hit SET score = ?, isIdentified = ?, queryKey = ?, revision = ?, alertedRevision = ?,
         state = 'CURRENT', changedAtMs = ?, goneAtMs = NULL, version = version + 1 WHERE id = ?`,
      [
        hit.score,
        hit.isIdentified ? 1 : 0,
        queryKey,
        hit.revision,
        alertedAfter(hit, stored.alertedRevision),
        nowMs,
        stored.id,
      ],
    );
  }
}

async function markGone(tx: Tx, ids: readonly string[], nowMs: number): Promise<void> {
  for (let start = 0; start < ids.length; start += IDS_PER_STATEMENT) {
    const slice = ids.slice(start, start + IDS_PER_STATEMENT);
    await tx.change(
      `UPDATE screening_list_hit SET state = 'GONE', goneAtMs = ?, changedAtMs = ?, version = version + 1
       WHERE id IN (${placeholders(slice.length)})`,
      [nowMs, nowMs, ...slice],
    );
  }
}

async function lockedList(tx: Tx, id: string): Promise<ListNow | undefined> {
  const [row] = await tx.select<ListNow>(
    `SELECT state, round, dueItems FROM screening_list WHERE id = ? ${tx.forUpdate}`,
    [id],
  );
  return row && { ...row, dueItems: Number(row.dueItems) };
}

/** Those that stand as they were read, with the round that they were last screened in. */
async function unchanged(tx: Tx, items: readonly EvaluatedItem[]): Promise<EvaluatedItem[]> {
  if (items.length === 0) return [];
  const rows = await tx.select<Pick<WatchedItem, 'id' | 'version' | 'screenedRound'>>(
    `SELECT id, version, screenedRound FROM screening_list_item
     WHERE id IN (${placeholders(items.length)}) ${tx.forUpdate}`,
    items.map(({ item }) => item.id),
  );
  const now = new Map(rows.map((row) => [row.id, row]));
  return items.flatMap((evaluated) => {
    const row = now.get(evaluated.item.id);
    if (row?.version !== evaluated.item.version) return [];
    return { ...evaluated, item: { ...evaluated.item, screenedRound: row.screenedRound } };
  });
}

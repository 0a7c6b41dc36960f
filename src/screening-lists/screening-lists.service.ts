import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import {
  Conflict,
  InvalidInput,
  isRefusal,
  type NotFound,
  type PurposeRequired,
} from '../common/graphql/user-error.graphql.js';
import { Idempotency } from '../common/idempotency/idempotency.js';
import { isId, newId } from '../common/ids.js';
import type { Page } from '../common/pagination.js';
import { Database } from '../common/persistence/database.js';
import type { SqlRow, Tx } from '../common/persistence/sql.js';
import { CIPHERS, type Ciphers, SETTINGS } from '../common/tokens.js';
import type { EventType } from '../events/event-types.js';
import { askAhead, EventsService } from '../events/events.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { sealPurpose } from '../query/lookup-facts.js';
import { readPurpose, type StatedPurpose } from '../query/query.policy.js';
import { listContext, openPurpose } from './list-contexts.js';
import { ListEvents } from './list-events.js';
import { ListItemsService } from './list-items.service.js';
import { listToChange, noSuchList } from './own-list.js';
import { type ListAction, listTransition } from './screening-list.lifecycle.js';
import { LIST_AT_VERSION, LIST_CHANGE, NEW_LIST } from './screening-lists.inputs.js';
import { type ScreeningList, ScreeningListsRepository } from './screening-lists.repository.js';

/** A list as its tenant reads it: name and purpose in plain text. */
export interface OpenList extends ScreeningList, StatedPurpose {}

export type ListChange = OpenList | InvalidInput | PurposeRequired | NotFound | Conflict;

const PROGRESS_EVENTS: readonly EventType[] = [
  'screening-list.changed',
  'screening-list.paused',
  'screening-list.resumed',
  'screening-list.deleted',
  'screening-list.progressed',
  'screening-list.screened',
];

/** Saved screening lists as their own tenant keeps them. */
@Injectable()
export class ScreeningListsService {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly ownEvents: ListEvents,
    private readonly events: EventsService,
    private readonly items: ListItemsService,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Undefined when there is no such list of the caller's. */
  async one(context: TenantContext, id: string): Promise<OpenList | undefined> {
    const list = isId(id) ? await new ScreeningListsRepository(this.database, context.tenantId).byId(id) : undefined;
    return list && this.opened(list);
  }

  /** Up to one more than the page, newest first. */
  async list(context: TenantContext, page: Page): Promise<OpenList[]> {
    const lists = await new ScreeningListsRepository(this.database, context.tenantId).list(page);
    return lists.map((list) => this.opened(list));
  }

  /** Saves a list, with items or without; those are screened from now on. */
  async save(context: TenantContext, input: object): Promise<ListChange> {
    const read = readInput(NEW_LIST, input);
    if (!read.ok) return read.refusal;
    const stated = readPurpose(read.value, 'input.');
    if (stated instanceof InvalidInput) return stated;
    const { name, least, items } = read.value;
    const id = newId();
    const prepared = this.items.prepare(context, id, stated, items ?? []);
    if (isRefusal(prepared)) return prepared;
    return this.once(context, 'save', read.value, async (tx) => {
      const repository = new ScreeningListsRepository(tx, context.tenantId);
      const most = this.settings.LIAISON_SCREENING_LISTS_MAX;
      if ((await repository.count(tx)) >= most) {
        return Conflict.of('input', `A tenant has at most ${most} screening lists.`, 'TOO_MANY');
      }
      const nowMs = this.clock.now();
      const transition = listTransition('NEW', 'save');
      if (!transition) throw new Error('a list cannot be saved');
      await repository.insert(tx, {
        ...{ id, name: this.sealed('name', id, name), state: transition.to, least: least ?? 'REVIEW' },
        purpose: stated.purpose === null ? null : this.sealed('purpose', id, stated.purpose),
        caseRef: stated.caseRef === null ? null : this.sealed('caseRef', id, stated.caseRef),
        ...{ round: 1, itemCount: 0, dueItems: 0, isDue: 0, uploadId: null, createdAtMs: nowMs, updatedAtMs: nowMs },
        ...{ screenedAtMs: null, servedAtMs: 0, version: 1 },
      });
      const list = await repository.byId(id);
      if (!list) throw new Error('the list that was just saved is missing');
      await this.items.putPrepared(tx, context, list, prepared);
      await this.tell(tx, context, id, transition, { items: prepared.length, least: list.least }, stated);
      return id;
    });
  }

  /** Changes what a list is called, what it is for, or how near a hit must be. The latter two screen it anew. */
  async change(context: TenantContext, input: object): Promise<ListChange> {
    const read = readInput(LIST_CHANGE, input);
    if (!read.ok) return read.refusal;
    const stated = readPurpose(read.value, 'input.');
    if (stated instanceof InvalidInput) return stated;
    const { name, least } = read.value;
    return this.act(context, 'change', read.value, async (tx, list, repository) => {
      const values: SqlRow = {
        ...(name ? { name: this.sealed('name', list.id, name) } : {}),
        ...(least ? { least } : {}),
        ...(stated.purpose === null ? {} : { purpose: this.sealed('purpose', list.id, stated.purpose) }),
        ...(stated.caseRef === null ? {} : { caseRef: this.sealed('caseRef', list.id, stated.caseRef) }),
      };
      const isSeenOtherwise =
        (least && least !== list.least) ||
        (stated.purpose !== null && list.purpose === null) ||
        (stated.caseRef !== null && list.caseRef === null);
      if (isSeenOtherwise) await repository.renew(tx, list.id);
      return { values, detail: { fields: Object.keys(values) }, stated };
    });
  }

  /** Stops watching a list; its hits stay as they are. */
  pause(context: TenantContext, input: object): Promise<ListChange> {
    return this.actAtVersion(context, 'pause', input, () => Promise.resolve());
  }

  /** Watches a paused list again, beginning with all of it, since nobody looked meanwhile. */
  resume(context: TenantContext, input: object): Promise<ListChange> {
    return this.actAtVersion(context, 'resume', input, (tx, list, repository) => repository.renew(tx, list.id));
  }

  /** The list as it is now, then again whenever it has come further or was changed. Nothing when there is none. */
  async *follow(context: TenantContext, id: string, signal: AbortSignal): AsyncGenerator<OpenList> {
    const changes = this.events.follow(context, PROGRESS_EVENTS, undefined, signal);
    try {
      // Asked for before the list is read, so that no change falls between the two.
      let change = askAhead(changes);
      for (;;) {
        const list = await this.one(context, id);
        if (!list) return;
        yield list;
        for (let listId = ''; listId !== id; ) {
          const next = await change;
          if (next.done) return;
          listId = next.value.subjectId;
          change = askAhead(changes);
        }
      }
    } finally {
      void changes.return(undefined);
    }
  }

  /** Deletes a list. Nobody can read it any more; items and hits go at once, or, of a large list, soon afterwards. */
  async delete(context: TenantContext, input: object): Promise<ListChange> {
    return this.actAtVersion(context, 'delete', input, async (tx, list) => {
      // What a list was for goes with it; `isDue` tells the sweeper that rows are left.
      await tx.change('UPDATE screening_list SET purpose = NULL, caseRef = NULL, isDue = 1 WHERE id = ?', [list.id]);
    });
  }

  private actAtVersion(
    context: TenantContext,
    action: 'pause' | 'resume' | 'delete',
    input: object,
    work: (tx: Tx, list: ScreeningList, repository: ScreeningListsRepository) => Promise<void>,
  ): Promise<ListChange> {
    const read = readInput(LIST_AT_VERSION, input);
    if (!read.ok) return Promise.resolve(read.refusal);
    return this.act(context, action, read.value, async (tx, list, repository) => {
      await work(tx, list, repository);
      return { values: {}, detail: {}, stated: { purpose: null, caseRef: null } };
    });
  }

  /** One step of a list's life by the table. */
  private act(
    context: TenantContext,
    action: Exclude<ListAction, 'save'>,
    input: { readonly id: string; readonly version: number; readonly idempotencyKey?: string | null | undefined },
    work: (
      tx: Tx,
      list: ScreeningList,
      repository: ScreeningListsRepository,
    ) => Promise<{ values: SqlRow; detail: object; stated: StatedPurpose }>,
  ): Promise<ListChange> {
    return this.once(context, action, input, async (tx) => {
      const list = await listToChange(tx, context, input);
      if ('code' in list) return list;
      const transition = listTransition(list.state, action);
      if (!transition) {
        return Conflict.of('input.id', `The list is ${list.state}: read it again.`, 'WRONG_STATE');
      }
      const repository = new ScreeningListsRepository(tx, context.tenantId);
      const { values, detail, stated } = await work(tx, list, repository);
      await repository.set(tx, list.id, { ...values, state: transition.to, updatedAtMs: this.clock.now() });
      await this.tell(tx, context, list.id, transition, detail, stated);
      return list.id;
    });
  }

  private async tell(
    tx: Tx,
    context: TenantContext,
    listId: string,
    { records, emits }: NonNullable<ReturnType<typeof listTransition>>,
    detail: object,
    stated: StatedPurpose,
  ): Promise<void> {
    const sealed = sealPurpose(this.ciphers.fields, context.requestId, stated);
    await this.ledger.append(tx, context, [
      { action: records, subjectType: 'ScreeningList', subjectId: listId, detail: { ...detail, ...sealed } },
    ]);
    if (emits) await this.ownEvents.append(tx, context.tenantId, emits, listId);
  }

  private once(
    context: TenantContext,
    operation: string,
    input: { readonly idempotencyKey?: string | null | undefined },
    work: (tx: Tx) => Promise<string | InvalidInput | NotFound | Conflict>,
  ): Promise<ListChange> {
    return this.database.transaction(async (tx) => {
      const found = async (id: string): Promise<ListChange> => {
        const list = await new ScreeningListsRepository(tx, context.tenantId).withDeleted(id);
        return list ? this.opened(list) : noSuchList('input.id');
      };
      const done = async (): Promise<ListChange> => {
        const result = await work(tx);
        return typeof result === 'string' ? found(result) : result;
      };
      return this.idempotency.once<ListChange>(
        tx,
        context,
        `screening-list.${operation}`,
        input,
        this.clock.now(),
        done,
        found,
      );
    });
  }

  private sealed(field: 'name' | 'purpose' | 'caseRef', listId: string, text: string): string {
    return this.ciphers.fields.encrypt(text, listContext(field, listId));
  }

  private opened(list: ScreeningList): OpenList {
    const { id } = list;
    // Of a deleted list the name goes last.
    const name = list.name === '' ? '' : this.ciphers.fields.decrypt(list.name, listContext('name', id));
    return { ...list, name, ...openPurpose(this.ciphers, list) };
  }
}

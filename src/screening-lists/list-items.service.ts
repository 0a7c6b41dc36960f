import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { Settings } from '../../config/settings.js';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import {
  Conflict,
  InvalidInput,
  isRefusal,
  type NotFound,
  PurposeRequired,
} from '../common/graphql/user-error.graphql.js';
import { Idempotency } from '../common/idempotency/idempotency.js';
import { isId } from '../common/ids.js';
import type { Page } from '../common/pagination.js';
import { Database } from '../common/persistence/database.js';
import type { Tx } from '../common/persistence/sql.js';
import { CIPHERS, type Ciphers, SETTINGS } from '../common/tokens.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { StatedPurpose } from '../query/query.policy.js';
import { openPurpose } from './list-contexts.js';
import { ListEvents } from './list-events.js';
import { type ListItem, openItem, type PreparedItem, prepareItem, refKeyOf } from './list-items.js';
import { ListItemsRepository, type StoredItem } from './list-items.repository.js';
import { listToChange, uploadRuns } from './own-list.js';
import { ITEMS_TO_PUT, ITEMS_TO_REMOVE, listItemOf, type NEW_LIST } from './screening-lists.inputs.js';
import { type ScreeningList, ScreeningListsRepository } from './screening-lists.repository.js';

type GivenItems = NonNullable<z.output<typeof NEW_LIST>['items']>;
type Refusal = InvalidInput | PurposeRequired | NotFound | Conflict;

/** What a change to the items of a list came to. */
export interface ItemsChanged {
  /** Of the list. */
  readonly id: string;
}

/** An item as its tenant reads it. */
export interface OpenItem extends ListItem {
  readonly id: string;
  readonly isDue: boolean;
  readonly problem: string | null;
  readonly updatedAtMs: number;
}

/** The items of a tenant's own lists, addressed by the tenant's own references. */
@Injectable()
export class ListItemsService {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly events: ListEvents,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Understands the items of a call, all of them or none. */
  prepare(
    { tenantKind, tenantCode }: TenantContext,
    listId: string,
    stated: StatedPurpose,
    items: GivenItems,
  ): PreparedItem[] | InvalidInput | PurposeRequired {
    const platform = tenantKind === 'PLATFORM' ? tenantCode : undefined;
    const reading = { listId, stated, statedAt: 'input.', nowMs: this.clock.now() };
    const prepared = new Map<string, PreparedItem>();
    for (const [at, given] of items.entries()) {
      const path = `input.items[${at}].`;
      const item = prepareItem(this.ciphers, listItemOf(given, platform), path, reading);
      if ('code' in item) return refusalOf(item, path);
      if (prepared.has(item.refKey)) {
        return InvalidInput.at(`${path}ref`, 'Another item of this call has the same reference.', 'DUPLICATE');
      }
      prepared.set(item.refKey, item);
    }
    const most = this.settings.LIAISON_SCREENING_LIST_MAX_ITEMS;
    return prepared.size > most ? tooMany(most) : [...prepared.values()];
  }

  /** Puts items onto a list whose row is locked; a refusal when not all of them fit. */
  async putPrepared(
    tx: Tx,
    context: TenantContext,
    list: ScreeningList,
    items: readonly PreparedItem[],
  ): Promise<InvalidInput | undefined> {
    const most = this.settings.LIAISON_SCREENING_LIST_MAX_ITEMS;
    const nowMs = this.clock.now();
    const put = await new ListItemsRepository(tx, this.ciphers).put(tx, list, items, { mark: null, nowMs, most });
    if (put.refused.length > 0) return tooMany(most);
    await new ScreeningListsRepository(tx, context.tenantId).moveCounts(tx, list, put);
    return undefined;
  }

  /** Adds items, or changes those whose reference the list has; what is new of them is screened. */
  async put(context: TenantContext, input: object): Promise<ItemsChanged | Refusal> {
    const read = readInput(ITEMS_TO_PUT, input);
    if (!read.ok) return read.refusal;
    return this.act(context, 'put-items', read.value, async (tx, list) => {
      const prepared = this.prepare(context, list.id, openPurpose(this.ciphers, list), read.value.items);
      // This call has no purpose to give: the list needs one first.
      if (prepared instanceof PurposeRequired) return PurposeRequired.at('input.id');
      if (isRefusal(prepared)) return prepared;
      return (await this.putPrepared(tx, context, list, prepared)) ?? prepared.length;
    });
  }

  /** Takes items off a list with their hits; references that it does not have are passed over. */
  async remove(context: TenantContext, input: object): Promise<ItemsChanged | Refusal> {
    const read = readInput(ITEMS_TO_REMOVE, input);
    if (!read.ok) return read.refusal;
    return this.act(context, 'remove-items', read.value, async (tx, list) => {
      const items = new ListItemsRepository(tx, this.ciphers);
      const refKeys = new Set(read.value.refs.map((ref) => refKeyOf(this.ciphers.index, list.id, ref)));
      const known = await items.known(tx, list.id, [...refKeys]);
      const moves = await items.remove(tx, list, [...known.values()]);
      await new ScreeningListsRepository(tx, context.tenantId).moveCounts(tx, list, moves);
      return known.size;
    });
  }

  /** Up to one more than the page, in the order of their coming. The reading is in the ledger. */
  async page(context: TenantContext, listId: string, page: Page): Promise<OpenItem[] | undefined> {
    const list = isId(listId)
      ? await new ScreeningListsRepository(this.database, context.tenantId).byId(listId)
      : undefined;
    if (!list) return undefined;
    const repository = new ListItemsRepository(this.database, this.ciphers);
    const stored = await repository.page(list.id, page.after, page.limit);
    const detail = { items: Math.min(stored.length, page.limit) };
    await this.ledger.record(context, {
      ...{ action: 'screening-list.items', subjectType: 'ScreeningList', subjectId: list.id, detail },
    });
    return stored.map((item) => this.opened(list, item));
  }

  private opened(list: ScreeningList, { id, content, screenedRound, problem, updatedAtMs }: StoredItem): OpenItem {
    const isDue = screenedRound < list.round;
    return { ...openItem(this.ciphers, id, content), id, isDue, problem, updatedAtMs };
  }

  private act(
    context: TenantContext,
    operation: 'put-items' | 'remove-items',
    input: { readonly id: string; readonly version: number; readonly idempotencyKey?: string | null | undefined },
    work: (tx: Tx, list: ScreeningList) => Promise<number | InvalidInput | PurposeRequired>,
  ): Promise<ItemsChanged | Refusal> {
    return this.database.transaction((tx) =>
      this.idempotency.once<ItemsChanged | Refusal>(
        tx,
        context,
        `screening-list.${operation}`,
        input,
        this.clock.now(),
        async () => {
          const list = await listToChange(tx, context, input);
          if (isRefusal(list)) return list;
          if (list.uploadId !== null) return uploadRuns();
          const items = await work(tx, list);
          if (typeof items !== 'number') return items;
          await new ScreeningListsRepository(tx, context.tenantId).set(tx, list.id, { updatedAtMs: this.clock.now() });
          await this.ledger.append(tx, context, [
            {
              action: `screening-list.${operation}`,
              subjectType: 'ScreeningList',
              subjectId: list.id,
              detail: { items },
            },
          ]);
          await this.events.append(tx, context.tenantId, 'screening-list.changed', list.id, { items });
          return { id: list.id };
        },
        (id) => Promise.resolve({ id }),
      ),
    );
  }
}

const tooMany = (most: number): InvalidInput =>
  InvalidInput.at('input.items', `A list has at most ${most} items.`, 'TOO_MANY');

function refusalOf(
  { code, message, field }: { readonly code: string; readonly message: string; readonly field?: string | null },
  path: string,
): InvalidInput | PurposeRequired {
  if (code !== 'PURPOSE_REQUIRED') return InvalidInput.at(field ?? path, message, code);
  return PurposeRequired.at(field ?? 'input.purpose');
}

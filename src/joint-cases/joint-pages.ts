import { Injectable } from '@nestjs/common';
import { ArgsType, Field, ID } from '@nestjs/graphql';
import type { TenantContext } from '../common/context/tenant-context.js';
import { type Connection, PageArgs } from '../common/graphql/connection.graphql.js';
import { Pagination } from '../common/pagination.js';
import type { KeptKind } from './joint-content.js';
import type { ShownItem } from './joint-desk.js';
import type { ItemFilter } from './joint-lines.repository.js';
import { JointReader } from './joint-reader.js';

/** A page of something in a case. */
@ArgsType()
export class InCaseArgs extends PageArgs {
  @Field(() => ID)
  caseId!: string;
}

/** Makes pages of what a tenant was shown of a case. */
@Injectable()
export class JointPages {
  constructor(
    private readonly reader: JointReader,
    private readonly pagination: Pagination,
  ) {}

  /** Things of a kind, the newest first. */
  async page<Kind extends KeptKind, Node>(
    context: TenantContext,
    args: InCaseArgs,
    kind: Kind,
    filter: ItemFilter,
    show: (items: ShownItem<Kind>[]) => Promise<Node[]>,
  ): Promise<Connection<Node>> {
    const list = `joint-${kind} ${args.caseId} ${JSON.stringify(filter)}`;
    const page = this.pagination.read(context, list, args);
    const items = await this.reader.items(context, args.caseId, kind, filter, page.after, page.limit + 1);
    return this.connect(context, list, page, items, ({ itemId }) => itemId, show);
  }

  /** A page out of items that are to be shown together. */
  async connect<Item, Node>(
    context: TenantContext,
    list: string,
    page: ReturnType<Pagination['read']>,
    items: Item[],
    positionOf: (item: Item) => string,
    show: (items: Item[]) => Promise<Node[]>,
  ): Promise<Connection<Node>> {
    const shown = await show(items);
    const rows = items.map((item, index) => ({ item, node: shown[index] as Node }));
    return this.pagination.connection(
      context,
      list,
      page,
      rows,
      ({ item }) => positionOf(item),
      ({ node }) => node,
    );
  }
}

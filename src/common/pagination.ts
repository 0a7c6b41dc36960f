import type { CursorSealer } from '../../libs/field-encryption/opaque-cursor.js';
import type { TenantContext } from './context/tenant-context.js';
import { type Connection, MAX_PAGE, PageArgumentError } from './graphql/connection.graphql.js';

/** A validated page request: rows after `after`, at most `limit`. */
export interface Page {
  readonly after: string | undefined;
  readonly limit: number;
}

/**
 * Keyset paging with sealed cursors: a cursor is bound to the tenant and the list, tells nothing, and cannot be made up.
 */
export class Pagination {
  constructor(private readonly sealer: CursorSealer) {}

  /**
   * @param list names the list and its filters, so that a cursor of another list is refused
   * @throws PageArgumentError naming `first` or `after`
   */
  read(context: TenantContext, list: string, args: { first: number; after?: string | null }): Page {
    if (!Number.isInteger(args.first) || args.first < 1 || args.first > MAX_PAGE) {
      throw new PageArgumentError('first', `\`first\` must be from 1 to ${MAX_PAGE}.`);
    }
    // An empty cursor is no cursor either: taken for none, it would send a consumer back to the beginning.
    const isGiven = args.after !== undefined && args.after !== null;
    return { limit: args.first, after: isGiven ? this.open(context, list, args.after ?? '') : undefined };
  }

  /** The position inside a cursor. @throws PageArgumentError when it is not of this tenant and list */
  open(context: TenantContext, list: string, cursor: string): string {
    const position = this.sealer.open(`${list}:${context.tenantId}`, cursor);
    if (position === undefined) throw new PageArgumentError('after', '`after` is not a cursor of this list.');
    return position;
  }

  /** A cursor for a position in a list. */
  seal(context: TenantContext, list: string, position: string): string {
    return this.sealer.seal(`${list}:${context.tenantId}`, position);
  }

  /** Makes the page out of up to `limit + 1` rows: the surplus one says that there is more. */
  connection<Row, Node>(
    context: TenantContext,
    list: string,
    page: Page,
    rows: readonly Row[],
    positionOf: (row: Row) => string,
    toNode: (row: Row) => Node,
  ): Connection<Node> {
    const edges = rows
      .slice(0, page.limit)
      .map((row) => ({ node: toNode(row), cursor: this.seal(context, list, positionOf(row)) }));
    return { edges, pageInfo: { hasNextPage: rows.length > page.limit, endCursor: edges.at(-1)?.cursor ?? null } };
  }
}

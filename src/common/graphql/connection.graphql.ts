import type { Type } from '@nestjs/common';
import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';

/** Largest page (DESIGN §9). */
export const MAX_PAGE = 100;
const DEFAULT_PAGE = 20;

/** Relay's forward paging. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: DEFAULT_PAGE, description: `1 to ${MAX_PAGE}.` })
  first: number = DEFAULT_PAGE;

  @Field(() => String, { nullable: true, description: 'A cursor from an earlier page of the same list.' })
  after?: string | null;
}

/** A page's arguments are wrong: the message names the argument. */
export class PageArgumentError extends Error {
  constructor(
    readonly field: 'first' | 'after',
    message: string,
  ) {
    super(message);
  }
}

@ObjectType({ description: 'Where a page stands in its list.' })
export class PageInfo {
  @Field(() => Boolean)
  hasNextPage!: boolean;

  @Field(() => String, { nullable: true })
  endCursor!: string | null;
}

/** A page of a list. */
export interface Connection<Node> {
  edges: { node: Node; cursor: string }[];
  pageInfo: PageInfo;
}

/** The GraphQL types of a Relay connection over `node`; call once per node type. */
export function connectionTypes<Node>(node: Type<Node>, name = node.name): Type<Connection<Node>> {
  @ObjectType(`${name}Edge`)
  class Edge {
    @Field(() => node)
    node!: Node;

    @Field(() => String)
    cursor!: string;
  }

  @ObjectType(`${name}Connection`)
  class ConnectionType {
    @Field(() => [Edge])
    edges!: Edge[];

    @Field(() => PageInfo)
    pageInfo!: PageInfo;
  }
  return ConnectionType;
}

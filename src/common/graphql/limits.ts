import {
  type ASTVisitor,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { fieldExtensionsEstimator, getComplexity, simpleEstimator } from 'graphql-query-complexity';
import type { Settings } from '../../../config/settings.js';
import { CostMemo } from './cost-memo.js';
import type { OnOperation } from './operation-hooks.js';

/** Bounds on the shape of one operation. */
export interface QueryLimits {
  readonly maxDepth: number;
  readonly maxAliases: number;
  readonly maxCost: number;
}

/** The limits that the settings name. */
export const limitsOf = (settings: Settings): QueryLimits & { readonly maxTokens: number } => ({
  maxDepth: settings.LIAISON_GRAPHQL_MAX_DEPTH,
  maxAliases: settings.LIAISON_GRAPHQL_MAX_ALIASES,
  maxCost: settings.LIAISON_GRAPHQL_MAX_COST,
  maxTokens: settings.LIAISON_GRAPHQL_MAX_TOKENS,
});

const refusal = (message: string) =>
  new GraphQLError(message, { extensions: { code: 'QUERY_TOO_COMPLEX', http: { status: 400 } } });

/**
 * Most selections that an operation may unfold to, fragments followed. The cost is reckoned over the unfolded operation,
 * so without this a few fragments that spread each other twice would keep the processor busy for ever.
 */
const MAX_SELECTIONS = 10_000;

interface Shape {
  readonly depth: number;
  readonly aliases: number;
  readonly selections: number;
}

const NOTHING: Shape = { depth: 0, aliases: 0, selections: 0 };

/**
 * Validation rule: depth and number of aliases with every fragment spread counted where it is used, so that a fragment
 * hides nothing. Each fragment is measured once, so the check is linear in the document however often it is spread.
 */
export function shapeLimits(limits: QueryLimits) {
  return (context: ValidationContext): ASTVisitor => ({
    Document(document) {
      const shapes = new ShapeMeter(document);
      for (const definition of document.definitions) {
        if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
        const { depth, aliases, selections } = shapes.measure(definition.selectionSet);
        if (depth > limits.maxDepth) {
          context.reportError(
            refusal(`The operation is ${depth} levels deep; at most ${limits.maxDepth} are allowed.`),
          );
        }
        if (aliases > limits.maxAliases) {
          context.reportError(
            refusal(`The operation has ${aliases} aliases; at most ${limits.maxAliases} are allowed.`),
          );
        }
        if (selections > MAX_SELECTIONS) {
          context.reportError(refusal(`The operation unfolds to more than ${MAX_SELECTIONS} selections.`));
        }
      }
    },
  });
}

class ShapeMeter {
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  private readonly measured = new Map<string, Shape>();
  private readonly open = new Set<string>();

  constructor(document: DocumentNode) {
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(definition.name.value, definition);
    }
  }

  measure(selectionSet: SelectionSetNode): Shape {
    let depth = 0;
    let aliases = 0;
    let selections = selectionSet.selections.length;
    for (const selection of selectionSet.selections) {
      const shape = this.shapeOf(selection);
      depth = Math.max(depth, shape.depth);
      aliases += shape.aliases;
      selections += shape.selections;
    }
    return { depth, aliases, selections };
  }

  private shapeOf(selection: SelectionSetNode['selections'][number]): Shape {
    if (selection.kind === Kind.FIELD) return this.shapeOfField(selection);
    if (selection.kind === Kind.INLINE_FRAGMENT) return this.measure(selection.selectionSet);
    return this.shapeOfFragment(selection.name.value);
  }

  private shapeOfField(field: FieldNode): Shape {
    const inner = field.selectionSet ? this.measure(field.selectionSet) : NOTHING;
    return { ...inner, depth: inner.depth + 1, aliases: inner.aliases + (field.alias ? 1 : 0) };
  }

  private shapeOfFragment(name: string): Shape {
    const known = this.measured.get(name);
    if (known) return known;
    const fragment = this.fragments.get(name);
    // An unknown or circular fragment is another rule's error.
    if (!fragment || this.open.has(name)) return NOTHING;
    this.open.add(name);
    const shape = this.measure(fragment.selectionSet);
    this.open.delete(name);
    this.measured.set(name, shape);
    return shape;
  }
}

/**
 * Cost of an operation with its variables: one per field, times the page size below a list.
 * @throws GraphQLError with code BAD_USER_INPUT for variables that do not fit the operation
 */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  operationName: string | undefined,
): number {
  try {
    return getComplexity({
      schema,
      query: document,
      variables,
      ...(operationName ? { operationName } : {}),
      estimators: [fieldExtensionsEstimator(), simpleEstimator({ defaultComplexity: 1 })],
    });
  } catch (error) {
    // Variables are read here first, and the reckoning reports them without a code.
    if (!(error instanceof GraphQLError)) throw error;
    const { message, nodes, source, positions } = error;
    throw new GraphQLError(message, { nodes, source, positions, extensions: BAD_INPUT });
  }
}

const BAD_INPUT = { code: 'BAD_USER_INPUT', http: { status: 400 } };

/** @throws GraphQLError with code QUERY_TOO_COMPLEX */
export function refuseOverCost(cost: number, { maxCost }: QueryLimits): void {
  if (cost > maxCost)
    throw refusal(`The operation costs ${cost}; at most ${maxCost} is allowed. Ask for smaller pages.`);
}

/** Refuses an operation whose cost is over the limit, before anything of it runs. */
export function costLimit(limits: QueryLimits): OnOperation {
  const costs = new CostMemo();
  return ({ schema, document, request, operationName }) => {
    const variables = request.variables ?? {};
    const name = operationName ?? undefined;
    const cost = costs.of(document, name, variables, () => costOf(schema, document, variables, name));
    refuseOverCost(cost, limits);
  };
}

/** Cost of a connection field: its page size times what one row costs. */
export const pageComplexity = ({
  args,
  childComplexity,
}: {
  args: { first?: number };
  childComplexity: number;
}): number => 1 + Math.max(1, Math.min(args.first ?? 20, 1_000)) * childComplexity;

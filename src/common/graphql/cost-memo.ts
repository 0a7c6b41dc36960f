import { type DocumentNode, GraphQLError } from 'graphql';

/** Shapes remembered of one document; more than a client's page sizes and options give is somebody playing. */
const MAX_SHAPES = 100;

/** No input of ours is half as deep; a value without end would break whatever walks it. */
const MAX_VARIABLE_DEPTH = 32;

/**
 * Remembers what a document costs, since reckoning it walks the whole document and clients send the same ones again
 * and again. The server's own cache keeps documents, so what is remembered here goes when they go.
 */
export class CostMemo {
  private readonly costs = new WeakMap<DocumentNode, Map<string, number>>();

  /**
   * The cost for these variables: a cost may depend on their numbers, booleans and list lengths, never on texts.
   * @throws GraphQLError with code BAD_USER_INPUT for variables that are nested too deeply
   */
  of(
    document: DocumentNode,
    operationName: string | undefined,
    variables: Readonly<Record<string, unknown>>,
    reckon: () => number,
  ): number {
    let shapes = this.costs.get(document);
    if (!shapes || shapes.size >= MAX_SHAPES) {
      shapes = new Map();
      this.costs.set(document, shapes);
    }
    const shape = `${operationName ?? ''} ${shapeOf(variables, 0)}`;
    const known = shapes.get(shape);
    if (known !== undefined) return known;
    const cost = reckon();
    shapes.set(shape, cost);
    return cost;
  }
}

/** The variables without their texts and without what is in lists. */
function shapeOf(value: unknown, depth: number): string {
  if (typeof value === 'string') return '""';
  if (Array.isArray(value)) return `[${value.length}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (depth === MAX_VARIABLE_DEPTH) {
    const message = `The variables are nested more than ${MAX_VARIABLE_DEPTH} levels deep.`;
    throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
  }
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${shapeOf(member, depth + 1)}`,
  );
  return `{${members.join()}}`;
}

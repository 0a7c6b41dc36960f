import type { DocumentNode } from 'graphql';

/** Shapes remembered of one document; more than a client's page sizes and options give is somebody playing. */
const MAX_SHAPES = 100;

/**
 * Remembers what a document costs, since reckoning it walks the whole document and clients send the same ones again
 * and again. The server's own cache keeps documents, so what is remembered here goes when they go.
 */
export class CostMemo {
  private readonly costs = new WeakMap<DocumentNode, Map<string, number>>();

  /** The cost for these variables: a cost may depend on their numbers, booleans and list lengths, never on texts. */
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
    const shape = `${operationName ?? ''} ${JSON.stringify(variables, withoutTexts)}`;
    const known = shapes.get(shape);
    if (known !== undefined) return known;
    const cost = reckon();
    shapes.set(shape, cost);
    return cost;
  }
}

function withoutTexts(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return '';
  return Array.isArray(value) ? `#${value.length}` : value;
}

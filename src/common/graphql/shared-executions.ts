import {
  type ASTNode,
  createSourceEventStream,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  Kind,
  visit,
} from 'graphql';

/**
 * A source of a subscription that gives the same objects to everybody who may see them, so that what an operation makes of
 * one of them depends on nothing but the operation.
 */
export interface SharedSource<Payload extends object> extends AsyncIterableIterator<Payload> {
  readonly isShared: true;
}

type Results = Map<string, ExecutionResult | Promise<ExecutionResult>>;

/**
 * Runs subscriptions as graphql-js does, but executes an operation once for each object of a shared source, however many
 * sockets asked the same: executing costs more than sending.
 */
export class SharedExecutions {
  private readonly made = new WeakMap<object, Map<DocumentNode, Results>>();
  private readonly variables = new WeakMap<DocumentNode, readonly string[]>();

  /** The stream of results, or why there is none. */
  async subscribe(args: ExecutionArgs): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) return source;
    const payloads = (source as AsyncIterable<object>)[Symbol.asyncIterator]();
    const isShared = (source as Partial<SharedSource<object>>).isShared === true;
    const key = isShared ? this.keyOf(args) : undefined;
    return new ExecutedStream(payloads, (payload) =>
      key === undefined ? execute({ ...args, rootValue: payload }) : this.shared(payload, key, args),
    );
  }

  private shared(payload: object, key: string, args: ExecutionArgs): ExecutionResult | Promise<ExecutionResult> {
    let documents = this.made.get(payload);
    if (!documents) {
      documents = new Map();
      this.made.set(payload, documents);
    }
    let results = documents.get(args.document);
    if (!results) {
      results = new Map();
      documents.set(args.document, results);
    }
    const known = results.get(key);
    if (known !== undefined) return known;
    const result = execute({ ...args, rootValue: payload }) as ExecutionResult | Promise<ExecutionResult>;
    results.set(key, result);
    return result;
  }

  /** Which of a document's operations it is, and the variables that the result depends on. */
  private keyOf({ document, operationName, variableValues }: ExecutionArgs): string {
    let names = this.variables.get(document);
    if (!names) {
      names = variablesBelowRoot(document);
      this.variables.set(document, names);
    }
    // One that was left out has its default, and null has not.
    const given = names.map((name) => (variableValues?.[name] === undefined ? [] : [variableValues[name]]));
    return JSON.stringify([operationName ?? '', ...given]);
  }
}

/** Variables that are used elsewhere than in the arguments of a subscription's own field: those choose the source. */
function variablesBelowRoot(document: DocumentNode): string[] {
  const names = new Set<string>();
  const gather = (node: ASTNode | undefined) =>
    node &&
    visit(node, {
      Variable: ({ name }) => {
        names.add(name.value);
      },
    });
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) {
      gather(definition);
      continue;
    }
    for (const selection of definition.selectionSet.selections) {
      if (selection.kind !== Kind.FIELD) gather(selection);
      else for (const part of [selection.selectionSet, ...(selection.directives ?? [])]) gather(part);
    }
  }
  return [...names].sort();
}

/** The results of a subscription, one for each object of its source. */
class ExecutedStream<Payload> implements AsyncIterableIterator<ExecutionResult> {
  constructor(
    private readonly payloads: AsyncIterator<Payload>,
    private readonly execute: (payload: Payload) => ExecutionResult | Promise<ExecutionResult>,
  ) {}

  async next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    const step = await this.payloads.next();
    if (step.done) return { done: true, value: undefined };
    try {
      return { done: false, value: await this.execute(step.value) };
    } catch (error) {
      await this.payloads.return?.();
      throw error;
    }
  }

  async return(): Promise<IteratorResult<ExecutionResult, undefined>> {
    await this.payloads.return?.();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<ExecutionResult, undefined>> {
    await this.payloads.return?.();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

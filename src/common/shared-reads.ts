interface Waiting<Value> {
  readonly promise: Promise<Value | undefined>;
  readonly resolve: (value: Value | undefined) => void;
  readonly reject: (error: unknown) => void;
}

function wait<Value>(waiting: Map<string, Waiting<Value>>, key: string): Promise<Value | undefined> {
  let settle: Pick<Waiting<Value>, 'resolve' | 'reject'> | undefined;
  const promise = new Promise<Value | undefined>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // The executor above has run by now.
  if (settle) waiting.set(key, { promise, ...settle });
  return promise;
}

/**
 * Reads by key what many callers ask for at the same time in one go: while one read of a group runs, the next one
 * gathers. A read starts after each of its callers has asked, so nobody gets what was true before the question.
 */
export class SharedReads<Group, Value> {
  private readonly gathering = new Map<string, Map<string, Waiting<Value>>>();

  /**
   * @param read finds the values of keys; its failure is every caller's failure, a key that it leaves out has no value
   * @param maxKeys most keys of one read
   */
  constructor(
    private readonly read: (group: Group, keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
    private readonly maxKeys = 100,
  ) {}

  /**
   * The value of a key.
   * @param groupKey names everything that the read depends on beside the keys: callers of one group share reads
   */
  get(groupKey: string, group: Group, key: string): Promise<Value | undefined> {
    let waiting = this.gathering.get(groupKey);
    if (!waiting) {
      waiting = new Map();
      this.gathering.set(groupKey, waiting);
      void this.drain(groupKey, group, waiting);
    }
    const known = waiting.get(key);
    if (known) return known.promise;
    return wait(waiting, key);
  }

  private async drain(groupKey: string, group: Group, waiting: Map<string, Waiting<Value>>): Promise<void> {
    // One turn of the event loop lets requests that arrived together share the read.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.size > 0) {
      const batch = [...waiting].slice(0, this.maxKeys);
      for (const [key] of batch) waiting.delete(key);
      await this.readBatch(group, batch);
    }
    this.gathering.delete(groupKey);
  }

  private async readBatch(group: Group, batch: readonly [string, Waiting<Value>][]): Promise<void> {
    try {
      const values = await this.read(
        group,
        batch.map(([key]) => key),
      );
      for (const [key, { resolve }] of batch) resolve(values.get(key));
    } catch (error) {
      for (const [, { reject }] of batch) reject(error);
    }
  }
}

interface Waiting<T> {
  readonly item: T;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Commits what many callers bring together: while one batch is being written the next one gathers, so that a busy
 * process pays one transaction for many callers and an idle one waits for nobody.
 */
export class GroupCommitter<T> {
  private waiting: Waiting<T>[] = [];
  private running: Promise<void> | undefined;

  /** @param commit writes a batch durably; its failure is every caller's failure */
  constructor(
    private readonly commit: (items: readonly T[]) => Promise<void>,
    private readonly maxBatch = 500,
  ) {}

  /** Resolves once the item is durable. */
  add(item: T): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.running ??= this.drain();
    });
  }

  /** Resolves when everything brought so far is settled. */
  async idle(): Promise<void> {
    while (this.running !== undefined) await this.running;
  }

  private async drain(): Promise<void> {
    // One turn of the event loop lets requests that arrived together share the batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, this.maxBatch);
      try {
        await this.commit(batch.map(({ item }) => item));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.running = undefined;
  }
}

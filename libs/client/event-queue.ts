/** Items that one side hands over as they come and the other takes one at a time; holds no more than its bound. */
export class EventQueue<Item> implements AsyncIterable<Item> {
  private readonly items: Item[] = [];
  private ending: { readonly error?: unknown } | undefined;
  private wake: (() => void) | undefined;

  constructor(private readonly bound: number) {}

  /** Whether the item was taken in; not when the queue is full or has ended. */
  push(item: Item): boolean {
    if (this.ending || this.items.length >= this.bound) return false;
    this.items.push(item);
    this.wake?.();
    return true;
  }

  /** What was taken in is still given; then the queue ends, with the error if there is one. */
  end(error?: unknown): void {
    this.ending ??= error === undefined ? {} : { error };
    this.wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, void> {
    for (;;) {
      const next = this.items.shift();
      if (next !== undefined) {
        yield next;
        continue;
      }
      if (this.ending) {
        if ('error' in this.ending) throw this.ending.error;
        return;
      }
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }
}

/** Where a receiver notes which events have had their effect: a table beside those that the effect changes. */
export interface InboxStore<Tx> {
  /** Commits when `work` resolves; when it rejects, nothing of it remains. */
  transaction<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>;
  /**
   * Notes the id in the transaction; false when a committed transaction has noted it. Waits for the end of another
   * transaction that is noting the same id.
   */
  claim(tx: Tx, id: string): Promise<boolean>;
}

/** Gives each event its effect exactly once, however often it is delivered and whenever the receiver is killed. */
export class Inbox<Tx> {
  constructor(private readonly store: InboxStore<Tx>) {}

  /**
   * Runs `effect` in one transaction with the note that the event had it; for an event that had it before, nothing runs.
   * Answer the sender only after this has resolved.
   * @param id the event's: `webhook-id`, `txn` of a token, `id` of a streamed event; the same in every channel
   * @param effect what it does has to go through the transaction that it is given, and nowhere else
   * @returns whether the effect was had now
   * @throws what `effect` or the store throws; then nothing has happened, and the event may come again
   */
  once(id: string, effect: (tx: Tx) => Promise<void>): Promise<boolean> {
    if (!/^[\x21-\x7e]{1,255}$/.test(id)) throw new RangeError('An event id is 1 to 255 visible ASCII characters.');
    return this.store.transaction(async (tx) => {
      if (!(await this.store.claim(tx, id))) return false;
      await effect(tx);
      return true;
    });
  }
}

/** Lets one piece of work begin when the one before it has ended. */
export class OneAtATime {
  private last: Promise<unknown> = Promise.resolve();

  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.last.then(work);
    this.last = result.catch(() => undefined);
    return result;
  }
}

/** Keeps ids in memory: for tests, and for effects that do not outlive the process either. */
export class MemoryInboxStore implements InboxStore<Set<string>> {
  private readonly ids = new Set<string>();
  private readonly queue = new OneAtATime();

  transaction<Result>(work: (tx: Set<string>) => Promise<Result>): Promise<Result> {
    return this.queue.run(async () => {
      const claimed = new Set<string>();
      const result = await work(claimed);
      for (const id of claimed) this.ids.add(id);
      return result;
    });
  }

  async claim(claimed: Set<string>, id: string): Promise<boolean> {
    if (this.ids.has(id)) return false;
    claimed.add(id);
    return true;
  }
}

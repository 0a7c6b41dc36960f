/** Gives a slot back; a second call does nothing. */
export type FreeSlot = () => void;

/** Lets a bounded number of sends go on at once; the others wait in the order of their coming. */
export class SendSlots {
  private readonly waiting: (() => void)[] = [];

  constructor(private free: number) {}

  /** Waits for a slot. */
  async take(): Promise<FreeSlot> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      const next = this.waiting.shift();
      if (next) next();
      else this.free += 1;
    };
  }
}

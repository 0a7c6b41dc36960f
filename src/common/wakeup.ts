/** Lets a feature nudge a loop that it must not know. Set by the loop's owner at start; a call before that is lost. */
export class Wakeup {
  private listener: () => void = () => undefined;

  set(listener: () => void): void {
    this.listener = listener;
  }

  call(): void {
    this.listener();
  }
}

/** A step of the story did not go as it should. */
export class StoryError extends Error {}

/** Longest line of a request or answer that is shown whole. */
const MAX_SHOWN = 400;

/** Tells the story on standard output: what is asked, what is answered, and what was checked. */
export class Narrator {
  private steps = 0;

  constructor(private readonly write: (text: string) => void = (text) => void process.stdout.write(text)) {}

  /** Begins a step. */
  step(title: string): void {
    this.steps += 1;
    this.write(`\n${this.steps}. ${title}\n`);
  }

  /** A sentence of the story. */
  say(text: string): void {
    this.write(`   ${text}\n`);
  }

  /** A request as it went out. */
  asks(who: string, request: string): void {
    this.write(`   ${who} → ${shorten(request)}\n`);
  }

  /** An answer as it came in. */
  answers(answer: unknown): void {
    this.write(`   ← ${shorten(typeof answer === 'string' ? answer : JSON.stringify(answer))}\n`);
  }

  /** Says what holds; ends the story when it does not. @throws StoryError */
  check(claim: string, holds: boolean): void {
    if (!holds) throw new StoryError(`Step ${this.steps}: expected that ${claim}.`);
    this.write(`   ✓ ${claim}\n`);
  }

  /** Compares and says both sides when they differ. @throws StoryError */
  equal(what: string, actual: unknown, expected: unknown): void {
    const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
    if (got !== wanted) throw new StoryError(`Step ${this.steps}: ${what} should be ${wanted} and is ${got}.`);
    this.write(`   ✓ ${what}: ${shorten(got)}\n`);
  }

  /** How many steps were told. */
  get count(): number {
    return this.steps;
  }
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= MAX_SHOWN ? line : `${line.slice(0, MAX_SHOWN)}…`;
}

/** A command was refused: one sentence, with the option or field at fault. */
export class CommandRefusal extends Error {
  constructor(
    message: string,
    readonly code: string,
    readonly field?: string | null,
  ) {
    super(message);
  }
}

type Cell = string | number | null;
type Row = Readonly<Record<string, Cell>>;

/** Where commands print: text for people, or JSON for programs. */
export class Output {
  constructor(private readonly isJson: boolean) {}

  /** One line, or the value that it tells of. */
  say(line: string, value: object): void {
    process.stdout.write(`${this.isJson ? JSON.stringify(value) : line}\n`);
  }

  /** A table with a head, or the rows. */
  table(rows: readonly Row[], nothing: string): void {
    if (this.isJson) process.stdout.write(`${JSON.stringify(rows)}\n`);
    else process.stdout.write(rows.length === 0 ? `${nothing}\n` : tableOf(rows));
  }

  /** A refusal on standard error. */
  refuse({ message, code, field }: CommandRefusal): void {
    const line = field ? `${field}: ${message}` : message;
    process.stderr.write(
      `${this.isJson ? JSON.stringify({ error: { code, field: field ?? null, message } }) : line}\n`,
    );
  }
}

function tableOf(rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? {});
  const lines = [
    names.map((name) => name.toUpperCase()),
    ...rows.map((row) => names.map((name) => String(row[name] ?? ''))),
  ];
  const widths = names.map((_, column) => Math.max(...lines.map((line) => widthOf(line[column] ?? ''))));
  const pad = (text: string, column: number) => text + ' '.repeat((widths[column] ?? 0) - widthOf(text));
  return lines.map((line) => `${line.map(pad).join('  ').trimEnd()}\n`).join('');
}

/** Columns that a text takes on a terminal: Chinese characters and full-width forms take two. */
const widthOf = (text: string): number =>
  [...text].reduce(
    (sum, char) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u.test(
        char,
      )
        ? 2
        : 1),
    0,
  );

import type { Lifecycle, New } from '../common/lifecycle.js';

/** Any lifecycle, for printing: the names of its parts do not matter here. */
export type PrintableLifecycle = Lifecycle<string, string, string, string, string>;

interface Move {
  readonly from: string;
  readonly action: string;
  readonly to: string;
  readonly by: readonly string[];
  readonly records: string;
  readonly emits: string | undefined;
}

const NEW: New = 'NEW';

function movesOf(lifecycle: PrintableLifecycle): Move[] {
  return Object.entries(lifecycle.moves).flatMap(([from, actions]) =>
    Object.entries(actions).flatMap(([action, transition]) =>
      transition ? [{ from, action, ...transition, emits: transition.emits }] : [],
    ),
  );
}

/** A lifecycle as a Mermaid state diagram (`stateDiagram-v2`), without a fence. */
export function stateDiagram(lifecycle: PrintableLifecycle): string {
  const arrows = movesOf(lifecycle).map(
    ({ from, action, to }) => `    ${from === NEW ? '[*]' : from} --> ${to}: ${action}`,
  );
  const ends = Object.entries(lifecycle.moves)
    .filter(([, actions]) => Object.keys(actions).length === 0)
    .map(([state]) => `    ${state} --> [*]`);
  return ['stateDiagram-v2', ...arrows, ...ends].join('\n');
}

/** A lifecycle as a table: who may do what, what the ledger keeps of it and which event tells of it. */
export function lifecycleTable(lifecycle: PrintableLifecycle): string {
  const rows = movesOf(lifecycle).map(
    ({ from, action, by, to, records, emits }) =>
      `| ${from === NEW ? '—' : from} | ${action} | ${by.join(', ')} | ${to} | \`${records}\` | ${emits ? `\`${emits}\`` : '—'} |`,
  );
  return ['| from | action | who may | to | ledger | event |', '|---|---|---|---|---|---|', ...rows].join('\n');
}

const START = '<!-- printed from the lifecycle: start -->';
const END = '<!-- printed from the lifecycle: end -->';

/** The lifecycles that one page of docs/ shows, `docs/<name>.md`. */
export interface LifecyclePage {
  readonly name: string;
  readonly lifecycles: readonly PrintableLifecycle[];
}

/** A page whose printed part is made anew from its lifecycles. @throws Error when the page lacks the two marks */
export function lifecyclePage(page: string, { name, lifecycles }: LifecyclePage): string {
  const start = page.indexOf(START);
  const end = page.indexOf(END);
  if (start < 0 || end < start) throw new Error(`the page of ${name} lacks the marks of its printed part`);
  const printed = lifecycles.map((lifecycle) => {
    const heading = lifecycles.length > 1 ? `### ${lifecycle.name}\n\n` : '';
    return `${heading}\`\`\`mermaid\n${stateDiagram(lifecycle)}\n\`\`\`\n\n${lifecycleTable(lifecycle)}\n`;
  });
  return `${page.slice(0, start + START.length)}\n\n${printed.join('\n')}\n${page.slice(end)}`;
}

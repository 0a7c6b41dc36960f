import { looksAlike } from './confusables.js';
import { fuzzySyllable, readingsOf, type SyllableId, soundLikeness } from './pinyin.js';

/** How one character of a name became another, was lost, or came in. Equal characters make no edit. */
export type EditKind =
  /** Same syllable. */
  | 'sound'
  /** Syllables easily taken for one another (zh/z, ch/c, sh/s, ng/n). */
  | 'near-sound'
  | 'shape'
  /** One number for another: hardly ever a slip, for it tells one branch, plant or building from the next. */
  | 'number'
  | 'other'
  /** Two neighbours exchanged. */
  | 'swap'
  /** A character written twice. */
  | 'double'
  /** In the candidate only. */
  | 'missing'
  /** In the query only. */
  | 'extra';

export interface Edit {
  readonly kind: EditKind;
  /** Place in the query, or where the lost character would have stood. */
  readonly query: number;
  /** Place in the candidate, or where the character that came in would stand. */
  readonly candidate: number;
}

/** Costs that only choose between alignments; what an edit means for the score is the scorer's business. */
const COST: Record<EditKind, number> = {
  sound: 0.3,
  shape: 0.3,
  'near-sound': 0.4,
  swap: 0.5,
  double: 0.3,
  missing: 0.75,
  extra: 0.75,
  other: 1,
  number: 1.2,
};

const LONGEST = 72;
const WIDTH = LONGEST + 1;
const costs = new Float64Array(WIDTH * WIDTH);
const steps = new Uint8Array(WIDTH * WIDTH);
const DIAGONAL = 0;
const EXTRA = 1;
const MISSING = 2;
const SWAP = 3;

const NUMERALS = new Set([...'0123456789零一二三四五六七八九十百千万甲乙丙丁东南西北'].map((char) => char.charCodeAt(0)));

/** How two different characters are most likely to have been confused. */
export function substitution(a: number, b: number): EditKind {
  const numbers = NUMERALS.has(a) && NUMERALS.has(b);
  if (numbers) return 'number';
  const sound = soundLikeness(a, b);
  if (sound === 2) return 'sound';
  if (looksAlike(a, b)) return 'shape';
  return sound === 1 ? 'near-sound' : 'other';
}

/** The likeliest edits between two texts, from left to right. Texts beyond 72 characters are compared up to there. */
export function alignTexts(query: string, candidate: string): Edit[] {
  if (query === candidate) return [];
  const most = Math.min(query.length, candidate.length, LONGEST);
  let head = 0;
  while (head < most && query.charCodeAt(head) === candidate.charCodeAt(head)) head++;
  let tail = 0;
  while (
    tail < most - head &&
    query.charCodeAt(query.length - 1 - tail) === candidate.charCodeAt(candidate.length - 1 - tail)
  ) {
    tail++;
  }
  const rows = Math.min(LONGEST, query.length - head - tail);
  const columns = Math.min(LONGEST, candidate.length - head - tail);
  const unit = (text: string, at: number) => text.charCodeAt(head + at);
  fill(
    rows,
    columns,
    (i, j) => {
      const a = unit(query, i);
      const b = unit(candidate, j);
      return a === b ? 0 : COST[substitution(a, b)];
    },
    (i) => (isDoubled(query, head + i) ? COST.double : COST.extra),
    (j) => (isDoubled(candidate, head + j) ? COST.double : COST.missing),
    (i, j) => unit(query, i) === unit(candidate, j - 1) && unit(query, i - 1) === unit(candidate, j),
  );
  return trace(rows, columns, head, (i, j) => {
    const a = unit(query, i);
    const b = unit(candidate, j);
    return a === b ? undefined : substitution(a, b);
  }).map((edit) => {
    const doubled =
      (edit.kind === 'extra' && isDoubled(query, edit.query)) ||
      (edit.kind === 'missing' && isDoubled(candidate, edit.candidate));
    return doubled ? { ...edit, kind: 'double' } : edit;
  });
}

function isDoubled(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (at > 0 && code === text.charCodeAt(at - 1)) || (at + 1 < text.length && code === text.charCodeAt(at + 1));
}

/** The likeliest edits between a query's syllables and a candidate's characters. */
export function alignSyllables(query: readonly SyllableId[], candidate: string): Edit[] {
  const rows = Math.min(LONGEST, query.length);
  const columns = Math.min(LONGEST, candidate.length);
  const kind = (i: number, j: number) => readAs(query[i] ?? 0, candidate.charCodeAt(j));
  fill(
    rows,
    columns,
    (i, j) => {
      const edit = kind(i, j);
      return edit ? COST[edit] : 0;
    },
    () => COST.extra,
    () => COST.missing,
    () => false,
  );
  return trace(rows, columns, 0, kind);
}

/** How a syllable misses a character's readings; undefined when it is one of them. */
function readAs(syllable: SyllableId, code: number): EditKind | undefined {
  let edit: EditKind | undefined = 'other';
  for (const reading of readingsOf(code)) {
    if (reading === syllable) return undefined;
    if (fuzzySyllable(reading) === fuzzySyllable(syllable)) edit = 'near-sound';
  }
  return edit;
}

/** Damerau–Levenshtein with these costs (optimal string alignment). */
function fill(
  rows: number,
  columns: number,
  replace: (i: number, j: number) => number,
  extra: (i: number) => number,
  missing: (j: number) => number,
  isSwap: (i: number, j: number) => boolean,
): void {
  costs[0] = 0;
  for (let j = 1; j <= columns; j++) {
    costs[j] = (costs[j - 1] ?? 0) + missing(j - 1);
    steps[j] = MISSING;
  }
  for (let i = 1; i <= rows; i++) {
    const row = i * WIDTH;
    costs[row] = (costs[row - WIDTH] ?? 0) + extra(i - 1);
    steps[row] = EXTRA;
    for (let j = 1; j <= columns; j++) {
      let best = (costs[row - WIDTH + j - 1] ?? 0) + replace(i - 1, j - 1);
      let step = DIAGONAL;
      const withExtra = (costs[row - WIDTH + j] ?? 0) + extra(i - 1);
      if (withExtra < best) {
        best = withExtra;
        step = EXTRA;
      }
      const withMissing = (costs[row + j - 1] ?? 0) + missing(j - 1);
      if (withMissing < best) {
        best = withMissing;
        step = MISSING;
      }
      if (i > 1 && j > 1 && isSwap(i - 1, j - 1)) {
        const swapped = (costs[row - 2 * WIDTH + j - 2] ?? 0) + COST.swap;
        if (swapped < best) {
          best = swapped;
          step = SWAP;
        }
      }
      costs[row + j] = best;
      steps[row + j] = step;
    }
  }
}

function trace(
  rows: number,
  columns: number,
  head: number,
  kind: (i: number, j: number) => EditKind | undefined,
): Edit[] {
  const edits: Edit[] = [];
  let i = rows;
  let j = columns;
  while (i > 0 || j > 0) {
    const step = steps[i * WIDTH + j];
    if (step === SWAP) {
      i -= 2;
      j -= 2;
      edits.push({ kind: 'swap', query: head + i, candidate: head + j });
    } else if (step === EXTRA || j === 0) {
      edits.push({ kind: 'extra', query: head + --i, candidate: head + j });
    } else if (step === MISSING || i === 0) {
      edits.push({ kind: 'missing', query: head + i, candidate: head + --j });
    } else {
      i--;
      j--;
      const found = kind(i, j);
      if (found) edits.push({ kind: found, query: head + i, candidate: head + j });
    }
  }
  return edits.reverse();
}

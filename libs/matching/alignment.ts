import { looksAlike } from './confusables.js';
import { plainNumeral } from './numerals.js';
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

/** The kinds in the order of the codes below; 0 stands for equal characters. */
const KINDS: readonly EditKind[] = ['other', 'sound', 'near-sound', 'shape', 'number', 'other'];
const SOUND = 1;
const NEAR_SOUND = 2;
const SHAPE = 3;
const NUMBER = 4;
const OTHER = 5;

/** Costs that only choose between alignments; what an edit means for the score is the scorer's business. */
const REPLACE_COST = Float64Array.of(0, 0.3, 0.4, 0.3, 1.2, 1);
const GAP_COST = 0.75;
const DOUBLE_COST = 0.55;
const SWAP_COST = 0.5;

const LONGEST = 72;
const WIDTH = LONGEST + 1;
/** Work space, reused: what replacing costs and by which kind, the best cost so far and the step that led there. */
const kinds = new Uint8Array(WIDTH * WIDTH);
const costs = new Float64Array(WIDTH * WIDTH);
const steps = new Uint8Array(WIDTH * WIDTH);
const queryUnits = new Int32Array(WIDTH);
const candidateUnits = new Int32Array(WIDTH);
const isDoubledInQuery = new Uint8Array(WIDTH);
const isDoubledInCandidate = new Uint8Array(WIDTH);
const REPLACE = 0;
const EXTRA = 1;
const MISSING = 2;
const SWAP = 3;

const NUMERALS = new Set(
  [...'0123456789零一二三四五六七八九十百千万壹贰叁肆伍柒捌玖拾甲乙丙丁东南西北'].map((char) => char.charCodeAt(0)),
);

/** How two different characters are most likely to have been confused. */
function kindOf(a: number, b: number): number {
  if (plainNumeral(a) === plainNumeral(b)) return 0;
  if (NUMERALS.has(a) && NUMERALS.has(b)) return NUMBER;
  const sound = soundLikeness(a, b);
  if (sound === 2) return SOUND;
  if (looksAlike(a, b)) return SHAPE;
  return sound === 1 ? NEAR_SOUND : OTHER;
}

/** Answers of `kindOf`, for the candidates of one query hold the same characters again and again. */
const CACHE = 1 << 14;
const cachedPairs = new Uint32Array(CACHE);
const cachedKinds = new Uint8Array(CACHE);

function cachedKindOf(a: number, b: number): number {
  if (a === b) return 0;
  const pair = ((a << 16) | b) >>> 0;
  const at = Math.imul(pair, 0x9e3779b1) >>> 18;
  if (cachedPairs[at] !== pair) {
    cachedPairs[at] = pair;
    cachedKinds[at] = kindOf(a, b);
  }
  return cachedKinds[at] ?? OTHER;
}

/** The likeliest edits between two texts, from left to right. Texts beyond 72 characters are compared up to there. */
export function alignTexts(query: string, candidate: string): Edit[] {
  if (query === candidate) return [];
  const most = Math.min(query.length, candidate.length, LONGEST);
  let head = 0;
  while (head < most && query.charCodeAt(head) === candidate.charCodeAt(head)) head++;
  let tail = 0;
  const inQuery = query.length - 1;
  const inCandidate = candidate.length - 1;
  while (tail < most - head && query.charCodeAt(inQuery - tail) === candidate.charCodeAt(inCandidate - tail)) tail++;
  const rows = Math.min(LONGEST, query.length - head - tail);
  const columns = Math.min(LONGEST, candidate.length - head - tail);
  for (let i = 0; i < rows; i++) {
    queryUnits[i] = query.charCodeAt(head + i);
    isDoubledInQuery[i] = isDoubled(query, head + i) ? 1 : 0;
  }
  for (let j = 0; j < columns; j++) {
    candidateUnits[j] = candidate.charCodeAt(head + j);
    isDoubledInCandidate[j] = isDoubled(candidate, head + j) ? 1 : 0;
  }
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) kinds[i * WIDTH + j] = cachedKindOf(queryUnits[i] ?? 0, candidateUnits[j] ?? 0);
  }
  return align(rows, columns, head);
}

function isDoubled(text: string, at: number): boolean {
  return at > 0 && text.charCodeAt(at) === text.charCodeAt(at - 1);
}

/** The likeliest edits between a query's syllables and a candidate's characters. */
export function alignSyllables(query: readonly SyllableId[], candidate: string): Edit[] {
  const rows = Math.min(LONGEST, query.length);
  const columns = Math.min(LONGEST, candidate.length);
  isDoubledInQuery.fill(0, 0, rows);
  isDoubledInCandidate.fill(0, 0, columns);
  for (let j = 0; j < columns; j++) candidateUnits[j] = candidate.charCodeAt(j);
  for (let i = 0; i < rows; i++) {
    // A syllable is never the same thing as a character, so that nothing counts as exchanged.
    queryUnits[i] = -1;
    for (let j = 0; j < columns; j++) kinds[i * WIDTH + j] = readAs(query[i] ?? 0, candidateUnits[j] ?? 0);
  }
  return align(rows, columns, 0);
}

/** How a syllable misses a character's readings; 0 when it is one of them. */
function readAs(syllable: SyllableId, code: number): number {
  let kind = OTHER;
  for (const reading of readingsOf(code)) {
    if (reading === syllable) return 0;
    if (fuzzySyllable(reading) === fuzzySyllable(syllable)) kind = NEAR_SOUND;
  }
  return kind;
}

/** Damerau–Levenshtein over the work space (optimal string alignment). */
function align(rows: number, columns: number, head: number): Edit[] {
  costs[0] = 0;
  for (let j = 1; j <= columns; j++) {
    costs[j] = (costs[j - 1] ?? 0) + (isDoubledInCandidate[j - 1] ? DOUBLE_COST : GAP_COST);
    steps[j] = MISSING;
  }
  for (let i = 1; i <= rows; i++) {
    const row = i * WIDTH;
    const above = row - WIDTH;
    const extra = isDoubledInQuery[i - 1] ? DOUBLE_COST : GAP_COST;
    costs[row] = (costs[above] ?? 0) + extra;
    steps[row] = EXTRA;
    for (let j = 1; j <= columns; j++) {
      let best = (costs[above + j - 1] ?? 0) + (REPLACE_COST[kinds[above + j - 1] ?? 0] ?? 0);
      let step = REPLACE;
      const withExtra = (costs[above + j] ?? 0) + extra;
      if (withExtra < best) {
        best = withExtra;
        step = EXTRA;
      }
      const withMissing = (costs[row + j - 1] ?? 0) + (isDoubledInCandidate[j - 1] ? DOUBLE_COST : GAP_COST);
      if (withMissing < best) {
        best = withMissing;
        step = MISSING;
      }
      if (
        i > 1 &&
        j > 1 &&
        queryUnits[i - 1] === candidateUnits[j - 2] &&
        queryUnits[i - 2] === candidateUnits[j - 1]
      ) {
        const swapped = (costs[above - WIDTH + j - 2] ?? 0) + SWAP_COST;
        if (swapped < best) {
          best = swapped;
          step = SWAP;
        }
      }
      costs[row + j] = best;
      steps[row + j] = step;
    }
  }
  return trace(rows, columns, head);
}

function trace(rows: number, columns: number, head: number): Edit[] {
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
      i--;
      edits.push({ kind: isDoubledInQuery[i] ? 'double' : 'extra', query: head + i, candidate: head + j });
    } else if (step === MISSING || i === 0) {
      j--;
      edits.push({ kind: isDoubledInCandidate[j] ? 'double' : 'missing', query: head + i, candidate: head + j });
    } else {
      i--;
      j--;
      const kind = kinds[i * WIDTH + j] ?? 0;
      if (kind > 0) edits.push({ kind: KINDS[kind] ?? 'other', query: head + i, candidate: head + j });
    }
  }
  return edits.reverse();
}

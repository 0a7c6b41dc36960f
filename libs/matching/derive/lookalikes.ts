/**
 * Derives `lookalike-table.ts`: for each GB 2312 character, the characters whose shape is nearest to it.
 *
 * Shape is judged from three independent descriptions of a glyph: how it is composed (CJK Decomposition Data, used under
 * Apache-2.0), its four-corner code and its stroke count (Unihan, Unicode licence). Run with the two sources at hand:
 *
 *     node --import ./test/bench/typescript-imports.mjs libs/matching/derive/lookalikes.ts \
 *       cjk-decomp.txt Unihan_DictionaryLikeData.txt Unihan_IRGSources.txt > libs/matching/lookalike-table.ts
 */
import { readFileSync } from 'node:fs';

const NEIGHBOURS = 20;
const THRESHOLD = 0.47;
const COMMON_PART = 80;

interface Glyph {
  char: string;
  strokes: number;
  corners: string;
  parts: Map<string, number>;
}

const [decompositionFile, dictionaryFile, sourcesFile] = process.argv.slice(2);
if (!decompositionFile || !dictionaryFile || !sourcesFile) throw new Error('three source files are needed');

function unihan(file: string, property: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [code, name, value] = line.split('\t');
    if (name === property && code && value) {
      values.set(String.fromCodePoint(Number.parseInt(code.slice(2), 16)), value.split(' ')[0] ?? '');
    }
  }
  return values;
}

const corners = unihan(dictionaryFile, 'kFourCornerCode');
const strokes = new Map([...unihan(sourcesFile, 'kTotalStrokes')].map(([char, count]) => [char, Number(count)]));
const decomposition = new Map<string, { op: string; parts: string[] }>();
for (const line of readFileSync(decompositionFile, 'utf8').split('\n')) {
  const found = /^(?:module.exports = `)?(.+?):(.*)\((.*)\)/u.exec(line);
  if (found?.[1])
    decomposition.set(found[1], { op: found[2] ?? '', parts: (found[3] ?? '').split(',').filter(Boolean) });
}

function strokesOf(part: string, depth = 0): number {
  const known = strokes.get(part);
  if (known) return known;
  const inner = decomposition.get(part)?.parts ?? [];
  return depth > 6 || inner.length === 0 ? 1 : inner.reduce((sum, piece) => sum + strokesOf(piece, depth + 1), 0);
}

/** The components of a glyph at every level down to three, each with its strokes, so that a shared half counts whole. */
function partsOf(char: string, depth = 0, into = new Map<string, number>()): Map<string, number> {
  into.set(char, strokesOf(char));
  if (depth < 3) for (const part of decomposition.get(char)?.parts ?? []) partsOf(part, depth + 1, into);
  return into;
}

/** A part that stands in very many characters (a radical) makes two of them less alike than a rare one. */
function sharedStrokes(a: Glyph, b: Glyph): number {
  let best = 0;
  for (const [part, count] of a.parts) {
    if (b.parts.has(part)) best = Math.max(best, (bearers.get(part) ?? 0) > COMMON_PART ? count * 0.7 : count);
  }
  return best;
}

function cornersAgreeing(a: string, b: string): number {
  let same = 0;
  for (let i = 0; i < 4; i++) if (a[i] === b[i]) same++;
  return same / 4;
}

function likeness(a: Glyph, b: Glyph): number {
  const most = Math.max(a.strokes, b.strokes);
  const shared = sharedStrokes(a, b) / most;
  const corner = a.corners && b.corners ? cornersAgreeing(a.corners, b.corners) : 0;
  const size = 1 - Math.abs(a.strokes - b.strokes) / most;
  // Simple characters have no parts to share: one stroke moved leaves the corners and the size nearly alone.
  const simple = most <= 6 && corner >= 0.75 && size > 0.7 ? 0.35 * corner + 0.3 * size : 0;
  if (shared < 0.38 && corner < 0.75) return simple;
  return Math.max(0.5 * shared + 0.35 * corner + 0.15 * size, simple);
}

const gb2312 = new TextDecoder('gb18030');
const glyphs: Glyph[] = [];
for (let high = 0xb0; high <= 0xf7; high++) {
  for (let low = 0xa1; low <= 0xfe; low++) {
    const char = gb2312.decode(new Uint8Array([high, low]));
    const count = strokes.get(char);
    if (count) glyphs.push({ char, strokes: count, corners: corners.get(char) ?? '', parts: partsOf(char) });
  }
}

const bearers = new Map<string, number>();
for (const { parts } of glyphs) for (const part of parts.keys()) bearers.set(part, (bearers.get(part) ?? 0) + 1);

const rows: string[] = [];
for (const a of glyphs) {
  const near: [number, string][] = [];
  for (const b of glyphs) {
    if (a === b || Math.abs(a.strokes - b.strokes) > 4) continue;
    const value = likeness(a, b);
    if (value >= THRESHOLD) near.push([value, b.char]);
  }
  near.sort((x, y) => y[0] - x[0] || (x[1] < y[1] ? -1 : 1));
  if (near.length > 0)
    rows.push(
      a.char +
        near
          .slice(0, NEIGHBOURS)
          .map(([, char]) => char)
          .join(''),
    );
}

const lines: string[] = [];
for (let i = 0; i < rows.length; i += 40) lines.push(rows.slice(i, i + 40).join(' '));
process.stdout.write(`/** Derived by derive/lookalikes.ts from the sources named in NOTICE: a character, then its look-alikes, nearest first. */
export const LOOKALIKES = \`
${lines.join('\n')}
\`;
`);

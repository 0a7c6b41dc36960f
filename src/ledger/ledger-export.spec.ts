import { type ChainedContent, chainHash, digestDetail, GENESIS_HASH, type SealedEntry } from './ledger-chain.js';
import { checkExport, entryLine, headerLine, type Place, sentenceOf } from './ledger-export.js';

const START = { seq: 0, hash: GENESIS_HASH };

function chain(length: number): SealedEntry[] {
  let hash = GENESIS_HASH;
  return Array.from({ length }, (_, index) => {
    const detail = JSON.stringify({ index });
    const content: ChainedContent = {
      id: `entry-${index}`,
      occurredAtMs: index,
      tenantId: null,
      actorRef: null,
      action: 'tenant.add',
      subjectType: null,
      subjectId: null,
      outcome: 'OK',
      requestId: 'test',
      detailDigest: digestDetail('salt', detail),
    };
    const previousHash = hash;
    hash = chainHash(previousHash, index + 1, content);
    return { ...content, seq: index + 1, previousHash, hash, salt: 'salt', detail };
  });
}

const ENTRIES = chain(5);
const place = (seq: number): Place => ({ seq, hash: ENTRIES[seq - 1]?.hash ?? GENESIS_HASH });
const exported = (after = START, entries = ENTRIES, head = place(5)) => [
  headerLine(after, head),
  ...entries.map(entryLine),
];

async function* linesOf(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}
const check = (lines: readonly string[], known?: Place) => checkExport(linesOf(lines), known);

describe('the check of an export', () => {
  it('passes a whole export, one that goes on after another, and an empty one', async () => {
    expect(await check(exported())).toEqual({ ...place(5), entries: 5 });
    expect(await check(exported(place(2), ENTRIES.slice(2)))).toEqual({ ...place(5), entries: 3 });
    expect(await check([headerLine(START, START)])).toEqual({ ...START, entries: 0 });
  });

  it.each<[string, string[], object, string]>([
    [
      'an altered entry',
      exported().map((line, i) => (i === 3 ? line.replace('OK', 'NO') : line)),
      { kind: 'ALTERED', seq: 3 },
      'Entry 3 was altered',
    ],
    [
      'an altered detail',
      exported().map((line) => line.replace('{\\"index\\":2}', '{\\"index\\":9}')),
      { kind: 'DETAIL_ALTERED', seq: 3 },
      'detail of entry 3',
    ],
    [
      'a dropped entry',
      exported(
        START,
        ENTRIES.filter(({ seq }) => seq !== 2),
      ),
      { kind: 'GAP', seq: 2 },
      'Entry 2 is missing',
    ],
    ['a missing end', exported(START, ENTRIES.slice(0, 4)), { kind: 'TRUNCATED', seq: 5 }, 'ends before entry 5'],
    ['a line that is no entry', [...exported(), '{}\n'], { kind: 'UNREADABLE', line: 7 }, 'Line 7'],
    ['a file that is no export', ['{"format":"other"}'], { kind: 'UNREADABLE', line: 1 }, 'Line 1'],
    ['an empty file', [], { kind: 'UNREADABLE', line: 1 }, 'Line 1'],
  ])('finds %s', async (_, lines, problem, sentence) => {
    const verdict = await check(lines);
    expect(verdict.problem).toEqual(problem);
    expect(verdict.problem && sentenceOf(verdict.problem)).toContain(sentence);
  });

  it('finds a chain that was rewritten as a whole, by a head that was noted before', async () => {
    expect((await check(exported(), place(3))).problem).toBeUndefined();
    expect((await check(exported(), { seq: 3, hash: GENESIS_HASH })).problem).toEqual({ kind: 'OTHER_HEAD', seq: 3 });
    expect((await check(exported(), { seq: 9, hash: GENESIS_HASH })).problem).toEqual({ kind: 'TRUNCATED', seq: 6 });
  });
});

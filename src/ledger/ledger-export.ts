import { z } from 'zod';
import { type ChainProblem, checkChain, type SealedEntry } from './ledger-chain.js';

const FORMAT = 'liaison-ledger-v1';

const place = z.object({ seq: z.number().int().min(0), hash: z.string() });
const header = z.object({ format: z.literal(FORMAT), after: place, head: place });
const text = z.string().nullable();
const entry = z.object({
  id: z.string(),
  seq: z.number().int(),
  occurredAtMs: z.number().int(),
  tenantId: text,
  actorRef: text,
  action: z.string(),
  subjectType: text,
  subjectId: text,
  outcome: z.string(),
  requestId: z.string(),
  detailDigest: z.string(),
  salt: text,
  detail: text,
  previousHash: z.string(),
  hash: z.string(),
}) satisfies z.ZodType<SealedEntry>;

/** A place in the chain: the number of an entry and its hash. */
export type Place = z.infer<typeof place>;

/** First line of an export: what stands before its first entry, and the entry that it ends with. */
export const headerLine = (after: Place, head: Place): string =>
  `${JSON.stringify({ format: FORMAT, after, head } satisfies z.infer<typeof header>)}\n`;

/** An entry as one line of an export. */
export const entryLine = (sealed: SealedEntry): string =>
  `${JSON.stringify({ ...sealed, seq: Number(sealed.seq), occurredAtMs: Number(sealed.occurredAtMs) })}\n`;

export type ExportProblem =
  | ChainProblem
  | { readonly kind: 'UNREADABLE'; readonly line: number }
  | { readonly kind: 'TRUNCATED'; readonly seq: number }
  | { readonly kind: 'OTHER_HEAD'; readonly seq: number };

/** What the check of an export found, and how far it came. */
export interface ExportVerdict extends Place {
  readonly problem?: ExportProblem;
  readonly entries: number;
}

/**
 * Checks an export line by line, in memory that does not grow with it.
 * @param known a head that was noted earlier: the export must hold exactly it, which finds a chain rewritten as a whole
 */
export async function checkExport(lines: AsyncIterable<string>, known?: Place): Promise<ExportVerdict> {
  let line = 0;
  let head: Place | undefined;
  let at: Place = { seq: 0, hash: '' };
  let entries = 0;
  const stop = (problem: ExportProblem): ExportVerdict => ({ ...at, entries, problem });
  for await (const content of lines) {
    line += 1;
    if (content.trim() === '') continue;
    if (!head) {
      const read = parse(header, content);
      if (!read) return stop({ kind: 'UNREADABLE', line });
      ({ head, after: at } = read);
      continue;
    }
    const read = parse(entry, content);
    if (!read) return stop({ kind: 'UNREADABLE', line });
    const checked = checkChain([read], at);
    if (checked.problem) return stop(checked.problem);
    at = { seq: checked.seq, hash: checked.hash };
    entries += 1;
    if (known && at.seq === known.seq && at.hash !== known.hash) return stop({ kind: 'OTHER_HEAD', seq: known.seq });
  }
  if (!head) return stop({ kind: 'UNREADABLE', line: 1 });
  if (at.seq < Math.max(head.seq, known?.seq ?? 0)) return stop({ kind: 'TRUNCATED', seq: at.seq + 1 });
  return at.hash === head.hash ? { ...at, entries } : stop({ kind: 'OTHER_HEAD', seq: head.seq });
}

/** A problem as one sentence. */
export function sentenceOf(problem: ExportProblem): string {
  switch (problem.kind) {
    case 'GAP':
      return `Entry ${problem.seq} is missing or out of its place.`;
    case 'ALTERED':
      return `Entry ${problem.seq} was altered, or does not follow the one before it.`;
    case 'DETAIL_ALTERED':
      return `The detail of entry ${problem.seq} was altered.`;
    case 'UNREADABLE':
      return `Line ${problem.line} is not a line of a ledger export.`;
    case 'TRUNCATED':
      return `The ledger ends before entry ${problem.seq}, which must be there.`;
    case 'OTHER_HEAD':
      return `Entry ${problem.seq} is another one than it must be.`;
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, line: string): z.output<Schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

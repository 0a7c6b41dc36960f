import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { checkExport, type ExportVerdict, type Place, sentenceOf } from '../ledger/ledger-export.js';
import { COMMAND_LINE, type Surroundings } from './command-line.js';
import { CommandRefusal, type Output } from './output.js';

const HEAD = /^(\d{1,15}):([\w-]{43})$/;
const SEQ = /^\d{1,15}$/;

/** `ledger verify | export`. */
export function addLedgerCommands(program: Command, { output, settings, services }: Surroundings): void {
  const ledger = program.command('ledger').description('Check and export the audit log.');

  ledger
    .command('verify')
    .description('Check that no entry was altered, dropped or put elsewhere. With --file, without any database.')
    .option('--file <export.ndjson>', 'an export to check; - for standard input (default: the database)')
    .option('--head <seq:hash>', 'a head that was noted earlier and that the ledger must hold')
    .action(async ({ file, head }: { file?: string; head?: string }) => {
      const known = headOf(head);
      if (file !== undefined) return report(output(), await checkFile(file, known), 0);
      const { verdict, waiting } = await (await services()).useLedger(settings(), async (reading) => {
        return { waiting: await reading.unsealedCount(), verdict: await reading.verify(known) };
      });
      report(output(), verdict, waiting);
    });

  ledger
    .command('export')
    .description('Write the ledger as NDJSON, for `verify --file` on any machine. It is an entry of the ledger itself.')
    .option('--after <seq>', 'leave out what was exported before', '0')
    .option('--out <file>', 'where to (default: standard output)')
    .action(async ({ after, out }: { after: string; out?: string }) => {
      if (!SEQ.test(after)) throw new CommandRefusal('Give the number of an entry.', 'INVALID_INPUT', '--after');
      await (await services()).useLedger(settings(), async (reading) => {
        const lines = await reading.export(COMMAND_LINE, Number(after));
        if (!lines) throw new CommandRefusal('That is beyond the head of the ledger.', 'INVALID_INPUT', '--after');
        await (out === undefined
          ? pipeline(lines, process.stdout, { end: false })
          : pipeline(lines, createWriteStream(out, { mode: 0o600 })));
      });
    });
}

function headOf(text: string | undefined): Place | undefined {
  if (text === undefined) return undefined;
  const [, seq, hash] = HEAD.exec(text) ?? [];
  if (seq !== undefined && hash !== undefined) return { seq: Number(seq), hash };
  throw new CommandRefusal('A head is the number of an entry, a colon and its hash.', 'INVALID_INPUT', '--head');
}

async function checkFile(path: string, known: Place | undefined): Promise<ExportVerdict> {
  const input = path === '-' ? process.stdin : createReadStream(path);
  try {
    return await checkExport(createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }), known);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new CommandRefusal(`The file ${path} cannot be read.`, 'INVALID_INPUT', '--file');
  }
}

function report(output: Output, verdict: ExportVerdict, waiting: number): void {
  if (verdict.problem) throw new CommandRefusal(sentenceOf(verdict.problem), `LEDGER_${verdict.problem.kind}`);
  const { entries, seq, hash } = verdict;
  const unsealed = waiting > 0 ? ` ${waiting} more wait for their place.` : '';
  output.say(`The ledger is whole: ${entries} entries, head ${seq}:${hash}.${unsealed}`, {
    entries,
    seq,
    hash,
    waiting,
  });
}

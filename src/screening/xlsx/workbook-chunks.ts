import { join } from 'node:path';
import {
  Chunker,
  MAX_ROW_BYTES,
  type RowChunk,
  type SpoolRow,
  spoolLine,
  spoolProblem,
} from '../../common/bulk/row-chunks.js';
import { type TableColumns, TableRows } from '../../common/bulk/table-rows.js';
import { SealedFile } from './sealed-file.js';
import { type SheetRow, sheetRows } from './sheet-rows.js';
import { firstSheet, sharedStrings } from './workbook-parts.js';
import { WorkbookZip } from './workbook-zip.js';

/** How much a workbook may hold. */
export interface WorkbookRules {
  readonly columns: TableColumns;
  readonly maxBytes: number;
  /** Of all its parts when they are unpacked. */
  readonly maxUnpackedBytes: number;
  readonly tooLarge: () => Error;
  /** Where temporary files go: the parts of a zip file are found from its end, so it has to be whole first. */
  readonly folder: string;
}

/**
 * Cuts the first visible sheet of an XLSX workbook into chunks of rows. Memory holds some blocks of the file, whatever its
 * size; on disk it rests encrypted, in files without a name.
 * @throws HttpProblem 400 for what cannot be read, 413 over a limit
 */
export async function* workbookChunks(body: AsyncIterable<Buffer>, rules: WorkbookRules): AsyncGenerator<RowChunk> {
  const folder = join(rules.folder, 'uploads');
  const file = await SealedFile.create(folder);
  try {
    for await (const packet of body) {
      await file.append(packet);
      if (file.size > rules.maxBytes) throw rules.tooLarge();
    }
    await file.finish();
    if (file.size === 0) return;
    const zip = await WorkbookZip.open(file, rules.maxUnpackedBytes);
    const sheet = await firstSheet(zip);
    const strings = await sharedStrings(zip, folder);
    try {
      yield* chunksOfRows(sheetRows(zip, sheet, strings), rules.columns);
    } finally {
      await strings.close();
    }
  } finally {
    await file.close();
  }
}

async function* chunksOfRows(rows: AsyncIterable<SheetRow>, columns: TableColumns): AsyncGenerator<RowChunk> {
  const chunker = new Chunker();
  let table: { readonly rows: TableRows; readonly width: number } | undefined;
  for await (const row of rows) {
    if (table) yield* chunker.add([spooled(row, table.rows, table.width)]);
    else table = { rows: TableRows.fromTitles(row.cells, columns), width: row.cells.length };
  }
  yield* chunker.end();
}

function spooled({ line, cells }: SheetRow, rows: TableRows, width: number): SpoolRow {
  if (cells.slice(width).some((cell) => cell !== '')) return spoolProblem(line, 'MORE_CELLS_THAN_TITLES');
  const padded = Array.from({ length: width }, (_, at) => cells[at] ?? '');
  const row = rows.row(padded);
  if ('problem' in row) return spoolProblem(line, row.problem);
  const spool = spoolLine(line, row.json);
  return spool.content.length > MAX_ROW_BYTES ? spoolProblem(line, 'ROW_TOO_LONG') : spool;
}

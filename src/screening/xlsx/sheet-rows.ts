import type { SpilledStrings } from './spilled-strings.js';
import { MAX_TEXT } from './workbook-parts.js';
import { notAWorkbook, type WorkbookZip } from './workbook-zip.js';
import { readXml } from './xml-events.js';

/** A row of a sheet: its number from 1, and the texts of its cells by column from 0. */
export interface SheetRow {
  readonly line: number;
  readonly cells: readonly string[];
}

interface Cell {
  readonly column: number;
  readonly type: string;
  text: string;
}

interface OpenRow {
  readonly line: number;
  readonly cells: Cell[];
}

/** More columns than any row could fill. */
const MAX_COLUMNS = 512;
const ERROR = 'e';
const SHARED = 's';

/** The rows of a sheet that are not empty, as they come. @throws HttpProblem 400 NOT_A_WORKBOOK */
export async function* sheetRows(zip: WorkbookZip, path: string, strings: SpilledStrings): AsyncGenerator<SheetRow> {
  const reader = new SheetReader();
  for await (const _ of readXml(zip.part(path), reader)) {
    for (const { line, cells } of reader.take()) {
      const texts: string[] = [];
      for (const cell of cells) texts[cell.column] = await textOf(cell, strings);
      // Cells that the file leaves out.
      const filled = Array.from(texts, (text) => text ?? '');
      if (filled.some((text) => text !== '')) yield { line, cells: filled };
    }
  }
}

async function textOf({ type, text }: Cell, strings: SpilledStrings): Promise<string> {
  if (type === ERROR) return '';
  if (type !== SHARED) return text;
  const shared = await strings.at(Number(text));
  if (shared === undefined) throw notAWorkbook('a cell names a text that is not there');
  return shared;
}

/** Gathers rows of cells (ECMA-376 part 1 §18.3.1.4 and .73). */
class SheetReader {
  private done: OpenRow[] = [];
  private row: OpenRow | undefined;
  private cell: Cell | undefined;
  private line = 0;
  private isValue = false;
  private isReading = false;

  take(): OpenRow[] {
    const { done } = this;
    this.done = [];
    return done;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.isValue = false;
    if (name === 'row') {
      this.line = readLine(attributes.r) ?? this.line + 1;
      this.row = { line: this.line, cells: [] };
    } else if (name === 'c' && this.row) {
      const column = columnOf(attributes.r) ?? (this.row.cells.at(-1)?.column ?? -1) + 1;
      this.cell = { column, type: attributes.t ?? 'n', text: '' };
    } else if (name === 'rPh') {
      this.isReading = true;
    } else {
      this.isValue = (name === 'v' || name === 't') && !this.isReading;
    }
  }

  close(name: string): void {
    this.isValue = false;
    if (name === 'rPh') this.isReading = false;
    if (name === 'c' && this.cell && this.row) {
      if (this.cell.column < MAX_COLUMNS) this.row.cells.push(this.cell);
      this.cell = undefined;
    }
    if (name === 'row' && this.row) {
      this.done.push(this.row);
      this.row = undefined;
    }
  }

  text(text: string): void {
    if (this.isValue && this.cell && this.cell.text.length < MAX_TEXT) this.cell.text += text.slice(0, MAX_TEXT);
  }
}

function readLine(text: string | undefined): number | undefined {
  const line = Number(text);
  return Number.isInteger(line) && line > 0 ? line : undefined;
}

/** `AB12` → 27. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (!letters) return undefined;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

import { posix } from 'node:path';
import { SpilledStrings } from './spilled-strings.js';
import { notAWorkbook, type WorkbookZip } from './workbook-zip.js';
import { readXml } from './xml-events.js';

const WORKBOOK = 'xl/workbook.xml';
const RELATIONS = 'xl/_rels/workbook.xml.rels';
const SHARED_STRINGS = 'xl/sharedStrings.xml';
/** A part that is held whole. */
const MAX_PART_BYTES = 4_194_304;
/** Longer than any row may be: the rest is not kept. */
export const MAX_TEXT = 20_000;

/** The path of the first sheet that is not hidden. @throws HttpProblem 400 NOT_A_WORKBOOK */
export async function firstSheet(zip: WorkbookZip): Promise<string> {
  let relation: string | undefined;
  const sheets = {
    open(name: string, attributes: Readonly<Record<string, string>>) {
      if (name !== 'sheet' || (attributes.state ?? 'visible') !== 'visible') return;
      relation ??= attributes['r:id'] ?? Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1];
    },
    close() {},
    text() {},
  };
  for await (const _ of readXml(zip.part(WORKBOOK, MAX_PART_BYTES), sheets));
  const targets = new Map<string, string>();
  const relations = {
    open(name: string, { Id, Target }: Readonly<Record<string, string>>) {
      if (name === 'Relationship' && Id && Target) targets.set(Id, Target);
    },
    close() {},
    text() {},
  };
  for await (const _ of readXml(zip.part(RELATIONS, MAX_PART_BYTES), relations));
  const target = relation && targets.get(relation);
  if (!target) throw notAWorkbook('it has no visible sheet');
  return target.startsWith('/') ? target.slice(1) : posix.join('xl', target);
}

/** The texts that cells share (ECMA-376 part 1 §18.4.9), without the readings beside them. */
export async function sharedStrings(zip: WorkbookZip, folder: string): Promise<SpilledStrings> {
  const strings = await SpilledStrings.create(folder);
  try {
    if (zip.has(SHARED_STRINGS)) {
      const reader = new SharedStringsReader();
      for await (const _ of readXml(zip.part(SHARED_STRINGS), reader)) {
        for (const text of reader.take()) await strings.add(text);
      }
    }
    await strings.finish();
    return strings;
  } catch (error) {
    await strings.close();
    throw error;
  }
}

class SharedStringsReader {
  private done: string[] = [];
  private current = '';
  private isText = false;
  private isReading = false;

  take(): string[] {
    const { done } = this;
    this.done = [];
    return done;
  }

  open(name: string): void {
    if (name === 'si') this.current = '';
    if (name === 'rPh') this.isReading = true;
    this.isText = name === 't' && !this.isReading;
  }

  close(name: string): void {
    if (name === 'si') this.done.push(this.current);
    if (name === 'rPh') this.isReading = false;
    this.isText = false;
  }

  text(text: string): void {
    if (this.isText && this.current.length < MAX_TEXT) this.current += text.slice(0, MAX_TEXT);
  }
}

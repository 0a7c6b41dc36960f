/** A row over this many bytes is refused, and never held whole. */
export const MAX_RECORD_BYTES = 16_384;

/** A record as it stands in the file, without its line end; `content` is undefined when it is too long to be kept. */
export interface RawRecord {
  /** Line on which it begins, from 1. */
  readonly line: number;
  readonly content: Buffer | undefined;
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const QUOTE = 0x22;
const COMMA = 0x2c;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Where the scan stands in a CSV field (RFC 4180 §2). A quote opens a field only at its start; within an unquoted field
 * it is a mistake that concerns this record alone, and must not swallow the lines that follow.
 */
type CsvPlace = 'START' | 'PLAIN' | 'QUOTED' | 'QUOTE_IN_QUOTED';

/**
 * Cuts a byte stream into records: lines, or for CSV records whose quoted fields may span lines. What it gives depends
 * on the bytes only, not on how they were cut into packets, and it holds one record at most. Empty lines are left out.
 */
export class RecordSplitter {
  private parts: Buffer[] = [];
  private length = 0;
  private isTooLong = false;
  private recordLine = 1;
  private line = 1;
  private place: CsvPlace = 'START';
  private isAtFileStart = true;

  constructor(private readonly quoting: 'none' | 'csv') {}

  /** The records that these bytes complete. */
  push(bytes: Buffer): RawRecord[] {
    return this.quoting === 'csv' ? this.pushCsv(bytes) : this.pushLines(bytes);
  }

  /** The last record, when the file does not end with a line end. */
  end(): RawRecord[] {
    return this.complete();
  }

  private pushLines(bytes: Buffer): RawRecord[] {
    const records: RawRecord[] = [];
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      this.keep(bytes.subarray(start, end));
      this.line += 1;
      records.push(...this.complete());
      start = end + 1;
    }
    this.keep(bytes.subarray(start));
    return records;
  }

  private pushCsv(bytes: Buffer): RawRecord[] {
    const records: RawRecord[] = [];
    let start = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte !== NEWLINE) {
        this.place = nextPlace(this.place, byte);
        continue;
      }
      this.line += 1;
      // A quote that is never closed would take the rest of the file: over-long, the record ends with its line.
      if (this.place === 'QUOTED' && !this.isTooLong && this.length + at - start <= MAX_RECORD_BYTES) continue;
      this.keep(bytes.subarray(start, at));
      records.push(...this.complete());
      start = at + 1;
    }
    this.keep(bytes.subarray(start));
    return records;
  }

  private keep(bytes: Buffer): void {
    if (bytes.length === 0 || this.isTooLong) return;
    this.length += bytes.length;
    this.isTooLong = this.length > MAX_RECORD_BYTES;
    if (this.isTooLong) this.parts = [];
    else this.parts.push(bytes);
  }

  private complete(): RawRecord[] {
    const { recordLine: line, isTooLong } = this;
    const content = isTooLong ? undefined : this.trimmed();
    this.parts = [];
    this.length = 0;
    this.isTooLong = false;
    this.place = 'START';
    this.recordLine = this.line;
    if (content?.length === 0) return [];
    return [{ line, content }];
  }

  private trimmed(): Buffer {
    const [first] = this.parts;
    let content = this.parts.length === 1 && first ? first : Buffer.concat(this.parts);
    if (this.isAtFileStart) {
      this.isAtFileStart = false;
      if (content.subarray(0, 3).equals(BYTE_ORDER_MARK)) content = content.subarray(3);
    }
    return content.at(-1) === RETURN ? content.subarray(0, -1) : content;
  }
}

function nextPlace(place: CsvPlace, byte: number): CsvPlace {
  if (place === 'QUOTED') return byte === QUOTE ? 'QUOTE_IN_QUOTED' : 'QUOTED';
  if (byte === COMMA) return 'START';
  if (byte === QUOTE && place === 'START') return 'QUOTED';
  if (byte === QUOTE && place === 'QUOTE_IN_QUOTED') return 'QUOTED';
  return 'PLAIN';
}

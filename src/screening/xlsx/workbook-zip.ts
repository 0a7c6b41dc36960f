import { Readable } from 'node:stream';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import { HttpProblem } from '../../common/http/http-errors.js';
import type { SealedFile } from './sealed-file.js';

const MAX_ENTRIES = 10_000;
/** How a compound file begins (MS-CFB §2.2): an encrypted workbook (MS-OFFCRYPTO), or one from before 2007. */
const COMPOUND_FILE = Buffer.from('d0cf11e0a1b11ae1', 'hex');

/** The parts of a workbook (ECMA-376 part 2): a zip file whose unpacked size is bounded before anything is unpacked. */
export class WorkbookZip {
  private constructor(
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  /** @throws HttpProblem 400 for what is no workbook or is encrypted, 413 for one that unpacks to more than `maxBytes` */
  static async open(file: SealedFile, maxBytes: number): Promise<WorkbookZip> {
    for await (const start of file.read(0, Math.min(file.size, COMPOUND_FILE.length))) {
      if (start.equals(COMPOUND_FILE)) throw encrypted();
    }
    const zip = await fromRandomAccessReaderPromise(new SealedFileReader(file), file.size, {
      lazyEntries: true,
      autoClose: false,
      validateEntrySizes: true,
    }).catch(() => {
      throw notAWorkbook('it is no zip file');
    });
    if (zip.entryCount > MAX_ENTRIES) throw notAWorkbook('it has too many parts');
    return new WorkbookZip(zip, await entriesOf(zip, maxBytes));
  }

  has(path: string): boolean {
    return this.entries.has(path);
  }

  /** A part as it is unpacked. @param maxBytes of a part that is held whole */
  async *part(path: string, maxBytes = Number.MAX_SAFE_INTEGER): AsyncGenerator<Buffer> {
    const entry = this.entries.get(path);
    if (!entry) throw notAWorkbook(`the part ${path} is missing`);
    if (entry.isEncrypted()) throw encrypted();
    if (entry.uncompressedSize > maxBytes) throw notAWorkbook(`the part ${path} is too large`);
    let stream: Readable;
    try {
      stream = await this.zip.openReadStreamPromise(entry);
    } catch {
      throw damaged();
    }
    const packets = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    try {
      for (;;) {
        // Only what the zip file itself does wrong, not what is done with its bytes.
        const { done, value } = await packets.next().catch(() => {
          throw damaged();
        });
        if (done) return;
        yield value;
      }
    } finally {
      stream.destroy();
    }
  }
}

function entriesOf(zip: ZipFile, maxBytes: number): Promise<Map<string, Entry>> {
  return new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>();
    let bytes = 0;
    zip.on('entry', (entry: Entry) => {
      bytes += entry.uncompressedSize;
      if (bytes > maxBytes) {
        reject(unpacksToTooMuch(maxBytes));
        return;
      }
      entries.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', () => reject(damaged()));
    zip.readEntry();
  });
}

class SealedFileReader extends RandomAccessReader {
  constructor(private readonly file: SealedFile) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.file.read(start, end), { objectMode: false });
  }
}

/** The answer to a file that is no workbook. */
export const notAWorkbook = (why: string): HttpProblem =>
  new HttpProblem(400, 'NOT_A_WORKBOOK', `The file is no XLSX workbook: ${why}.`);

const damaged = (): HttpProblem => notAWorkbook('it is damaged');

const encrypted = (): HttpProblem =>
  new HttpProblem(
    400,
    'ENCRYPTED_WORKBOOK',
    'The workbook is encrypted, or of the old XLS format: save it as XLSX without a password.',
  );

const unpacksToTooMuch = (maxBytes: number): HttpProblem =>
  new HttpProblem(413, 'WORKBOOK_TOO_LARGE', `A workbook unpacks to at most ${maxBytes} bytes.`);

import { SaxesParser } from 'saxes';
import { notAWorkbook } from './workbook-zip.js';

/** What a reader of XML is told; names come without their prefix. */
export interface XmlReader {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  close(name: string): void;
  text(text: string): void;
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * Reads XML as it comes; between two pieces the caller takes what its reader has gathered. Document type declarations are
 * refused: workbooks have none (ECMA-376 part 2 §8.2.5), and they are how XML grows without bound.
 * @throws HttpProblem 400 NOT_A_WORKBOOK
 */
export async function* readXml(bytes: AsyncIterable<Buffer>, reader: XmlReader): AsyncGenerator<void> {
  const parser = new SaxesParser();
  let failure: Error | undefined;
  parser.on('error', (error) => {
    failure ??= error;
  });
  parser.on('doctype', () => {
    failure ??= new Error('a document type declaration');
  });
  parser.on('opentag', ({ name, attributes }) => reader.open(localName(name), attributes));
  parser.on('closetag', ({ name }) => reader.close(localName(name)));
  parser.on('text', (text) => reader.text(text));
  parser.on('cdata', (text) => reader.text(text));
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (packet?: Buffer): string => {
    try {
      return decoder.decode(packet, { stream: packet !== undefined });
    } catch {
      throw notAWorkbook('a part is not UTF-8');
    }
  };
  for await (const packet of bytes) {
    parser.write(decode(packet));
    if (failure) throw notAWorkbook('a part is no XML');
    yield;
  }
  parser.write(decode()).close();
  if (failure) throw notAWorkbook('a part is no XML');
  yield;
}

import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FieldCipher } from '../../libs/field-encryption/field-cipher.js';
import type { Group } from './index-groups.js';

const MAGIC = 'LIAISON-NAME-INDEX-2';
const ID_LENGTH = 36;
/** Bytes sealed at once: the event loop is held for a few milliseconds each. */
const CHUNK_BYTES = 4 * 1024 * 1024;
/** More than a sealed chunk or header ever has: a longer one is not ours. */
const MAX_SEALED_BYTES = 64 * 1024 * 1024;

/** What a snapshot holds beside the index itself. */
export interface SnapshotPlace {
  /** Place in the feed of entity changes that the index has seen. */
  readonly position: number;
  /** Id of the change at that place: another one shows that the database is not the one that this was taken of. */
  readonly changeId: string | null;
  readonly groups: readonly Group[];
}

export interface Snapshot extends SnapshotPlace {
  readonly buffers: readonly ArrayBuffer[];
}

/** The groups stand behind it like a buffer of the index: there may be a million. */
interface Head extends Omit<SnapshotPlace, 'groups'> {
  readonly lengths: readonly number[];
}

/**
 * The index on disk, so that a restart need not read every name. It holds names of natural persons, so every byte but
 * an id is sealed (AES-256-GCM under the data keys) and bound to its place: chunks of two files cannot be mixed.
 */
export class IndexSnapshotFile {
  constructor(
    private readonly path: string,
    private readonly fields: FieldCipher,
  ) {}

  /** Writes beside the old file and then takes its name, so that a crash leaves one or the other. */
  async write({ buffers, groups, ...place }: Snapshot): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    const id = randomUUID();
    const draft = `${this.path}.${id}`;
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.write(MAGIC + id);
      const parts = [new TextEncoder().encode(JSON.stringify(groups)).buffer, ...buffers];
      const head: Head = { ...place, lengths: parts.map(({ byteLength }) => byteLength) };
      let number = 0;
      await this.writeChunk(file, id, number++, Buffer.from(JSON.stringify(head)));
      for (const buffer of parts) {
        for (let at = 0; at < buffer.byteLength; at += CHUNK_BYTES) {
          const chunk = Buffer.from(buffer, at, Math.min(CHUNK_BYTES, buffer.byteLength - at));
          await this.writeChunk(file, id, number++, chunk);
        }
      }
      await file.sync();
      await file.close();
      await rename(draft, this.path);
    } catch (error) {
      await file.close().catch(() => undefined);
      await rm(draft, { force: true });
      throw error;
    }
  }

  /** Reads the file. @throws when there is none, or it was not written here with the keys of this database */
  async read(): Promise<Snapshot> {
    const file = await open(this.path, 'r');
    try {
      const start = await readExactly(file, MAGIC.length + ID_LENGTH);
      if (start.toString('latin1', 0, MAGIC.length) !== MAGIC) throw new Error('this is no name index');
      const id = start.toString('latin1', MAGIC.length);
      let number = 0;
      const { lengths, ...place } = JSON.parse((await this.readChunk(file, id, number++)).toString()) as Head;
      const parts: ArrayBuffer[] = [];
      for (const length of lengths) {
        const buffer = new ArrayBuffer(length);
        const bytes = new Uint8Array(buffer);
        for (let at = 0; at < length; ) {
          const chunk = await this.readChunk(file, id, number++);
          bytes.set(chunk, at);
          at += chunk.length;
        }
        parts.push(buffer);
      }
      const [groups, ...buffers] = parts;
      return { ...place, groups: JSON.parse(new TextDecoder().decode(groups)) as Group[], buffers };
    } finally {
      await file.close();
    }
  }

  private async writeChunk(file: FileHandle, id: string, number: number, chunk: Uint8Array): Promise<void> {
    const sealed = this.fields.encryptBytes(chunk, contextOf(id, number));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(sealed.length);
    await file.writev([length, sealed]);
  }

  private async readChunk(file: FileHandle, id: string, number: number): Promise<Buffer> {
    const length = (await readExactly(file, 4)).readUInt32BE();
    if (length > MAX_SEALED_BYTES) throw new Error('this is no name index');
    return this.fields.decryptBytes(await readExactly(file, length), contextOf(id, number));
  }
}

const contextOf = (id: string, number: number): string => `name_index:${id}:${number}`;

async function readExactly(file: FileHandle, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; ) {
    const { bytesRead } = await file.read(buffer, at, length - at);
    if (bytesRead === 0) throw new Error('the name index ends early');
    at += bytesRead;
  }
  return buffer;
}

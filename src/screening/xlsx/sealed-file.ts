import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';

const ALGORITHM = 'aes-256-gcm';
const TAG_BYTES = 16;
const NONCE_BYTES = 12;
/** Plain bytes of a block; each block can be read by itself. */
export const BLOCK_BYTES = 65_536;

/**
 * A temporary file that holds ciphertext only, under a key that never leaves this process: AES-256-GCM, block by block, the
 * block's number as nonce. It has no name once it is open, so that nothing is left of it when the process is killed.
 */
export class SealedFile {
  /** Plain bytes. */
  size = 0;
  private readonly key = randomBytes(32);
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private blocks = 0;

  private constructor(private readonly file: FileHandle) {}

  static async create(folder: string): Promise<SealedFile> {
    await mkdir(folder, { recursive: true });
    const path = join(folder, `upload-${randomBytes(12).toString('hex')}.tmp`);
    const file = await open(path, 'wx+', 0o600);
    await unlink(path);
    return new SealedFile(file);
  }

  async append(bytes: Buffer): Promise<void> {
    this.size += bytes.length;
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
    if (this.waitingBytes >= BLOCK_BYTES) await this.writeBlocks(BLOCK_BYTES);
  }

  /** Writes what is left; nothing is appended afterwards. */
  async finish(): Promise<void> {
    await this.writeBlocks(1);
  }

  /** The bytes from `start` to before `end`, block by block. */
  async *read(start: number, end: number): AsyncGenerator<Buffer> {
    for (let at = start; at < end; ) {
      const block = Math.floor(at / BLOCK_BYTES);
      const blockStart = block * BLOCK_BYTES;
      const plain = await this.readBlock(block);
      yield plain.subarray(at - blockStart, end - blockStart);
      at = blockStart + BLOCK_BYTES;
    }
  }

  close(): Promise<void> {
    return this.file.close();
  }

  /** Writes whole blocks, and a last shorter one when there are at least `least` bytes for it. */
  private async writeBlocks(least: number): Promise<void> {
    let rest = Buffer.concat(this.waiting);
    while (rest.length >= least) {
      const plain = rest.subarray(0, BLOCK_BYTES);
      rest = rest.subarray(BLOCK_BYTES);
      const cipher = createCipheriv(ALGORITHM, this.key, nonceOf(this.blocks));
      const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
      await this.file.write(sealed, 0, sealed.length, this.blocks * (BLOCK_BYTES + TAG_BYTES));
      this.blocks += 1;
    }
    this.waiting = rest.length > 0 ? [rest] : [];
    this.waitingBytes = rest.length;
  }

  private async readBlock(block: number): Promise<Buffer> {
    const length = Math.min(BLOCK_BYTES, this.size - block * BLOCK_BYTES);
    const sealed = Buffer.alloc(length + TAG_BYTES);
    const { bytesRead } = await this.file.read(sealed, 0, sealed.length, block * (BLOCK_BYTES + TAG_BYTES));
    if (bytesRead !== sealed.length) throw new Error('the temporary file is shorter than what was written');
    const decipher = createDecipheriv(ALGORITHM, this.key, nonceOf(block));
    decipher.setAuthTag(sealed.subarray(length));
    return Buffer.concat([decipher.update(sealed.subarray(0, length)), decipher.final()]);
  }
}

function nonceOf(block: number): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUIntBE(block, NONCE_BYTES - 6, 6);
  return nonce;
}

import { LRUCache } from 'lru-cache';
import { SealedFile } from './sealed-file.js';

/** Characters of a block before it goes to the file. */
const BLOCK_CHARACTERS = 32_768;
/** Blocks that are at hand: sheets ask for strings about in the order in which they were stored. */
const BLOCKS_AT_HAND = 64;

interface Block {
  readonly start: number;
  readonly end: number;
}

/** A list of texts that may be longer than memory: written once, then read by place. */
export class SpilledStrings {
  private readonly firsts: number[] = [];
  private readonly blocks: Block[] = [];
  private readonly atHand = new LRUCache<number, readonly string[]>({ max: BLOCKS_AT_HAND });
  private waiting: string[] = [];
  private waitingCharacters = 0;
  private count = 0;

  private constructor(private readonly file: SealedFile) {}

  static async create(folder: string): Promise<SpilledStrings> {
    return new SpilledStrings(await SealedFile.create(folder));
  }

  async add(text: string): Promise<void> {
    this.waiting.push(text);
    this.waitingCharacters += text.length;
    if (this.waitingCharacters >= BLOCK_CHARACTERS) await this.spill();
  }

  /** Writes what is left; nothing is added afterwards. */
  async finish(): Promise<void> {
    await this.spill();
    await this.file.finish();
  }

  /** Undefined for a place where there is none. */
  async at(place: number): Promise<string | undefined> {
    if (!Number.isInteger(place) || place < 0 || place >= this.count) return undefined;
    const number = this.blockOf(place);
    const texts = this.atHand.get(number) ?? (await this.load(number));
    return texts[place - (this.firsts[number] ?? 0)];
  }

  close(): Promise<void> {
    return this.file.close();
  }

  private async spill(): Promise<void> {
    if (this.waiting.length === 0) return;
    const start = this.file.size;
    await this.file.append(Buffer.from(JSON.stringify(this.waiting)));
    this.blocks.push({ start, end: this.file.size });
    this.firsts.push(this.count);
    this.count += this.waiting.length;
    this.waiting = [];
    this.waitingCharacters = 0;
  }

  private async load(number: number): Promise<readonly string[]> {
    const { start, end } = this.blocks[number] ?? { start: 0, end: 0 };
    const parts: Buffer[] = [];
    for await (const part of this.file.read(start, end)) parts.push(part);
    const texts = JSON.parse(Buffer.concat(parts).toString()) as string[];
    this.atHand.set(number, texts);
    return texts;
  }

  /** The last block that begins at or before a place. */
  private blockOf(place: number): number {
    let low = 0;
    let high = this.firsts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.firsts[middle] ?? 0) <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

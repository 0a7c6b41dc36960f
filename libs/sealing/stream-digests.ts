import { createHash, type Hash } from 'node:crypto';
import { Worker } from 'node:worker_threads';

/** SHA-256 over several streams side by side; lanes are numbered from 0. */
export type StreamDigests = {
  /** Takes the next bytes of a lane; resolves when the caller may go on and reuse the buffer. */
  update(lane: number, bytes: Uint8Array): Promise<void>;
  /** One digest per lane, lower-case hex. To be called once. */
  finish(): Promise<string[]>;
  /** Frees what is held; may be called at any time and again. */
  stop(): Promise<void>;
};

// A thread costs some 40 ms and 10 MB: not for small files.
const THREAD_FROM_BYTES = 32 * 2 ** 20;
const SLOT_BYTES = 256 * 1024;
const SLOTS = 16;

/**
 * Starts the digests of one file. Hashing two streams costs more than sealing them, so for a large file it is done on
 * a second thread, through a ring of shared memory of 4 MiB.
 *
 * @param expectedBytes about how many bytes a lane will take; undefined is taken for many
 */
export function startDigests(lanes: number, expectedBytes: number | undefined): StreamDigests {
  return expectedBytes !== undefined && expectedBytes < THREAD_FROM_BYTES ? digestsHere(lanes) : digestsOnThread(lanes);
}

function digestsHere(lanes: number): StreamDigests {
  const hashes = Array.from({ length: lanes }, () => createHash('sha256'));
  return {
    update: async (lane, bytes) => void at(hashes, lane).update(bytes),
    finish: async () => hashes.map((hash) => hash.digest('hex')),
    stop: async () => {},
  };
}

function digestsOnThread(lanes: number): StreamDigests {
  const ring = new Uint8Array(new SharedArrayBuffer(SLOT_BYTES * SLOTS));
  const worker = new Worker(THREAD, { eval: true, workerData: { lanes, ring, slotBytes: SLOT_BYTES } });
  const free = Array.from({ length: SLOTS }, (_, slot) => slot);
  const waiting: ((slot: number) => void)[] = [];
  const failed = new Promise<never>((_, reject) => {
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('The digest thread ended early.')));
  });
  // Whoever waits sees the failure; nobody may be waiting.
  failed.catch(() => {});
  let finished: (digests: string[]) => void = () => {};
  worker.on('message', (message: number | string[]) => {
    if (typeof message !== 'number') return finished(message);
    const next = waiting.shift();
    next === undefined ? free.push(message) : next(message);
  });
  const freeSlot = () => free.pop() ?? Promise.race([failed, new Promise<number>((resolve) => waiting.push(resolve))]);

  return {
    async update(lane, bytes) {
      for (let start = 0; start < bytes.length; start += SLOT_BYTES) {
        const slot = await freeSlot();
        const piece = bytes.subarray(start, start + SLOT_BYTES);
        ring.set(piece, slot * SLOT_BYTES);
        worker.postMessage({ lane, slot, length: piece.length });
      }
    },
    finish() {
      const digests = new Promise<string[]>((resolve) => {
        finished = resolve;
      });
      worker.postMessage('finish');
      return Promise.race([failed, digests]);
    },
    async stop() {
      await worker.terminate();
    },
  };
}

// Source text rather than a module, so that it runs alike from TypeScript, from the build and under the tests.
const THREAD = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { createHash } = require('node:crypto');
  const { lanes, ring, slotBytes } = workerData;
  const hashes = Array.from({ length: lanes }, () => createHash('sha256'));
  parentPort.on('message', (message) => {
    if (message === 'finish') return parentPort.postMessage(hashes.map((hash) => hash.digest('hex')));
    const { lane, slot, length } = message;
    hashes[lane].update(ring.subarray(slot * slotBytes, slot * slotBytes + length));
    parentPort.postMessage(slot);
  });
`;

function at(hashes: Hash[], lane: number): Hash {
  const hash = hashes[lane];
  if (hash === undefined) throw new RangeError(`There is no lane ${lane}.`);
  return hash;
}

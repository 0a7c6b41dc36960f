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
// A power of two, so that the counters may wrap around.
const SLOTS = 8;

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

/**
 * One thread writes the ring, the other reads it; two counters say how far each is. Messages in place of the counters
 * would cost as much as the hashing.
 */
function digestsOnThread(lanes: number): StreamDigests {
  const ring = new Uint8Array(new SharedArrayBuffer(SLOT_BYTES * SLOTS));
  const control = new Int32Array(new SharedArrayBuffer(4 * (FIRST_RECORD + 2 * SLOTS)));
  const workerData = { lanes, ring, control, SLOT_BYTES, SLOTS, WRITTEN, READ, FIRST_RECORD, FINISH };
  const worker = new Worker(THREAD, {
    eval: true,
    workerData,
    resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16 },
  });
  const digests = new Promise<string[]>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('The digest thread ended early.')));
  });
  // Whoever waits sees the failure; nobody may be waiting.
  digests.catch(() => {});

  async function put(lane: number, piece: Uint8Array): Promise<void> {
    for (;;) {
      const read = Atomics.load(control, READ);
      if (((Atomics.load(control, WRITTEN) - read) | 0) < SLOTS) break;
      await Promise.race([digests, changed(control, READ, read)]);
    }
    // No await from here on: the lanes take turns at the ring.
    const slot = Atomics.load(control, WRITTEN) & (SLOTS - 1);
    ring.set(piece, slot * SLOT_BYTES);
    control[FIRST_RECORD + 2 * slot] = lane;
    control[FIRST_RECORD + 2 * slot + 1] = piece.length;
    Atomics.add(control, WRITTEN, 1);
    Atomics.notify(control, WRITTEN);
  }

  return {
    async update(lane, bytes) {
      for (let start = 0; start < bytes.length; start += SLOT_BYTES) {
        await put(lane, bytes.subarray(start, start + SLOT_BYTES));
      }
    },
    async finish() {
      await put(FINISH, new Uint8Array(0));
      return digests;
    },
    async stop() {
      await worker.terminate();
    },
  };
}

const WRITTEN = 0;
const READ = 1;
const FIRST_RECORD = 2;
const FINISH = -1;

// Source text rather than a module, so that it runs alike from TypeScript, from the build and under the tests.
const THREAD = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { createHash } = require('node:crypto');
  const { lanes, ring, control, SLOT_BYTES, SLOTS, WRITTEN, READ, FIRST_RECORD, FINISH } = workerData;
  const hashes = Array.from({ length: lanes }, () => createHash('sha256'));
  for (;;) {
    const read = Atomics.load(control, READ);
    // Again and again: the wake-up for a record that was read already may come late.
    while (Atomics.load(control, WRITTEN) === read) Atomics.wait(control, WRITTEN, read);
    const slot = read & (SLOTS - 1);
    const lane = control[FIRST_RECORD + 2 * slot];
    if (lane === FINISH) break;
    const start = slot * SLOT_BYTES;
    hashes[lane].update(ring.subarray(start, start + control[FIRST_RECORD + 2 * slot + 1]));
    Atomics.add(control, READ, 1);
    Atomics.notify(control, READ);
  }
  parentPort.postMessage(hashes.map((hash) => hash.digest('hex')));
`;

type WaitAsync = (cells: Int32Array, index: number, value: number) => { value: Promise<string> | string };

/** Resolves when a cell no longer holds `value` (ECMAScript 2024 Atomics.waitAsync, which the library types lack). */
async function changed(control: Int32Array, index: number, value: number): Promise<void> {
  await (Atomics as unknown as { waitAsync: WaitAsync }).waitAsync(control, index, value).value;
}

function at(hashes: Hash[], lane: number): Hash {
  const hash = hashes[lane];
  if (hash === undefined) throw new RangeError(`There is no lane ${lane}.`);
  return hash;
}

import { createHash, type Hash } from 'node:crypto';
import { Worker } from 'node:worker_threads';

/** SHA-256 over what goes in and what comes out, side by side: lane 0 and lane 1. */
export type StreamDigests = {
  /** Takes the next bytes of a lane. */
  update(lane: 0 | 1, bytes: Uint8Array): void;
  /**
   * The digests of both lanes, lower-case hex. To be called once.
   * @param withheld the last bytes of lane 1, when they were taken but are not passed on yet
   */
  finish(withheld?: Uint8Array): Promise<[input: string, output: string]>;
  /** Frees what is held; may be called at any time and again. */
  stop(): Promise<void>;
};

/** The files behind two streams; what is taken as input is there already, what is taken as output is being written. */
export type FilesBehind = { input: string; output: string; bytes: number };

// A thread costs some 40 ms and 10 MB: not for small files.
const THREAD_FROM_BYTES = 32 * 2 ** 20;

/**
 * Starts the digests of one file. Hashing costs as much as sealing, and bytes are handed to another thread at about the
 * same cost; so for a large file on disk a second thread reads both files itself, which are in the system's memory just then.
 */
export function startDigests(files: FilesBehind | undefined): StreamDigests {
  return files === undefined || files.bytes < THREAD_FROM_BYTES ? digestsHere() : digestsOnThread(files);
}

function digestsHere(): StreamDigests {
  const hashes: [Hash, Hash] = [createHash('sha256'), createHash('sha256')];
  return {
    update: (lane, bytes) => void hashes[lane].update(bytes),
    finish: async () => [hashes[0].digest('hex'), hashes[1].digest('hex')],
    stop: async () => {},
  };
}

/** This thread says how far each stream is, and the other follows in the files. */
function digestsOnThread({ input, output }: FilesBehind): StreamDigests {
  const taken = new BigInt64Array(new SharedArrayBuffer(16));
  const bell = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(THREAD, {
    eval: true,
    workerData: { paths: [input, output], taken, bell },
    resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16 },
  });
  const digests = new Promise<[string, string]>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('The digest thread ended early.')));
  });
  // Whoever waits sees the failure; nobody may be waiting.
  digests.catch(() => {});

  function take(lane: 0 | 1, count: number): void {
    Atomics.add(taken, lane, BigInt(count));
    Atomics.add(bell, RUNG, 1);
    Atomics.notify(bell, RUNG);
  }
  return {
    update: (lane, bytes) => take(lane, bytes.length),
    finish(withheld) {
      if (withheld) take(1, -withheld.length);
      worker.postMessage(withheld);
      Atomics.store(bell, ENDED, 1);
      take(0, 0);
      return digests;
    },
    async stop() {
      await worker.terminate();
    },
  };
}

const RUNG = 0;
const ENDED = 1;

// Source text rather than a module, so that it runs alike from TypeScript, from the build and under the tests.
const THREAD = `
  const { parentPort, receiveMessageOnPort, workerData } = require('node:worker_threads');
  const { createHash } = require('node:crypto');
  const { openSync, readSync } = require('node:fs');
  const { paths, taken, bell } = workerData;
  const buffer = Buffer.alloc(1048576);
  const lanes = paths.map((path) => ({ path, file: undefined, at: 0, hash: createHash('sha256') }));
  const open = (lane) => {
    try {
      lane.file = openSync(lane.path);
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  };
  const isBehind = (lane, index) => lane.at < Number(Atomics.load(taken, index));
  // One piece: what was passed to a file a moment ago may not be in it yet.
  const follow = (lane, index) => {
    if (!isBehind(lane, index)) return false;
    if (lane.file === undefined) open(lane);
    if (lane.file === undefined) return false;
    const room = Math.min(buffer.length, Number(Atomics.load(taken, index)) - lane.at);
    const count = readSync(lane.file, buffer, 0, room, lane.at);
    lane.hash.update(buffer.subarray(0, count));
    lane.at += count;
    return count > 0;
  };
  for (;;) {
    const rung = Atomics.load(bell, ${RUNG});
    const hasEnded = Atomics.load(bell, ${ENDED}) === 1;
    const moved = lanes.map(follow);
    if (moved.includes(true)) continue;
    if (hasEnded && !lanes.some(isBehind)) break;
    Atomics.wait(bell, ${RUNG}, rung, 2);
  }
  const { message: withheld } = receiveMessageOnPort(parentPort);
  if (withheld) lanes[1].hash.update(withheld);
  parentPort.postMessage(lanes.map(({ hash }) => hash.digest('hex')));
`;

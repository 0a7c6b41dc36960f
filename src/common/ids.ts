import { v7 } from 'uuid';
import { pooledRandomBytes } from './random-pool.js';

let lastMs = 0;
let counter = 0;

/**
 * A new UUIDv7 (RFC 9562 §5.7): ordered by time, so that primary keys append instead of scattering. Ids made by one
 * process ascend also within a millisecond (§6.2, method 1), and when the clock is set back.
 */
export function newId(): string {
  const random = pooledRandomBytes(16);
  const nowMs = Date.now();
  if (nowMs > lastMs) {
    lastMs = nowMs;
    // 31 bits leave room to count up to the 32 that the counter has.
    counter = random.readUInt32BE(6) >>> 1;
  } else if (++counter > 0xffff_ffff) {
    counter = 0;
    lastMs += 1;
  }
  return v7({ msecs: lastMs, seq: counter, random });
}

/** A new id that sorts behind `floor`, an id that another process may have made by a clock that is ahead of ours. */
export function newIdAfter(floor: string | undefined): string {
  const id = newId();
  if (floor === undefined || id > floor) return id;
  const floorMs = Number.parseInt(floor.slice(0, 8) + floor.slice(9, 13), 16);
  // Of no lasting effect: the next id goes by our own clock again.
  return v7({ msecs: floorMs + 1, random: pooledRandomBytes(16) });
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether the text has the form of an id; a row with it need not exist. */
export const isId = (text: string): boolean => UUID.test(text);

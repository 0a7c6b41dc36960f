import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from 'redis';
import { freePort } from './loopback.js';
import { redisBinary } from './server-binaries.js';
import type { Program, Supervision } from './supervision.js';

/** A private Redis: where it is, and the program to start (again) on the same port. */
export interface PrivateRedis {
  url: string;
  program: Program;
  /** Writes the data to disk, so that the next start has it. */
  save(): Promise<void>;
  /** Removes what is on disk; only while the server is not running. */
  discard(): void;
}

/** Describes a Redis that keeps nothing on disk by itself; starting is the caller's. */
export async function prepareRedis(supervision: Supervision, password: string): Promise<PrivateRedis> {
  const command = redisBinary();
  const home = join(supervision.folder, 'redis');
  mkdirSync(home);
  const port = await freePort();
  const url = `redis://:${password}@127.0.0.1:${port}`;
  const args = [
    ...['--port', `${port}`, '--bind', '127.0.0.1', '--requirepass', password, '--dir', home],
    ...['--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'],
  ];
  return {
    url,
    program: { name: 'redis', command, args, probe: () => send(url, 'PING') },
    save: () => send(url, 'SAVE'),
    discard: () => rmSync(join(home, 'dump.rdb'), { force: true }),
  };
}

async function send(url: string, command: string): Promise<void> {
  const client = createClient({ url, socket: { reconnectStrategy: false, connectTimeout: 2000 } });
  client.on('error', () => undefined); // connect() and sendCommand() reject with the same error
  try {
    await client.connect();
    await client.sendCommand([command]);
  } finally {
    client.destroy();
  }
}

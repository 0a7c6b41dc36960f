import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Notice, Request } from './supervisor.js';

type RequestBody = Request extends infer R ? (R extends Request ? Omit<R, 'id'> : never) : never;

const READY_WITHIN_MS = 60_000;
const POLL_EVERY_MS = 50;

/** A server program that is ready only when `probe` resolves. */
export interface Program {
  name: string;
  command: string;
  args: string[];
  /** One attempt to use the server; rejects while it does not answer yet. */
  probe: () => Promise<void>;
}

/** Runs server programs in a temporary folder under a supervising process that ends them when this process ends. */
export class Supervision {
  readonly folder = mkdtempSync(join(tmpdir(), 'liaison-servers-'));
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (notice: Extract<Notice, { id: number }>) => void>();
  readonly #running = new Map<string, number>();
  #lastId = 0;

  constructor() {
    this.#child = fork(fileURLToPath(new URL('./supervisor.ts', import.meta.url)), [this.folder], {
      // Its own session: a Ctrl-C at the terminal must not end it before it has ended the servers.
      detached: true,
      execArgv: ['--no-warnings'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { PATH: process.env.PATH },
    });
    this.#child.on('message', (notice: Notice) => this.#receive(notice));
    this.#child.unref();
    this.#child.channel?.unref();
  }

  /** Starts a program and waits until it answers. Rejects with the end of its log when it ends or stays silent. */
  async start(program: Program): Promise<void> {
    const { name, command, args } = program;
    const logFile = join(this.folder, `${name}.log`);
    const { pid } = await this.#ask({ action: 'start', name, command, args, logFile });
    this.#running.set(name, pid as number);
    const deadline = Date.now() + READY_WITHIN_MS;
    for (;;) {
      const failure = await program.probe().then(
        () => undefined,
        (error: Error) => error,
      );
      if (!failure) return;
      if (!this.#running.has(name)) throw new Error(`${command} ended while starting:\n${lastLines(logFile)}`);
      if (Date.now() > deadline) {
        await this.kill(name);
        throw new Error(`${command} did not answer (${failure.message}):\n${lastLines(logFile)}`);
      }
      await delay(POLL_EVERY_MS);
    }
  }

  /** Ends a program by SIGKILL and waits until it is gone; does nothing when it is not running. */
  async kill(name: string): Promise<void> {
    await this.#ask({ action: 'kill', name });
    this.#running.delete(name);
  }

  /** Ends every program and removes the folder. */
  async end(): Promise<void> {
    if (!this.#child.connected) return;
    this.#child.ref();
    const gone = once(this.#child, 'exit');
    this.#child.disconnect();
    await gone;
  }

  #ask(body: RequestBody): Promise<Extract<Notice, { id: number }>> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      if (!this.#child.connected) {
        reject(new Error('the servers of this run were stopped'));
        return;
      }
      const lost = () => reject(new Error('the supervising process of the test servers ended'));
      this.#child.once('disconnect', lost);
      this.#child.channel?.ref();
      this.#waiting.set(id, (notice) => {
        this.#child.off('disconnect', lost);
        if (notice.error) reject(new Error(notice.error));
        else resolve(notice);
      });
      this.#child.send({ ...body, id });
    });
  }

  #receive(notice: Notice): void {
    if ('exited' in notice) {
      if (this.#running.get(notice.exited) === notice.pid) this.#running.delete(notice.exited);
      return;
    }
    this.#waiting.get(notice.id)?.(notice);
    this.#waiting.delete(notice.id);
    if (this.#waiting.size === 0) this.#child.channel?.unref();
  }
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-20).join('\n');
}

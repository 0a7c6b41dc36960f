/**
 * A small program between the tests and the servers they start. It holds the servers as children and ends them, and
 * removes their folder, as soon as its IPC channel closes: the kernel closes it however the parent dies, kill -9
 * included, so nothing outlives a test run.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, rmSync } from 'node:fs';

/** What the parent may ask for; every request is answered by a reply with the same id. */
export type Request =
  | { id: number; action: 'start'; name: string; command: string; args: string[]; logFile: string }
  | { id: number; action: 'kill'; name: string };

/** The answer to one request, or the news that a server has ended (`exited`). */
export type Notice = { id: number; pid?: number; error?: string } | { exited: string; pid: number };

const [folder] = process.argv.slice(2);
const children = new Map<string, ChildProcess>();

async function start(request: Extract<Request, { action: 'start' }>): Promise<Notice> {
  const log = openSync(request.logFile, 'a');
  const child = spawn(request.command, request.args, { stdio: ['ignore', log, log] });
  closeSync(log);
  await once(child, 'spawn');
  const pid = child.pid as number;
  children.set(request.name, child);
  child.once('exit', () => tell({ exited: request.name, pid }));
  return { id: request.id, pid };
}

/** SIGKILL, always: the data is thrown away, and the tests that ask for it want a crash. */
async function kill(name: string): Promise<void> {
  const child = children.get(name);
  children.delete(name);
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

async function answer(request: Request): Promise<Notice> {
  try {
    if (request.action === 'start') return await start(request);
    await kill(request.name);
    return { id: request.id };
  } catch (error) {
    return { id: request.id, error: (error as Error).message };
  }
}

/** Says it to the parent, if there still is one. */
function tell(notice: Notice): void {
  if (process.connected) process.send?.(notice);
}

process.on('message', (request: Request) => {
  void answer(request).then(tell);
});

process.on('disconnect', () => {
  void Promise.all([...children.keys()].map(kill)).then(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  });
});

// Whoever ends the whole process group ends the parent too, and the closing channel tells us.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

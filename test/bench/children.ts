import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from '../harness/loopback.js';
import { DIST } from './built.js';

/** A server in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;

/** Starts a script and waits until `GET <path>` answers. @param nodeOptions for the child, such as `--cpu-prof` */
export async function startServer(
  script: string,
  environment: Readonly<Record<string, string>>,
  path: string,
  nodeOptions: readonly string[] = [],
): Promise<ServerProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, [...nodeOptions, script], {
    // As `npm start` and the image do; what the gateway is measured against has it too.
    env: { PATH: process.env.PATH, NODE_OPTIONS: '--max-semi-space-size=32', ...environment, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  const endMs = Date.now() + READY_TIMEOUT_MS;
  while (!(await isAnswering(`${url}${path}`))) {
    if (child.exitCode !== null || Date.now() > endMs) throw new Error(`${script} did not start`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { url, pid: child.pid ?? 0, stop: () => stop(child) };
}

/** The built gateway. */
export const startGateway = (
  environment: Readonly<Record<string, string>>,
  nodeOptions: readonly string[] = [],
): Promise<ServerProcess> =>
  startServer(fileURLToPath(new URL('src/main.js', DIST)), environment, '/health/ready', nodeOptions);

async function isAnswering(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(timer);
}

/** What a load generator is to send: each body once, in order, with the token at the same place (or the only one). */
export interface Load {
  readonly url: string;
  readonly bodies: readonly string[];
  readonly tokens: readonly string[];
  readonly concurrency: number;
  /** The answer must contain this, or the round is void. */
  readonly expected: string;
}

export interface LoadResult {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** A load generator in a process of its own. */
export class LoadGenerator {
  private readonly child: ChildProcess;

  constructor() {
    const hooks = fileURLToPath(new URL('../harness/typescript-imports.js', import.meta.url));
    this.child = fork(fileURLToPath(new URL('./load-generator.ts', import.meta.url)), {
      execArgv: ['--import', hooks],
    });
  }

  async run(load: Load): Promise<LoadResult> {
    const answered = once(this.child, 'message');
    this.child.send(load);
    const [result] = (await answered) as [LoadResult | { error: string }];
    if ('error' in result) throw new Error(result.error);
    return result;
  }

  async stop(): Promise<void> {
    await stop(this.child);
  }
}

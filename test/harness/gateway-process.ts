import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Settings } from '../../config/settings.js';
import { freePort } from './loopback.js';
import { eventually } from './profiles.js';

/** A gateway or worker in a process of its own, from the build, so that it can be killed. */
export class GatewayProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  /** Starts over the database and Redis of the given settings. */
  static async start(settings: Settings, overrides: Record<string, string> = {}): Promise<GatewayProcess> {
    const port = await freePort();
    const child = spawn(process.execPath, ['dist/src/main.js'], {
      env: { PATH: process.env.PATH, ...environmentOf(settings), PORT: String(port), ...overrides },
      stdio: 'ignore',
    });
    const url = `http://127.0.0.1:${port}`;
    const gateway = new GatewayProcess(child, url);
    await eventually(
      'the other gateway answers',
      async () => {
        if (child.exitCode !== null) throw new Error(`the other gateway ended with ${child.exitCode}`);
        return fetch(`${url}/health/live`).then(
          ({ ok }) => ok,
          () => false,
        );
      },
      30_000,
    );
    return gateway;
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}

/** Settings as the environment that they came from. */
function environmentOf(settings: Settings): Record<string, string> {
  const { profile: _, isProduction: __, ...named } = settings;
  return Object.fromEntries(
    Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Settings } from '../../config/settings.js';
import { eventually } from './profiles.js';

const LISTENING = /listening on (http:\/\/\S+) /;

/** One of our programs in a process of its own, from the build, with all that it says. */
export class Program {
  stdout = '';
  stderr = '';
  private readonly child: ChildProcess;
  private readonly ended: Promise<number | null>;

  /** @param path from the repository's root; the environment holds nothing but PATH and what is given */
  constructor(path: string, programArguments: readonly string[], environment: Readonly<Record<string, string>>) {
    this.child = spawn(process.execPath, [path, ...programArguments], {
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.ended = once(this.child, 'close').then(([code]) => code as number | null);
  }

  /** A gateway over the given settings, once it listens. */
  static async gateway(settings: Settings, overrides: Record<string, string> = {}): Promise<Program> {
    const program = new Program('dist/src/main.js', [], { ...environmentOf(settings), ...overrides });
    await program.url();
    return program;
  }

  /** Where the gateway said that it listens. */
  url(): Promise<string> {
    return eventually(
      'the gateway says where it listens',
      () => {
        if (this.child.exitCode !== null) throw new Error(`it ended with ${this.child.exitCode}: ${this.stderr}`);
        return LISTENING.exec(this.stderr)?.[1];
      },
      30_000,
    );
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Its exit code, once it has ended. */
  exit(): Promise<number | null> {
    return this.ended;
  }

  /** What it logged, line by line. */
  logged(): Record<string, unknown>[] {
    return this.stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** Ends it whatever it does. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}

/** Settings as the environment that they came from. */
export function environmentOf(settings: Settings): Record<string, string> {
  const { profile: _, isProduction: __, ...named } = settings;
  return Object.fromEntries(
    Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

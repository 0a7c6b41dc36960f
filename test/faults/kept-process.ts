import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const PAUSE_MS = 300;

/** A program that is started again whenever it ends, as a supervisor of the operating system does. */
export class KeptProcess {
  starts = 0;
  private child: ChildProcess | undefined;
  private isStopped = false;
  private readonly running: Promise<void>;

  constructor(
    private readonly script: string,
    private readonly environment: () => Promise<Readonly<Record<string, string>>>,
  ) {
    this.running = this.run();
  }

  /** Ends it as a crash would; it comes back. */
  kill(): void {
    this.child?.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.kill();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.isStopped) {
      const environment = await this.environment();
      // It may have been stopped meanwhile, and there was no process to kill.
      if (this.isStopped) return;
      const child = spawn(process.execPath, [`dist/src/${this.script}`], {
        env: { PATH: process.env.PATH, ...environment },
        stdio: 'ignore',
      });
      this.starts += 1;
      this.child = child;
      await once(child, 'exit');
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

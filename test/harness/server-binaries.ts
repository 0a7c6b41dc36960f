import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Absolute paths of the programs that the harness starts. */
export interface MariaDbBinaries {
  server: string;
  install: string;
}

// Debian keeps daemons in /usr/sbin, which is not on an ordinary user's PATH.
const DAEMON_FOLDERS = ['/usr/local/sbin', '/usr/sbin'];
const POLICY_FILE = '/usr/sbin/policy-rc.d';

/** Finds MariaDB's programs, installing them first where that is possible. */
export function mariaDbBinaries(): MariaDbBinaries {
  return findOrInstall('mariadb-server', 'DATABASE_URL', () => {
    const server = locate('mariadbd', 'mysqld');
    const install = locate('mariadb-install-db', 'mysql_install_db');
    return server && install ? { server, install } : undefined;
  });
}

/** Finds redis-server, installing it first where that is possible. */
export function redisBinary(): string {
  return findOrInstall('redis-server', 'REDIS_URL', () => locate('redis-server'));
}

function findOrInstall<T>(debianPackage: string, variable: string, find: () => T | undefined): T {
  const found = find();
  if (found !== undefined) return found;
  if (canInstall()) {
    installPackage(debianPackage);
    const installed = find();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    `The tests on real servers need ${debianPackage}: install it (Debian and Ubuntu: "sudo apt-get install ` +
      `${debianPackage}"; its service need not run) or set ${variable} to a server that may be used for tests.`,
  );
}

function locate(...names: string[]): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...DAEMON_FOLDERS].filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function canInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && locate('apt-get') !== undefined;
}

function installPackage(debianPackage: string): void {
  process.stderr.write(`Installing ${debianPackage} for the tests on real servers…\n`);
  // Exit code 101 tells Debian's maintainer scripts not to start the packaged service.
  const addsPolicy = !existsSync(POLICY_FILE);
  if (addsPolicy) writeFileSync(POLICY_FILE, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    aptGet('update');
    aptGet('install', '--yes', '--no-install-recommends', debianPackage);
  } finally {
    if (addsPolicy) rmSync(POLICY_FILE);
  }
}

function aptGet(...args: string[]): void {
  try {
    execFileSync('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=120', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
    });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new Error(`apt-get ${args.join(' ')} failed:\n${stderr ?? (error as Error).message}`);
  }
}

import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { freePort } from './loopback.js';
import { mariaDbBinaries } from './server-binaries.js';
import type { Program, Supervision } from './supervision.js';

/** How the private MariaDB trades safety and memory for speed. */
export interface DatabaseOptions {
  /** innodb_flush_log_at_trx_commit: 1 (the default) survives a power cut, 2 only the death of the process. */
  flushLogAtCommit?: 1 | 2;
  /** innodb_buffer_pool_size in MiB (128). */
  bufferPoolMb?: number;
}

/** A private MariaDB: where it is, and the program to start (again) on the same port and data. */
export interface PrivateDatabase {
  url: string;
  program: Program;
}

/** Lays a data directory in the supervision's folder and describes the server on it; starting is the caller's. */
export async function prepareDatabase(
  supervision: Supervision,
  password: string,
  options: DatabaseOptions = {},
): Promise<PrivateDatabase> {
  const binaries = mariaDbBinaries();
  const home = join(supervision.folder, 'mariadb');
  const data = join(home, 'data');
  const user = userInfo().username;
  mkdirSync(home);
  await promisify(execFile)(binaries.install, [
    '--no-defaults',
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    `--user=${user}`,
  ]);
  const initFile = join(home, 'init.sql');
  writeFileSync(initFile, accountStatements(password));
  const port = await freePort();
  const url = `mysql://liaison:${password}@127.0.0.1:${port}/liaison`;
  const args = [
    '--no-defaults',
    `--datadir=${data}`,
    `--tmpdir=${home}`,
    `--socket=${join(home, 's.sock')}`,
    `--pid-file=${join(home, 'pid')}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    `--user=${user}`,
    `--init-file=${initFile}`,
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_bin',
    '--default-time-zone=+00:00',
    '--max-connections=500',
    '--skip-log-bin',
    `--innodb-flush-log-at-trx-commit=${options.flushLogAtCommit ?? 1}`,
    `--innodb-buffer-pool-size=${options.bufferPoolMb ?? 128}M`,
  ];
  return { url, program: { name: 'mariadb', command: binaries.server, args, probe: () => execute(url, 'SELECT 1') } };
}

/** Runs one statement on a connection of its own. */
export async function execute(url: string, statement: string): Promise<void> {
  const connection = await createConnection(url);
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}

/** Run at every start, so each statement is one line and can be repeated. */
function accountStatements(password: string): string {
  return [
    'CREATE DATABASE IF NOT EXISTS liaison CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;',
    `CREATE USER IF NOT EXISTS liaison@'127.0.0.1' IDENTIFIED BY '${password}';`,
    "GRANT ALL PRIVILEGES ON *.* TO liaison@'127.0.0.1' WITH GRANT OPTION;",
    "ALTER USER IF EXISTS root@localhost ACCOUNT LOCK, root@'127.0.0.1' ACCOUNT LOCK;",
    '',
  ].join('\n');
}

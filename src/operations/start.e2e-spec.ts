import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Program } from '../../test/harness/program.js';

describe('the start of the gateway', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'liaison-start-'));
  const environment = { NODE_ENV: 'test', LIAISON_DATA_DIR: dataDir, LIAISON_DEMO: 'false', PORT: '0' };

  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  const failure = async (overrides: Record<string, string>) => {
    const program = new Program('dist/src/main.js', [], { ...environment, ...overrides });
    const code = await program.exit();
    return { code, stderr: program.stderr };
  };

  it('says where it listens, and ends well when asked to', async () => {
    const program = new Program('dist/src/main.js', [], environment);
    const url = await program.url();
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect(program.stderr).toContain(`(embedded profile, data in ${dataDir})`);
    program.signal('SIGINT');
    expect(await program.exit()).toBe(0);
    expect(program.logged().at(-1)).toMatchObject({ level: 'info', msg: 'stopped' });
  });

  it.each([
    ['an unknown setting', { LIAISON_PROT: '1' }, 'Unknown setting LIAISON_PROT'],
    ['a wrong setting', { PORT: 'http' }, 'Setting PORT is wrong'],
    ['a missing partner', { DATABASE_URL: 'mysql://db/liaison' }, 'Setting REDIS_URL is missing'],
    ['a wrong master key', { LIAISON_MASTER_KEY: Buffer.alloc(32).toString('base64') }, 'Setting LIAISON_MASTER_KEY'],
    ['a data folder that is a file', { LIAISON_DATA_DIR: process.execPath }, 'Setting LIAISON_DATA_DIR is wrong'],
    ['a foreign address', { HOST: '203.0.113.7' }, 'Setting HOST is wrong'],
  ])('stops at %s with one sentence', async (_, overrides, beginning) => {
    const { code, stderr } = await failure(overrides);
    expect(code).toBe(1);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toContain(beginning);
  });

  it('stops at a port in use with one sentence', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    const { code, stderr } = await failure({ PORT: String(port), LOG_LEVEL: 'silent' });
    other.close();
    expect(code).toBe(1);
    expect(stderr).toBe(`Port ${port} on 127.0.0.1 is in use by another program: set PORT to a free one.\n`);
  });
});

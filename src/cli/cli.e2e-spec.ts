import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LiaisonClient } from '../../libs/client/liaison-client.js';
import type { PrivateSigningJwk } from '../../libs/signing/keys.js';
import { describeOnEachProfile, eventually, settingsFor } from '../../test/harness/profiles.js';
import { environmentOf, Program } from '../../test/harness/program.js';

const folder = mkdtempSync(join(tmpdir(), 'liaison-cli-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(commandLine: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  const program = new Program('bin/liaison.js', commandLine, environment);
  const code = await program.exit();
  return { code, stdout: program.stdout, stderr: program.stderr };
}

async function succeed(commandLine: readonly string[], environment: Record<string, string> = {}): Promise<string> {
  const { code, stdout, stderr } = await run(commandLine, environment);
  if (code !== 0) throw new Error(`${commandLine.join(' ')} ended with ${code}: ${stderr}`);
  return stdout;
}

const file = (name: string) => join(folder, name);

describe('the command line on a machine of its own', () => {
  it.each(['ES256', 'EdDSA', 'PS256'])(
    'makes a key pair for %s whose private half only its owner can read',
    async (alg) => {
      const out = file(`${alg}.jwk.json`);
      const publicJwk = JSON.parse(await succeed(['keygen', '--alg', alg, '--out', out, '--kid', `k-${alg}`]));
      const privateJwk = JSON.parse(readFileSync(out, 'utf8'));
      expect(statSync(out).mode & 0o777).toBe(0o600);
      expect(publicJwk).toMatchObject({ alg, kid: `k-${alg}` });
      expect(publicJwk).not.toHaveProperty('d');
      expect(privateJwk).toMatchObject({ alg, kid: `k-${alg}`, d: expect.any(String) });

      const again = await run(['keygen', '--out', out]);
      expect(again).toMatchObject({ code: 1, stdout: '' });
      expect(again.stderr).toBe(`--out: The file ${out} exists already and is not overwritten.\n`);
      expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual(privateJwk);
    },
  );

  it('makes a master key of 32 bytes', async () => {
    expect(Buffer.from((await succeed(['keygen', '--master'])).trim(), 'base64')).toHaveLength(32);
  });

  it('prints the settings, and JSON when asked for', async () => {
    expect(await succeed(['settings'])).toMatch(/^PORT +3000 +0 to 65535 /m);
    const settings = JSON.parse(await succeed(['settings', '--json'])) as { setting: string }[];
    expect(settings.map(({ setting }) => setting)).toContain('LIAISON_MASTER_KEY');
  });

  it.each<[string, string[], string]>([
    ['an unknown algorithm', ['keygen', '--alg', 'RS256'], '--alg: '],
    ['an unknown scope', ['token', '--tenant', 'a', '--actor', 'b', '--key', 'c', '--scope', 'x:y'], '--scope: '],
    [
      'a missing key file',
      ['token', '--tenant', 'a', '--actor', 'b', '--key', '/no', '--scope', 'events:read'],
      '--key: ',
    ],
    ['a missing option', ['token'], "error: required option '--tenant <code>'"],
    ['an unknown command', ['tenants'], "error: unknown command 'tenants'"],
    ['a missing export', ['ledger', 'verify', '--file', '/no/such/file'], '--file: '],
    ['a head that is none', ['ledger', 'verify', '--head', '12'], '--head: '],
  ])('refuses %s with a sentence and without a trace', async (_, commandLine, beginning) => {
    const { code, stdout, stderr } = await run(commandLine);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr.startsWith(beginning)).toBe(true);
    expect(stderr).not.toContain('    at ');
  });

  it('names a setting that is wrong', async () => {
    const { code, stderr } = await run(['tenant', 'list'], { LIAISON_PROT: '1' });
    expect([code, stderr.split('\n').length]).toEqual([1, 2]);
    expect(stderr).toContain('Unknown setting LIAISON_PROT');
  });
});

describe('commands that start together on a new database', () => {
  it('all do their work', async () => {
    const environment = environmentOf(await settingsFor('embedded', file('together'), undefined));
    const codes = ['t-1', 't-2', 't-3'];
    await Promise.all(codes.map((code) => succeed(['tenant', 'add', '--code', code, ...TENANT], environment)));
    const listed = JSON.parse(await succeed(['tenant', 'list', '--json'], environment)) as { code: string }[];
    expect(listed.map(({ code }) => code)).toEqual(codes);
  });
});

const TENANT = ['--name', '命令行平台', '--kind', 'PLATFORM', '--jurisdiction', '330100'];

describeOnEachProfile('the command line beside a running gateway', (gateway) => {
  const environment = () => environmentOf(gateway().settings);
  const command = (...commandLine: string[]) => succeed(commandLine, environment());
  const refused = async (...commandLine: string[]) => {
    const { code, stderr } = await run([...commandLine, '--json'], environment());
    expect(code).toBe(1);
    return (JSON.parse(stderr) as { error: object }).error;
  };
  const keyFile = () => file(`${gateway().profile}.jwk.json`);
  const client = () =>
    new LiaisonClient({
      url: gateway().url,
      credentials: {
        tenant: 'p-cli',
        actor: 'cli',
        privateJwk: JSON.parse(readFileSync(keyFile(), 'utf8')) as PrivateSigningJwk,
        scopes: ['events:read'],
      },
    });
  const becomes = (status: number) =>
    eventually(`the gateway answers ${status}`, async () => (await statusOf(client())) === status, 5_000);

  it('on-boards a tenant whose tokens the gateway then takes', async () => {
    await command('tenant', 'add', '--code', 'p-cli', ...TENANT);
    const publicJwk = await succeed(['keygen', '--out', keyFile(), '--kid', 'k1']);
    writeFileSync(`${keyFile()}.public`, publicJwk);
    expect(await command('key', 'add', '--tenant', 'p-cli', '--public', `${keyFile()}.public`)).toContain('Key k1');
    await becomes(200);

    const token = await command(
      'token',
      '--tenant',
      'p-cli',
      '--actor',
      'me',
      '--key',
      keyFile(),
      '--scope',
      'events:read',
    );
    const response = await fetch(`${gateway().url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token.trim()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ me { code } events { edges { cursor } } }' }),
    });
    expect(await response.json()).toMatchObject({ data: { me: { code: 'p-cli' } } });
  });

  it('suspends a tenant and lets it in again', async () => {
    await command('tenant', 'suspend', '--code', 'p-cli');
    await becomes(401);
    await command('tenant', 'reinstate', '--code', 'p-cli');
    await becomes(200);
  });

  it('retires and revokes a key, and lists what there is', async () => {
    const retired = JSON.parse(
      await command('key', 'retire', '--tenant', 'p-cli', '--kid', 'k1', '--lasts', '3600', '--json'),
    );
    expect(retired).toMatchObject({ kid: 'k1', state: 'RETIRING', version: 2 });
    await becomes(200);
    await command('key', 'revoke', '--tenant', 'p-cli', '--kid', 'k1');
    await becomes(401);
    expect(await command('key', 'list', '--tenant', 'p-cli')).toMatch(/^k1 +sig +EdDSA +REVOKED/m);
    expect(await command('tenant', 'list')).toMatch(/^p-cli +PLATFORM +330100 +ACTIVE +3 +命令行平台$/m);
  });

  it.each([
    ['a code that is taken', ['tenant', 'add', '--code', 'p-cli', ...TENANT], 'code'],
    ['a revoked key', ['key', 'retire', '--tenant', 'p-cli', '--kid', 'k1'], 'keyId'],
    ['a place beyond the ledger', ['ledger', 'export', '--after', '999999'], '--after'],
  ])('refuses %s and names the field', async (_, commandLine, field) => {
    expect(await refused(...commandLine)).toMatchObject({ field });
  });

  it('exports the ledger, and finds a changed entry in the export without a database', async () => {
    const whole = file(`${gateway().profile}.ndjson`);
    await eventually('the ledger is sealed', async () => {
      const { entries, waiting } = JSON.parse(await command('ledger', 'verify', '--json'));
      return entries >= 6 && waiting === 0;
    });
    await command('ledger', 'export', '--out', whole);
    const verdict = JSON.parse(await succeed(['ledger', 'verify', '--file', whole, '--json']));
    expect(await succeed(['ledger', 'verify', '--file', whole, '--head', `${verdict.seq}:${verdict.hash}`])).toContain(
      'whole',
    );

    const text = readFileSync(whole, 'utf8');
    const forged = file('forged.ndjson');
    writeFileSync(forged, text.replace('"action":"tenant.suspend"', '"action":"tenant.reinstate"'));
    const { code, stderr } = await run(['ledger', 'verify', '--file', forged]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Entry \d+ was altered/);
    writeFileSync(forged, text.split('\n').slice(0, -2).join('\n'));
    expect((await run(['ledger', 'verify', '--file', forged])).stderr).toMatch(/^The ledger ends before entry \d+/);
  });
});

async function statusOf(client: LiaisonClient): Promise<number> {
  return client.query('{ me { code } }').then(
    () => 200,
    (error: { status: number }) => error.status,
  );
}

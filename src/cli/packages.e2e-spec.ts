import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageDigests, verifyReceipt } from '../../libs/sealing/receipt.js';
import type { PublicSigningJwk } from '../../libs/signing/keys.js';
import { Program } from '../../test/harness/program.js';

const folder = mkdtempSync(join(tmpdir(), 'liaison-seal-'));
const at = (...names: string[]) => join(folder, ...names);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...commandLine: string[]) {
  const program = new Program('bin/liaison.js', commandLine, {});
  const code = await program.exit();
  return { code, stdout: program.stdout, stderr: program.stderr };
}

async function succeed(...commandLine: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(...commandLine);
  if (code !== 0) throw new Error(`${commandLine.join(' ')} ended with ${code}: ${stderr}`);
  return stdout;
}

async function makeKey(name: string, ...options: string[]): Promise<string> {
  const publicJwk = await succeed('keygen', '--out', at(`${name}.key`), ...options);
  writeFileSync(at(`${name}.pub`), publicJwk);
  return publicJwk;
}

const PARTIES = ['--request', 'r-1', '--platform', 'platform-a', '--agency', 'hz-police'];
const seal = (out: string, ...more: string[]) =>
  run(
    'seal',
    ...PARTIES,
    '--key',
    at('platform.key'),
    '--recipient',
    at('agency.pub'),
    '--retain-until',
    '2027-06-30',
    '--out',
    at(out),
    ...more,
  );
/** Opens with both of the agency's keys, the one that fits being the second, unless a test says otherwise. */
const open = (
  from: string,
  out: string,
  { keys = ['other', 'agency'], platformKey = 'platform', more = [] as string[] } = {},
) =>
  run(
    'open',
    ...PARTIES,
    '--key',
    ...keys.map((name) => at(`${name}.key`)),
    '--platform-key',
    at(`${platformKey}.pub`),
    '--package',
    at(from),
    '--out',
    at(out),
    ...more,
  );

describe('sealing and opening at the command line', () => {
  beforeAll(async () => {
    await makeKey('platform', '--alg', 'ES256');
    await makeKey('agency-signs');
    await makeKey('agency', '--use', 'enc');
    await makeKey('other', '--use', 'enc', '--curve', 'P-256');
    mkdirSync(at('plain'));
    writeFileSync(at('plain', '交易流水.csv'), 'order,amount\n1,99.00\n');
    writeFileSync(at('plain', 'logins.csv'), 'time,ip\n');
    const sealed = await seal('package', at('plain', '交易流水.csv'), at('plain', 'logins.csv'));
    if (sealed.code !== 0) throw new Error(sealed.stderr);
  });

  it('makes a key to seal to that only its owner can read', () => {
    expect(JSON.parse(readFileSync(at('agency.pub'), 'utf8'))).toMatchObject({
      crv: 'X25519',
      use: 'enc',
      alg: 'ECDH-ES+A256KW',
    });
    expect(statSync(at('agency.key')).mode & 0o777).toBe(0o600);
  });

  it('seals what only the agency opens, names included, and signs a receipt for it', async () => {
    expect(readdirSync(at('package')).sort()).toEqual(['0001.sealed', '0002.sealed', 'manifest.jwe.json']);
    const opened = await open('package', 'opened', {
      more: ['--receipt', at('receipt'), '--signing-key', at('agency-signs.key')],
    });
    expect(opened).toMatchObject({ code: 0, stdout: `Opened 2 files into ${at('opened')}.\n` });
    expect(readFileSync(at('opened', '交易流水.csv'), 'utf8')).toBe('order,amount\n1,99.00\n');
    const manifest = readFileSync(at('package', 'manifest.jwe.json'), 'utf8');
    const agencyKey = JSON.parse(readFileSync(at('agency-signs.pub'), 'utf8')) as PublicSigningJwk;
    const about = packageDigests(manifest);
    const receipt = await verifyReceipt(readFileSync(at('receipt'), 'utf8').trim(), { about, agencyKeys: [agencyKey] });
    expect(receipt).toMatchObject({ requestId: 'r-1', agency: 'hz-police' });
  });

  it.each<[string, () => Promise<{ code: number | null; stdout: string; stderr: string }>, RegExp]>([
    ['a key that is not the recipient', () => open('package', 'x', { keys: ['other'] }), /^The package is not sealed/],
    [
      'another platform',
      () => open('package', 'x', { more: ['--platform', 'platform-b'] }),
      /comes from another platform/,
    ],
    ['another signer', () => open('package', 'x', { platformKey: 'agency-signs' }), /signed by none/],
    ['files that are there', () => open('package', 'opened'), /^file 1: .*nothing was overwritten/],
    ['a receipt without a key', () => open('package', 'x', { more: ['--receipt', at('r2')] }), /^--receipt: /],
    ['a folder that is no package', () => open('plain', 'x'), /^The package has no manifest/],
    ['a signing key to open with', () => open('package', 'x', { keys: ['platform'] }), /^--key: .*keygen --use enc/],
    [
      'a signing key to seal to',
      () => seal('y', '--recipient', at('platform.pub'), '--', at('plain', 'logins.csv')),
      /^--recipient: /,
    ],
    ['a folder that is not empty', () => seal('package', at('plain', 'logins.csv')), /not empty/],
    ['a file that is not there', () => seal('y', at('plain', 'none')), /cannot be used \(ENOENT\)/],
    ['an unknown handling', () => seal('y', '--handling', 'SECRET', at('plain', 'logins.csv')), /^--handling: /],
    ['a day that is none', () => seal('y', '--retain-until', '31.12.', at('plain', 'logins.csv')), /retainUntil/],
    ['a thumbprint of its own', () => run('keygen', '--use', 'enc', '--kid', 'mine'), /^--kid: /],
    ['an unknown curve', () => run('keygen', '--use', 'enc', '--curve', 'P-521'), /^--curve: /],
    ['an unknown use', () => run('keygen', '--use', 'both'), /^--use: /],
  ])('refuses %s with a sentence', async (_name, work, sentence) => {
    const { code, stdout, stderr } = await work();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toContain('    at ');
  });
});

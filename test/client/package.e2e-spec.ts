import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a project of a consumer writes: every entry of the package, with the types that it promises. */
const CONSUMER = `
import { generateKeyPairSync } from 'node:crypto';
import { downloadFile, uploadFile } from 'liaison/files';
import { LiaisonClient, LiaisonRequestError, type LookupInput, type StreamedEvent } from 'liaison/client';
import { answerByConnector } from 'liaison/connector';
import { Inbox, MemoryInboxStore } from 'liaison/inbox';
import { MysqlInboxStore } from 'liaison/inbox/mysql';
import { SqliteInboxStore } from 'liaison/inbox/sqlite';
import { sendPackage } from 'liaison/packages';
import { receiptFor } from 'liaison/receipts';
import { asFastifyPlugin, asMiddleware, collectSecurityEvents, securityEventReceiver, webhookReceiver } from 'liaison/receivers';
import { verifySecurityEvent } from 'liaison/security-events';
import { verifyReceivedWebhook } from 'liaison/webhooks';

const { privateKey } = generateKeyPairSync('ed25519');
const privateJwk = { ...privateKey.export({ format: 'jwk' }), alg: 'EdDSA', kid: 'k', use: 'sig' } as const;
const client = new LiaisonClient({
  url: 'http://127.0.0.1:9',
  credentials: { tenant: 'hz-police', actor: 'officer', privateJwk, scopes: [] },
});
const input: LookupInput = { type: 'USCC', value: 'x' };
export async function lookUp(): Promise<readonly string[]> {
  const { lookup } = await client.query({
    lookup: { $: { input }, '...LookupAnswer': { entities: { names: { name: true } } }, '...UserError': { code: true } },
  });
  if (lookup.__typename !== 'LookupAnswer') throw new Error(lookup.code);
  return lookup.entities.flatMap(({ names }) => names.map(({ name }) => name));
}
export const follow = (handle: (event: StreamedEvent) => Promise<void>) => client.subscribe({ handle });
const inbox = new Inbox(new MemoryInboxStore());
export const receiver = webhookReceiver({
  tenant: 'hz-police',
  secrets: [],
  handle: ({ id, data }) => inbox.once(id, async () => console.log(data.subjectId)),
});
const taken = [asFastifyPlugin, asMiddleware, collectSecurityEvents, securityEventReceiver, verifySecurityEvent,
  verifyReceivedWebhook, receiptFor, uploadFile, downloadFile, sendPackage, answerByConnector, MysqlInboxStore,
  SqliteInboxStore, LiaisonRequestError];
if (taken.some((each) => typeof each !== 'function')) throw new Error('an entry is missing');
console.log(\`taken: \${taken.length}, \${(await receiver({ method: 'GET', headers: {}, body: new Uint8Array() })).status}\`);
`;

describe('the package of the client', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'liaison-consumer-'));
    mkdirSync(join(folder, 'node_modules', '@types'), { recursive: true });
    symlinkSync(resolve('.'), join(folder, 'node_modules', 'liaison'));
    symlinkSync(resolve('node_modules/@types/node'), join(folder, 'node_modules', '@types', 'node'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'consumer.ts'), CONSUMER);
    const compilerOptions = {
      ...{ strict: true, skipLibCheck: false, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
      ...{ module: 'nodenext', target: 'es2023', lib: ['es2023'], types: ['node'], verbatimModuleSyntax: true },
      ...{ outDir: 'out', rootDir: '.', noPropertyAccessFromIndexSignature: true, isolatedModules: true },
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.ts'] }));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('type-checks in a strict project that checks its libraries too, and runs there', async () => {
    const compiled = await run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', folder]).catch(
      ({ stdout }: { stdout: string }) => ({ stdout }),
    );
    expect(compiled.stdout).toBe('');
    const { stdout } = await run(process.execPath, [join(folder, 'out', 'consumer.js')]);
    expect(stdout).toBe('taken: 14, 405\n');
  });

  it('holds every entry that it names', async () => {
    const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      exports: Record<string, string | { types: string; default: string }>;
    };
    const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts']);
    const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
    const packed = new Set(files.map(({ path }) => `./${path}`));
    const named = Object.values(exports).flatMap((entry) =>
      typeof entry === 'string' ? [entry] : Object.values(entry),
    );
    expect(named.filter((path) => !packed.has(path))).toEqual([]);
  });

  it('reaches neither Nest nor a database driver', async () => {
    const loaded = `
      import { registerHooks } from 'node:module';
      const seen = [];
      registerHooks({ load: (url, context, next) => { seen.push(url); return next(url, context); } });
      await Promise.all(${JSON.stringify(ENTRIES)}.map((entry) => import('liaison/' + entry)));
      console.log(seen.filter((url) => /node_modules\\/(@nestjs|typeorm|mysql2|libsql|bullmq|redis|fastify|express)\\//.test(url)).join());`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', loaded], { cwd: folder });
    expect(stdout.trim()).toBe('');
  });
});

const ENTRIES = [
  'client',
  'files',
  'packages',
  'connector',
  'screening-lists',
  'webhooks',
  'receipts',
  'security-events',
  'receivers',
  'inbox',
];

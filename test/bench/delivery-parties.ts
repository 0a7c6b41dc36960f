import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Connection } from 'mysql2/promise';
import type { LiaisonClient } from '../../libs/client/liaison-client.js';
import { generateSigningKey } from '../../libs/signing/keys.js';
import { built } from './built.js';
import type { ServerProcess } from './children.js';
import type { SinkReport } from './webhook-sink.js';

/** A receiver in a process of its own. */
export class Sink {
  private readonly child: ChildProcess;
  readonly origin: string;

  // Node strips types, but knows no parameter properties.
  private constructor(child: ChildProcess, origin: string) {
    this.child = child;
    this.origin = origin;
  }

  static async start(): Promise<Sink> {
    const child = forkScript('webhook-sink.ts');
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    return new Sink(child, `http://127.0.0.1:${port}`);
  }

  /** When each of this many requests came. */
  async receive(count: number): Promise<number[]> {
    const told = once(this.child, 'message');
    this.child.send({ count });
    const [{ receivedAtMs }] = (await told) as [SinkReport];
    return [...receivedAtMs];
  }

  stop(): void {
    this.child.kill();
  }
}

/** A script of this folder in a process of its own. */
export function forkScript(name: string): ChildProcess {
  const hooks = fileURLToPath(new URL('../harness/typescript-imports.js', import.meta.url));
  return fork(fileURLToPath(new URL(name, import.meta.url)), {
    execArgv: ['--max-semi-space-size=32', '--import', hooks],
  });
}

/** A tenant with a key, and its client. */
export async function addTenant(
  connection: Connection,
  gateway: ServerProcess,
  code: string,
  kind: 'MARKET_REGULATOR' | 'PLATFORM',
): Promise<LiaisonClient> {
  const { newId } = await built<typeof import('../../src/common/ids.js')>('src/common/ids.js');
  const { scopesOf } = await built<typeof import('../../src/common/context/scopes.js')>('src/common/context/scopes.js');
  const client = await built<typeof import('../../libs/client/liaison-client.js')>('libs/client/liaison-client.js');
  const { privateJwk, publicJwk } = await generateSigningKey('EdDSA', 'bench');
  const scopes = scopesOf(kind);
  const common = { createdAtMs: 0, updatedAtMs: 0, version: 1, state: 'ACTIVE' };
  const tenant = { ...common, id: newId(), code, name: code, kind, jurisdiction: '330100' };
  await connection.query('INSERT INTO tenant SET ?', { ...tenant, scopes: JSON.stringify(scopes) });
  await connection.query('INSERT INTO tenant_key SET ?', {
    ...common,
    id: newId(),
    tenantId: tenant.id,
    keyId: publicJwk.kid,
    algorithm: 'EdDSA',
    publicJwk: JSON.stringify(publicJwk),
    notBeforeMs: 0,
    notAfterMs: null,
  });
  return new client.LiaisonClient({
    url: gateway.url,
    credentials: { tenant: code, actor: 'bench', privateJwk, scopes },
  });
}

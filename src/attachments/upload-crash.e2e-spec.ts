import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../../config/settings.js';
import { LiaisonClient } from '../../libs/client/liaison-client.js';
import { generateSigningKey } from '../../libs/signing/keys.js';
import { createAttachment, offsetOf, patchAttachment, sendAttachment } from '../../test/harness/attachments.js';
import { GatewayProcess } from '../../test/harness/gateway-process.js';
import { accepted, eventually, type ProfileName, settingsFor } from '../../test/harness/profiles.js';
import { startServers } from '../../test/harness/servers.js';
import { scopesOf } from '../common/context/scopes.js';
import { createGateway } from '../http-server.js';
import { TenantsService } from '../tenants/tenants.service.js';
import { CHUNK_BYTES, CHUNKS_PER_STEP } from './attachment-content.js';

const STEP_BYTES = CHUNK_BYTES * CHUNKS_PER_STEP;

describe.each<ProfileName>(['embedded', 'servers'])('a gateway killed in the middle of an upload (%s)', (profile) => {
  it('loses nothing that it answered for, and the next one goes on', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'liaison-upload-'));
    const servers = profile === 'servers' ? await startServers() : undefined;
    const settings = await settingsFor(profile, dataDir, servers);
    const police = { client: await clientOfPolice(settings) };
    let process = await GatewayProcess.start(settings);
    try {
      const bytes = randomBytes(6 * STEP_BYTES + 4_321);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const id = await createAttachment(process.url, police, { length: bytes.length, sha256 });
      let offset = 0;
      for (const until of [2 * STEP_BYTES + 99, 5 * STEP_BYTES + 1]) {
        const { url } = process;
        const cut = patchAttachment(url, police, id, offset, endless(bytes.subarray(offset, until))).catch(() => 'cut');
        const before = offset;
        await eventually('some of it is stored', async () => (await offsetOf(url, police, id)) > before);
        await process.kill();
        expect(await cut).toBe('cut');
        process = await GatewayProcess.start(settings);
        offset = await offsetOf(process.url, police, id);
        expect(offset).toBeGreaterThan(before);
        expect(offset).toBeLessThanOrEqual(until);
      }
      const rest = await patchAttachment(process.url, police, id, offset, new Uint8Array(bytes.subarray(offset)));
      expect(rest.status).toBe(204);
      const answer = await sendAttachment(process.url, police, id, { method: 'GET' });
      expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    } finally {
      await process.kill();
      await servers?.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
    // Three processes start one after the other.
  }, 120_000);
});

async function clientOfPolice(settings: Settings): Promise<LiaisonClient> {
  const app = await createGateway(settings);
  await app.init();
  const tenants = app.get(TenantsService);
  const author = { system: 'test' };
  const police = { code: 'hz-police', kind: 'POLICE', jurisdiction: '330100', name: 'Test police' };
  accepted(await tenants.add(author, police));
  const { privateJwk, publicJwk } = await generateSigningKey('EdDSA', 'key-1');
  accepted(await tenants.addKey(author, { tenantCode: police.code, publicJwk, notBeforeMs: 0 }));
  await app.close();
  const credentials = { tenant: police.code, actor: 'system', privateJwk, scopes: scopesOf('POLICE') };
  return new LiaisonClient({ url: 'http://unused', credentials });
}

/** A body that stops after these bytes and stays open. */
const endless = (bytes: Uint8Array): ReadableStream<Uint8Array> =>
  ReadableStream.from(
    (async function* () {
      for (let at = 0; at < bytes.length; at += 65_536) yield new Uint8Array(bytes.subarray(at, at + 65_536));
      await new Promise(() => undefined);
    })(),
  );

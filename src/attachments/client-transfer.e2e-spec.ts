import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DigestMismatchError, downloadFile, uploadFile } from '../../libs/client/attachments.js';
import { LiaisonClient } from '../../libs/client/liaison-client.js';
import { describeOnEachProfile, type TestTenant } from '../../test/harness/profiles.js';

const CONTENT = randomBytes(3_000_000);
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');
const QUICK = { firstWaitMs: 10 };

describeOnEachProfile('the client with files', (gateway) => {
  const folder = mkdtempSync(join(tmpdir(), 'liaison-transfer-'));
  const plain = join(folder, 'plain');
  let police: TestTenant;

  beforeAll(async () => {
    police = await gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
    writeFileSync(plain, CONTENT);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const upload = { path: plain, purpose: 'EVIDENCE', mediaType: 'video/mp4', fileName: '证据.mp4', sha256: SHA256 };

  /** A client of the police whose line breaks: bodies it sends or gets end with an error after so many bytes. */
  const clientWithBreaks = (breaks: number[]) => {
    let calls = 0;
    const cut = (body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> => {
      const limit = breaks.shift();
      if (limit === undefined) return body;
      let seen = 0;
      return body.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform: (bytes, stream) => {
            seen += bytes.length;
            if (seen > limit) stream.error(new Error('the line is cut'));
            else stream.enqueue(bytes);
          },
        }),
      );
    };
    const client = new LiaisonClient({
      url: gateway().url,
      credentials: police.credentials,
      now: () => gateway().clock.now(),
      fetch: async (url, init) => {
        calls += 1;
        if (init?.method === 'PATCH')
          return fetch(url, { ...init, body: cut(init.body as ReadableStream<Uint8Array>) });
        const response = await fetch(url, init);
        const isDownload = init?.method === undefined && response.body;
        return isDownload ? new Response(cut(response.body), response) : response;
      },
    });
    return { client, calls: () => calls };
  };

  it('goes on after the line broke, both ways, and brings the same bytes', async () => {
    const { client } = clientWithBreaks([0, 700_000, 1_500_000]);
    const id = await uploadFile(client, upload, QUICK);
    const target = join(folder, `back-${gateway().profile}`);
    const down = clientWithBreaks([100_000, 0, 2_000_000]);
    await downloadFile(down.client, { id, path: target, size: CONTENT.length, sha256: SHA256 }, QUICK);
    expect(readFileSync(target).equals(CONTENT)).toBe(true);
    expect(down.calls()).toBe(4);
  });

  it('takes up an upload that an earlier process began', async () => {
    const { client } = clientWithBreaks([1_200_000]);
    let id = '';
    const watched = new LiaisonClient({
      url: gateway().url,
      credentials: police.credentials,
      now: () => gateway().clock.now(),
      fetch: async (url, init) => {
        const response = await fetch(url, init);
        if (init?.method === 'POST') id = ((await response.clone().json()) as { id: string }).id;
        if (init?.method === 'HEAD') throw new Error('the process ends here');
        return response;
      },
    });
    await expect(uploadFile(watched, upload, { ...QUICK, maxAttempts: 1 })).rejects.toThrow('ends here');
    expect(await uploadFile(client, upload, { ...QUICK, resume: id })).toBe(id);
  });

  it('gives up on a line that lets nothing through, and at once on a refusal', async () => {
    const dead = clientWithBreaks(Array.from({ length: 20 }, () => 0));
    await expect(uploadFile(dead.client, upload, { ...QUICK, maxAttempts: 3 })).rejects.toThrow();
    const wrong = { ...upload, sha256: '0'.repeat(64) };
    await expect(uploadFile(police.client, wrong, QUICK)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    await expect(uploadFile(police.client, { ...upload, purpose: 'NONE' }, QUICK)).rejects.toMatchObject({
      status: 400,
    });
  });

  it('keeps nothing that is not what was listed', async () => {
    const id = await uploadFile(police.client, upload, QUICK);
    const target = join(folder, `wrong-${gateway().profile}`);
    const listed = { id, path: target, size: CONTENT.length, sha256: 'f'.repeat(64) };
    await expect(downloadFile(police.client, listed, QUICK)).rejects.toThrow(DigestMismatchError);
    expect(() => readFileSync(target)).toThrow('ENOENT');
  });
});

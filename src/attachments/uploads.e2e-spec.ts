import { createHash, randomBytes } from 'node:crypto';
import {
  beginAttachment,
  createAttachment,
  offsetOf,
  patchAttachment,
  sendAttachment,
  uploadAttachment,
} from '../../test/harness/attachments.js';
import { describeOnEachProfile, eventually, type TestTenant } from '../../test/harness/profiles.js';
import { CHUNK_BYTES, CHUNKS_PER_STEP } from './attachment-content.js';

const STEP_BYTES = CHUNK_BYTES * CHUNKS_PER_STEP;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describeOnEachProfile(
  'uploading attachments',
  (gateway) => {
    let police: TestTenant;
    let url: string;

    beforeAll(async () => {
      police = await gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
      url = gateway().url;
    });

    const begin = (length: number, more: Parameters<typeof createAttachment>[2] | object = {}) =>
      createAttachment(url, police, { length, ...more });
    const patch = (id: string, offset: number, body: RequestInit['body']) =>
      patchAttachment(url, police, id, offset, body);
    const content = async (id: string) =>
      Buffer.from(await (await sendAttachment(url, police, id, { method: 'GET' })).arrayBuffer());
    const codeOf = async (response: Response) => ((await response.json()) as { code?: string }).code;
    const tokensSpent = async () => (await gateway().database.select('SELECT tokenId FROM used_token')).length;
    const actions = async (id: string) =>
      (
        await gateway().database.select<{ action: string }>(
          'SELECT action FROM ledger_entry WHERE subjectId = ? ORDER BY id',
          [id],
        )
      ).map(({ action }) => action);

    it('takes a file in one piece, and the ledger keeps its digest', async () => {
      const bytes = randomBytes(3 * STEP_BYTES + 12_345);
      const created = await beginAttachment(url, police, { length: bytes.length, sha256: sha256(bytes) });
      expect(created.status).toBe(201);
      expect(created.headers.get('tus-resumable')).toBe('1.0.0');
      expect(Date.parse(created.headers.get('upload-expires') ?? '')).toBeGreaterThan(gateway().clock.now());
      const { id } = (await created.json()) as { id: string };
      expect(created.headers.get('location')).toBe(`/v1/attachments/${id}`);
      const sent = await patch(id, 0, new Uint8Array(bytes));
      expect([sent.status, sent.headers.get('upload-offset')]).toEqual([204, String(bytes.length)]);
      expect(await content(id)).toEqual(bytes);
      expect(await actions(id)).toEqual(['attachment.create', 'attachment.complete', 'attachment.download']);
      const [entry] = await gateway().database.select<{ detail: string }>(
        `SELECT detail FROM ledger_entry WHERE subjectId = ? AND action = 'attachment.complete'`,
        [id],
      );
      expect(JSON.parse(entry?.detail ?? '')).toEqual({ sha256: sha256(bytes), length: bytes.length });
    });

    it('takes a file in pieces that fit no chunk, and makes the same of it', async () => {
      const bytes = randomBytes(2 * STEP_BYTES + 777);
      const id = await begin(bytes.length, { sha256: sha256(bytes) });
      let offset = 0;
      for (const length of [1, 2, CHUNK_BYTES - 3, CHUNK_BYTES, 5, STEP_BYTES + 1, bytes.length]) {
        const piece = bytes.subarray(offset, offset + length);
        const answer = await patch(id, offset, new Uint8Array(piece));
        offset += piece.length;
        expect([answer.status, answer.headers.get('upload-offset')]).toEqual([204, String(offset)]);
        expect(await offsetOf(url, police, id)).toBe(offset);
      }
      expect(await content(id)).toEqual(bytes);
    });

    it('keeps what came before a connection broke, and goes on from there', async () => {
      const bytes = randomBytes(STEP_BYTES + 40_000);
      const id = await begin(bytes.length);
      const half = STEP_BYTES + 10_000;
      const broken = patch(
        id,
        0,
        new ReadableStream<Uint8Array>({
          start: (stream) => stream.enqueue(new Uint8Array(bytes.subarray(0, half))),
          pull: async (stream) => {
            await eventually('the first step is stored', async () => (await offsetOf(url, police, id)) > 0);
            stream.error(new Error('the line is cut'));
          },
        }),
      );
      await expect(broken).rejects.toThrow();
      await eventually('the rest of what came is stored', async () => (await offsetOf(url, police, id)) === half);
      expect((await patch(id, half, new Uint8Array(bytes.subarray(half)))).status).toBe(204);
      expect(await content(id)).toEqual(bytes);
    });

    it('lets one of many PATCHes at the same offset win', async () => {
      const pieces = Array.from({ length: 6 }, () => randomBytes(STEP_BYTES + 100));
      const id = await begin(2 * (STEP_BYTES + 100));
      const before = await tokensSpent();
      const everyoneIsIn = eventually(
        'every PATCH has begun',
        async () => (await tokensSpent()) >= before + pieces.length,
      );
      // All have found the upload at the offset that they name before any of them sends its bytes.
      const held = (piece: Buffer) =>
        ReadableStream.from(
          (async function* () {
            yield new Uint8Array(piece.subarray(0, 10));
            await everyoneIsIn;
            for (let looks = 0; looks < 5; looks++) await offsetOf(url, police, id);
            yield new Uint8Array(piece.subarray(10));
          })(),
        );
      const answers = await Promise.all(pieces.map((piece) => patch(id, 0, held(piece))));
      const winners = answers.flatMap(({ status }, index) => (status === 204 ? [index] : []));
      expect(winners).toHaveLength(1);
      const losers = answers.filter(({ status }) => status !== 204);
      for (const loser of losers) expect([loser.status, await codeOf(loser)]).toEqual([409, 'OFFSET_CONFLICT']);
      const rest = randomBytes(STEP_BYTES + 100);
      expect((await patch(id, STEP_BYTES + 100, new Uint8Array(rest))).status).toBe(204);
      expect(await content(id)).toEqual(Buffer.concat([pieces[winners[0] ?? 0] ?? Buffer.alloc(0), rest]));
    });

    it('tells where it stands when asked to go on elsewhere', async () => {
      const id = await begin(10);
      await patch(id, 0, 'abcd');
      for (const offset of [0, 3, 5, 10]) {
        const answer = await patch(id, offset, 'x');
        expect([answer.status, answer.headers.get('upload-offset'), await codeOf(answer)]).toEqual([
          409,
          '4',
          'OFFSET_CONFLICT',
        ]);
      }
    });

    it('refuses more bytes than declared, and keeps the upload', async () => {
      const id = await begin(10);
      const known = await patch(id, 0, 'x'.repeat(11));
      expect([known.status, await codeOf(known)]).toEqual([413, 'CONTENT_TOO_LARGE']);
      const unknown = await patch(id, 0, ReadableStream.from([Buffer.from('x'.repeat(6)), Buffer.from('y'.repeat(5))]));
      expect([unknown.status, await codeOf(unknown)]).toEqual([413, 'CONTENT_TOO_LARGE']);
      expect(await offsetOf(url, police, id)).toBe(0);
      expect((await patch(id, 0, 'x'.repeat(10))).status).toBe(204);
      const late = await patch(id, 10, 'z');
      expect([late.status, await codeOf(late)]).toEqual([413, 'CONTENT_TOO_LARGE']);
    });

    it('removes a content with another digest than declared', async () => {
      const id = await begin(6, { sha256: sha256(Buffer.from('abcdef')) });
      const answer = await patch(id, 0, 'abcdeF');
      expect([answer.status, await codeOf(answer)]).toEqual([422, 'DIGEST_MISMATCH']);
      expect((await patch(id, 0, 'abcdef')).status).toBe(410);
      expect((await sendAttachment(url, police, id, { method: 'GET' })).status).toBe(410);
      expect(await actions(id)).toEqual(['attachment.create', 'attachment.refuse']);
    });

    it.each<[string, string[]]>([
      ['one piece', ['<html>not a PDF</html>']],
      ['single bytes', [...'<html>']],
    ])('removes an instrument that is no PDF, sent in %s', async (_name, pieces) => {
      const id = await begin(100, { purpose: 'INSTRUMENT', mediaType: 'application/pdf' });
      const statuses: number[] = [];
      let offset = 0;
      for (const piece of pieces) {
        statuses.push((await patch(id, offset, piece)).status);
        offset += piece.length;
      }
      expect(statuses).toContain(422);
      expect((await sendAttachment(url, police, id, { method: 'GET' })).status).toBe(410);
    });

    it('takes an instrument that is a PDF', async () => {
      const pdf = { purpose: 'INSTRUMENT', mediaType: 'application/pdf', fileName: '调取通知书.pdf' };
      const id = await uploadAttachment(url, police, Buffer.from('%PDF-1.7\n%%EOF'), pdf);
      expect((await content(id)).toString()).toBe('%PDF-1.7\n%%EOF');
    });

    it('keeps name and content encrypted in the database', async () => {
      const mark = 'the very words of the evidence';
      const id = await uploadAttachment(url, police, Buffer.from(mark), { fileName: '王某某.txt' });
      const [row] = await gateway().database.select<{ fileName: string }>('SELECT * FROM attachment WHERE id = ?', [
        id,
      ]);
      const chunks = await gateway().database.select<{ content: Uint8Array }>(
        'SELECT content FROM attachment_chunk WHERE attachmentId = ?',
        [id],
      );
      expect(JSON.stringify(row)).not.toContain('王某某');
      expect(chunks.map(({ content }) => Buffer.from(content).includes('words'))).toEqual([false]);
      const { attachment } = await police.client.query<{ attachment: { fileName: string } }>(
        'query ($id: ID!) { attachment(id: $id) { ... on Attachment { fileName } } }',
        { id },
      );
      expect(attachment.fileName).toBe('王某某.txt');
    });

    it('spends a token with each piece', async () => {
      const id = await begin(10);
      const token = await police.client.token();
      const send = (offset: number) =>
        fetch(`${url}/v1/attachments/${id}`, {
          method: 'PATCH',
          headers: {
            authorization: `Bearer ${token}`,
            'tus-resumable': '1.0.0',
            'content-type': 'application/offset+octet-stream',
            'upload-offset': String(offset),
          },
          body: 'abcde',
        });
      expect((await send(0)).status).toBe(204);
      expect(await codeOf(await send(5))).toBe('TOKEN_REPLAYED');
    });

    it('lets a tenant have only so much under way, and takes more once some is cancelled', async () => {
      const market = await gateway().tenant({ code: 'hz-market', kind: 'MARKET_REGULATOR' });
      const ids: string[] = [];
      for (let count = 0; count < 100; count++) ids.push(await createAttachment(url, market, { length: 1 }));
      const beyond = await beginAttachment(url, market, { length: 1 });
      expect([beyond.status, await codeOf(beyond)]).toEqual([429, 'TOO_MANY_UPLOADS']);
      const cancelled = await sendAttachment(url, market, ids[0] ?? '', {
        method: 'DELETE',
        headers: { 'tus-resumable': '1.0.0' },
      });
      expect(cancelled.status).toBe(204);
      expect((await beginAttachment(url, market, { length: 1 })).status).toBe(201);
    });
  },
  { LIAISON_ATTACHMENT_PENDING_MAX: '100', LIAISON_ATTACHMENT_MAX_BYTES: '300000000' },
);

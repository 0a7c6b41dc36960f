import { randomBytes } from 'node:crypto';
import { createAttachment, patchAttachment, sendAttachment, uploadAttachment } from '../../test/harness/attachments.js';
import { describeOnEachProfile, type TestTenant } from '../../test/harness/profiles.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { isRefusal } from '../common/graphql/user-error.graphql.js';
import { newId } from '../common/ids.js';
import { SharingRepository } from '../sharing/sharing.repository.js';
import { CHUNK_BYTES } from './attachment-content.js';
import { AttachmentSweeper } from './attachment-sweeper.js';
import { AttachmentsService, type AttachmentTarget } from './attachments.service.js';

const HOUR_MS = 3_600_000;

describeOnEachProfile('attachments', (gateway) => {
  let police: TestTenant;
  let market: TestTenant;
  let platform: TestTenant;

  beforeAll(async () => {
    police = await gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
    market = await gateway().tenant({ code: 'hz-market', kind: 'MARKET_REGULATOR' });
    platform = await gateway().tenant({ code: 'platform-a', kind: 'PLATFORM' });
  });

  const service = () => gateway().app.get(AttachmentsService);
  const contextOf = (tenant: TestTenant): TenantContext => ({
    tenantId: tenant.id,
    tenantCode: tenant.code,
    tenantKind: tenant.kind,
    jurisdiction: '330100',
    actor: 'test',
    scopes: new Set(),
    requestId: 'test-request',
    tokenId: newId(),
    keyId: 'test',
    tokenExpiresAtMs: 0,
  });
  const upload = (content: string | Buffer, more: Parameters<typeof uploadAttachment>[3] = {}) =>
    uploadAttachment(gateway().url, police, Buffer.from(content), more);
  const get = (tenant: TestTenant, id: string, headers: Record<string, string> = {}) =>
    sendAttachment(gateway().url, tenant, id, { method: 'GET', headers });

  /** Attaches to a thing that the police share with the market regulator. */
  const attach = (ids: readonly string[], more: Partial<AttachmentTarget> = {}, tenant = police) =>
    gateway().database.transaction(async (tx) => {
      const sharing = { ownerId: police.id, level: 'NAMED', memberIds: [market.id] } as const;
      const [sharingId = ''] = await gateway().app.get(SharingRepository).ensure(tx, [sharing], 0);
      const target = { subjectType: 'Test', subjectId: newId(), sharingId, ...more };
      const attached = await service().attach(tx, contextOf(tenant), ids, target);
      return isRefusal(attached) ? attached : target.subjectId;
    });
  const attached = async (ids: readonly string[], more: Partial<AttachmentTarget> = {}): Promise<string> => {
    const result = await attach(ids, more);
    if (isRefusal(result)) throw new Error(result.message);
    return result;
  };
  const ledgerOf = (id: string) =>
    gateway().database.select<{ action: string; detail: string; tenantId: string | null }>(
      'SELECT action, detail, tenantId FROM ledger_entry WHERE subjectId = ? ORDER BY id',
      [id],
    );
  const rowsOf = async (id: string) => {
    const [row] = await gateway().database.select<{
      state: string;
      wrappedKey: string | null;
      fileName: string | null;
    }>('SELECT state, wrappedKey, fileName FROM attachment WHERE id = ?', [id]);
    const chunks = await gateway().database.select('SELECT chunkNumber FROM attachment_chunk WHERE attachmentId = ?', [
      id,
    ]);
    return { row, chunks: chunks.length };
  };
  const sweep = () => gateway().app.get(AttachmentSweeper).sweep();

  it('gives the whole with its digest, as a file and never as a page', async () => {
    const id = await upload('hello', { fileName: '证据 "1".html', mediaType: 'text/html' });
    const { status, headers } = await get(police, id);
    expect(status).toBe(200);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-length': '5',
      'content-type': 'text/html',
      'content-disposition': "attachment; filename*=UTF-8''%E8%AF%81%E6%8D%AE%20_1_.html",
      'repr-digest': 'sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:',
      etag: '"sha256-2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"',
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    });
  });

  it.each([
    [0, 0],
    [CHUNK_BYTES - 1, CHUNK_BYTES],
    [17 * CHUNK_BYTES + 5, 19 * CHUNK_BYTES + 7],
    [20 * CHUNK_BYTES, 20 * CHUNK_BYTES + 99],
  ])('gives bytes %i to %i alone', async (start, end) => {
    const content = randomBytes(20 * CHUNK_BYTES + 100);
    const id = await upload(content);
    const answer = await get(police, id, { range: `bytes=${start}-${end}` });
    expect(answer.status).toBe(206);
    expect(answer.headers.get('content-range')).toBe(`bytes ${start}-${end}/${content.length}`);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(content.subarray(start, end + 1));
  });

  it('goes by If-Range, and refuses a range outside', async () => {
    const id = await upload('0123456789');
    const etag = (await get(police, id)).headers.get('etag') ?? '';
    const same = await get(police, id, { range: 'bytes=5-', 'if-range': etag });
    expect([same.status, await same.text()]).toEqual([206, '56789']);
    const other = await get(police, id, { range: 'bytes=5-', 'if-range': '"another"' });
    expect([other.status, await other.text()]).toEqual([200, '0123456789']);
    const outside = await get(police, id, { range: 'bytes=10-' });
    expect([outside.status, outside.headers.get('content-range')]).toEqual([416, 'bytes */10']);
  });

  it('gives nothing of an upload that is not complete', async () => {
    const id = await createAttachment(gateway().url, police, { length: 10 });
    await patchAttachment(gateway().url, police, id, 0, 'half');
    const answer = await get(police, id);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([409, 'UPLOAD_INCOMPLETE']);
  });

  it('shows what is attached to whom the thing is shown, with one statement for many things', async () => {
    const [first, second, alone] = await Promise.all([upload('a'), upload('b'), upload('c')]);
    const one = await attached([first ?? '', second ?? ''].sort());
    const two = await attached([alone ?? '']);
    const statements: string[] = [];
    const before = gateway().database.observer;
    gateway().database.observer = (statement) => statements.push(statement);
    const described = await service().describe(contextOf(market), [one, two, newId()]);
    gateway().database.observer = before;
    expect(statements.filter((statement) => statement.includes('attachment'))).toHaveLength(1);
    expect(described.get(one)?.map(({ id }) => id)).toEqual([first, second].sort());
    expect(described.get(two)).toMatchObject([
      { id: alone, fileName: '证据.txt', size: 1, state: 'ATTACHED', tenantCode: 'hz-police', retainUntilMs: null },
    ]);
    const hidden = await service().describe(contextOf(platform), [one, two]);
    expect([...hidden.values()]).toEqual([[], []]);
    expect(await (await get(market, alone ?? '')).text()).toBe('c');
    expect((await get(platform, alone ?? '')).status).toBe(404);
  });

  it('shows attachments anew when their thing is shared otherwise', async () => {
    const id = await upload('now for all agencies');
    const subjectId = await attached([id]);
    const sharing = { ownerId: police.id, level: 'NAMED', memberIds: [platform.id] } as const;
    await gateway().database.transaction(async (tx) => {
      const [sharingId = ''] = await gateway().app.get(SharingRepository).ensure(tx, [sharing], 0);
      await service().reshare(tx, subjectId, sharingId);
    });
    expect((await get(platform, id)).status).toBe(200);
    expect((await get(market, id)).status).toBe(404);
  });

  it('attaches nothing of a list in which one is not to be attached', async () => {
    const good = await upload('good');
    const unfinished = await createAttachment(gateway().url, police, { length: 1 });
    const foreign = await uploadAttachment(gateway().url, market, Buffer.from('x'));
    const taken = await upload('taken');
    await attached([taken]);
    const cases: [string[], Partial<AttachmentTarget>, TestTenant, string][] = [
      [[good, unfinished], {}, police, 'UPLOAD_INCOMPLETE input.attachmentIds[1]'],
      [[good, foreign], {}, police, 'NOT_FOUND input.attachmentIds[1]'],
      [[good, newId()], {}, police, 'NOT_FOUND input.attachmentIds[1]'],
      [[taken, good], { field: 'input.files' }, police, 'ALREADY_ATTACHED input.files[0]'],
      [[good], { purposes: ['INSTRUMENT'] }, police, 'WRONG_PURPOSE input.attachmentIds[0]'],
      [[good, good], {}, police, 'INVALID_INPUT input.attachmentIds'],
      [[good], {}, market, 'NOT_FOUND input.attachmentIds[0]'],
    ];
    for (const [ids, more, tenant, expected] of cases) {
      const result = await attach(ids, more, tenant);
      expect(isRefusal(result) && `${result.code} ${result.field}`).toBe(expected);
    }
    expect((await rowsOf(good)).row?.state).toBe('COMPLETE');
  });

  it('attaches an upload once, however many ask at the same time', async () => {
    const id = await upload('wanted by all');
    const results = await Promise.all(Array.from({ length: 6 }, () => attach([id])));
    expect(results.filter((result) => !isRefusal(result))).toHaveLength(1);
    expect((await ledgerOf(id)).filter(({ action }) => action === 'attachment.attach')).toHaveLength(1);
  });

  it('cancels no upload that is attached', async () => {
    const id = await upload('evidence');
    await attached([id]);
    const answer = await sendAttachment(gateway().url, police, id, {
      method: 'DELETE',
      headers: { 'tus-resumable': '1.0.0' },
    });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([409, 'ALREADY_ATTACHED']);
  });

  it('removes what is abandoned, and nothing that is attached or still moves', async () => {
    const abandoned = await createAttachment(gateway().url, police, { length: 10 });
    await patchAttachment(gateway().url, police, abandoned, 0, 'half');
    const unused = await upload('complete, but for nothing');
    const kept = await upload('kept');
    await attached([kept]);
    gateway().clock.move(20 * HOUR_MS);
    const moving = await createAttachment(gateway().url, police, { length: 10 });
    gateway().clock.move(5 * HOUR_MS);
    await sweep();
    expect(await rowsOf(abandoned)).toEqual({ row: undefined, chunks: 0 });
    expect(await rowsOf(unused)).toEqual({ row: undefined, chunks: 0 });
    expect(await rowsOf(kept)).toMatchObject({ row: { state: 'ATTACHED' }, chunks: 1 });
    expect(await rowsOf(moving)).toMatchObject({ row: { state: 'UPLOADING' } });
    expect((await ledgerOf(abandoned)).map(({ action }) => action)).toEqual([
      'attachment.create',
      'attachment.abandon',
    ]);
    expect((await get(police, abandoned)).status).toBe(404);
  });

  it('forgets the key on the retention date; the ledger keeps the digest', async () => {
    const content = randomBytes(4 * CHUNK_BYTES);
    const id = await upload(content, { fileName: '王某某.pdf' });
    const subjectId = await attached([id], { retainUntilMs: gateway().clock.now() + HOUR_MS });
    await sweep();
    expect((await get(market, id)).status).toBe(200);
    gateway().clock.move(HOUR_MS + 1);
    await sweep();
    expect(await rowsOf(id)).toEqual({ row: { state: 'DESTROYED', wrappedKey: null, fileName: null }, chunks: 0 });
    const answer = await get(market, id);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([410, 'ATTACHMENT_DESTROYED']);
    expect((await get(platform, id)).status).toBe(404);
    const [described] = (await service().describe(contextOf(market), [subjectId])).get(subjectId) ?? [];
    expect(described).toMatchObject({ state: 'DESTROYED', fileName: null, size: content.length, retainUntilMs: null });
    const last = (await ledgerOf(id)).at(-1);
    expect(last).toMatchObject({ action: 'attachment.destroy', tenantId: null });
    expect(JSON.parse(last?.detail ?? '')).toEqual({ sha256: described?.sha256, attachedTo: subjectId });
    await sweep();
    expect((await ledgerOf(id)).filter(({ action }) => action === 'attachment.destroy')).toHaveLength(1);
  });

  it('destroys at once when its thing says so, and later when its thing is kept longer', async () => {
    const [now, later] = [await upload('now'), await upload('later')];
    const first = await attached([now]);
    const second = await attached([later], { retainUntilMs: gateway().clock.now() + HOUR_MS });
    await gateway().database.transaction(async (tx) => {
      expect(await service().destroy(tx, { system: 'test' }, first)).toBe(1);
      await service().retain(tx, second, gateway().clock.now() + 10 * HOUR_MS);
    });
    expect((await get(market, now)).status).toBe(410);
    gateway().clock.move(2 * HOUR_MS);
    await sweep();
    expect((await get(market, later)).status).toBe(200);
    expect((await rowsOf(now)).chunks).toBe(0);
  });

  it('records each download before it gives anything', async () => {
    const id = await upload('0123456789');
    await attached([id]);
    await get(market, id, { range: 'bytes=2-3' });
    const entry = (await ledgerOf(id)).at(-1);
    expect(entry).toMatchObject({ action: 'attachment.download', tenantId: market.id });
    expect(JSON.parse(entry?.detail ?? '')).toMatchObject({ start: 2, end: 3 });
  });
});

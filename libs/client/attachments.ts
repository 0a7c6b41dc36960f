import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { downloadResumePoint } from '../sealing/resume.js';
import { type LiaisonClient, LiaisonRequestError } from './liaison-client.js';

/** A file to upload. */
export interface FileUpload {
  readonly path: string;
  /** What it is for: `INSTRUMENT`, `EVIDENCE`, `SEALED_FILE` or `SEALED_MANIFEST`. */
  readonly purpose: string;
  readonly mediaType: string;
  /** The name that those see who may see the file. */
  readonly fileName: string;
  /** SHA-256 in lower-case hex; the gateway removes a content that has another one. */
  readonly sha256?: string;
}

/** What to fetch, and how it is known to be whole. */
export interface FileDownload {
  readonly id: string;
  /** Grows while the download goes on, and is gone on with when it is there already. */
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

export interface TransferOptions {
  /** Attempts in a row that bring nothing further before the transfer is given up. */
  readonly maxAttempts?: number;
  /** Wait before the second attempt in milliseconds; it doubles each time, up to a minute. */
  readonly firstWaitMs?: number;
}

/** A fetched file is not the one that was asked for. */
export class DigestMismatchError extends Error {}

const TUS = { 'tus-resumable': '1.0.0' };
const LONGEST_WAIT_MS = 60_000;

/**
 * Uploads a file (tus 1.0.0) and gives the id of its attachment. Going on by itself after breaks, it gives up only when
 * nothing goes through for several attempts; `resume` takes up what an earlier call began.
 * @param resume id of an upload of the same file
 * @throws LiaisonRequestError when the gateway refuses
 */
export async function uploadFile(
  client: LiaisonClient,
  upload: FileUpload,
  options: TransferOptions & { readonly resume?: string } = {},
): Promise<string> {
  const { size } = await stat(upload.path);
  const id = options.resume ?? (await beginUpload(client, upload, size));
  let offset = 0;
  await persist(options, async () => {
    const before = offset;
    offset = await storedBytes(client, id);
    if (offset < size) offset = await sendRest(client, id, upload.path, offset);
    return { isDone: offset === size, hasMoved: offset > before };
  });
  return id;
}

/**
 * Downloads an attachment to a file, going on after breaks and from what an earlier call left.
 * @throws LiaisonRequestError when the gateway refuses, DigestMismatchError when the whole has another digest
 */
export async function downloadFile(
  client: LiaisonClient,
  { id, path, size, sha256 }: FileDownload,
  options: TransferOptions = {},
): Promise<void> {
  const listed = { sealedSize: size, sealedSha256: sha256 };
  let known = (await downloadResumePoint(path, listed)).offset;
  await persist(options, async () => {
    const { offset, isComplete } = await downloadResumePoint(path, listed);
    if (isComplete) return { isDone: true, hasMoved: true };
    if (offset === 0) await rm(path, { force: true });
    await fetchRest(client, id, path, offset);
    const after = await downloadResumePoint(path, listed);
    const { size: have } = await stat(path);
    if (have >= size && !after.isComplete) {
      await rm(path, { force: true });
      throw new DigestMismatchError('The attachment is not the one that was listed.');
    }
    const hasMoved = after.offset > known;
    known = after.offset;
    return { isDone: after.isComplete, hasMoved };
  });
}

async function beginUpload(client: LiaisonClient, upload: FileUpload, size: number): Promise<string> {
  const { fileName, mediaType, purpose, sha256 } = upload;
  const members = { filename: fileName, filetype: mediaType, purpose, ...(sha256 ? { sha256 } : {}) };
  const metadata = Object.entries(members).map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`);
  const response = await client.request('/v1/attachments', {
    method: 'POST',
    headers: { ...TUS, 'upload-length': String(size), 'upload-metadata': metadata.join(',') },
  });
  return ((await response.json()) as { id: string }).id;
}

async function storedBytes(client: LiaisonClient, id: string): Promise<number> {
  const { headers } = await client.request(`/v1/attachments/${id}`, { method: 'HEAD', headers: TUS });
  return Number(headers.get('upload-offset'));
}

async function sendRest(client: LiaisonClient, id: string, path: string, offset: number): Promise<number> {
  const { headers } = await client.request(`/v1/attachments/${id}`, {
    method: 'PATCH',
    headers: { ...TUS, 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
    body: Readable.toWeb(createReadStream(path, { start: offset })) as ReadableStream<Uint8Array>,
    duplex: 'half',
  });
  return Number(headers.get('upload-offset'));
}

async function fetchRest(client: LiaisonClient, id: string, path: string, offset: number): Promise<void> {
  const headers: Record<string, string> = offset > 0 ? { range: `bytes=${offset}-` } : {};
  const response = await client.request(`/v1/attachments/${id}`, { headers });
  if (!response.body) throw new Error('The answer has no content.');
  const flags = offset > 0 && response.status === 206 ? 'a' : 'w';
  await pipeline(Readable.fromWeb(response.body), createWriteStream(path, { flags, mode: 0o600 }));
}

interface Progress {
  readonly isDone: boolean;
  readonly hasMoved: boolean;
}

/** Tries again and again what a broken line may break off; what the gateway refuses, or what is wrong, stays so. */
async function persist(
  { maxAttempts = 8, firstWaitMs = 500 }: TransferOptions,
  attempt: () => Promise<Progress>,
): Promise<void> {
  let failures = 0;
  for (;;) {
    try {
      const { isDone, hasMoved } = await attempt();
      if (isDone) return;
      failures = hasMoved ? 0 : failures + 1;
      if (failures >= maxAttempts) throw new Error('The transfer makes no progress.');
    } catch (error) {
      failures += 1;
      if (isFinal(error) || failures >= maxAttempts) throw error;
    }
    const waitMs = Math.min(firstWaitMs * 2 ** Math.max(0, failures - 1), LONGEST_WAIT_MS);
    await new Promise((resolve) => setTimeout(resolve, waitMs * (0.5 + Math.random() / 2)));
  }
}

/** A cut upload, a busy gateway and two that met at one offset are worth another try. */
function isFinal(error: unknown): boolean {
  if (error instanceof DigestMismatchError) return true;
  if (!(error instanceof LiaisonRequestError)) return false;
  const isPassing = error.status >= 500 || error.status === 429 || error.status === 408;
  return !isPassing && error.code !== 'OFFSET_CONFLICT' && error.code !== 'UPLOAD_CUT';
}

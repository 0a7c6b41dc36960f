import type { TestTenant } from './profiles.js';

/** Who uploads: its client signs the tokens. */
type Uploader = Pick<TestTenant, 'client'>;

/** What a test says of an upload. */
export interface TestUpload {
  readonly length: number;
  readonly purpose?: string;
  readonly mediaType?: string;
  readonly fileName?: string;
  readonly sha256?: string;
}

export interface AttachmentRequest {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: RequestInit['body'];
}

const TUS = { 'tus-resumable': '1.0.0' };

/** `Upload-Metadata` of tus 1.0.0 §5.1. */
export const uploadMetadata = (members: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(members)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${Buffer.from(value).toString('base64')}`]))
    .join(',');

/** The request by which a tenant begins an upload. */
export async function beginAttachment(url: string, tenant: Uploader, upload: TestUpload): Promise<Response> {
  const { length, purpose = 'EVIDENCE', mediaType = 'text/plain', fileName = '证据.txt', sha256 } = upload;
  return fetch(`${url}/v1/attachments`, {
    method: 'POST',
    headers: {
      ...TUS,
      authorization: `Bearer ${await tenant.client.token()}`,
      'upload-length': String(length),
      'upload-metadata': uploadMetadata({ filename: fileName, filetype: mediaType, purpose, sha256 }),
    },
  });
}

/** Begins an upload; gives its id. */
export async function createAttachment(url: string, tenant: Uploader, upload: TestUpload): Promise<string> {
  const response = await beginAttachment(url, tenant, upload);
  if (response.status !== 201) throw new Error(`the upload was refused: ${await response.text()}`);
  return ((await response.json()) as { id: string }).id;
}

/** A request about one attachment, with a token of its own. */
export async function sendAttachment(
  url: string,
  tenant: Uploader,
  id: string,
  { method, headers = {}, body }: AttachmentRequest,
): Promise<Response> {
  const isStream = body instanceof ReadableStream;
  return fetch(`${url}/v1/attachments/${id}`, {
    method,
    headers: { ...headers, authorization: `Bearer ${await tenant.client.token()}` },
    ...(body === undefined ? {} : { body }),
    ...(isStream ? { duplex: 'half' } : {}),
  });
}

/** Sends bytes from an offset on. */
export const patchAttachment = (
  url: string,
  tenant: Uploader,
  id: string,
  offset: number,
  body: RequestInit['body'],
): Promise<Response> =>
  sendAttachment(url, tenant, id, {
    method: 'PATCH',
    headers: { ...TUS, 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
    body,
  });

/** How many bytes the gateway says that it holds. */
export async function offsetOf(url: string, tenant: Uploader, id: string): Promise<number> {
  const response = await sendAttachment(url, tenant, id, { method: 'HEAD', headers: TUS });
  if (response.status !== 200) throw new Error(`HEAD was answered with ${response.status}`);
  return Number(response.headers.get('upload-offset'));
}

/** A whole upload; gives its id. */
export async function uploadAttachment(
  url: string,
  tenant: Uploader,
  content: Buffer,
  upload: Omit<TestUpload, 'length'> = {},
): Promise<string> {
  const id = await createAttachment(url, tenant, { ...upload, length: content.length });
  const response = await patchAttachment(url, tenant, id, 0, new Uint8Array(content));
  if (response.status !== 204) throw new Error(`the upload was refused: ${await response.text()}`);
  return id;
}

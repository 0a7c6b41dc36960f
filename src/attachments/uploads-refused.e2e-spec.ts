import { createAttachment, offsetOf, sendAttachment, uploadMetadata } from '../../test/harness/attachments.js';
import { describeOnEachProfile, type TestTenant } from '../../test/harness/profiles.js';

describeOnEachProfile(
  'uploads that are refused',
  (gateway) => {
    let police: TestTenant;
    let url: string;

    beforeAll(async () => {
      police = await gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
      url = gateway().url;
    });

    const good = { filename: 'a', filetype: 'text/plain', purpose: 'EVIDENCE' };
    it.each<[string, Record<string, string>, number, string | undefined]>([
      ['no version', { 'tus-resumable': '' }, 412, 'Tus-Resumable'],
      ['another version', { 'tus-resumable': '0.2.2' }, 412, 'Tus-Resumable'],
      ['no length', { 'upload-length': '' }, 400, 'Upload-Length'],
      ['a length of 0', { 'upload-length': '0' }, 400, 'Upload-Length'],
      ['a negative length', { 'upload-length': '-1' }, 400, 'Upload-Length'],
      ['a length in words', { 'upload-length': '1e3' }, 400, 'Upload-Length'],
      ['a length over the limit', { 'upload-length': '300000001' }, 413, 'Upload-Length'],
      ['no metadata', { 'upload-metadata': '' }, 400, 'Upload-Metadata'],
      ['no base64', { 'upload-metadata': 'purpose !' }, 400, 'Upload-Metadata'],
      ['a name twice', { 'upload-metadata': 'a YQ==,a YQ==' }, 400, 'Upload-Metadata'],
      ['no UTF-8', { 'upload-metadata': 'filename /w==' }, 400, 'Upload-Metadata'],
      ['too much metadata', { 'upload-metadata': `a ${'A'.repeat(5_000)}` }, 400, 'Upload-Metadata'],
      [
        'an unknown purpose',
        { 'upload-metadata': uploadMetadata({ ...good, purpose: 'toString' }) },
        400,
        'Upload-Metadata.purpose',
      ],
      [
        'no filetype',
        { 'upload-metadata': uploadMetadata({ ...good, filetype: undefined }) },
        400,
        'Upload-Metadata.filetype',
      ],
      [
        'a filetype with a line break',
        { 'upload-metadata': uploadMetadata({ ...good, filetype: 'a/b\r\nx: y' }) },
        400,
        'Upload-Metadata.filetype',
      ],
      [
        'a filename with a control character',
        { 'upload-metadata': uploadMetadata({ ...good, filename: 'a\nb' }) },
        400,
        'Upload-Metadata.filename',
      ],
      [
        'a filename of 256 characters',
        { 'upload-metadata': uploadMetadata({ ...good, filename: 'a'.repeat(256) }) },
        400,
        'Upload-Metadata.filename',
      ],
      [
        'a digest in capitals',
        { 'upload-metadata': uploadMetadata({ ...good, sha256: 'A'.repeat(64) }) },
        400,
        'Upload-Metadata.sha256',
      ],
      [
        'an instrument that is no PDF',
        { 'upload-metadata': uploadMetadata({ ...good, purpose: 'INSTRUMENT' }) },
        415,
        'Upload-Metadata.filetype',
      ],
    ])('refuses to begin with %s', async (_name, headers, status, field) => {
      const answer = await fetch(`${url}/v1/attachments`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await police.client.token()}`,
          'tus-resumable': '1.0.0',
          'upload-length': '10',
          'upload-metadata': uploadMetadata(good),
          ...headers,
        },
      });
      const problem = (await answer.json()) as { field?: string };
      expect(answer.status).toBe(status);
      expect(problem.field?.startsWith(field ?? '-')).toBe(true);
    });

    it.each<[string, Record<string, string>, number]>([
      ['another media type', { 'content-type': 'application/octet-stream' }, 415],
      ['no offset', { 'upload-offset': '' }, 400],
      ['an offset in words', { 'upload-offset': '0x0' }, 400],
      ['another version', { 'tus-resumable': '2.0.0' }, 412],
    ])('refuses a PATCH with %s', async (_name, headers, status) => {
      const id = await createAttachment(url, police, { length: 4 });
      const good = {
        'tus-resumable': '1.0.0',
        'content-type': 'application/offset+octet-stream',
        'upload-offset': '0',
      };
      const answer = await sendAttachment(url, police, id, {
        method: 'PATCH',
        headers: { ...good, ...headers },
        body: 'abcd',
      });
      expect(answer.status).toBe(status);
      expect(await offsetOf(url, police, id)).toBe(0);
    });
  },
  { LIAISON_ATTACHMENT_MAX_BYTES: '300000000' },
);

import {
  type AttachmentPurpose,
  type Declared,
  isContentAsDeclared,
  type Pending,
  uploadRefusal,
} from './attachment.policy.js';

const LIMITS = { maxBytes: 1_000_000_000, maxPending: 3, maxPendingBytes: 2_000_000_000 };
const NOTHING: Pending = { uploads: 0, bytes: 0 };

const evidence: Declared = { purpose: 'EVIDENCE', mediaType: 'image/png', length: 1_000 };

describe('whether an upload may begin', () => {
  it.each<[string, Partial<Declared>, Partial<Pending>, string | undefined]>([
    ['evidence of any kind', {}, {}, undefined],
    ['the largest there may be', { length: 1_000_000_000 }, {}, undefined],
    ['one byte more', { length: 1_000_000_001 }, {}, 'TOO_LARGE'],
    ['an instrument as PDF', { purpose: 'INSTRUMENT', mediaType: 'application/pdf' }, {}, undefined],
    ['an instrument as a picture', { purpose: 'INSTRUMENT' }, {}, 'WRONG_MEDIA_TYPE'],
    [
      'an instrument of 300 MB',
      { purpose: 'INSTRUMENT', mediaType: 'application/pdf', length: 300_000_000 },
      {},
      'TOO_LARGE',
    ],
    ['a sealed file', { purpose: 'SEALED_FILE', mediaType: 'application/octet-stream' }, {}, undefined],
    [
      'a manifest of 9 MB',
      { purpose: 'SEALED_MANIFEST', mediaType: 'application/jose+json', length: 9_000_000 },
      {},
      'TOO_LARGE',
    ],
    ['the last of those under way', {}, { uploads: 2 }, undefined],
    ['one too many', {}, { uploads: 3 }, 'TOO_MANY_UPLOADS'],
    ['what just fits beside the others', {}, { bytes: 1_999_999_000 }, undefined],
    ['what no longer fits beside them', {}, { bytes: 1_999_999_001 }, 'TOO_MANY_UPLOADS'],
  ])('%s', (_name, declared, pending, code) => {
    expect(uploadRefusal({ ...evidence, ...declared }, { ...NOTHING, ...pending }, LIMITS)?.code).toBe(code);
  });
});

describe('whether a content is what its purpose says', () => {
  it.each<[AttachmentPurpose, string, boolean]>([
    ['INSTRUMENT', '%PDF-2.0\n', true],
    ['INSTRUMENT', '%PDF-', true],
    ['INSTRUMENT', '%PDF', false],
    ['INSTRUMENT', '<html>%PDF-', false],
    ['INSTRUMENT', '\x89PNG', false],
    ['EVIDENCE', '', true],
    ['SEALED_FILE', 'MZ', true],
  ])('%s that begins with %j: %s', (purpose, start, isFine) => {
    expect(isContentAsDeclared(purpose, Buffer.from(start, 'latin1'))).toBe(isFine);
  });
});

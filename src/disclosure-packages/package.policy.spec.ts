import type { Envelope } from '../../libs/sealing/manifest.js';
import {
  fileProblem,
  isPossibleOpening,
  type PackageClaim,
  type PackageTerms,
  packageProblem,
  retentionEndOf,
} from './package.policy.js';

const NOW = Date.parse('2026-03-01T08:00:00Z');

const envelope: Envelope = {
  format: 'liaison-package/1',
  packageId: 'p-1',
  requestId: 'r-1',
  platform: 'platform-a',
  agency: 'hz-police',
  createdAt: '2026-03-01T07:00:00.000Z',
  retainUntil: '2026-03-31',
  handling: 'EVIDENCE',
  files: [
    { sealedSize: 10, sealedSha256: 'a'.repeat(64) },
    { sealedSize: 20, sealedSha256: 'b'.repeat(64) },
  ],
};

const terms: PackageTerms = {
  requestId: 'r-1',
  platform: 'platform-a',
  agency: 'hz-police',
  handling: 'EVIDENCE',
  fileCount: 2,
  agencyKeyIds: new Set(['k-1', 'k-2']),
  grantedItems: new Set(['LOGINS']),
  maxRetentionDays: 180,
  nowMs: NOW,
};

interface Changes {
  readonly claim?: Partial<Envelope>;
  readonly recipients?: PackageClaim['recipients'];
  readonly items?: readonly string[];
  readonly terms?: Partial<PackageTerms>;
}

describe('whether a package fits its request', () => {
  it.each<[string, Changes, string | undefined]>([
    ['as it should be', {}, undefined],
    ['sealed to two keys of the agency', { recipients: ['k-1', 'k-2'] }, undefined],
    ['sealed to a foreign key too', { recipients: ['k-1', 'k-3'] }, 'UNKNOWN_RECIPIENT'],
    ['for another request', { claim: { requestId: 'r-2' } }, 'WRONG_REQUEST'],
    ['by another platform', { claim: { platform: 'platform-b' } }, 'WRONG_PLATFORM'],
    ['for another agency', { claim: { agency: 'hz-market' } }, 'WRONG_AGENCY'],
    ['with another handling', { claim: { handling: 'NO_ONWARD_SHARING' } }, 'WRONG_HANDLING'],
    ['to be kept until today in China', { claim: { retainUntil: '2026-03-01' } }, 'WRONG_RETENTION'],
    ['to be kept until tomorrow', { claim: { retainUntil: '2026-03-02' } }, undefined],
    ['to be kept 180 days', { claim: { retainUntil: '2026-08-28' } }, undefined],
    ['to be kept 181 days', { claim: { retainUntil: '2026-08-29' } }, 'WRONG_RETENTION'],
    ['with a file too few', { terms: { fileCount: 1 } }, 'FILE_COUNT'],
    ['with an item that was not granted', { items: ['LOGINS', 'PAYMENTS'] }, 'NOT_GRANTED'],
  ])('%s', (_name, { claim, recipients = ['k-1'], items = ['LOGINS', 'LOGINS'], terms: other }, code) => {
    const made = { envelope: { ...envelope, ...claim }, recipients };
    expect(packageProblem(made, items, { ...terms, ...other })?.code).toBe(code);
  });

  it('goes by each file in its place', () => {
    const files = envelope.files.map(({ sealedSha256, sealedSize }) => ({ sha256: sealedSha256, length: sealedSize }));
    const [first, second] = files as [(typeof files)[0], (typeof files)[0]];
    expect(fileProblem(envelope, [first, second])).toBeUndefined();
    expect(fileProblem(envelope, [second, first])?.field).toBe('input.files[0].attachmentId');
    expect(fileProblem(envelope, [first])?.field).toBe('input.files[1].attachmentId');
    expect(fileProblem(envelope, [first, { ...second, length: 21 }])?.code).toBe('FILE_MISMATCH');
  });

  it('is no longer kept when its day begins in China', () => {
    expect(new Date(retentionEndOf('2026-03-31')).toISOString()).toBe('2026-03-30T16:00:00.000Z');
  });

  it.each([
    [NOW - 3_600_000, false],
    [NOW - 60_000, true],
    [NOW + 1_000, true],
    [NOW + 3_600_000, true],
    [NOW + 3_600_000 + 240_000, true],
    [NOW + 3_600_000 + 400_000, false],
  ])('can have been opened at %i when it was delivered an hour before: %s', (openedAtMs, isPossible) => {
    expect(isPossibleOpening(openedAtMs, NOW, NOW + 3_600_000)).toBe(isPossible);
  });
});

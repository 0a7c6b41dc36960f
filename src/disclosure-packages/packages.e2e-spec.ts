import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerByConnector, type GrantedPart } from '../../libs/client/connector.js';
import { fetchPackage, receivePackage, sendPackage } from '../../libs/client/packages.js';
import { generateEncryptionKey } from '../../libs/sealing/encryption-keys.js';
import { MANIFEST_NAME } from '../../libs/sealing/package-folder.js';
import { signReceipt } from '../../libs/sealing/receipt.js';
import { SealingError } from '../../libs/sealing/sealing-error.js';
import { generateSigningKey, type PrivateSigningJwk } from '../../libs/signing/keys.js';
import { PackageStage } from '../../test/harness/packages.js';
import { describeOnEachProfile, eventually } from '../../test/harness/profiles.js';
import { AttachmentSweeper } from '../attachments/attachment-sweeper.js';
import { newId } from '../common/ids.js';

const DAY_MS = 86_400_000;
const QUICK = { firstWaitMs: 10 };
const ITEMS = ['REGISTRATION', 'TRANSACTIONS'];

describeOnEachProfile(
  'sealed disclosure packages',
  (gateway) => {
    let stage: PackageStage;

    beforeAll(async () => {
      const police = await gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
      const platform = await gateway().tenant({ code: 'platform-a', kind: 'PLATFORM' });
      stage = await PackageStage.of(gateway(), police, platform);
    });

    afterAll(() => stage.close());

    const now = () => new Date(gateway().clock.now());
    const approved = async () => (await stage.requests.requestIn('APPROVED')).id;
    const stateOf = async (id: string) =>
      (
        await stage.agency.client.query<{ disclosureRequest: { state: string } }>(
          'query ($id: ID!) { disclosureRequest(id: $id) { state } }',
          { id },
        )
      ).disclosureRequest.state;
    const ledgerOf = async (id: string) =>
      (
        await gateway().database.select<{ action: string }>(
          'SELECT action FROM ledger_entry WHERE subjectId = ? ORDER BY id',
          [id],
        )
      ).map(({ action }) => action);
    const receiptFor = (folder: string, key: PrivateSigningJwk, openedAt = now()) =>
      signReceipt(readFileSync(join(folder, MANIFEST_NAME), 'utf8'), { agencyKey: key, openedAt });
    const inputOf = async (
      requestId: string,
      texts: readonly string[],
      more: Parameters<PackageStage['seal']>[2] = {},
    ) => {
      const { manifestId, fileIds } = await stage.upload(await stage.seal(requestId, texts, more));
      const files = fileIds.map((attachmentId, index) => ({ attachmentId, item: ITEMS[index % 2] ?? '' }));
      return { requestId, manifestId, files };
    };

    it('goes from the platform over the gateway, which cannot read it, to the agency and its receipt', async () => {
      const requestId = await approved();
      const { folder } = await stage.seal(requestId, ['王某某,13800138000', '99.00']);
      const sent = await sendPackage(stage.platform.client, { requestId, folder, items: ITEMS }, QUICK);
      expect([sent.state, await stateOf(requestId)]).toEqual(['DELIVERED', 'DELIVERED']);

      const target = stage.path('opened');
      const received = await receivePackage(
        stage.agency.client,
        {
          requestId,
          folder: stage.path('fetched'),
          target,
          agencyKeys: [stage.agencyKey.privateJwk],
          signingKey: stage.agency.privateJwk,
          now,
        },
        QUICK,
      );
      expect(received.paths.map((path) => readFileSync(path, 'utf8'))).toEqual(['王某某,13800138000', '99.00']);
      expect([received.delivered.state, await stateOf(requestId)]).toEqual(['CONFIRMED', 'RECEIPT_CONFIRMED']);
      expect(await ledgerOf(sent.id)).toEqual(['package.deliver', 'package.confirm']);

      const { disclosurePackage } = await stage.platform.client.query<{ disclosurePackage: Record<string, unknown> }>(
        `query ($requestId: ID!) { disclosurePackage(requestId: $requestId) {
          state handling confirmedAt receipt files { number item attachment { purpose } } } }`,
        { requestId },
      );
      expect(disclosurePackage).toMatchObject({
        state: 'CONFIRMED',
        handling: 'EVIDENCE',
        receipt: expect.stringMatching(/^eyJ/),
        files: [
          { number: 1, item: 'REGISTRATION', attachment: { purpose: 'SEALED_FILE' } },
          { number: 2, item: 'TRANSACTIONS', attachment: { purpose: 'SEALED_FILE' } },
        ],
      });
    });

    it('is pulled by a connector, which is asked for what was granted and nothing else', async () => {
      let at = await stage.requests.requestIn('UNDER_REVIEW');
      const decision = {
        lines: [
          { verdict: 'GRANT', items: ['TRANSACTIONS'], periodFrom: '2026-02-01' },
          { verdict: 'REFUSE', items: ['TRANSACTIONS'], periodTo: '2026-01-31', reasonCode: 'PAST_RETENTION' },
          { verdict: 'REFUSE', items: ['REGISTRATION'], reasonCode: 'NOT_HELD' },
        ],
        reason: 'In part.',
      };
      at = await stage.requests.step(stage.requests.counsel('clerk'), 'draftDisclosureDecision', at, decision);
      at = await stage.requests.step(stage.requests.counsel('lead'), 'approveDisclosureDecision', at, {
        reason: 'Yes.',
      });
      const asked: GrantedPart[] = [];
      const connector = {
        async *pull(part: GrantedPart) {
          asked.push(part);
          const content = (async function* () {
            yield `${part.item}\n`;
          })();
          yield { name: 'orders.csv', mediaType: 'text/csv', content };
        },
      };
      const answer = { requestId: at.id, connector, platformKey: stage.platform.privateJwk, now };
      const retainUntil = stage.label(at.id).retainUntil;
      const sent = await answerByConnector(stage.platform.client, { ...answer, retainUntil }, QUICK);
      expect(sent.state).toBe('DELIVERED');
      expect(asked).toEqual([
        {
          subject: expect.objectContaining({ ordinal: 1, type: 'USCC' }),
          item: 'TRANSACTIONS',
          periodFrom: '2026-02-01',
          periodTo: '2026-03-31',
        },
      ]);
    });

    it('holds no item of which nothing was granted', async () => {
      let at = await stage.requests.requestIn('UNDER_REVIEW');
      const lines = [{ verdict: 'GRANT' }, { verdict: 'REFUSE', items: ['TRANSACTIONS'], reasonCode: 'NOT_HELD' }];
      at = await stage.requests.step(stage.requests.counsel('clerk'), 'draftDisclosureDecision', at, {
        lines,
        reason: 'Part.',
      });
      at = await stage.requests.step(stage.requests.counsel('lead'), 'approveDisclosureDecision', at, {
        reason: 'Yes.',
      });
      const input = await inputOf(at.id, ['a', 'b']);
      expect(await stage.deliver(input)).toMatchObject({ code: 'NOT_GRANTED', field: 'input.files[1].item' });
      expect(await stateOf(at.id)).toBe('PARTIALLY_APPROVED');
    });

    it('is refused when its open part does not fit the request, and nothing is changed', async () => {
      const requestId = await approved();
      const stranger = await generateEncryptionKey('P-256');
      const cases: [string, string, Parameters<PackageStage['seal']>[2]][] = [
        ['WRONG_REQUEST', 'input.manifestId', { label: { requestId: newId() } }],
        ['WRONG_PLATFORM', 'input.manifestId', { label: { platform: 'platform-b' } }],
        ['WRONG_AGENCY', 'input.manifestId', { label: { agency: 'sz-police' } }],
        ['WRONG_HANDLING', 'input.manifestId', { label: { handling: 'INTELLIGENCE_ONLY' } }],
        ['WRONG_RETENTION', 'input.manifestId', { label: { retainUntil: '2020-01-01' } }],
        ['WRONG_RETENTION', 'input.manifestId', { label: { retainUntil: '2099-01-01' } }],
        ['UNKNOWN_RECIPIENT', 'input.manifestId', { recipient: stranger.publicJwk }],
      ];
      for (const [code, field, more] of cases) {
        expect(await stage.deliver(await inputOf(requestId, ['x'], more))).toMatchObject({ code, field });
      }
      const good = await inputOf(requestId, ['x', 'y']);
      const [first, second] = good.files;
      const swapped = { ...good, files: [second, first] };
      const field = 'input.files[0].attachmentId';
      expect(await stage.deliver(swapped)).toMatchObject({ code: 'FILE_MISMATCH', field });
      expect(await stage.deliver({ ...good, files: [first] })).toMatchObject({ code: 'FILE_COUNT' });
      expect(await stage.deliver({ ...good, manifestId: first?.attachmentId })).toMatchObject({
        code: 'MANIFEST_MALFORMED',
      });
      expect(await stage.deliver({ ...good, manifestId: newId() })).toMatchObject({
        code: 'NOT_FOUND',
        field: 'input.manifestId',
      });
      const foreign = { ...good, files: [first, { ...second, attachmentId: newId() }] };
      expect(await stage.deliver(foreign)).toMatchObject({ code: 'NOT_FOUND', field: 'input.files[1].attachmentId' });
      expect(await stateOf(requestId)).toBe('APPROVED');
      expect((await stage.deliver(good)).__typename).toBe('DisclosurePackage');
    });

    it('is delivered for an approved request only, by its platform only, and once', async () => {
      const { id: open } = await stage.requests.requestIn('UNDER_REVIEW');
      expect(await stage.deliver(await inputOf(open, ['x']))).toMatchObject({ code: 'WRONG_STATE' });
      const requestId = await approved();
      const input = { ...(await inputOf(requestId, ['x'])), idempotencyKey: newId() };
      const other = await gateway().tenant({ code: 'platform-b', kind: 'PLATFORM' });
      expect(await stage.deliver(input, other.client)).toMatchObject({ code: 'NOT_FOUND', field: 'input.requestId' });
      const answers = await Promise.all([stage.deliver(input), stage.deliver(input), stage.deliver(input)]);
      expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
      expect(await stage.deliver({ ...input, idempotencyKey: newId() })).toMatchObject({ code: 'WRONG_STATE' });
      const [row] = await gateway().database.select<{ n: number }>(
        'SELECT COUNT(*) AS n FROM disclosure_package WHERE requestId = ?',
        [requestId],
      );
      expect(Number(row?.n)).toBe(1);
    });

    it('is not opened when the gateway gives something else, and then has no receipt', async () => {
      const { requestId } = await stage.delivered();
      const order = {
        requestId,
        folder: stage.path('fetched'),
        target: stage.path('opened'),
        agencyKeys: [stage.agencyKey.privateJwk],
        signingKey: stage.agency.privateJwk,
        platformKeys: [(await generateSigningKey('EdDSA', 'another')).publicJwk],
        now,
      };
      await expect(receivePackage(stage.agency.client, order, QUICK)).rejects.toThrow(SealingError);
      expect(await stateOf(requestId)).toBe('DELIVERED');
    });

    it('is destroyed on its retention date; digests, receipt and a late receipt remain', async () => {
      const { id, requestId, sealed, fileIds } = await stage.delivered(['gone soon']);
      const other = await stage.delivered();
      await fetchPackage(stage.agency.client, requestId, stage.path('fetched'), QUICK);
      gateway().clock.move(31 * DAY_MS);
      const destroyed = await eventually('the package is destroyed', async () => {
        const { disclosurePackage } = await stage.agency.client.query<{
          disclosurePackage: {
            state: string;
            destroyedAt: string;
            files: { sha256: string; attachment: { state: string } }[];
          };
        }>(
          `query ($requestId: ID!) { disclosurePackage(requestId: $requestId) {
            state destroyedAt files { sha256 attachment { state fileName } } } }`,
          { requestId },
        );
        return disclosurePackage.state === 'DESTROYED' && disclosurePackage;
      });
      expect(destroyed.files).toMatchObject([{ attachment: { state: 'DESTROYED', fileName: null } }]);
      await gateway().app.get(AttachmentSweeper).sweep();
      const [chunks] = await gateway().database.select<{ n: number }>(
        'SELECT COUNT(*) AS n FROM attachment_chunk WHERE attachmentId = ?',
        [fileIds[0] ?? ''],
      );
      expect(Number(chunks?.n)).toBe(0);
      await expect(fetchPackage(stage.agency.client, requestId, stage.path('late'), QUICK)).rejects.toMatchObject({
        status: 410,
      });
      expect(await ledgerOf(id)).toEqual(['package.deliver', 'package.destroy']);
      const events = await gateway().database.select<{ type: string }>('SELECT type FROM event WHERE subjectId = ?', [
        id,
      ]);
      expect(events).toEqual([{ type: 'package.destroyed' }]);
      const receipt = await receiptFor(sealed.folder, stage.agency.privateJwk);
      expect(await stage.confirm({ packageId: id, receipt })).toMatchObject({ state: 'DESTROYED' });
      expect(await stage.confirm({ packageId: id, receipt })).toMatchObject({ code: 'ALREADY_CONFIRMED' });
      expect(await stateOf(requestId)).toBe('RECEIPT_CONFIRMED');
      expect(await ledgerOf(other.id)).toContain('package.destroy');
    });
  },
  { LIAISON_SWEEP_INTERVAL_MS: '200' },
);

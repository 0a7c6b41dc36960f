import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST_NAME } from '../../libs/sealing/package-folder.js';
import { signReceipt } from '../../libs/sealing/receipt.js';
import { generateSigningKey, type PrivateSigningJwk } from '../../libs/signing/keys.js';
import { PackageStage } from '../../test/harness/packages.js';
import { describeOnEachProfile } from '../../test/harness/profiles.js';
import { newId } from '../common/ids.js';
import { PackagesWriter } from './packages.repository.js';

const DAY_MS = 86_400_000;

describeOnEachProfile('receipts of disclosure packages', (gateway) => {
  let stage: PackageStage;

  beforeAll(async () => {
    const police = await gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
    const platform = await gateway().tenant({ code: 'platform-a', kind: 'PLATFORM' });
    stage = await PackageStage.of(gateway(), police, platform);
  });

  afterAll(() => stage.close());

  const now = () => new Date(gateway().clock.now());
  const receiptFor = (folder: string, key: PrivateSigningJwk, openedAt = now()) =>
    signReceipt(readFileSync(join(folder, MANIFEST_NAME), 'utf8'), { agencyKey: key, openedAt });

  it('takes a receipt of the agency for this package only, and once', async () => {
    const { id, sealed } = await stage.delivered();
    const another = await stage.delivered();
    const outsider = await generateSigningKey('EdDSA', 'outsider');
    const sameKid = await generateSigningKey('EdDSA', String(stage.agency.privateJwk.kid));
    const key = stage.agency.privateJwk;
    const good = await receiptFor(sealed.folder, key);
    const cases: [string, string][] = [
      ['UNKNOWN_SIGNER', await receiptFor(sealed.folder, outsider.privateJwk)],
      ['UNKNOWN_SIGNER', await receiptFor(sealed.folder, stage.platform.privateJwk)],
      ['BAD_SIGNATURE', await receiptFor(sealed.folder, sameKid.privateJwk)],
      ['RECEIPT_MISMATCH', await receiptFor(another.sealed.folder, key)],
      ['RECEIPT_TIME', await receiptFor(sealed.folder, key, new Date(gateway().clock.now() - DAY_MS))],
      ['RECEIPT_TIME', await receiptFor(sealed.folder, key, new Date(gateway().clock.now() + DAY_MS))],
      ['RECEIPT_MALFORMED', 'nothing'],
      ['RECEIPT_MALFORMED', await stage.agency.client.token()],
    ];
    for (const [code, receipt] of cases) {
      expect(await stage.confirm({ packageId: id, receipt })).toMatchObject({ code, field: 'input.receipt' });
    }
    const byPlatform = { packageId: id, receipt: good };
    await expect(stage.confirm(byPlatform, stage.platform.client)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const answers = await Promise.all(Array.from({ length: 4 }, () => stage.confirm({ packageId: id, receipt: good })));
    const accepted = answers.filter(({ state }) => state === 'CONFIRMED');
    expect(accepted).toHaveLength(1);
    expect(answers.filter(({ code }) => code === 'ALREADY_CONFIRMED')).toHaveLength(3);
    const again = {
      packageId: another.id,
      receipt: await receiptFor(another.sealed.folder, key),
      idempotencyKey: newId(),
    };
    const twins = await Promise.all(Array.from({ length: 3 }, () => stage.confirm(again)));
    expect(new Set(twins.map(({ state }) => state))).toEqual(new Set(['CONFIRMED']));
    expect(await stage.confirm({ packageId: another.id, receipt: good })).toMatchObject({ code: 'RECEIPT_MISMATCH' });
  });

  it('keeps a receipt that is longer than a column', async () => {
    const { id, requestId } = await stage.delivered();
    const receipt = 'abcdefghij'.repeat(17_000);
    await gateway().database.transaction((tx) => new PackagesWriter(tx).insertReceipt(id, receipt));
    const { disclosurePackage } = await stage.platform.client.query<{ disclosurePackage: { receipt: string } }>(
      'query ($requestId: ID!) { disclosurePackage(requestId: $requestId) { receipt } }',
      { requestId },
    );
    expect(disclosurePackage.receipt).toBe(receipt);
  });
});

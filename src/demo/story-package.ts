import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LiaisonClient, LiaisonRequestError } from '../../libs/client/liaison-client.js';
import { encryptionKeysOf, receivePackage, sendPackage } from '../../libs/client/packages.js';
import { sealedPath } from '../../libs/sealing/package-folder.js';
import { sealFiles } from '../../libs/sealing/seal-files.js';
import { newId } from '../common/ids.js';
import { DEMO_TENANTS, type DemoKeys } from './demo-tenants.js';
import type { Narrator } from './narrator.js';
import type { Cast } from './story.js';
import { type Request, stepOn } from './story-disclosure.js';
import { DISCLOSURE, PACKAGE } from './story-queries.js';

const DAY_MS = 86_400_000;
const SECRET = '订单号,商品,金额\n20260801-0001,假冒品牌运动鞋,459.00\n20260802-0007,假冒品牌背包,299.00\n';

interface Shown {
  readonly disclosureRequest: Request | null;
  readonly disclosurePackage: { readonly id: string; readonly state: string; readonly manifestId: string } | null;
}

/** What was granted is sealed, delivered, opened and signed for; the request is closed. */
export async function tellPackage(cast: Cast, decided: Request, keys: DemoKeys, narrator: Narrator): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'liaison-demo-package-'));
  try {
    const manifestId = await tellSealing(cast, decided, keys, folder, narrator);
    await tellOpening(cast, decided, keys, folder, manifestId, narrator);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function tellSealing(
  { platformA }: Cast,
  { id: requestId }: Request,
  { platformSigning }: DemoKeys,
  folder: string,
  narrator: Narrator,
): Promise<string> {
  narrator.step('The platform seals the transactions on its own machine, to the key of the police, and delivers them.');
  const { platformA: platform, police } = DEMO_TENANTS;
  const path = join(folder, 'transactions.csv');
  await writeFile(path, SECRET);
  narrator.asks('platform-a', `tenantPublicKeys(tenantCode: "${police.code}", use: ENC)`);
  const recipients = await encryptionKeysOf(platformA, police.code);
  narrator.answers(recipients.map(({ kid, crv }) => ({ kid, crv })));
  const retainUntil = new Date(Date.now() + 30 * DAY_MS).toISOString().slice(0, 10);
  const sealed = join(folder, 'sealed');
  narrator.say(`liaison seal --request ${requestId} --retain-until ${retainUntil} … transactions.csv`);
  await sealFiles({
    label: {
      packageId: newId(),
      requestId,
      platform: platform.code,
      agency: police.code,
      createdAt: new Date().toISOString(),
      retainUntil,
      handling: 'EVIDENCE',
    },
    files: [{ path, name: '交易记录.csv', mediaType: 'text/csv' }],
    folder: sealed,
    platformKey: platformSigning,
    recipients,
  });
  const bytes = await readFile(sealedPath(sealed, 1));
  narrator.check('what goes to the gateway holds nothing readable of it', !bytes.includes('假冒品牌'));
  narrator.asks('platform-a', 'upload of 0001.sealed and manifest.jwe.json, then deliverDisclosurePackage(…)');
  const delivered = await sendPackage(platformA, { requestId, folder: sealed, items: ['TRANSACTIONS'] });
  narrator.answers(delivered);
  narrator.equal('the package is', delivered.state, 'DELIVERED');
  return delivered.manifestId;
}

async function tellOpening(
  cast: Cast,
  { id: requestId }: Request,
  { policeSigning, policeEncryption }: DemoKeys,
  folder: string,
  manifestId: string,
  narrator: Narrator,
): Promise<void> {
  narrator.step('The police fetch it, open it, sign a receipt and close the request; nobody else sees any of it.');
  const { police } = cast;
  const target = join(folder, 'opened');
  narrator.say(`liaison open --request ${requestId} …`);
  const opened = await receivePackage(police, {
    ...{ requestId, folder: join(folder, 'fetched'), target },
    ...{ agencyKeys: [policeEncryption], signingKey: policeSigning },
  });
  narrator.equal(
    'files',
    opened.manifest.files.map(({ name }) => name),
    ['交易记录.csv'],
  );
  narrator.equal('content', await readFile(opened.paths[0] ?? '', 'utf8'), SECRET);
  narrator.equal('with its receipt the package is', opened.delivered.state, 'CONFIRMED');
  for (const stranger of [cast.regulator, cast.platformB]) await checkHidden(stranger, requestId, manifestId, narrator);
  const { disclosureRequest } = await police.query<Shown>(DISCLOSURE, { id: requestId });
  narrator.equal('the request is', disclosureRequest?.state, 'RECEIPT_CONFIRMED');
  const closed = await stepOn(police, 'closeDisclosureRequest', {
    id: requestId,
    version: disclosureRequest?.version ?? 0,
  });
  narrator.equal('and then', closed.state, 'CLOSED');
}

/** Another agency and another platform ask by the very ids. */
async function checkHidden(
  client: LiaisonClient,
  requestId: string,
  manifestId: string,
  narrator: Narrator,
): Promise<void> {
  const seen = {
    ...(await client.query<Pick<Shown, 'disclosureRequest'>>(DISCLOSURE, { id: requestId })),
    ...(await client.query<Pick<Shown, 'disclosurePackage'>>(PACKAGE, { id: requestId })),
  };
  const file = await refusalOf(client.request(`/v1/attachments/${manifestId}`));
  narrator.equal(
    `${client.tenant} sees request, package and file as`,
    { ...seen, file },
    { disclosureRequest: null, disclosurePackage: null, file: 404 },
  );
}

/** The status of a request that is refused; 200 when it is not. */
async function refusalOf(answer: Promise<Response>): Promise<number> {
  try {
    await (await answer).body?.cancel();
    return 200;
  } catch (error) {
    if (error instanceof LiaisonRequestError) return error.status;
    throw error;
  }
}

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { LiaisonClient } from '../../libs/client/liaison-client.js';
import {
  changeDisclosure,
  type DisclosureAnswer,
  type DisclosureMutation,
  GRANT_ALL,
} from '../../test/harness/disclosures.js';
import { PackageStage } from '../../test/harness/packages.js';
import { type ProfileName, TestGateway, type TestTenant } from '../../test/harness/profiles.js';
import { createGateway } from '../http-server.js';

const ROUNDS = 8;
const REASON = { reason: 'First!' };
const DELIVER = `mutation ($input: DeliverDisclosurePackageInput!) { result: deliverDisclosurePackage(input: $input) {
  __typename ... on DisclosurePackage { id state } ... on UserError { code field message } } }`;

/** Two gateways with connections of their own over one MariaDB: whatever is decided at the same time is decided once. */
describe.each<ProfileName>(['servers'])('decisions at the same time through two gateways (%s)', (profile) => {
  let gateway: TestGateway;
  let second: NestFastifyApplication;
  let urls: string[];
  let stage: PackageStage;

  beforeAll(async () => {
    gateway = await TestGateway.start(profile);
    second = await createGateway(gateway.settings, gateway.clock);
    await second.listen(0, '127.0.0.1');
    urls = [gateway.url, await second.getUrl()];
    stage = await PackageStage.of(
      gateway,
      await gateway.tenant({ code: 'hz-police', kind: 'POLICE' }),
      await gateway.tenant({ code: 'shop-a', kind: 'PLATFORM' }),
    );
  });

  afterAll(async () => {
    stage.close();
    await second.close();
    await gateway.stop();
  });

  /** Somebody of a tenant at one of the gateways. */
  const person = ({ code, credentials }: TestTenant, name: string, at: number): LiaisonClient =>
    new LiaisonClient({
      url: urls[at % urls.length] ?? '',
      credentials: { ...credentials, actor: `${code}-${name}` },
      now: () => gateway.clock.now(),
    });

  /** What a request has left: rows of its history, entries of the ledger, events, packages and open deadlines. */
  async function tracesOf(id: string): Promise<Record<string, number>> {
    const count = async (sql: string) =>
      Number((await gateway.database.select<{ n: number }>(`SELECT COUNT(*) AS n FROM ${sql}`, [id]))[0]?.n);
    return {
      steps: await count('disclosure_step WHERE requestId = ?'),
      ledger: await count(`ledger_entry WHERE action <> 'disclosure.read' AND subjectId = ?`),
      events: await count('event WHERE subjectId = ?'),
      packages: await count('disclosure_package WHERE requestId = ?'),
      packageLedger: await count(
        `ledger_entry WHERE action = 'package.deliver' AND subjectId IN (SELECT id FROM disclosure_package WHERE requestId = ?)`,
      ),
    };
  }

  it('let one of approvals, questions, returns and withdrawals win, and refuse the others as conflicts', async () => {
    const winners = new Set<string>();
    for (let round = 0; round < ROUNDS; round++) {
      // Every second one needs two approvals, so that the winner may leave the state as it is.
      const items = round % 2 ? { items: ['MESSAGES_METADATA'] } : {};
      const { id, version } = await stage.requests.requestIn('DECISION_DRAFTED', items);
      const before = await tracesOf(id);
      const rivals: [TestTenant, string, DisclosureMutation, object][] = [
        [stage.platform, 'lead', 'approveDisclosureDecision', REASON],
        [stage.agency, 'chief', 'withdrawDisclosureRequest', REASON],
        [stage.platform, 'second', 'approveDisclosureDecision', REASON],
        [stage.platform, 'third', 'sendBackDisclosureDecision', REASON],
        [stage.platform, 'clerk', 'askDisclosureClarification', { question: 'Which?' }],
        [stage.platform, 'clerk', 'draftDisclosureDecision', GRANT_ALL],
      ];
      // Another one first each time; tokens are signed before, so that the requests go out together.
      const turned = [...rivals.slice(round % rivals.length), ...rivals.slice(0, round % rivals.length)];
      const answers = await Promise.all(
        turned.map(([tenant, name, operation, more], at) =>
          changeDisclosure(person(tenant, name, at), operation, { id, version, ...more }),
        ),
      );
      const names = answers.map(({ __typename }) => __typename).sort();
      expect(names).toEqual([...new Array(rivals.length - 1).fill('Conflict'), 'DisclosureRequest']);
      winners.add(turned[answers.findIndex(({ code }) => code === undefined)]?.[2] ?? '');
      const after = await tracesOf(id);
      expect(after).toEqual({
        ...before,
        steps: (before.steps ?? 0) + 1,
        ledger: (before.ledger ?? 0) + 1,
        events: (before.events ?? 0) + 1,
      });
    }
    expect(winners.size).toBeGreaterThan(1);
  });

  it('deliver one of two packages at the same time, or none that a withdrawal has overtaken', async () => {
    for (let round = 0; round < ROUNDS / 2; round++) {
      const { id: requestId, version } = await stage.requests.requestIn('APPROVED');
      const inputs = [];
      for (const text of ['one', 'two']) {
        const { manifestId, fileIds } = await stage.upload(await stage.seal(requestId, [text]));
        const files = fileIds.map((attachmentId) => ({ attachmentId, item: 'REGISTRATION' }));
        inputs.push({ requestId, manifestId, files });
      }
      const before = await tracesOf(requestId);
      const deliveries = inputs.map((input, at) =>
        person(stage.platform, 'clerk', at).mutate<{ result: DisclosureAnswer }>(DELIVER, { input }),
      );
      const withdrawal = changeDisclosure(person(stage.agency, 'chief', round), 'withdrawDisclosureRequest', {
        ...{ id: requestId, version },
        ...REASON,
      });
      const delivered = (await Promise.all(deliveries)).map(({ result }) => result);
      const withdrawn = await withdrawal;
      const successes = [...delivered, withdrawn].filter(({ code }) => code === undefined);
      expect(successes).toHaveLength(1);
      for (const { __typename, code } of [...delivered, withdrawn]) if (code) expect(__typename).toBe('Conflict');
      const packages = withdrawn.code === undefined ? 0 : 1;
      expect(await tracesOf(requestId)).toEqual({
        steps: (before.steps ?? 0) + 1,
        ledger: (before.ledger ?? 0) + 1,
        events: (before.events ?? 0) + 1,
        packages,
        packageLedger: packages,
      });
    }
  });
});

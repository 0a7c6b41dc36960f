import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DisclosureStage } from '../harness/disclosures.js';
import { stateEntity } from '../harness/entities.js';
import { publishEvents } from '../harness/events.js';
import { freePort } from '../harness/loopback.js';
import { PackageStage } from '../harness/packages.js';
import { describeOnEachProfile, eventually, type TestTenant } from '../harness/profiles.js';
import { Program } from '../harness/program.js';
import { createSubscription } from '../harness/subscriptions.js';

const USCC = '911301023075641771';

describeOnEachProfile(
  'the examples',
  (gateway) => {
    let folder: string;
    let police: TestTenant;
    let platform: TestTenant;
    let regulator: TestTenant;
    const running: Program[] = [];

    const run = (name: string, environment: Record<string, string>, ...given: string[]) => {
      const program = new Program(`examples/${name}.mjs`, given, { LIAISON_URL: gateway().url, ...environment });
      running.push(program);
      return program;
    };
    const keyOf = ({ code, privateJwk }: TestTenant) => {
      const path = join(folder, `${code}.jwk.json`);
      writeFileSync(path, JSON.stringify(privateJwk));
      return path;
    };
    const tell = async (tenant: TestTenant, count = 1) =>
      publishEvents(
        gateway(),
        { ownerId: regulator.id, level: 'NAMED', memberIds: [tenant.id] },
        Array.from({ length: count }, () => ({})),
      );
    const says = (program: Program, ...parts: readonly string[]) =>
      eventually(
        `${parts.join()} in ${program.stdout} ${program.stderr}`,
        () => parts.every((part) => program.stdout.includes(part)),
        20_000,
      );
    /** Ended as by Ctrl-C. */
    const ends = async (program: Program) => {
      program.signal('SIGINT');
      return program.exit();
    };

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'liaison-examples-'));
      police = await gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
      platform = await gateway().tenant({ code: 'platform-a', kind: 'PLATFORM' });
      regulator = await gateway().tenant({ code: 'hz-market', kind: 'MARKET_REGULATOR' });
    });

    afterEach(async () => {
      await Promise.all(running.splice(0).map((program) => program.kill()));
    });

    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it('look-up finds a flagged merchant, and says what is wrong with a number', async () => {
      const names = [{ role: 'REGISTERED' as const, name: '示例商贸有限公司' }];
      await stateEntity(gateway(), {
        ...{ owner: platform, kind: 'MERCHANT', anchor: { type: 'USCC', value: USCC }, names, flags: [{}] },
      });
      const found = run('look-up', { LIAISON_KEY: keyOf(police) }, USCC);
      expect(await found.exit()).toBe(0);
      expect(JSON.parse(found.stdout)).toMatchObject({
        __typename: 'LookupAnswer',
        entities: [{ kind: 'MERCHANT', names, flags: [{ severity: 'MEDIUM', source: { name: 'Test platform-a' } }] }],
      });
      const wrong = run('look-up', { LIAISON_KEY: keyOf(police) }, USCC.replace(/1$/, '2'));
      expect(await wrong.exit()).toBe(0);
      expect(JSON.parse(wrong.stdout)).toMatchObject({ __typename: 'InvalidInput', code: 'CHECKSUM' });
    });

    it('subscribe follows events and goes on where it left off', async () => {
      const environment = { LIAISON_KEY: keyOf(police), PLACE: join(folder, 'place') };
      const first = run('subscribe', environment);
      await eventually(`it is open: ${first.stderr}`, () => first.stderr.includes('open'), 20_000);
      const [told] = await tell(police);
      await says(first, String(told));
      expect(await ends(first)).toBe(0);
      const missed = await tell(police, 2);
      const second = run('subscribe', environment);
      await says(second, ...missed);
      expect(second.stdout).not.toContain(told);
      expect(await ends(second)).toBe(0);
    });

    it('receive-webhooks and receive-once prove their endpoint, and take a message in, once where that is promised', async () => {
      for (const name of ['receive-webhooks', 'receive-once']) {
        const port = await freePort();
        const environment = { TENANT: platform.code, PORT: String(port), DATABASE: join(folder, `${name}.sqlite`) };
        const unproven = run(name, environment);
        const url = `http://127.0.0.1:${port}/`;
        await eventually(
          'it listens',
          () =>
            fetch(url)
              .then(() => true)
              .catch(() => false),
          20_000,
        );
        const made = await createSubscription(platform, { name, url });
        expect(made).toMatchObject({ __typename: 'SubscriptionWithSecret' });
        await unproven.kill();
        const receiver = run(name, { ...environment, WEBHOOK_SECRET: String(made.secret) });
        const [subject = ''] = await tell(platform);
        await says(receiver, subject);
        if (name === 'receive-webhooks') continue;
        // A receiver that lost data has everything again, under the same ids.
        const since = new Date(gateway().clock.now() - 3_600_000).toISOString();
        const { replaySubscription } = await platform.client.mutate({
          replaySubscription: {
            $: { input: { subscriptionId: String(made.subscription?.id), since } },
            '...UserError': { code: true, field: true },
          },
        });
        expect(replaySubscription.__typename).toBe('Refill');
        await says(receiver, `had before: ${subject}`);
        expect(receiver.stdout.split(`taken: ${subject}`)).toHaveLength(2);
      }
    });

    it('collect-security-events makes a stream, takes tokens in, and acknowledges them before it ends', async () => {
      const environment = { LIAISON_KEY: keyOf(platform), TENANT: platform.code };
      const first = run('collect-security-events', environment);
      await eventually(
        'it has a stream',
        async () => {
          const rows = await gateway().database.select<{ id: string }>(
            "SELECT id FROM subscription WHERE channel = 'SET_POLL'",
          );
          return rows.length === 1;
        },
        20_000,
      );
      const told = await tell(platform, 2);
      await says(first, ...told);
      expect(await ends(first)).toBe(0);
      const open = await gateway().database.select(
        "SELECT d.id FROM delivery d JOIN subscription s ON s.id = d.subscriptionId WHERE s.channel = 'SET_POLL' AND d.state = 'PENDING'",
      );
      expect(open).toEqual([]);
      const later = await tell(platform);
      const second = run('collect-security-events', environment);
      await says(second, ...later);
      expect(second.stdout).not.toContain(told[0]);
    });

    it('answer-disclosure delivers what was granted', async () => {
      const stage = await PackageStage.of(gateway(), police, platform);
      const request = await new DisclosureStage(gateway(), police, platform).requestIn('APPROVED');
      for (const item of ['TRANSACTIONS', 'REGISTRATION']) {
        mkdirSync(join(folder, 'data', item), { recursive: true });
        writeFileSync(join(folder, 'data', item, '1.csv'), 'day,amount\n2026-02-01,100\n2020-01-01,1\n');
      }
      const environment = { LIAISON_KEY: keyOf(platform), DATA: join(folder, 'data') };
      const program = run('answer-disclosure', environment, request.id);
      expect([await program.exit(), program.stderr]).toEqual([0, '']);
      expect(program.stdout).toContain("state: 'DELIVERED'");
      rmSync(stage.folder, { recursive: true, force: true });
    });
  },
  { LIAISON_ENDPOINT_CHALLENGE: 'true', LIAISON_PUBLIC_URL: 'https://gateway.test' },
);

import { describeOnEachProfile, eventually, type TestTenant } from '../../../test/harness/profiles.js';
import { post, RawSocket } from '../../../test/harness/raw-requests.js';
import { RateLimiter } from './rate-limiter.js';
import { RequestCounts } from './request-counts.js';

const LIMIT = 20;
const ME = { query: '{ me { code } }' };

describeOnEachProfile(
  'the limit of requests',
  (gateway) => {
    const ask = async (tenant: TestTenant) => post(gateway().url, `Bearer ${await tenant.client.token()}`, ME);
    const useUp = async (tenant: TestTenant) => {
      for (let n = 0; n < LIMIT; n++) expect((await ask(tenant)).status).toBe(200);
    };

    it('refuses what is too much with the time to come again, and nobody else', async () => {
      const [greedy, modest] = [
        await gateway().tenant({ code: 'greedy', kind: 'PLATFORM' }),
        await gateway().tenant({ code: 'modest', kind: 'PLATFORM' }),
      ];
      await useUp(greedy);
      const refused = await ask(greedy);
      expect(refused.status).toBe(429);
      const wait = Number(refused.headers.get('retry-after'));
      expect(refused.body.errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: wait });
      expect((await ask(modest)).status).toBe(200);
      gateway().clock.move(wait * 1_000);
      expect((await ask(greedy)).status).toBe(200);
    });

    it('counts operations on a socket', async () => {
      const police = await gateway().tenant({ code: 'police', kind: 'POLICE' });
      await useUp(police);
      const socket = new RawSocket(gateway().url);
      await socket.init(`Bearer ${await police.client.token()}`);
      await socket.find(({ type }) => type === 'connection_ack');
      const [error] = await socket.errorsOf('1', { query: 'subscription { events { id } }' });
      expect(error?.extensions.code).toBe('RATE_LIMITED');
      socket.close();
    });

    it('is one for all processes, where there are several', async () => {
      const { app, settings, clock, profile } = gateway();
      const limiterOfReplica = () => new RateLimiter(settings, app.get(RequestCounts), clock);
      const [one, other] = [limiterOfReplica(), limiterOfReplica()];
      for (const limiter of [one, other]) limiter.onModuleInit();
      for (let n = 0; n < LIMIT; n++) expect(one.admit('busy').ok).toBe(true);
      expect(one.admit('busy').ok).toBe(false);
      // A replica hears of it when it tells of a request of its own.
      if (profile === 'servers') await eventually('the other process refuses', () => !other.admit('busy').ok);
      else expect(other.admit('busy').ok).toBe(true);
      for (const limiter of [one, other]) await limiter.onModuleDestroy();
    });

    it('is held by each process alone while the others are out of reach', async () => {
      class Away extends RequestCounts {
        calls = 0;
        exchange(): never {
          this.calls++;
          throw new Error('away');
        }
      }
      const away = new Away();
      const limiter = new RateLimiter(gateway().settings, away, gateway().clock);
      limiter.onModuleInit();
      for (let n = 0; n < LIMIT; n++) expect(limiter.admit('busy').ok).toBe(true);
      await eventually('an exchange was tried', () => away.calls > 0);
      expect(limiter.admit('busy').ok).toBe(false);
      await limiter.onModuleDestroy();
    });
  },
  { LIAISON_RATE_LIMIT_PER_MINUTE: String(LIMIT) },
);

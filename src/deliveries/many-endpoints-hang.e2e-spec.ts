import { describeOnEachProfile, eventually } from '../../test/harness/profiles.js';
import { createSubscription, Subscriber } from '../../test/harness/subscriptions.js';

const ENDPOINTS = 60;
/** For each endpoint; together far more than a process takes in hand. */
const EVENTS = 20;

describeOnEachProfile(
  'a tenant of whose endpoints none answers',
  (gateway) => {
    it('keeps nobody else waiting, be it for ordinary events or for emergencies', async () => {
      const filter = { eventTypes: ['blacklist.published'] };
      const hanging = await Subscriber.of(gateway(), 'hangs', filter);
      const sound = await Subscriber.of(gateway(), 'is-sound', filter);
      let open = 0;
      hanging.receiver.answer = async () => {
        open += 1;
        await new Promise((resolve) => setTimeout(resolve, 120_000).unref());
        return 200;
      };
      for (let n = 1; n < ENDPOINTS; n++) {
        const made = await createSubscription(hanging.tenant, {
          name: `endpoint ${n}`,
          url: `${hanging.receiver.url}/${n}`,
          ...filter,
        });
        expect(made.subscription).toBeDefined();
      }
      const happened = (severity: string) => Array.from({ length: EVENTS }, () => ({ severity }));
      await hanging.tell(...happened('HIGH'));
      await hanging.tell(...happened('CRITICAL'));
      // Its share is full of requests without an answer.
      await eventually('its endpoints hang', () => open >= 10 + 2);
      const told = [...(await sound.tell(...happened('HIGH'))), ...(await sound.tell(...happened('CRITICAL')))];
      await sound.settled(2 * EVENTS);
      expect(new Set(sound.receiver.subjects)).toEqual(new Set(told));
      expect(await hanging.log('DELIVERED')).toEqual([]);
      await Promise.all([hanging.receiver.stop(), sound.receiver.stop()]);
    });
  },
  {
    LIAISON_SWEEP_INTERVAL_MS: '100',
    LIAISON_WEBHOOK_TIMEOUT_MS: '60000',
    LIAISON_SHUTDOWN_GRACE_MS: '200',
    // 40 slow requests in all, 10 of a tenant.
    LIAISON_DELIVERY_CONCURRENCY: '4',
    LIAISON_DELIVERY_TENANT_CONCURRENCY: '2',
  },
);

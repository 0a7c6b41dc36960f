import { type EntryResult, Regulator } from '../../test/harness/blacklist.js';
import { describeOnEachProfile, eventually } from '../../test/harness/profiles.js';
import { Subscriber } from '../../test/harness/subscriptions.js';

const RECEIPTS = `query ($id: ID!, $first: Int!, $after: String) { blacklistReceipts(entryId: $id, first: $first, after: $after) {
  eventType told takenIn receipts { edges { node { tenantCode state takenInAt } } pageInfo { hasNextPage endCursor } } } }`;

interface Receipts {
  readonly eventType: string;
  readonly told: number;
  readonly takenIn: number;
  readonly receipts: {
    readonly edges: readonly { readonly node: { readonly tenantCode: string; readonly state: string } }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

describeOnEachProfile(
  'the receipts of a correction',
  (gateway) => {
    let regulator: Regulator;
    const subscribers: Subscriber[] = [];

    beforeAll(async () => {
      regulator = new Regulator(gateway(), await gateway().tenant({ code: 'hz-market', kind: 'MARKET_REGULATOR' }));
    });
    afterAll(async () => {
      for (const { receiver } of subscribers) await receiver.stop();
    });

    const subscriber = async (code: string, input: object = {}): Promise<Subscriber> => {
      const made = await Subscriber.of(gateway(), code, { ...input });
      subscribers.push(made);
      return made;
    };
    const read = async ({ id }: EntryResult, first = 20, after: string | null = null): Promise<Receipts | null> => {
      const variables = { id, first, after };
      return (await regulator.person('inspector').query<{ blacklistReceipts: Receipts | null }>(RECEIPTS, variables))
        .blacklistReceipts;
    };
    const statesOf = (receipts: Receipts | null) =>
      Object.fromEntries(receipts?.receipts.edges.map(({ node }) => [node.tenantCode, node.state]) ?? []);

    it('show who was told of the publication, and who of them has taken the correction in', async () => {
      const good = await subscriber('good-platform');
      const slow = await subscriber('slow-platform');
      await subscriber('narrow-platform', { eventTypes: ['blacklist.published'] });
      const published = await regulator.published();
      for (const one of subscribers) await one.gets(1);
      await eventually('the publication is settled', async () => (await slow.log('DELIVERED')).length === 1);
      expect(await read(published)).toBeNull();
      slow.receiver.answer = () => 503;
      const late = await subscriber('late-platform');
      const corrected = await regulator.next('correctBlacklistEntry', published);
      await good.gets(2);
      await late.gets(1);
      const before = await eventually('the good one has it', async () => {
        const receipts = await read(corrected);
        return receipts?.takenIn === 1 && receipts;
      });
      expect(before).toMatchObject({ eventType: 'blacklist.corrected', told: 3, takenIn: 1 });
      expect(statesOf(before)).toEqual({
        'good-platform': 'DELIVERED',
        'slow-platform': 'PENDING',
        'narrow-platform': 'NOT_SENT',
      });
      slow.receiver.answer = () => 200;
      const after = await eventually('the slow one has it', async () => {
        const receipts = await read(corrected);
        return receipts?.takenIn === 2 && receipts;
      });
      expect(statesOf(after)).toMatchObject({ 'slow-platform': 'DELIVERED' });
      const withdrawn = await regulator.next('withdrawBlacklistEntry', corrected);
      const last = await eventually('both have the end too', async () => {
        const receipts = await read(withdrawn);
        return receipts?.takenIn === 2 && receipts;
      });
      expect(last).toMatchObject({ eventType: 'blacklist.withdrawn', told: 3 });
    });

    it('come in pages', async () => {
      const published = await regulator.published();
      for (const one of subscribers)
        await eventually('it is there', async () => (await one.log('PENDING')).length === 0);
      const corrected = await regulator.next('correctBlacklistEntry', published);
      const whole = await eventually('all are told', async () => {
        const receipts = await read(corrected);
        return receipts?.told === 4 && receipts;
      });
      const first = await read(corrected, 3);
      expect(first?.receipts.pageInfo.hasNextPage).toBe(true);
      const second = await read(corrected, 3, first?.receipts.pageInfo.endCursor);
      const codes = [first, second].flatMap((page) => Object.keys(statesOf(page)));
      expect(codes).toEqual(Object.keys(statesOf(whole)));
    });

    it('are for the regulator of the entry alone', async () => {
      const corrected = await regulator.next('correctBlacklistEntry', await regulator.published());
      const tenant = await gateway().tenant({ code: 'sz-market', kind: 'MARKET_REGULATOR', jurisdiction: '440300' });
      const variables = { id: corrected.id, first: 20 };
      expect(await tenant.client.query(RECEIPTS, variables)).toEqual({ blacklistReceipts: null });
      expect(await read(corrected)).not.toBeNull();
    });
  },
  { LIAISON_DELIVERY_BACKOFF_MS: '100', LIAISON_SWEEP_INTERVAL_MS: '100' },
);

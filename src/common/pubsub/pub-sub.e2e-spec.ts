import { eventually } from '../../../test/harness/profiles.js';
import { type Servers, startServers } from '../../../test/harness/servers.js';
import { RedisConnections } from '../redis-connections.js';
import { InProcessPubSub } from './in-process-pub-sub.js';
import type { PubSub } from './pub-sub.js';
import { RedisPubSub } from './redis-pub-sub.js';

describe.each(['in process', 'Redis'])('PubSub (%s)', (name) => {
  let servers: Servers | undefined;
  let redis: RedisConnections | undefined;
  let pubSub: PubSub;

  beforeAll(async () => {
    if (name === 'Redis') servers = await startServers();
  });
  beforeEach(async () => {
    redis = servers && (await RedisConnections.open(servers.redisUrl));
    pubSub = redis ? new RedisPubSub(redis.commands, redis.listener, `p${process.pid}`) : new InProcessPubSub();
  });
  afterEach(async () => {
    await pubSub.close();
    await redis?.close();
  });
  afterAll(() => servers?.stop());

  it('brings each message to every listener of its channel, and to no other', async () => {
    const [first, second, other]: string[][] = [[], [], []];
    await pubSub.subscribe('one', (message) => first?.push(message));
    await pubSub.subscribe('one', (message) => second?.push(message));
    await pubSub.subscribe('other', (message) => other?.push(message));
    await pubSub.publish('one', 'a');
    await pubSub.publish('one', 'b');
    await eventually('both messages at both listeners', () => first?.length === 2 && second?.length === 2);
    expect([first, second, other]).toEqual([['a', 'b'], ['a', 'b'], []]);
  });

  it('ends one listener and leaves the others', async () => {
    const [ended, going]: string[][] = [[], []];
    const end = await pubSub.subscribe('one', (message) => ended?.push(message));
    await pubSub.subscribe('one', (message) => going?.push(message));
    await end();
    await pubSub.publish('one', 'a');
    await eventually('the message at the other listener', () => going?.length === 1);
    expect(ended).toEqual([]);
  });
});

import { newId } from '../../src/common/ids.js';
import { AccessAudit, type OperationAccess } from '../../src/tenants/access-audit.js';
import { describeOnEachProfile, eventually, type TestTenant } from '../harness/profiles.js';
import { codeIn } from '../harness/wire-answer.js';
import { ISOLATION_CASES } from './all.cases.js';
import type { HttpStreamCase, IsolationCase, Listening, OpenCase, StreamCase } from './cases.js';
import { StreamListener } from './stream-listener.js';
import { World } from './world.js';

type CaseOf<Kind extends IsolationCase['kind']> = Extract<IsolationCase, { kind: Kind }>;

function casesOf<Kind extends IsolationCase['kind']>(kind: Kind): [string, CaseOf<Kind>][] {
  return Object.entries(ISOLATION_CASES).flatMap(([name, cases]) =>
    cases
      .filter((each): each is CaseOf<Kind> => each.kind === kind)
      .map((each): [string, CaseOf<Kind>] => [name, each]),
  );
}

const streamCases: [string, StreamCase | HttpStreamCase][] = [...casesOf('stream'), ...casesOf('http-stream')];

function listen(theCase: StreamCase | HttpStreamCase, world: World, tenant: TestTenant, after?: string): Listening {
  if (theCase.kind === 'http-stream') return theCase.listen(world, tenant, after);
  return after === undefined
    ? new StreamListener(tenant, theCase.query)
    : new StreamListener(tenant, theCase.queryAfter, { after });
}

describeOnEachProfile('isolation', (gateway) => {
  let world: World;

  beforeAll(async () => {
    world = await World.of(gateway());
  });

  const operations = (): readonly OperationAccess[] => gateway().app.get(AccessAudit).operations;

  const strangersTo = (owner: TestTenant, name: string): TestTenant[] => {
    const operation = operations().find((each) => `${each.kind} ${each.name}` === name);
    return world.strangersTo(owner, operation?.access.kind === 'scope' ? operation.access.scope : undefined);
  };

  /** Each owner that the case can have, with those who must not see its things. */
  const stages = (name: string, theCase: Exclude<IsolationCase, OpenCase>) =>
    theCase.owners.map((kind) => {
      const owner = world.owner(kind);
      const strangers = 'scope' in theCase ? world.strangersTo(owner, theCase.scope) : strangersTo(owner, name);
      expect(strangers.map((stranger) => stranger.kind)).toContain(kind);
      return { owner, strangers };
    });

  it('has a case for every operation that the gateway serves, and for no other', () => {
    const served = operations().map(({ kind, name }) => `${kind} ${name}`);
    expect(Object.keys(ISOLATION_CASES).sort()).toEqual([...new Set(served)].sort());
  });

  it.each(casesOf('single'))('%s: a hidden thing and a missing one give the same bytes', async (name, theCase) => {
    for (const { owner, strangers } of stages(name, theCase)) {
      const planted = await theCase.plant(world, owner);
      const missing = theCase.missing?.(world) ?? newId();
      for (const stranger of strangers) {
        const answer = await theCase.ask(world, stranger, planted.id);
        expect(answer).toEqual(await theCase.ask(world, stranger, missing));
        expect(answer.body).not.toContain(planted.mark);
      }
      // The question would have found it: its owner gets another answer.
      const own = await theCase.ask(world, owner, planted.id);
      expect(own).not.toEqual(await theCase.ask(world, owner, missing));
      expect(own.body).toContain(planted.mark);
    }
  });

  it.each(casesOf('list'))('%s: a hidden row changes no byte of the list', async (name, theCase) => {
    for (const { owner, strangers } of stages(name, theCase)) {
      const before = await Promise.all(strangers.map((stranger) => theCase.ask(world, stranger)));
      const planted = await theCase.plant(world, owner);
      const after = await Promise.all(strangers.map((stranger) => theCase.ask(world, stranger)));
      expect(after).toEqual(before);
      expect((await theCase.ask(world, owner)).body).toContain(planted.mark);
      expect(after.filter(({ body }) => body.includes(planted.mark))).toEqual([]);
    }
  });

  it.each(casesOf('paged'))("%s: another tenant's cursor is refused", async (name, theCase) => {
    for (const { owner, strangers } of stages(name, theCase)) {
      const planted = await theCase.plant(world, owner);
      const cursor = await theCase.cursor(world, owner, planted);
      expect(cursor).toBeTruthy();
      for (const stranger of strangers) {
        expect(codeIn(await theCase.askAfter(world, stranger, cursor, planted))).toBe('BAD_USER_INPUT');
      }
      expect(codeIn(await theCase.askAfter(world, owner, cursor, planted))).toBeUndefined();
    }
  });

  it.each(streamCases)('%s: a stream leaves hidden things out', async (name, theCase) => {
    for (const { owner, strangers } of stages(name, theCase)) {
      const listeners = [owner, ...strangers].map((tenant) => listen(theCase, world, tenant));
      await eventually('everyone listens', async () => {
        const mark = await theCase.tellAll(world);
        await eventually('the news goes round', () => listeners.some((listener) => listener.hasHeard(mark)), 200).catch(
          () => undefined,
        );
        return listeners.every((listener) => listener.hasHeard(mark));
      });
      const planted = await theCase.plant(world, owner);
      const last = await theCase.tellAll(world);
      await eventually('everyone hears the last', () => listeners.every((listener) => listener.hasHeard(last)));
      const knowing = listeners.filter((listener) => listener.hasHeard(planted.mark));
      await Promise.all(listeners.map((listener) => listener.close()));
      expect(knowing.map(({ tenant }) => tenant.code)).toEqual([owner.code]);
    }
  });

  it.each(streamCases)("%s: another tenant's cursor is refused", async (name, theCase) => {
    for (const { owner, strangers } of stages(name, theCase)) {
      await theCase.plant(world, owner);
      const after = await theCase.cursor(world, owner);
      for (const stranger of strangers) {
        const listener = listen(theCase, world, stranger, after);
        await listener.ended;
        await listener.close();
        expect(listener.messages.join()).toMatch(/BAD_USER_INPUT|INVALID_INPUT/);
      }
    }
  });
});

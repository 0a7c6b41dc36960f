import { buildSchema, type ExecutionResult, parse } from 'graphql';
import { SharedExecutions } from './shared-executions.js';

const schema = buildSchema(`
  type Query { nothing: String }
  type Happening { name: String, size(unit: String): String }
  type Subscription { happenings(after: String): Happening }
`);

interface Payload {
  readonly happenings: { name: string; size: (args: { unit?: string }) => string };
}

let executed: string[] = [];

const payloadOf = (name: string): Payload => ({
  happenings: {
    name,
    size: ({ unit }) => {
      executed.push(`${name} ${unit ?? ''}`.trim());
      return `1 ${unit ?? ''}`.trim();
    },
  },
});

/** A source over payloads that others get as well. */
function sourceOf(payloads: readonly Payload[], isShared: boolean) {
  const iterator = payloads[Symbol.iterator]();
  let isEnded = false;
  const source = {
    ...(isShared ? { isShared: true as const } : {}),
    next: async () => (isEnded ? { done: true, value: undefined } : iterator.next()),
    return: async () => {
      isEnded = true;
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => source,
  };
  return source;
}

const executions = new SharedExecutions();
const DOCUMENT = parse(
  'subscription ($after: String, $unit: String) { happenings(after: $after) { name size(unit: $unit) } }',
);

async function results(
  payloads: readonly Payload[],
  { variables = {}, isShared = true, document = DOCUMENT, operationName = null as string | null } = {},
): Promise<ExecutionResult[]> {
  const rootValue = { happenings: () => sourceOf(payloads, isShared) };
  const stream = await executions.subscribe({ schema, document, rootValue, variableValues: variables, operationName });
  if (!(Symbol.asyncIterator in stream)) return [stream];
  const got: ExecutionResult[] = [];
  for await (const result of stream) got.push(result);
  return got;
}

beforeEach(() => {
  executed = [];
});

describe('a subscription to a shared source', () => {
  it('is executed once for all who ask the same, wherever they begin', async () => {
    const payloads = [payloadOf('a'), payloadOf('b')];
    const one = await results(payloads, { variables: { after: 'x', unit: 'kg' } });
    const other = await results(payloads, { variables: { after: 'y', unit: 'kg' } });
    expect(one).toMatchObject([
      { data: { happenings: { name: 'a', size: '1 kg' } } },
      { data: { happenings: { name: 'b' } } },
    ]);
    expect(other).toEqual(one);
    expect(executed).toEqual(['a kg', 'b kg']);
  });

  it.each([
    ['other variables', { variables: { unit: 'g' } }, { happenings: { name: 'a', size: '1 g' } }],
    ['another document', { document: parse('subscription { happenings { size } }') }, { happenings: { size: '1' } }],
  ])('gives those with %s a result of their own', async (_case, options, data) => {
    const payloads = [payloadOf('a')];
    await results(payloads, { variables: { unit: 'kg' } });
    expect(await results(payloads, options)).toMatchObject([{ data }]);
  });

  it('tells the operations of one document apart', async () => {
    const document = parse(`subscription A { happenings { name } } subscription B { happenings { size } }`);
    const payloads = [payloadOf('a')];
    expect(await results(payloads, { document, operationName: 'A' })).toMatchObject([
      { data: { happenings: { name: 'a' } } },
    ]);
    expect(await results(payloads, { document, operationName: 'B' })).toMatchObject([
      { data: { happenings: { size: '1' } } },
    ]);
  });

  it('counts a variable that a fragment or a directive uses', async () => {
    const document = parse(`subscription ($with: Boolean!) { happenings { ...Size } }
      fragment Size on Happening { name size @include(if: $with) }`);
    const payloads = [payloadOf('a')];
    const [small] = await results(payloads, { document, variables: { with: false } });
    const [large] = await results(payloads, { document, variables: { with: true } });
    expect(small?.data).toEqual({ happenings: { name: 'a' } });
    expect(large?.data).toEqual({ happenings: { name: 'a', size: '1' } });
  });
});

it('tells a variable that was left out from one that is null', async () => {
  const document = parse('subscription ($unit: String = "kg") { happenings { size(unit: $unit) } }');
  const payloads = [payloadOf('a')];
  const sizes = [];
  for (const variables of [{ unit: null }, {}]) sizes.push(...(await results(payloads, { document, variables })));
  expect(sizes).toMatchObject([{ data: { happenings: { size: '1' } } }, { data: { happenings: { size: '1 kg' } } }]);
});

it('executes a subscription to any other source for each who asks', async () => {
  const payloads = [payloadOf('a')];
  await results(payloads, { isShared: false });
  await results(payloads, { isShared: false });
  expect(executed).toEqual(['a', 'a']);
});

it('ends the source when the stream ends', async () => {
  const source = sourceOf([payloadOf('a'), payloadOf('b')], true);
  const stream = await executions.subscribe({ schema, document: DOCUMENT, rootValue: { happenings: () => source } });
  if (!(Symbol.asyncIterator in stream)) throw new Error('no stream');
  await stream.next();
  await stream.return?.();
  expect(await source.next()).toEqual({ done: true, value: undefined });
});

it('gives what is wrong in place of a stream', async () => {
  const rootValue = {
    happenings: () => {
      throw new Error('not for you');
    },
  };
  const answer = await executions.subscribe({ schema, document: DOCUMENT, rootValue });
  expect(answer).toMatchObject({ errors: [{ message: 'not for you' }] });
});

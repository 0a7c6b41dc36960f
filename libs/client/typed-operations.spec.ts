import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { LiaisonClient } from './liaison-client.js';
import { writeOperation } from './typed-operations.js';

const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));

const client = new LiaisonClient({
  url: 'http://gateway.test',
  credentials: {
    tenant: 'hz-police',
    actor: 'officer',
    scopes: ['entities:lookup'],
    privateJwk: {
      kty: 'OKP',
      crv: 'Ed25519',
      alg: 'EdDSA',
      kid: 'k',
      use: 'sig',
      x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
      d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
    },
  },
  fetch: async () => Response.json({ data: {} }),
});

describe('operations written as selections', () => {
  it.each<[string, 'query' | 'mutation', object, string, Record<string, unknown>]>([
    ['values', 'query', { me: { code: true, keys: { keyId: true } } }, 'query { me { code keys { keyId } } }', {}],
    [
      'arguments as variables, and the name of the type where there are several',
      'query',
      {
        lookup: {
          $: { input: { type: 'USCC', value: 'x' } },
          '...LookupAnswer': { entities: { kind: true } },
          '...UserError': { code: true },
        },
      },
      'query ($v0: LookupInput!) { lookup(input: $v0) { __typename ... on LookupAnswer { entities { kind } } ... on UserError { code } } }',
      { v0: { type: 'USCC', value: 'x' } },
    ],
    [
      'several fields, and nothing for what is undefined',
      'query',
      { me: { code: true, name: undefined }, events: { $: { first: 2, after: undefined }, edges: { cursor: true } } },
      'query ($v0: Int!) { me { code } events(first: $v0) { edges { cursor } } }',
      { v0: 2 },
    ],
  ])('%s', (_name, kind, selection, text, variables) => {
    const written = writeOperation(kind, selection);
    expect(written).toEqual({ query: text, variables });
    expect(validate(schema, parse(written.query))).toEqual([]);
  });

  it('refuses an argument that the field does not take', () => {
    expect(() => writeOperation('query', { me: { $: { id: 'x' }, code: true } })).toThrow('Query.me takes no argument');
  });

  // What these say is checked when the project's types are.
  it('give answers their types, and refuse what the schema does not have', async () => {
    const { lookup, me } = await client.query({
      lookup: {
        $: { input: { type: 'USCC', value: 'x' } },
        '...LookupAnswer': { entities: { kind: true, names: { name: true } } },
        '...UserError': { code: true, field: true },
      },
      me: { code: true },
    });
    me satisfies undefined | { readonly code: string };
    if (lookup?.__typename === 'LookupAnswer') {
      lookup.entities satisfies readonly { readonly names: readonly { readonly name: string }[] }[];
      // @ts-expect-error a refusal alone has a code
      lookup.code satisfies string;
    } else {
      lookup?.code satisfies string | undefined;
      // @ts-expect-error an answer alone has entities
      lookup?.entities;
    }
    // @ts-expect-error the field is called events
    await client.query({ evens: { edges: { cursor: true } } });
    // @ts-expect-error the field is called cursor
    await client.query({ events: { edges: { curser: true } } });
    // @ts-expect-error the input is missing
    await client.query({ lookup: { '...LookupAnswer': { entities: { kind: true } } } }).catch(() => undefined);
    // @ts-expect-error there is no such type of identifier
    await client.query({ lookup: { $: { input: { type: 'UCC', value: 'x' } }, '...UserError': { code: true } } });
    const { subscription } = await client.query({ subscription: { $: { id: 'x' }, id: true } });
    subscription satisfies undefined | null | { readonly id: string };
    // @ts-expect-error it was not asked for
    subscription?.state;
    const { createSubscription } = await client.mutate({
      createSubscription: {
        $: { input: { name: 'x', url: 'https://x.example' } },
        '...SubscriptionWithSecret': { secret: true, subscription: { id: true } },
        '...UserError': { message: true },
      },
    });
    if (createSubscription?.__typename === 'SubscriptionWithSecret')
      createSubscription.subscription.id satisfies string;
    expect(lookup).toBeUndefined();
  });
});

// Looks an entity up as the demo's police: node examples/look-up.mjs <USCC>
import { readFileSync } from 'node:fs';
import { LiaisonClient } from 'liaison/client';

const url = process.env.LIAISON_URL ?? 'http://127.0.0.1:3000';
const key = process.env.LIAISON_KEY ?? '.liaison/demo/keys/hz-police.jwk.json';
const value = process.argv[2];
if (!value) throw new Error('Give a unified social credit code as the argument.');

const client = new LiaisonClient({
  url,
  credentials: {
    tenant: 'hz-police',
    actor: 'officer-li',
    privateJwk: JSON.parse(readFileSync(key, 'utf8')),
    scopes: ['entities:lookup'],
  },
});

// Written as a selection, the answer has its type in TypeScript, and a field that does not exist is found at once. The same as
// GraphQL text: client.query('query ($input: LookupInput!) { … }', { input }).
const { lookup } = await client.query({
  lookup: {
    $: { input: { type: 'USCC', value } },
    '...LookupAnswer': {
      entities: {
        kind: true,
        names: { role: true, name: true },
        flags: { category: { labelEn: true }, severity: true, source: { name: true } },
      },
    },
    '...UserError': { code: true, message: true, field: true },
  },
});
console.log(JSON.stringify(lookup, null, 2));

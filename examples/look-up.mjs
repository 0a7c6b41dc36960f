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

const { lookup } = await client.query(
  `query ($input: LookupInput!) {
    lookup(input: $input) {
      ... on LookupAnswer { entities { kind names { role name } flags { category { labelEn } severity source { name } } } }
      ... on UserError { code message field }
    }
  }`,
  { input: { type: 'USCC', value } },
);
console.log(JSON.stringify(lookup, null, 2));

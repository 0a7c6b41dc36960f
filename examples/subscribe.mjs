// Follows what the demo's police may know, and goes on where it left off: node examples/subscribe.mjs
// The place is kept in a file after each event. Ends by Ctrl-C, after the event in hand.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { LiaisonClient } from 'liaison/client';

const key = process.env.LIAISON_KEY ?? '.liaison/demo/keys/hz-police.jwk.json';
const placeFile = process.env.PLACE ?? '.liaison/subscribe.cursor';

const client = new LiaisonClient({
  url: process.env.LIAISON_URL ?? 'http://127.0.0.1:3000',
  credentials: {
    tenant: process.env.TENANT ?? 'hz-police',
    actor: 'event-reader',
    privateJwk: JSON.parse(readFileSync(key, 'utf8')),
    scopes: ['events:read'],
  },
});

const subscription = client.subscribe({
  after: existsSync(placeFile) ? readFileSync(placeFile, 'utf8') : undefined,
  // What this throws lets the event come again; the next one waits for its promise.
  handle: ({ type, subject, time }) => console.log(time, type, subject),
  keepCursor: (cursor) => {
    writeFileSync(`${placeFile}.new`, cursor);
    renameSync(`${placeFile}.new`, placeFile);
  },
  onState: (state) => console.error(state.kind, state.transport ?? ''),
});

process.once('SIGINT', () => subscription.stop());
await subscription.done;

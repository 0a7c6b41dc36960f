// Answers an approved disclosure request from CSV files: node examples/answer-disclosure.mjs <request id>
// The connector is the platform's own: here it reads data/<item>/<subject>.csv (or in the folder DATA) and keeps the lines of the
// granted days.
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { LiaisonClient } from 'liaison/client';
import { answerByConnector } from 'liaison/connector';

const requestId = process.argv[2];
if (!requestId) throw new Error('Give the id of an approved request as the argument.');
const privateJwk = JSON.parse(
  readFileSync(process.env.LIAISON_KEY ?? '.liaison/demo/keys/platform-a.jwk.json', 'utf8'),
);
const client = new LiaisonClient({
  url: process.env.LIAISON_URL ?? 'http://127.0.0.1:3000',
  credentials: {
    tenant: 'platform-a',
    actor: 'disclosure-robot',
    privateJwk,
    scopes: ['disclosures:read', 'disclosures:answer', 'attachments:write', 'keys:read'],
  },
});

/** The first line is the head, and each other line begins with its day: 2026-01-31,… */
async function* linesWithin(path, from, to) {
  let isHead = true;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const day = line.slice(0, 10);
    if (isHead || (day >= from && day <= to)) yield `${line}\n`;
    isHead = false;
  }
}

const connector = {
  async *pull({ subject, item, periodFrom, periodTo }) {
    const path = `${process.env.DATA ?? 'data'}/${item}/${subject.ordinal}.csv`;
    if (!existsSync(path)) return;
    const name = `${item}-${subject.ordinal}-${periodFrom}-${periodTo}.csv`;
    yield { name, mediaType: 'text/csv', content: linesWithin(path, periodFrom, periodTo) };
  },
};

const retainUntil = new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10);
const delivered = await answerByConnector(client, { requestId, connector, platformKey: privateJwk, retainUntil });
console.log(delivered);

// Receives signed webhooks: WEBHOOK_SECRET=whsec_… node examples/receive-webhooks.mjs
import { createServer } from 'node:http';
import { verifyReceivedWebhook } from 'liaison/webhooks';

const secret = process.env.WEBHOOK_SECRET;
if (!secret) throw new Error('Set WEBHOOK_SECRET to the secret that createSubscription showed.');

createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  const verdict = verifyReceivedWebhook({ secrets: [secret], headers: request.headers, body });
  if (!verdict.ok) {
    console.log('refused:', verdict.reason);
    response.writeHead(400).end();
    return;
  }
  // Answer only once the message is safe: until then it is sent again, with the same id.
  console.log(verdict.message);
  response.writeHead(204).end();
}).listen(Number(process.env.PORT ?? 4000), '127.0.0.1');

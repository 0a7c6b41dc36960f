// Receives signed webhooks: TENANT=… node examples/receive-webhooks.mjs, and again with WEBHOOK_SECRET=whsec_… (or whpk_…)
// once createSubscription has asked the endpoint whose it is, and shown the secret.
import { createServer } from 'node:http';
import { answerEndpointChallenge, verifyReceivedWebhook } from 'liaison/webhooks';

const secret = process.env.WEBHOOK_SECRET;
const tenant = process.env.TENANT;
if (!tenant && !secret) throw new Error('Set TENANT to the code of the tenant that receives, or WEBHOOK_SECRET.');

createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  const answer = tenant && answerEndpointChallenge(body, tenant);
  if (answer) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    return;
  }
  if (!secret) {
    response.writeHead(503).end();
    return;
  }
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

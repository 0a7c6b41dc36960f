// Receives signed webhooks: TENANT=… node examples/receive-webhooks.mjs, and again with WEBHOOK_SECRET=whsec_… (or whpk_…)
// once createSubscription has asked the endpoint whose it is, and shown the secret.
import { createServer } from 'node:http';
import { asMiddleware, webhookReceiver } from 'liaison/receivers';

const { TENANT: tenant, WEBHOOK_SECRET: secret, PORT: port = '4000' } = process.env;
if (!tenant) throw new Error('Set TENANT to the code of the tenant that receives.');

const receiver = webhookReceiver({
  tenant,
  // Two at once while they rotate. Without any, messages are put off.
  secrets: secret ? [secret] : [],
  // The message is answered when this has resolved, and comes again, with the same id, when it throws.
  handle: (message) => console.log(message),
});

// The same middleware goes into Express, Connect and Nest; for Fastify there is asFastifyPlugin.
createServer(asMiddleware(receiver)).listen(Number(port), '127.0.0.1');

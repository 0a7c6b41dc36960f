/** What receives events, as one entry of the package: by webhook, by pushed token, by collected token. */
export { asFastifyPlugin, asMiddleware, type Receiver } from './receiver.js';
export { type CollectOptions, collectSecurityEvents } from './security-event-collector.js';
export { type SecurityEventReceiverOptions, securityEventReceiver } from './security-event-receiver.js';
export { type WebhookReceiverOptions, webhookReceiver } from './webhook-receiver.js';

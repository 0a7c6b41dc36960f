import type { FieldCipher } from '../../libs/field-encryption/field-cipher.js';
import { WebhookSigner } from '../../libs/signing/webhook-signature.js';
import { cloudEventHeaders } from '../events/cloud-event.js';
import type { SequencedEvent } from '../events/events.repository.js';
import { liveSecrets } from '../subscriptions/endpoint-secrets.js';
import type { PayloadForm, Subscription } from '../subscriptions/subscriptions.repository.js';
import type { Channel, ChannelOpener, OutgoingMessage } from './channels.js';
import { webhookBody } from './webhook-message.js';

/** Messages signed by Standard Webhooks, with the attributes of CloudEvents' binary mode in the headers. */
class WebhookChannel implements Channel {
  constructor(
    private readonly signer: WebhookSigner,
    private readonly source: string,
    private readonly form: PayloadForm,
    readonly endsAtMs: number | null,
  ) {}

  write(event: SequencedEvent, seq: number, nowMs: number): OutgoingMessage {
    const body = webhookBody(event, seq, this.form);
    const signed = this.signer.sign({ id: event.id, timestampSeconds: Math.floor(nowMs / 1_000), body });
    const headers = { ...signed, ...cloudEventHeaders(event, this.source), 'content-type': 'application/json' };
    return { headers, body };
  }
}

/** @param source of every event of this gateway */
export const openWebhooks =
  (cipher: FieldCipher, source: string): ChannelOpener =>
  async (subscriptions, nowMs) =>
    new Map(subscriptions.map((subscription) => [subscription.id, openWebhook(cipher, source, subscription, nowMs)]));

function openWebhook(cipher: FieldCipher, source: string, subscription: Subscription, nowMs: number): WebhookChannel {
  const { keys, endsAtMs } = liveSecrets(cipher, subscription, nowMs);
  return new WebhookChannel(new WebhookSigner(keys), source, subscription.payload, endsAtMs);
}

import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import type { FieldCipher } from '../../libs/field-encryption/field-cipher.js';
import type { SigningAlgorithm } from '../../libs/signing/keys.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import { CIPHERS, type Ciphers, SETTINGS } from '../common/tokens.js';
import { type Channel, Channels, type EndpointAnswer, type OutgoingMessage } from '../deliveries/channels.js';
import { eventSource } from '../events/cloud-event.js';
import type { SequencedEvent } from '../events/events.repository.js';
import { GatewayKeys } from '../gateway-keys/gateway-keys.service.js';
import { secretContext } from '../subscriptions/endpoint-secrets.js';
import type { PayloadForm, Subscription } from '../subscriptions/subscriptions.repository.js';
import { type StreamParties, securityEventClaims, TOKEN_TYPE } from './security-event.js';
import { StreamsRepository } from './streams.repository.js';

/** A stream as far as its tokens tell of it. */
export interface SignedStream {
  readonly streamId: string;
  /** The receiver: its tenant's code. */
  readonly audience: string;
  readonly algorithm: SigningAlgorithm;
  readonly form: PayloadForm;
}

const ACCEPTED = 202;
/** An error code of RFC 8935 §2.4, or another of its form. */
const ERROR_CODE = /^[a-z_]{1,48}$/;

/** Writes events as signed security event tokens, for streams that are pushed and that are collected alike. */
@Injectable()
export class SecurityEventWriter implements OnModuleInit {
  private readonly source: string;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly keys: GatewayKeys,
    private readonly channels: Channels,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    this.source = eventSource(settings.LIAISON_AUDIENCE);
  }

  onModuleInit(): void {
    this.channels.register('SET_PUSH', (subscriptions) => this.openPushes(subscriptions));
  }

  /** Signs an event as the message with this number of a stream. */
  write(event: SequencedEvent, seq: number, nowMs: number, stream: SignedStream): Promise<string> {
    const { streamId, audience, algorithm, form } = stream;
    const parties: StreamParties = {
      streamId,
      audience,
      issuer: this.settings.LIAISON_PUBLIC_URL,
      source: this.source,
      form,
    };
    return this.keys.sign(securityEventClaims(event, seq, nowMs, parties), TOKEN_TYPE, algorithm);
  }

  /** A verification that belongs to no stream yet: shows whether an endpoint receives for a tenant. */
  async probe(stream: SignedStream, authorization: string | undefined): Promise<OutgoingMessage> {
    const nowMs = this.clock.now();
    const event: SequencedEvent = {
      ...{ id: newId(), seq: 0, type: 'stream.verification', occurredAtMs: nowMs, tenantId: '', sharingId: '' },
      ...{ subjectType: 'subscription', subjectId: stream.streamId, orderKey: stream.streamId },
      ...{ category: null, severity: null, jurisdiction: null, entityKind: null, platform: null, listId: null },
      data: JSON.stringify({ state: newId() }),
    };
    return { headers: pushHeaders(authorization), body: await this.write(event, 0, nowMs, stream) };
  }

  private async openPushes(subscriptions: readonly Subscription[]): Promise<Map<string, Channel>> {
    const repository = new StreamsRepository(this.database);
    const details = await repository.detailsOf(subscriptions.map(({ id }) => id));
    const codes = await repository.codesOf([...new Set(subscriptions.map(({ tenantId }) => tenantId))]);
    const opened = new Map<string, Channel>();
    for (const subscription of subscriptions) {
      const { id: streamId, tenantId, payload: form } = subscription;
      const algorithm = details.get(streamId)?.algorithm;
      const audience = codes.get(tenantId);
      if (!algorithm || audience === undefined) continue;
      const headers = pushHeaders(authorizationOf(this.ciphers.fields, subscription));
      opened.set(
        streamId,
        new PushChannel(headers, (event, seq, nowMs) =>
          this.write(event, seq, nowMs, { streamId, audience, algorithm, form }),
        ),
      );
    }
    return opened;
  }
}

/** Pushes one token in each request, by RFC 8935. */
class PushChannel implements Channel {
  readonly endsAtMs = null;

  constructor(
    private readonly headers: Readonly<Record<string, string>>,
    private readonly sign: (event: SequencedEvent, seq: number, nowMs: number) => Promise<string>,
  ) {}

  async write(event: SequencedEvent, seq: number, nowMs: number): Promise<OutgoingMessage> {
    return { headers: this.headers, body: await this.sign(event, seq, nowMs) };
  }

  /** Only 202 says that the receiver took the token (§2.2): whoever answers 200 does not speak this protocol. */
  problemOf({ status, type, body }: EndpointAnswer): string | undefined {
    if (status === ACCEPTED) return undefined;
    if (status >= 200 && status < 300) return 'NOT_ACCEPTED';
    return type === 'application/json' ? errorCodeIn(body) : undefined;
  }
}

const authorizationOf = (cipher: FieldCipher, { id, secret }: Subscription): string | undefined =>
  secret === '' ? undefined : cipher.decrypt(secret, secretContext(id));

function pushHeaders(authorization: string | undefined): Record<string, string> {
  const headers = { 'content-type': `application/${TOKEN_TYPE}`, accept: 'application/json' };
  return authorization === undefined ? headers : { ...headers, authorization };
}

/** The `err` of a refusal (§2.3); its description is free text, and is not kept. */
function errorCodeIn(body: string): string | undefined {
  try {
    const { err } = JSON.parse(body) as { err?: unknown };
    return typeof err === 'string' && ERROR_CODE.test(err) ? err : undefined;
  } catch {
    return undefined;
  }
}

import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { HttpProblem } from '../common/http/http-errors.js';
import { isId, newId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import type { Tx } from '../common/persistence/sql.js';
import { CIPHERS, type Ciphers, SETTINGS } from '../common/tokens.js';
import { EndpointControl } from '../deliveries/endpoint-control.js';
import { EndpointRefusedError } from '../deliveries/endpoint-guard.js';
import { GatewayKeys } from '../gateway-keys/gateway-keys.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { secretContext } from '../subscriptions/endpoint-secrets.js';
import { problemOfFilter } from '../subscriptions/filter-problems.js';
import type { SubscriptionFilter } from '../subscriptions/subscription-filter.js';
import { MAX_PER_TENANT } from '../subscriptions/subscriptions.inputs.js';
import { type Subscription, SubscriptionsRepository } from '../subscriptions/subscriptions.repository.js';
import { SecurityEventWriter } from './security-event-writer.js';
import {
  CONFIGURATION,
  type Configuration,
  changedConfiguration,
  configurationOf,
  filterOf,
  PUSH_METHOD,
  readBody,
} from './stream-configuration.js';
import { noStream, StreamSteps } from './stream-steps.js';
import { type EventStream, type StreamDetails, StreamsRepository } from './streams.repository.js';

const PAGE = 200;

type ShownConfiguration = ReturnType<typeof configurationOf>;

/** The use cases of a receiver's own streams (Shared Signals Framework 1.0 §8.1.1). Refusals are thrown as HttpProblem. */
@Injectable()
export class StreamsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly control: EndpointControl,
    private readonly writer: SecurityEventWriter,
    private readonly keys: GatewayKeys,
    private readonly steps: StreamSteps,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** One of the receiver's own streams. @throws HttpProblem 404 */
  async one(context: TenantContext, id: string): Promise<ShownConfiguration> {
    const stream = isId(id) ? await new StreamsRepository(this.database).own(context.tenantId, id) : undefined;
    if (!stream) throw noStream();
    return this.shown(context, stream);
  }

  /** All of the receiver's own streams, read in pages. */
  async all(context: TenantContext): Promise<ShownConfiguration[]> {
    const repository = new StreamsRepository(this.database);
    const found: EventStream[] = [];
    let afterId = '';
    for (;;) {
      const { streams, lastId } = await repository.ofTenant(context.tenantId, afterId, PAGE);
      found.push(...streams);
      if (lastId === undefined) return found.map((stream) => this.shown(context, stream));
      afterId = lastId;
    }
  }

  /** Makes a stream, enabled from the start. @throws HttpProblem 400, 409 */
  async create(context: TenantContext, body: unknown): Promise<ShownConfiguration> {
    const wanted = readBody(CONFIGURATION, body);
    const filter = await this.checked(wanted);
    const id = newId();
    await this.checkEndpoint(context, id, wanted);
    const stream = this.newStream(context, id, wanted, filter);
    await this.database.transaction(async (tx) => {
      const repository = new SubscriptionsRepository(tx);
      if ((await repository.count(context.tenantId)) >= MAX_PER_TENANT) {
        throw new HttpProblem(409, 'TOO_MANY', `A tenant has at most ${MAX_PER_TENANT} subscriptions and streams.`);
      }
      await repository.insert(tx, stream.subscription);
      await new StreamsRepository(tx).insert(tx, stream.details);
      await this.record(tx, context, 'subscription.create', stream.subscription);
    });
    return this.shown(context, stream);
  }

  /** Puts a whole configuration in place, or changes what a patch names. @throws HttpProblem 400, 404 */
  async change(context: TenantContext, id: string, body: unknown, isPatch: boolean): Promise<ShownConfiguration> {
    const found = isId(id) ? await new StreamsRepository(this.database).own(context.tenantId, id) : undefined;
    if (!found) throw noStream();
    const wanted = changedConfiguration(found, body, isPatch, this.settings.LIAISON_PUBLIC_URL, context.tenantCode);
    if ((wanted.delivery.method === PUSH_METHOD) !== (found.subscription.channel === 'SET_PUSH')) {
      throw new HttpProblem(400, 'INVALID_INPUT', 'Make another stream for another method.', 'delivery.method');
    }
    const filter = await this.checked(wanted);
    if (!isSameEndpoint(found, wanted)) await this.checkEndpoint(context, id, wanted);
    await this.steps.take(context, id, 'change', async (tx, { subscription, details }) => {
      if (subscription.version !== found.subscription.version) {
        throw new HttpProblem(409, 'CONFLICT', 'The stream was changed meanwhile: read it again.');
      }
      await new SubscriptionsRepository(tx).setWants(tx, id, {
        ...this.endpointOf(id, wanted, subscription),
        filter,
        payload: wanted.liaison_payload,
        defaultSubjects: wanted.liaison_default_subjects === 'NONE' ? 'NONE' : null,
      });
      await new StreamsRepository(tx).change(tx, { ...details, ...detailsOf(wanted) });
    });
    return this.one(context, id);
  }

  /** Ends a stream for good. @throws HttpProblem 404 */
  async delete(context: TenantContext, id: string): Promise<void> {
    await this.steps.take(context, id, 'delete');
  }

  private newStream(
    context: TenantContext,
    id: string,
    wanted: Configuration,
    filter: SubscriptionFilter,
  ): EventStream {
    const nowMs = this.clock.now();
    const isPush = wanted.delivery.method === PUSH_METHOD;
    const subscription: Subscription = {
      id,
      tenantId: context.tenantId,
      name: wanted.description ?? '',
      channel: isPush ? 'SET_PUSH' : 'SET_POLL',
      ...this.endpointOf(id, wanted, undefined),
      previousSecret: null,
      previousSecretUntilMs: null,
      publicKey: null,
      previousPublicKey: null,
      filter,
      defaultSubjects: wanted.liaison_default_subjects === 'NONE' ? 'NONE' : null,
      payload: wanted.liaison_payload,
      state: 'ACTIVE',
      lastSeq: 0,
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
      version: 1,
    };
    const details = { subscriptionId: id, ...detailsOf(wanted), statusReason: null, verifiedAtMs: null };
    return { subscription, details };
  }

  /** An authorization header that is not given again stays, but never goes to another endpoint. */
  private endpointOf(
    id: string,
    { delivery }: Configuration,
    present: Subscription | undefined,
  ): Pick<Subscription, 'url' | 'secret'> {
    if (delivery.method !== PUSH_METHOD) return { url: '', secret: '' };
    const { endpoint_url: url, authorization_header: header } = delivery;
    if (header !== undefined) return { url, secret: this.ciphers.fields.encrypt(header, secretContext(id)) };
    return { url, secret: present?.url === url ? present.secret : '' };
  }

  /** What a configuration's schema cannot know. @throws HttpProblem 400 */
  private async checked(wanted: Configuration): Promise<SubscriptionFilter> {
    const filter = filterOf(wanted);
    const problem = await problemOfFilter(this.database, filter);
    if (problem) {
      const field = problem.field?.replace('input.filter', 'liaison_filter');
      throw new HttpProblem(400, problem.code, problem.message, field);
    }
    await this.keys.ensure(wanted.liaison_signing_algorithm);
    return filter;
  }

  /** The endpoint of a push takes a verification for its tenant. @throws HttpProblem 400 */
  private async checkEndpoint(context: TenantContext, id: string, wanted: Configuration): Promise<void> {
    const { delivery, liaison_signing_algorithm: algorithm } = wanted;
    if (delivery.method !== PUSH_METHOD) return;
    const { endpoint_url: url, authorization_header: authorization } = delivery;
    const stream = { streamId: id, audience: context.tenantCode, algorithm, form: wanted.liaison_payload };
    try {
      await this.control.provePush(url, () => this.writer.probe(stream, authorization));
    } catch (error) {
      if (!(error instanceof EndpointRefusedError)) throw error;
      throw new HttpProblem(400, error.code, error.message, 'delivery.endpoint_url');
    }
  }

  private async record(
    tx: Tx,
    context: TenantContext,
    action: 'subscription.create',
    { id: subjectId, state, version, channel }: Subscription,
  ): Promise<void> {
    const detail = { state, version, channel };
    await this.ledger.append(tx, context, [{ action, subjectType: 'subscription', subjectId, detail }]);
  }

  private shown(context: TenantContext, stream: EventStream): ShownConfiguration {
    return configurationOf(stream, this.settings.LIAISON_PUBLIC_URL, context.tenantCode);
  }
}

/** An endpoint that was proven once is not asked again for as long as it stays. */
const isSameEndpoint = ({ subscription }: EventStream, { delivery }: Configuration): boolean =>
  delivery.method === PUSH_METHOD && delivery.endpoint_url === subscription.url;

const detailsOf = (wanted: Configuration): Pick<StreamDetails, 'algorithm' | 'eventsRequested' | 'description'> => ({
  algorithm: wanted.liaison_signing_algorithm,
  eventsRequested: wanted.events_requested ?? null,
  description: wanted.description ?? null,
});

import { publishEvents } from './events.js';
import { eventually, type TestGateway, type TestTenant } from './profiles.js';
import { WebhookReceiver } from './webhook-receiver.js';

/** A delivery as the log tells it. */
export interface LogLine {
  readonly id: string;
  readonly eventId: string;
  readonly eventType: string | null;
  readonly seq: number;
  readonly state: string;
  readonly nextAttemptAt: string | null;
  readonly attempts: readonly { readonly n: number; readonly status: number | null; readonly error: string | null }[];
}

/** What the mutations answer, whichever type it is. */
export interface MutationAnswer {
  readonly __typename: string;
  readonly code?: string;
  readonly field?: string;
  readonly message?: string;
  readonly secret?: string | null;
  readonly subscription?: SubscriptionView;
  readonly id?: string;
  readonly state?: string;
  readonly version?: number;
}

export interface SubscriptionView {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly lastSeq: number;
}

const FIELDS = 'id state version lastSeq';

const SECRET_RESULT = `__typename ... on SubscriptionWithSecret { secret subscription { ${FIELDS} } }
  ... on UserError { code field message }`;

export async function createSubscription(tenant: TestTenant, input: Record<string, unknown>): Promise<MutationAnswer> {
  const { result } = await tenant.client.mutate<{ result: MutationAnswer }>(
    `mutation ($input: CreateSubscriptionInput!) { result: createSubscription(input: $input) { ${SECRET_RESULT} } }`,
    { input },
  );
  return result;
}

/** A tenant with a receiver and a subscription to everything that it may see. */
export class Subscriber {
  private constructor(
    private readonly gateway: TestGateway,
    readonly tenant: TestTenant,
    readonly receiver: WebhookReceiver,
    readonly id: string,
    readonly secret: string,
  ) {}

  static async of(
    gateway: TestGateway,
    code: string,
    input: Record<string, unknown> = {},
    kind: TestTenant['kind'] = 'PLATFORM',
  ): Promise<Subscriber> {
    const tenant = await gateway.tenant({ code, kind });
    const receiver = await WebhookReceiver.start();
    const made = await createSubscription(tenant, { name: code, url: receiver.url, ...input });
    if (!made.subscription || !made.secret) throw new Error(`not subscribed: ${JSON.stringify(made)}`);
    return new Subscriber(gateway, tenant, receiver, made.subscription.id, made.secret);
  }

  /** Makes events happen that this tenant and the regulator know of; gives the ids of their subjects. */
  async tell(...happened: Parameters<typeof publishEvents>[2]): Promise<string[]> {
    const regulator = await this.gateway.tenant({ code: 'teller', kind: 'MARKET_REGULATOR' });
    const sharing = { ownerId: regulator.id, level: 'NAMED', memberIds: [this.tenant.id] } as const;
    return publishEvents(this.gateway, sharing, happened.length > 0 ? happened : [{}]);
  }

  /** Waits until this many messages have come, repeated ones included. */
  async gets(count: number): Promise<void> {
    await eventually(`${count} messages`, () => this.receiver.received.length >= count, 20_000);
  }

  async view(): Promise<SubscriptionView> {
    const { subscription } = await this.tenant.client.query<{ subscription: SubscriptionView }>(
      `query ($id: ID!) { subscription(id: $id) { ${FIELDS} } }`,
      { id: this.id },
    );
    return subscription;
  }

  async change(action: 'pause' | 'resume' | 'delete'): Promise<MutationAnswer> {
    const { result } = await this.tenant.client.mutate<{ result: MutationAnswer }>(
      `mutation ($input: SubscriptionAtVersionInput!) {
        result: ${action}Subscription(input: $input) {
          __typename ... on EventSubscription { ${FIELDS} } ... on UserError { code field message } } }`,
      { input: { id: this.id, version: (await this.view()).version } },
    );
    return result;
  }

  async rotate(overlapSeconds?: number): Promise<string> {
    const { result } = await this.tenant.client.mutate<{ result: MutationAnswer }>(
      `mutation ($input: RotateSubscriptionSecretInput!) {
        result: rotateSubscriptionSecret(input: $input) { ${SECRET_RESULT} } }`,
      { input: { id: this.id, version: (await this.view()).version, overlapSeconds } },
    );
    if (!result.secret) throw new Error(`not rotated: ${JSON.stringify(result)}`);
    return result.secret;
  }

  async redeliver(id: string): Promise<MutationAnswer> {
    const { result } = await this.tenant.client.mutate<{ result: MutationAnswer }>(
      `mutation ($input: RedeliverInput!) {
        result: redeliver(input: $input) { __typename ... on Delivery { id state } ... on UserError { code field } } }`,
      { input: { id } },
    );
    return result;
  }

  /** The delivery log, newest first. */
  async log(state?: string): Promise<LogLine[]> {
    const { deliveries } = await this.tenant.client.query<{ deliveries: { edges: { node: LogLine }[] } }>(
      `query ($id: ID!, $state: DeliveryState) { deliveries(subscriptionId: $id, state: $state, first: 100) {
        edges { node { id eventId eventType seq state nextAttemptAt attempts { n status error } } } } }`,
      { id: this.id, state },
    );
    return deliveries.edges.map(({ node }) => node);
  }

  /** Waits until every delivery of the log is in this state. */
  settled(count: number, state = 'DELIVERED'): Promise<LogLine[]> {
    return eventually(
      `${count} deliveries ${state}`,
      async () => {
        const lines = await this.log();
        return lines.length === count && lines.every((line) => line.state === state) && lines;
      },
      20_000,
    );
  }
}

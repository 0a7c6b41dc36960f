import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { Conflict, NotFound, UserError } from '../common/graphql/user-error.graphql.js';
import { Idempotency } from '../common/idempotency/idempotency.js';
import { isId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import { RunAgainError } from '../common/persistence/database-errors.js';
import type { Tx } from '../common/persistence/sql.js';
import type { DisclosureAction } from './disclosure.lifecycle.js';
import { changedMeanwhile, DisclosureSteps, type StepContent } from './disclosure-steps.js';
import type { AtVersion } from './disclosures.inputs.js';
import { DisclosuresRepository, type StoredRequest } from './disclosures.repository.js';

/** What a use case comes to. */
export type DisclosureResult = StoredRequest | UserError;

/** The transaction of a use case: once per idempotency key, on a request that the caller may see and has read. */
@Injectable()
export class DisclosureTransactions {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly clock: Clock,
    private readonly steps: DisclosureSteps,
  ) {}

  /** Runs a change once per idempotency key. */
  run(
    context: TenantContext,
    operation: string,
    input: { readonly idempotencyKey?: string | null | undefined },
    work: (tx: Tx) => Promise<DisclosureResult>,
  ): Promise<DisclosureResult> {
    return this.database.transaction((tx) =>
      this.idempotency.once<DisclosureResult>(
        tx,
        context,
        `disclosure.${operation}`,
        { ...input, idempotencyKey: input.idempotencyKey ?? null },
        this.clock.now(),
        () => work(tx),
        async (id) => (await new DisclosuresRepository(tx, context).byId(id)) ?? missing(),
      ),
    );
  }

  /** Runs a change of one request, which the caller names with its version. */
  change(
    context: TenantContext,
    operation: string,
    input: AtVersion,
    work: (tx: Tx, request: StoredRequest) => Promise<DisclosureResult>,
  ): Promise<DisclosureResult> {
    return this.run(context, operation, input, async (tx) => {
      const request = isId(input.id) ? await new DisclosuresRepository(tx, context).byId(input.id) : undefined;
      return request ? work(tx, request) : missing();
    });
  }

  /** One step by the table. @param contentOf what the step says and changes, or why it may not be taken */
  step(
    context: TenantContext,
    action: DisclosureAction,
    input: AtVersion,
    contentOf: (tx: Tx, request: StoredRequest) => Promise<StepContent | UserError> = async () => ({}),
  ): Promise<DisclosureResult> {
    return this.change(context, action, input, (tx, request) =>
      this.stepOn(tx, context, request, action, input, contentOf),
    );
  }

  /** As {@link step}, of a request that was read within the transaction. */
  async stepOn(
    tx: Tx,
    context: TenantContext,
    request: StoredRequest,
    action: DisclosureAction,
    input: AtVersion,
    contentOf: (tx: Tx, request: StoredRequest) => Promise<StepContent | UserError>,
  ): Promise<DisclosureResult> {
    const refusal = this.steps.refusal(context, request, action) ?? staleness(request, input);
    if (refusal) return refusal;
    const content = await contentOf(tx, request);
    if (content instanceof UserError) return content;
    const taken = await this.steps.take(tx, context, request, action, content);
    // Somebody else was first: what the content wrote must not stay, and the new version is refused at the start.
    if (taken instanceof UserError) throw new RunAgainError();
    return taken;
  }
}

/** The refusal of a caller who has read an earlier version. */
export const staleness = (request: StoredRequest, input: AtVersion): Conflict | undefined =>
  request.version === input.version ? undefined : changedMeanwhile();

const missing = (): NotFound => NotFound.of('input.id', 'disclosure request');

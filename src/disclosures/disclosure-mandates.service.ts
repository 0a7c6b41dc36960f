import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { actorPseudonym } from '../common/context/actor-pseudonym.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { Conflict, InvalidInput, NotFound, type UserError } from '../common/graphql/user-error.graphql.js';
import { Idempotency } from '../common/idempotency/idempotency.js';
import { isId, newId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import type { Sql, Tx } from '../common/persistence/sql.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import { type LedgerFact, LedgerService } from '../ledger/ledger.service.js';
import { APPROVER, DELEGATION, DELEGATION_END } from './disclosure-mandates.inputs.js';
import { DisclosureMandatesRepository, MAX_APPROVERS, MAX_DELEGATIONS } from './disclosure-mandates.repository.js';

/** An approver in the clear. */
export interface Approver {
  readonly actor: string;
  readonly addedAtMs: number;
}

interface DelegationWords {
  readonly absent: string;
  readonly delegate: string;
  readonly reason: string;
}

/** A delegation in the clear. */
export interface ClearDelegation extends DelegationWords {
  readonly id: string;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly version: number;
}

/** Who may approve in a tenant, and who stands in for whom. */
export interface TenantMandates {
  /** The tenant's. */
  readonly id: string;
  readonly approvers: readonly Approver[];
  readonly delegations: readonly ClearDelegation[];
}

export type MandatesResult = TenantMandates | UserError;

const approverContext = (tenantId: string, actorRef: string): string => `disclosure_approver:${tenantId}:${actorRef}`;
const delegationContext = (id: string): string => `disclosure_delegation:${id}`;

/** Who may approve disclosures in the caller's own tenant. Each change is a transaction with its ledger entry. */
@Injectable()
export class DisclosureMandatesService {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {}

  /** The caller's own tenant's. */
  mandates(context: TenantContext): Promise<TenantMandates> {
    return this.read(this.database, context);
  }

  /** Designates somebody; from the first one on only designated people approve. Nobody designates himself. */
  async addApprover(context: TenantContext, input: object): Promise<MandatesResult> {
    const read = readInput(APPROVER, input);
    if (!read.ok) return read.refusal;
    const { actor } = read.value;
    if (actor === context.actor) return ownMandate('input.actor');
    return this.change(context, 'approver.add', read.value, async (tx, mandates) => {
      if ((await mandates.approvers()).length >= MAX_APPROVERS) {
        return InvalidInput.at('input.actor', `A tenant has at most ${MAX_APPROVERS} approvers.`);
      }
      const actorRef = this.reference(context, actor);
      const sealed = this.ciphers.fields.encrypt(actor, approverContext(context.tenantId, actorRef));
      const addedAtMs = this.clock.now();
      const isNew = await mandates.addApprover(tx, {
        tenantId: context.tenantId,
        actorRef,
        actor: sealed,
        addedAtMs,
      });
      if (!isNew) return Conflict.of('input.actor', 'This person is an approver already.', 'ALREADY_AN_APPROVER');
      return { action: 'disclosure.approver.add', detail: { actorRef } };
    });
  }

  /** Ends a designation. */
  async removeApprover(context: TenantContext, input: object): Promise<MandatesResult> {
    const read = readInput(APPROVER, input);
    if (!read.ok) return read.refusal;
    return this.change(context, 'approver.remove', read.value, async (tx, mandates) => {
      const actorRef = this.reference(context, read.value.actor);
      if (!(await mandates.removeApprover(tx, actorRef))) return NotFound.of('input.actor', 'approver');
      return { action: 'disclosure.approver.remove', detail: { actorRef } };
    });
  }

  /** Somebody is away, and another decides for him from then until then. Nobody makes himself a stand-in. */
  async addDelegation(context: TenantContext, input: object): Promise<MandatesResult> {
    const read = readInput(DELEGATION, input);
    if (!read.ok) return read.refusal;
    const { absent, delegate, reason, from, until } = read.value;
    if (delegate === context.actor) return ownMandate('input.delegate');
    return this.change(context, 'delegation.add', read.value, async (tx, mandates) => {
      const nowMs = this.clock.now();
      if (until.getTime() <= nowMs) return InvalidInput.at('input.until', 'The time is over already.');
      if ((await mandates.delegations(nowMs)).length >= MAX_DELEGATIONS) {
        return InvalidInput.at('input', `A tenant has at most ${MAX_DELEGATIONS} delegations at a time.`);
      }
      const id = newId();
      const [absentRef, delegateRef] = [this.reference(context, absent), this.reference(context, delegate)];
      const words: DelegationWords = { absent, delegate, reason };
      const [fromMs, untilMs] = [from.getTime(), until.getTime()];
      await mandates.addDelegation(tx, {
        ...{ id, tenantId: context.tenantId, absentRef, delegateRef, fromMs, untilMs },
        names: this.ciphers.fields.encrypt(JSON.stringify(words), delegationContext(id)),
        ...{ endedAtMs: null, createdAtMs: nowMs, version: 1 },
      });
      const detail = { absentRef, delegateRef, fromMs, untilMs };
      return { action: 'disclosure.delegation.add', subjectType: 'disclosure_delegation', subjectId: id, detail };
    });
  }

  /** Ends a delegation before its time. */
  async endDelegation(context: TenantContext, input: object): Promise<MandatesResult> {
    const read = readInput(DELEGATION_END, input);
    if (!read.ok) return read.refusal;
    const { id, version } = read.value;
    return this.change(context, 'delegation.end', read.value, async (tx, mandates) => {
      const delegation = isId(id) ? await mandates.delegation(id) : undefined;
      if (!delegation) return NotFound.of('input.id', 'delegation');
      if (delegation.endedAtMs !== null) return Conflict.of('input.id', 'It has been ended already.', 'WRONG_STATE');
      const isOurs = delegation.version === version && (await mandates.endDelegation(tx, delegation, this.clock.now()));
      if (!isOurs) return Conflict.of('input.version', 'The delegation was changed meanwhile: read it again.');
      return { action: 'disclosure.delegation.end', subjectType: 'disclosure_delegation', subjectId: id };
    });
  }

  private change(
    context: TenantContext,
    operation: string,
    input: { readonly idempotencyKey?: string | null | undefined },
    work: (tx: Tx, mandates: DisclosureMandatesRepository) => Promise<LedgerFact | UserError>,
  ): Promise<MandatesResult> {
    return this.database.transaction((tx) =>
      this.idempotency.once<MandatesResult>(
        tx,
        context,
        `disclosure.${operation}`,
        { ...input, idempotencyKey: input.idempotencyKey ?? null },
        this.clock.now(),
        async () => {
          const fact = await work(tx, new DisclosureMandatesRepository(tx, context));
          if (!('action' in fact)) return fact;
          const subject = { subjectType: 'tenant', subjectId: context.tenantId };
          await this.ledger.append(tx, context, [{ ...subject, ...fact }]);
          return this.read(tx, context);
        },
        () => this.read(tx, context),
      ),
    );
  }

  private async read(sql: Sql, context: TenantContext): Promise<TenantMandates> {
    const mandates = new DisclosureMandatesRepository(sql, context);
    const { fields } = this.ciphers;
    const approvers = await mandates.approvers();
    const delegations = await mandates.delegations(this.clock.now());
    return {
      id: context.tenantId,
      approvers: approvers.map(({ tenantId, actorRef, actor, addedAtMs }) => ({
        actor: fields.decrypt(actor, approverContext(tenantId, actorRef)),
        addedAtMs: Number(addedAtMs),
      })),
      delegations: delegations.map(({ id, names, fromMs, untilMs, version }) => ({
        ...(JSON.parse(fields.decrypt(names, delegationContext(id))) as DelegationWords),
        ...{ id, fromMs, untilMs, version },
      })),
    };
  }

  private reference({ tenantId }: TenantContext, actor: string): string {
    return actorPseudonym(this.ciphers.pseudonyms, { tenantId, actor });
  }
}

const ownMandate = (field: string): Conflict =>
  Conflict.of(field, 'Nobody gives himself a mandate: another person must.', 'OWN_MANDATE');

import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { actorPseudonym } from '../common/context/actor-pseudonym.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { Conflict, NotFound, type UserError } from '../common/graphql/user-error.graphql.js';
import { Idempotency } from '../common/idempotency/idempotency.js';
import { isId, newId } from '../common/ids.js';
import { step } from '../common/lifecycle.js';
import { Database } from '../common/persistence/database.js';
import { RunAgainError } from '../common/persistence/database-errors.js';
import type { Tx } from '../common/persistence/sql.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import { PackagesRepository } from '../disclosure-packages/packages.repository.js';
import { handlingAllows, mayApprove, sharingOf } from '../disclosures/disclosure.policy.js';
import { DisclosureMandatesRepository } from '../disclosures/disclosure-mandates.repository.js';
import { DisclosuresRepository, type StoredRequest } from '../disclosures/disclosures.repository.js';
import { refusedBy } from '../disclosures/policy-refusal.js';
import { EventsService } from '../events/events.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { SharingRepository } from '../sharing/sharing.repository.js';
import { USE_LIFECYCLE, type UseAction, type UseActor } from './disclosure-use.lifecycle.js';
import { CONSENT, DECLARATION } from './disclosure-uses.inputs.js';
import { DisclosureUsesRepository, MAX_USES, type StoredUse } from './disclosure-uses.repository.js';

interface UseWords {
  readonly purpose: string;
  readonly recipient: string | null;
}

/** A use in the clear. */
export interface ClearUse extends Omit<StoredUse, 'words'>, UseWords {}

export type UseResult = ClearUse | UserError;

const wordsContext = (id: string): string => `disclosure_use:${id}`;
const answerContext = (id: string): string => `disclosure_use:${id}:answer`;

/**
 * Holds agencies to the handling under which something was disclosed to them: they say what they do with it, and what the
 * handling forbids is refused, or waits for the platform's consent.
 */
@Injectable()
export class DisclosureUsesService {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly events: EventsService,
    private readonly sharings: SharingRepository,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {}

  /** The uses of a disclosure, as far as the viewer may know of them. */
  async ofRequest(context: TenantContext, requestId: string): Promise<ClearUse[]> {
    const uses = await new DisclosureUsesRepository(this.database, context).ofRequest(requestId);
    return uses.map((use) => this.clear(use));
  }

  /** The agency says what it does with a disclosure; what may not go onward without consent asks for it. */
  async declare(context: TenantContext, input: object): Promise<UseResult> {
    const read = readInput(DECLARATION, input);
    if (!read.ok) return read.refusal;
    const { requestId, kind, purpose, recipient } = read.value;
    return this.change(context, 'declare', read.value, async (tx) => {
      const request = isId(requestId) ? await new DisclosuresRepository(tx, context).byId(requestId) : undefined;
      if (!request) return NotFound.of('input.requestId', 'disclosure request');
      const refusal = await this.refusalOfUse(tx, context, request);
      if (refusal) return refusal;
      const allowed = handlingAllows(request.handling, kind);
      if (!allowed.ok && allowed.code !== 'NO_ONWARD_SHARING') {
        return Conflict.of('input.kind', allowed.reason, allowed.code);
      }
      const words = { purpose, recipient: recipient ?? null };
      return this.begin(tx, context, request, { kind, words, action: allowed.ok ? 'declare' : 'ask' });
    });
  }

  /** The platform consents to what it was asked, or declines; somebody who may approve disclosures does. */
  async answer(context: TenantContext, input: object): Promise<UseResult> {
    const read = readInput(CONSENT, input);
    if (!read.ok) return read.refusal;
    const { id, version, isConsented, reason } = read.value;
    return this.change(context, 'answer', read.value, async (tx) => {
      const uses = new DisclosureUsesRepository(tx, context);
      const use = isId(id) ? await uses.byId(id) : undefined;
      if (!use) return NotFound.of('input.id', 'use of a disclosure');
      const taken = step(USE_LIFECYCLE, use.state, isConsented ? 'consent' : 'decline', actorOf(context, use));
      if (!taken.ok) return refusalOf(taken.reason);
      if (use.version !== version) return changedMeanwhile();
      const nowMs = this.clock.now();
      const mandates = await new DisclosureMandatesRepository(tx, context).mandates(nowMs);
      const answeredBy = actorPseudonym(this.ciphers.pseudonyms, context);
      const allowed = mayApprove(answeredBy, [], [], mandates, nowMs);
      if (!allowed.ok) return refusedBy(allowed);
      const answer = this.ciphers.fields.encrypt(reason, answerContext(id));
      const change = { state: taken.transition.to, answer, answeredBy, answeredAtMs: nowMs };
      // Somebody else answered meanwhile, maybe a twin with the same key: look again.
      if (!(await uses.answer(tx, use, change))) throw new RunAgainError();
      const changed = { ...use, ...change, version: version + 1 };
      await this.leaveTraces(tx, context, changed, taken.transition);
      return changed;
    });
  }

  private async begin(
    tx: Tx,
    context: TenantContext,
    request: StoredRequest,
    { kind, words, action }: Pick<StoredUse, 'kind'> & { words: UseWords; action: UseAction },
  ): Promise<StoredUse | Conflict> {
    const uses = new DisclosureUsesRepository(tx, context);
    if ((await uses.count(tx, request.id)) >= MAX_USES) {
      return Conflict.of('input.requestId', `At most ${MAX_USES} uses of a disclosure are kept.`, 'TOO_MANY_USES');
    }
    const taken = step(USE_LIFECYCLE, 'NEW', action, 'AGENCY');
    if (!taken.ok) throw new Error('the life of uses does not begin');
    const id = newId();
    const nowMs = this.clock.now();
    // What an agency does within the handling is its own affair; what it asks for is both sides'.
    const sharing = sharingOf(action === 'ask' ? 'BOTH' : 'AGENCY', request);
    const [sharingId = ''] = await this.sharings.ensure(tx, [sharing], nowMs);
    const { agencyId, platformId, handling } = request;
    const use: StoredUse = {
      ...{ id, requestId: request.id, agencyId, platformId: platformId ?? '', sharingId, kind, handling },
      state: taken.transition.to,
      words: this.ciphers.fields.encrypt(JSON.stringify(words), wordsContext(id)),
      answer: null,
      declaredBy: actorPseudonym(this.ciphers.pseudonyms, context),
      answeredBy: null,
      declaredAtMs: nowMs,
      answeredAtMs: null,
      version: 1,
    };
    await uses.insert(tx, use);
    await this.leaveTraces(tx, context, use, taken.transition);
    return use;
  }

  /** Only the agency uses a disclosure, and only one that it was given. */
  private async refusalOfUse(tx: Tx, context: TenantContext, request: StoredRequest): Promise<Conflict | undefined> {
    if (request.agencyId !== context.tenantId) {
      return Conflict.of('input.requestId', 'This is for the other side of the request to do.', 'WRONG_ACTOR');
    }
    const disclosed = await new PackagesRepository(tx, context).byRequest(request.id);
    if (disclosed) return undefined;
    return Conflict.of('input.requestId', 'Nothing was disclosed on this request.', 'NOTHING_DISCLOSED');
  }

  private async leaveTraces(
    tx: Tx,
    context: TenantContext,
    { id, requestId, kind, handling, state, sharingId }: StoredUse,
    { records, emits }: (typeof USE_LIFECYCLE)['moves']['NEW'][UseAction] & object,
  ): Promise<void> {
    const subject = { subjectType: 'disclosure_use', subjectId: id };
    const data = { requestId, kind, state };
    await this.ledger.append(tx, context, [{ action: records, ...subject, detail: { ...data, handling } }]);
    if (!emits) return;
    await this.events.append(tx, [{ type: emits, tenantId: context.tenantId, sharingId, ...subject, data }]);
  }

  private async change(
    context: TenantContext,
    operation: string,
    input: { readonly idempotencyKey?: string | null | undefined },
    work: (tx: Tx) => Promise<StoredUse | UserError>,
  ): Promise<UseResult> {
    const result = await this.database.transaction((tx) =>
      this.idempotency.once<StoredUse | UserError>(
        tx,
        context,
        `disclosure-use.${operation}`,
        { ...input, idempotencyKey: input.idempotencyKey ?? null },
        this.clock.now(),
        () => work(tx),
        async (id) =>
          (await new DisclosureUsesRepository(tx, context).byId(id)) ?? NotFound.of('input', 'use of a disclosure'),
      ),
    );
    return 'code' in result ? result : this.clear(result);
  }

  private clear({ words, answer, ...use }: StoredUse): ClearUse {
    const { fields } = this.ciphers;
    return {
      ...use,
      ...(JSON.parse(fields.decrypt(words, wordsContext(use.id))) as UseWords),
      answer: answer === null ? null : fields.decrypt(answer, answerContext(use.id)),
    };
  }
}

const actorOf = (context: TenantContext, use: StoredUse): UseActor =>
  context.tenantId === use.platformId ? 'PLATFORM' : 'AGENCY';

const refusalOf = (reason: 'WRONG_STATE' | 'WRONG_ACTOR'): Conflict =>
  reason === 'WRONG_STATE'
    ? Conflict.of('input.id', 'No consent is asked for any more.', reason)
    : Conflict.of('input.id', 'This is for the other side of the request to do.', reason);

const changedMeanwhile = (): Conflict => Conflict.of('input.version', 'It was changed meanwhile: read it again.');

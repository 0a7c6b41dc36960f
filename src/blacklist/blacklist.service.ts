import { Inject, Injectable } from '@nestjs/common';
import { parseIdentifier } from '../../libs/identifiers/identifier.js';
import { Clock } from '../common/clock.js';
import { actorPseudonym } from '../common/context/actor-pseudonym.js';
import type { TenantContext, Viewer } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { Conflict, InvalidInput, NotFound } from '../common/graphql/user-error.graphql.js';
import { once } from '../common/idempotency/idempotency.js';
import { isId, newId } from '../common/ids.js';
import { type StepRefusal, step, type Transition } from '../common/lifecycle.js';
import { Database } from '../common/persistence/database.js';
import { isDuplicate } from '../common/persistence/database-errors.js';
import type { Tx } from '../common/persistence/sql.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import { anchorKey } from '../entities/anchor-key.js';
import type { EventType } from '../events/event-types.js';
import { EventsService } from '../events/events.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import type { LedgerAction } from '../ledger/ledger-actions.js';
import { SharingRepository } from '../sharing/sharing.repository.js';
import { PROPOSAL, type Proposal, PUBLICATION, REVOCATION } from './blacklist.inputs.js';
import {
  BLACKLIST_LIFECYCLE,
  type BlacklistAction,
  type BlacklistActor,
  type BlacklistState,
} from './blacklist.lifecycle.js';
import { actorOf, mayBeListed, mayListIn, sharingOfProposal, sharingOfPublication } from './blacklist.policy.js';
import {
  type BlacklistEntry,
  type BlacklistFilter,
  BlacklistRepository,
  type EntryChange,
  type EntryOnEntity,
  type StoredEntry,
} from './blacklist.repository.js';

/** What a use case of the blacklist comes to. */
export type BlacklistResult = BlacklistEntry | InvalidInput | NotFound | Conflict;

type BlacklistTransition = Transition<BlacklistState, BlacklistActor, LedgerAction, EventType>;

const REFUSALS: Readonly<Record<StepRefusal, string>> = {
  WRONG_STATE: 'The entry is in another state: read it again.',
  WRONG_ACTOR: 'Only the regulator that proposed the entry may do this.',
};

/** The blacklist's use cases. Each change is one transaction with its ledger entry and its event. */
@Injectable()
export class BlacklistService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly events: EventsService,
    private readonly sharings: SharingRepository,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {}

  /** The entry, when the caller may see it. */
  async entry(context: TenantContext, id: string): Promise<BlacklistEntry | undefined> {
    return isId(id) ? new BlacklistRepository(this.database, context).byId(id) : undefined;
  }

  /** Entries that the caller may see, newest first, older than `beforeId`. */
  page(context: TenantContext, filter: BlacklistFilter, beforeId: string | undefined, limit: number) {
    return new BlacklistRepository(this.database, context).page(filter, beforeId, limit);
  }

  /** Published entries on these entities that the viewer may see: one statement for all of them. */
  publishedOn(viewer: Viewer, entityIds: readonly string[]): Promise<EntryOnEntity[]> {
    return new BlacklistRepository(this.database, viewer).publishedOn(entityIds);
  }

  /** Proposes a merchant for the list; only its regulator sees the proposal. */
  async propose(context: TenantContext, input: object): Promise<BlacklistResult> {
    const read = readInput(PROPOSAL, input);
    if (!read.ok) return read.refusal;
    const entry = await this.draft(context, read.value);
    if (entry instanceof InvalidInput) return entry;
    return this.inTransaction(context, 'propose', read.value, async (tx) => {
      const taken = step(BLACKLIST_LIFECYCLE, 'NEW', 'propose', actorOf(context, entry.tenantId));
      if (!taken.ok) return Conflict.of('input', REFUSALS[taken.reason], taken.reason);
      const repository = new BlacklistRepository(tx, context);
      const [sharingId = ''] = await this.sharings.ensure(
        tx,
        [sharingOfProposal(context.tenantId)],
        entry.proposedAtMs,
      );
      const orderKey = (await repository.entityIdOf(entry.entityAnchorKey)) ?? entry.id;
      await repository.insert(tx, { ...entry, sharingId, orderKey });
      return this.settle(tx, context, taken.transition, entry.id);
    });
  }

  /** Publishes a proposed entry: from then on whoever its sharing names sees it, and subscribers are told. */
  async publish(context: TenantContext, input: object): Promise<BlacklistResult> {
    const read = readInput(PUBLICATION, input);
    if (!read.ok) return read.refusal;
    const { sharing } = read.value;
    return this.act(context, 'publish', read.value, async (tx, entry, nowMs) => {
      const publication = sharingOfPublication(entry.tenantId, sharing, entry.jurisdiction);
      const [sharingId = ''] = await this.sharings.ensure(tx, [publication], nowMs);
      return { sharingId, liveMark: 1, publishedBy: this.pseudonym(context), publishedAtMs: nowMs };
    });
  }

  /** Takes a published entry back: it stays visible as revoked, and whoever was told of it is told. */
  async revoke(context: TenantContext, input: object): Promise<BlacklistResult> {
    const read = readInput(REVOCATION, input);
    if (!read.ok) return read.refusal;
    const { reason } = read.value;
    return this.act(context, 'revoke', read.value, async (_tx, _entry, nowMs) => ({
      liveMark: null,
      revokedBy: this.pseudonym(context),
      revokedAtMs: nowMs,
      revocationReason: reason,
    }));
  }

  /** One step of an entry's life by the table: who may and from which state is decided there. */
  private act(
    context: TenantContext,
    action: Exclude<BlacklistAction, 'propose'>,
    input: { readonly id: string; readonly version: number; readonly idempotencyKey?: string | null | undefined },
    changeOf: (tx: Tx, entry: StoredEntry, nowMs: number) => Promise<Omit<EntryChange, 'state'>>,
  ): Promise<BlacklistResult> {
    return this.inTransaction(context, action, input, async (tx) => {
      const repository = new BlacklistRepository(tx, context);
      const entry = isId(input.id) ? await repository.byId(input.id) : undefined;
      if (!entry) return NotFound.of('input.id', 'blacklist entry');
      const taken = step(BLACKLIST_LIFECYCLE, entry.state, action, actorOf(context, entry.tenantId));
      if (!taken.ok) return Conflict.of('input.id', REFUSALS[taken.reason], taken.reason);
      if (entry.version !== input.version) return changedMeanwhile();
      const change = await changeOf(tx, entry, this.clock.now());
      try {
        const isOurs = await repository.change(tx, entry, { ...change, state: taken.transition.to });
        if (!isOurs) return changedMeanwhile();
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        return Conflict.of(
          'input.id',
          'You have published an entry for this merchant and category already.',
          'ALREADY_PUBLISHED',
        );
      }
      return this.settle(tx, context, taken.transition, entry.id);
    });
  }

  /** Writes what the transition records and emits, and reads the entry as it now is. */
  private async settle(
    tx: Tx,
    context: TenantContext,
    transition: BlacklistTransition,
    id: string,
  ): Promise<BlacklistEntry> {
    const entry = await this.existing(tx, context, id);
    const { state, version, category, severity, jurisdiction } = entry;
    await this.ledger.append(tx, context, [
      {
        action: transition.records,
        subjectType: 'blacklist_entry',
        subjectId: id,
        detail: { state, version, category, sharing: entry.sharingLevel },
      },
    ]);
    if (!transition.emits) return entry;
    await this.events.append(tx, [
      {
        type: transition.emits,
        tenantId: entry.tenantId,
        sharingId: entry.sharingId,
        subjectType: 'blacklist_entry',
        subjectId: id,
        orderKey: entry.orderKey,
        category,
        severity,
        jurisdiction,
        data: { entryId: id, state, version },
      },
    ]);
    return entry;
  }

  private inTransaction(
    context: TenantContext,
    action: BlacklistAction,
    input: { readonly idempotencyKey?: string | null | undefined },
    work: (tx: Tx) => Promise<BlacklistResult>,
  ): Promise<BlacklistResult> {
    return this.database.transaction((tx) =>
      once<BlacklistResult>(
        tx,
        context,
        `blacklist.${action}`,
        { ...input, idempotencyKey: input.idempotencyKey ?? null },
        this.clock.now(),
        () => work(tx),
        (id) => this.existing(tx, context, id),
      ),
    );
  }

  /** A proposal as a row, or what is wrong with it. */
  private async draft(context: TenantContext, input: Proposal): Promise<StoredEntry | InvalidInput> {
    const listed = mayBeListed(input.subjectKind);
    if (!listed.ok) return InvalidInput.at('input.subjectKind', listed.reason);
    const parsed = parseIdentifier('USCC', input.uscc);
    if (!parsed.ok) return InvalidInput.at('input.uscc', parsed.problem.message);
    const jurisdiction = input.jurisdiction ?? context.jurisdiction;
    const within = mayListIn(context, jurisdiction);
    if (!within.ok) return InvalidInput.at('input.jurisdiction', within.reason);
    if (!(await new BlacklistRepository(this.database, context).isCategory(input.category))) {
      return InvalidInput.at('input.category', 'There is no such category.');
    }
    const { canonical } = parsed.identifier;
    const id = newId();
    return {
      id,
      tenantId: context.tenantId,
      sharingId: '',
      subjectKind: input.subjectKind,
      subjectName: input.subjectName,
      uscc: canonical,
      entityAnchorKey: anchorKey(this.ciphers.index, input.subjectKind, { type: 'USCC', canonical }),
      orderKey: id,
      category: input.category,
      severity: input.severity,
      reason: input.reason,
      legalBasis: input.legalBasis,
      jurisdiction,
      state: 'PROPOSED',
      liveMark: null,
      proposedBy: this.pseudonym(context),
      publishedBy: null,
      revokedBy: null,
      proposedAtMs: this.clock.now(),
      publishedAtMs: null,
      revokedAtMs: null,
      revocationReason: null,
      version: 1,
    };
  }

  private async existing(tx: Tx, context: TenantContext, id: string): Promise<BlacklistEntry> {
    const entry = await new BlacklistRepository(tx, context).byId(id);
    if (!entry) throw new Error('a blacklist entry is not visible to its own regulator');
    return entry;
  }

  private pseudonym(context: TenantContext): string {
    return actorPseudonym(this.ciphers.pseudonyms, context);
  }
}

const changedMeanwhile = (): Conflict =>
  Conflict.of('input.version', 'The entry was changed meanwhile: read it again.');

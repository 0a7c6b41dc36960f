import { Inject, Injectable } from '@nestjs/common';
import { type IdentifierType, isPersonalIdentifier } from '../../libs/identifiers/identifier.js';
import { Clock } from '../common/clock.js';
import type { SystemAuthor } from '../common/context/system-author.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { Conflict, InvalidInput, isRefusal } from '../common/graphql/user-error.graphql.js';
import { newId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import type { Tx } from '../common/persistence/sql.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import { DeadlinesService } from '../deadlines/deadlines.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { mayAdd, takesEvidence } from './joint-case.policy.js';
import { MAX_ITEMS_PER_KIND, MAX_MEASURE_DAYS, MEASURE_MOVE, MEASURE_REQUEST } from './joint-cases.inputs.js';
import { JointCasesRepository, type RowChange, type StoredItem } from './joint-cases.repository.js';
import type { MeasureContent, SubjectContent } from './joint-content.js';
import { MEASURE_DEADLINE } from './joint-deadline-kinds.js';
import { JointDesk, type JointRefusal, type ShownItem } from './joint-desk.js';
import { JointItems, type MoveParts, noEvidence } from './joint-items.js';
import {
  isInForce,
  JOINT_MEASURE_LIFECYCLE,
  type JointMeasureAction,
  type JointMeasureState,
} from './joint-measure.lifecycle.js';
import { JointMeasureFlags } from './joint-measure-flags.js';
import { isActive } from './joint-roster.js';
import { JointTenants } from './joint-tenants.js';

export type JointMeasureResult = ShownItem<'MEASURE'> | JointRefusal;

const DAY_MS = 86_400_000;

/** Measures that agencies ask of platforms, from the request to their end. */
@Injectable()
export class JointMeasuresService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly desk: JointDesk,
    private readonly items: JointItems,
    private readonly tenants: JointTenants,
    private readonly flags: JointMeasureFlags,
    private readonly deadlines: DeadlinesService,
    private readonly ledger: LedgerService,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {}

  /** Asks a platform that takes part for a measure on a subject of the case. */
  async request(context: TenantContext, input: object): Promise<JointMeasureResult> {
    const read = readInput(MEASURE_REQUEST, input);
    if (!read.ok) return read.refusal;
    const { caseId, platform, subjectId, expiresAt, sharedWith, isRestricted } = read.value;
    const nowMs = this.clock.now();
    const expiresAtMs = expiresAt.getTime();
    if (expiresAtMs <= nowMs || expiresAtMs > nowMs + MAX_MEASURE_DAYS * DAY_MS) {
      return InvalidInput.at('input.expiresAt', `A measure ends in the future, within ${MAX_MEASURE_DAYS} days.`);
    }
    const partyId = await this.tenants.one(context, caseId, platform, 'input.platform');
    if (partyId instanceof InvalidInput) return partyId;
    const namedIds = await this.tenants.known(context, caseId, sharedWith ?? [], 'input.sharedWith');
    if (namedIds instanceof InvalidInput) return namedIds;
    const subject = await this.desk.item(this.database, context, 'SUBJECT', subjectId);
    if (subject?.caseId !== caseId) return InvalidInput.at('input.subjectId', 'The case has no such subject.');
    return this.items.add(context, 'joint-measure.request', 'MEASURE', read.value, async (tx, file) => {
      const taken = this.desk.decideNew(context, file, JOINT_MEASURE_LIFECYCLE, 'REQUEST', 'MEASURE');
      if (isRefusal(taken)) return taken;
      const possible = mayAdd(file.row.state, 'MEASURE');
      if (!possible.ok) return Conflict.of('input.caseId', possible.reason, possible.code);
      if (!isActive(file.roster, partyId) || file.roster.members.get(partyId)?.tenantKind !== 'PLATFORM') {
        return InvalidInput.at('input.platform', 'Measures are asked of a platform that takes part.');
      }
      if ((await new JointCasesRepository(tx).countItems(caseId, 'MEASURE')) >= MAX_ITEMS_PER_KIND) {
        return Conflict.of('input.caseId', `A case has at most ${MAX_ITEMS_PER_KIND} measures.`, 'FULL');
      }
      const item: StoredItem = {
        ...{ id: newId(), caseId, kind: 'MEASURE', state: taken.to, ownerId: context.tenantId, partyId, namedIds },
        ...{ isRestricted, dueAtMs: expiresAtMs, createdAtMs: nowMs, acceptedAtMs: null, doneAtMs: null, version: 1 },
      };
      const { measure, legalBasis, instructions } = read.value;
      const wanted = { measure, legalBasis, instructions: instructions ?? null, expiresAtMs };
      const content = { ...wanted, ...this.targetOf(subject.id, subject.shown), note: null };
      await this.items.insert(tx, context, file, item, 'REQUEST', taken, { kind: 'MEASURE', content });
      await this.deadlines.set(tx, { kind: MEASURE_DEADLINE, subjectId: item.id, dueAtMs: expiresAtMs });
      return item.id;
    });
  }

  /** Accepts, refuses, executes, verifies, disputes, lifts or withdraws a measure. */
  async move(context: TenantContext, input: object): Promise<JointMeasureResult> {
    const read = readInput(MEASURE_MOVE, input);
    if (!read.ok) return read.refusal;
    const { action, note, attachmentIds } = read.value;
    if (attachmentIds?.length && !takesEvidence('MEASURE', action)) return noEvidence();
    const parts = this.partsOf(action, note);
    return this.items.move(context, 'joint-measure.move', 'MEASURE', JOINT_MEASURE_LIFECYCLE, read.value, parts);
  }

  /** The measure has come to its end by time. */
  expire(tx: Tx, author: SystemAuthor, measureId: string): Promise<void> {
    const parts = this.partsOf('EXPIRE', null);
    return this.items.moveByClock(tx, author, 'MEASURE', JOINT_MEASURE_LIFECYCLE, measureId, 'EXPIRE', parts);
  }

  /** Puts down that a platform was given personal identifiers in full with what was asked of it. */
  async recordTargets(context: TenantContext, measures: readonly ShownItem<'MEASURE'>[]): Promise<void> {
    const given = measures.filter((measure) => isPersonalTarget(context, measure));
    const [first] = given;
    if (!first) return;
    await this.ledger.record(context, {
      action: 'joint-measure.read',
      subjectType: 'joint_case',
      subjectId: first.caseId,
      detail: { measures: given.map(({ id }) => id) },
    });
  }

  /** What of the subject goes with the measure: the platform must know what it is asked about. */
  private targetOf(subjectId: string, subject: SubjectContent) {
    const { entityId, identifierType, shown, canonical } = subject;
    const type = identifierType as IdentifierType | null;
    const lookupKey = type && canonical !== null ? this.ciphers.index.key(type, canonical) : null;
    return { subjectId, entityId, identifierType, shown, canonical, lookupKey };
  }

  private partsOf(action: JointMeasureAction, note: string | null | undefined): MoveParts<'MEASURE'> {
    return {
      contentOf: (before) => ({ ...before, note: note ?? null }),
      changeOf: (_item, nowMs): RowChange => {
        if (action === 'ACCEPT') return { acceptedAtMs: nowMs };
        return action === 'EXECUTE' ? { doneAtMs: nowMs } : {};
      },
      after: async (tx, file, item, content) => {
        const { id: measureId, state } = item;
        const wasInForce = isInForce(state as JointMeasureState);
        if (action === 'EXECUTE') await this.flags.put(tx, file, item, content);
        else if (wasInForce && action !== 'VERIFY') await this.flags.take(tx, measureId);
        if (ENDS.has(action)) await this.deadlines.cancel(tx, measureId, [MEASURE_DEADLINE]);
      },
    };
  }
}

/** Actions after which nothing more can expire. */
const ENDS: ReadonlySet<JointMeasureAction> = new Set(['REFUSE', 'LIFT', 'WITHDRAW']);

/** The identifier in full, for the platform of which the measure is asked and nobody else. */
export const targetFor = (context: TenantContext, { partyId, shown }: ShownItem<'MEASURE'>): string | null =>
  partyId === context.tenantId ? shown.canonical : null;

const isPersonalTarget = (context: TenantContext, measure: ShownItem<'MEASURE'>): boolean => {
  const { identifierType } = measure.shown as MeasureContent;
  if (targetFor(context, measure) === null || identifierType === null) return false;
  return isPersonalIdentifier(identifierType as IdentifierType);
};

import { Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionTypes } from '../common/graphql/connection.graphql.js';
import { IdentifierTypeEnum } from '../entities/entities.graphql.js';
import type { TenantCard } from '../tenants/tenant-cards.js';
import { TenantKindEnum } from '../tenants/tenants.graphql.js';
import { DISCLOSURE_STATES } from './disclosure.lifecycle.js';
import { PROPORTIONALITY_HINTS } from './disclosure-completeness.js';
import { AFTER_REVIEWS, ASKS, HANDLINGS, URGENCIES, VERDICTS } from './disclosure-vocabulary.js';
import type { StoredRequest } from './disclosures.repository.js';

const enumOf = (values: readonly string[]): Record<string, string> =>
  Object.fromEntries(values.map((value) => [value, value]));

export const DisclosureStateEnum = enumOf(DISCLOSURE_STATES);
registerEnumType(DisclosureStateEnum, { name: 'DisclosureState' });
export const UrgencyEnum = enumOf(URGENCIES);
registerEnumType(UrgencyEnum, { name: 'DisclosureUrgency', description: 'EMERGENCY is danger to life.' });
export const AskEnum = enumOf(ASKS);
registerEnumType(AskEnum, {
  name: 'DisclosureAsk',
  description: 'Keep the data from deletion, hand it over, or both.',
});
export const HandlingEnum = enumOf(HANDLINGS);
registerEnumType(HandlingEnum, {
  name: 'DisclosureHandling',
  description: 'What the receiver may do with what is disclosed; the gateway holds it to that.',
});
export const VerdictEnum = enumOf(VERDICTS);
registerEnumType(VerdictEnum, { name: 'DisclosureVerdict' });
const AfterReviewEnum = enumOf(AFTER_REVIEWS);
registerEnumType(AfterReviewEnum, {
  name: 'DisclosureAfterReview',
  description: 'Where the review of an emergency decision stands, which a second person makes afterwards.',
});
const HintEnum = enumOf(PROPORTIONALITY_HINTS);
registerEnumType(HintEnum, {
  name: 'DisclosureHint',
  description: 'What makes a request look larger than the duty needs: for both sides to weigh.',
});

export const momentOf = (milliseconds: number | null): Date | null =>
  milliseconds === null ? null : new Date(milliseconds);

@ObjectType('DisclosureParty', { description: 'The agency or the platform of a request.' })
export class DisclosurePartyType {
  @Field(() => String)
  code!: string;

  @Field(() => String)
  name!: string;

  @Field(() => TenantKindEnum)
  kind!: string;

  static from(card: TenantCard | undefined): DisclosurePartyType | null {
    if (!card) return null;
    return Object.assign(new DisclosurePartyType(), { code: card.code, name: card.name, kind: card.kind });
  }
}

@ObjectType('DisclosureSummary', { description: 'A request in a list: nothing in it names a person.' })
export class DisclosureSummaryType {
  @Field(() => ID)
  id!: string;

  @Field(() => DisclosureStateEnum)
  state!: string;

  @Field(() => UrgencyEnum)
  urgency!: string;

  @Field(() => AskEnum)
  asks!: string;

  @Field(() => HandlingEnum, { description: 'As asked for; once decided, as granted.' })
  handling!: string;

  @Field(() => DisclosurePartyType, { nullable: true })
  agency!: DisclosurePartyType | null;

  @Field(() => DisclosurePartyType, { nullable: true, description: 'Null in a draft that names none yet.' })
  platform!: DisclosurePartyType | null;

  @Field(() => [String], { description: 'Codes of data items: see `disclosureCatalogue`.' })
  items!: readonly string[];

  @Field(() => [String], { description: 'Codes of statutes: see `disclosureCatalogue`.' })
  legalBasis!: readonly string[];

  @Field(() => String, { nullable: true, description: 'First day of the period, as an ISO 8601 date.' })
  periodFrom!: string | null;

  @Field(() => String, { nullable: true, description: 'Last day of the period, as an ISO 8601 date.' })
  periodTo!: string | null;

  @Field(() => Int)
  subjectCount!: number;

  @Field(() => String, { nullable: true, description: 'Day until which the subject is not told, ISO 8601.' })
  confidentialUntil!: string | null;

  @Field(() => String, { nullable: true, description: 'Day until which the platform preserves the data, ISO 8601.' })
  preservedUntil!: string | null;

  @Field(() => AfterReviewEnum, { nullable: true })
  afterReview!: string | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When whoever has the next step owes it.' })
  dueAt!: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true })
  expiresAt!: Date | null;

  @Field(() => GraphQLISODateTime)
  createdAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true })
  submittedAt!: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true })
  decidedAt!: Date | null;

  @Field(() => Int, { description: 'Give it with a change, so that nothing is overwritten unseen.' })
  version!: number;

  static of(request: StoredRequest, tenants: ReadonlyMap<string, TenantCard>): DisclosureSummaryType {
    return Object.assign(new DisclosureSummaryType(), summaryOf(request, tenants));
  }
}

export const DisclosureSummaryConnection = connectionTypes(DisclosureSummaryType, 'DisclosureSummary');

function summaryOf(request: StoredRequest, tenants: ReadonlyMap<string, TenantCard>) {
  const { id, state, urgency, asks, handling, items, legalBasis, periodFrom, periodTo } = request;
  const { subjectCount, confidentialUntil, preservedUntil, afterReview, version } = request;
  return {
    ...{ id, state, urgency, asks, handling, items, legalBasis, periodFrom, periodTo },
    ...{ subjectCount, confidentialUntil, preservedUntil, afterReview, version },
    agency: DisclosurePartyType.from(tenants.get(request.agencyId)),
    platform: DisclosurePartyType.from(tenants.get(request.platformId ?? '')),
    dueAt: momentOf(request.dueAtMs),
    expiresAt: momentOf(request.expiresAtMs),
    createdAt: new Date(request.createdAtMs),
    submittedAt: momentOf(request.submittedAtMs),
    decidedAt: momentOf(request.decidedAtMs),
  };
}

@ObjectType('DecidedSpan', { description: 'What was decided of some days of an item of a subject.' })
export class DecidedSpanType {
  @Field(() => String)
  item!: string;

  @Field(() => String)
  periodFrom!: string;

  @Field(() => String)
  periodTo!: string;

  @Field(() => VerdictEnum)
  verdict!: string;

  @Field(() => String, { nullable: true, description: 'Coded reason of a refusal.' })
  reasonCode!: string | null;
}

@ObjectType('DisclosureSubject', { description: 'Whom a request is about: an entity, or an identifier in the clear.' })
export class DisclosureSubjectType {
  @Field(() => Int, { description: 'Number in the request, from 1: decisions name subjects by it.' })
  ordinal!: number;

  @Field(() => ID, { nullable: true })
  entityId!: string | null;

  @Field(() => IdentifierTypeEnum, { nullable: true })
  type!: string | null;

  @Field(() => String, { nullable: true })
  value!: string | null;

  @Field(() => [DecidedSpanType], { description: 'Empty until a decision counts; a platform sees its draft.' })
  decided!: readonly DecidedSpanType[];
}

export const DisclosureSubjectConnection = connectionTypes(DisclosureSubjectType, 'DisclosureSubject');

@ObjectType('DecisionLine', {
  description: 'A part of a decision; null means all. A later line overrides an earlier one.',
})
export class DecisionLineType {
  @Field(() => [Int], { nullable: true })
  subjects!: readonly number[] | null;

  @Field(() => [String], { nullable: true })
  items!: readonly string[] | null;

  @Field(() => String, { nullable: true })
  periodFrom!: string | null;

  @Field(() => String, { nullable: true })
  periodTo!: string | null;

  @Field(() => VerdictEnum)
  verdict!: string;

  @Field(() => String, { nullable: true })
  reasonCode!: string | null;
}

@ObjectType('DisclosureDecision', { description: 'What the platform grants and refuses.' })
export class DisclosureDecisionType {
  @Field(() => Int, { description: 'Number of the draft, from 1.' })
  round!: number;

  @Field(() => HandlingEnum)
  handling!: string;

  @Field(() => String, { nullable: true })
  preservedUntil!: string | null;

  @Field(() => String)
  reason!: string;

  @Field(() => [DecisionLineType])
  lines!: readonly DecisionLineType[];

  @Field(() => GraphQLISODateTime)
  draftedAt!: Date;
}

@ObjectType('DisclosureStep', { description: 'A step in the life of a request.' })
export class DisclosureStepType {
  @Field(() => Int, { description: 'The version that it made.' })
  version!: number;

  @Field(() => String)
  action!: string;

  @Field(() => DisclosureStateEnum, { description: 'The state that it led to.' })
  state!: string;

  @Field(() => DisclosurePartyType, { nullable: true, description: 'Null for what the clock did.' })
  by!: DisclosurePartyType | null;

  @Field(() => String, { nullable: true, description: 'The person or system; of the own tenant only.' })
  actor!: string | null;

  @Field(() => String, { nullable: true, description: 'A reason, a question or an answer.' })
  words!: string | null;

  @Field(() => GraphQLISODateTime)
  at!: Date;
}

@ObjectType('DisclosureDuplicate', { description: 'Another open request to the same platform on one of the subjects.' })
export class DisclosureDuplicateType {
  @Field(() => ID)
  id!: string;

  @Field(() => DisclosureStateEnum)
  state!: string;

  @Field(() => GraphQLISODateTime)
  createdAt!: Date;
}

export { HintEnum };

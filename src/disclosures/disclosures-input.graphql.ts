import { Field, ID, InputType, Int, IntersectionType } from '@nestjs/graphql';
import type { IdentifierType } from '../../libs/identifiers/identifier.js';
import { IdentifierTypeEnum } from '../entities/entities.graphql.js';
import { MAX_SUBJECTS } from './disclosure-vocabulary.js';
import { AskEnum, HandlingEnum, UrgencyEnum, VerdictEnum } from './disclosures.graphql.js';

@InputType({ description: 'An entity that you may see, or an identifier: one of the two.' })
export class DisclosureSubjectInput {
  @Field(() => ID, { nullable: true })
  entityId?: string | null;

  @Field(() => IdentifierTypeEnum, { nullable: true })
  type?: IdentifierType | null;

  @Field(() => String, { nullable: true, description: 'As it is at hand; kept encrypted when it is personal.' })
  value?: string | null;
}

@InputType({ description: 'What a draft says; every field may come later.' })
export class DisclosureDraftInput {
  @Field(() => String, { nullable: true, description: 'Code of the platform.' })
  platform?: string | null;

  @Field(() => [DisclosureSubjectInput], { nullable: true, description: `At most ${MAX_SUBJECTS}.` })
  subjects?: DisclosureSubjectInput[] | null;

  @Field(() => [String], { nullable: true, description: 'Codes of data items.' })
  items?: string[] | null;

  @Field(() => String, { nullable: true, description: 'First day, as an ISO 8601 date.' })
  periodFrom?: string | null;

  @Field(() => String, { nullable: true, description: 'Last day, as an ISO 8601 date.' })
  periodTo?: string | null;

  @Field(() => String, { nullable: true })
  purpose?: string | null;

  @Field(() => [String], { nullable: true, description: 'Codes of statutes that your kind of agency may rely on.' })
  legalBasis?: string[] | null;

  @Field(() => String, { nullable: true })
  caseNumber?: string | null;

  @Field(() => String, { nullable: true, description: 'Who authorised the request.' })
  authorisingOfficer?: string | null;

  @Field(() => UrgencyEnum, { nullable: true, description: 'NORMAL when left out.' })
  urgency?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'For an EMERGENCY, and only then: whose life is in danger, how.',
  })
  dangerToLife?: string | null;

  @Field(() => AskEnum, { nullable: true, description: 'DISCLOSE when left out.' })
  asks?: string | null;

  @Field(() => HandlingEnum, { nullable: true, description: 'EVIDENCE when left out.' })
  handling?: string | null;

  @Field(() => String, { nullable: true, description: 'Day until which the subject is not to be told, ISO 8601.' })
  confidentialUntil?: string | null;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

@InputType()
export class DisclosureStepInput {
  @Field(() => ID)
  id!: string;

  @Field(() => Int)
  version!: number;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

@InputType({ description: 'A field left out stays as it is; null clears it.' })
export class UpdateDisclosureDraftInput extends IntersectionType(DisclosureStepInput, DisclosureDraftInput) {}

@InputType()
export class AttachDisclosureInstrumentInput extends DisclosureStepInput {
  @Field(() => ID, { description: 'An upload of your own, complete, for INSTRUMENT.' })
  attachmentId!: string;
}

@InputType()
export class DisclosureReasonInput extends DisclosureStepInput {
  @Field(() => String, { description: 'At most 4,000 characters.' })
  reason!: string;
}

@InputType()
export class AskDisclosureClarificationInput extends DisclosureStepInput {
  @Field(() => String, { description: 'At most 4,000 characters.' })
  question!: string;
}

@InputType()
export class AnswerDisclosureClarificationInput extends DisclosureStepInput {
  @Field(() => String, { description: 'At most 4,000 characters.' })
  answer!: string;
}

@InputType({
  description: 'A part of a decision. What is left out means all of it; a later line overrides an earlier.',
})
export class DecisionLineInput {
  @Field(() => [Int], { nullable: true, description: 'Numbers of subjects in the request, from 1.' })
  subjects?: number[] | null;

  @Field(() => [String], { nullable: true })
  items?: string[] | null;

  @Field(() => String, { nullable: true })
  periodFrom?: string | null;

  @Field(() => String, { nullable: true })
  periodTo?: string | null;

  @Field(() => VerdictEnum)
  verdict!: string;

  @Field(() => String, { nullable: true, description: 'Coded reason; a refusal needs one.' })
  reasonCode?: string | null;
}

@InputType()
export class DraftDisclosureDecisionInput extends DisclosureStepInput {
  @Field(() => [DecisionLineInput])
  lines!: DecisionLineInput[];

  @Field(() => HandlingEnum, { nullable: true, description: 'As the request asks when left out.' })
  handling?: string | null;

  @Field(() => String, { nullable: true, description: 'Day until which the data is preserved, when that is granted.' })
  preservedUntil?: string | null;

  @Field(() => String, { description: 'Shown to the agency once the decision counts. At most 4,000 characters.' })
  reason!: string;
}

@InputType()
export class ReviewDisclosureAfterwardsInput extends DisclosureReasonInput {
  @Field(() => Boolean, { description: 'False objects; before the delivery that reopens the decision.' })
  isConfirmed!: boolean;
}

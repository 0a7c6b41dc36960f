import { Field, ID, InputType, Int, registerEnumType } from '@nestjs/graphql';
import { EntityKindEnum } from '../entities/entities.graphql.js';
import { SeverityEnum } from '../flags/flags.graphql.js';
import { DecisionOutcomeEnum, EmergencyGroundEnum, NeverPublicEnum } from './blacklist.graphql.js';
import { PUBLICATION_LEVELS, RESTRICTED_LEVELS, REVOCATION_GROUNDS } from './blacklist.policy.js';

const PublicationLevelEnum = Object.fromEntries(PUBLICATION_LEVELS.map((level) => [level, level]));
registerEnumType(PublicationLevelEnum, {
  name: 'PublicationLevel',
  description: 'Everyone, the agencies, or the agencies of the division and of those above it.',
});
const RestrictedLevelEnum = Object.fromEntries(RESTRICTED_LEVELS.map((level) => [level, level]));
registerEnumType(RestrictedLevelEnum, {
  name: 'RestrictedLevel',
  description: 'Who may read the restricted part, of those who may see the entry.',
});
const RevocationGroundEnum = Object.fromEntries(REVOCATION_GROUNDS.map((ground) => [ground, ground]));
registerEnumType(RevocationGroundEnum, { name: 'RevocationGround' });

const SHOWN = 'Shown to whoever may see the entry: names no natural person. At most 4,000 characters.';
const FILED = 'For the file of the case; at most 4,000 characters.';

@InputType({ description: 'What is not for everyone.' })
export class BlacklistRestrictedPartInput {
  @Field(() => String, { nullable: true, description: 'At most 8,000 characters.' })
  details?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Name of the legal representative as it is written: the admission check finds by it, and never shows it.',
  })
  representative?: string | null;

  @Field(() => [String], { nullable: true, description: 'Persons that no public text of the entry may name.' })
  persons?: string[] | null;
}

@InputType()
export class ProposeBlacklistEntryInput {
  @Field(() => EntityKindEnum, { defaultValue: 'MERCHANT', description: 'Only MERCHANT can be listed.' })
  subjectKind!: string;

  @Field(() => String, { description: 'Registered name, at most 200 characters.' })
  subjectName!: string;

  @Field(() => String, { description: 'Unified social credit code.' })
  uscc!: string;

  @Field(() => String, { description: 'Code of a flag category.' })
  category!: string;

  @Field(() => SeverityEnum)
  severity!: string;

  @Field(() => String, { description: SHOWN })
  reason!: string;

  @Field(() => String, { description: 'Statute and article, at most 500 characters.' })
  legalBasis!: string;

  @Field(() => String, { nullable: true, description: "Division code within the regulator's; its own when left out." })
  jurisdiction?: string | null;

  @Field(() => NeverPublicEnum, { nullable: true })
  neverPublic?: string | null;

  @Field(() => BlacklistRestrictedPartInput, { nullable: true })
  restricted?: BlacklistRestrictedPartInput | null;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

@InputType({ isAbstract: true })
class EntryAtVersionInput {
  @Field(() => ID)
  id!: string;

  @Field(() => Int)
  version!: number;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

@InputType({ description: 'What the law wants a notice to say; each text has at most 2,000 characters.' })
export class GiveBlacklistNoticeInput extends EntryAtVersionInput {
  @Field(() => String, { description: 'What the party is found to have done.' })
  facts!: string;

  @Field(() => String)
  reasons!: string;

  @Field(() => String, { description: 'Statute and article.' })
  basis!: string;

  @Field(() => String, { description: 'What a listing brings about.' })
  consequences!: string;

  @Field(() => String, { description: 'That and how the party can be heard.' })
  rightToBeHeard!: string;

  @Field(() => [String], {
    nullable: true,
    description: 'Codes of tenants that may know of the procedure from now on, at most 50; nobody else does.',
  })
  tellTenants?: string[] | null;
}

@InputType()
export class RecordBlacklistStatementInput extends EntryAtVersionInput {
  @Field(() => String, { description: 'What the party says, at most 8,000 characters; rests encrypted.' })
  statement!: string;
}

@InputType()
export class DecideBlacklistEntryInput extends EntryAtVersionInput {
  @Field(() => DecisionOutcomeEnum)
  outcome!: string;

  @Field(() => String, { description: FILED })
  reason!: string;
}

@InputType()
export class ConfirmBlacklistDecisionInput extends EntryAtVersionInput {
  @Field(() => Boolean, { description: 'False opens the case again.' })
  agrees!: boolean;

  @Field(() => String, { description: FILED })
  reason!: string;
}

@InputType()
export class PublishBlacklistEntryInput extends EntryAtVersionInput {
  @Field(() => PublicationLevelEnum, { defaultValue: 'PUBLIC' })
  sharing!: string;

  @Field(() => RestrictedLevelEnum, { defaultValue: 'AGENCIES' })
  restrictedSharing!: string;
}

@InputType()
export class PublishBlacklistEntryInEmergencyInput extends PublishBlacklistEntryInput {
  @Field(() => EmergencyGroundEnum)
  ground!: string;

  @Field(() => String, { description: `What the danger is. ${FILED}` })
  facts!: string;
}

@InputType()
export class RecordBlacklistObjectionInput extends EntryAtVersionInput {
  @Field(() => String, { description: 'What the party says, at most 8,000 characters; rests encrypted.' })
  objection!: string;
}

@InputType({ description: 'What is left out stays as it is.' })
export class CorrectBlacklistEntryInput extends EntryAtVersionInput {
  @Field(() => String, { nullable: true })
  subjectName?: string | null;

  @Field(() => SeverityEnum, { nullable: true })
  severity?: string | null;

  @Field(() => String, { nullable: true, description: SHOWN })
  reason?: string | null;

  @Field(() => String, { nullable: true })
  legalBasis?: string | null;

  @Field(() => NeverPublicEnum, { nullable: true, description: 'Takes a public entry back to the agencies.' })
  neverPublic?: string | null;

  @Field(() => String, { description: FILED })
  explanation!: string;
}

@InputType()
export class BlacklistReasonInput extends EntryAtVersionInput {
  @Field(() => String, { description: 'At most 4,000 characters; names no natural person.' })
  reason!: string;
}

@InputType()
export class RequestBlacklistRepairInput extends EntryAtVersionInput {
  @Field(() => String, { description: 'What was done to put things right, at most 8,000 characters; rests encrypted.' })
  grounds!: string;
}

@InputType()
export class DecideBlacklistRepairInput extends EntryAtVersionInput {
  @Field(() => Boolean)
  isGranted!: boolean;

  @Field(() => String, { description: SHOWN })
  reason!: string;
}

@InputType()
export class RevokeBlacklistEntryInput extends EntryAtVersionInput {
  @Field(() => RevocationGroundEnum)
  ground!: string;

  @Field(() => String, { description: SHOWN })
  reason!: string;
}

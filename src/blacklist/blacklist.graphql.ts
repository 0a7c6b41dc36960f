import { createUnionType, Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionTypes } from '../common/graphql/connection.graphql.js';
import { Conflict, InvalidInput, NotFound } from '../common/graphql/user-error.graphql.js';
import { SeverityEnum } from '../flags/flags.graphql.js';
import { BLACKLIST_ACTIONS, BLACKLIST_STATES, LISTED_STATES } from './blacklist.lifecycle.js';
import { EMERGENCY_GROUNDS, NEVER_PUBLIC, OUTCOMES } from './blacklist.policy.js';
import type { BlacklistEntry } from './blacklist.repository.js';
import type { CaseStep, RestrictedPart } from './case-file.repository.js';

/** An enum of the schema from a list of codes. */
function enumOf<Code extends string>(codes: readonly Code[], name: string, description = ''): Record<Code, Code> {
  const values = Object.fromEntries(codes.map((code) => [code, code])) as Record<Code, Code>;
  registerEnumType(values, { name, description });
  return values;
}

export const BlacklistStateEnum = enumOf(
  BLACKLIST_STATES,
  'BlacklistState',
  'URGENT states: published on an emergency ground, with the procedure still to follow.',
);
export const BlacklistActionEnum = enumOf(BLACKLIST_ACTIONS, 'BlacklistAction');
export const NeverPublicEnum = enumOf(
  NEVER_PUBLIC,
  'NeverPublic',
  'Why an entry can never be public: it touches a minor, or its case is sealed.',
);
export const EmergencyGroundEnum = enumOf(
  EMERGENCY_GROUNDS,
  'EmergencyGround',
  'The only grounds on which an entry may be published before the notice.',
);
export const DecisionOutcomeEnum = enumOf(OUTCOMES, 'BlacklistOutcome');

const momentOf = (milliseconds: number | null): Date | null =>
  milliseconds === null ? null : new Date(Number(milliseconds));

@ObjectType('BlacklistEntry', { description: "A regulator's listing of a merchant: its public part." })
export class BlacklistEntryType {
  /** For what hangs on the entry; not in the schema. */
  row!: BlacklistEntry;

  @Field(() => ID)
  id!: string;

  @Field(() => BlacklistStateEnum)
  state!: string;

  @Field(() => Boolean, { description: 'Whether the merchant stands on the list.' })
  isListed!: boolean;

  @Field(() => String, { description: 'Code of the regulator.' })
  regulatorCode!: string;

  @Field(() => String)
  regulatorName!: string;

  @Field(() => String, { description: 'Registered name of the merchant.' })
  subjectName!: string;

  @Field(() => String, { description: 'Unified social credit code (GB 32100-2015) of the merchant.' })
  uscc!: string;

  @Field(() => String, { description: 'Code of a flag category.' })
  category!: string;

  @Field(() => SeverityEnum)
  severity!: string;

  @Field(() => String)
  reason!: string;

  @Field(() => String)
  legalBasis!: string;

  @Field(() => String, { description: 'GB/T 2260 division code.' })
  jurisdiction!: string;

  @Field(() => String, { description: 'Sharing level: OWNER or NAMED until it is published.' })
  sharingLevel!: string;

  @Field(() => EmergencyGroundEnum, { nullable: true, description: 'When it was published before the notice.' })
  emergencyGround!: string | null;

  @Field(() => GraphQLISODateTime)
  proposedAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true })
  publishedAt!: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'From then on credit repair may be asked for.' })
  repairFrom!: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When the listing ends by itself.' })
  expiresAt!: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true })
  endedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Code of the ground of a revocation or lapse.' })
  endGround!: string | null;

  @Field(() => String, { nullable: true })
  endReason!: string | null;

  @Field(() => Int, { description: 'Give it with a change, so that nothing is overwritten unseen.' })
  version!: number;

  static from(entry: BlacklistEntry): BlacklistEntryType {
    return Object.assign(new BlacklistEntryType(), {
      row: entry,
      id: entry.id,
      state: entry.state,
      isListed: LISTED_STATES.has(entry.state),
      regulatorCode: entry.regulatorCode,
      regulatorName: entry.regulatorName,
      subjectName: entry.subjectName,
      uscc: entry.uscc,
      category: entry.category,
      severity: entry.severity,
      reason: entry.reason,
      legalBasis: entry.legalBasis,
      jurisdiction: entry.jurisdiction,
      sharingLevel: entry.sharingLevel,
      emergencyGround: entry.emergencyGround,
      proposedAt: momentOf(entry.proposedAtMs),
      publishedAt: momentOf(entry.publishedAtMs),
      repairFrom: momentOf(entry.repairFromMs),
      expiresAt: momentOf(entry.expiresAtMs),
      endedAt: momentOf(entry.endedAtMs),
      endGround: entry.endGround,
      endReason: entry.endReason,
      version: entry.version,
    });
  }
}

@ObjectType({ description: 'What was written with a step, and what it is.' })
export class BlacklistText {
  @Field(() => String, { description: '`facts`, `reasons`, `statement`, `reason` …' })
  name!: string;

  @Field(() => String)
  text!: string;
}

@ObjectType('BlacklistStep', { description: "One step of an entry's life." })
export class BlacklistStepType {
  @Field(() => BlacklistActionEnum)
  action!: string;

  @Field(() => String, { description: 'NEW, or the state before.' })
  fromState!: string;

  @Field(() => BlacklistStateEnum)
  toState!: string;

  @Field(() => Int, { description: 'Version of the entry after the step.' })
  version!: number;

  @Field(() => String, { nullable: true, description: 'Keyed pseudonym, as in the ledger; null: it came by time.' })
  actorRef!: string | null;

  @Field(() => GraphQLISODateTime)
  occurredAt!: Date;

  @Field(() => String, { nullable: true, description: 'Type of the event that told of it.' })
  eventType!: string | null;

  @Field(() => ID, { nullable: true })
  eventId!: string | null;

  @Field(() => [BlacklistText])
  texts!: BlacklistText[];

  static from(step: CaseStep): BlacklistStepType {
    const { action, fromState, toState, version, actorRef, eventType, eventId } = step;
    const texts = Object.entries(step.texts).map(([name, text]) => Object.assign(new BlacklistText(), { name, text }));
    const occurredAt = momentOf(step.occurredAtMs);
    return Object.assign(new BlacklistStepType(), {
      ...{ action, fromState, toState, version, actorRef, occurredAt, eventType, eventId, texts },
    });
  }
}

@ObjectType({ description: 'The file of the procedure; for the regulator itself only.' })
export class BlacklistCase {
  @Field(() => NeverPublicEnum, { nullable: true })
  neverPublic!: string | null;

  @Field(() => DecisionOutcomeEnum, { nullable: true })
  decision!: string | null;

  @Field(() => GraphQLISODateTime, { nullable: true })
  noticeAt!: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Until then the party may make its statement.' })
  statementDueAt!: Date | null;

  @Field(() => [BlacklistStepType], { description: 'Oldest first.' })
  steps!: BlacklistStepType[];

  static of(entry: BlacklistEntry, steps: readonly CaseStep[]): BlacklistCase {
    return Object.assign(new BlacklistCase(), {
      neverPublic: entry.neverPublic,
      decision: entry.decision,
      noticeAt: momentOf(entry.noticeAtMs),
      statementDueAt: momentOf(entry.statementDueAtMs),
      steps: steps.map(BlacklistStepType.from),
    });
  }
}

@ObjectType({ description: 'What of an entry is not for everyone, under a sharing of its own.' })
export class BlacklistRestrictedPart {
  @Field(() => String, { nullable: true })
  details!: string | null;

  @Field(() => String, { nullable: true, description: 'Name of the legal representative.' })
  representative!: string | null;

  @Field(() => [String], { description: 'Natural persons that the case names.' })
  persons!: readonly string[];

  static from({ details, representative, persons }: RestrictedPart): BlacklistRestrictedPart {
    return Object.assign(new BlacklistRestrictedPart(), { details, representative, persons });
  }
}

export const BlacklistEntryConnection = connectionTypes(BlacklistEntryType, 'BlacklistEntry');

export const BlacklistEntryResult = createUnionType({
  name: 'BlacklistEntryResult',
  types: () => [BlacklistEntryType, InvalidInput, NotFound, Conflict] as const,
});

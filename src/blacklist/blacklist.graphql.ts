import {
  createUnionType,
  Field,
  GraphQLISODateTime,
  ID,
  InputType,
  Int,
  ObjectType,
  registerEnumType,
} from '@nestjs/graphql';
import { connectionTypes } from '../common/graphql/connection.graphql.js';
import { Conflict, InvalidInput, NotFound } from '../common/graphql/user-error.graphql.js';
import { EntityKindEnum } from '../entities/entities.graphql.js';
import { SeverityEnum } from '../flags/flags.graphql.js';
import { BLACKLIST_STATES } from './blacklist.lifecycle.js';
import { PUBLICATION_LEVELS } from './blacklist.policy.js';
import type { BlacklistEntry } from './blacklist.repository.js';

export const BlacklistStateEnum = Object.fromEntries(BLACKLIST_STATES.map((state) => [state, state]));
registerEnumType(BlacklistStateEnum, { name: 'BlacklistState' });

const PublicationLevelEnum = Object.fromEntries(PUBLICATION_LEVELS.map((level) => [level, level]));
registerEnumType(PublicationLevelEnum, {
  name: 'PublicationLevel',
  description: 'Everyone, the agencies, or the agencies of the division and of those above it.',
});

const momentOf = (milliseconds: number | null): Date | null =>
  milliseconds === null ? null : new Date(Number(milliseconds));

@ObjectType('BlacklistEntry', { description: "A regulator's listing of a merchant." })
export class BlacklistEntryType {
  @Field(() => ID)
  id!: string;

  @Field(() => BlacklistStateEnum)
  state!: string;

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

  @Field(() => String, { description: 'Sharing level: OWNER until it is published.' })
  sharingLevel!: string;

  @Field(() => GraphQLISODateTime)
  proposedAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true })
  publishedAt!: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true })
  revokedAt!: Date | null;

  @Field(() => String, { nullable: true })
  revocationReason!: string | null;

  @Field(() => Int, { description: 'Give it with a change, so that nothing is overwritten unseen.' })
  version!: number;

  static from(entry: BlacklistEntry): BlacklistEntryType {
    return Object.assign(new BlacklistEntryType(), {
      id: entry.id,
      state: entry.state,
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
      proposedAt: momentOf(entry.proposedAtMs),
      publishedAt: momentOf(entry.publishedAtMs),
      revokedAt: momentOf(entry.revokedAtMs),
      revocationReason: entry.revocationReason,
      version: entry.version,
    });
  }
}

export const BlacklistEntryConnection = connectionTypes(BlacklistEntryType, 'BlacklistEntry');

export const BlacklistEntryResult = createUnionType({
  name: 'BlacklistEntryResult',
  types: () => [BlacklistEntryType, InvalidInput, NotFound, Conflict] as const,
});

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

  @Field(() => String, {
    description: 'Shown to whoever may see the entry: names no natural person. At most 4,000 characters.',
  })
  reason!: string;

  @Field(() => String, { description: 'Statute and article, at most 500 characters.' })
  legalBasis!: string;

  @Field(() => String, { nullable: true, description: "Division code within the regulator's; its own when left out." })
  jurisdiction?: string | null;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

@InputType()
export class PublishBlacklistEntryInput {
  @Field(() => ID)
  id!: string;

  @Field(() => Int)
  version!: number;

  @Field(() => PublicationLevelEnum, { defaultValue: 'PUBLIC' })
  sharing!: string;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

@InputType()
export class RevokeBlacklistEntryInput {
  @Field(() => ID)
  id!: string;

  @Field(() => Int)
  version!: number;

  @Field(() => String, { description: 'Shown to whoever may see the entry. At most 4,000 characters.' })
  reason!: string;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

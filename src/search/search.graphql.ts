import {
  ArgsType,
  createUnionType,
  Field,
  Float,
  GraphQLISODateTime,
  ID,
  InputType,
  Int,
  ObjectType,
  registerEnumType,
} from '@nestjs/graphql';
import { connectionTypes, PageArgs } from '../common/graphql/connection.graphql.js';
import { Conflict, InvalidInput, NotFound, PurposeRequired } from '../common/graphql/user-error.graphql.js';
import { EntityKindEnum, EntityType } from '../entities/entities.graphql.js';
import type { EntityKind } from '../entities/entity-vocabulary.js';
import type { FlagState, Severity } from '../flags/flag-vocabulary.js';
import { FlagStateEnum, SeverityEnum } from '../flags/flags.graphql.js';
import { LookupProblem } from '../query/query.graphql.js';
import { MAX_CASE_REF, MAX_PURPOSE } from '../query/query.policy.js';
import { MATCH_DECISIONS, MATCHED_PARTS, type MatchDecision, REVIEW_VERDICTS, VERDICTS } from './search-vocabulary.js';

const enumOf = (values: readonly string[]) => Object.fromEntries(values.map((value) => [value, value]));

export const MatchDecisionEnum = enumOf(MATCH_DECISIONS);
registerEnumType(MatchDecisionEnum, {
  name: 'MatchDecision',
  description: 'What a score is good for: MATCH from 0.85 on, REVIEW from 0.6 on means that a person should look.',
});

const MatchedPartEnum = enumOf(MATCHED_PARTS);
registerEnumType(MatchedPartEnum, { name: 'MatchedPart' });

const MatchVerdictEnum = enumOf(VERDICTS);
registerEnumType(MatchVerdictEnum, { name: 'MatchVerdict' });

const ReviewVerdictEnum = enumOf(REVIEW_VERDICTS);
registerEnumType(ReviewVerdictEnum, { name: 'ReviewVerdict' });

const PURPOSE = `Why, in words: at most ${MAX_PURPOSE} characters. Needed for persons and their names.`;
const CASE_REF = `The case that it is for: at most ${MAX_CASE_REF} characters. Needed with \`purpose\`.`;
const EXCLUDE_REVIEWED =
  'Leaves out what the caller has reviewed for the same question, until what it may see of the entity changes.';
const CHANGED_SINCE =
  'Only entities of which something that the caller may see was written since then. Overlap by a minute from time to time.';

@InputType({ description: 'Of one flag that the caller may see, all of these must hold.' })
export class SearchFilterInput {
  @Field(() => [String], { nullable: true, description: 'Codes of flag categories.' })
  categories?: string[] | null;

  @Field(() => [SeverityEnum], { nullable: true })
  severities?: Severity[] | null;

  @Field(() => [String], { nullable: true, description: 'Codes of the tenants that raised the flag.' })
  platforms?: string[] | null;

  @Field(() => String, { nullable: true, description: 'GB/T 2260 code: this division and those inside it.' })
  jurisdiction?: string | null;

  @Field(() => [FlagStateEnum], { nullable: true })
  states?: FlagState[] | null;

  @Field(() => GraphQLISODateTime, { nullable: true })
  detectedAfter?: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true })
  detectedBefore?: Date | null;
}

@ArgsType()
export class SearchArgs extends PageArgs {
  @Field(() => String, { description: 'A name as it is at hand, Chinese or Latin: 2 to 256 characters.' })
  query!: string;

  @Field(() => [EntityKindEnum], { nullable: true, description: 'All when left out, persons only with a purpose.' })
  kinds?: EntityKind[] | null;

  @Field(() => SearchFilterInput, { nullable: true })
  filters?: SearchFilterInput | null;

  @Field(() => MatchDecisionEnum, { defaultValue: 'REVIEW', description: 'The weakest hits to answer.' })
  least: MatchDecision = 'REVIEW';

  @Field(() => String, { nullable: true, description: PURPOSE })
  purpose?: string | null;

  @Field(() => String, { nullable: true, description: CASE_REF })
  caseRef?: string | null;

  @Field(() => Boolean, { defaultValue: false, description: EXCLUDE_REVIEWED })
  excludeReviewed: boolean = false;

  @Field(() => GraphQLISODateTime, { nullable: true, description: CHANGED_SINCE })
  changedSince?: Date | null;
}

@ObjectType({ description: 'What one part did to a score: 1 less all penalties, within the lowest cap.' })
export class MatchPart {
  @Field(() => MatchedPartEnum)
  part!: string;

  @Field(() => MatchVerdictEnum)
  verdict!: string;

  @Field(() => Float, { description: 'Negative when the part added to the score.' })
  penalty!: number;

  @Field(() => Float, { nullable: true, description: 'The score may not exceed this for this part.' })
  cap!: number | null;

  @Field(() => String, { nullable: true })
  query!: string | null;

  @Field(() => String, { nullable: true, description: "Null for a natural person's name." })
  candidate!: string | null;

  @Field(() => [String], { description: 'How the characters differ, where they do.' })
  edits!: readonly string[];
}

@ObjectType('SearchHit')
export class SearchHitType {
  @Field(() => EntityType)
  entity!: EntityType;

  @Field(() => Float, { description: 'In [0, 1].' })
  score!: number;

  @Field(() => MatchDecisionEnum)
  decision!: string;

  @Field(() => [MatchPart], { description: 'What made the score.' })
  parts!: readonly MatchPart[];

  @Field(() => String, {
    nullable: true,
    description: 'Stands for everything that the caller may see of the entity now.',
  })
  revision!: string | null;
}

const SearchHitConnection = connectionTypes(SearchHitType, 'SearchHit');

@ObjectType()
export class SearchAnswer {
  @Field(() => String, { description: 'Stands for the question in `markReviewed`; the same one gives the same key.' })
  queryKey!: string;

  @Field(() => SearchHitConnection, { description: 'The best first.' })
  hits!: InstanceType<typeof SearchHitConnection>;

  @Field(() => Boolean, { description: 'Whether more names share as much with the query than were compared.' })
  isTruncated!: boolean;
}

@InputType({ description: 'Somebody or something to look for: by name, by identifiers, or both.' })
export class ScreenItemInput {
  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => EntityKindEnum, { nullable: true, description: 'Any kind when left out, persons only with a purpose.' })
  kind?: EntityKind | null;

  @Field(() => String, { nullable: true, description: 'Unified social credit code.' })
  uscc?: string | null;

  @Field(() => String, { nullable: true, description: 'Needs a purpose.' })
  residentId?: string | null;

  @Field(() => String, { nullable: true, description: 'Needs a purpose.' })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: '`YYYY-MM-DD`, or the year alone.' })
  birthDate?: string | null;

  @Field(() => String, { nullable: true, description: 'GB/T 2260 code of where it is.' })
  jurisdiction?: string | null;
}

@InputType()
export class ScreenInput {
  @Field(() => [ScreenItemInput])
  items!: ScreenItemInput[];

  @Field(() => String, { nullable: true, description: PURPOSE })
  purpose?: string | null;

  @Field(() => String, { nullable: true, description: CASE_REF })
  caseRef?: string | null;

  @Field(() => MatchDecisionEnum, { defaultValue: 'REVIEW', description: 'The weakest hits to answer.' })
  least?: MatchDecision;

  @Field(() => Boolean, { defaultValue: false, description: EXCLUDE_REVIEWED })
  excludeReviewed?: boolean;

  @Field(() => GraphQLISODateTime, { nullable: true, description: CHANGED_SINCE })
  changedSince?: Date | null;
}

@ObjectType({ description: 'One item of a screening: what was found, and what could not be looked for.' })
export class ScreenItem {
  @Field(() => Int, { description: 'Place of the item in the input, from 0.' })
  index!: number;

  @Field(() => String, { nullable: true, description: 'Stands for the item in `markReviewed`.' })
  queryKey!: string | null;

  @Field(() => [SearchHitType], { description: 'The best first, at most 5.' })
  hits!: readonly SearchHitType[];

  @Field(() => Boolean, { description: 'Whether there is more than the hits show.' })
  isTruncated!: boolean;

  @Field(() => LookupProblem, { nullable: true })
  problem!: LookupProblem | null;
}

@ObjectType()
export class ScreenAnswer {
  @Field(() => [ScreenItem], { description: 'In the order of the input.' })
  items!: readonly ScreenItem[];
}

@InputType()
export class MarkReviewedInput {
  @Field(() => ID)
  entityId!: string;

  @Field(() => String, { description: 'Of the search answer or the screening item that brought the entity up.' })
  queryKey!: string;

  @Field(() => ReviewVerdictEnum)
  verdict!: string;

  @Field(() => String, { nullable: true, description: 'At most 2,000 characters; rests encrypted.' })
  note?: string | null;

  @Field(() => String, { nullable: true, description: 'Of the hit that was looked at; the present one when left out.' })
  revision?: string | null;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

@ObjectType('Review', { description: 'What the caller decided about a hit. No other tenant sees it.' })
export class ReviewType {
  @Field(() => ID)
  id!: string;

  @Field(() => ID)
  entityId!: string;

  @Field(() => String)
  queryKey!: string;

  @Field(() => ReviewVerdictEnum)
  verdict!: string;

  @Field(() => String, { nullable: true })
  note!: string | null;

  @Field(() => String)
  revision!: string;

  @Field(() => GraphQLISODateTime)
  createdAt!: Date;
}

export const SearchResult = createUnionType({
  name: 'SearchResult',
  types: () => [SearchAnswer, InvalidInput, PurposeRequired] as const,
});

export const ScreenResult = createUnionType({
  name: 'ScreenResult',
  types: () => [ScreenAnswer, InvalidInput] as const,
});

export const ReviewResult = createUnionType({
  name: 'ReviewResult',
  types: () => [ReviewType, InvalidInput, NotFound, Conflict] as const,
});

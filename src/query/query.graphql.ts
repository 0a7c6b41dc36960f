import { createUnionType, Field, InputType, Int, ObjectType } from '@nestjs/graphql';
import type { CorrectionCode, IdentifierType } from '../../libs/identifiers/identifier.js';
import { InvalidInput, NotFound, PurposeRequired } from '../common/graphql/user-error.graphql.js';
import { EntityType, IdentifierTypeEnum } from '../entities/entities.graphql.js';
import { MAX_CASE_REF, MAX_PURPOSE } from './query.policy.js';

const PURPOSE = `Why, in words: at most ${MAX_PURPOSE} characters. Needed for personal identifiers and persons.`;
const CASE_REF = `The case that it is for: at most ${MAX_CASE_REF} characters. Needed with \`purpose\`.`;
const PLATFORM =
  'Code of the platform of a shop, listing or account id that does not name it; a platform may leave out its own.';

@InputType()
export class LookupInput {
  @Field(() => IdentifierTypeEnum)
  type!: IdentifierType;

  @Field(() => String, { description: 'As it is at hand: spacing, full width and likely misreadings are mended.' })
  value!: string;

  @Field(() => String, { nullable: true, description: PLATFORM })
  platform?: string | null;

  @Field(() => String, { nullable: true, description: PURPOSE })
  purpose?: string | null;

  @Field(() => String, { nullable: true, description: CASE_REF })
  caseRef?: string | null;
}

@InputType()
export class LookupBatchItemInput {
  @Field(() => IdentifierTypeEnum)
  type!: IdentifierType;

  @Field(() => String)
  value!: string;

  @Field(() => String, { nullable: true, description: PLATFORM })
  platform?: string | null;
}

@InputType()
export class LookupBatchInput {
  @Field(() => [LookupBatchItemInput])
  items!: LookupBatchItemInput[];

  @Field(() => String, { nullable: true, description: PURPOSE })
  purpose?: string | null;

  @Field(() => String, { nullable: true, description: CASE_REF })
  caseRef?: string | null;
}

@ObjectType('Correction', { description: 'A departure from the canonical form that was mended.' })
export class CorrectionType {
  @Field(() => String)
  code!: CorrectionCode;

  @Field(() => String)
  message!: string;
}

@ObjectType({ description: 'The identifier as it was understood.' })
export class LookedUpIdentifier {
  @Field(() => IdentifierTypeEnum)
  type!: IdentifierType;

  @Field(() => String, { description: 'The canonical value; masked when the type is personal.' })
  value!: string;

  @Field(() => [CorrectionType])
  corrections!: readonly CorrectionType[];
}

@ObjectType()
export class LookupAnswer {
  @Field(() => LookedUpIdentifier)
  identifier!: LookedUpIdentifier;

  @Field(() => [EntityType], { description: 'Those that the identifier anchors first; at most 50.' })
  entities!: readonly EntityType[];

  @Field(() => Boolean)
  hasMore!: boolean;
}

@ObjectType({ description: 'Why one item of a batch could not be looked up.' })
export class LookupProblem {
  @Field(() => String)
  code!: string;

  @Field(() => String)
  message!: string;

  @Field(() => String, { description: 'Path of the input field at fault: `input.items[3].value`.' })
  field!: string;
}

@ObjectType({ description: 'One item of a batch: what was found, or why it could not be looked up.' })
export class LookupBatchItem {
  @Field(() => Int, { description: 'Place of the item in the input, from 0.' })
  index!: number;

  @Field(() => LookedUpIdentifier, { nullable: true })
  identifier!: LookedUpIdentifier | null;

  @Field(() => [EntityType], { description: 'Those that the identifier anchors first; at most 10.' })
  entities!: readonly EntityType[];

  @Field(() => Boolean)
  hasMore!: boolean;

  @Field(() => LookupProblem, { nullable: true })
  problem!: LookupProblem | null;
}

@ObjectType()
export class LookupBatchAnswer {
  @Field(() => [LookupBatchItem], { description: 'In the order of the input.' })
  items!: readonly LookupBatchItem[];
}

export const LookupResult = createUnionType({
  name: 'LookupResult',
  types: () => [LookupAnswer, InvalidInput, PurposeRequired] as const,
});

export const LookupBatchResult = createUnionType({
  name: 'LookupBatchResult',
  types: () => [LookupBatchAnswer, InvalidInput] as const,
});

export const EntityResult = createUnionType({
  name: 'EntityResult',
  types: () => [EntityType, NotFound, InvalidInput] as const,
});

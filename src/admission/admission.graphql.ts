import { createUnionType, Field, Float, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { BlacklistEntryType } from '../blacklist/blacklist.graphql.js';
import { InvalidInput, PurposeRequired } from '../common/graphql/user-error.graphql.js';
import { FOUND_BY, type MerchantStanding, type SimilarEntry } from './admission.policy.js';

const FoundByEnum = Object.fromEntries(FOUND_BY.map((way) => [way, way]));
registerEnumType(FoundByEnum, { name: 'FoundBy' });

@InputType({ description: 'The merchant that wants in: at least one of code, name and legal representative.' })
export class CheckMerchantInput {
  @Field(() => String, { nullable: true, description: 'Unified social credit code.' })
  uscc?: string | null;

  @Field(() => String, { nullable: true, description: 'Registered name, or what is known of it.' })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the legal representative as it is written; pinyin finds nobody. Needs purpose and case.',
  })
  representative?: string | null;

  @Field(() => String, { nullable: true, description: 'Why the check is made; needed with a representative.' })
  purpose?: string | null;

  @Field(() => String, { nullable: true, description: 'Number of the application; needed with a representative.' })
  caseRef?: string | null;
}

@ObjectType({ description: 'An entry that may or may not be on the same merchant: for somebody to look at.' })
export class SimilarMerchant {
  @Field(() => BlacklistEntryType)
  entry!: BlacklistEntryType;

  @Field(() => FoundByEnum)
  foundBy!: string;

  @Field(() => Float, { nullable: true, description: 'How alike the names are, 0 to 1.' })
  score!: number | null;

  static from({ entry, foundBy, score }: SimilarEntry): SimilarMerchant {
    return Object.assign(new SimilarMerchant(), { entry: BlacklistEntryType.from(entry), foundBy, score });
  }
}

@ObjectType({ description: 'How a merchant stands, as far as the caller may know.' })
export class MerchantCheck {
  @Field(() => [BlacklistEntryType], { description: 'On the list now, by its code.' })
  listed!: BlacklistEntryType[];

  @Field(() => [BlacklistEntryType], {
    description: 'On the list before, by its code; not what was withdrawn or revoked.',
  })
  listedBefore!: BlacklistEntryType[];

  @Field(() => [BlacklistEntryType], { description: 'Procedures that the caller was told of, by its code.' })
  underReview!: BlacklistEntryType[];

  @Field(() => [SimilarMerchant], { description: 'To review, the most alike first, at most 20.' })
  similar!: SimilarMerchant[];

  @Field(() => Boolean, { description: 'Whether there may be more than is shown.' })
  isTruncated!: boolean;

  static from(standing: MerchantStanding): MerchantCheck {
    return Object.assign(new MerchantCheck(), {
      listed: standing.listed.map(BlacklistEntryType.from),
      listedBefore: standing.listedBefore.map(BlacklistEntryType.from),
      underReview: standing.underReview.map(BlacklistEntryType.from),
      similar: standing.similar.map(SimilarMerchant.from),
      isTruncated: standing.isTruncated,
    });
  }
}

export const MerchantCheckResult = createUnionType({
  name: 'MerchantCheckResult',
  types: () => [MerchantCheck, InvalidInput, PurposeRequired] as const,
});

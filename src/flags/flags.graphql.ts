import { Field, GraphQLISODateTime, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { TenantKindEnum } from '../tenants/tenants.graphql.js';
import { FLAG_STATES, MEASURES, SEVERITIES } from './flag-vocabulary.js';

export const SeverityEnum = Object.fromEntries(SEVERITIES.map((severity) => [severity, severity]));
registerEnumType(SeverityEnum, { name: 'Severity', description: 'How grave it is, from the least to the most.' });

export const FlagStateEnum = Object.fromEntries(FLAG_STATES.map((state) => [state, state]));
registerEnumType(FlagStateEnum, { name: 'FlagState' });

export const MeasureEnum = Object.fromEntries(MEASURES.map((measure) => [measure, measure]));
registerEnumType(MeasureEnum, { name: 'Measure', description: 'What a platform did about what it found.' });

@ObjectType('FlagCategory', { description: 'A category of suspicion.' })
export class FlagCategoryType {
  @Field(() => String)
  code!: string;

  @Field(() => String)
  labelEn!: string;

  @Field(() => String)
  labelZh!: string;
}

@ObjectType('FlagSource', { description: 'The tenant whose assertion a flag is.' })
export class FlagSourceType {
  @Field(() => String)
  code!: string;

  @Field(() => String)
  name!: string;

  @Field(() => TenantKindEnum)
  kind!: string;
}

@ObjectType('Flag', { description: "One tenant's assertion that an entity is suspected of a category." })
export class FlagType {
  @Field(() => ID)
  id!: string;

  @Field(() => FlagCategoryType)
  category!: FlagCategoryType;

  @Field(() => SeverityEnum)
  severity!: string;

  @Field(() => FlagStateEnum)
  state!: string;

  @Field(() => [MeasureEnum])
  measures!: readonly string[];

  @Field(() => FlagSourceType)
  source!: FlagSourceType;

  @Field(() => String, { description: 'GB/T 2260 division code.' })
  jurisdiction!: string;

  @Field(() => GraphQLISODateTime)
  detectedAt!: Date;

  @Field(() => ID, { nullable: true, description: 'The report that raised it; of own flags only.' })
  reportId!: string | null;

  @Field(() => String, { nullable: true, description: 'What was found, in words; of own flags only.' })
  evidence!: string | null;
}

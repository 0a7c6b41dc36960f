import { Field, ObjectType } from '@nestjs/graphql';
import { TenantKindEnum } from '../tenants/tenants.graphql.js';

@ObjectType('DisclosureItem', { description: 'A kind of data that may be asked for.' })
export class DisclosureItemType {
  @Field(() => String)
  code!: string;

  @Field(() => String)
  zh!: string;

  @Field(() => String)
  en!: string;

  @Field(() => Boolean, { description: 'Personal communications: two people approve its disclosure.' })
  isCommunication!: boolean;
}

@ObjectType('Statute', { description: 'A legal basis: statute and article.' })
export class StatuteType {
  @Field(() => String)
  code!: string;

  @Field(() => String)
  zh!: string;

  @Field(() => String)
  en!: string;

  @Field(() => [TenantKindEnum], { description: 'Kinds of agency that may rely on it.' })
  agencies!: readonly string[];

  @Field(() => Boolean, {
    description: 'A request that relies on it is not sent without an instrument but in an emergency.',
  })
  needsInstrument!: boolean;
}

@ObjectType('RefusalReason', { description: 'A coded reason of a refusal.' })
export class RefusalReasonType {
  @Field(() => String)
  code!: string;

  @Field(() => String)
  zh!: string;

  @Field(() => String)
  en!: string;
}

@ObjectType('DisclosureCatalogue', { description: 'What may be asked for, on which basis, and why it may be refused.' })
export class DisclosureCatalogueType {
  @Field(() => [DisclosureItemType])
  items!: DisclosureItemType[];

  @Field(() => [StatuteType])
  statutes!: StatuteType[];

  @Field(() => [RefusalReasonType])
  refusalReasons!: RefusalReasonType[];
}

import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { IDENTIFIER_TYPES } from '../../libs/identifiers/identifier.js';
import { FlagType, SeverityEnum } from '../flags/flags.graphql.js';
import { ENTITY_KINDS, IDENTIFIER_ROLES, NAME_ROLES } from './entity-vocabulary.js';

export const EntityKindEnum = Object.fromEntries(ENTITY_KINDS.map((kind) => [kind, kind]));
registerEnumType(EntityKindEnum, { name: 'EntityKind' });

export const IdentifierTypeEnum = Object.fromEntries(IDENTIFIER_TYPES.map((type) => [type, type]));
registerEnumType(IdentifierTypeEnum, { name: 'IdentifierType' });

export const NameRoleEnum = Object.fromEntries(NAME_ROLES.map((role) => [role, role]));
registerEnumType(NameRoleEnum, { name: 'NameRole', description: 'What a name is to its entity.' });

export const IdentifierRoleEnum = Object.fromEntries(IDENTIFIER_ROLES.map((role) => [role, role]));
registerEnumType(IdentifierRoleEnum, {
  name: 'IdentifierRole',
  description: 'ANCHOR names the entity itself, HELD belongs to it, LINKED is of something that it belongs to.',
});

@ObjectType('EntityName')
export class EntityNameType {
  @Field(() => NameRoleEnum)
  role!: string;

  @Field(() => String, { description: "A natural person's is masked." })
  name!: string;
}

@ObjectType('EntityIdentifier')
export class EntityIdentifierType {
  @Field(() => IdentifierTypeEnum)
  type!: string;

  @Field(() => IdentifierRoleEnum)
  role!: string;

  @Field(() => String, { description: 'The canonical value; masked when the type is personal.' })
  value!: string;
}

@ObjectType('Entity', {
  description:
    'A merchant, shop, listing, account, person or website, as far as the caller may see what tenants say of it.',
})
export class EntityType {
  @Field(() => ID)
  id!: string;

  @Field(() => EntityKindEnum)
  kind!: string;

  @Field(() => [EntityNameType], { description: 'At most 100.' })
  names!: readonly EntityNameType[];

  @Field(() => [EntityIdentifierType], { description: 'At most 100.' })
  identifiers!: readonly EntityIdentifierType[];

  @Field(() => [FlagType], { description: 'The newest, at most 100.' })
  flags!: readonly FlagType[];

  @Field(() => Int, { description: 'Flags that the caller may see, also those beyond the list.' })
  flagCount!: number;

  @Field(() => SeverityEnum, { nullable: true, description: 'The gravest active flag that the caller may see.' })
  highestSeverity!: string | null;
}

import { registerEnumType } from '@nestjs/graphql';
import { ENTITY_KINDS } from './entity-vocabulary.js';

export const EntityKindEnum = Object.fromEntries(ENTITY_KINDS.map((kind) => [kind, kind]));
registerEnumType(EntityKindEnum, { name: 'EntityKind' });

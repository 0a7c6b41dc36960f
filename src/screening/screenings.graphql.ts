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
import { MatchDecisionEnum } from '../search/search.graphql.js';
import { SCREENING_STATES, type ScreeningState } from './screening.lifecycle.js';
import type { Screening } from './screenings.repository.js';
import { SCREENING_FORMATS } from './upload/screening-chunks.js';

const ScreeningStateEnum = Object.fromEntries(SCREENING_STATES.map((state) => [state, state]));
registerEnumType(ScreeningStateEnum, {
  name: 'ScreeningState',
  description: 'EXPIRED ones have lost their rows and results.',
});

const ScreeningFormatEnum = Object.fromEntries(SCREENING_FORMATS.map((format) => [format.toUpperCase(), format]));
registerEnumType(ScreeningFormatEnum, { name: 'ScreeningFormat' });

@ObjectType('Screening', {
  description:
    'A batch screening: a file whose rows are looked for. Its results are read at /v1/screenings/{id}/results.',
})
export class ScreeningType {
  @Field(() => ID)
  id!: string;

  @Field(() => ScreeningStateEnum)
  state!: ScreeningState;

  @Field(() => ScreeningFormatEnum)
  format!: string;

  @Field(() => MatchDecisionEnum, { description: 'The weakest hits that are kept.' })
  least!: string;

  @Field(() => GraphQLISODateTime)
  createdAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true })
  completedAt!: Date | null;

  @Field(() => Int, { description: 'Rows in the file.' })
  receivedRows!: number;

  @Field(() => Int, { description: 'Rows that were looked for so far.' })
  screenedRows!: number;

  @Field(() => Int, { description: 'Rows that could not be looked for; the results say why.' })
  rejectedRows!: number;

  @Field(() => Int, { description: 'Rows whose best hit is a match.' })
  matchRows!: number;

  @Field(() => Int, { description: 'Rows whose best hit is for review.' })
  reviewRows!: number;

  @Field(() => Int, { description: 'Rows whose best hit is weak.' })
  weakRows!: number;

  @Field(() => Int, { description: 'Different questions among the rows; each was looked for once.' })
  distinctQueries!: number;

  static from(screening: Screening): ScreeningType {
    const { createdAtMs, completedAtMs, chunkCount: _, digest: __, version: ___, ...rest } = screening;
    return Object.assign(new ScreeningType(), rest, {
      createdAt: new Date(createdAtMs),
      completedAt: completedAtMs === null ? null : new Date(completedAtMs),
    });
  }
}

export const ScreeningConnection = connectionTypes(ScreeningType, 'Screening');

@InputType()
export class ScreeningByIdInput {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

export const ScreeningResult = createUnionType({
  name: 'ScreeningResult',
  types: () => [ScreeningType, NotFound] as const,
});

export const ScreeningChangeResult = createUnionType({
  name: 'ScreeningChangeResult',
  types: () => [ScreeningType, InvalidInput, NotFound, Conflict] as const,
});

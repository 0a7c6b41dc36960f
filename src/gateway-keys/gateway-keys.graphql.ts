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
import { SIGNING_ALGORITHMS } from '../../libs/signing/keys.js';
import { Conflict, InvalidInput } from '../common/graphql/user-error.graphql.js';
import type { GatewayKey } from './gateway-keys.repository.js';

const SigningAlgorithmEnum = Object.fromEntries(SIGNING_ALGORITHMS.map((algorithm) => [algorithm, algorithm]));
registerEnumType(SigningAlgorithmEnum, { name: 'SigningAlgorithm', description: 'RFC 7518 and RFC 8037.' });

@ObjectType('GatewayKey', {
  description: 'A key by which the gateway itself signs; `/.well-known/jwks.json` has its public half.',
})
export class GatewayKeyType {
  @Field(() => ID, { description: '`kid` of the signatures.' })
  id!: string;

  @Field(() => SigningAlgorithmEnum)
  algorithm!: string;

  @Field(() => Int, { description: 'Counts the keys of the algorithm from 1.' })
  generation!: number;

  @Field(() => GraphQLISODateTime, { description: 'It is published at once and signs from then on.' })
  signsFrom!: Date;

  @Field(() => GraphQLISODateTime)
  createdAt!: Date;

  static from({ id, algorithm, generation, signsFromMs, createdAtMs }: GatewayKey): GatewayKeyType {
    return Object.assign(new GatewayKeyType(), {
      id,
      algorithm,
      generation,
      signsFrom: new Date(signsFromMs),
      createdAt: new Date(createdAtMs),
    });
  }
}

export const RotateGatewayKeyResult = createUnionType({
  name: 'RotateGatewayKeyResult',
  types: () => [GatewayKeyType, InvalidInput, Conflict] as const,
});

@InputType()
export class RotateGatewayKeyInput {
  @Field(() => SigningAlgorithmEnum)
  algorithm!: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'For how long receivers can fetch the key before it signs: 0 to 604800 seconds, an hour when left out.',
  })
  leadSeconds?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'The present key is no longer to be trusted: it is taken out at once, and the new one signs at once.',
  })
  isCompromised?: boolean | null;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;
}

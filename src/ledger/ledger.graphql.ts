import { Field, Float, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { connectionTypes } from '../common/graphql/connection.graphql.js';
import type { LedgerHead, NamedEntry } from './ledger.repository.js';

@ObjectType('LedgerEntry', { description: 'One line of the audit log, in its place in the hash chain.' })
export class LedgerEntryType {
  @Field(() => ID)
  id!: string;

  @Field(() => Float, { description: 'Its place: 1, 2, 3 … without gaps.' })
  seq!: number;

  @Field(() => GraphQLISODateTime)
  occurredAt!: Date;

  @Field(() => String, { nullable: true, description: 'Who acted; null for the gateway itself.' })
  tenantCode!: string | null;

  @Field(() => String, { nullable: true, description: 'Keyed pseudonym of the actor: the same person, the same text.' })
  actorRef!: string | null;

  @Field(() => String)
  action!: string;

  @Field(() => String, { nullable: true })
  subjectType!: string | null;

  @Field(() => String, { nullable: true })
  subjectId!: string | null;

  @Field(() => String)
  outcome!: string;

  @Field(() => String)
  requestId!: string;

  @Field(() => String, { nullable: true, description: 'Codes and ids as a JSON object; null once erased.' })
  detail!: string | null;

  @Field(() => String, { description: 'SHA-256 over `previousHash` and the content, in base64url.' })
  hash!: string;

  @Field(() => String)
  previousHash!: string;

  static from(entry: NamedEntry): LedgerEntryType {
    const { id, tenantCode, actorRef, action, subjectType, subjectId, outcome, requestId, detail } = entry;
    return Object.assign(new LedgerEntryType(), {
      ...{ id, tenantCode, actorRef, action, subjectType, subjectId, outcome, requestId, detail },
      seq: Number(entry.seq),
      occurredAt: new Date(Number(entry.occurredAtMs)),
      hash: entry.hash,
      previousHash: entry.previousHash,
    });
  }
}

@ObjectType('LedgerHead', { description: 'How far the chain has come: noted elsewhere, it shows a later rewriting.' })
export class LedgerHeadType {
  @Field(() => Float)
  seq!: number;

  @Field(() => String)
  hash!: string;

  static from({ seq, hash }: LedgerHead): LedgerHeadType {
    return Object.assign(new LedgerHeadType(), { seq, hash });
  }
}

export const LedgerEntryConnection = connectionTypes(LedgerEntryType, 'LedgerEntry');

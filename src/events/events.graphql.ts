import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { connectionTypes } from '../common/graphql/connection.graphql.js';
import type { SequencedEvent } from './events.repository.js';

@ObjectType('Event', {
  description: 'Something that happened and that the caller may know. Thin: ask for the subject itself.',
})
export class EventType {
  @Field(() => ID, { description: 'The same in every channel and in every repetition.' })
  id!: string;

  @Field(() => String)
  type!: string;

  @Field(() => GraphQLISODateTime)
  occurredAt!: Date;

  @Field(() => String)
  subjectType!: string;

  @Field(() => ID)
  subjectId!: string;

  @Field(() => String, { nullable: true })
  category!: string | null;

  @Field(() => String, { nullable: true })
  severity!: string | null;

  @Field(() => String, { nullable: true, description: 'GB/T 2260 division code.' })
  jurisdiction!: string | null;

  @Field(() => String, { description: 'Codes and ids as a JSON object.' })
  data!: string;

  @Field(() => String, { description: 'Where this event stands: give it as `after` to go on from here.' })
  cursor!: string;

  static from(event: SequencedEvent, cursor: string): EventType {
    return Object.assign(new EventType(), {
      id: event.id,
      type: event.type,
      occurredAt: new Date(Number(event.occurredAtMs)),
      subjectType: event.subjectType,
      subjectId: event.subjectId,
      category: event.category,
      severity: event.severity,
      jurisdiction: event.jurisdiction,
      data: event.data,
      cursor,
    });
  }
}

export const EventConnection = connectionTypes(EventType, 'Event');

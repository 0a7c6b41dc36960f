import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { connectionTypes } from '../common/graphql/connection.graphql.js';
import { cloudEvent } from './cloud-event.js';
import type { FedEvent } from './event-feed.js';

@ObjectType('Event', {
  description: 'Something that happened and that the caller may know. Thin: ask for the subject itself.',
})
export class EventType {
  @Field(() => ID, { description: 'The same in every channel and in every repetition.' })
  id!: string;

  @Field(() => String, { description: 'Version of CloudEvents: `1.0`.' })
  specversion!: string;

  @Field(() => String, { description: 'The gateway (CloudEvents); together with `id` unique in the world.' })
  source!: string;

  @Field(() => String)
  type!: string;

  @Field(() => String, { description: '`<subjectType>/<subjectId>` (CloudEvents).' })
  subject!: string;

  @Field(() => GraphQLISODateTime, { description: 'When it happened (CloudEvents).' })
  time!: Date;

  @Field(() => GraphQLISODateTime, { description: 'The same as `time`.' })
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

  @Field(() => String, { nullable: true, description: 'Kind of the entity that it is about.' })
  entityKind!: string | null;

  @Field(() => String, { nullable: true, description: 'Code of the platform that it comes from or concerns.' })
  platform!: string | null;

  @Field(() => ID, { nullable: true, description: 'The saved screening list that raised it.' })
  listId!: string | null;

  @Field(() => String, { description: 'Form of the payload (CloudEvents): `application/json`.' })
  datacontenttype!: string;

  @Field(() => String, { description: 'Codes and ids as a JSON object.' })
  data!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'In a stream, the event before it: another one than was handled last shows a gap. Null when unknown.',
  })
  previousId!: string | null;

  @Field(() => String, { description: 'Where this event stands: give it as `after` to go on from here.' })
  cursor!: string;

  /** @param source of every event of this gateway */
  static from(
    { event, previousId }: Pick<FedEvent, 'event' | 'previousId'>,
    source: string,
    cursor: string,
  ): EventType {
    const { data, time, ...attributes } = cloudEvent(event, source);
    const { details: _, ...content } = data;
    return Object.assign(new EventType(), attributes, content, {
      time: new Date(time),
      occurredAt: new Date(time),
      data: event.data,
      previousId,
      cursor,
    });
  }
}

@ObjectType({ description: 'The present end of the event log, as far as the caller is concerned.' })
export class EventHead {
  @Field(() => String, { description: 'Give it as `after`: what happens from now on comes, and nothing else.' })
  cursor!: string;

  @Field(() => GraphQLISODateTime)
  time!: Date;
}

export const EventConnection = connectionTypes(EventType, 'Event');

import { createUnionType, Field, Float, GraphQLISODateTime, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { NotFound } from '../common/graphql/user-error.graphql.js';
import { ATTACHMENT_STATES } from './attachment.lifecycle.js';
import { ATTACHMENT_PURPOSES, PURPOSE_RULES } from './attachment.policy.js';
import type { Attachment } from './attachments.service.js';

const AttachmentStateEnum = Object.fromEntries(ATTACHMENT_STATES.map((state) => [state, state]));
registerEnumType(AttachmentStateEnum, { name: 'AttachmentState' });

const AttachmentPurposeEnum = Object.fromEntries(ATTACHMENT_PURPOSES.map((purpose) => [purpose, purpose]));
registerEnumType(AttachmentPurposeEnum, {
  name: 'AttachmentPurpose',
  description: 'What an attachment is for.',
  valuesMap: Object.fromEntries(
    ATTACHMENT_PURPOSES.map((purpose) => [purpose, { description: `${PURPOSE_RULES[purpose].meaning}.` }]),
  ),
});

const momentOf = (milliseconds: number | null): Date | null => (milliseconds === null ? null : new Date(milliseconds));

@ObjectType('Attachment', { description: 'A file; its content is at `GET /v1/attachments/{id}`.' })
export class AttachmentType {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { description: 'Code of the tenant that uploaded it.' })
  tenantCode!: string;

  @Field(() => AttachmentPurposeEnum)
  purpose!: string;

  @Field(() => AttachmentStateEnum)
  state!: string;

  @Field(() => String)
  mediaType!: string;

  @Field(() => String, { nullable: true, description: 'Null once it is destroyed.' })
  fileName?: string | null;

  @Field(() => Float, { description: 'In bytes.' })
  size!: number;

  @Field(() => String, { nullable: true, description: 'SHA-256 in lower-case hex; null while it is uploaded.' })
  sha256?: string | null;

  @Field(() => GraphQLISODateTime)
  createdAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it will be destroyed, if that is known.' })
  retainUntil?: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true })
  destroyedAt?: Date | null;

  static from(this: void, attachment: Attachment): AttachmentType {
    const { createdAtMs, retainUntilMs, destroyedAtMs, subjectId: _, ...rest } = attachment;
    return Object.assign(new AttachmentType(), rest, {
      createdAt: new Date(createdAtMs),
      retainUntil: momentOf(retainUntilMs),
      destroyedAt: momentOf(destroyedAtMs),
    });
  }
}

export const AttachmentResult = createUnionType({
  name: 'AttachmentResult',
  types: () => [AttachmentType, NotFound] as const,
});

import { Field, ID, InputType } from '@nestjs/graphql';
import { JointLinkKindEnum } from './joint-additions.graphql.js';
import { SharedInput } from './joint-inputs.graphql.js';

@InputType({ isAbstract: true })
abstract class AddedInput extends SharedInput {
  @Field(() => ID, {
    nullable: true,
    description: 'A task or measure: it is shown to whoever is shown that. The case when left out.',
  })
  targetId?: string | null;
}

@InputType()
export class JointMentionInput {
  @Field(() => String, { description: 'Code of a participant that is shown the comment.' })
  tenantCode!: string;

  @Field(() => String, { nullable: true, description: 'One of its people, by the name in their tokens.' })
  actor?: string | null;
}

@InputType()
export class AddJointCommentInput extends AddedInput {
  @Field(() => String, { description: 'At most 4,000 characters.' })
  text!: string;

  @Field(() => [JointMentionInput], { defaultValue: [], description: 'At most 50; each tenant is told.' })
  mentions!: JointMentionInput[];

  @Field(() => [ID], { nullable: true, description: 'Uploads that go with it, at most 20.' })
  attachmentIds?: string[] | null;
}

@InputType()
export class AddJointAttachmentInput extends AddedInput {
  @Field(() => ID, { description: "A complete upload of the caller's own, for EVIDENCE or an INSTRUMENT." })
  attachmentId!: string;
}

@InputType()
export class AddJointLinkInput extends SharedInput {
  @Field(() => JointLinkKindEnum)
  kind!: string;

  @Field(() => ID, { description: "Of the caller's own." })
  linkedId!: string;

  @Field(() => String, { nullable: true, description: 'At most 500 characters.' })
  note?: string | null;
}

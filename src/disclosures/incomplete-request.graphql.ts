import { Field, ObjectType } from '@nestjs/graphql';
import { UserError } from '../common/graphql/user-error.graphql.js';
import type { Gap } from './disclosure-completeness.js';

@ObjectType('DisclosureGap', { description: 'Something that a draft lacks, or that does not fit.' })
export class DisclosureGapType {
  @Field(() => String, { description: 'Field of the draft.' })
  field!: string;

  @Field(() => String)
  code!: string;

  @Field(() => String)
  message!: string;

  static from(gap: Gap): DisclosureGapType {
    return Object.assign(new DisclosureGapType(), gap);
  }
}

/** A draft cannot be sent yet. */
@ObjectType({
  implements: () => [UserError],
  description: 'The draft cannot be sent yet: everything missing is named.',
})
export class IncompleteRequest extends UserError {
  @Field(() => [DisclosureGapType])
  gaps!: DisclosureGapType[];

  static of(gaps: readonly Gap[]): IncompleteRequest {
    return Object.assign(new IncompleteRequest(), {
      code: 'INCOMPLETE',
      field: 'input.id',
      message: `The request is not complete: ${gaps.map(({ message }) => message).join(' ')}`,
      gaps: gaps.map(DisclosureGapType.from),
    });
  }
}

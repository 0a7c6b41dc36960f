import { Field, InterfaceType, ObjectType } from '@nestjs/graphql';

/** An expected refusal: part of the schema, so that a client's compiler sees it (DESIGN §9). */
@InterfaceType({ description: 'An expected refusal. Nothing was changed.' })
export abstract class UserError {
  @Field({ description: 'Stable code for programs.' })
  code!: string;

  @Field({ description: 'One sentence for people.' })
  message!: string;

  @Field(() => String, { nullable: true, description: 'Path of the input field at fault, if one is.' })
  field?: string | null;
}

/** A value in the input is wrong. */
@ObjectType({ implements: () => [UserError], description: 'A value in the input is wrong.' })
export class InvalidInput extends UserError {
  static at(field: string, message: string, code = 'INVALID_INPUT'): InvalidInput {
    return Object.assign(new InvalidInput(), { code, field, message });
  }
}

/** The thing does not exist, or the caller may not know that it does: the two are never told apart. */
@ObjectType({ implements: () => [UserError], description: 'Does not exist, or may not be seen.' })
export class NotFound extends UserError {
  static of(field: string, thing: string): NotFound {
    return Object.assign(new NotFound(), { code: 'NOT_FOUND', field, message: `There is no such ${thing}.` });
  }
}

/** Somebody changed the thing first, or the idempotency key was used for something else. */
@ObjectType({ implements: () => [UserError], description: 'The thing was changed meanwhile, or is in another state.' })
export class Conflict extends UserError {
  static of(field: string, message: string, code = 'CONFLICT'): Conflict {
    return Object.assign(new Conflict(), { code, field, message });
  }
}

/** A query on personal data came without its purpose or case (PIPL art. 34, DSL art. 35). */
@ObjectType({ implements: () => [UserError], description: 'A query on personal data must name its purpose and case.' })
export class PurposeRequired extends UserError {
  static at(field: string): PurposeRequired {
    return Object.assign(new PurposeRequired(), {
      code: 'PURPOSE_REQUIRED',
      field,
      message: 'This looks up personal data: give both `purpose` and `caseRef`.',
    });
  }
}

/** Whether a result is a refusal. */
export const isRefusal = (result: unknown): result is UserError => result instanceof UserError;

import { Field, GraphQLISODateTime, InputType, Int } from '@nestjs/graphql';
import { z } from 'zod';
import { KEY_USES } from './key-use.js';
import { TenantKeyUseEnum, TenantKindEnum } from './tenants.graphql.js';

const IDEMPOTENCY_KEY = 'Sent again with the same key and input, the change is made once and its result given again.';
const VERSION = 'The version that the decision was made on; a newer one is a Conflict.';

@InputType()
export class AddTenantInput {
  @Field(() => String, { description: '2 to 32 characters a-z 0-9 -; it never changes.' })
  code!: string;

  @Field(() => String)
  name!: string;

  @Field(() => TenantKindEnum)
  kind!: string;

  @Field(() => String, { description: 'GB/T 2260 division code, six digits.' })
  jurisdiction!: string;

  @Field(() => [String], { nullable: true, description: 'All that its kind may hold, when left out.' })
  scopes?: string[] | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}

@InputType()
export class TenantStateInput {
  @Field(() => String)
  code!: string;

  @Field(() => Int, { nullable: true, description: VERSION })
  version?: number | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}

@InputType()
export class AddTenantKeyInput {
  @Field(() => String)
  tenantCode!: string;

  @Field(() => String, { description: 'The public key as a JWK (RFC 7517), in JSON.' })
  publicJwk!: string;

  @Field(() => TenantKeyUseEnum, { nullable: true, description: "As the key's own `alg` says, when left out." })
  use?: string | null;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'From now, when left out.' })
  notBefore?: Date | null;

  @Field(() => GraphQLISODateTime, { nullable: true })
  notAfter?: Date | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}

@InputType()
export class RevokeTenantKeyInput {
  @Field(() => String)
  tenantCode!: string;

  @Field(() => String, { description: '`kid` of the key.' })
  keyId!: string;

  @Field(() => Int, { nullable: true, description: VERSION })
  version?: number | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}

@InputType()
export class RetireTenantKeyInput extends RevokeTenantKeyInput {
  @Field(() => Int, { defaultValue: 86_400, description: 'How long it still verifies, at most 90 days.' })
  lastsSeconds: number = 86_400;
}

const optional = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? undefined);
const tooLong = (length: number) => `Takes at most ${length} characters.`;
const text = (length: number) => z.string().max(length, tooLong(length));
const change = {
  version: optional(z.number().int()),
  idempotencyKey: optional(z.string().min(1, 'Takes at least one character.').max(128, tooLong(128))),
};

const jwk = z
  .string()
  .max(16_384, tooLong(16_384))
  .transform((json, context): unknown => {
    try {
      return JSON.parse(json);
    } catch {
      context.addIssue({ code: 'custom', message: 'The key is not readable as JSON.' });
      return z.NEVER;
    }
  });

/** What each input must look like before its use case reads it; bounds come first, so that nothing long goes further. */
export const INPUTS = {
  addTenant: z.object({
    code: text(64),
    name: text(1_000),
    kind: z.string(),
    jurisdiction: text(16),
    scopes: optional(z.array(text(64)).max(100, 'Takes at most 100 scopes.')),
    idempotencyKey: change.idempotencyKey,
  }),
  tenantState: z.object({ code: text(64), ...change }),
  addTenantKey: z.object({
    tenantCode: text(64),
    publicJwk: jwk,
    use: optional(z.enum(KEY_USES)),
    notBefore: optional(z.date()),
    notAfter: optional(z.date()),
    idempotencyKey: change.idempotencyKey,
  }),
  retireTenantKey: z.object({ tenantCode: text(64), keyId: text(128), lastsSeconds: z.number(), ...change }),
  revokeTenantKey: z.object({ tenantCode: text(64), keyId: text(128), ...change }),
};

import type { z } from 'zod';
import { InvalidInput } from './user-error.graphql.js';

/** Reads a mutation's `input` by its schema; the refusal names the first field at fault: `input.identifiers[3].value`. */
export function readInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  root = 'input',
): { readonly ok: true; readonly value: z.output<Schema> } | { readonly ok: false; readonly refusal: InvalidInput } {
  const result = schema.safeParse(input);
  if (result.success) return { ok: true, value: result.data };
  const [issue] = result.error.issues;
  return { ok: false, refusal: InvalidInput.at(pathOf(root, issue?.path ?? []), issue?.message ?? 'Not readable.') };
}

const pathOf = (root: string, path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, step) => text + (typeof step === 'number' ? `[${step}]` : `.${String(step)}`), root);

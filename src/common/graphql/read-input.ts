import type { z } from 'zod';
import { InvalidInput } from './user-error.graphql.js';

/**
 * Reads a mutation's `input` by its schema; control characters but tab and line ends are refused in every text, since the
 * databases do not keep all of them alike. The refusal names the first field at fault: `input.identifiers[3].value`.
 */
export function readInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  root = 'input',
): { readonly ok: true; readonly value: z.output<Schema> } | { readonly ok: false; readonly refusal: InvalidInput } {
  const unprintable = pathToControlCharacter(input, root);
  if (unprintable !== undefined) {
    return { ok: false, refusal: InvalidInput.at(unprintable, 'The text holds a control character.') };
  }
  const result = schema.safeParse(input);
  if (result.success) return { ok: true, value: result.data };
  const [issue] = result.error.issues;
  return { ok: false, refusal: InvalidInput.at(pathOf(root, issue?.path ?? []), issue?.message ?? 'Not readable.') };
}

const pathOf = (root: string, path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, step) => text + (typeof step === 'number' ? `[${step}]` : `.${String(step)}`), root);

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

function pathToControlCharacter(value: unknown, path: string): string | undefined {
  if (typeof value === 'string') return CONTROL.test(value) ? path : undefined;
  if (value === null || typeof value !== 'object') return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const found = pathToControlCharacter(inner, Array.isArray(value) ? `${path}[${name}]` : `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

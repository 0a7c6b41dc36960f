import { z } from 'zod';
import { SETTINGS_SCHEMA } from './settings.js';

/** A setting as people read it. */
export interface SettingDescription {
  readonly name: string;
  /** What it may be: a range, a list, a form. */
  readonly values: string;
  /** Undefined when there is none, or when the meaning says what it depends on. */
  readonly default: string | undefined;
  readonly meaning: string;
}

interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly default?: unknown;
}

/** Every setting in the order of the schema. */
export function describeSettings(): SettingDescription[] {
  return Object.entries(SETTINGS_SCHEMA).map(([name, schema]) => {
    const input = z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;
    const output = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as JsonSchema;
    return {
      name,
      values: valuesOf(input),
      default: output.default === undefined ? undefined : String(output.default),
      meaning: schema.description ?? '',
    };
  });
}

function valuesOf(schema: JsonSchema): string {
  if (schema.enum) return schema.enum.join(', ');
  if (schema.type === 'integer') return `${schema.minimum} to ${schema.maximum}`;
  if (schema.pattern) return schema.pattern;
  const { minLength = 0, maxLength } = schema;
  if (maxLength !== undefined) return `${minLength} to ${maxLength} characters`;
  return minLength > 1 ? `text of at least ${minLength} characters` : 'text';
}

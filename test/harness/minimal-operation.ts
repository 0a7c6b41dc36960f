import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';

/** The least document that calls an operation: required arguments only, with values of the right type. */
export interface MinimalOperation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

const SCALARS: Readonly<Record<string, unknown>> = {
  ID: '0190a000-0000-7000-8000-00000000ffff',
  String: 'x',
  Int: 1,
  Float: 1,
  Boolean: true,
  DateTime: '2026-01-01T00:00:00.000Z',
};

/** Builds the call from the schema, so that an operation added later is called without being listed anywhere. */
export function minimalOperation(
  schema: GraphQLSchema,
  kind: 'Query' | 'Mutation' | 'Subscription',
  name: string,
): MinimalOperation {
  const roots = {
    Query: schema.getQueryType(),
    Mutation: schema.getMutationType(),
    Subscription: schema.getSubscriptionType(),
  };
  const field = roots[kind]?.getFields()[name];
  if (!field) throw new Error(`the schema has no ${kind} ${name}`);
  const required = field.args.filter(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined);
  const declared = required.map((argument) => `$${argument.name}: ${argument.type}`).join(', ');
  const passed = required.map((argument) => `${argument.name}: $${argument.name}`).join(', ');
  const call = `${name}${passed ? `(${passed})` : ''}${selectionOf(field)}`;
  return {
    query: `${kind.toLowerCase()}${declared ? ` (${declared})` : ''} { ${call} }`,
    variables: Object.fromEntries(required.map((argument) => [argument.name, sampleOf(argument.type)])),
  };
}

const selectionOf = (field: GraphQLField<unknown, unknown>): string =>
  isCompositeType(getNamedType(field.type)) ? ' { __typename }' : '';

function sampleOf(type: GraphQLInputType): unknown {
  const inner = getNullableType(type);
  if (isListType(inner)) return [sampleOf(inner.ofType)];
  if (isEnumType(inner)) return inner.getValues()[0]?.name;
  if (isInputObjectType(inner)) {
    const required = Object.values(inner.getFields()).filter((field) => isNonNullType(field.type));
    return Object.fromEntries(required.map((field) => [field.name, sampleOf(field.type)]));
  }
  const sample = SCALARS[String(inner)];
  if (sample === undefined) throw new Error(`no sample value for the scalar ${String(inner)}`);
  return sample;
}

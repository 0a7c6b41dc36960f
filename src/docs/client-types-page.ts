import {
  type GraphQLArgument,
  GraphQLEnumType,
  type GraphQLField,
  type GraphQLInputField,
  GraphQLInputObjectType,
  GraphQLInterfaceType,
  type GraphQLNamedType,
  GraphQLObjectType,
  GraphQLScalarType,
  type GraphQLSchema,
  type GraphQLType,
  GraphQLUnionType,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';

/** Scalars as they stand in JSON. */
const SCALARS: Readonly<Record<string, string>> = {
  Boolean: 'boolean',
  Float: 'number',
  ID: 'string',
  Int: 'number',
  String: 'string',
};

/** The committed `libs/client/gateway-schema.ts`: the schema's types for TypeScript, and what writing a query needs of it. */
export function clientTypesPage(schema: GraphQLSchema): string {
  const types = Object.values(schema.getTypeMap())
    .filter(({ name }) => !name.startsWith('__') && !(name in SCALARS))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const objects = types.filter((type) => type instanceof GraphQLObjectType);
  return [
    '// Printed from the code by `npm run docs`.\n',
    ...types.map((type) => declarationOf(schema, type)),
    `/** What fields take, by the name of their type. */\nexport interface Arguments {\n${objects.map(argumentsOf).join('')}}\n`,
    `/** The objects that a fragment on a type can stand for. */\nexport interface Possible {\n${types.map((type) => possibleOf(schema, type)).join('')}}\n`,
    `/** The objects behind the names of fragments. */\nexport interface Composite {\n${types
      .filter(isCompositeType)
      .map(({ name }) => `  readonly ${name}: ${name};\n`)
      .join('')}}\n`,
    `/** Types of which an answer has to name the object. */\nexport const ABSTRACT: ReadonlySet<string> = new Set([${types
      .filter(isAbstractType)
      .map(({ name }) => `'${name}'`)
      .join(', ')}]);\n`,
    `/** By type and field: the type behind it, and the types of its arguments. */\nexport const FIELDS: Readonly<\n  Record<string, Readonly<Record<string, readonly [type: string, args?: Readonly<Record<string, string>>]>>>\n> = {\n${objects.map(fieldTableOf).join('')}};\n`,
  ].join('\n');
}

function declarationOf(schema: GraphQLSchema, type: GraphQLNamedType): string {
  const comment = commentOf(type.description);
  if (type instanceof GraphQLScalarType) return `${comment}export type ${type.name} = string;\n`;
  if (type instanceof GraphQLEnumType) {
    const values = type.getValues().map(({ name }) => `'${name}'`);
    return `${comment}export type ${type.name} =${values.map((value) => `\n  | ${value}`).join('')};\n`;
  }
  if (type instanceof GraphQLUnionType || type instanceof GraphQLInterfaceType) {
    const members = schema.getPossibleTypes(type).map(({ name }) => name);
    return `${comment}export type ${type.name} =${members.map((member) => `\n  | ${member}`).join('')};\n`;
  }
  if (type instanceof GraphQLInputObjectType) {
    return `${comment}export interface ${type.name} {\n${Object.values(type.getFields()).map(inputOf).join('')}}\n`;
  }
  const fields = type instanceof GraphQLObjectType ? Object.values(type.getFields()) : [];
  return `${comment}export interface ${type.name} {\n  readonly __typename: '${type.name}';\n${fields.map(fieldOf).join('')}}\n`;
}

const fieldOf = ({ name, type, description }: GraphQLField<unknown, unknown>): string =>
  `${commentOf(description, '  ')}  readonly ${name}: ${typeScript(type)};\n`;

const inputOf = (field: GraphQLInputField): string =>
  `${commentOf(field.description, '  ')}  readonly ${field.name}${isRequiredInputField(field) ? '' : '?'}: ${typeScript(field.type)};\n`;

const argumentOf = (argument: GraphQLArgument): string =>
  `readonly ${argument.name}${isRequiredArgument(argument) ? '' : '?'}: ${typeScript(argument.type)}`;

function argumentsOf(type: GraphQLObjectType): string {
  const fields = Object.values(type.getFields()).filter(({ args }) => args.length > 0);
  if (fields.length === 0) return '';
  const lines = fields.map(({ name, args }) => `    readonly ${name}: { ${args.map(argumentOf).join('; ')} };\n`);
  return `  readonly ${type.name}: {\n${lines.join('')}  };\n`;
}

function possibleOf(schema: GraphQLSchema, type: GraphQLNamedType): string {
  if (!isCompositeType(type)) return '';
  const names = isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [type.name];
  return `  readonly ${type.name}: ${names.map((name) => `'${name}'`).join(' | ')};\n`;
}

/** Fields that give a plain value and take nothing need no entry. */
function fieldTableOf(type: GraphQLObjectType): string {
  const fields = Object.values(type.getFields()).filter(
    ({ type: of, args }) => args.length > 0 || isCompositeType(getNamedType(of)),
  );
  if (fields.length === 0) return '';
  const entries = fields.map(({ name, type: of, args }) => {
    const taken = args.map((argument) => `${argument.name}: '${String(argument.type)}'`);
    return `    ${name}: ['${getNamedType(of).name}'${taken.length > 0 ? `, { ${taken.join(', ')} }` : ''}],\n`;
  });
  return `  ${type.name}: {\n${entries.join('')}  },\n`;
}

function typeScript(type: GraphQLType): string {
  if (isNonNullType(type)) return plain(type.ofType);
  return `${plain(type)} | null`;
}

function plain(type: GraphQLType): string {
  if (isListType(type)) {
    const of: GraphQLType = type.ofType;
    return isNonNullType(of) ? `readonly ${typeScript(of)}[]` : `readonly (${typeScript(of)})[]`;
  }
  const { name } = getNamedType(type);
  return SCALARS[name] ?? name;
}

function commentOf(description: string | null | undefined, indent = ''): string {
  if (!description) return '';
  return `${indent}/** ${description.replaceAll('*/', '*\\/').replace(/\s*\n\s*/g, ' ')} */\n`;
}

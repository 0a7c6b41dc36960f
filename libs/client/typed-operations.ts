import {
  ABSTRACT,
  type Arguments,
  type Composite,
  FIELDS,
  type Mutation,
  type Possible,
  type Query,
} from './gateway-schema.js';

/** An object of the API: the name of its type tells it from others. */
interface Named {
  readonly __typename: string;
}

/** What is behind a field, without lists and null. */
type Behind<Value> = NonNullable<Value> extends readonly (infer Item)[] ? Behind<Item> : NonNullable<Value>;

type ArgumentsOf<Name, Field> = Name extends keyof Arguments
  ? Field extends keyof Arguments[Name]
    ? Arguments[Name][Field]
    : never
  : never;

/** `$` holds a field's arguments; a field without any takes none. */
type Taking<Args> = [Args] extends [never] ? unknown : Record<never, never> extends Args ? { $?: Args } : { $: Args };

type FieldSelection<Value, Args> =
  Behind<Value> extends Named
    ? Selection<Behind<Value>> & Taking<Args>
    : [Args] extends [never]
      ? true
      : Record<never, never> extends Args
        ? true | { $?: Args }
        : { $: Args };

/** Names of types that a fragment on this type can stand for: its members, and the interfaces that they have. */
type FragmentsOn<Name> = {
  [Type in keyof Possible]: Name & Possible[Type] extends never ? never : Type;
}[keyof Possible];

/**
 * What to ask of an object: `true` for a value, a selection for an object, `$` for arguments, and `'...Type'` for what only
 * one type of a union has.
 */
export type Selection<Type extends Named> = {
  readonly [Field in keyof Type]?: FieldSelection<Type[Field], ArgumentsOf<Type['__typename'], Field>>;
} & {
  readonly [Fragment in FragmentsOn<Type['__typename']> as `...${Fragment}`]?: Selection<
    Extract<Composite[Fragment], Named>
  >;
};

/** The selection itself, with `never` for what nobody offers: a field that is mistyped does not compile. */
export type Exactly<Given, Allowed> = {
  [Key in keyof Given]: Key extends '$'
    ? Given[Key]
    : Key extends keyof Allowed
      ? Given[Key] extends true
        ? Given[Key]
        : Exactly<Given[Key], NonNullable<Allowed[Key]>>
      : never;
};

type Intersected<Union> = (Union extends unknown ? (each: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;
type IsUnion<Name> = [Name] extends [Intersected<Name>] ? false : true;

/** The value of a field that was asked with this selection. */
type Answered<Value, Given> = Value extends readonly (infer Item)[]
  ? readonly Answered<Item, Given>[]
  : Value extends Named
    ? AnsweredObject<Value, Given>
    : Value;

type AnsweredObject<Type extends Named, Given> = Flat<FieldsOf<Type, Given> & FragmentsOf<Type, Given>>;

type FieldsOf<Type extends Named, Given> = {
  readonly [Field in keyof Given & keyof Type]: AnsweredField<Type[Field], Given[Field]>;
};

/** In an answer of several possible types each names its own. */
type AnsweredField<Value, Given> =
  Behind<Value> extends Named
    ? IsUnion<Behind<Value>['__typename']> extends true
      ? Answered<Value, Given & { readonly __typename: true }>
      : Answered<Value, Given>
    : Value;

type FragmentsOf<Type extends Named, Given> = Intersected<
  {
    [Key in keyof Given]: Key extends `...${infer Fragment extends keyof Possible}`
      ? Type['__typename'] extends Possible[Fragment]
        ? AnsweredObject<Type, Given[Key]>
        : never
      : never;
  }[keyof Given]
>;

type Flat<Type> = { [Key in keyof Type]: Type[Key] };

/** The answer to a query that was written as a selection. */
export type QueryAnswer<Given> = AnsweredObject<Query, Given>;
/** The answer to a mutation that was written as a selection. */
export type MutationAnswer<Given> = AnsweredObject<Mutation, Given>;

/** A selection as GraphQL text, with what its arguments say as variables. */
export interface WrittenOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

type AnySelection = { readonly [key: string]: unknown };

/**
 * Writes a selection as a GraphQL operation.
 * @throws RangeError for an argument that the field does not take
 */
export function writeOperation(kind: 'query' | 'mutation', selection: object): WrittenOperation {
  const writer = new OperationWriter();
  const body = writer.write(kind === 'query' ? 'Query' : 'Mutation', selection as AnySelection);
  const declared = writer.declared.length > 0 ? ` (${writer.declared.join(', ')})` : '';
  return { query: `${kind}${declared} ${body}`, variables: writer.variables };
}

class OperationWriter {
  readonly declared: string[] = [];
  readonly variables: Record<string, unknown> = {};

  write(type: string, selection: AnySelection): string {
    return this.fields(type, selection, ABSTRACT.has(type) && !('__typename' in selection) ? ['__typename'] : []);
  }

  private fields(type: string, selection: AnySelection, first: readonly string[]): string {
    const parts = Object.entries(selection).flatMap(([key, value]) => {
      if (key === '$' || value === undefined || value === false) return [];
      if (key.startsWith('...'))
        return [`... on ${key.slice(3)} ${this.fields(key.slice(3), value as AnySelection, [])}`];
      return [this.field(type, key, value)];
    });
    return `{ ${[...first, ...parts].join(' ')} }`;
  }

  private field(type: string, name: string, value: unknown): string {
    const [behind, takes] = FIELDS[type]?.[name] ?? [];
    if (typeof value !== 'object' || value === null) return name;
    const { $: given = {}, ...inner } = value as { $?: Readonly<Record<string, unknown>> };
    const args = Object.entries(given).flatMap(([argument, content]) =>
      content === undefined ? [] : [this.argument(`${type}.${name}`, argument, takes?.[argument], content)],
    );
    const taking = args.length > 0 ? `(${args.join(', ')})` : '';
    const isPlain = Object.keys(inner).length === 0;
    return `${name}${taking}${isPlain ? '' : ` ${this.write(behind ?? '', inner)}`}`;
  }

  private argument(field: string, name: string, type: string | undefined, content: unknown): string {
    if (type === undefined) throw new RangeError(`${field} takes no argument called ${name}.`);
    const variable = `v${this.declared.length}`;
    this.declared.push(`$${variable}: ${type}`);
    this.variables[variable] = content;
    return `${name}: $${variable}`;
  }
}

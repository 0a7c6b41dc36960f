import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';

/** Longer operations are prepared anew each time: what is kept may not grow with what clients make up. */
const MAX_KEPT_LENGTH = 4_096;
const MAX_KEPT = 500;

interface DocumentRules {
  readonly maxTokens: number;
  readonly rules: readonly ValidationRule[];
  /** No `Did you mean …` in errors. */
  readonly hidesSchema: boolean;
}

/**
 * Parses and validates operations, and remembers those that are good: thousands of subscribers send the same few, and
 * each would hold a document of its own for as long as it listens.
 */
export class PreparedDocuments {
  private readonly kept = new LRUCache<string, DocumentNode>({ max: MAX_KEPT });

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly rules: DocumentRules,
  ) {}

  /** The document of an operation, or what is wrong with it. */
  of(query: string): DocumentNode | readonly GraphQLError[] {
    const known = this.kept.get(query);
    if (known) return known;
    const prepared = this.prepare(query);
    if ('kind' in prepared && query.length <= MAX_KEPT_LENGTH) this.kept.set(query, prepared);
    return prepared;
  }

  private prepare(query: string): DocumentNode | readonly GraphQLError[] {
    const { maxTokens, rules, hidesSchema } = this.rules;
    let document: DocumentNode;
    try {
      document = parse(query, { maxTokens });
    } catch (error) {
      if (error instanceof GraphQLError) return [withCode('GRAPHQL_PARSE_FAILED', error)];
      throw error;
    }
    const errors = validate(this.schema, document, [...specifiedRules, ...rules], { hideSuggestions: hidesSchema });
    return errors.length > 0 ? errors.map((error) => withCode('GRAPHQL_VALIDATION_FAILED', error)) : document;
  }
}

/** The error with a code, where it has none of its own. */
function withCode(code: string, error: GraphQLError): GraphQLError {
  const { message, nodes, source, positions, path, extensions } = error;
  return new GraphQLError(message, { nodes, source, positions, path, extensions: { code, ...extensions } });
}

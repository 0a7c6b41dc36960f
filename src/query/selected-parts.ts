import type { GraphQLResolveInfo } from 'graphql';
import { selectedBelow } from '../common/graphql/selection.js';
import type { Parts } from './lookup.statements.js';

/** The parts of entities that a query selects somewhere below the field. */
export function partsOf(info: GraphQLResolveInfo): Parts {
  const selected = selectedBelow(info);
  const evidence = selected.has('evidence');
  return {
    names: selected.has('names'),
    identifiers: selected.has('identifiers'),
    flags: evidence || selected.has('flags') || selected.has('flagCount') || selected.has('highestSeverity'),
    evidence,
  };
}

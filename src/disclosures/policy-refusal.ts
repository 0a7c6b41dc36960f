import { Conflict } from '../common/graphql/user-error.graphql.js';
import type { Decision } from './disclosure.policy.js';

/** What a caller is told of a decision of the policy against him. */
export const refusedBy = ({ code, reason }: Extract<Decision, { ok: false }>): Conflict =>
  Conflict.of('input.id', reason, code);

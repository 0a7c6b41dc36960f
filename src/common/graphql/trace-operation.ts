import { Kind, type OperationDefinitionNode } from 'graphql';
import type { RequestTrace } from '../context/request-trace.js';
import type { OnOperation, OnResponse } from './operation-hooks.js';

/** Notes which operation a request was. The caller's own operation name is not taken: it is free text. */
export const traceOperation: OnOperation = ({ operation, contextValue }) => {
  const { trace } = contextValue as { trace?: RequestTrace };
  if (trace && operation) trace.operation = operationLabel(operation);
};

/** Notes how an operation ended. */
export const traceOutcome: OnResponse = ({ response, contextValue }) => {
  const { trace } = contextValue as { trace?: RequestTrace };
  if (!trace || response.body.kind !== 'single') return;
  const [error] = response.body.singleResult.errors ?? [];
  trace.outcome = error ? String(error.extensions?.code ?? 'INTERNAL_SERVER_ERROR') : 'OK';
};

/** `query me`: bounded by the schema, since a validated operation has only its fields; several share one label. */
export function operationLabel({ operation, selectionSet }: OperationDefinitionNode): string {
  const [only, ...others] = selectionSet.selections;
  const isOneField = only?.kind === Kind.FIELD && others.length === 0;
  return `${operation} ${isOneField ? only.name.value : '(several)'}`;
}

import {
  type ExecutionArgs,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { CloseCode, type Context as WebSocketContext } from 'graphql-ws';
import type { TenantContext } from './common/context/tenant-context.js';
import { costOf, type QueryLimits, refuseOverCost, shapeLimits } from './common/graphql/limits.js';
import { newId } from './common/ids.js';
import type { Authenticator } from './tenants/authenticator.js';

/** What the gateway keeps of an open socket. */
export interface SocketExtra {
  tenantContext?: TenantContext;
  readonly socket: { close(code: number, reason: string): void };
}

export type Socket = WebSocketContext<Record<string, unknown>, SocketExtra>;

/** The token comes in `connection_init` as `authorization: Bearer …`; a refused one closes the socket with its reason. */
export async function authenticateSocket(authenticator: Authenticator, socket: Socket): Promise<boolean> {
  const { authorization } = socket.connectionParams ?? {};
  const result = await authenticator.authenticate(
    typeof authorization === 'string' ? authorization : undefined,
    newId(),
  );
  if (!result.ok) {
    socket.extra.socket.close(CloseCode.Forbidden, result.refusal.reason);
    return false;
  }
  socket.extra.tenantContext = result.context;
  return true;
}

interface SocketOperation {
  readonly query: string;
  readonly variables?: Record<string, unknown> | null | undefined;
  readonly operationName?: string | null | undefined;
}

/**
 * Prepares an operation from a socket under the same limits as over HTTP. Sockets are for subscriptions: queries and
 * mutations go over HTTP, where each has a token of its own.
 */
export function prepareSubscription(
  schema: GraphQLSchema,
  limits: QueryLimits & { readonly maxTokens: number },
  socket: Socket,
  operation: SocketOperation,
): ExecutionArgs | readonly GraphQLError[] {
  try {
    const document = parse(operation.query, { maxTokens: limits.maxTokens });
    const errors = validate(schema, document, [...specifiedRules, shapeLimits(limits)]);
    if (errors.length > 0) return errors;
    if (getOperationAST(document, operation.operationName)?.operation !== 'subscription') {
      return [new GraphQLError('Only subscriptions go over this socket.', { extensions: { code: 'BAD_REQUEST' } })];
    }
    const variables = operation.variables ?? {};
    refuseOverCost(costOf(schema, document, variables, operation.operationName ?? undefined), limits);
    return {
      schema,
      document,
      operationName: operation.operationName ?? null,
      variableValues: variables,
      contextValue: { tenantContext: socket.extra.tenantContext },
    };
  } catch (error) {
    return [error instanceof GraphQLError ? error : new GraphQLError('The operation cannot be read.')];
  }
}

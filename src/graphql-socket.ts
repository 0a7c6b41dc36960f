import type { ExecutionArgs, GraphQLError } from 'graphql';
import { CloseCode, type Context as WebSocketContext } from 'graphql-ws';
import type { Places } from './common/context/places.js';
import type { TenantContext } from './common/context/tenant-context.js';
import { newId } from './common/ids.js';
import { coded, type SubscriptionOperations, type SubscriptionRequest } from './subscription-operations.js';
import type { Authenticator } from './tenants/authenticator.js';

/** What the gateway keeps of an open socket. */
export type SocketExtra = {
  tenantContext?: TenantContext;
  hasClosed?: boolean;
  /** Whether it holds one of the tenant's places. */
  hasPlace?: boolean;
  readonly socket: { close(code: number, reason: string): void };
};

export type Socket = WebSocketContext<Record<string, unknown>, SocketExtra>;

/** IANA WebSocket close code 1013; clients take it as a reason to come again. */
export const TRY_AGAIN_LATER = 1013;

/** Operations that one socket may have open at once. */
export const MAX_OPERATIONS_PER_SOCKET = 100;

/**
 * The token comes in `connection_init` as `authorization: Bearer …`; a refused one closes the socket with its reason (4403),
 * one socket more than there are places for with `TOO_MANY_SOCKETS` (1013).
 */
export async function authenticateSocket(
  authenticator: Authenticator,
  places: Places,
  socket: Socket,
): Promise<boolean> {
  const { authorization } = socket.connectionParams ?? {};
  // Nobody needs the token any more, and a socket may be open for days.
  Reflect.deleteProperty(socket, 'connectionParams');
  const result = await authenticator
    .authenticate(typeof authorization === 'string' ? authorization : undefined, newId())
    // The library would tell the client the error's own message.
    .catch(() => undefined);
  if (!result) {
    socket.extra.socket.close(CloseCode.InternalServerError, 'INTERNAL_SERVER_ERROR');
    return false;
  }
  if (!result.ok) {
    socket.extra.socket.close(CloseCode.Forbidden, result.refusal.reason);
    return false;
  }
  // It may have closed meanwhile, and nobody would give its place back.
  if (socket.extra.hasClosed || !places.take(result.context.tenantId)) {
    socket.extra.socket.close(TRY_AGAIN_LATER, 'TOO_MANY_SOCKETS');
    return false;
  }
  socket.extra.hasPlace = true;
  socket.extra.tenantContext = result.context;
  return true;
}

/** Gives back what a socket held, once it is closed. */
export function leaveSocket(places: Places, { extra }: Socket): void {
  extra.hasClosed = true;
  if (extra.hasPlace && extra.tenantContext) places.release(extra.tenantContext.tenantId);
  extra.hasPlace = false;
}

/** Whether the tenant and key that opened a socket are still good; closes it when not, since it may be older than that. */
export async function isStillWelcome(authenticator: Authenticator, socket: Socket): Promise<boolean> {
  const { tenantContext } = socket.extra;
  if (tenantContext && (await authenticator.isStillGood(tenantContext))) return true;
  socket.extra.socket.close(CloseCode.Forbidden, 'UNKNOWN_KEY');
  return false;
}

/** Prepares an operation that came over a socket. */
export function prepareForSocket(
  operations: SubscriptionOperations,
  socket: Socket,
  request: SubscriptionRequest,
): ExecutionArgs | readonly GraphQLError[] {
  // The one in hand is counted already.
  if (Object.keys(socket.subscriptions).length > MAX_OPERATIONS_PER_SOCKET) {
    return [coded('TOO_MANY_OPERATIONS', `At most ${MAX_OPERATIONS_PER_SOCKET} operations may be open on one socket.`)];
  }
  return operations.prepare(socket.extra.tenantContext, request);
}

import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { Scope } from './scopes.js';
import type { TenantContext } from './tenant-context.js';

export const ACCESS_METADATA = 'liaison:access';

/** What an operation asks of its caller. */
export type Access =
  | { readonly kind: 'scope'; readonly scope: Scope; readonly consumesToken: boolean }
  | { readonly kind: 'anyTenant' }
  | { readonly kind: 'public'; readonly reason: string };

/** The operation needs this scope. An operation without one of these three decorators does not start. */
export const RequiresScope = (scope: Scope, options: { consumesToken?: boolean } = {}) =>
  SetMetadata<string, Access>(ACCESS_METADATA, {
    kind: 'scope',
    scope,
    consumesToken: options.consumesToken ?? false,
  });

/** Any tenant with a valid token may call it. */
export const AnyTenant = () => SetMetadata<string, Access>(ACCESS_METADATA, { kind: 'anyTenant' });

/** Anybody may call it, without a token; the reason is printed in the authorisation table. */
export const Public = (reason: string) => SetMetadata<string, Access>(ACCESS_METADATA, { kind: 'public', reason });

/** A request (HTTP or WebSocket) after authentication. */
export interface AuthenticatedRequest {
  tenantContext?: TenantContext;
}

/** The caller of the request in hand, from GraphQL or HTTP alike. */
export function contextOf(execution: ExecutionContext): TenantContext | undefined {
  if (execution.getType<string>() === 'graphql') {
    return GqlExecutionContext.create(execution).getContext<{ tenantContext?: TenantContext }>().tenantContext;
  }
  return execution.switchToHttp().getRequest<AuthenticatedRequest>().tenantContext;
}

/** Injects the caller's context into a resolver or controller method. */
export const CurrentContext = createParamDecorator((_: unknown, execution: ExecutionContext): TenantContext => {
  const context = contextOf(execution);
  if (!context) throw new Error('No tenant context: the operation is public and must not ask for one.');
  return context;
});

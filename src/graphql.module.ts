import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import type { DynamicModule } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { GraphQLModule, GraphQLSchemaHost } from '@nestjs/graphql';
import type { Context as SocketContext, SubscribePayload } from 'graphql-ws';
import type { Settings } from '../config/settings.js';
import type { AuthenticatedRequest } from './common/context/operation.decorators.js';
import type { TenantContext } from './common/context/tenant-context.js';
import { formatError } from './common/graphql/format-error.js';
import { costLimit, shapeLimits } from './common/graphql/limits.js';
import { SETTINGS } from './common/tokens.js';
import { authenticateSocket, prepareSubscription, type Socket } from './graphql-socket.js';
import { Authenticator } from './tenants/authenticator.js';

/** What resolvers get from either transport. */
export interface GraphqlContext {
  readonly tenantContext: TenantContext | undefined;
}

/** A socket as graphql-ws types it for Nest; ours have `SocketExtra`. */
type UntypedSocket = SocketContext<Record<string, unknown> | undefined, unknown>;

/** Builds the code-first schema; every operation comes from the features' resolvers. */
export function graphqlModule(): DynamicModule {
  return GraphQLModule.forRootAsync<ApolloDriverConfig>({
    driver: ApolloDriver,
    inject: [SETTINGS, Authenticator, ModuleRef],
    useFactory: (settings: Settings, authenticator: Authenticator, modules: ModuleRef) => {
      const limits = {
        maxDepth: settings.LIAISON_GRAPHQL_MAX_DEPTH,
        maxAliases: settings.LIAISON_GRAPHQL_MAX_ALIASES,
        maxCost: settings.LIAISON_GRAPHQL_MAX_COST,
        maxTokens: settings.LIAISON_GRAPHQL_MAX_TOKENS,
      };
      return {
        path: '/graphql',
        autoSchemaFile: true,
        sortSchema: true,
        introspection: settings.LIAISON_INTROSPECTION,
        graphiql: false,
        csrfPrevention: true,
        allowBatchedHttpRequests: false,
        includeStacktraceInErrorResponses: false,
        hideSchemaDetailsFromClientErrors: settings.isProduction,
        stopOnTerminationSignals: false,
        parseOptions: { maxTokens: limits.maxTokens },
        validationRules: [shapeLimits(limits)],
        plugins: [costLimit(limits)],
        formatError,
        context: (request: unknown) => contextFrom(request),
        subscriptions: {
          'graphql-ws': {
            connectionInitWaitTimeout: 5_000,
            onConnect: (socket: UntypedSocket) => authenticateSocket(authenticator, socket as Socket),
            onSubscribe: (socket: UntypedSocket, _id: string, operation: SubscribePayload) =>
              prepareSubscription(
                modules.get(GraphQLSchemaHost, { strict: false }).schema,
                limits,
                socket as Socket,
                operation,
              ),
          },
        },
      };
    },
  });
}

/** The caller of an HTTP request, whom the onRequest hook has authenticated. */
const contextFrom = (request: unknown): GraphqlContext => ({
  tenantContext: (request as AuthenticatedRequest).tenantContext,
});

import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { type DynamicModule, Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { GraphQLError, OperationTypeNode } from 'graphql';
import type { Settings } from '../config/settings.js';
import type { AuthenticatedRequest } from './common/context/operation.decorators.js';
import type { TenantContext } from './common/context/tenant-context.js';
import { formatError } from './common/graphql/format-error.js';
import { costLimit, limitsOf, shapeLimits } from './common/graphql/limits.js';
import { SETTINGS } from './common/tokens.js';
import { GraphqlSocketServer } from './graphql-socket-server.js';

/** What resolvers get from either transport. */
export interface GraphqlContext {
  readonly tenantContext: TenantContext | undefined;
}

/** What is kept of an HTTP request beside it. */
interface HttpContext extends GraphqlContext {
  readonly requestId: string;
}

@Module({})
class GraphqlTransportsModule {}

/** Builds the code-first schema and its two transports; every operation comes from the features' resolvers. */
export function graphqlModule(): DynamicModule {
  return { module: GraphqlTransportsModule, imports: [overHttp()], providers: [GraphqlSocketServer] };
}

function overHttp(): DynamicModule {
  return GraphQLModule.forRootAsync<ApolloDriverConfig>({
    driver: ApolloDriver,
    inject: [SETTINGS],
    useFactory: (settings: Settings) => {
      const limits = limitsOf(settings);
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
        // Nothing may be cached on the way, and reckoning cache hints looks at every field.
        plugins: [ApolloServerPluginCacheControlDisabled(), costLimit(limits), refuseSubscriptions, quoteRequestId],
        formatError,
        context: (request: AuthenticatedRequest & { id: string }): HttpContext => ({
          // The onRequest hook has authenticated the caller.
          tenantContext: request.tenantContext,
          requestId: request.id,
        }),
      };
    },
  });
}

/** Over HTTP a subscription would run like a query and give nothing. */
const refuseSubscriptions: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async didResolveOperation({ operation }) {
        if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return;
        throw new GraphQLError('Subscriptions go over a socket (graphql-ws).', {
          extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
        });
      },
    };
  },
};

/** Every error carries the request id, so that a caller who kept only the body can quote it. */
const quoteRequestId: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async willSendResponse({ response, contextValue }) {
        if (response.body.kind !== 'single') return;
        const { singleResult } = response.body;
        const { requestId } = contextValue as HttpContext;
        singleResult.errors = singleResult.errors?.map((error) => ({
          ...error,
          extensions: { ...error.extensions, requestId },
        }));
      },
    };
  },
};

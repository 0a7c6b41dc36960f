import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { type DynamicModule, Logger, Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { GraphQLError, OperationTypeNode } from 'graphql';
import type { Settings } from '../config/settings.js';
import type { AuthenticatedRequest } from './common/context/operation.decorators.js';
import type { RequestTrace, TracedRequest } from './common/context/request-trace.js';
import type { TenantContext } from './common/context/tenant-context.js';
import { formatError } from './common/graphql/format-error.js';
import { costLimit, limitsOf, shapeLimits } from './common/graphql/limits.js';
import { type OnOperation, type OnResponse, operationHooks } from './common/graphql/operation-hooks.js';
import { traceOperation, traceOutcome } from './common/graphql/trace-operation.js';
import { SETTINGS } from './common/tokens.js';
import { GraphqlSocketServer } from './graphql-socket-server.js';
import { GraphqlSseController } from './graphql-sse.controller.js';
import { SubscriptionOperations } from './subscription-operations.js';

/** What resolvers get from every transport. */
export interface GraphqlContext {
  readonly tenantContext: TenantContext | undefined;
}

/** What is kept of an HTTP request beside it. */
interface HttpContext extends GraphqlContext {
  readonly requestId: string;
  readonly trace: RequestTrace | undefined;
}

@Module({})
class GraphqlTransportsModule {}

/** Builds the code-first schema and its transports; every operation comes from the features' resolvers. */
export function graphqlModule(): DynamicModule {
  return {
    module: GraphqlTransportsModule,
    imports: [overHttp()],
    controllers: [GraphqlSseController],
    providers: [SubscriptionOperations, GraphqlSocketServer],
  };
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
        // Requests in flight at shutdown still run; Apollo stops after the HTTP server has answered them.
        stopOnApplicationShutdown: true,
        logger: apolloLogger(),
        parseOptions: { maxTokens: limits.maxTokens },
        validationRules: [shapeLimits(limits)],
        // Nothing may be cached on the way, and reckoning cache hints looks at every field.
        plugins: [
          ApolloServerPluginCacheControlDisabled(),
          operationHooks([traceOperation, costLimit(limits), refuseSubscriptions], [traceOutcome, quoteRequestId]),
        ],
        formatError,
        context: (request: AuthenticatedRequest & TracedRequest & { id: string }): HttpContext => ({
          // The onRequest hook has authenticated the caller.
          tenantContext: request.tenantContext,
          requestId: request.id,
          trace: request.trace,
        }),
      };
    },
  });
}

/** Apollo's own remarks, in our log. */
function apolloLogger() {
  const logger = new Logger('Apollo');
  return {
    debug: (message?: unknown) => logger.debug(message),
    info: (message?: unknown) => logger.log(message),
    warn: (message?: unknown) => logger.warn(message),
    error: (message?: unknown) => logger.error(message),
  };
}

/** Over HTTP a subscription would run like a query and give nothing. */
const refuseSubscriptions: OnOperation = ({ operation }) => {
  if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return;
  throw new GraphQLError('Subscriptions go over a socket (graphql-ws) or as an event stream (POST /graphql/stream).', {
    extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
  });
};

/** Every error carries the request id, so that a caller who kept only the body can quote it. */
const quoteRequestId: OnResponse = ({ response, contextValue }) => {
  if (response.body.kind !== 'single') return;
  const { singleResult } = response.body;
  if (!singleResult.errors) return;
  const { requestId } = contextValue as HttpContext;
  singleResult.errors = singleResult.errors.map((error) => ({
    ...error,
    extensions: { ...error.extensions, requestId },
  }));
};

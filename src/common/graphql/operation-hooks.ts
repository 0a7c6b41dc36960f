import type {
  ApolloServerPlugin,
  BaseContext,
  GraphQLRequestContextDidResolveOperation,
  GraphQLRequestContextWillSendResponse,
} from '@apollo/server';

/** Runs when it is known which operation a request is, before anything of it runs; what it throws is the answer. */
export type OnOperation = (request: GraphQLRequestContextDidResolveOperation<BaseContext>) => void;

/** Runs before an answer leaves. */
export type OnResponse = (request: GraphQLRequestContextWillSendResponse<BaseContext>) => void;

/** One plugin for all hooks: Apollo makes several promises per plugin and request. */
export function operationHooks(
  onOperation: readonly OnOperation[],
  onResponse: readonly OnResponse[],
): ApolloServerPlugin {
  const listener = {
    async didResolveOperation(request: Parameters<OnOperation>[0]): Promise<void> {
      for (const hook of onOperation) hook(request);
    },
    async willSendResponse(request: Parameters<OnResponse>[0]): Promise<void> {
      for (const hook of onResponse) hook(request);
    },
  };
  return { requestDidStart: async () => listener };
}

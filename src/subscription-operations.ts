import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getOperationAST,
} from 'graphql';
import type { Settings } from '../config/settings.js';
import type { TenantContext } from './common/context/tenant-context.js';
import { formatError } from './common/graphql/format-error.js';
import { costOf, limitsOf, type QueryLimits, refuseOverCost, shapeLimits } from './common/graphql/limits.js';
import { PreparedDocuments } from './common/graphql/prepared-documents.js';
import { SharedExecutions } from './common/graphql/shared-executions.js';
import { SETTINGS } from './common/tokens.js';

/** A subscription as either transport brings it. */
export interface SubscriptionRequest {
  readonly query: string;
  readonly variables?: Record<string, unknown> | null | undefined;
  readonly operationName?: string | null | undefined;
}

/** The results of a subscription, or the one result that says why there are none. */
export type SubscriptionResults = AsyncIterableIterator<ExecutionResult> | ExecutionResult;

/**
 * Subscriptions as both transports run them: under the same limits as an operation over HTTP, and executed once for all who
 * asked the same. Queries and mutations go over HTTP, where each has a token of its own.
 */
@Injectable()
export class SubscriptionOperations {
  private readonly limits: QueryLimits & { readonly maxTokens: number };
  private readonly executions = new SharedExecutions();
  private built: { readonly schema: GraphQLSchema; readonly documents: PreparedDocuments } | undefined;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly modules: ModuleRef,
  ) {
    this.limits = limitsOf(settings);
  }

  /** The schema, once the application has been built. */
  get schema(): GraphQLSchema {
    return this.parts().schema;
  }

  /** What is to be executed, or what is wrong with the operation. */
  prepare(
    tenantContext: TenantContext | undefined,
    request: SubscriptionRequest,
  ): ExecutionArgs | readonly GraphQLError[] {
    const { schema, documents } = this.parts();
    const document = documents.of(request.query);
    if (!('kind' in document)) return document;
    const operationName = request.operationName ?? undefined;
    const found = getOperationAST(document, operationName);
    if (!found) return [coded('OPERATION_RESOLUTION_FAILURE', 'The document holds no operation of this name.')];
    if (found.operation !== 'subscription') {
      return [coded('BAD_REQUEST', 'Only subscriptions are streamed: send queries and mutations to /graphql.')];
    }
    const variables = request.variables ?? {};
    try {
      refuseOverCost(costOf(schema, document, variables, operationName), this.limits);
    } catch (error) {
      if (error instanceof GraphQLError) return [error];
      throw error;
    }
    return {
      schema,
      document,
      operationName: operationName ?? null,
      variableValues: variables,
      contextValue: { tenantContext },
    };
  }

  subscribe(prepared: ExecutionArgs): Promise<SubscriptionResults> {
    return this.executions.subscribe(prepared);
  }

  private parts(): { readonly schema: GraphQLSchema; readonly documents: PreparedDocuments } {
    if (this.built) return this.built;
    const { schema } = this.modules.get(GraphQLSchemaHost, { strict: false });
    const documents = new PreparedDocuments(schema, {
      maxTokens: this.limits.maxTokens,
      rules: [shapeLimits(this.limits)],
      hidesSchema: this.settings.isProduction,
    });
    this.built = { schema, documents };
    return this.built;
  }
}

/** An error with its code. */
export const coded = (code: string, message: string) => new GraphQLError(message, { extensions: { code } });

/** Errors as they may leave the process, each with the request id that a caller can quote. */
export const masked = (errors: readonly (GraphQLError | GraphQLFormattedError)[], requestId: string | undefined) =>
  errors.map((error) => {
    const plain = formatError('toJSON' in error ? error.toJSON() : error, error);
    return { ...plain, extensions: { ...plain.extensions, requestId } };
  });

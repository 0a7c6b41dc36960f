import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext } from '@nestjs/graphql';
import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import { ACCESS_METADATA, type Access, contextOf } from '../common/context/operation.decorators.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { HttpProblem } from '../common/http/http-errors.js';
import { Database } from '../common/persistence/database.js';
import { UsedTokensRepository } from './used-tokens.repository.js';

/** Lets an operation run when its decorator allows the caller, and spends the token of a mutation. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly usedTokens: UsedTokensRepository;
  /** One request may hold several mutations; its token is spent once. */
  private readonly spent = new WeakMap<TenantContext, Promise<boolean>>();

  constructor(
    private readonly reflector: Reflector,
    database: Database,
  ) {
    this.usedTokens = new UsedTokensRepository(database);
  }

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const isGraphql = execution.getType<string>() === 'graphql';
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS_METADATA, [
      execution.getHandler(),
      execution.getClass(),
    ]);
    if (!access) throw refusal(isGraphql, 403, 'FORBIDDEN', 'The operation declares no access rule.');
    if (access.kind === 'public') return true;
    const context = contextOf(execution);
    if (!context) throw refusal(isGraphql, 401, 'UNAUTHENTICATED', 'The operation needs a tenant token.');
    if (access.kind === 'scope' && !context.scopes.has(access.scope)) {
      throw refusal(isGraphql, 403, 'FORBIDDEN', `The operation needs the scope ${access.scope}.`);
    }
    if (this.consumesToken(execution, access, isGraphql) && !(await this.spend(context))) {
      throw refusal(
        isGraphql,
        409,
        'TOKEN_REPLAYED',
        'The token was used for a change before: sign a new one for each.',
      );
    }
    return true;
  }

  private consumesToken(execution: ExecutionContext, access: Access, isGraphql: boolean): boolean {
    if (!isGraphql) return access.kind === 'scope' && access.consumesToken;
    const info = GqlExecutionContext.create(execution).getInfo<GraphQLResolveInfo | undefined>();
    return info?.operation.operation === 'mutation';
  }

  private spend(context: TenantContext): Promise<boolean> {
    let spending = this.spent.get(context);
    if (!spending) {
      spending = this.usedTokens.spend(context.tenantId, context.tokenId, context.tokenExpiresAtMs);
      this.spent.set(context, spending);
    }
    return spending;
  }
}

function refusal(isGraphql: boolean, status: number, code: string, message: string): Error {
  return isGraphql ? new GraphQLError(message, { extensions: { code } }) : new HttpProblem(status, code, message);
}

import { Injectable, type OnModuleInit, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ACCESS_METADATA, type Access } from '../common/context/operation.decorators.js';

// Nest's own metadata keys, which its package does not export.
const RESOLVER_TYPE_METADATA = 'graphql:resolver_type';
const RESOLVER_NAME_METADATA = 'graphql:resolver_name';

/** One operation and what it asks of its caller. */
export interface OperationAccess {
  readonly kind: 'Query' | 'Mutation' | 'Subscription' | 'HTTP';
  /** The field's name; of a route its method and path: `GET /health/live`. */
  readonly name: string;
  readonly access: Access;
}

/** Finds every operation's access rule; the application does not start while one has none (DESIGN §6). */
@Injectable()
export class AccessAudit implements OnModuleInit {
  private found: OperationAccess[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  /** All operations, by kind and name: docs/authorisation.md is printed from this. */
  get operations(): readonly OperationAccess[] {
    return this.found;
  }

  onModuleInit(): void {
    const unruled: string[] = [];
    for (const { instance } of [...this.discovery.getProviders(), ...this.discovery.getControllers()]) {
      if (!instance || typeof instance !== 'object' || !Object.getPrototypeOf(instance)) continue;
      for (const method of this.scanner.getAllMethodNames(Object.getPrototypeOf(instance))) {
        const handler = (instance as Record<string, unknown>)[method];
        const operation = typeof handler === 'function' ? this.operationOf(handler, instance.constructor) : undefined;
        if (!operation || typeof handler !== 'function') continue;
        const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS_METADATA, [
          handler,
          instance.constructor,
        ]);
        if (access) this.found.push({ ...operation, access });
        else unruled.push(`${instance.constructor.name}.${method}`);
      }
    }
    if (unruled.length > 0) {
      throw new Error(
        `These operations declare neither @RequiresScope, @AnyTenant nor @Public: ${unruled.join(', ')}.`,
      );
    }
    this.found.sort((a, b) => `${a.kind} ${a.name}`.localeCompare(`${b.kind} ${b.name}`));
  }

  // biome-ignore lint/complexity/noBannedTypes: a method and its class, found by reflection
  private operationOf(handler: Function, owner: Function): Pick<OperationAccess, 'kind' | 'name'> | undefined {
    const type: unknown = Reflect.getMetadata(RESOLVER_TYPE_METADATA, handler);
    if (type === 'Query' || type === 'Mutation' || type === 'Subscription') {
      const name = Reflect.getMetadata(RESOLVER_NAME_METADATA, handler) as string | undefined;
      return { kind: type, name: name ?? handler.name };
    }
    const path = Reflect.getMetadata(PATH_METADATA, handler) as string | undefined;
    if (path === undefined) return undefined;
    const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
    return { kind: 'HTTP', name: `${method} ${joinPaths(Reflect.getMetadata(PATH_METADATA, owner), path)}` };
  }
}

const joinPaths = (...parts: readonly unknown[]): string =>
  `/${parts
    .flatMap((part) => String(part ?? '').split('/'))
    .filter((step) => step !== '')
    .join('/')}`;

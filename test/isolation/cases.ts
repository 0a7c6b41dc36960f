import type { TenantKind } from '../../src/common/context/tenant-context.js';
import type { TestTenant } from '../harness/profiles.js';
import type { WireAnswer } from '../harness/wire-answer.js';
import type { Planted, World } from './world.js';

/** A single read or a change: asked with an id, a hidden thing and a missing one must give the same answer. */
export interface SingleCase {
  readonly kind: 'single';
  /** The kinds of tenant that can own what this operation reaches. */
  readonly owners: readonly TenantKind[];
  plant(world: World, owner: TestTenant): Promise<Planted>;
  ask(world: World, caller: TestTenant, id: string): Promise<WireAnswer>;
  /** Something in the form of an id that names nothing; a new UUID when left out. */
  missing?(world: World): string;
}

/** A list, a count, or anything else that adds rows up: a hidden row must not change a stranger's answer by one byte. */
export interface ListCase {
  readonly kind: 'list';
  readonly owners: readonly TenantKind[];
  plant(world: World, owner: TestTenant): Promise<Planted>;
  /** The whole list, without cursors, which differ each time that they are sealed. */
  ask(world: World, caller: TestTenant): Promise<WireAnswer>;
}

/** A list with pages: another tenant's cursor is refused. */
export interface PagedCase {
  readonly kind: 'paged';
  readonly owners: readonly TenantKind[];
  /** Makes sure that the owner's list has a row, and so a cursor. */
  plant(world: World, owner: TestTenant): Promise<Planted>;
  /** A cursor of the caller's own list. */
  cursor(world: World, caller: TestTenant, planted: Planted): Promise<string>;
  /** The list after a cursor. */
  askAfter(world: World, caller: TestTenant, cursor: string, planted: Planted): Promise<WireAnswer>;
}

/** A subscription: a stranger's stream leaves hidden things out and refuses another's cursor. */
export interface StreamCase {
  readonly kind: 'stream';
  readonly owners: readonly TenantKind[];
  /** Makes something happen that only its owner may know. */
  plant(world: World, owner: TestTenant): Promise<Planted>;
  /** Makes something happen that every listener learns of; gives its mark. */
  tellAll(world: World): Promise<string>;
  readonly query: string;
  readonly queryAfter: string;
  /** A cursor of the caller's own. */
  cursor(world: World, caller: TestTenant): Promise<string>;
}

/** Somebody who listens to a stream and keeps all that it says. */
export interface Listening {
  readonly tenant: TestTenant;
  readonly messages: readonly string[];
  /** Resolves when the stream has ended. */
  readonly ended: Promise<void>;
  hasHeard(mark: string): boolean;
  close(): Promise<void>;
}

/** As a subscription, over another transport than the socket. */
export interface HttpStreamCase extends Omit<StreamCase, 'kind' | 'query' | 'queryAfter'> {
  readonly kind: 'http-stream';
  /** What the operation asks of its caller, where the door itself asks nothing. */
  readonly scope?: string;
  listen(world: World, tenant: TestTenant, after?: string): Listening;
}

/** The operation reaches no row of another tenant that is hidden; the reason says why. */
export interface OpenCase {
  readonly kind: 'open';
  readonly because: string;
}

export type IsolationCase = SingleCase | ListCase | PagedCase | StreamCase | HttpStreamCase | OpenCase;

/** What is tried on each operation, by `<kind> <name>` as the access audit names it. */
export type IsolationCases = Readonly<Record<string, readonly IsolationCase[]>>;

export const open = (because: string): readonly OpenCase[] => [{ kind: 'open', because }];

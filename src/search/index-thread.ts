import { Worker } from 'node:worker_threads';
import type {
  IndexAnswer,
  IndexAnswers,
  IndexCommand,
  IndexQuery,
  IndexReply,
  IndexRequest,
} from './index-protocol.js';

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

interface WaitingQuery {
  readonly query: IndexQuery;
  readonly resolve: (answer: IndexAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/** The thread ended, or could not do what it was told. */
export class IndexThreadError extends Error {
  override readonly name = 'IndexThreadError';
}

/** Bytes of scopes that the thread keeps; each is sent once, since one may hold a million groups. */
const SCOPE_BYTES = 64 * 1024 * 1024;

/** Queries that stand in one message, so that a large batch keeps nobody waiting for long. */
const QUERIES_PER_MESSAGE = 25;
/** Messages of patient questions that are on their way at once: the thread has the next when it is done with one. */
const PATIENT_MESSAGES = 2;

// Tests run from the sources, where the worker is TypeScript too; the build has it beside this file.
const IS_SOURCE = import.meta.url.endsWith('.ts');
const ENTRY = new URL(IS_SOURCE ? './index-worker.ts' : './index-worker.js', import.meta.url);
const SOURCE_HOOKS = new URL('../../test/harness/typescript-imports.js', import.meta.url).href;

/** A name index in a thread of its own: searches keep no request waiting on the main thread. */
export class IndexThread {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private gathered: WaitingQuery[] = [];
  private readonly patient: WaitingQuery[] = [];
  private patientMessages = 0;
  private nextId = 0;
  /** Groups that the thread was told of, by their number there. */
  private readonly scopes = new Map<Uint8Array, number>();
  private scopeBytes = 0;
  private failure: IndexThreadError | undefined;
  private whenIdle: (() => void) | undefined;

  /** @param onFailure called when the thread ends without being told to */
  constructor(onFailure: () => void) {
    this.worker = new Worker(ENTRY, IS_SOURCE ? { execArgv: ['--no-warnings', '--import', SOURCE_HOOKS] } : {});
    this.worker.on('message', (reply: IndexReply) => this.settle(reply));
    const fail = (reason: string) => {
      if (this.failure) return;
      this.fail(reason);
      onFailure();
    };
    this.worker.on('error', (error) => fail(error.name));
    this.worker.on('exit', () => fail('the thread ended'));
  }

  /** Gives a command and waits for its answer. @throws IndexThreadError */
  tell<Type extends IndexCommand['type']>(
    command: Extract<IndexCommand, { type: Type }>,
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<IndexAnswers[Type]> {
    if (this.failure) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => {
      const id = this.nextId++;
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, command } satisfies IndexRequest, [...transfer]);
    });
  }

  /**
   * Asks one question; those of one turn of the event loop share a message.
   * @param isPatient it may wait for questions that are asked later, as those of a file of a million rows
   */
  search(query: IndexQuery, isPatient = false): Promise<IndexAnswer> {
    return new Promise((resolve, reject) => {
      if (isPatient) {
        this.patient.push({ query, resolve, reject });
        if (this.patient.length === 1) setImmediate(() => this.sendPatient());
        return;
      }
      this.gathered.push({ query, resolve, reject });
      if (this.gathered.length === 1) setImmediate(() => this.sendGathered());
    });
  }

  /** Ends the thread after it has answered what it was asked. */
  async close(): Promise<void> {
    this.sendGathered();
    this.sendPatient();
    if (this.waiting.size > 0 || this.patient.length > 0) {
      await new Promise<void>((resolve) => {
        this.whenIdle = resolve;
      });
    }
    this.fail('the thread was closed');
    await this.worker.terminate();
  }

  private sendGathered(): void {
    const gathered = this.gathered;
    this.gathered = [];
    for (let start = 0; start < gathered.length; start += QUERIES_PER_MESSAGE) {
      void this.send(gathered.slice(start, start + QUERIES_PER_MESSAGE));
    }
  }

  /** Keeps the thread busy with what can wait, but never so far ahead that a question of now waits for more than that. */
  private sendPatient(): void {
    while (this.patientMessages < PATIENT_MESSAGES && this.patient.length > 0) {
      this.patientMessages++;
      void this.send(this.patient.splice(0, QUERIES_PER_MESSAGE)).then(() => {
        this.patientMessages--;
        this.sendPatient();
      });
    }
  }

  /** Asks some questions in one message; resolves when they are answered or failed. */
  private async send(batch: readonly WaitingQuery[]): Promise<void> {
    this.forgetScopesWhenMany();
    const queries = batch.map(({ query: { groups, ...query } }) => ({ ...query, scope: this.scopeOf(groups) }));
    try {
      const answers = await this.tell({ type: 'search', queries });
      for (const [at, { resolve, reject }] of batch.entries()) {
        const answer = answers[at];
        if (answer) resolve(answer);
        else reject(new IndexThreadError('a question got no answer'));
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  /** The thread's number for what may be met; a new set of groups is told it first. Commands keep their order. */
  private scopeOf(groups: Uint8Array): number {
    const known = this.scopes.get(groups);
    if (known !== undefined) return known;
    const scope = this.nextId;
    this.scopes.set(groups, scope);
    this.scopeBytes += groups.length;
    this.tell({ type: 'scope', scope, groups }).catch(() => undefined);
    return scope;
  }

  /** Between messages, so that no question refers to what is forgotten. */
  private forgetScopesWhenMany(): void {
    if (this.scopeBytes <= SCOPE_BYTES) return;
    this.scopes.clear();
    this.scopeBytes = 0;
    this.tell({ type: 'forget-scopes' }).catch(() => undefined);
  }

  private settle(reply: IndexReply): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if ('error' in reply) waiting?.reject(new IndexThreadError(reply.error));
    else waiting?.resolve(reply.answer as never);
    // What is patient is sent once the answer has been handed on.
    if (this.waiting.size === 0 && this.patient.length === 0) this.whenIdle?.();
  }

  private fail(reason: string): void {
    this.failure = new IndexThreadError(reason);
    for (const { reject } of this.waiting.values()) reject(this.failure);
    this.waiting.clear();
    for (const { reject } of this.patient.splice(0)) reject(this.failure);
    this.whenIdle?.();
  }
}

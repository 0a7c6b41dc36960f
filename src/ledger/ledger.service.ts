import { LRUCache } from 'lru-cache';
import type { BlindIndex } from '../../libs/field-encryption/blind-index.js';
import type { Clock } from '../common/clock.js';
import { actorPseudonym } from '../common/context/actor-pseudonym.js';
import type { SystemAuthor } from '../common/context/system-author.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { GroupCommitter } from '../common/group-committer.js';
import { newId } from '../common/ids.js';
import type { Database } from '../common/persistence/database.js';
import type { Tx } from '../common/persistence/sql.js';
import { pooledRandomBytes } from '../common/random-pool.js';
import { type LedgerEntry, LedgerRepository } from './ledger.repository.js';
import type { LedgerAction } from './ledger-actions.js';
import { digestDetail } from './ledger-chain.js';

/** What happened, as a feature tells the ledger. `detail` holds pseudonymous keys and codes, never personal data. */
export interface LedgerFact {
  readonly action: LedgerAction;
  readonly subjectType?: string;
  readonly subjectId?: string;
  readonly outcome?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Who did it: a caller, or the gateway itself. */
export type LedgerAuthor = Pick<TenantContext, 'tenantId' | 'actor' | 'requestId'> | SystemAuthor;

/** The one place that writes the ledger. */
export class LedgerService {
  /** The same few actors come again and again. */
  private readonly actorRefs = new LRUCache<string, string>({ max: 10_000 });
  private readonly queries: GroupCommitter<LedgerEntry>;
  private readonly repository: LedgerRepository;

  constructor(
    database: Database,
    private readonly clock: Clock,
    private readonly pseudonyms: BlindIndex,
    private readonly wakeSequencer: () => void,
  ) {
    this.repository = new LedgerRepository(database);
    // Nobody waits for the seal of a query's entry: the sequencer's poll finds it.
    this.queries = new GroupCommitter((entries) => this.repository.insert(database, entries));
  }

  /** Adds entries to the transaction of the change that they record. */
  async append(tx: Tx, author: LedgerAuthor, facts: readonly LedgerFact[]): Promise<void> {
    await this.repository.insert(
      tx,
      facts.map((fact) => this.entry(author, fact)),
    );
    tx.afterCommit(() => this.wakeSequencer());
  }

  /**
   * Records a query, which changes nothing else. Resolves when the entry is durable: an answer is given only then.
   * Entries of queries that run at the same time share a transaction.
   */
  record(author: LedgerAuthor, fact: LedgerFact): Promise<void> {
    return this.queries.add(this.entry(author, fact));
  }

  /** Resolves when every recorded query is durable; for shutdown. */
  idle(): Promise<void> {
    return this.queries.idle();
  }

  private entry(author: LedgerAuthor, fact: LedgerFact): LedgerEntry {
    const salt = pooledRandomBytes(16).toString('base64url');
    const detail = JSON.stringify(fact.detail ?? {});
    const isSystem = 'system' in author;
    return {
      id: newId(),
      occurredAtMs: this.clock.now(),
      tenantId: isSystem ? null : author.tenantId,
      actorRef: isSystem ? null : this.actorRef(author),
      action: fact.action,
      subjectType: fact.subjectType ?? null,
      subjectId: fact.subjectId ?? null,
      outcome: fact.outcome ?? 'OK',
      requestId: isSystem ? author.system : author.requestId,
      detailDigest: digestDetail(salt, detail),
      salt,
      detail,
    };
  }

  private actorRef(author: Pick<TenantContext, 'tenantId' | 'actor'>): string {
    const name = `${author.tenantId} ${author.actor}`;
    const known = this.actorRefs.get(name);
    if (known) return known;
    const pseudonym = actorPseudonym(this.pseudonyms, author);
    this.actorRefs.set(name, pseudonym);
    return pseudonym;
  }
}

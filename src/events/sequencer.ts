import { Logger } from '@nestjs/common';
import type { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import type { Database } from '../common/persistence/database.js';
import type { Tx } from '../common/persistence/sql.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import { type ChainedContent, chainHash, GENESIS_HASH } from '../ledger/ledger-chain.js';
import { EventsRepository, type SequencedEvent } from './events.repository.js';
import { type Lease, LeaseRepository } from './lease.repository.js';
import { SequencedTable } from './sequenced-table.js';

const LEASE_NAME = 'sequencer';
const EVENTS_PER_TURN = 500;
const LEDGER_ENTRIES_PER_TURN = 500;

/** Something that must see every event once and in order, in its own transaction under the sequencer's lease. */
export interface EventConsumer {
  readonly name: string;
  /**
   * Takes as many events, from the first, as one short transaction can hold, and gives their number; the rest come again.
   * 0 says that it took a part of the first alone, and will find out which when it comes again. Its writes commit together with its new position; it may run again after a rollback.
   */
  consume(tx: Tx, events: readonly SequencedEvent[]): Promise<number>;
}

export interface SequencerOptions {
  readonly leaseMs: number;
  readonly pollMs: number;
  /** Called after events got their places: wakes the tails of all replicas. */
  readonly announce: () => void | Promise<void>;
}

interface Head {
  readonly seq: number;
  readonly hash: string;
}

/**
 * Gives committed events their dense `seq` and ledger entries their place in the chain (DESIGN §7): one process at a
 * time, by a lease with a fencing token. Events and entries wait in their tables, so nothing is lost when it moves.
 */
export class Sequencer {
  private readonly logger = new Logger(Sequencer.name);
  private readonly holder = newId();
  private readonly leases: LeaseRepository;
  private readonly events: EventsRepository;
  private readonly ledger: LedgerRepository;
  private readonly consumers: EventConsumer[] = [];
  private readonly feeds: SequencedTable[] = [];
  private lease: Lease | undefined;
  private isStopping = false;
  private isWoken = false;
  private wakeSleeper: (() => void) | undefined;
  private loop: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly options: SequencerOptions,
  ) {
    this.leases = new LeaseRepository(database);
    this.events = new EventsRepository(database);
    this.ledger = new LedgerRepository(database);
  }

  /** Adds a consumer; before `start`. */
  register(consumer: EventConsumer): void {
    this.consumers.push(consumer);
  }

  /** Adds a table (`id`, nullable `seq`) whose committed rows get their dense places beside the events; before `start`. */
  order(table: string): void {
    this.feeds.push(new SequencedTable(table));
  }

  start(): void {
    this.loop ??= this.run();
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    this.wake();
    await this.loop;
    if (this.lease) await this.leases.release(this.lease);
    this.lease = undefined;
  }

  /** Tells that something was committed. May be lost: the poll finds it. */
  wake(): void {
    this.isWoken = true;
    this.wakeSleeper?.();
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      this.isWoken = false;
      let didWork = false;
      try {
        didWork = await this.turn();
      } catch (error) {
        // The database is away or fenced us; the next turn starts from the tables again.
        this.lease = undefined;
        this.logger.warn(`sequencer turn failed: ${(error as Error).name}`);
      }
      if (!didWork && !this.isWoken && !this.isStopping) await this.sleep();
    }
  }

  private sleep(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, this.options.pollMs);
      const self = this;
      function done() {
        clearTimeout(timer);
        self.wakeSleeper = undefined;
        resolve();
      }
      this.wakeSleeper = done;
    });
  }

  /** One round: sequence and seal what waits, then let the consumers catch up. True when there was work. */
  private async turn(): Promise<boolean> {
    const nowMs = this.clock.now();
    if (!this.lease || this.lease.expiresAtMs - nowMs < this.options.leaseMs / 2) {
      this.lease = await this.leases.acquire(LEASE_NAME, this.holder, nowMs, this.options.leaseMs);
    }
    const lease = this.lease;
    if (!lease) return false;
    const done = await this.sequence(lease);
    if (done.events > 0 || done.rows > 0) await this.options.announce();
    let consumed = false;
    for (const consumer of this.consumers) consumed = (await this.feed(lease, consumer)) || consumed;
    // A handful of ledger entries can wait for the next poll: under load each turn would find some, and never rest.
    return done.events > 0 || done.rows > 0 || done.entries === LEDGER_ENTRIES_PER_TURN || consumed;
  }

  private async sequence(lease: Lease): Promise<{ events: number; entries: number; rows: number }> {
    if (!(await this.isWorkWaiting())) return { events: 0, entries: 0, rows: 0 };
    return this.database.transaction(async (tx) => {
      const pendingEvents = await this.events.unsequenced(tx, EVENTS_PER_TURN);
      const pendingEntries = await this.ledger.unsealed(tx, LEDGER_ENTRIES_PER_TURN);
      if (!(await this.leases.isHeld(tx, lease))) throw new FencedError();
      await this.sequenceEvents(
        tx,
        pendingEvents.map(({ id }) => id),
      );
      await this.sealEntries(tx, pendingEntries);
      let rows = 0;
      for (const feed of this.feeds) rows += await this.sequenceFeed(tx, feed);
      return { events: pendingEvents.length, entries: pendingEntries.length, rows };
    });
  }

  /** A look without a transaction, so that an idle gateway takes no locks. */
  private async isWorkWaiting(): Promise<boolean> {
    const tables = ['event', 'ledger_entry', ...this.feeds.map(({ name }) => name)];
    const [row] = await this.database.select<{ waiting: number }>(
      `SELECT ${tables.map((table) => `EXISTS (SELECT 1 FROM ${table} WHERE seq IS NULL)`).join(' OR ')} AS waiting`,
    );
    return Number(row?.waiting) === 1;
  }

  private async sequenceEvents(tx: Tx, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const head = await this.head(tx, 'event');
    await this.events.sequence(tx, ids, head.seq + 1);
    await this.setHead(tx, 'event', { seq: head.seq + ids.length, hash: head.hash });
  }

  private async sequenceFeed(tx: Tx, feed: SequencedTable): Promise<number> {
    const ids = await feed.unsequenced(tx, EVENTS_PER_TURN);
    if (ids.length === 0) return 0;
    const head = await this.head(tx, feed.name);
    await feed.sequence(tx, ids, head.seq + 1);
    await this.setHead(tx, feed.name, { seq: head.seq + ids.length, hash: head.hash });
    return ids.length;
  }

  private async sealEntries(tx: Tx, entries: readonly ChainedContent[]): Promise<void> {
    if (entries.length === 0) return;
    let { seq, hash } = await this.head(tx, 'ledger');
    const places = entries.map((entry) => {
      const previousHash = hash;
      seq += 1;
      hash = chainHash(previousHash, seq, { ...entry, occurredAtMs: Number(entry.occurredAtMs) });
      return { id: entry.id, seq, previousHash, hash };
    });
    await this.ledger.seal(tx, places);
    await this.setHead(tx, 'ledger', { seq, hash });
  }

  private async feed(lease: Lease, consumer: EventConsumer): Promise<boolean> {
    const name = `consumer:${consumer.name}`;
    if (!(await this.isBehind(name))) return false;
    return this.database.transaction(async (tx) => {
      const { seq } = await this.head(tx, name);
      const events = await new EventsRepository(tx).after(seq, EVENTS_PER_TURN);
      if (events.length === 0) return false;
      if (!(await this.leases.isHeld(tx, lease))) throw new FencedError();
      const taken = await consumer.consume(tx, events);
      if (taken === 0) return true;
      const last = events[taken - 1];
      if (!last) throw new Error(`the consumer ${consumer.name} took more than there are`);
      await this.setHead(tx, name, { seq: Number(last.seq), hash: GENESIS_HASH });
      return true;
    });
  }

  private async isBehind(consumer: string): Promise<boolean> {
    const heads = await this.database.select<{ name: string; seq: number }>(
      `SELECT name, seq FROM sequence_head WHERE name IN ('event', ?)`,
      [consumer],
    );
    const seqOf = (name: string) => Number(heads.find((head) => head.name === name)?.seq ?? 0);
    return seqOf(consumer) < seqOf('event');
  }

  private async head(tx: Tx, name: string): Promise<Head> {
    const rows = await tx.select<Head>(`SELECT seq, hash FROM sequence_head WHERE name = ? ${tx.forUpdate}`, [name]);
    const row = rows[0];
    if (row) return { seq: Number(row.seq), hash: row.hash };
    await tx.insert('sequence_head', [{ name, seq: 0, hash: GENESIS_HASH }], { onDuplicate: 'ignore' });
    return { seq: 0, hash: GENESIS_HASH };
  }

  private async setHead(tx: Tx, name: string, head: Head): Promise<void> {
    await tx.change('UPDATE sequence_head SET seq = ?, hash = ? WHERE name = ?', [head.seq, head.hash, name]);
  }
}

/** Another process took the sequencer's role while this one was working. */
class FencedError extends Error {
  override readonly name = 'FencedError';
}

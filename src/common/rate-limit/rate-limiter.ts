import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Settings } from '../../../config/settings.js';
import { Clock } from '../clock.js';
import { safeError } from '../safe-error.js';
import { SETTINGS } from '../tokens.js';
import { RequestCounts } from './request-counts.js';
import { inTheLastMinute, retryAfterSeconds, windowOf } from './sliding-window.js';

/** How often processes tell each other; by so much a limit may be overrun when a tenant calls several of them. */
const EXCHANGE_INTERVAL_MS = 200;

/** Whether a request may go on; if not, when to come again. */
export type Admission = { readonly ok: true } | { readonly ok: false; readonly retryAfterSeconds: number };

/** What is known of a window: the totals of all processes, and what they have not been told yet. */
interface Window {
  readonly number: number;
  readonly totals: Map<string, number>;
  readonly untold: Map<string, number>;
}

const ADMITTED: Admission = { ok: true };

/**
 * Holds each tenant to so many requests a minute over all processes. Counting is in memory and told to the other
 * processes a little later, so no request waits for it; while they are out of reach, each process counts for itself.
 */
@Injectable()
export class RateLimiter implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(RateLimiter.name);
  private readonly limit: number;
  private current: Window;
  private previous: Window;
  private timer: NodeJS.Timeout | undefined;
  private exchanging: Promise<void> = Promise.resolve();
  private isAlone = false;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    private readonly counts: RequestCounts,
    private readonly clock: Clock,
  ) {
    this.limit = settings.LIAISON_RATE_LIMIT_PER_MINUTE;
    const number = windowOf(clock.now());
    this.current = emptyWindow(number);
    this.previous = emptyWindow(number - 1);
  }

  onModuleInit(): void {
    if (this.limit === 0) return;
    this.timer = setInterval(() => {
      this.exchanging = this.exchanging.then(() => this.exchange());
    }, EXCHANGE_INTERVAL_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.exchanging;
  }

  /** Counts a request of a tenant, unless it is one too many: such a one is not counted. */
  admit(tenantId: string): Admission {
    if (this.limit === 0) return ADMITTED;
    const nowMs = this.clock.now();
    this.turnTo(windowOf(nowMs));
    const counts = { previous: countOf(this.previous, tenantId), current: countOf(this.current, tenantId) };
    if (inTheLastMinute(counts, nowMs) + 1 > this.limit) {
      return { ok: false, retryAfterSeconds: retryAfterSeconds(counts, this.limit, nowMs) };
    }
    this.current.untold.set(tenantId, (this.current.untold.get(tenantId) ?? 0) + 1);
    return ADMITTED;
  }

  private turnTo(number: number): void {
    if (number === this.current.number) return;
    this.previous = number === this.current.number + 1 ? this.current : emptyWindow(number - 1);
    this.current = emptyWindow(number);
  }

  private async exchange(): Promise<void> {
    for (const window of [this.previous, this.current]) {
      if (window.untold.size === 0) continue;
      const told = new Map(window.untold);
      // Known at once, so that nothing is forgotten while the exchange is under way.
      for (const [tenantId, count] of told) window.totals.set(tenantId, (window.totals.get(tenantId) ?? 0) + count);
      window.untold.clear();
      try {
        for (const [tenantId, total] of await this.counts.exchange(window.number, told)) {
          window.totals.set(tenantId, Math.max(total, window.totals.get(tenantId) ?? 0));
        }
        this.isAlone = false;
      } catch (error) {
        if (!this.isAlone) this.logger.warn({ err: safeError(error) }, 'each process counts requests for itself');
        this.isAlone = true;
      }
    }
  }
}

const emptyWindow = (number: number): Window => ({ number, totals: new Map(), untold: new Map() });

const countOf = ({ totals, untold }: Window, tenantId: string): number =>
  (totals.get(tenantId) ?? 0) + (untold.get(tenantId) ?? 0);

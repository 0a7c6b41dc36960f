import { Counter, Histogram, Registry } from 'prom-client';

/** From a lookup in the cache to a report that is uploaded for minutes, in seconds. */
const DURATION_BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];
const CODE = /^[A-Z_]{1,40}$/;

/** What is counted as it happens. Labels take values from our own code only, so that their number is bounded. */
export class Metrics {
  readonly registry = new Registry();

  private readonly requests = new Histogram({
    name: 'liaison_request_duration_seconds',
    help: 'Requests by operation and outcome, with their duration.',
    labelNames: ['operation', 'outcome'],
    buckets: DURATION_BUCKETS,
    registers: [this.registry],
  });

  private readonly refusals = new Counter({
    name: 'liaison_authentication_refusals_total',
    help: 'Requests and sockets that were not let in, by reason.',
    labelNames: ['reason'],
    registers: [this.registry],
  });

  /** @param durationMs from the first byte of the request to the last of the answer */
  requestDone(operation: string, outcome: string, durationMs: number): void {
    this.requests.observe({ operation, outcome: CODE.test(outcome) ? outcome : 'OTHER' }, durationMs / 1000);
  }

  authenticationRefused(reason: string): void {
    this.refusals.inc({ reason: CODE.test(reason) ? reason : 'OTHER' });
  }
}

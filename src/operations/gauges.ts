import { Inject, Injectable, Logger } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { OpenStreams } from '../common/context/open-streams.js';
import { Metrics } from '../common/metrics.js';
import { Database } from '../common/persistence/database.js';
import { JobQueue } from '../common/queue/job-queue.js';
import { JOBS } from '../jobs.js';
import { OperationsRepository } from './operations.repository.js';
import { withinTime } from './within-time.js';

/** A database or Redis that is away must not keep the scraper waiting. */
const LOOK_TIMEOUT_MS = 2_000;
const CONSUMER = 'consumer:';

/** Values by label; a gauge without a label has its one value under ''. */
type Reading = Readonly<Record<string, number>>;

interface Look {
  readonly gauge: Gauge;
  readonly label: string | undefined;
  readonly read: () => Promise<Reading>;
}

/** What is looked up when somebody asks for metrics. */
@Injectable()
export class Gauges {
  private readonly logger = new Logger(Gauges.name);
  private readonly repository: OperationsRepository;
  private readonly registry = new Registry();
  private readonly looks: readonly Look[];

  constructor(
    private readonly database: Database,
    @Inject(JobQueue) private readonly jobs: JobQueue,
    streams: OpenStreams,
    private readonly metrics: Metrics,
  ) {
    this.repository = new OperationsRepository(database);
    this.looks = [
      this.look('liaison_ledger_unsealed', 'Ledger entries without a place in the chain.', undefined, async () => ({
        '': await this.repository.unsealedEntries(),
      })),
      this.look('liaison_events_unplaced', 'Committed events without a place yet.', undefined, async () => ({
        '': await this.repository.unplacedEvents(),
      })),
      this.look('liaison_event_lag', 'Events that a consumer has not taken yet.', 'consumer', () => this.lag()),
      this.look('liaison_jobs_waiting', 'Jobs on a queue, due or delayed.', 'job', () => this.waitingJobs()),
      this.look('liaison_deliveries_open', 'Deliveries that are not settled, and dead letters.', 'state', () =>
        this.repository.openDeliveries(),
      ),
      this.look('liaison_open_streams', 'Open subscriptions of this process.', undefined, async () => ({
        '': streams.count,
      })),
      this.look('liaison_database_connections', 'Database connections of this process.', 'state', async () => ({
        ...this.database.connections,
      })),
    ];
  }

  /** Everything in Prometheus' text format. What cannot be read at present is left out. */
  async print(): Promise<string> {
    await Promise.all(this.looks.map((look) => this.measure(look)));
    return Registry.merge([metricsOfProcess(), this.metrics.registry, this.registry]).metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  private look(name: string, help: string, label: string | undefined, read: () => Promise<Reading>): Look {
    const labelNames = label === undefined ? [] : [label];
    return { gauge: new Gauge({ name, help, labelNames, registers: [this.registry] }), label, read };
  }

  private async measure({ gauge, label, read }: Look): Promise<void> {
    gauge.reset();
    try {
      for (const [value, number] of Object.entries(await withinTime(read(), LOOK_TIMEOUT_MS))) {
        gauge.set(label === undefined ? {} : { [label]: value }, number);
      }
    } catch (error) {
      gauge.remove();
      this.logger.warn(`a metric could not be read: ${(error as Error).name}`);
    }
  }

  private async lag(): Promise<Reading> {
    const positions = await this.repository.positions();
    const head = positions.event ?? 0;
    const consumers = Object.entries(positions).filter(([name]) => name.startsWith(CONSUMER));
    return Object.fromEntries(consumers.map(([name, seq]) => [name.slice(CONSUMER.length), Math.max(0, head - seq)]));
  }

  private async waitingJobs(): Promise<Reading> {
    return Object.fromEntries(await Promise.all(JOBS.map(async (job) => [job.name, await this.jobs.waiting(job)])));
  }
}

let ofProcess: Registry | undefined;

/** Node's own metrics are the process's, however many gateways a test starts in it. */
function metricsOfProcess(): Registry {
  if (!ofProcess) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
}

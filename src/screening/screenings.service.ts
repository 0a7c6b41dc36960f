import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { Conflict, type InvalidInput, NotFound } from '../common/graphql/user-error.graphql.js';
import { Idempotency } from '../common/idempotency/idempotency.js';
import { isId } from '../common/ids.js';
import { step } from '../common/lifecycle.js';
import type { Page } from '../common/pagination.js';
import { Database } from '../common/persistence/database.js';
import type { Tx } from '../common/persistence/sql.js';
import { JobQueue } from '../common/queue/job-queue.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import type { EventType } from '../events/event-types.js';
import { askAhead, EventsService } from '../events/events.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { asText, type ResultFormat } from './results/result-formats.js';
import { ResultRows } from './results/result-rows.js';
import { SCREENING_JOB } from './run/screening.job.js';
import { isRunning, SCREENING_LIFECYCLE } from './screening.lifecycle.js';
import { statedContext } from './screening-contexts.js';
import { ScreeningEvents } from './screening-events.js';
import { SCREENING_BY_ID } from './screenings.inputs.js';
import { type Screening, ScreeningsRepository, type WantedRows } from './screenings.repository.js';

export type ScreeningChange = Screening | InvalidInput | NotFound | Conflict;

const PROGRESS_EVENTS: readonly EventType[] = [
  'screening.received',
  'screening.progressed',
  'screening.cancelled',
  'screening.resumed',
  'screening.completed',
];

/** Batch screenings as their own tenant reads, stops and takes them up again. */
@Injectable()
export class ScreeningsService {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly events: EventsService,
    private readonly ownEvents: ScreeningEvents,
    private readonly jobs: JobQueue,
    private readonly rows: ResultRows,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {}

  /** Undefined when there is no such screening of the caller's. */
  async screening(context: TenantContext, id: string): Promise<Screening | undefined> {
    return isId(id) ? new ScreeningsRepository(this.database, context).byId(id) : undefined;
  }

  /** Up to one more than the page, newest first. */
  list(context: TenantContext, page: Page): Promise<Screening[]> {
    return new ScreeningsRepository(this.database, context).list(page);
  }

  /** Stops a screening after the batch in hand; what was screened stays. */
  cancel(context: TenantContext, input: object): Promise<ScreeningChange> {
    return this.act(context, 'cancel', input, () => undefined);
  }

  /** Goes on with a cancelled screening where it stood. */
  resume(context: TenantContext, input: object): Promise<ScreeningChange> {
    return this.act(context, 'resume', input, (tx, id) => {
      const turn = Math.floor(this.clock.now() / 1_000);
      tx.afterCommit(() => this.jobs.enqueue(SCREENING_JOB, [id], { turn }));
    });
  }

  /**
   * The results so far as text, recorded before the first of it is given. Undefined when there is no such screening.
   * @returns its state, and no text when it has expired
   */
  async results(
    context: TenantContext,
    id: string,
    { format, wanted }: { readonly format: ResultFormat; readonly wanted: WantedRows },
  ): Promise<{ readonly screening: Screening; readonly text: AsyncIterable<string> } | undefined> {
    const screening = isId(id) ? await new ScreeningsRepository(this.database, context).byId(id) : undefined;
    if (!screening) return undefined;
    const detail = { format, only: wanted, rows: screening.screenedRows };
    await this.ledger.record(context, {
      action: 'screening.results',
      subjectType: 'Screening',
      subjectId: id,
      detail,
    });
    const open = (field: 'purpose' | 'caseRef') => {
      const sealed = screening[field];
      return sealed === null ? null : this.ciphers.fields.decrypt(sealed, statedContext(field, id));
    };
    const stated = { purpose: open('purpose'), caseRef: open('caseRef') };
    return { screening, text: asText(this.rows.read(context, screening, stated, wanted), format) };
  }

  /** The screening as it is now, then again whenever it has come further, until nothing moves it. Nothing when there is none. */
  async *follow(context: TenantContext, id: string, signal: AbortSignal): AsyncGenerator<Screening> {
    const changes = this.events.follow(context, PROGRESS_EVENTS, undefined, signal);
    try {
      // Asked for before the screening is read, so that no change falls between the two.
      let change = askAhead(changes);
      for (let version = 0; ; ) {
        const screening = await this.screening(context, id);
        if (!screening) return;
        if (screening.version > version) yield screening;
        version = screening.version;
        if (!isRunning(screening.state)) return;
        for (let subjectId = ''; subjectId !== id; ) {
          const next = await change;
          if (next.done) return;
          subjectId = next.value.subjectId;
          change = askAhead(changes);
        }
      }
    } finally {
      void changes.return(undefined);
    }
  }

  private async act(
    context: TenantContext,
    action: 'cancel' | 'resume',
    input: object,
    work: (tx: Tx, id: string) => void,
  ): Promise<ScreeningChange> {
    const read = readInput(SCREENING_BY_ID, input);
    if (!read.ok) return read.refusal;
    const { id } = read.value;
    if (!isId(id)) return notFound();
    const found = async (tx: Tx): Promise<Screening | NotFound> =>
      (await new ScreeningsRepository(tx, context).byId(id)) ?? notFound();
    return this.database.transaction((tx) =>
      this.idempotency.once<ScreeningChange>(
        tx,
        context,
        `screening.${action}`,
        read.value,
        this.clock.now(),
        () => this.move(tx, context, action, id, work).then((refusal) => refusal ?? found(tx)),
        () => found(tx),
      ),
    );
  }

  /** One step of a screening's life by the table; gives the refusal. */
  private async move(
    tx: Tx,
    context: TenantContext,
    action: 'cancel' | 'resume',
    id: string,
    work: (tx: Tx, id: string) => void,
  ): Promise<NotFound | Conflict | undefined> {
    const repository = new ScreeningsRepository(tx, context);
    const state = await repository.lockState(tx, id);
    if (!state) return notFound();
    const taken = step(SCREENING_LIFECYCLE, state, action, 'TENANT');
    if (!taken.ok) return Conflict.of('input.id', `The screening is ${state}: read it again.`, taken.reason);
    const { to, records, emits } = taken.transition;
    await repository.setState(tx, id, to, this.clock.now());
    await this.ledger.append(tx, context, [{ action: records, subjectType: 'Screening', subjectId: id }]);
    if (emits) await this.ownEvents.append(tx, context.tenantId, emits, id, {});
    work(tx, id);
    return undefined;
  }
}

const notFound = (): NotFound => NotFound.of('input.id', 'screening');

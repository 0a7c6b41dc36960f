import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Settings } from '../../config/settings.js';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { HttpProblem } from '../common/http/http-errors.js';
import { isId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import type { Tx } from '../common/persistence/sql.js';
import { SETTINGS } from '../common/tokens.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { STREAM_STATUSES, StreamEvents, type StreamStatus } from '../subscriptions/stream-events.js';
import { SubjectChoicesRepository } from '../subscriptions/subject-choices.js';
import { MIN_VERIFICATION_SECONDS, readBody } from './stream-configuration.js';
import { noStream, StreamSteps } from './stream-steps.js';
import { type EventStream, StreamsRepository } from './streams.repository.js';

/** Most subjects that one stream may choose about. */
const MAX_SUBJECTS = 10_000;

const STREAM_ID = z.string().max(64, 'An id has 36 characters.');
const STATUS = z.object({
  stream_id: STREAM_ID,
  status: z.enum(['enabled', 'paused', 'disabled']),
  reason: z.string().max(200, 'A reason has at most 200 characters.').nullish(),
});
const VERIFICATION = z.object({
  stream_id: STREAM_ID,
  state: z.string().max(256, 'A state has at most 256 characters.').optional(),
});
const SUBJECT = z.object({
  stream_id: STREAM_ID,
  subject: z.discriminatedUnion('format', [
    z.object({ format: z.literal('opaque'), id: z.string().max(64) }),
    z.object({ format: z.literal('iss_sub'), iss: z.string().max(2_000), sub: z.string().max(64) }),
  ]),
});

const STEPS = { enabled: 'resume', paused: 'pause', disabled: 'disable' } as const;

/** A stream's status as its receiver reads it. */
export interface ShownStatus {
  readonly stream_id: string;
  readonly status: StreamStatus;
  readonly reason?: string;
}

/** Status, subjects and verification of a receiver's own streams (Shared Signals Framework 1.0 §8.1.2 to §8.1.4). */
@Injectable()
export class StreamStatusService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly steps: StreamSteps,
    private readonly streamEvents: StreamEvents,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @throws HttpProblem 404 */
  async status(context: TenantContext, id: string): Promise<ShownStatus> {
    return shown(await this.own(this.database, context, id));
  }

  /** Enables, pauses (collects) or disables (does not even collect). @throws HttpProblem 400, 404 */
  async change(context: TenantContext, body: unknown): Promise<ShownStatus> {
    const { stream_id: id, status, reason } = readBody(STATUS, body);
    const present = shown(await this.own(this.database, context, id));
    if (present.status === status) return present;
    await this.steps.take(context, id, STEPS[status], (tx, { details }) =>
      new StreamsRepository(tx).change(tx, { ...details, statusReason: reason ?? null }),
    );
    return this.status(context, id);
  }

  /** Sends an event that proves that the stream works, behind what it collected before. @throws HttpProblem 400, 404, 429 */
  async verify(context: TenantContext, body: unknown): Promise<void> {
    const { stream_id: id, state } = readBody(VERIFICATION, body);
    await this.database.transaction(async (tx) => {
      const { subscription, details } = await this.own(tx, context, id);
      const nowMs = this.clock.now();
      const { verifiedAtMs } = details;
      if (verifiedAtMs !== null && nowMs - verifiedAtMs < MIN_VERIFICATION_SECONDS * 1_000) {
        throw new HttpProblem(429, 'TOO_MANY_REQUESTS', `Ask once in ${MIN_VERIFICATION_SECONDS} seconds.`);
      }
      await new StreamsRepository(tx).change(tx, { ...details, verifiedAtMs: nowMs });
      await this.streamEvents.verification(tx, subscription, state);
      await this.ledger.append(tx, context, [{ action: 'stream.verify', subjectType: 'subscription', subjectId: id }]);
    });
  }

  /** Takes a subject in, or leaves it out; neither tells whether it exists. @throws HttpProblem 400, 404, 409 */
  async chooseSubject(context: TenantContext, body: unknown, isIncluded: boolean): Promise<void> {
    const { stream_id: id, subject } = readBody(SUBJECT, body);
    const subjectId = this.subjectIdOf(subject);
    await this.database.transaction(async (tx) => {
      const { subscription } = await this.own(tx, context, id);
      const choices = new SubjectChoicesRepository(tx);
      // What the default says of every subject needs no row.
      if (isIncluded === (subscription.defaultSubjects === null)) await choices.forget(tx, id, subjectId);
      else {
        if ((await choices.count(id)) >= MAX_SUBJECTS) {
          throw new HttpProblem(409, 'TOO_MANY', `A stream chooses about at most ${MAX_SUBJECTS} subjects.`, 'subject');
        }
        await choices.choose(tx, id, subjectId, isIncluded);
      }
      await this.ledger.append(tx, context, [
        {
          action: 'stream.subject',
          subjectType: 'subscription',
          subjectId: id,
          outcome: isIncluded ? 'ADDED' : 'REMOVED',
          detail: { subjectId },
        },
      ]);
    });
  }

  private subjectIdOf(subject: z.output<typeof SUBJECT>['subject']): string {
    const id = subject.format === 'opaque' ? subject.id : subject.sub;
    if (!isId(id)) throw new HttpProblem(400, 'INVALID_INPUT', 'A subject is named by its id.', 'subject');
    if (subject.format === 'iss_sub' && subject.iss !== this.settings.LIAISON_PUBLIC_URL) {
      throw new HttpProblem(400, 'INVALID_INPUT', 'The gateway knows its own subjects only.', 'subject.iss');
    }
    return id;
  }

  private async own(sql: Database | Tx, context: TenantContext, id: string): Promise<EventStream> {
    const stream = isId(id) ? await new StreamsRepository(sql).own(context.tenantId, id) : undefined;
    if (!stream) throw noStream();
    return stream;
  }
}

function shown({ subscription, details }: EventStream): ShownStatus {
  const { id, state } = subscription;
  if (state === 'DELETED') throw noStream();
  const { statusReason: reason } = details;
  return { stream_id: id, status: STREAM_STATUSES[state], ...(reason === null ? {} : { reason }) };
}

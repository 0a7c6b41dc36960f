import { hash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Settings } from '../../config/settings.js';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { isId, newId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import { SETTINGS } from '../common/tokens.js';
import { mayReceive, type Recipient } from '../deliveries/delivery.policy.js';
import { WorkRepository } from '../deliveries/work.repository.js';
import { EventsRepository, type SequencedEvent } from '../events/events.repository.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { SharingRepository } from '../sharing/sharing.repository.js';
import { Authenticator } from '../tenants/authenticator.js';
import { Collectors } from './collectors.js';
import { type Collectable, type Handed, PollRepository } from './poll.repository.js';
import { PollAnswers } from './poll-answers.js';
import { tokenId } from './security-event.js';
import { SecurityEventWriter } from './security-event-writer.js';
import { readBody } from './stream-configuration.js';
import { noStream } from './stream-steps.js';
import { type EventStream, StreamsRepository } from './streams.repository.js';

/** Most tokens of one answer. */
const MAX_EVENTS = 100;
/** A token that is not acknowledged within this time is given out again. */
const REDELIVERY_MS = 30_000;
/** A call to those who wait may be lost: they look again after this time. */
const LOOK_AGAIN_MS = 2_000;

const MAX_ANSWERS = 1_000;
const JTI = z.string().max(64);
const POLL = z.object({
  maxEvents: z.int().min(0, 'maxEvents is 0 or more.').optional(),
  returnImmediately: z.boolean().default(false),
  ack: z.array(JTI).max(MAX_ANSWERS, `At most ${MAX_ANSWERS} tokens are answered for at once.`).default([]),
  setErrs: z
    .record(JTI, z.object({ err: z.string().max(200), description: z.string().max(2_000).optional() }))
    .refine((errors) => Object.keys(errors).length <= MAX_ANSWERS, `At most ${MAX_ANSWERS} tokens are refused at once.`)
    .default({}),
});

/** The answer to a poll (RFC 8936 §2.5). */
export interface PollAnswer {
  readonly sets: Readonly<Record<string, string>>;
  readonly moreAvailable?: true;
}

/** Lets receivers collect their tokens (RFC 8936): in order per entity, each until it is acknowledged or refused. */
@Injectable()
export class PollService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly sharings: SharingRepository,
    private readonly writer: SecurityEventWriter,
    private readonly answers: PollAnswers,
    private readonly collectors: Collectors,
    private readonly authenticator: Authenticator,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * Takes acknowledgements and errors, then gives what waits; without any it waits a while for one.
   * @param signal aborts when the receiver has gone
   * @throws HttpProblem 400, 404
   */
  async poll(context: TenantContext, streamId: string, body: unknown, signal: AbortSignal): Promise<PollAnswer> {
    await this.own(context, streamId);
    const { ack, setErrs, maxEvents = MAX_EVENTS, returnImmediately } = readBody(POLL, body ?? {});
    await this.answers.take(context, streamId, ack, setErrs);
    const limit = Math.min(maxEvents, MAX_EVENTS);
    const first = await this.collect(context, streamId, limit);
    const hasAnswer = Object.keys(first.sets).length > 0 || limit === 0 || returnImmediately;
    if (hasAnswer || !this.collectors.hasRoom(streamId)) return first;
    return this.waitFor(context, streamId, limit, signal);
  }

  private async waitFor(
    context: TenantContext,
    streamId: string,
    limit: number,
    signal: AbortSignal,
  ): Promise<PollAnswer> {
    const endMs = performance.now() + this.settings.LIAISON_LONG_POLL_MS;
    for (;;) {
      const restMs = endMs - performance.now();
      if (restMs <= 0 || signal.aborted || !this.collectors.hasRoom(streamId)) return { sets: {} };
      await this.collectors.wait(streamId, Math.min(restMs, LOOK_AGAIN_MS), signal);
      // The tenant or its key may have been revoked while it waited, or the stream deleted.
      if (!(await this.authenticator.isStillGood(context))) return { sets: {} };
      const answer = await this.collect(context, streamId, limit);
      if (Object.keys(answer.sets).length > 0) return answer;
    }
  }

  private async own(context: TenantContext, id: string): Promise<EventStream> {
    const stream = isId(id) ? await new StreamsRepository(this.database).own(context.tenantId, id) : undefined;
    if (stream?.subscription.channel !== 'SET_POLL') throw noStream();
    return stream;
  }

  private async collect(context: TenantContext, streamId: string, limit: number): Promise<PollAnswer> {
    const stream = await this.own(context, streamId);
    if (limit === 0) return { sets: {} };
    const nowMs = this.clock.now();
    const found = await new PollRepository(this.database).collectable(streamId, nowMs, limit + 1);
    const claimed = await this.claim(found.slice(0, limit), nowMs);
    const allowed = await this.withdrawForbidden(context, streamId, claimed);
    const sets = await this.handOut(context, stream, allowed, nowMs);
    return { sets, ...(found.length > limit ? { moreAvailable: true } : {}) };
  }

  /** Two polls at once get different tokens, and one poll gets a token once in a while only. */
  private async claim(found: readonly Collectable[], nowMs: number): Promise<Collectable[]> {
    if (found.length === 0) return [];
    const ids = found.map(({ id }) => id);
    const taken = await new WorkRepository(this.database).claim(ids, newId(), nowMs, nowMs + REDELIVERY_MS);
    return found.filter(({ id }) => taken.has(id));
  }

  /** A right withdrawn after the event is honoured: such a delivery ends here. */
  private async withdrawForbidden(
    context: TenantContext,
    streamId: string,
    claimed: readonly Collectable[],
  ): Promise<(Collectable & { readonly event: SequencedEvent })[]> {
    if (claimed.length === 0) return [];
    const events = await new EventsRepository(this.database).byIds([...new Set(claimed.map(({ eventId }) => eventId))]);
    const byId = new Map(events.map((event) => [event.id, event]));
    const sharings = await this.sharings.byIds(
      this.database,
      events.map(({ sharingId }) => sharingId),
    );
    const recipient: Recipient = { ...context, state: 'ACTIVE', scopes: [...context.scopes] };
    const allowed: (Collectable & { readonly event: SequencedEvent })[] = [];
    const forbidden: Collectable[] = [];
    for (const one of claimed) {
      const event = byId.get(one.eventId);
      const sharing = event && sharings.get(event.sharingId);
      if (event && sharing && mayReceive(recipient, sharing).kind === 'SEND') allowed.push({ ...one, event });
      else forbidden.push(one);
    }
    if (forbidden.length > 0) await this.withdraw(streamId, forbidden);
    return allowed;
  }

  private async withdraw(streamId: string, forbidden: readonly Collectable[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      const ids = forbidden.map(({ id }) => id);
      await new WorkRepository(tx).settle(tx, ids, 'CANCELLED', 0, this.clock.now());
      await this.ledger.append(
        tx,
        { system: 'deliveries' },
        forbidden.map(({ id, eventId, seq, attempts }) => ({
          action: 'delivery.settle' as const,
          subjectType: 'delivery',
          subjectId: id,
          outcome: 'WITHDRAWN',
          detail: { subscriptionId: streamId, eventId, seq: Number(seq), attempts, reason: 'NOT_VISIBLE' },
        })),
      );
    });
  }

  private async handOut(
    context: TenantContext,
    { subscription, details }: EventStream,
    allowed: readonly (Collectable & { readonly event: SequencedEvent })[],
    nowMs: number,
  ): Promise<Record<string, string>> {
    if (allowed.length === 0) return {};
    const { id: streamId, payload: form } = subscription;
    const to = { streamId, audience: context.tenantCode, algorithm: details.algorithm, form };
    const handed: Handed[] = [];
    const sets: Record<string, string> = {};
    for (const { event, ...one } of allowed) {
      const seq = Number(one.seq);
      const token = await this.writer.write(event, seq, nowMs, to);
      sets[tokenId(to.streamId, seq)] = token;
      handed.push({ ...one, payloadDigest: hash('sha256', token, 'base64url') });
    }
    await this.answers.handed(handed, nowMs);
    return sets;
  }
}

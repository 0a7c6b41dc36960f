import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../common/clock.js';
import { actorPseudonym } from '../common/context/actor-pseudonym.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import type { Conflict } from '../common/graphql/user-error.graphql.js';
import { InvalidInput, NotFound } from '../common/graphql/user-error.graphql.js';
import { Idempotency } from '../common/idempotency/idempotency.js';
import { IDEMPOTENCY_KEY } from '../common/idempotency/idempotency-key.js';
import { isId, newId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { isQueryKey } from './query-key.js';
import { ReviewsRepository, type StoredReview } from './reviews.repository.js';
import { revisionsOf } from './revisions.js';
import type { MarkReviewedInput } from './search.graphql.js';
import { REVIEW_VERDICTS } from './search-vocabulary.js';

const MAX_NOTE = 2_000;
const LONE_SURROGATE = /\p{Surrogate}/u;

const REVIEW = z.object({
  entityId: z.string().max(64, 'An id has 36 characters.'),
  queryKey: z.string().refine(isQueryKey, 'This is no key of a question: take it from the answer.'),
  verdict: z.enum(REVIEW_VERDICTS),
  note: z
    .string()
    .max(MAX_NOTE, `A note has at most ${MAX_NOTE} characters.`)
    .refine((text) => !LONE_SURROGATE.test(text), 'This holds half a character.')
    .nullish(),
  revision: z.string().refine(isQueryKey, 'This is no revision: take it from the hit.').nullish(),
  idempotencyKey: IDEMPOTENCY_KEY,
});

/** A review as its tenant reads it. */
export interface Review extends Omit<StoredReview, 'tenantId' | 'reviewedBy'> {
  readonly createdAt: Date;
}

/** Context that binds a note's ciphertext to its review. */
const noteContext = (id: string): string => `review.note:${id}`;

/** What tenants decide about hits. Each decision is one row with its ledger entry; the newest counts. */
@Injectable()
export class ReviewsService {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly ledger: LedgerService,
    private readonly clock: Clock,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {}

  /** Remembers a decision about an entity that the caller may see. */
  async mark(context: TenantContext, input: MarkReviewedInput): Promise<Review | InvalidInput | NotFound | Conflict> {
    const read = readInput(REVIEW, input);
    if (!read.ok) return read.refusal;
    const { entityId, queryKey, verdict, note } = read.value;
    // Read before the transaction: whoever changes the entity meanwhile brings the hit back, which is the safe side.
    const seen = isId(entityId) ? await this.revisionOf(context, entityId) : undefined;
    if (seen === undefined) return NotFound.of('input.entityId', 'entity');
    const id = newId();
    const nowMs = this.clock.now();
    const review: StoredReview = {
      id,
      tenantId: context.tenantId,
      queryKey,
      entityId,
      verdict,
      note: note ? this.ciphers.fields.encrypt(note, noteContext(id)) : null,
      revision: read.value.revision ?? seen,
      reviewedBy: actorPseudonym(this.ciphers.pseudonyms, context),
      createdAtMs: nowMs,
    };
    return this.database.transaction((tx) => {
      const reviews = new ReviewsRepository(tx, context.tenantId);
      const again = async (earlierId: string): Promise<Review> => {
        const earlier = await reviews.byId(earlierId);
        if (!earlier) throw new Error('a remembered review is gone');
        return this.shown(earlier);
      };
      return this.idempotency.once<Review>(
        tx,
        context,
        'markReviewed',
        read.value,
        nowMs,
        async () => {
          await reviews.insert(tx, review);
          const detail = { reviewId: id, queryKey, verdict };
          await this.ledger.append(tx, context, [
            { action: 'review.mark', subjectType: 'entity', subjectId: entityId, detail },
          ]);
          return this.shown(review);
        },
        again,
      );
    });
  }

  private async revisionOf(context: TenantContext, entityId: string): Promise<string | undefined> {
    return (await revisionsOf(this.database, this.ciphers.index, context, [entityId])).get(entityId);
  }

  private shown({ tenantId: _, reviewedBy: __, ...review }: StoredReview): Review {
    const { id, note, createdAtMs } = review;
    return {
      ...review,
      note: note === null ? null : this.ciphers.fields.decrypt(note, noteContext(id)),
      createdAt: new Date(createdAtMs),
    };
  }
}

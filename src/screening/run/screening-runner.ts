import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '../../common/persistence/database.js';
import { CIPHERS, type Ciphers } from '../../common/tokens.js';
import type { StatedPurpose } from '../../query/query.policy.js';
import type { RowResult } from '../row-results.js';
import { statedContext } from '../screening-contexts.js';
import { QuestionScreener } from './question-screener.js';
import { readBatch } from './screening-batch.js';
import { type AnsweredBatch, ScreeningBatchWriter, ScreeningTakenError } from './screening-batch.writer.js';
import { type RunningScreening, ScreeningRunRepository } from './screening-run.repository.js';

/** Up to 2,000 rows. */
const CHUNKS_PER_BATCH = 10;

/**
 * Screens the rows of a screening batch by batch. While the database writes one batch the next is looked for. Where it was
 * stopped, by kill -9 too, the next run goes on: the tables know which chunks have their results.
 */
@Injectable()
export class ScreeningRunner implements OnModuleDestroy {
  private readonly running = new Map<string, { isAskedAgain: boolean }>();
  private isStopping = false;

  constructor(
    private readonly database: Database,
    private readonly questions: QuestionScreener,
    private readonly writer: ScreeningBatchWriter,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {}

  /** Stops after the batch in hand. */
  onModuleDestroy(): void {
    this.isStopping = true;
  }

  /** Screens what is left of a screening. One run a screening and process. */
  async run(id: string): Promise<void> {
    const running = this.running.get(id);
    if (running) {
      // It may just have stopped because it was cancelled, and was resumed since.
      running.isAskedAgain = true;
      return;
    }
    const turn = { isAskedAgain: false };
    this.running.set(id, turn);
    try {
      do {
        turn.isAskedAgain = false;
        await this.runBatches(id);
      } while (turn.isAskedAgain && !this.isStopping);
    } finally {
      this.running.delete(id);
    }
  }

  private async runBatches(id: string): Promise<void> {
    const repository = new ScreeningRunRepository(this.database);
    const screening = await repository.running(id);
    if (!screening) return;
    const stated = this.stated(screening);
    const { screenedChunks } = await repository.progress(id);
    try {
      await this.screenFrom(screening, stated, screenedChunks);
    } catch (error) {
      if (error instanceof ScreeningTakenError) return;
      throw error;
    }
    if (!this.isStopping) await repository.forget(this.database, id);
  }

  private async screenFrom(screening: RunningScreening, stated: StatedPurpose, first: number): Promise<void> {
    // Questions of a batch that is still being written are not in the tables yet.
    let written: ReadonlyMap<string, RowResult> = new Map();
    let writing: Promise<void> = Promise.resolve();
    for (let chunk = first; ; ) {
      const answered = await this.answer(screening, stated, chunk, written);
      await writing;
      if (!answered || this.isStopping) return;
      writing = this.writer.commit(screening, answered);
      // Its failure is found when it is awaited.
      writing.catch(() => undefined);
      written = answered.results;
      chunk = (answered.batch.chunks.at(-1)?.chunkNumber ?? chunk) + 1;
    }
  }

  /** The next batch with its results; undefined when all have theirs. */
  private async answer(
    screening: RunningScreening,
    stated: StatedPurpose,
    first: number,
    inHand: ReadonlyMap<string, RowResult>,
  ): Promise<AnsweredBatch | undefined> {
    const repository = new ScreeningRunRepository(this.database);
    const chunks = await repository.pending(screening.id, first, CHUNKS_PER_BATCH);
    if (chunks.length === 0) return undefined;
    const batch = await readBatch(this.ciphers, screening, stated, chunks);
    const unknown = batch.questions.filter(({ digest }) => !inHand.has(digest));
    const known = await repository.known(
      screening.id,
      unknown.map(({ digest }) => digest),
    );
    const open = unknown.filter(({ digest }) => !known.has(digest));
    const { results, keys } = await this.questions.ask(screening, stated, open);
    const all = new Map([...known, ...results]);
    for (const { digest } of batch.questions) {
      const result = inHand.get(digest);
      if (result) all.set(digest, result);
    }
    return { batch, results: all, asked: open.map(({ digest }) => digest), keys };
  }

  private stated({ id, purpose, caseRef }: RunningScreening): StatedPurpose {
    const open = (field: 'purpose' | 'caseRef', sealed: string | null) =>
      sealed === null ? null : this.ciphers.fields.decrypt(sealed, statedContext(field, id));
    return { purpose: open('purpose', purpose), caseRef: open('caseRef', caseRef) };
  }
}

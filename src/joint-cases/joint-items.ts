import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { SystemAuthor } from '../common/context/system-author.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { InvalidInput, isRefusal, NotFound } from '../common/graphql/user-error.graphql.js';
import { isId } from '../common/ids.js';
import type { Tx } from '../common/persistence/sql.js';
import type { LedgerAuthor } from '../ledger/ledger.service.js';
import type { JointLifecycle } from './joint-actor.js';
import { JointCasesRepository, type RowChange, type StoredItem } from './joint-cases.repository.js';
import type { ContentOf } from './joint-content.js';
import { changedMeanwhile, JointDesk, type JointRefusal, type JointTransition, type ShownItem } from './joint-desk.js';
import { JointFilesService } from './joint-files.service.js';
import { JointJournal, type LineDraft, type OpenCase } from './joint-journal.js';
import { placeAt } from './joint-places.js';

/** The kinds of thing that one tenant asks of another. */
export type AskedKind = 'HANDOVER' | 'TASK' | 'MEASURE';

type AskedContent = {
  readonly [Kind in AskedKind]: { readonly kind: Kind; readonly content: ContentOf[Kind] };
}[AskedKind];

/** A move as it is asked for. */
interface MoveInput<Action> {
  readonly id: string;
  readonly version: number;
  readonly action: Action;
  readonly note?: string | null | undefined;
  /** Uploads that go with the move as evidence. */
  readonly attachmentIds?: readonly string[] | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** What a kind of thing does beside going from one state to the next. */
export interface MoveParts<Kind extends AskedKind> {
  /** What the thing holds afterwards. */
  readonly contentOf: (before: ContentOf[Kind], item: StoredItem) => ContentOf[Kind];
  readonly changeOf?: (item: StoredItem, nowMs: number) => RowChange;
  /** Runs before the line is written; gives the case as the line finds it. */
  readonly before?: (tx: Tx, file: OpenCase, item: StoredItem) => Promise<OpenCase>;
  /** Runs after the line is written. */
  readonly after?: (tx: Tx, file: OpenCase, item: StoredItem, content: ContentOf[Kind]) => Promise<void>;
}

/** Files were given with a step that takes none. */
export const noEvidence = (): InvalidInput =>
  InvalidInput.at('input.attachmentIds', 'Evidence goes with what is submitted or executed.');

/** What handovers, tasks and measures have in common: they are asked for, and then they move by their lifecycles. */
@Injectable()
export class JointItems {
  constructor(
    private readonly clock: Clock,
    private readonly desk: JointDesk,
    private readonly journal: JointJournal,
    private readonly files: JointFilesService,
  ) {}

  /** Runs what makes a new thing in a case; `make` gives its id. */
  add<Kind extends AskedKind>(
    context: TenantContext,
    operation: string,
    kind: Kind,
    input: { readonly caseId: string; readonly idempotencyKey?: string | null | undefined },
    make: (tx: Tx, file: OpenCase) => Promise<string | JointRefusal>,
  ): Promise<ShownItem<Kind> | JointRefusal> {
    return this.desk.inTransaction<ShownItem<Kind>>(
      context,
      operation,
      input,
      async (tx) => {
        const file = await this.desk.openFor(tx, context, input.caseId);
        if (isRefusal(file)) return file;
        const made = await make(tx, file);
        return typeof made === 'string' ? this.desk.changed(tx, context, kind, made) : made;
      },
      (tx, id) => this.desk.changed(tx, context, kind, id),
    );
  }

  /** Writes a new thing and its first line. */
  async insert(
    tx: Tx,
    context: TenantContext,
    file: OpenCase,
    item: StoredItem,
    action: string,
    trace: JointTransition<string>,
    content: AskedContent,
  ): Promise<void> {
    await new JointCasesRepository(tx).insertItem(tx, item);
    await this.journal.write(tx, context, file, [lineOf(item, action, trace, content)]);
  }

  /** Moves a thing by its lifecycle for a caller. */
  move<Kind extends AskedKind, State extends string, Action extends string>(
    context: TenantContext,
    operation: string,
    kind: Kind,
    lifecycle: JointLifecycle<State, Action>,
    input: MoveInput<Action>,
    parts: MoveParts<Kind>,
  ): Promise<ShownItem<Kind> | JointRefusal> {
    return this.desk.inTransaction<ShownItem<Kind>>(
      context,
      operation,
      input,
      async (tx) => {
        const found = await this.find<State>(tx, kind, input.id);
        if (!found || !(await this.desk.item(tx, context, kind, input.id))) {
          return NotFound.of('input.id', kind.toLowerCase());
        }
        const { file, item } = found;
        const { action, note, attachmentIds } = input;
        const { state, ownerId, partyId } = item;
        const wanted = { lifecycle, state, action, parties: { kind, ownerId, partyId }, note };
        const transition = this.desk.decide(context, file, wanted);
        if (isRefusal(transition)) return transition;
        if (item.version !== input.version) return changedMeanwhile();
        const fieldOf = (index: number) => `input.attachmentIds[${index}]`;
        const files = await this.files.take(tx, context, file, placeAt(item), attachmentIds ?? [], fieldOf);
        if (isRefusal(files)) return files;
        const isOurs = await this.settle(tx, context, kind, found, action, transition, parts, files);
        return isOurs ? this.desk.changed(tx, context, kind, item.id) : changedMeanwhile();
      },
      (tx, id) => this.desk.changed(tx, context, kind, id),
    );
  }

  /** Moves a thing because its deadline has passed; does nothing when its state does not mind. */
  async moveByClock<Kind extends AskedKind, State extends string, Action extends string>(
    tx: Tx,
    author: SystemAuthor,
    kind: Kind,
    lifecycle: JointLifecycle<State, Action>,
    id: string,
    action: Action,
    parts: MoveParts<Kind>,
  ): Promise<void> {
    const found = await this.find<State>(tx, kind, id);
    const transition = found && this.desk.decideByClock(lifecycle, found.item.state, action);
    if (transition) await this.settle(tx, author, kind, found, action, transition, parts);
  }

  /** The thing, read again once its case is locked. */
  private async find<State extends string>(
    tx: Tx,
    kind: AskedKind,
    id: string,
  ): Promise<{ file: OpenCase; item: StoredItem<State> } | undefined> {
    const repository = new JointCasesRepository(tx);
    const found = isId(id) ? await repository.item(id, kind) : undefined;
    const file = found && (await this.desk.open(tx, found.caseId));
    const item = file && (await repository.item<State>(id, kind));
    return item && { file, item };
  }

  private async settle<Kind extends AskedKind, State extends string>(
    tx: Tx,
    author: LedgerAuthor,
    kind: Kind,
    { file, item }: { readonly file: OpenCase; readonly item: StoredItem<State> },
    action: string,
    transition: JointTransition<State>,
    { contentOf, changeOf, before, after }: MoveParts<Kind>,
    files: readonly LineDraft[] = [],
  ): Promise<boolean> {
    const repository = new JointCasesRepository(tx);
    const change = { ...changeOf?.(item, this.clock.now()), state: transition.to };
    if (!(await repository.change(tx, 'joint_item', item, change))) return false;
    const ready = before ? await before(tx, file, item) : file;
    const content = contentOf(await this.journal.content(tx, kind, item.id), item);
    const moved = { ...item, state: transition.to, version: item.version + 1 };
    const line = lineOf(moved, action, transition, { kind, content } as AskedContent);
    const written = await this.journal.write(tx, author, ready, [line, ...files]);
    await after?.(tx, written, item, content);
    return true;
  }
}

function lineOf(item: StoredItem, action: string, trace: JointTransition<string>, content: AskedContent): LineDraft {
  const { id: itemId, version, state, ownerId, partyId, namedIds, isRestricted } = item;
  const audience = { concerned: [ownerId, partyId], named: namedIds, isRestricted };
  return { ...content, itemId, version, action, state, audience, ownerId, partyId, trace };
}

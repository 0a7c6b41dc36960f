import { Inject, Injectable } from '@nestjs/common';
import { AttachmentsService } from '../attachments/attachments.service.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import type { Transition } from '../common/lifecycle.js';
import type { Tx } from '../common/persistence/sql.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import type { EventType } from '../events/event-types.js';
import { type EventFact, EventsService } from '../events/events.service.js';
import { type LedgerAuthor, type LedgerFact, LedgerService } from '../ledger/ledger.service.js';
import type { LedgerAction } from '../ledger/ledger-actions.js';
import { canSee, type Sharing } from '../sharing/sharing.policy.js';
import { SharingRepository } from '../sharing/sharing.repository.js';
import type { JointActor } from './joint-actor.js';
import { JointCasesRepository, type StoredCase } from './joint-cases.repository.js';
import { type ContentOf, type KeptKind, lineContext } from './joint-content.js';
import { JointJournalRepository, type OpeningScope, type StoredLine } from './joint-lines.repository.js';
import { audienceOf, type ItemAudience, type Roster, sharingOf } from './joint-roster.js';

/** A case in hand: locked, with whoever takes part in it at this moment of the change. */
export interface OpenCase {
  readonly row: StoredCase;
  readonly roster: Roster;
}

/** What a line leaves beside itself: an entry in the ledger and an event. */
export type Trace = Pick<Transition<string, JointActor, LedgerAction, EventType>, 'records' | 'emits'>;

/** A line as a use case writes it. */
export type LineDraft = {
  readonly [Kind in KeptKind]: {
    readonly kind: Kind;
    readonly itemId: string;
    readonly version: number;
    readonly action: string;
    readonly state: string;
    readonly content: ContentOf[Kind];
    readonly audience: Omit<ItemAudience, 'kind'>;
    readonly ownerId?: string | null;
    readonly partyId?: string | null;
    readonly targetId?: string | null;
    /** Left out for a line that goes with another one. */
    readonly trace?: Trace;
    readonly detail?: Readonly<Record<string, unknown>>;
  };
}[KeptKind];

/** A line ready to be written, with the sharing that it gets. */
interface AddressedLine {
  readonly draft: LineDraft;
  readonly id: string;
  readonly sharing: Sharing;
  readonly sharingId: string;
}

/**
 * The journal of joint cases. Whatever happens in a case is written here: one line, with one ledger entry and one event
 * when it is a change of its own, shared with whoever is to know of it at this moment and nobody else.
 */
@Injectable()
export class JointJournal {
  constructor(
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly events: EventsService,
    private readonly sharings: SharingRepository,
    private readonly attachments: AttachmentsService,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {}

  /**
   * Writes lines in this order.
   * @returns the case with its new last place
   */
  async write(tx: Tx, author: LedgerAuthor, file: OpenCase, drafts: readonly LineDraft[]): Promise<OpenCase> {
    const nowMs = this.clock.now();
    const lines = await this.address(tx, file.roster, drafts, nowMs);
    const tenantId = 'system' in author ? null : author.tenantId;
    const firstSeq = file.row.lastSeq + 1;
    await new JointJournalRepository(tx).insert(
      lines.map((line, index) => this.row(line, file.row.id, firstSeq + index, tenantId, nowMs)),
    );
    await this.ledger.append(
      tx,
      author,
      lines.flatMap((line) => ledgerFact(line, file.row)),
    );
    await this.events.append(
      tx,
      lines.flatMap((line) => eventFact(line, file, tenantId)),
    );
    const lastSeq = file.row.lastSeq + lines.length;
    await new JointCasesRepository(tx).setLastSeq(tx, file.row.id, lastSeq);
    return { ...file, row: { ...file.row, lastSeq } };
  }

  /** The content of the newest line of each thing, whoever may see it: what the next line goes on from. */
  async contents<Kind extends KeptKind>(
    tx: Tx,
    _kind: Kind,
    itemIds: readonly string[],
  ): Promise<Map<string, ContentOf[Kind]>> {
    const lines = await new JointJournalRepository(tx).newest(itemIds);
    return new Map([...lines].map(([itemId, line]) => [itemId, this.read<Kind>(line)]));
  }

  /** The content of one thing. @throws Error when it has no line */
  async content<Kind extends KeptKind>(tx: Tx, kind: Kind, itemId: string): Promise<ContentOf[Kind]> {
    const content = (await this.contents(tx, kind, [itemId])).get(itemId);
    if (!content) throw new Error('a thing of a joint case has no line');
    return content;
  }

  /** What a line holds. */
  read<Kind extends KeptKind>(line: Pick<StoredLine, 'id' | 'content'>): ContentOf[Kind] {
    return JSON.parse(this.ciphers.fields.decrypt(line.content, lineContext(line.id))) as ContentOf[Kind];
  }

  /** Shows the newest head of the case to tenants, as an invitation does. */
  async openHead(tx: Tx, file: OpenCase, tenantIds: readonly string[]): Promise<void> {
    const head = (await new JointJournalRepository(tx).newest([file.row.id])).get(file.row.id);
    if (!head) throw new Error('a joint case has no head');
    await this.open(tx, file, { caseId: file.row.id, lineId: head.id }, tenantIds);
  }

  /**
   * Opens what was written before to more tenants, as far as the lead itself may see it: each line is pointed to a
   * sharing that names them too.
   */
  async open(tx: Tx, file: OpenCase, scope: OpeningScope, tenantIds: readonly string[]): Promise<void> {
    const journal = new JointJournalRepository(tx);
    const lead = file.roster.members.get(file.roster.leadId);
    if (!lead) throw new Error('the lead takes no part in its case');
    // A NAMED sharing does not look at kind and division.
    const viewer = { tenantId: lead.tenantId, tenantKind: lead.tenantKind, jurisdiction: file.row.jurisdiction };
    const known = await this.sharings.byIds(tx, await journal.sharingsIn(scope));
    const wider = new Map<string, Sharing>();
    for (const [id, sharing] of known) {
      if (sharing.level !== 'NAMED' || !canSee(viewer, sharing)) continue;
      const missing = tenantIds.filter((tenantId) => !sharing.memberIds.includes(tenantId));
      if (missing.length > 0) wider.set(id, { ...sharing, memberIds: [...sharing.memberIds, ...missing].sort() });
    }
    if (wider.size === 0) return;
    const ids = await this.sharings.ensure(tx, [...wider.values()], this.clock.now());
    const passed = new Map([...wider.keys()].map((id, index) => [id, ids[index] ?? id]));
    const files = await journal.files(scope);
    await journal.repoint(scope, passed);
    await this.attachments.reshareEach(
      tx,
      new Map(files.map(({ itemId, sharingId }) => [itemId, passed.get(sharingId) ?? sharingId])),
    );
  }

  /**
   * Opens things by name, with the comments and files that were added to them: those are shown to whoever is shown the
   * thing. What was added to the case itself has audiences of its own, and does not come along with its head.
   */
  async openItems(tx: Tx, file: OpenCase, itemIds: readonly string[], tenantId: string): Promise<void> {
    const journal = new JointJournalRepository(tx);
    const caseId = file.row.id;
    const added = await journal.addedTo(
      caseId,
      itemIds.filter((id) => id !== caseId),
    );
    const all = new Set([...itemIds, ...added, ...(await journal.addedTo(caseId, added))]);
    await this.open(tx, file, { caseId, itemIds: [...all] }, [tenantId]);
  }

  /** The sharing that a line of this kind gets if it is written now. */
  async sharingIdFor(tx: Tx, { roster }: OpenCase, item: ItemAudience): Promise<string> {
    const [id = ''] = await this.sharings.ensure(tx, [sharingOf(roster, audienceOf(roster, item))], this.clock.now());
    return id;
  }

  /** Tells tenants, each for itself, that a comment mentions them. */
  async tellMentioned(
    tx: Tx,
    authorId: string,
    { row }: OpenCase,
    commentId: string,
    tenantIds: readonly string[],
  ): Promise<void> {
    const own = tenantIds.map((ownerId): Sharing => ({ ownerId, level: 'OWNER' }));
    const sharingIds = await this.sharings.ensure(tx, own, this.clock.now());
    const { id: caseId, category, severity, jurisdiction } = row;
    await this.events.append(
      tx,
      sharingIds.map((sharingId) => ({
        ...{ type: 'joint-comment.mentioned', tenantId: authorId, sharingId, orderKey: caseId },
        ...{ subjectType: 'joint_comment', subjectId: commentId, category, severity, jurisdiction },
        data: { caseId, itemId: commentId },
      })),
    );
  }

  private async address(tx: Tx, roster: Roster, drafts: readonly LineDraft[], nowMs: number): Promise<AddressedLine[]> {
    const sharings = drafts.map(({ kind, audience }) => sharingOf(roster, audienceOf(roster, { kind, ...audience })));
    const ids = await this.sharings.ensure(tx, sharings, nowMs);
    return drafts.map((draft, index) => {
      const [sharing, sharingId] = [sharings[index], ids[index]];
      if (!sharing || !sharingId) throw new Error('a line has no sharing');
      return { draft, id: newId(), sharing, sharingId };
    });
  }

  private row(
    { draft, id, sharingId }: AddressedLine,
    caseId: string,
    seq: number,
    tenantId: string | null,
    nowMs: number,
  ): StoredLine {
    return {
      id,
      caseId,
      seq,
      kind: draft.kind,
      itemId: draft.itemId,
      version: draft.version,
      action: draft.action,
      state: draft.state,
      inTimeline: draft.trace ? 1 : 0,
      isRestricted: draft.audience.isRestricted ? 1 : 0,
      sharingId,
      tenantId,
      ownerId: draft.ownerId ?? null,
      partyId: draft.partyId ?? null,
      targetId: draft.targetId ?? null,
      atMs: nowMs,
      content: this.ciphers.fields.encrypt(JSON.stringify(draft.content), lineContext(id)),
    };
  }
}

const subjectType = (draft: LineDraft): string => `joint_${draft.kind.toLowerCase()}`;

function ledgerFact({ draft }: AddressedLine, { id: caseId }: StoredCase): LedgerFact[] {
  if (!draft.trace) return [];
  const { itemId, state, version, partyId } = draft;
  const party = partyId ? { partyId } : {};
  return [
    {
      action: draft.trace.records,
      subjectType: subjectType(draft),
      subjectId: itemId,
      detail: { caseId, state, version, ...party, ...draft.detail },
    },
  ];
}

function eventFact(
  { draft, sharingId }: AddressedLine,
  { row, roster }: OpenCase,
  tenantId: string | null,
): EventFact[] {
  if (!draft.trace?.emits) return [];
  const { itemId, state, version } = draft;
  return [
    {
      type: draft.trace.emits,
      tenantId: tenantId ?? roster.leadId,
      sharingId,
      subjectType: subjectType(draft),
      subjectId: itemId,
      orderKey: row.id,
      category: row.category,
      severity: row.severity,
      jurisdiction: row.jurisdiction,
      data: { caseId: row.id, itemId, state, version },
    },
  ];
}

import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { InvalidInput, NotFound } from '../common/graphql/user-error.graphql.js';
import { isId, newId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import { civilDate } from '../deadlines/working-days.js';
import { type KnownTenant, TenantDirectory } from '../tenants/tenant-directory.js';
import { mayApprove } from './disclosure.policy.js';
import { Catalogue } from './disclosure-catalogue.js';
import { gapsIn } from './disclosure-completeness.js';
import { DisclosureInstruments } from './disclosure-instruments.service.js';
import { DisclosureMandatesRepository } from './disclosure-mandates.repository.js';
import { DisclosureParticulars } from './disclosure-particulars.js';
import { DisclosureSteps } from './disclosure-steps.js';
import { DisclosureSubjects } from './disclosure-subjects.js';
import { type DisclosureResult, DisclosureTransactions, staleness } from './disclosure-transactions.js';
import { type ContentInput, DRAFT_CHANGE, NEW_DRAFT, STEP, STEP_WITH_REASON } from './disclosures.inputs.js';
import {
  DisclosuresRepository,
  DisclosuresWriter,
  type RequestChange,
  type StoredRequest,
  type StoredSubject,
} from './disclosures.repository.js';
import { IncompleteRequest } from './incomplete-request.graphql.js';
import { refusedBy } from './policy-refusal.js';

/** What an input says of a draft: columns, and the subjects when they are named anew. */
interface Content {
  readonly change: RequestChange;
  readonly subjects: readonly StoredSubject[] | undefined;
}

type Draft = Omit<StoredRequest, 'sharingId'>;

/** The agency's side before a request is sent. */
@Injectable()
export class DisclosureDraftsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly tenants: TenantDirectory,
    private readonly catalogue: Catalogue,
    private readonly subjects: DisclosureSubjects,
    private readonly particulars: DisclosureParticulars,
    private readonly steps: DisclosureSteps,
    private readonly transactions: DisclosureTransactions,
    private readonly instruments: DisclosureInstruments,
  ) {}

  /** Begins a draft, which only the agency sees. */
  async create(context: TenantContext, input: object): Promise<DisclosureResult> {
    const read = readInput(NEW_DRAFT, input);
    if (!read.ok) return read.refusal;
    const empty = this.emptyDraft(context);
    const content = await this.contentOf(context, { ...empty, sharingId: '' }, read.value);
    if (content instanceof InvalidInput) return content;
    return this.transactions.run(context, 'draft', read.value, async (tx) => {
      const draft = await this.steps.begin(tx, context, { ...empty, ...content.change });
      await new DisclosuresWriter(tx).replaceSubjects(draft.id, content.subjects ?? []);
      return draft;
    });
  }

  /** Changes what the input names: a field left out stays, null clears it. */
  async update(context: TenantContext, input: object): Promise<DisclosureResult> {
    const read = readInput(DRAFT_CHANGE, input);
    if (!read.ok) return read.refusal;
    const { id } = read.value;
    // The subjects are read outside the transaction: a thousand of them are not to hold up other writers.
    const before = isId(id) ? await new DisclosuresRepository(this.database, context).byId(id) : undefined;
    if (!before) return NotFound.of('input.id', 'disclosure request');
    const refusal = this.steps.refusal(context, before, 'edit') ?? staleness(before, read.value);
    if (refusal) return refusal;
    const content = await this.contentOf(context, before, read.value);
    if (content instanceof InvalidInput) return content;
    return this.transactions.step(context, 'edit', read.value, async (tx, request) => {
      if (content.subjects) await new DisclosuresWriter(tx).replaceSubjects(id, content.subjects);
      const authors = [...new Set([...request.authors, this.steps.pseudonym(context)])];
      return { change: { ...content.change, authors } };
    });
  }

  /** Sends a complete request to its platform: the approval of the agency, by another person than its drafters. */
  async submit(context: TenantContext, input: object): Promise<DisclosureResult> {
    const read = readInput(STEP, input);
    if (!read.ok) return read.refusal;
    return this.transactions.step(context, 'submit', read.value, async (tx, request) => {
      const nowMs = this.clock.now();
      const mandates = await new DisclosureMandatesRepository(tx, context).mandates(nowMs);
      const allowed = mayApprove(this.steps.pseudonym(context), request.authors, [], mandates, nowMs);
      if (!allowed.ok) return refusedBy(allowed);
      const { length } = await this.instruments.of(context, request);
      const content = this.particulars.contentOf(request, length);
      const gaps = gapsIn(content, context.tenantKind, this.catalogue, civilDate(nowMs));
      if (gaps.length > 0) return IncompleteRequest.of(gaps);
      const sharingId = await this.steps.sharing(tx, 'BOTH', request);
      await this.instruments.share(tx, request.id, sharingId);
      return {
        change: {
          sharingId,
          inboxOf: request.platformId,
          submittedBy: this.steps.pseudonym(context),
          submittedAtMs: nowMs,
        },
        mandateRef: allowed.mandateRef,
      };
    });
  }

  /** Gives a draft up. */
  async discard(context: TenantContext, input: object): Promise<DisclosureResult> {
    const read = readInput(STEP_WITH_REASON, input);
    if (!read.ok) return read.refusal;
    return this.transactions.step(context, 'discard', read.value, async (tx, { id }) => {
      await this.instruments.discard(tx, context, id);
      return { words: read.value.reason };
    });
  }

  private emptyDraft(context: TenantContext): Draft {
    const id = newId();
    const nowMs = this.clock.now();
    const nothing = { purpose: null, caseNumber: null, authorisingOfficer: null, dangerToLife: null };
    return {
      id,
      agencyId: context.tenantId,
      platformId: null,
      inboxOf: null,
      state: 'DRAFT',
      urgency: 'NORMAL',
      asks: 'DISCLOSE',
      handling: 'EVIDENCE',
      items: [],
      legalBasis: [],
      periodFrom: null,
      periodTo: null,
      particulars: this.particulars.seal(id, nothing),
      confidentialUntil: null,
      subjectCount: 0,
      authors: [this.steps.pseudonym(context)],
      submittedBy: null,
      round: 0,
      decisionAuthor: null,
      afterReview: null,
      preservedUntil: null,
      dueAtMs: null,
      expiresAtMs: null,
      remainingMs: null,
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
      submittedAtMs: null,
      decidedAtMs: null,
      version: 1,
    };
  }

  /** The input as columns, or what is wrong with it; what it leaves out stays as it is in `before`. */
  private async contentOf(
    context: TenantContext,
    before: StoredRequest,
    input: ContentInput,
  ): Promise<Content | InvalidInput> {
    const platform = await this.platformOf(input.platform);
    if (platform instanceof InvalidInput) return platform;
    const unknown = this.unknownCode(input);
    if (unknown) return unknown;
    const subjects =
      input.subjects === undefined
        ? undefined
        : await this.subjects.read(context, before.id, input.subjects ?? [], platform?.tenant.code);
    if (subjects instanceof InvalidInput) return subjects;
    return {
      subjects,
      change: {
        ...(input.platform === undefined ? {} : { platformId: platform?.tenant.id ?? null }),
        ...(subjects ? { subjectCount: subjects.length } : {}),
        ...given(input, 'items', []),
        ...given(input, 'legalBasis', []),
        ...given(input, 'periodFrom', null),
        ...given(input, 'periodTo', null),
        ...given(input, 'confidentialUntil', null),
        ...given(input, 'urgency', 'NORMAL' as const),
        ...given(input, 'asks', 'DISCLOSE' as const),
        ...given(input, 'handling', 'EVIDENCE' as const),
        particulars: this.particulars.seal(before.id, {
          ...this.particulars.open(before),
          ...given(input, 'purpose', null),
          ...given(input, 'caseNumber', null),
          ...given(input, 'authorisingOfficer', null),
          ...given(input, 'dangerToLife', null),
        }),
      },
    };
  }

  private async platformOf(code: string | null | undefined): Promise<KnownTenant | undefined | InvalidInput> {
    if (!code) return undefined;
    const known = await this.tenants.find(code);
    if (known?.tenant.kind === 'PLATFORM' && known.tenant.state === 'ACTIVE') return known;
    return InvalidInput.at('input.platform', 'There is no such platform.');
  }

  private unknownCode({ items, legalBasis }: ContentInput): InvalidInput | undefined {
    const item = items?.findIndex((code) => !this.catalogue.isItem(code)) ?? -1;
    if (item >= 0) return InvalidInput.at(`input.items[${item}]`, 'There is no such data item.');
    const statute = legalBasis?.findIndex((code) => !this.catalogue.isStatute(code)) ?? -1;
    if (statute >= 0) return InvalidInput.at(`input.legalBasis[${statute}]`, 'There is no such statute.');
    return undefined;
  }
}

/** One field of the input as a column: nothing when it was left out, `cleared` when it was null. */
function given<Name extends keyof ContentInput, Cleared>(
  input: ContentInput,
  name: Name,
  cleared: Cleared,
): { [Field in Name]?: NonNullable<ContentInput[Name]> | Cleared } {
  const value = input[name];
  if (value === undefined) return {};
  return { [name]: value ?? cleared } as { [Field in Name]?: NonNullable<ContentInput[Name]> | Cleared };
}

import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { InvalidInput } from '../common/graphql/user-error.graphql.js';
import { CIPHERS, type Ciphers, SETTINGS } from '../common/tokens.js';
import { DeadlinesService } from '../deadlines/deadlines.service.js';
import { WorkingCalendar } from '../deadlines/working-days.js';
import { SharingRepository } from '../sharing/sharing.repository.js';
import {
  CORRECTION,
  EMERGENCY_PUBLICATION,
  OBJECTION,
  PUBLICATION,
  REASONED,
  REPAIR_DECISION,
  REPAIR_REQUEST,
  REVOCATION,
} from './blacklist.inputs.js';
import {
  levelAfterCorrection,
  mayPublishTo,
  namesNobody,
  type PublicationLevel,
  type RestrictedLevel,
  sharingOfPublication,
} from './blacklist.policy.js';
import type { EntryChange } from './blacklist.repository.js';
import { type BlacklistResult, BlacklistSteps, type StepWork, type Taking } from './blacklist-steps.js';
import { CaseFileWriter } from './case-file.repository.js';
import { EMERGENCY_DEADLINE } from './procedure.service.js';
import { StatedMerchant } from './stated-merchant.js';

/** The listing ends by itself then. */
const EXPIRY_DEADLINE = 'blacklist.expiry';

/** The life of a published entry: publication, objection, correction, repair, and every way in which it ends. */
@Injectable()
export class PublicationService implements OnModuleInit {
  constructor(
    private readonly steps: BlacklistSteps,
    private readonly deadlines: DeadlinesService,
    private readonly calendar: WorkingCalendar,
    private readonly sharings: SharingRepository,
    private readonly statedMerchant: StatedMerchant,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    this.deadlines.onDue(EXPIRY_DEADLINE, (tx, due) => this.steps.takeByTime(tx, due, 'expire', async () => ({})));
    this.deadlines.onDue(EMERGENCY_DEADLINE, (tx, due) =>
      this.steps.takeByTime(tx, due, 'lapse', async (taking) => ({
        change: { endGround: taking.entry.noticeAtMs === null ? 'NO_NOTICE_IN_TIME' : 'NO_DECISION_IN_TIME' },
        afterwards: () => this.statedMerchant.retract(tx, taking.entry, taking.nowMs),
      })),
    );
  }

  /** Publishes what two have decided: from then on whoever its sharing names sees it, and subscribers are told. */
  async publish(context: TenantContext, input: object): Promise<BlacklistResult> {
    const read = readInput(PUBLICATION, input);
    if (!read.ok) return read.refusal;
    return this.steps.take(context, 'publish', read.value, (taking) => this.published(taking, read.value));
  }

  /** Publishes a proposal before the notice, on a coded ground; the notice must follow at once. */
  async publishInEmergency(context: TenantContext, input: object): Promise<BlacklistResult> {
    const read = readInput(EMERGENCY_PUBLICATION, input);
    if (!read.ok) return read.refusal;
    const { ground, facts } = read.value;
    return this.steps.take(context, 'publishInEmergency', read.value, async (taking) => {
      const published = await this.published(taking, read.value);
      if (published instanceof InvalidInput) return published;
      const dueAtMs = this.calendar.afterWorkingDays(
        taking.nowMs,
        this.settings.LIAISON_BLACKLIST_EMERGENCY_NOTICE_WORKING_DAYS,
      );
      await this.deadlines.set(taking.tx, { kind: EMERGENCY_DEADLINE, subjectId: taking.entry.id, dueAtMs });
      return { ...published, change: { ...published.change, emergencyGround: ground }, texts: { ground, facts } };
    });
  }

  /** Records that the party objects; the entry stays until that is decided. */
  async object(context: TenantContext, input: object): Promise<BlacklistResult> {
    const read = readInput(OBJECTION, input);
    if (!read.ok) return read.refusal;
    const { objection } = read.value;
    return this.steps.take(context, 'object', read.value, async () => ({ texts: { objection } }));
  }

  /** The objection did not hold: the entry stays as it is. */
  async uphold(context: TenantContext, input: object): Promise<BlacklistResult> {
    const read = readInput(REASONED, input);
    if (!read.ok) return read.refusal;
    const { reason } = read.value;
    return this.steps.take(context, 'uphold', read.value, async () => ({ texts: { reason } }));
  }

  /** Corrects what was published wrongly; everybody who was told of the entry is told. */
  async correct(context: TenantContext, input: object): Promise<BlacklistResult> {
    const read = readInput(CORRECTION, input);
    if (!read.ok) return read.refusal;
    const { subjectName, severity, reason, legalBasis, neverPublic, explanation } = read.value;
    return this.steps.take(context, 'correct', read.value, async (taking) => {
      const { tx, entry, nowMs } = taking;
      const refusal = await this.publicTextProblem(taking, { reason, legalBasis });
      if (refusal) return refusal;
      const level = levelAfterCorrection(entry.sharingLevel, neverPublic ?? entry.neverPublic);
      const change: EntryChange = {
        ...(subjectName ? { subjectName } : {}),
        ...(severity ? { severity } : {}),
        ...(reason ? { reason } : {}),
        ...(legalBasis ? { legalBasis } : {}),
        ...(neverPublic ? { neverPublic } : {}),
        ...(level === entry.sharingLevel ? {} : { sharingId: await this.shared(taking, level as PublicationLevel) }),
      };
      if (Object.keys(change).length === 0) return InvalidInput.at('input', 'Say what is to be otherwise.');
      return {
        change,
        texts: { explanation },
        afterwards: async (after) => {
          if (after.subjectName === entry.subjectName && after.sharingId === entry.sharingId) return;
          await this.statedMerchant.retract(tx, entry, nowMs);
          await this.statedMerchant.state(tx, after, nowMs);
        },
      };
    });
  }

  /** Takes a wrong entry back; everybody who was told of it is told. */
  async withdraw(context: TenantContext, input: object): Promise<BlacklistResult> {
    const read = readInput(REASONED, input);
    if (!read.ok) return read.refusal;
    return this.steps.take(context, 'withdraw', read.value, (taking) =>
      this.ended(taking, read.value.reason, null, 'RETRACT'),
    );
  }

  /** Records that the party asks for credit repair, which it may after a year with its duty done. */
  async requestRepair(context: TenantContext, input: object): Promise<BlacklistResult> {
    const read = readInput(REPAIR_REQUEST, input);
    if (!read.ok) return read.refusal;
    const { grounds } = read.value;
    return this.steps.take(context, 'requestRepair', read.value, async () => ({ texts: { grounds } }));
  }

  /** Grants the repair, which ends the listing, or refuses it. */
  async decideRepair(context: TenantContext, input: object): Promise<BlacklistResult> {
    const read = readInput(REPAIR_DECISION, input);
    if (!read.ok) return read.refusal;
    const { isGranted, reason } = read.value;
    if (!isGranted) return this.steps.take(context, 'refuseRepair', read.value, async () => ({ texts: { reason } }));
    return this.steps.take(context, 'grantRepair', read.value, (taking) => this.ended(taking, reason, null, 'KEEP'));
  }

  /** Ends an entry on the word of a court or a superior, whatever its state. */
  async revoke(context: TenantContext, input: object): Promise<BlacklistResult> {
    const read = readInput(REVOCATION, input);
    if (!read.ok) return read.refusal;
    const { ground, reason } = read.value;
    return this.steps.take(context, 'revoke', read.value, (taking) => this.ended(taking, reason, ground, 'RETRACT'));
  }

  private async published(
    taking: Taking,
    { sharing, restrictedSharing }: { sharing: PublicationLevel; restrictedSharing: RestrictedLevel },
  ): Promise<StepWork | InvalidInput> {
    const { tx, entry, person, nowMs } = taking;
    const allowed = mayPublishTo(sharing, entry.neverPublic);
    if (!allowed.ok) return InvalidInput.at('input.sharing', allowed.reason, 'NEVER_PUBLIC');
    const file = new CaseFileWriter(tx, this.ciphers.fields);
    await file.sharePart(entry.id, await this.shared(taking, restrictedSharing));
    const expiresAtMs = this.calendar.afterYears(nowMs, this.settings.LIAISON_BLACKLIST_LISTED_YEARS);
    await this.deadlines.set(tx, { kind: EXPIRY_DEADLINE, subjectId: entry.id, dueAtMs: expiresAtMs });
    return {
      change: {
        sharingId: await this.shared(taking, sharing),
        publishedBy: person,
        publishedAtMs: nowMs,
        repairFromMs: this.calendar.afterYears(nowMs, this.settings.LIAISON_BLACKLIST_REPAIR_AFTER_YEARS),
        expiresAtMs,
      },
      afterwards: (after) => this.statedMerchant.state(tx, after, nowMs),
    };
  }

  private async ended(
    taking: Taking,
    reason: string,
    endGround: string | null,
    name: 'KEEP' | 'RETRACT',
  ): Promise<StepWork | InvalidInput> {
    const refusal = await this.publicTextProblem(taking, { reason });
    if (refusal) return refusal;
    return {
      change: { endReason: reason, endGround },
      texts: { reason },
      afterwards: async () => {
        if (name === 'RETRACT') await this.statedMerchant.retract(taking.tx, taking.entry, taking.nowMs);
      },
    };
  }

  /** What is wrong with texts that everybody will read. */
  private async publicTextProblem(
    { tx, entry }: Taking,
    texts: Readonly<Record<string, string | null | undefined>>,
  ): Promise<InvalidInput | undefined> {
    const persons = await new CaseFileWriter(tx, this.ciphers.fields).personsOf(entry.id);
    for (const [field, text] of Object.entries(texts)) {
      const clean = namesNobody(text ?? '', persons);
      if (!clean.ok) return InvalidInput.at(`input.${field}`, clean.reason, 'NAMES_A_PERSON');
    }
    return undefined;
  }

  private async shared({ tx, entry, nowMs }: Taking, level: PublicationLevel | RestrictedLevel): Promise<string> {
    const sharing = sharingOfPublication(entry.tenantId, level, entry.jurisdiction);
    const [sharingId = ''] = await this.sharings.ensure(tx, [sharing], nowMs);
    return sharingId;
  }
}

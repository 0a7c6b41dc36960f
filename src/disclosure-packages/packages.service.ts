import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import { MAX_MANIFEST_BYTES, readEnvelope, recipientsOf } from '../../libs/sealing/sealed-manifest.js';
import { SealingError } from '../../libs/sealing/sealing-error.js';
import { AttachmentsService } from '../attachments/attachments.service.js';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { Conflict, InvalidInput, NotFound, UserError } from '../common/graphql/user-error.graphql.js';
import { Idempotency } from '../common/idempotency/idempotency.js';
import { isId, newId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import { RunAgainError } from '../common/persistence/database-errors.js';
import type { Tx } from '../common/persistence/sql.js';
import { SETTINGS } from '../common/tokens.js';
import { DisclosureReadingService } from '../disclosures/disclosure-reading.service.js';
import { DisclosuresRepository, type StoredRequest } from '../disclosures/disclosures.repository.js';
import { DisclosuresService } from '../disclosures/disclosures.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { TenantCards } from '../tenants/tenant-cards.js';
import { TenantsService } from '../tenants/tenants.service.js';
import { packageTransition } from './package.lifecycle.js';
import { fileProblem, type PackageClaim, type PackageProblem, packageProblem } from './package.policy.js';
import { PackageRetention } from './package-retention.js';
import { DELIVERY, type DeliveryInput } from './packages.inputs.js';
import { PackagesRepository, PackagesWriter, type StoredPackage } from './packages.repository.js';

export type PackageResult = StoredPackage | UserError;

/** Undoes the transaction that was begun, and is what the caller is told. */
class Refused extends Error {
  constructor(readonly refusal: UserError) {
    super(refusal.code);
  }
}

/** A package that was found to be fit for its request. */
interface CheckedPackage {
  readonly claim: PackageClaim;
  readonly manifestSha256: string;
}

/** Sealed packages: delivered by platforms for what they granted. The gateway reads of them what their operator may. */
@Injectable()
export class PackagesService {
  private readonly cards: TenantCards;

  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly attachments: AttachmentsService,
    private readonly disclosures: DisclosuresService,
    private readonly reading: DisclosureReadingService,
    private readonly tenants: TenantsService,
    private readonly retention: PackageRetention,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    this.cards = new TenantCards(database);
  }

  /** The package that answers a request, when the caller may see it. */
  ofRequest(context: TenantContext, requestId: string): Promise<StoredPackage | undefined> {
    return new PackagesRepository(this.database, context).byRequest(requestId);
  }

  /** What the agency signed for it, if it has. */
  receipt(context: TenantContext, { id }: StoredPackage): Promise<string | null> {
    return new PackagesRepository(this.database, context).receipt(id);
  }

  /** Its files with their attachments as the caller may see them. */
  async files(context: TenantContext, { id }: StoredPackage) {
    const files = await new PackagesRepository(this.database, context).files(id);
    const attachments = (await this.attachments.describe(context, [id])).get(id) ?? [];
    return { files, attachments: new Map(attachments.map((attachment) => [attachment.id, attachment])) };
  }

  /**
   * Makes a sealed package available to the agency: its manifest and files are taken over, and the request is delivered.
   * What it claims in the open must fit the request and what was granted; what is sealed the gateway cannot read.
   */
  async deliver(context: TenantContext, input: object): Promise<PackageResult> {
    const read = readInput(DELIVERY, input);
    if (!read.ok) return read.refusal;
    const { requestId } = read.value;
    const request = isId(requestId)
      ? await new DisclosuresRepository(this.database, context).byId(requestId)
      : undefined;
    if (!request) return NotFound.of('input.requestId', 'disclosure request');
    const agency = (await this.cards.of([request.agencyId])).get(request.agencyId)?.code ?? '';
    const keys = await this.tenants.publicKeys(agency, 'ENC');
    const agencyKeyIds = new Set(keys.map(({ keyId }) => keyId));
    return this.refusable((tx) =>
      this.idempotency.once<PackageResult>(
        tx,
        context,
        'package.deliver',
        read.value,
        this.clock.now(),
        () => this.deliverIn(tx, context, request, read.value, { agency, agencyKeyIds }),
        async (id) => (await new PackagesRepository(tx, context).byId(id)) ?? NotFound.of('input.requestId', 'package'),
      ),
    );
  }

  private async deliverIn(
    tx: Tx,
    context: TenantContext,
    request: StoredRequest,
    input: DeliveryInput,
    side: { readonly agency: string; readonly agencyKeyIds: ReadonlySet<string> },
  ): Promise<StoredPackage> {
    const step = await this.disclosures.deliver(tx, context, request.id);
    // Somebody else was first: maybe a twin with the same key, whose result is to be found now.
    if (step instanceof Conflict && step.code === 'CONFLICT') throw new RunAgainError();
    const delivered = accepted(step);
    const sealed = await this.attachments.ownContent(tx, context, input.manifestId, MAX_MANIFEST_BYTES);
    if (!sealed) throw new Refused(NotFound.of('input.manifestId', 'attachment'));
    const checked = checkedPackage(sealed);
    const problem = packageProblem(
      checked.claim,
      input.files.map(({ item }) => item),
      {
        requestId: request.id,
        platform: context.tenantCode,
        handling: delivered.handling,
        fileCount: input.files.length,
        grantedItems: await this.reading.grantedItems(tx, context, delivered),
        maxRetentionDays: this.settings.LIAISON_PACKAGE_RETENTION_MAX_DAYS,
        nowMs: this.clock.now(),
        ...side,
      },
    );
    if (problem) throw new Refused(invalid(problem));
    const stored = this.newPackage(delivered, context, input.manifestId, checked);
    await this.takeOver(tx, context, stored, input, checked);
    await this.retention.schedule(tx, stored);
    return stored;
  }

  private newPackage(
    { id: requestId, agencyId, sharingId }: StoredRequest,
    { tenantId: platformId }: TenantContext,
    manifestId: string,
    { claim: { envelope }, manifestSha256 }: CheckedPackage,
  ): StoredPackage {
    const { packageId, handling, retainUntil } = envelope;
    const transition = packageTransition('NEW', 'deliver', 'PLATFORM');
    if (!transition) throw new Error('the life of packages does not begin');
    return {
      id: newId(),
      ...{ requestId, agencyId, platformId, sharingId, packageId, manifestId, manifestSha256, handling, retainUntil },
      state: transition.to,
      receiptSha256: null,
      openedAtMs: null,
      deliveredAtMs: this.clock.now(),
      confirmedAtMs: null,
      destroyedAtMs: null,
      version: 1,
    };
  }

  /** Attaches manifest and files, and writes down what they are. */
  private async takeOver(
    tx: Tx,
    context: TenantContext,
    stored: StoredPackage,
    { manifestId, files }: DeliveryInput,
    { claim: { envelope } }: CheckedPackage,
  ): Promise<void> {
    const target = { subjectType: 'disclosure_package', subjectId: stored.id, sharingId: stored.sharingId };
    const manifest = { ...target, purposes: ['SEALED_MANIFEST'] as const, fieldOf: () => 'input.manifestId' };
    accepted(await this.attachments.attach(tx, context, [manifestId], manifest));
    const attached = accepted(
      await this.attachments.attach(
        tx,
        context,
        files.map(({ attachmentId }) => attachmentId),
        { ...target, purposes: ['SEALED_FILE'], fieldOf: (index) => `input.files[${index}].attachmentId` },
      ),
    );
    const problem = fileProblem(envelope, attached);
    if (problem) throw new Refused(invalid(problem));
    const rows = envelope.files.map(({ sealedSize, sealedSha256 }, index) => ({
      packageId: stored.id,
      fileNumber: index + 1,
      attachmentId: files[index]?.attachmentId ?? '',
      item: files[index]?.item ?? '',
      size: sealedSize,
      sha256: sealedSha256,
    }));
    await new PackagesWriter(tx).insert(stored, rows);
    const { requestId, manifestSha256, retainUntil } = stored;
    // One digest for all of them: each is in the entry of its attachment too.
    const filesSha256 = sha256(rows.map((file) => file.sha256).join());
    await this.ledger.append(tx, context, [
      {
        action: 'package.deliver',
        subjectType: 'disclosure_package',
        subjectId: stored.id,
        detail: { requestId, manifestSha256, files: rows.length, filesSha256, retainUntil },
      },
    ]);
  }

  /** Runs a transaction that a refusal undoes. */
  private async refusable(work: (tx: Tx) => Promise<PackageResult>): Promise<PackageResult> {
    try {
      return await this.database.transaction(work);
    } catch (error) {
      if (error instanceof Refused) return error.refusal;
      throw error;
    }
  }
}

/** @throws Refused */
function accepted<T extends object>(result: T | UserError): T {
  if (result instanceof UserError) throw new Refused(result);
  return result;
}

const invalid = ({ field, message, code }: PackageProblem): InvalidInput => InvalidInput.at(field, message, code);

const sha256 = (content: Buffer | string): string => createHash('sha256').update(content).digest('hex');

/** @throws Refused for what is no manifest */
function checkedPackage(sealed: Buffer): CheckedPackage {
  try {
    const text = sealed.toString();
    const claim = { envelope: readEnvelope(text), recipients: recipientsOf(text) };
    return { claim, manifestSha256: sha256(sealed) };
  } catch (error) {
    if (error instanceof SealingError)
      throw new Refused(InvalidInput.at('input.manifestId', error.message, error.code));
    throw error;
  }
}

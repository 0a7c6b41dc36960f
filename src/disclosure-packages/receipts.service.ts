import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { verifyReceipt } from '../../libs/sealing/receipt.js';
import { SealingError } from '../../libs/sealing/sealing-error.js';
import type { PublicSigningJwk } from '../../libs/signing/keys.js';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { Conflict, InvalidInput, NotFound, UserError } from '../common/graphql/user-error.graphql.js';
import { Idempotency } from '../common/idempotency/idempotency.js';
import { isId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import type { Tx } from '../common/persistence/sql.js';
import { DisclosuresService } from '../disclosures/disclosures.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { isUsable } from '../tenants/key.policy.js';
import { TenantCards } from '../tenants/tenant-cards.js';
import { TenantsService } from '../tenants/tenants.service.js';
import { packageTransition } from './package.lifecycle.js';
import { isPossibleOpening } from './package.policy.js';
import { CONFIRMATION } from './packages.inputs.js';
import { PackagesRepository, PackagesWriter, type StoredPackage } from './packages.repository.js';
import type { PackageResult } from './packages.service.js';

const missing = (): NotFound => NotFound.of('input.packageId', 'package');

/** Receipts by which agencies confirm that they opened a package. */
@Injectable()
export class ReceiptsService {
  private readonly cards: TenantCards;

  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly disclosures: DisclosuresService,
    private readonly tenants: TenantsService,
  ) {
    this.cards = new TenantCards(database);
  }

  /**
   * Keeps the agency's receipt, when it is signed by one of its keys and about this very package, and confirms the
   * request's receipt with it.
   */
  async confirm(context: TenantContext, input: object): Promise<PackageResult> {
    const read = readInput(CONFIRMATION, input);
    if (!read.ok) return read.refusal;
    const { packageId, receipt } = read.value;
    const stored = isId(packageId) ? await new PackagesRepository(this.database, context).byId(packageId) : undefined;
    if (!stored) return missing();
    if (stored.agencyId !== context.tenantId) {
      return Conflict.of('input.packageId', 'This is for the other side of the request to do.', 'WRONG_ACTOR');
    }
    const verified = await this.verify(context, stored, receipt);
    if (verified instanceof UserError) return verified;
    return this.database.transaction(async (tx) => {
      // Locked before the key is looked up, so that a twin finds what the first one did.
      const locked = await new PackagesWriter(tx).locked(stored.id);
      if (!locked) return missing();
      return this.idempotency.once<PackageResult>(
        tx,
        context,
        'package.confirm',
        read.value,
        this.clock.now(),
        () => this.keep(tx, context, locked, receipt, verified.openedAtMs),
        async (id) => (await new PackagesRepository(tx, context).byId(id)) ?? missing(),
      );
    });
  }

  private async verify(
    context: TenantContext,
    stored: StoredPackage,
    receipt: string,
  ): Promise<{ readonly openedAtMs: number } | InvalidInput> {
    const nowMs = this.clock.now();
    const files = await new PackagesRepository(this.database, context).files(stored.id);
    const tenants = await this.cards.of([stored.platformId]);
    const keys = (await this.tenants.publicKeys(context.tenantCode, 'SIG')).filter((key) => isUsable(key, nowMs));
    const about = {
      packageId: stored.packageId,
      requestId: stored.requestId,
      platform: tenants.get(stored.platformId)?.code ?? '',
      agency: context.tenantCode,
      manifestSha256: stored.manifestSha256,
      filesSha256: files.map(({ sha256 }) => sha256),
    };
    try {
      const agencyKeys = keys.map(({ publicJwk }) => publicJwk as unknown as PublicSigningJwk);
      const { openedAt } = await verifyReceipt(receipt, { about, agencyKeys });
      const openedAtMs = Date.parse(openedAt);
      return isPossibleOpening(openedAtMs, Number(stored.deliveredAtMs), nowMs)
        ? { openedAtMs }
        : InvalidInput.at(
            'input.receipt',
            'The receipt names a time at which it cannot have been opened.',
            'RECEIPT_TIME',
          );
    } catch (error) {
      if (error instanceof SealingError) return InvalidInput.at('input.receipt', error.message, error.code);
      throw error;
    }
  }

  private async keep(
    tx: Tx,
    context: TenantContext,
    stored: StoredPackage,
    receipt: string,
    openedAtMs: number,
  ): Promise<PackageResult> {
    const { id } = stored;
    const writer = new PackagesWriter(tx);
    const transition = packageTransition(stored.state, 'confirm', 'AGENCY');
    if (!transition || stored.receiptSha256 !== null) {
      return Conflict.of('input.packageId', 'The package has its receipt already.', 'ALREADY_CONFIRMED');
    }
    const request = await this.disclosures.confirmReceipt(tx, context, stored.requestId);
    if (request instanceof UserError) return request;
    const receiptSha256 = createHash('sha256').update(receipt).digest('hex');
    const change = { state: transition.to, receiptSha256, openedAtMs, confirmedAtMs: this.clock.now() };
    await writer.change(id, change);
    await writer.insertReceipt(id, receipt);
    const { requestId, manifestSha256, version } = stored;
    await this.ledger.append(tx, context, [
      {
        action: transition.records,
        subjectType: 'disclosure_package',
        subjectId: id,
        detail: { requestId, manifestSha256, receiptSha256 },
      },
    ]);
    return { ...stored, ...change, version: version + 1 };
  }
}

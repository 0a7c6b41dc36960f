import { Foundation1764000000000 } from '../migrations/1764000000000-foundation.js';
import { EntitiesAndFlags1764000001000 } from '../migrations/1764000001000-entities-and-flags.js';
import { IdempotencyRow } from './common/idempotency/idempotency.entity.js';
import type { Schema } from './common/persistence/data-source.js';
import { EntityIdentifierRow, EntityNameRow, EntityRow } from './entities/entity.entity.js';
import { EventRow, LeaseRow, SequenceHeadRow } from './events/event.entity.js';
import { FlagCategoryRow, FlagRow } from './flags/flag.entity.js';
import { LedgerEntryRow } from './ledger/ledger-entry.entity.js';
import { DataKeyRow } from './profile/data-key.entity.js';
import { SharingMemberRow, SharingRow } from './sharing/sharing.entity.js';
import { TenantKeyRow, TenantRow, UsedTokenRow } from './tenants/tenant.entity.js';

/** Every table and every migration. */
export const SCHEMA: Schema = {
  entities: [
    DataKeyRow,
    EntityIdentifierRow,
    EntityNameRow,
    EntityRow,
    EventRow,
    FlagCategoryRow,
    FlagRow,
    IdempotencyRow,
    LeaseRow,
    LedgerEntryRow,
    SequenceHeadRow,
    SharingMemberRow,
    SharingRow,
    TenantKeyRow,
    TenantRow,
    UsedTokenRow,
  ],
  migrations: [Foundation1764000000000, EntitiesAndFlags1764000001000],
};

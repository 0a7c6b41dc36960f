import { Foundation1764000000000 } from '../migrations/1764000000000-foundation.js';
import { EntitiesAndFlags1764000001000 } from '../migrations/1764000001000-entities-and-flags.js';
import { Reports1764000002000 } from '../migrations/1764000002000-reports.js';
import { Blacklist1764000003000 } from '../migrations/1764000003000-blacklist.js';
import { Deliveries1764000004000 } from '../migrations/1764000004000-deliveries.js';
import { LedgerReading1764000005000 } from '../migrations/1764000005000-ledger-reading.js';
import { Search1764000006000 } from '../migrations/1764000006000-search.js';
import { Screening1764000007000 } from '../migrations/1764000007000-screening.js';
import { Disclosures1764000008000 } from '../migrations/1764000008000-disclosures.js';
import { Attachments1764000009000 } from '../migrations/1764000009000-attachments.js';
import { DisclosurePackages1764000009500 } from '../migrations/1764000009500-disclosure-packages.js';
import { JointCases1764000010000 } from '../migrations/1764000010000-joint-cases.js';
import { Deadlines1764000011000 } from '../migrations/1764000011000-deadlines.js';
import { BlacklistDueProcess1764000011500 } from '../migrations/1764000011500-blacklist-due-process.js';
import { Channels1764000012000 } from '../migrations/1764000012000-channels.js';
import { EndpointHealth1764000013000 } from '../migrations/1764000013000-endpoint-health.js';
import { Refills1764000013001 } from '../migrations/1764000013001-refills.js';
import { IdentifierRoles1764000015000 } from '../migrations/1764000015000-identifier-roles.js';
import { SharingMembers1764000016200 } from '../migrations/1764000016200-sharing-members.js';
import { ScreeningLists1764000021700 } from '../migrations/1764000021700-screening-lists.js';
import { DisclosureUses1764000023400 } from '../migrations/1764000023400-disclosure-uses.js';
import { AttachmentChunkRow, AttachmentRow } from './attachments/attachment.entity.js';
import { BlacklistEntryRow, BlacklistRestrictedPartRow, BlacklistStepRow } from './blacklist/blacklist-entry.entity.js';
import { IdempotencyRow } from './common/idempotency/idempotency.entity.js';
import type { Schema } from './common/persistence/data-source.js';
import { ComplaintRow } from './complaints/complaint.entity.js';
import { DeadlineRow } from './deadlines/deadline.entity.js';
import { DeliveryAttemptRow, DeliveryRow } from './deliveries/delivery.entity.js';
import { EndpointHealthRow } from './deliveries/endpoint-health.entity.js';
import {
  DisclosurePackageFileRow,
  DisclosurePackageRow,
  DisclosureReceiptPartRow,
} from './disclosure-packages/package.entity.js';
import { DisclosureUseRow } from './disclosure-uses/disclosure-use.entity.js';
import {
  DisclosureDecisionLineRow,
  DisclosureDecisionRow,
  DisclosureStepRow,
} from './disclosures/disclosure-decision.entity.js';
import { DisclosureApproverRow, DisclosureDelegationRow } from './disclosures/disclosure-mandate.entity.js';
import { DisclosureRequestRow, DisclosureSubjectRow } from './disclosures/disclosure-request.entity.js';
import { EntityIdentifierRow, EntityNameRow, EntityRow } from './entities/entity.entity.js';
import { EntityChangeRow } from './entities/entity-change.entity.js';
import { EventRow, LeaseRow, SequenceHeadRow } from './events/event.entity.js';
import { FlagCategoryRow, FlagRow } from './flags/flag.entity.js';
import { GatewayKeyRow } from './gateway-keys/gateway-key.entity.js';
import {
  JointCaseRow,
  JointItemRow,
  JointLineRow,
  JointMeasureHoldRow,
  JointParticipantRow,
} from './joint-cases/joint-case.entity.js';
import { LedgerEntryRow } from './ledger/ledger-entry.entity.js';
import { DataKeyRow } from './profile/data-key.entity.js';
import { DeliveryReceiptRow } from './receipts/delivery-receipt.entity.js';
import { RefillRow } from './refills/refill.entity.js';
import {
  InspectionReportRow,
  ReportChunkRow,
  ReportCooperationRow,
  ReportRowErrorRow,
} from './reports/report.entity.js';
import {
  ScreeningChunkRow,
  ScreeningQueryRow,
  ScreeningRow,
  ScreeningUploadRow,
} from './screening/screening.entity.js';
import {
  ScreeningListHitRow,
  ScreeningListItemRow,
  ScreeningListKeyRow,
  ScreeningListRow,
  ScreeningListRowErrorRow,
  ScreeningListUploadRow,
} from './screening-lists/screening-list.entity.js';
import { ReviewRow } from './search/review.entity.js';
import { EventStreamRow } from './security-events/event-stream.entity.js';
import { SharingMemberRow, SharingRow } from './sharing/sharing.entity.js';
import { SubscriptionFilterRow, SubscriptionRow, SubscriptionSubjectRow } from './subscriptions/subscription.entity.js';
import { TenantKeyRow, TenantRow, UsedTokenRow } from './tenants/tenant.entity.js';

/** Every table and every migration. */
export const SCHEMA: Schema = {
  entities: [
    AttachmentChunkRow,
    AttachmentRow,
    BlacklistEntryRow,
    BlacklistRestrictedPartRow,
    BlacklistStepRow,
    ComplaintRow,
    DataKeyRow,
    DeadlineRow,
    DeliveryAttemptRow,
    DeliveryReceiptRow,
    DeliveryRow,
    DisclosureApproverRow,
    DisclosureDecisionLineRow,
    DisclosureDecisionRow,
    DisclosureDelegationRow,
    DisclosurePackageFileRow,
    DisclosurePackageRow,
    DisclosureReceiptPartRow,
    DisclosureRequestRow,
    DisclosureStepRow,
    DisclosureSubjectRow,
    DisclosureUseRow,
    EndpointHealthRow,
    EntityChangeRow,
    EntityIdentifierRow,
    EntityNameRow,
    EntityRow,
    EventStreamRow,
    EventRow,
    FlagCategoryRow,
    FlagRow,
    GatewayKeyRow,
    IdempotencyRow,
    InspectionReportRow,
    JointCaseRow,
    JointItemRow,
    JointLineRow,
    JointMeasureHoldRow,
    JointParticipantRow,
    LeaseRow,
    LedgerEntryRow,
    ReportChunkRow,
    ReportCooperationRow,
    ReportRowErrorRow,
    RefillRow,
    ReviewRow,
    ScreeningChunkRow,
    ScreeningListHitRow,
    ScreeningListItemRow,
    ScreeningListKeyRow,
    ScreeningListRow,
    ScreeningListRowErrorRow,
    ScreeningListUploadRow,
    ScreeningQueryRow,
    ScreeningRow,
    ScreeningUploadRow,
    SequenceHeadRow,
    SharingMemberRow,
    SharingRow,
    SubscriptionFilterRow,
    SubscriptionRow,
    SubscriptionSubjectRow,
    TenantKeyRow,
    TenantRow,
    UsedTokenRow,
  ],
  migrations: [
    Foundation1764000000000,
    EntitiesAndFlags1764000001000,
    Reports1764000002000,
    Blacklist1764000003000,
    Deliveries1764000004000,
    LedgerReading1764000005000,
    Search1764000006000,
    IdentifierRoles1764000015000,
    Channels1764000012000,
    Attachments1764000009000,
    Deadlines1764000011000,
    Screening1764000007000,
    DisclosurePackages1764000009500,
    JointCases1764000010000,
    EndpointHealth1764000013000,
    BlacklistDueProcess1764000011500,
    Disclosures1764000008000,
    Refills1764000013001,
    SharingMembers1764000016200,
    DisclosureUses1764000023400,
    ScreeningLists1764000021700,
  ],
};

// Printed from the code by `npm run docs`.

export interface AddDisclosureDelegationInput {
  /** Who is away: `sub` of the tokens. */
  readonly absent: string;
  /** Who decides meanwhile. */
  readonly delegate: string;
  readonly from: DateTime;
  readonly idempotencyKey?: string | null;
  readonly reason: string;
  /** Not included; a year after `from` at most. */
  readonly until: DateTime;
}

export interface AddJointAttachmentInput {
  /** A complete upload of the caller's own, for EVIDENCE or an INSTRUMENT. */
  readonly attachmentId: string;
  readonly caseId: string;
  readonly idempotencyKey?: string | null;
  /** Shown to the lead, those concerned and `sharedWith`, and to nobody else. */
  readonly isRestricted?: boolean;
  /** Codes of participants that it is shown to beside those who see the whole case. */
  readonly sharedWith?: readonly string[] | null;
  /** A task or measure: it is shown to whoever is shown that. The case when left out. */
  readonly targetId?: string | null;
}

export interface AddJointCommentInput {
  /** Uploads that go with it, at most 20. */
  readonly attachmentIds?: readonly string[] | null;
  readonly caseId: string;
  readonly idempotencyKey?: string | null;
  /** Shown to the lead, those concerned and `sharedWith`, and to nobody else. */
  readonly isRestricted?: boolean;
  /** At most 50; each tenant is told. */
  readonly mentions?: readonly JointMentionInput[];
  /** Codes of participants that it is shown to beside those who see the whole case. */
  readonly sharedWith?: readonly string[] | null;
  /** A task or measure: it is shown to whoever is shown that. The case when left out. */
  readonly targetId?: string | null;
  /** At most 4,000 characters. */
  readonly text: string;
}

export interface AddJointLinkInput {
  readonly caseId: string;
  readonly idempotencyKey?: string | null;
  /** Shown to the lead, those concerned and `sharedWith`, and to nobody else. */
  readonly isRestricted?: boolean;
  readonly kind: JointLinkKind;
  /** Of the caller's own. */
  readonly linkedId: string;
  /** At most 500 characters. */
  readonly note?: string | null;
  /** Codes of participants that it is shown to beside those who see the whole case. */
  readonly sharedWith?: readonly string[] | null;
}

export interface AddJointSubjectsInput {
  readonly caseId: string;
  readonly idempotencyKey?: string | null;
  readonly rings?: readonly JointRingInput[];
  /** Codes of participants that it is shown to beside those who see the whole case. */
  readonly sharedWith?: readonly string[] | null;
  readonly subjects?: readonly JointSubjectInput[];
}

export interface AddTenantInput {
  /** 2 to 32 characters a-z 0-9 -; it never changes. */
  readonly code: string;
  /** Sent again with the same key and input, the change is made once and its result given again. */
  readonly idempotencyKey?: string | null;
  /** GB/T 2260 division code, six digits. */
  readonly jurisdiction: string;
  readonly kind: TenantKind;
  readonly name: string;
  /** All that its kind may hold, when left out. */
  readonly scopes?: readonly string[] | null;
}

export interface AddTenantKeyInput {
  /** Sent again with the same key and input, the change is made once and its result given again. */
  readonly idempotencyKey?: string | null;
  readonly notAfter?: DateTime | null;
  /** From now, when left out. */
  readonly notBefore?: DateTime | null;
  /** The public key as a JWK (RFC 7517), in JSON. */
  readonly publicJwk: string;
  readonly tenantCode: string;
  /** As the key's own `alg` says, when left out. */
  readonly use?: TenantKeyUse | null;
}

export interface AnswerDisclosureClarificationInput {
  /** At most 4,000 characters. */
  readonly answer: string;
  readonly id: string;
  readonly idempotencyKey?: string | null;
  readonly version: number;
}

export interface AnswerDisclosureConsentInput {
  /** `id` of the use. */
  readonly id: string;
  readonly idempotencyKey?: string | null;
  readonly isConsented: boolean;
  /** At most 4,000 characters. */
  readonly reason: string;
  readonly version: number;
}

/** How many other people approve the decision. */
export interface ApprovalNeed {
  readonly __typename: 'ApprovalNeed';
  /** Whether another one reviews it afterwards. */
  readonly afterwards: boolean;
  /** Before the decision counts. */
  readonly before: number;
}

export interface AskDisclosureClarificationInput {
  readonly id: string;
  readonly idempotencyKey?: string | null;
  /** At most 4,000 characters. */
  readonly question: string;
  readonly version: number;
}

export interface AssignJointTaskInput {
  /** Code of a participant. */
  readonly assignee: string;
  readonly caseId: string;
  readonly dueAt?: DateTime | null;
  readonly idempotencyKey?: string | null;
  /** At most 4,000 characters. */
  readonly instructions: string;
  /** Shown to the lead, those concerned and `sharedWith`, and to nobody else. */
  readonly isRestricted?: boolean;
  /** Codes of participants that it is shown to beside those who see the whole case. */
  readonly sharedWith?: readonly string[] | null;
  /** At most 200 characters. */
  readonly title: string;
}

export interface AttachDisclosureInstrumentInput {
  /** An upload of your own, complete, for INSTRUMENT. */
  readonly attachmentId: string;
  readonly id: string;
  readonly idempotencyKey?: string | null;
  readonly version: number;
}

/** A file; its content is at `GET /v1/attachments/{id}`. */
export interface Attachment {
  readonly __typename: 'Attachment';
  readonly createdAt: DateTime;
  readonly destroyedAt: DateTime | null;
  /** Null once it is destroyed. */
  readonly fileName: string | null;
  readonly id: string;
  readonly mediaType: string;
  readonly purpose: AttachmentPurpose;
  /** When it will be destroyed, if that is known. */
  readonly retainUntil: DateTime | null;
  /** SHA-256 in lower-case hex; null while it is uploaded. */
  readonly sha256: string | null;
  /** In bytes. */
  readonly size: number;
  readonly state: AttachmentState;
  /** Code of the tenant that uploaded it. */
  readonly tenantCode: string;
}

/** What an attachment is for. */
export type AttachmentPurpose =
  | 'EVIDENCE'
  | 'INSTRUMENT'
  | 'SEALED_FILE'
  | 'SEALED_MANIFEST';

export type AttachmentResult =
  | Attachment
  | NotFound;

export type AttachmentState =
  | 'ATTACHED'
  | 'COMPLETE'
  | 'DESTROYED'
  | 'UPLOADING';

export type BlacklistAction =
  | 'confirmListing'
  | 'confirmNotListing'
  | 'correct'
  | 'decide'
  | 'disagree'
  | 'drop'
  | 'endHearing'
  | 'expire'
  | 'giveNotice'
  | 'grantRepair'
  | 'lapse'
  | 'object'
  | 'propose'
  | 'publish'
  | 'publishInEmergency'
  | 'recordStatement'
  | 'refuseRepair'
  | 'requestRepair'
  | 'revoke'
  | 'uphold'
  | 'withdraw';

/** The file of the procedure; for the regulator itself only. */
export interface BlacklistCase {
  readonly __typename: 'BlacklistCase';
  readonly decision: BlacklistOutcome | null;
  readonly neverPublic: NeverPublic | null;
  readonly noticeAt: DateTime | null;
  /** Until then the party may make its statement. */
  readonly statementDueAt: DateTime | null;
  /** Oldest first. */
  readonly steps: readonly BlacklistStep[];
}

/** A regulator's listing of a merchant: its public part. */
export interface BlacklistEntry {
  readonly __typename: 'BlacklistEntry';
  /** The file, for the regulator itself; else null. */
  readonly case: BlacklistCase | null;
  /** Code of a flag category. */
  readonly category: string;
  /** When it was published before the notice. */
  readonly emergencyGround: EmergencyGround | null;
  /** Code of the ground of a revocation or lapse. */
  readonly endGround: string | null;
  readonly endReason: string | null;
  readonly endedAt: DateTime | null;
  /** When the listing ends by itself. */
  readonly expiresAt: DateTime | null;
  readonly id: string;
  /** Whether the merchant stands on the list. */
  readonly isListed: boolean;
  /** GB/T 2260 division code. */
  readonly jurisdiction: string;
  readonly legalBasis: string;
  readonly proposedAt: DateTime;
  readonly publishedAt: DateTime | null;
  readonly reason: string;
  /** Code of the regulator. */
  readonly regulatorCode: string;
  readonly regulatorName: string;
  /** From then on credit repair may be asked for. */
  readonly repairFrom: DateTime | null;
  /** Null when there is none, or when it is not shared with the caller. */
  readonly restricted: BlacklistRestrictedPart | null;
  readonly severity: Severity;
  /** Sharing level: OWNER or NAMED until it is published. */
  readonly sharingLevel: string;
  readonly state: BlacklistState;
  /** Registered name of the merchant. */
  readonly subjectName: string;
  /** Unified social credit code (GB 32100-2015) of the merchant. */
  readonly uscc: string;
  /** Give it with a change, so that nothing is overwritten unseen. */
  readonly version: number;
}

export interface BlacklistEntryConnection {
  readonly __typename: 'BlacklistEntryConnection';
  readonly edges: readonly BlacklistEntryEdge[];
  readonly pageInfo: PageInfo;
}

export interface BlacklistEntryEdge {
  readonly __typename: 'BlacklistEntryEdge';
  readonly cursor: string;
  readonly node: BlacklistEntry;
}

export type BlacklistEntryResult =
  | BlacklistEntry
  | Conflict
  | InvalidInput
  | NotFound;

export type BlacklistOutcome =
  | 'DO_NOT_LIST'
  | 'LIST';

export interface BlacklistReasonInput {
  readonly id: string;
  readonly idempotencyKey?: string | null;
  /** At most 4,000 characters; names no natural person. */
  readonly reason: string;
  readonly version: number;
}

/** One subscription that was told of the publication. */
export interface BlacklistReceipt {
  readonly __typename: 'BlacklistReceipt';
  readonly attempts: number;
  /** Of the later event. */
  readonly state: BlacklistReceiptState;
  /** When it acknowledged the later event. */
  readonly takenInAt: DateTime | null;
  readonly tenantCode: string;
  readonly tenantName: string;
  /** When it acknowledged the publication. */
  readonly toldAt: DateTime | null;
}

export interface BlacklistReceiptConnection {
  readonly __typename: 'BlacklistReceiptConnection';
  readonly edges: readonly BlacklistReceiptEdge[];
  readonly pageInfo: PageInfo;
}

export interface BlacklistReceiptEdge {
  readonly __typename: 'BlacklistReceiptEdge';
  readonly cursor: string;
  readonly node: BlacklistReceipt;
}

/** DELIVERED: the subscriber has acknowledged it. NOT_SENT: its subscription did not want it or is gone. */
export type BlacklistReceiptState =
  | 'CANCELLED'
  | 'DEAD'
  | 'DELIVERED'
  | 'HELD'
  | 'NOT_SENT'
  | 'PENDING';

/** Who was told of a publication, and who has taken in what came after it. */
export interface BlacklistReceipts {
  readonly __typename: 'BlacklistReceipts';
  /** The newest event of the entry after its publication. */
  readonly eventId: string;
  readonly eventType: string;
  readonly occurredAt: DateTime;
  readonly receipts: BlacklistReceiptConnection;
  /** Those of them that have acknowledged the event. */
  readonly takenIn: number;
  /** Subscriptions that were told of the publication. */
  readonly told: number;
}

/** What of an entry is not for everyone, under a sharing of its own. */
export interface BlacklistRestrictedPart {
  readonly __typename: 'BlacklistRestrictedPart';
  readonly details: string | null;
  /** Natural persons that the case names. */
  readonly persons: readonly string[];
  /** Name of the legal representative. */
  readonly representative: string | null;
}

/** What is not for everyone. */
export interface BlacklistRestrictedPartInput {
  /** At most 8,000 characters. */
  readonly details?: string | null;
  /** Persons that no public text of the entry may name. */
  readonly persons?: readonly string[] | null;
  /** Name of the legal representative as it is written: the admission check finds by it, and never shows it. */
  readonly representative?: string | null;
}

/** URGENT states: published on an emergency ground, with the procedure still to follow. */
export type BlacklistState =
  | 'DECIDED'
  | 'DECIDING'
  | 'DROPPED'
  | 'EXPIRED'
  | 'HEARD'
  | 'NOTIFIED'
  | 'NOT_LISTED'
  | 'OBJECTED'
  | 'PROPOSED'
  | 'PUBLISHED'
  | 'REPAIRED'
  | 'REPAIR_REQUESTED'
  | 'REVOKED'
  | 'URGENT'
  | 'URGENT_DECIDING'
  | 'URGENT_HEARD'
  | 'URGENT_NOTIFIED'
  | 'WITHDRAWN';

/** One step of an entry's life. */
export interface BlacklistStep {
  readonly __typename: 'BlacklistStep';
  readonly action: BlacklistAction;
  /** Keyed pseudonym, as in the ledger; null: it came by time. */
  readonly actorRef: string | null;
  readonly eventId: string | null;
  /** Type of the event that told of it. */
  readonly eventType: string | null;
  /** NEW, or the state before. */
  readonly fromState: string;
  readonly occurredAt: DateTime;
  readonly texts: readonly BlacklistText[];
  readonly toState: BlacklistState;
  /** Version of the entry after the step. */
  readonly version: number;
}

/** What was written with a step, and what it is. */
export interface BlacklistText {
  readonly __typename: 'BlacklistText';
  /** `facts`, `reasons`, `statement`, `reason` … */
  readonly name: string;
  readonly text: string;
}

/** What is left out stays as it is. */
export interface ChangeScreeningListInput {
  readonly caseRef?: string | null;
  readonly id: string;
  readonly idempotencyKey?: string | null;
  readonly least?: MatchDecision | null;
  readonly name?: string | null;
  /** Why, in words. With `caseRef`: needed where persons are to be met, or items have personal identifiers. */
  readonly purpose?: string | null;
  /** The version of the list that was read. */
  readonly version: number;
}

/** The merchant that wants in: at least one of code, name and legal representative. */
export interface CheckMerchantInput {
  /** Number of the application; needed with a representative. */
  readonly caseRef?: string | null;
  /** Registered name, or what is known of it. */
  readonly name?: string | null;
  /** Why the check is made; needed with a representative. */
  readonly purpose?: string | null;
  /** Name of the legal representative as it is written; pinyin finds nobody. Needs purpose and case. */
  readonly representative?: string | null;
  /** Unified social credit code. */
  readonly uscc?: string | null;
}

export type ComplaintOutcome =
  | 'PENDING'
  | 'REJECTED'
  | 'RESOLVED';

export interface ConfirmBlacklistDecisionInput {
  /** False opens the case again. */
  readonly agrees: boolean;
  readonly id: string;
  readonly idempotencyKey?: string | null;
  /** For the file of the case; at most 4,000 characters. */
  readonly reason: string;
  readonly version: number;
}

export interface ConfirmDisclosureReceiptInput {
  /** Sent again with the same key and input, the change is made once and its result given again. */
  readonly idempotencyKey?: string | null;
  /** `id` of the package. */
  readonly packageId: string;
  /** The receipt as `liaison open` wrote it: a JWS by one of the agency’s keys. */
  readonly receipt: string;
}

/** The thing was changed meanwhile, or is in another state. */
export interface Conflict {
  readonly __typename: 'Conflict';
  /** Stable code for programs. */
  readonly code: string;
  /** Path of the input field at fault, if one is. */
  readonly field: string | null;
  /** One sentence for people. */
  readonly message: string;
}

/** What is left out stays as it is. */
export interface CorrectBlacklistEntryInput {
  /** For the file of the case; at most 4,000 characters. */
  readonly explanation: string;
  readonly id: string;
  readonly idempotencyKey?: string | null;
  readonly legalBasis?: string | null;
  /** Takes a public entry back to the agencies. */
  readonly neverPublic?: NeverPublic | null;
  /** Shown to whoever may see the entry: names no natural person. At most 4,000 characters. */
  readonly reason?: string | null;
  readonly severity?: Severity | null;
  readonly subjectName?: string | null;
  readonly version: number;
}

/** A departure from the canonical form that was mended. */
export interface Correction {
  readonly __typename: 'Correction';
  readonly code: string;
  readonly message: string;
}

export interface CreateSubscriptionInput {
  /** All when left out. */
  readonly eventTypes?: readonly string[] | null;
  readonly filter?: SubscriptionFilterInput | null;
  readonly idempotencyKey?: string | null;
  /** At most 200 characters. */
  readonly name: string;
  /** THIN when left out. */
  readonly payload?: PayloadForm | null;
  /** V1 when left out. */
  readonly signatures?: readonly SignatureScheme[] | null;
  /** https, with public addresses only. */
  readonly url: string;
}

/** A date-time string at UTC, such as 2019-12-03T09:54:33Z, compliant with the date-time format. */
export type DateTime = string;

export interface DecideBlacklistEntryInput {
  readonly id: string;
  readonly idempotencyKey?: string | null;
  readonly outcome: BlacklistOutcome;
  /** For the file of the case; at most 4,000 characters. */
  readonly reason: string;
  readonly version: number;
}

export interface DecideBlacklistRepairInput {
  readonly id: string;
  readonly idempotencyKey?: string | null;
  readonly isGranted: boolean;
  /** Shown to whoever may see the entry: names no natural person. At most 4,000 characters. */
  readonly reason: string;
  readonly version: number;
}

/** What was decided of some days of an item of a subject. */
export interface DecidedSpan {
  readonly __typename: 'DecidedSpan';
  readonly item: string;
  readonly periodFrom: string;
  readonly periodTo: string;
  /** Coded reason of a refusal. */
  readonly reasonCode: string | null;
  readonly verdict: DisclosureVerdict;
}

/** A part of a decision; null means all. A later line overrides an earlier one. */
export interface DecisionLine {
  readonly __typename: 'DecisionLine';
  readonly items: readonly string[] | null;
  readonly periodFrom: string | null;
  readonly periodTo: string | null;
  readonly reasonCode: string | null;
  readonly subjects: readonly number[] | null;
  readonly verdict: DisclosureVerdict;
}

/** A part of a decision. What is left out means all of it; a later line overrides an earlier. */
export interface DecisionLineInput {
  readonly items?: readonly string[] | null;
  readonly periodFrom?: string | null;
  readonly periodTo?: string | null;
  /** Coded reason; a refusal needs one. */
  readonly reasonCode?: string | null;
  /** Numbers of subjects in the request, from 1. */
  readonly subjects?: readonly number[] | null;
  readonly verdict: DisclosureVerdict;
}

export interface DeclareDisclosureUseInput {
  readonly idempotencyKey?: string | null;
  readonly kind: DisclosureUseKind;
  /** At most 4,000 characters. */
  readonly purpose: string;
  /** For ONWARD_SHARING, and only then: who gets it. */
  readonly recipient?: string | null;
  readonly requestId: string;
}

export interface DeliverDisclosurePackageInput {
  /** In the order of the manifest, at most 1,000. */
  readonly files: readonly DeliveredFileInput[];
  /** Sent again with the same key and input, the change is made once and its result given again. */
  readonly idempotencyKey?: string | null;
  /** An upload of the sealed manifest, for SEALED_MANIFEST. */
  readonly manifestId: string;
  readonly requestId: string;
}

export interface DeliveredFileInput {
  /** An upload of the sealed file, for SEALED_FILE. */
  readonly attachmentId: string;
  /** Code of the data item that the file answers; something of it was granted. */
  readonly item: string;
}

/** One event on its way to one subscription. */
export interface Delivery {
  readonly __typename: 'Delivery';
  /** Oldest first. */
  readonly attempts: readonly DeliveryAttempt[];
  readonly createdAt: DateTime;
  /** `webhook-id` of the message, the same in every attempt. */
  readonly eventId: string;
  /** Null when the event is hidden from the tenant by now. */
  readonly eventType: string | null;
  readonly id: string;
  /** Not before this moment; null when it is settled or its receiver collects it. */
  readonly nextAttemptAt: DateTime | null;
  /** Counts the subscription's deliveries from 1 without a gap. */
  readonly seq: number;
  readonly settledAt: DateTime | null;
  readonly state: DeliveryState;
  readonly subscriptionId: string;
}

/** One try to bring a delivery to its endpoint. */
export interface DeliveryAttempt {
  readonly __typename: 'DeliveryAttempt';
  readonly durationMs: number;
  /** Code of what went wrong, when it did not. */
  readonly error: string | null;
  /** From 1. */
  readonly n: number;
  readonly startedAt: DateTime;
  /** HTTP status, when the endpoint answered. */
  readonly status: number | null;
}

export interface DeliveryConnection {
  readonly __typename: 'DeliveryConnection';
  readonly edges: readonly DeliveryEdge[];
  readonly pageInfo: PageInfo;
}

export interface DeliveryEdge {
  readonly __typename: 'DeliveryEdge';
  readonly cursor: string;
  readonly node: Delivery;
}

/** A receiver's signed word that it has an event. */
export interface DeliveryReceipt {
  readonly __typename: 'DeliveryReceipt';
  readonly acceptedAt: DateTime;
  readonly deliveryId: string;
  readonly eventId: string;
  /** By the receiver's clock. */
  readonly receivedAt: DateTime;
}

export type DeliveryResult =
  | Conflict
  | Delivery
  | InvalidInput
  | NotFound;

/** HELD waits for its subscription to resume; DEAD has spent its attempts and can be sent again; CANCELLED goes out no more. */
export type DeliveryState =
  | 'CANCELLED'
  | 'DEAD'
  | 'DELIVERED'
  | 'HELD'
  | 'PENDING';

/** Where the review of an emergency decision stands, which a second person makes afterwards. */
export type DisclosureAfterReview =
  | 'CONFIRMED'
  | 'DUE'
  | 'OBJECTED'
  | 'OVERDUE';

export interface DisclosureApprover {
  readonly __typename: 'DisclosureApprover';
  /** `sub` of the tokens. */
  readonly actor: string;
  readonly addedAt: DateTime;
}

export interface DisclosureApproverInput {
  /** `sub` of the tokens. */
  readonly actor: string;
  readonly idempotencyKey?: string | null;
}

/** Keep the data from deletion, hand it over, or both. */
export type DisclosureAsk =
  | 'BOTH'
  | 'DISCLOSE'
  | 'PRESERVE';

/** What may be asked for, on which basis, and why it may be refused. */
export interface DisclosureCatalogue {
  readonly __typename: 'DisclosureCatalogue';
  readonly items: readonly DisclosureItem[];
  readonly refusalReasons: readonly RefusalReason[];
  readonly statutes: readonly Statute[];
}

/** What the platform grants and refuses. */
export interface DisclosureDecision {
  readonly __typename: 'DisclosureDecision';
  readonly draftedAt: DateTime;
  readonly handling: DisclosureHandling;
  readonly lines: readonly DecisionLine[];
  readonly preservedUntil: string | null;
  readonly reason: string;
  /** Number of the draft, from 1. */
  readonly round: number;
}

/** Somebody is away, and another decides for him meanwhile. */
export interface DisclosureDelegation {
  readonly __typename: 'DisclosureDelegation';
  readonly absent: string;
  readonly delegate: string;
  readonly from: DateTime;
  readonly id: string;
  readonly reason: string;
  /** Not included. */
  readonly until: DateTime;
  readonly version: number;
}

/** What a draft says; every field may come later. */
export interface DisclosureDraftInput {
  /** DISCLOSE when left out. */
  readonly asks?: DisclosureAsk | null;
  /** Who authorised the request. */
  readonly authorisingOfficer?: string | null;
  readonly caseNumber?: string | null;
  /** Day until which the subject is not to be told, ISO 8601. */
  readonly confidentialUntil?: string | null;
  /** For an EMERGENCY, and only then: whose life is in danger, how. */
  readonly dangerToLife?: string | null;
  /** EVIDENCE when left out. */
  readonly handling?: DisclosureHandling | null;
  readonly idempotencyKey?: string | null;
  /** Codes of data items. */
  readonly items?: readonly string[] | null;
  /** Codes of statutes that your kind of agency may rely on. */
  readonly legalBasis?: readonly string[] | null;
  /** First day, as an ISO 8601 date. */
  readonly periodFrom?: string | null;
  /** Last day, as an ISO 8601 date. */
  readonly periodTo?: string | null;
  /** Code of the platform. */
  readonly platform?: string | null;
  readonly purpose?: string | null;
  /** At most 1000. */
  readonly subjects?: readonly DisclosureSubjectInput[] | null;
  /** NORMAL when left out. */
  readonly urgency?: DisclosureUrgency | null;
}

/** Another open request to the same platform on one of the subjects. */
export interface DisclosureDuplicate {
  readonly __typename: 'DisclosureDuplicate';
  readonly createdAt: DateTime;
  readonly id: string;
  readonly state: DisclosureState;
}

/** Something that a draft lacks, or that does not fit. */
export interface DisclosureGap {
  readonly __typename: 'DisclosureGap';
  readonly code: string;
  /** Field of the draft. */
  readonly field: string;
  readonly message: string;
}

/** What the receiver may do with what is disclosed; the gateway holds it to that. */
export type DisclosureHandling =
  | 'EVIDENCE'
  | 'INTELLIGENCE_ONLY'
  | 'NO_ONWARD_SHARING';

/** What makes a request look larger than the duty needs: for both sides to weigh. */
export type DisclosureHint =
  | 'BULK_SUBJECTS'
  | 'NO_CASE_NUMBER'
  | 'NO_INSTRUMENT'
  | 'PERIOD_OVER_ONE_YEAR';

/** A kind of data that may be asked for. */
export interface DisclosureItem {
  readonly __typename: 'DisclosureItem';
  readonly code: string;
  readonly en: string;
  /** Personal communications: two people approve its disclosure. */
  readonly isCommunication: boolean;
  readonly zh: string;
}

/** Who may approve in the caller's own tenant. */
export interface DisclosureMandates {
  readonly __typename: 'DisclosureMandates';
  /** Nobody: then everyone may whose token has the scope. */
  readonly approvers: readonly DisclosureApprover[];
  /** Those that are in force or to come. */
  readonly delegations: readonly DisclosureDelegation[];
}

export type DisclosureMandatesResult =
  | Conflict
  | DisclosureMandates
  | InvalidInput
  | NotFound;

/** What a platform disclosed, sealed to the agency. */
export interface DisclosurePackage {
  readonly __typename: 'DisclosurePackage';
  readonly confirmedAt: DateTime | null;
  readonly deliveredAt: DateTime;
  readonly destroyedAt: DateTime | null;
  readonly files: readonly DisclosurePackageFile[];
  /** What the agency may do with it, as it was granted. */
  readonly handling: string;
  readonly id: string;
  /** The attachment that holds the sealed manifest. */
  readonly manifestId: string;
  /** SHA-256 of the sealed manifest, in lower-case hex. */
  readonly manifestSha256: string;
  /** When the agency opened it, as its receipt says. */
  readonly openedAt: DateTime | null;
  /** The id that the platform sealed it under. */
  readonly packageId: string;
  /** What the agency signed (JWS), once it has. */
  readonly receipt: string | null;
  readonly requestId: string;
  /** The day from which it is no longer kept, ISO 8601; it begins in China. */
  readonly retainUntil: string;
  readonly state: DisclosurePackageState;
}

/** A sealed file; only the agency can open it. */
export interface DisclosurePackageFile {
  readonly __typename: 'DisclosurePackageFile';
  readonly attachment: Attachment;
  /** Code of the data item that it answers. */
  readonly item: string;
  /** From 1, in the order of the manifest. */
  readonly number: number;
  /** SHA-256 of the sealed file, in lower-case hex. */
  readonly sha256: string;
  /** Sealed, in bytes. */
  readonly size: number;
}

export type DisclosurePackageResult =
  | Conflict
  | DisclosurePackage
  | InvalidInput
  | NotFound;

/** Confirmed by the agency’s receipt; destroyed on the retention date, when the keys are forgotten. */
export type DisclosurePackageState =
  | 'CONFIRMED'
  | 'DELIVERED'
  | 'DESTROYED';

/** The agency or the platform of a request. */
export interface DisclosureParty {
  readonly __typename: 'DisclosureParty';
  readonly code: string;
  readonly kind: TenantKind;
  readonly name: string;
}

export interface DisclosureReasonInput {
  readonly id: string;
  readonly idempotencyKey?: string | null;
  /** At most 4,000 characters. */
  readonly reason: string;
  readonly version: number;
}

/** An agency's request that a platform disclose or preserve named data on a legal basis. */
export interface DisclosureRequest {
  readonly __typename: 'DisclosureRequest';
  readonly afterReview: DisclosureAfterReview | null;
  readonly agency: DisclosureParty | null;
  readonly approvalsNeeded: ApprovalNeed;
  readonly asks: DisclosureAsk;
  readonly authorisingOfficer: string | null;
  readonly caseNumber: string | null;
  /** Day until which the subject is not told, ISO 8601. */
  readonly confidentialUntil: string | null;
  readonly createdAt: DateTime;
  /** Why it is an emergency. */
  readonly dangerToLife: string | null;
  readonly decidedAt: DateTime | null;
  /** The decision that counts; a platform sees its draft too. */
  readonly decision: DisclosureDecision | null;
  /** When whoever has the next step owes it. */
  readonly dueAt: DateTime | null;
  /** Other open requests to the same platform on a subject of this one, as far as the caller may see them; at most 20. */
  readonly duplicates: readonly DisclosureDuplicate[];
  readonly expiresAt: DateTime | null;
  /** What a draft still lacks before it can be sent. */
  readonly gaps: readonly DisclosureGap[];
  /** As asked for; once decided, as granted. */
  readonly handling: DisclosureHandling;
  readonly hints: readonly DisclosureHint[];
  /** What was done, as far as it is the caller’s affair. */
  readonly history: readonly DisclosureStep[];
  readonly id: string;
  /** The legal instruments, as PDF; at most 10. */
  readonly instruments: readonly Attachment[];
  /** Codes of data items: see `disclosureCatalogue`. */
  readonly items: readonly string[];
  /** Codes of statutes: see `disclosureCatalogue`. */
  readonly legalBasis: readonly string[];
  /** False as long as the request is confidential. */
  readonly mayNotifySubject: boolean;
  /** First day of the period, as an ISO 8601 date. */
  readonly periodFrom: string | null;
  /** Last day of the period, as an ISO 8601 date. */
  readonly periodTo: string | null;
  /** Null in a draft that names none yet. */
  readonly platform: DisclosureParty | null;
  /** Day until which the platform preserves the data, ISO 8601. */
  readonly preservedUntil: string | null;
  readonly purpose: string | null;
  readonly state: DisclosureState;
  readonly subjectCount: number;
  /** In their order; that they were read is in the ledger. */
  readonly subjects: DisclosureSubjectConnection;
  readonly submittedAt: DateTime | null;
  readonly urgency: DisclosureUrgency;
  /** What is done with the disclosure; a platform sees what its consent was asked for. At most 200. */
  readonly uses: readonly DisclosureUse[];
  /** Give it with a change, so that nothing is overwritten unseen. */
  readonly version: number;
}

export type DisclosureRequestResult =
  | Conflict
  | DisclosureRequest
  | IncompleteRequest
  | InvalidInput
  | NotFound;

export type DisclosureState =
  | 'ACKNOWLEDGED'
  | 'APPROVED'
  | 'CLARIFICATION_ANSWERED'
  | 'CLARIFICATION_ASKED'
  | 'CLOSED'
  | 'DELIVERED'
  | 'DRAFT'
  | 'EXPIRED'
  | 'PARTIALLY_APPROVED'
  | 'RECEIPT_CONFIRMED'
  | 'REFUSED'
  | 'SUBMITTED'
  | 'UNDER_REVIEW'
  | 'WITHDRAWN';

/** A step in the life of a request. */
export interface DisclosureStep {
  readonly __typename: 'DisclosureStep';
  readonly action: string;
  /** The person or system; of the own tenant only. */
  readonly actor: string | null;
  readonly at: DateTime;
  /** Null for what the clock did. */
  readonly by: DisclosureParty | null;
  /** The state that it led to. */
  readonly state: DisclosureState;
  /** The version that it made. */
  readonly version: number;
  /** A reason, a question or an answer. */
  readonly words: string | null;
}

export interface DisclosureStepInput {
  readonly id: string;
  readonly idempotencyKey?: string | null;
  readonly version: number;
}

/** Whom a request is about: an entity, or an identifier in the clear. */
export interface DisclosureSubject {
  readonly __typename: 'DisclosureSubject';
  /** Empty until a decision counts; a platform sees its draft. */
  readonly decided: readonly DecidedSpan[];
  readonly entityId: string | null;
  /** Number in the request, from 1: decisions name subjects by it. */
  readonly ordinal: number;
  readonly type: IdentifierType | null;
  readonly value: string | null;
}

export interface DisclosureSubjectConnection {
  readonly __typename: 'DisclosureSubjectConnection';
  readonly edges: readonly DisclosureSubjectEdge[];
  readonly pageInfo: PageInfo;
}

export interface DisclosureSubjectEdge {
  readonly __typename: 'DisclosureSubjectEdge';
  readonly cursor: string;
  readonly node: DisclosureSubject;
}

/** An entity that you may see, or an identifier: one of the two. */
export interface DisclosureSubjectInput {
  readonly entityId?: string | null;
  readonly type?: IdentifierType | null;
  /** As it is at hand; kept encrypted when it is personal. */
  readonly value?: string | null;
}

/** A request in a list: nothing in it names a person. */
export interface DisclosureSummary {
  readonly __typename: 'DisclosureSummary';
  readonly afterReview: DisclosureAfterReview | null;
  readonly agency: DisclosureParty | null;
  readonly asks: DisclosureAsk;
  /** Day until which the subject is not told, ISO 8601. */
  readonly confidentialUntil: string | null;
  readonly createdAt: DateTime;
  readonly decidedAt: DateTime | null;
  /** When whoever has the next step owes it. */
  readonly dueAt: DateTime | null;
  readonly expiresAt: DateTime | null;
  /** As asked for; once decided, as granted. */
  readonly handling: DisclosureHandling;
  readonly id: string;
  /** Codes of data items: see `disclosureCatalogue`. */
  readonly items: readonly string[];
  /** Codes of statutes: see `disclosureCatalogue`. */
  readonly legalBasis: readonly string[];
  /** First day of the period, as an ISO 8601 date. */
  readonly periodFrom: string | null;
  /** Last day of the period, as an ISO 8601 date. */
  readonly periodTo: string | null;
  /** Null in a draft that names none yet. */
  readonly platform: DisclosureParty | null;
  /** Day until which the platform preserves the data, ISO 8601. */
  readonly preservedUntil: string | null;
  readonly state: DisclosureState;
  readonly subjectCount: number;
  readonly submittedAt: DateTime | null;
  readonly urgency: DisclosureUrgency;
  /** Give it with a change, so that nothing is overwritten unseen. */
  readonly version: number;
}

export interface DisclosureSummaryConnection {
  readonly __typename: 'DisclosureSummaryConnection';
  readonly edges: readonly DisclosureSummaryEdge[];
  readonly pageInfo: PageInfo;
}

export interface DisclosureSummaryEdge {
  readonly __typename: 'DisclosureSummaryEdge';
  readonly cursor: string;
  readonly node: DisclosureSummary;
}

/** EMERGENCY is danger to life. */
export type DisclosureUrgency =
  | 'EMERGENCY'
  | 'NORMAL'
  | 'URGENT';

/** What an agency does, or asks to do, with what was disclosed to it. */
export interface DisclosureUse {
  readonly __typename: 'DisclosureUse';
  /** The platform’s reason, once it has answered. */
  readonly answer: string | null;
  readonly answeredAt: DateTime | null;
  readonly declaredAt: DateTime;
  readonly handling: DisclosureHandling;
  readonly id: string;
  readonly kind: DisclosureUseKind;
  readonly purpose: string;
  /** To whom it is passed on. */
  readonly recipient: string | null;
  readonly requestId: string;
  readonly state: DisclosureUseState;
  /** Give it with a change, so that nothing is overwritten unseen. */
  readonly version: number;
}

/** What an agency does with a disclosure: follow a lead, prove something, or pass it on. */
export type DisclosureUseKind =
  | 'EVIDENCE'
  | 'INTELLIGENCE'
  | 'ONWARD_SHARING';

export type DisclosureUseResult =
  | Conflict
  | DisclosureUse
  | InvalidInput
  | NotFound;

/** Declared, for the handling allows it; or waiting for the consent of the platform, and its answer. */
export type DisclosureUseState =
  | 'CONSENTED'
  | 'CONSENT_ASKED'
  | 'DECLARED'
  | 'DECLINED';

export type DisclosureVerdict =
  | 'GRANT'
  | 'REFUSE';

export interface DraftDisclosureDecisionInput {
  /** As the request asks when left out. */
  readonly handling?: DisclosureHandling | null;
  readonly id: string;
  readonly idempotencyKey?: string | null;
  readonly lines: readonly DecisionLineInput[];
  /** Day until which the data is preserved, when that is granted. */
  readonly preservedUntil?: string | null;
  /** Shown to the agency once the decision counts. At most 4,000 characters. */
  readonly reason: string;
  readonly version: number;
}

/** The only grounds on which an entry may be published before the notice. */
export type EmergencyGround =
  | 'DANGER_TO_LIFE'
  | 'EVIDENCE_AT_RISK'
  | 'FOOD_OR_DRUG_SAFETY'
  | 'ONGOING_FRAUD';

export interface EndDisclosureDelegationInput {
  readonly id: string;
  readonly idempotencyKey?: string | null;
  readonly version: number;
}

/** A merchant, shop, listing, account, person or website, as far as the caller may see what tenants say of it. */
export interface Entity {
  readonly __typename: 'Entity';
  /** Published entries on it that the caller may see, newest first; needs the scope blacklist:read. */
  readonly blacklist: readonly BlacklistEntry[];
  /** Flags that the caller may see, also those beyond the list. */
  readonly flagCount: number;
  /** The newest, at most 100. */
  readonly flags: readonly Flag[];
  /** The gravest active flag that the caller may see. */
  readonly highestSeverity: Severity | null;
  readonly id: string;
  /** At most 100. */
  readonly identifiers: readonly EntityIdentifier[];
  readonly kind: EntityKind;
  /** At most 100. */
  readonly names: readonly EntityName[];
}

export interface EntityIdentifier {
  readonly __typename: 'EntityIdentifier';
  readonly role: IdentifierRole;
  readonly type: IdentifierType;
  /** The canonical value; masked when the type is personal. */
  readonly value: string;
}

export type EntityKind =
  | 'ACCOUNT'
  | 'LISTING'
  | 'MERCHANT'
  | 'PERSON'
  | 'SHOP'
  | 'WEBSITE';

export interface EntityName {
  readonly __typename: 'EntityName';
  /** A natural person's is masked. */
  readonly name: string;
  readonly role: NameRole;
}

export type EntityResult =
  | Entity
  | InvalidInput
  | NotFound;

/** Something that happened and that the caller may know. Thin: ask for the subject itself. */
export interface Event {
  readonly __typename: 'Event';
  readonly category: string | null;
  /** Where this event stands: give it as `after` to go on from here. */
  readonly cursor: string;
  /** Codes and ids as a JSON object. */
  readonly data: string;
  /** Form of the payload (CloudEvents): `application/json`. */
  readonly datacontenttype: string;
  /** Kind of the entity that it is about. */
  readonly entityKind: string | null;
  /** The same in every channel and in every repetition. */
  readonly id: string;
  /** GB/T 2260 division code. */
  readonly jurisdiction: string | null;
  /** The saved screening list that raised it. */
  readonly listId: string | null;
  /** The same as `time`. */
  readonly occurredAt: DateTime;
  /** Code of the platform that it comes from or concerns. */
  readonly platform: string | null;
  /** In a stream, the event before it: another one than was handled last shows a gap. Null when unknown. */
  readonly previousId: string | null;
  readonly severity: string | null;
  /** The gateway (CloudEvents); together with `id` unique in the world. */
  readonly source: string;
  /** Version of CloudEvents: `1.0`. */
  readonly specversion: string;
  /** `<subjectType>/<subjectId>` (CloudEvents). */
  readonly subject: string;
  readonly subjectId: string;
  readonly subjectType: string;
  /** When it happened (CloudEvents). */
  readonly time: DateTime;
  readonly type: string;
}

export interface EventConnection {
  readonly __typename: 'EventConnection';
  readonly edges: readonly EventEdge[];
  readonly pageInfo: PageInfo;
}

export interface EventEdge {
  readonly __typename: 'EventEdge';
  readonly cursor: string;
  readonly node: Event;
}

/** The present end of the event log, as far as the caller is concerned. */
export interface EventHead {
  readonly __typename: 'EventHead';
  /** Give it as `after`: what happens from now on comes, and nothing else. */
  readonly cursor: string;
  readonly time: DateTime;
}

/** Which events go to which endpoint of the tenant. */
export interface EventSubscription {
  readonly __typename: 'EventSubscription';
  /** WEBHOOK: signed by Standard Webhooks. SET_PUSH and SET_POLL: security event tokens by RFC 8935 and RFC 8936, which are configured at `/v1/ssf`. */
  readonly channel: string;
  readonly createdAt: DateTime;
  /** Empty for all types. */
  readonly eventTypes: readonly string[];
  readonly filter: SubscriptionFilter;
  readonly id: string;
  /** Number of the newest delivery. */
  readonly lastSeq: number;
  readonly name: string;
  readonly payload: PayloadForm;
  /** Until then messages carry a signature by the keys before the last rotation as well. */
  readonly previousSecretUntil: DateTime | null;
  /** Verify the `v1a` signatures (`whpk_…`), the newest first, the one before it until `previousSecretUntil`; empty without that scheme. */
  readonly publicKeys: readonly string[];
  readonly state: SubscriptionState;
  readonly updatedAt: DateTime;
  /** Null when the receiver collects its events itself. */
  readonly url: string | null;
  /** Give it with a change, so that nothing is overwritten unseen. */
  readonly version: number;
}

export interface EventSubscriptionConnection {
  readonly __typename: 'EventSubscriptionConnection';
  readonly edges: readonly EventSubscriptionEdge[];
  readonly pageInfo: PageInfo;
}

export interface EventSubscriptionEdge {
  readonly __typename: 'EventSubscriptionEdge';
  readonly cursor: string;
  readonly node: EventSubscription;
}

export interface FileJointCaseInput {
  /** Code of a flag category. */
  readonly category: string;
  readonly idempotencyKey?: string | null;
  /** At most 199. */
  readonly invitations?: readonly JointInvitationInput[];
  /** Kept as a draft that nobody else sees. */
  readonly isDraft?: boolean;
  /** Division code within the agency's; its own when left out. */
  readonly jurisdiction?: string | null;
  /** Statute and article, at most 500 characters. */
  readonly legalBasis: string;
  /** The agency's own number, at most 100 characters. */
  readonly reference?: string | null;
  readonly rings?: readonly JointRingInput[];
  readonly severity: Severity;
  /** At most 1000, rings included. */
  readonly subjects?: readonly JointSubjectInput[];
  /** What it is about, for everybody who is invited. At most 4,000 characters. */
  readonly summary: string;
  /** At most 200 characters. */
  readonly title: string;
}

/** One tenant's assertion that an entity is suspected of a category. */
export interface Flag {
  readonly __typename: 'Flag';
  readonly category: FlagCategory;
  readonly detectedAt: DateTime;
  /** What was found, in words; of own flags only. */
  readonly evidence: string | null;
  readonly id: string;
  /** GB/T 2260 division code. */
  readonly jurisdiction: string;
  readonly measures: readonly Measure[];
  /** The report that raised it; of own flags only. */
  readonly reportId: string | null;
  readonly severity: Severity;
  readonly source: FlagSource;
  readonly state: FlagState;
}

/** A category of suspicion. */
export interface FlagCategory {
  readonly __typename: 'FlagCategory';
  readonly code: string;
  readonly labelEn: string;
  readonly labelZh: string;
}

/** The tenant whose assertion a flag is. */
export interface FlagSource {
  readonly __typename: 'FlagSource';
  readonly code: string;
  readonly kind: TenantKind;
  readonly name: string;
}

export type FlagState =
  | 'ACTIVE'
  | 'WITHDRAWN';

export type FoundBy =
  | 'NAME'
  | 'REPRESENTATIVE';

/** A key by which the gateway itself signs; `/.well-known/jwks.json` has its public half. */
export interface GatewayKey {
  readonly __typename: 'GatewayKey';
  readonly algorithm: SigningAlgorithm;
  readonly createdAt: DateTime;
  /** Counts the keys of the algorithm from 1. */
  readonly generation: number;
  /** `kid` of the signatures. */
  readonly id: string;
  /** It is published at once and signs from then on. */
  readonly signsFrom: DateTime;
}

/** What the law wants a notice to say; each text has at most 2,000 characters. */
export interface GiveBlacklistNoticeInput {
  /** Statute and article. */
  readonly basis: string;
  /** What a listing brings about. */
  readonly consequences: string;
  /** What the party is found to have done. */
  readonly facts: string;
  readonly id: string;
  readonly idempotencyKey?: string | null;
  readonly reasons: string;
  /** That and how the party can be heard. */
  readonly rightToBeHeard: string;
  /** Codes of tenants that may know of the procedure from now on, at most 50; nobody else does. */
  readonly tellTenants?: readonly string[] | null;
  readonly version: number;
}

export interface HandInReceiptInput {
  /** JWS in compact form, `typ` liaison-delivery-receipt+jws, by a key of the tenant, over `tenant`, `eventId`, `payloadSha256` and `receivedAt`. */
  readonly receipt: string;
}

export type HandInReceiptResult =
  | DeliveryReceipt
  | InvalidInput
  | NotFound;

/** ANCHOR names the entity itself, HELD belongs to it, LINKED is of something that it belongs to. */
export type IdentifierRole =
  | 'ANCHOR'
  | 'HELD'
  | 'LINKED';

export type IdentifierType =
  | 'ACCOUNT_ID'
  | 'ADDRESS'
  | 'BANK_CARD'
  | 'DOMAIN'
  | 'EMAIL'
  | 'ICP'
  | 'LISTING_ID'
  | 'PAYMENT_ACCOUNT'
  | 'PHONE'
  | 'RESIDENT_ID'
  | 'SHOP_ID'
  | 'USCC';

/** The draft cannot be sent yet: everything missing is named. */
export interface IncompleteRequest {
  readonly __typename: 'IncompleteRequest';
  /** Stable code for programs. */
  readonly code: string;
  /** Path of the input field at fault, if one is. */
  readonly field: string | null;
  readonly gaps: readonly DisclosureGap[];
  /** One sentence for people. */
  readonly message: string;
}

/** A platform's self-inspection report; only that platform sees it. */
export interface InspectionReport {
  readonly __typename: 'InspectionReport';
  /** Rows that went in so far. */
  readonly acceptedRows: number;
  readonly completedAt: DateTime | null;
  readonly createdAt: DateTime;
  /** Refused rows in order of line; at most the first 100,000 are kept. */
  readonly errors: ReportRowErrorConnection;
  readonly format: ReportFormat;
  readonly id: string;
  /** When the whole file was durable. */
  readonly receivedAt: DateTime | null;
  /** Rows in the file; null while it is coming in. */
  readonly receivedRows: number | null;
  /** Rows that were refused so far; `errors` says why. */
  readonly rejectedRows: number;
  readonly sections: readonly ReportSectionCounters[];
  readonly state: InspectionReportState;
}

export interface InspectionReportConnection {
  readonly __typename: 'InspectionReportConnection';
  readonly edges: readonly InspectionReportEdge[];
  readonly pageInfo: PageInfo;
}

export interface InspectionReportEdge {
  readonly __typename: 'InspectionReportEdge';
  readonly cursor: string;
  readonly node: InspectionReport;
}

export type InspectionReportResult =
  | InspectionReport
  | NotFound;

/** RECEIVING: coming in; RECEIVED: durable as a whole; COMPLETED: every row went in or was refused. */
export type InspectionReportState =
  | 'COMPLETED'
  | 'RECEIVED'
  | 'RECEIVING';

/** A value in the input is wrong. */
export interface InvalidInput {
  readonly __typename: 'InvalidInput';
  /** Stable code for programs. */
  readonly code: string;
  /** Path of the input field at fault, if one is. */
  readonly field: string | null;
  /** One sentence for people. */
  readonly message: string;
}

export interface InviteToJointCaseInput {
  readonly caseId: string;
  readonly idempotencyKey?: string | null;
  readonly invitations: readonly JointInvitationInput[];
}

/** WHOLE is shown everything that happens from now on, NAMED what names it or is opened to it. */
export type JointAccess =
  | 'NAMED'
  | 'WHOLE';

/** Amounts in fen, whole numbers up to 10^15. */
export interface JointAmountsInput {
  readonly confiscatedFen?: number | null;
  readonly finedFen?: number | null;
  readonly involvedFen?: number | null;
}

/** A file of a joint case, shown to whoever is shown what it belongs to. */
export interface JointAttachment {
  readonly __typename: 'JointAttachment';
  readonly at: DateTime;
  readonly attachment: Attachment | null;
  readonly by: JointTenant;
  readonly caseId: string;
  /** Of the attachment. */
  readonly id: string;
  /** The task, measure or comment that it belongs to; null: the case. */
  readonly targetId: string | null;
}

export interface JointAttachmentConnection {
  readonly __typename: 'JointAttachmentConnection';
  readonly edges: readonly JointAttachmentEdge[];
  readonly pageInfo: PageInfo;
}

export interface JointAttachmentEdge {
  readonly __typename: 'JointAttachmentEdge';
  readonly cursor: string;
  readonly node: JointAttachment;
}

export type JointAttachmentResult =
  | Conflict
  | InvalidInput
  | JointAttachment
  | NotFound;

/** A joint-enforcement case, as the caller was last shown it: whoever left is shown it as it was then. */
export interface JointCase {
  readonly __typename: 'JointCase';
  /** Code of a flag category. */
  readonly category: string;
  readonly changedAt: DateTime;
  /** Of a closed case, for its lead and for whom the lead closed it. */
  readonly figures: JointFigures | null;
  readonly filedBy: JointTenant;
  readonly id: string;
  /** GB/T 2260 division code. */
  readonly jurisdiction: string;
  readonly lead: JointTenant;
  readonly legalBasis: string;
  /** What was said with the last change. */
  readonly note: string | null;
  readonly openedAt: DateTime;
  readonly outcome: JointOutcome | null;
  /** The caller's own part in it. */
  readonly part: JointParticipant | null;
  /** The filing agency's own number. */
  readonly reference: string | null;
  readonly severity: Severity;
  readonly state: JointCaseState;
  readonly summary: string;
  readonly title: string;
  /** Give it with a change, so that nothing is overwritten unseen. */
  readonly version: number;
}

export interface JointCaseConnection {
  readonly __typename: 'JointCaseConnection';
  readonly edges: readonly JointCaseEdge[];
  readonly pageInfo: PageInfo;
}

export interface JointCaseEdge {
  readonly __typename: 'JointCaseEdge';
  readonly cursor: string;
  readonly node: JointCase;
}

export type JointCaseMove =
  | 'BEGIN_CLOSING'
  | 'CLOSE'
  | 'FILE'
  | 'REOPEN'
  | 'WITHDRAW';

export type JointCaseResult =
  | Conflict
  | InvalidInput
  | JointCase
  | NotFound;

export type JointCaseState =
  | 'CLOSED'
  | 'CLOSING'
  | 'DRAFT'
  | 'OPEN'
  | 'WITHDRAWN';

/** What a participant said in a joint case. */
export interface JointComment {
  readonly __typename: 'JointComment';
  readonly at: DateTime;
  readonly attachments: readonly Attachment[];
  readonly by: JointTenant;
  readonly caseId: string;
  readonly id: string;
  readonly mentions: readonly JointMention[];
  /** The task or measure that it is about; null: the case. */
  readonly targetId: string | null;
  readonly text: string;
}

export interface JointCommentConnection {
  readonly __typename: 'JointCommentConnection';
  readonly edges: readonly JointCommentEdge[];
  readonly pageInfo: PageInfo;
}

export interface JointCommentEdge {
  readonly __typename: 'JointCommentEdge';
  readonly cursor: string;
  readonly node: JointComment;
}

export type JointCommentResult =
  | Conflict
  | InvalidInput
  | JointComment
  | NotFound;

/** The figures of a closed case, over what its lead was shown when it closed it. */
export interface JointFigures {
  readonly __typename: 'JointFigures';
  readonly attachments: number;
  readonly closedAt: DateTime;
  readonly comments: number;
  /** Confiscated, in fen, as the lead stated it. */
  readonly confiscatedFen: number | null;
  /** Fines, in fen, as the lead stated them. */
  readonly finedFen: number | null;
  /** Flags that said so of a measure in force, as far as the lead may see them. */
  readonly flagsUpdated: number;
  /** Amount involved, in fen, as the lead stated it. */
  readonly involvedFen: number | null;
  readonly links: number;
  readonly measures: readonly JointMeasureCount[];
  readonly openedAt: DateTime;
  readonly outcome: JointOutcome;
  readonly participants: readonly JointParticipantCount[];
  readonly subjects: number;
  readonly tasks: readonly JointTaskCount[];
}

/** An offer to take over the lead of a joint case. */
export interface JointHandover {
  readonly __typename: 'JointHandover';
  readonly caseId: string;
  readonly changedAt: DateTime;
  readonly from: JointTenant;
  readonly id: string;
  readonly note: string | null;
  readonly state: JointHandoverState;
  readonly to: JointTenant;
  readonly version: number;
}

export interface JointHandoverConnection {
  readonly __typename: 'JointHandoverConnection';
  readonly edges: readonly JointHandoverEdge[];
  readonly pageInfo: PageInfo;
}

export interface JointHandoverEdge {
  readonly __typename: 'JointHandoverEdge';
  readonly cursor: string;
  readonly node: JointHandover;
}

export type JointHandoverMove =
  | 'ACCEPT'
  | 'DECLINE'
  | 'RETRACT';

export type JointHandoverResult =
  | Conflict
  | InvalidInput
  | JointHandover
  | NotFound;

export type JointHandoverState =
  | 'ACCEPTED'
  | 'DECLINED'
  | 'OFFERED'
  | 'RETRACTED';

export interface JointInvitationInput {
  /** WHOLE for agencies and NAMED for platforms unless given. */
  readonly access?: JointAccess | null;
  /** At most 2,000 characters. */
  readonly message?: string | null;
  /** EVERYTHING with access to the WHOLE and NOTHING with NAMED unless given. */
  readonly opens?: JointOpening | null;
  /** Until when to answer; in seven days unless given. */
  readonly respondBy?: DateTime | null;
  readonly tenantCode: string;
}

export type JointItemKind =
  | 'ATTACHMENT'
  | 'CASE'
  | 'COMMENT'
  | 'HANDOVER'
  | 'LINK'
  | 'MEASURE'
  | 'PARTICIPANT'
  | 'STATISTICS'
  | 'SUBJECT'
  | 'SUBJECT_SET'
  | 'TASK';

/** A link from a joint case to a disclosure request or a blacklist entry. */
export interface JointLink {
  readonly __typename: 'JointLink';
  readonly at: DateTime;
  readonly by: JointTenant;
  readonly caseId: string;
  readonly id: string;
  readonly note: string | null;
  /** Null unless the caller may see it by itself. */
  readonly target: JointLinkTarget | null;
}

export interface JointLinkConnection {
  readonly __typename: 'JointLinkConnection';
  readonly edges: readonly JointLinkEdge[];
  readonly pageInfo: PageInfo;
}

export interface JointLinkEdge {
  readonly __typename: 'JointLinkEdge';
  readonly cursor: string;
  readonly node: JointLink;
}

/** What a joint case can be linked to. */
export type JointLinkKind =
  | 'BLACKLIST_ENTRY'
  | 'DISCLOSURE_REQUEST';

export type JointLinkResult =
  | Conflict
  | InvalidInput
  | JointLink
  | NotFound;

/** What a link points to, as the caller may see it there. */
export interface JointLinkTarget {
  readonly __typename: 'JointLinkTarget';
  readonly id: string;
  readonly kind: JointLinkKind;
  readonly state: string;
}

/** A measure that is asked of a platform in a joint case. */
export interface JointMeasure {
  readonly __typename: 'JointMeasure';
  /** Evidence. */
  readonly attachments: readonly Attachment[];
  readonly caseId: string;
  readonly changedAt: DateTime;
  readonly entityId: string | null;
  readonly expiresAt: DateTime;
  readonly id: string;
  readonly identifierType: IdentifierType | null;
  readonly instructions: string | null;
  readonly legalBasis: string;
  readonly measure: JointMeasureKind;
  /** What was said with the last change. */
  readonly note: string | null;
  readonly platform: JointTenant;
  readonly requestedBy: JointTenant;
  readonly state: JointMeasureState;
  /** The subject of the case that it is taken on. */
  readonly subjectId: string;
  /** The identifier in full, for the platform only; that it was given is put down in the ledger. */
  readonly target: string | null;
  /** The identifier of the subject; masked when personal. */
  readonly value: string | null;
  readonly version: number;
}

export interface JointMeasureConnection {
  readonly __typename: 'JointMeasureConnection';
  readonly edges: readonly JointMeasureEdge[];
  readonly pageInfo: PageInfo;
}

/** How many measures of a kind are in a state. */
export interface JointMeasureCount {
  readonly __typename: 'JointMeasureCount';
  readonly count: number;
  readonly measure: JointMeasureKind;
  readonly state: JointMeasureState;
}

export interface JointMeasureEdge {
  readonly __typename: 'JointMeasureEdge';
  readonly cursor: string;
  readonly node: JointMeasure;
}

/** What an agency asks of a platform. */
export type JointMeasureKind =
  | 'FREEZE_SHOP'
  | 'HOLD_PAYOUTS'
  | 'PRESERVE_EVIDENCE'
  | 'SUSPEND_ACCOUNT'
  | 'TAKE_DOWN';

export type JointMeasureMove =
  | 'ACCEPT'
  | 'DISPUTE'
  | 'EXECUTE'
  | 'LIFT'
  | 'REFUSE'
  | 'VERIFY'
  | 'WITHDRAW';

export type JointMeasureResult =
  | Conflict
  | InvalidInput
  | JointMeasure
  | NotFound;

export type JointMeasureState =
  | 'ACCEPTED'
  | 'EXECUTED'
  | 'EXPIRED'
  | 'LIFTED'
  | 'REFUSED'
  | 'REQUESTED'
  | 'VERIFIED'
  | 'WITHDRAWN';

/** Whom a comment addresses, as far as the caller knows of its part. */
export interface JointMention {
  readonly __typename: 'JointMention';
  /** One of its people, by the name in their tokens. */
  readonly actor: string | null;
  readonly tenant: JointTenant;
}

export interface JointMentionInput {
  /** One of its people, by the name in their tokens. */
  readonly actor?: string | null;
  /** Code of a participant that is shown the comment. */
  readonly tenantCode: string;
}

/** What of the past is opened to a participant; what was shared by name only is opened by its id. */
export type JointOpening =
  | 'EVERYTHING'
  | 'NOTHING'
  | 'SUBJECTS';

export type JointOutcome =
  | 'DISCONTINUED'
  | 'ENFORCED'
  | 'NO_VIOLATION'
  | 'PARTLY_ENFORCED'
  | 'REFERRED';

/** A tenant's part in a joint case, as the caller was last shown it. */
export interface JointParticipant {
  readonly __typename: 'JointParticipant';
  readonly access: JointAccess;
  readonly caseId: string;
  readonly changedAt: DateTime;
  readonly id: string;
  /** What the invitation says. */
  readonly invitation: string | null;
  /** The reason of the last change. */
  readonly note: string | null;
  readonly respondBy: DateTime | null;
  readonly state: JointParticipantState;
  readonly tenant: JointTenant;
  readonly version: number;
}

export interface JointParticipantConnection {
  readonly __typename: 'JointParticipantConnection';
  readonly edges: readonly JointParticipantEdge[];
  readonly pageInfo: PageInfo;
}

/** How many participants are in a state. */
export interface JointParticipantCount {
  readonly __typename: 'JointParticipantCount';
  readonly count: number;
  readonly state: JointParticipantState;
}

export interface JointParticipantEdge {
  readonly __typename: 'JointParticipantEdge';
  readonly cursor: string;
  readonly node: JointParticipant;
}

export type JointParticipantMove =
  | 'ACCEPT'
  | 'DECLINE'
  | 'LEAVE'
  | 'REMOVE';

export type JointParticipantResult =
  | Conflict
  | InvalidInput
  | JointParticipant
  | NotFound;

export type JointParticipantState =
  | 'ACTIVE'
  | 'DECLINED'
  | 'INVITED'
  | 'LAPSED'
  | 'LEFT'
  | 'REMOVED';

/** A named set of entities. */
export interface JointRingInput {
  /** At most 200 characters. */
  readonly name: string;
  /** Codes of participants that it is shown to beside those who see the whole case. */
  readonly sharedWith?: readonly string[] | null;
  readonly subjects: readonly JointSubjectInput[];
}

/** An entity that a joint case is about. */
export interface JointSubject {
  readonly __typename: 'JointSubject';
  /** The entity, where one was known when the subject was added. */
  readonly entityId: string | null;
  readonly id: string;
  readonly identifierType: IdentifierType | null;
  readonly kind: EntityKind | null;
  readonly note: string | null;
  /** Subjects that came in together have the same. */
  readonly setId: string;
  /** The canonical value; masked when the type is personal. */
  readonly value: string | null;
}

export interface JointSubjectConnection {
  readonly __typename: 'JointSubjectConnection';
  readonly edges: readonly JointSubjectEdge[];
  readonly pageInfo: PageInfo;
}

export interface JointSubjectEdge {
  readonly __typename: 'JointSubjectEdge';
  readonly cursor: string;
  readonly node: JointSubject;
}

/** An entity by its id, or by an identifier, known or not. */
export interface JointSubjectInput {
  readonly entityId?: string | null;
  readonly identifierType?: IdentifierType | null;
  readonly kind?: EntityKind | null;
  /** At most 500 characters. */
  readonly note?: string | null;
  /** Code of the platform of a shop, listing or account id. */
  readonly platform?: string | null;
  readonly value?: string | null;
}

/** Subjects that came in together; a ring has a name. */
export interface JointSubjectSet {
  readonly __typename: 'JointSubjectSet';
  readonly addedAt: DateTime;
  readonly count: number;
  readonly id: string;
  readonly name: string | null;
}

export interface JointSubjectSetConnection {
  readonly __typename: 'JointSubjectSetConnection';
  readonly edges: readonly JointSubjectSetEdge[];
  readonly pageInfo: PageInfo;
}

export interface JointSubjectSetEdge {
  readonly __typename: 'JointSubjectSetEdge';
  readonly cursor: string;
  readonly node: JointSubjectSet;
}

/** A task in a joint case. */
export interface JointTask {
  readonly __typename: 'JointTask';
  readonly assignedBy: JointTenant;
  readonly assignee: JointTenant;
  /** Evidence. */
  readonly attachments: readonly Attachment[];
  readonly caseId: string;
  readonly changedAt: DateTime;
  readonly dueAt: DateTime | null;
  readonly id: string;
  readonly instructions: string;
  /** What was said with the last change. */
  readonly note: string | null;
  readonly state: JointTaskState;
  readonly title: string;
  readonly version: number;
}

export interface JointTaskConnection {
  readonly __typename: 'JointTaskConnection';
  readonly edges: readonly JointTaskEdge[];
  readonly pageInfo: PageInfo;
}

/** How many tasks are in a state. */
export interface JointTaskCount {
  readonly __typename: 'JointTaskCount';
  readonly count: number;
  readonly state: JointTaskState;
}

export interface JointTaskEdge {
  readonly __typename: 'JointTaskEdge';
  readonly cursor: string;
  readonly node: JointTask;
}

export type JointTaskMove =
  | 'APPROVE'
  | 'CANCEL'
  | 'DECLINE'
  | 'RETURN'
  | 'START'
  | 'SUBMIT';

export type JointTaskResult =
  | Conflict
  | InvalidInput
  | JointTask
  | NotFound;

export type JointTaskState =
  | 'ASSIGNED'
  | 'CANCELLED'
  | 'DECLINED'
  | 'DONE'
  | 'STARTED'
  | 'SUBMITTED';

/** A tenant in a joint case. */
export interface JointTenant {
  readonly __typename: 'JointTenant';
  readonly code: string;
  readonly kind: TenantKind;
  readonly name: string;
}

/** Something that happened in a joint case. */
export interface JointTimelineLine {
  readonly __typename: 'JointTimelineLine';
  readonly action: string;
  readonly at: DateTime;
  /** Whose act it was; none of a deadline. */
  readonly by: JointTenant | null;
  readonly id: string;
  /** The thing that it is about. */
  readonly itemId: string;
  readonly kind: JointItemKind;
  /** Whom the thing is asked of. */
  readonly party: JointTenant | null;
  /** The state of the thing since then. */
  readonly state: string;
}

export interface JointTimelineLineConnection {
  readonly __typename: 'JointTimelineLineConnection';
  readonly edges: readonly JointTimelineLineEdge[];
  readonly pageInfo: PageInfo;
}

export interface JointTimelineLineEdge {
  readonly __typename: 'JointTimelineLineEdge';
  readonly cursor: string;
  readonly node: JointTimelineLine;
}

/** One line of the audit log, in its place in the hash chain. */
export interface LedgerEntry {
  readonly __typename: 'LedgerEntry';
  readonly action: string;
  /** Keyed pseudonym of the actor: the same person, the same text. */
  readonly actorRef: string | null;
  /** Codes and ids as a JSON object; null once erased. */
  readonly detail: string | null;
  /** SHA-256 over `previousHash` and the content, in base64url. */
  readonly hash: string;
  readonly id: string;
  readonly occurredAt: DateTime;
  readonly outcome: string;
  readonly previousHash: string;
  readonly requestId: string;
  /** Its place: 1, 2, 3 … without gaps. */
  readonly seq: number;
  readonly subjectId: string | null;
  readonly subjectType: string | null;
  /** Who acted; null for the gateway itself. */
  readonly tenantCode: string | null;
}

export interface LedgerEntryConnection {
  readonly __typename: 'LedgerEntryConnection';
  readonly edges: readonly LedgerEntryEdge[];
  readonly pageInfo: PageInfo;
}

export interface LedgerEntryEdge {
  readonly __typename: 'LedgerEntryEdge';
  readonly cursor: string;
  readonly node: LedgerEntry;
}

/** How far the chain has come: noted elsewhere, it shows a later rewriting. */
export interface LedgerHead {
  readonly __typename: 'LedgerHead';
  readonly hash: string;
  readonly seq: number;
}

/** The identifier as it was understood. */
export interface LookedUpIdentifier {
  readonly __typename: 'LookedUpIdentifier';
  readonly corrections: readonly Correction[];
  readonly type: IdentifierType;
  /** The canonical value; masked when the type is personal. */
  readonly value: string;
}

export interface LookupAnswer {
  readonly __typename: 'LookupAnswer';
  /** Those that the identifier anchors first; at most 50. */
  readonly entities: readonly Entity[];
  readonly hasMore: boolean;
  readonly identifier: LookedUpIdentifier;
}

export interface LookupBatchAnswer {
  readonly __typename: 'LookupBatchAnswer';
  /** In the order of the input. */
  readonly items: readonly LookupBatchItem[];
}

export interface LookupBatchInput {
  /** The case that it is for: at most 100 characters. Needed with `purpose`. */
  readonly caseRef?: string | null;
  readonly items: readonly LookupBatchItemInput[];
  /** Why, in words: at most 500 characters. Needed for personal identifiers and persons. */
  readonly purpose?: string | null;
}

/** One item of a batch: what was found, or why it could not be looked up. */
export interface LookupBatchItem {
  readonly __typename: 'LookupBatchItem';
  /** Those that the identifier anchors first; at most 10. */
  readonly entities: readonly Entity[];
  readonly hasMore: boolean;
  readonly identifier: LookedUpIdentifier | null;
  /** Place of the item in the input, from 0. */
  readonly index: number;
  readonly problem: LookupProblem | null;
}

export interface LookupBatchItemInput {
  /** Code of the platform of a shop, listing or account id that does not name it; a platform may leave out its own. */
  readonly platform?: string | null;
  readonly type: IdentifierType;
  readonly value: string;
}

export type LookupBatchResult =
  | InvalidInput
  | LookupBatchAnswer;

export interface LookupInput {
  /** The case that it is for: at most 100 characters. Needed with `purpose`. */
  readonly caseRef?: string | null;
  /** Code of the platform of a shop, listing or account id that does not name it; a platform may leave out its own. */
  readonly platform?: string | null;
  /** Why, in words: at most 500 characters. Needed for personal identifiers and persons. */
  readonly purpose?: string | null;
  readonly type: IdentifierType;
  /** As it is at hand: spacing, full width and likely misreadings are mended. */
  readonly value: string;
}

/** Why one item of a batch could not be looked up. */
export interface LookupProblem {
  readonly __typename: 'LookupProblem';
  readonly code: string;
  /** Path of the input field at fault: `input.items[3].value`. */
  readonly field: string;
  readonly message: string;
}

export type LookupResult =
  | InvalidInput
  | LookupAnswer
  | PurposeRequired;

export interface MarkReviewedInput {
  readonly entityId: string;
  readonly idempotencyKey?: string | null;
  /** At most 2,000 characters; rests encrypted. */
  readonly note?: string | null;
  /** Of the search answer or the screening item that brought the entity up. */
  readonly queryKey: string;
  /** Of the hit that was looked at; the present one when left out. */
  readonly revision?: string | null;
  readonly verdict: ReviewVerdict;
}

/** What a score is good for: MATCH from 0.85 on, REVIEW from 0.6 on means that a person should look. */
export type MatchDecision =
  | 'MATCH'
  | 'REVIEW'
  | 'WEAK';

/** What one part did to a score: 1 less all penalties, within the lowest cap. */
export interface MatchPart {
  readonly __typename: 'MatchPart';
  /** Null for a natural person's name. */
  readonly candidate: string | null;
  /** The score may not exceed this for this part. */
  readonly cap: number | null;
  /** How the characters differ, where they do. */
  readonly edits: readonly string[];
  readonly part: MatchedPart;
  /** Negative when the part added to the score. */
  readonly penalty: number;
  readonly query: string | null;
  readonly verdict: MatchVerdict;
}

export type MatchVerdict =
  | 'DIFFERENT'
  | 'MISSING'
  | 'SAME'
  | 'SIMILAR';

export type MatchedPart =
  | 'AMBIGUITY'
  | 'BIRTH_DATE'
  | 'BRANCH'
  | 'BRAND'
  | 'COMMONNESS'
  | 'FORM'
  | 'IDENTIFIER'
  | 'INITIALS'
  | 'NAME'
  | 'PHONE'
  | 'PLACE'
  | 'REGION'
  | 'TRADE';

/** What a platform did about what it found. */
export type Measure =
  | 'ACCOUNT_SUSPENDED'
  | 'DEPOSIT_DEDUCTED'
  | 'EVIDENCE_PRESERVED'
  | 'LISTING_TAKEN_DOWN'
  | 'PAYOUT_HELD'
  | 'REPORTED_TO_POLICE'
  | 'SHOP_FROZEN'
  | 'WARNING_ISSUED';

/** Rows that report a measure. */
export interface MeasureCount {
  readonly __typename: 'MeasureCount';
  readonly count: number;
  readonly measure: Measure;
}

/** How a merchant stands, as far as the caller may know. */
export interface MerchantCheck {
  readonly __typename: 'MerchantCheck';
  /** Whether there may be more than is shown. */
  readonly isTruncated: boolean;
  /** On the list now, by its code. */
  readonly listed: readonly BlacklistEntry[];
  /** On the list before, by its code; not what was withdrawn or revoked. */
  readonly listedBefore: readonly BlacklistEntry[];
  /** To review, the most alike first, at most 20. */
  readonly similar: readonly SimilarMerchant[];
  /** Procedures that the caller was told of, by its code. */
  readonly underReview: readonly BlacklistEntry[];
}

export type MerchantCheckResult =
  | InvalidInput
  | MerchantCheck
  | PurposeRequired;

export interface MoveJointCaseInput {
  readonly action: JointCaseMove;
  /** Kept with the figures of the closing. */
  readonly amounts?: JointAmountsInput | null;
  /** Codes of participants that the figures of the closing are shown to beside the lead. */
  readonly figuresFor?: readonly string[] | null;
  readonly id: string;
  readonly idempotencyKey?: string | null;
  /** The reason, where one is needed. At most 2,000 characters. */
  readonly note?: string | null;
  /** Needed to close. */
  readonly outcome?: JointOutcome | null;
  readonly version: number;
}

export interface MoveJointHandoverInput {
  readonly action: JointHandoverMove;
  readonly id: string;
  readonly idempotencyKey?: string | null;
  /** The reason, where one is needed. At most 2,000 characters. */
  readonly note?: string | null;
  readonly version: number;
}

export interface MoveJointMeasureInput {
  readonly action: JointMeasureMove;
  /** Uploads that prove what was executed, at most 20. */
  readonly attachmentIds?: readonly string[] | null;
  readonly id: string;
  readonly idempotencyKey?: string | null;
  /** The reason, where one is needed. At most 2,000 characters. */
  readonly note?: string | null;
  readonly version: number;
}

export interface MoveJointParticipantInput {
  readonly action: JointParticipantMove;
  readonly id: string;
  readonly idempotencyKey?: string | null;
  /** The reason, where one is needed. At most 2,000 characters. */
  readonly note?: string | null;
  readonly version: number;
}

export interface MoveJointTaskInput {
  readonly action: JointTaskMove;
  /** Uploads that prove what is submitted, at most 20. */
  readonly attachmentIds?: readonly string[] | null;
  readonly id: string;
  readonly idempotencyKey?: string | null;
  /** The reason, where one is needed. At most 2,000 characters. */
  readonly note?: string | null;
  readonly version: number;
}

export interface Mutation {
  readonly __typename: 'Mutation';
  /** The platform has the request in hand. */
  readonly acknowledgeDisclosureRequest: DisclosureRequestResult;
  /** Designates an approver; from the first one on nobody else approves. Nobody designates himself. */
  readonly addDisclosureApprover: DisclosureMandatesResult;
  /** Lets somebody decide for another who is away. Nobody makes himself a stand-in. */
  readonly addDisclosureDelegation: DisclosureMandatesResult;
  /** Adds an uploaded file to a case, a task or a measure. */
  readonly addJointAttachment: JointAttachmentResult;
  /** Writes a comment on a case, a task or a measure, and tells those whom it mentions. */
  readonly addJointComment: JointCommentResult;
  /** Links a case to a disclosure request or blacklist entry of the caller's own. */
  readonly addJointLink: JointLinkResult;
  /** Adds subjects and rings to a case that the caller leads. */
  readonly addJointSubjects: JointCaseResult;
  /** Registers a tenant; it can do nothing until it has a key. */
  readonly addTenant: TenantChangeResult;
  /** Registers a public key; several may be active at once. */
  readonly addTenantKey: TenantKeyChangeResult;
  /** Answers the platform's question. */
  readonly answerDisclosureClarification: DisclosureRequestResult;
  /** Consents to the passing on of a disclosure, or declines it; for an approver of the platform. */
  readonly answerDisclosureConsent: DisclosureUseResult;
  /** Approves the decision draft: by another person than its author, and by two when it is sensitive. */
  readonly approveDisclosureDecision: DisclosureRequestResult;
  /** Asks the agency; the platform's time stands still until it answers, and a decision draft falls. */
  readonly askDisclosureClarification: DisclosureRequestResult;
  /** Assigns a task to a participant. */
  readonly assignJointTask: JointTaskResult;
  /** Attaches a legal instrument, uploaded as PDF before. Who attaches one to a draft cannot send it any more. */
  readonly attachDisclosureInstrument: DisclosureRequestResult;
  /** Stops a batch screening; what was screened so far stays, and `resumeScreening` goes on from there. */
  readonly cancelScreening: ScreeningChangeResult;
  /** Changes what a list is called, how near its hits must be, or what it is for; a purpose cannot be taken away. */
  readonly changeScreeningList: ScreeningListChangeResult;
  /** The agency is done with the request. */
  readonly closeDisclosureRequest: DisclosureRequestResult;
  /** Another person confirms the decision, or disagrees. */
  readonly confirmBlacklistDecision: BlacklistEntryResult;
  /** Confirms a package by the receipt that the agency signed. */
  readonly confirmDisclosureReceipt: DisclosurePackageResult;
  /** Corrects a published entry; whoever was told of it is told. */
  readonly correctBlacklistEntry: BlacklistEntryResult;
  /** Begins a draft; only the agency sees it. */
  readonly createDisclosureRequest: DisclosureRequestResult;
  /** Registers an endpoint; the answer shows its secret once. */
  readonly createSubscription: SubscriptionSecretResult;
  /** The decision of the first of two people. */
  readonly decideBlacklistEntry: BlacklistEntryResult;
  /** Grants the credit repair, which ends the listing, or refuses it. */
  readonly decideBlacklistRepair: BlacklistEntryResult;
  /** Says what is done with a disclosure. What its handling forbids is refused, or asks for consent. */
  readonly declareDisclosureUse: DisclosureUseResult;
  /** Deletes a list with its items and hits. */
  readonly deleteScreeningList: ScreeningListChangeResult;
  /** Ends it for good; what was not sent yet is not sent. */
  readonly deleteSubscription: SubscriptionResult;
  /** Delivers what was granted: a manifest and files, sealed and uploaded before, go to the agency. */
  readonly deliverDisclosurePackage: DisclosurePackageResult;
  /** Gives a draft up. */
  readonly discardDisclosureDraft: DisclosureRequestResult;
  /** Writes what is granted and refused, by subject, item and period; it counts once others approve it. */
  readonly draftDisclosureDecision: DisclosureRequestResult;
  /** Gives a proposal up before the party was told. */
  readonly dropBlacklistEntry: BlacklistEntryResult;
  /** Ends a delegation before its time. */
  readonly endDisclosureDelegation: DisclosureMandatesResult;
  /** Files a joint case; whoever is invited is told at once. */
  readonly fileJointCase: JointCaseResult;
  /** Records that the party was given notice; its time for a statement begins. */
  readonly giveBlacklistNotice: BlacklistEntryResult;
  /** Hands in a signed receipt for a delivery of the caller's own. The first one of a delivery stands. */
  readonly handInReceipt: HandInReceiptResult;
  /** Invites agencies and platforms, also such as were out already. */
  readonly inviteToJointCase: JointCaseResult;
  /** Remembers what the caller decided about a hit; no other tenant learns of it. */
  readonly markReviewed: ReviewResult;
  /** Files a draft, closes a case or withdraws it, by its lead. */
  readonly moveJointCase: JointCaseResult;
  /** Accepts, declines or retracts an offer of the lead. */
  readonly moveJointHandover: JointHandoverResult;
  /** Accepts, refuses, executes, verifies, disputes, lifts or withdraws a measure. */
  readonly moveJointMeasure: JointMeasureResult;
  /** Accepts or declines an invitation, leaves a case, or removes somebody from it. */
  readonly moveJointParticipant: JointParticipantResult;
  /** Starts, submits, declines, approves, returns or cancels a task. */
  readonly moveJointTask: JointTaskResult;
  /** Offers the lead to another agency that takes part. */
  readonly offerJointLead: JointHandoverResult;
  /** Opens to a participant what was written before, or gives it another access, by the lead. */
  readonly openToJointParticipant: JointParticipantResult;
  /** Stops watching a list; its hits stay as they are. */
  readonly pauseScreeningList: ScreeningListChangeResult;
  /** Stops sending; events go on being collected. */
  readonly pauseSubscription: SubscriptionResult;
  /** Proposes a merchant; nobody else sees the proposal. */
  readonly proposeBlacklistEntry: BlacklistEntryResult;
  /** Publishes what two people have decided; subscribers are told at once. */
  readonly publishBlacklistEntry: BlacklistEntryResult;
  /** Publishes before the notice, on a coded ground; without the notice in time the entry is withdrawn by itself. */
  readonly publishBlacklistEntryInEmergency: BlacklistEntryResult;
  /** Adds items, or changes those whose reference the list has. All of them go in, or none. */
  readonly putScreeningListItems: ScreeningListChangeResult;
  /** Records that the party objects; the entry stays until that is decided. */
  readonly recordBlacklistObjection: BlacklistEntryResult;
  /** Records what the party has said to the notice. */
  readonly recordBlacklistStatement: BlacklistEntryResult;
  /** Sends a dead letter again, under the same event id. */
  readonly redeliver: DeliveryResult;
  /** Sends dead letters again, under the same event ids. */
  readonly redriveDeliveries: RefillResult;
  /** Lets a suspended tenant in again. */
  readonly reinstateTenant: TenantChangeResult;
  /** Ends a designation. */
  readonly removeDisclosureApprover: DisclosureMandatesResult;
  /** Takes items off a list with their hits. */
  readonly removeScreeningListItems: ScreeningListChangeResult;
  /** Refills a receiver that lost data: everything since a moment comes again in its order, under the same event ids and new numbers; what is new comes after it. */
  readonly replaySubscription: RefillResult;
  /** Records that the party asks for credit repair. */
  readonly requestBlacklistRepair: BlacklistEntryResult;
  /** Asks a platform for a measure on a subject of the case. */
  readonly requestJointMeasure: JointMeasureResult;
  /** Goes on with a cancelled batch screening where it stood. */
  readonly resumeScreening: ScreeningChangeResult;
  /** Watches a paused list again. All of it is screened anew; what was alerted before is not again. */
  readonly resumeScreeningList: ScreeningListChangeResult;
  /** Sends again, beginning with what was collected. */
  readonly resumeSubscription: SubscriptionResult;
  /** Lets a key verify for a while more, for a rotation without a gap. */
  readonly retireTenantKey: TenantKeyChangeResult;
  /** Reviews an emergency decision afterwards: by one who neither wrote nor approved it. */
  readonly reviewDisclosureAfterwards: DisclosureRequestResult;
  /** Takes the request under review. */
  readonly reviewDisclosureRequest: DisclosureRequestResult;
  /** Ends an entry on the word of a court or a superior; a superior regulator may do so too. */
  readonly revokeBlacklistEntry: BlacklistEntryResult;
  /** Ends a key for good, within five seconds on every replica. */
  readonly revokeTenantKey: TenantKeyChangeResult;
  /** Makes a new key by which the gateway signs; the one before stays published for 30 days. */
  readonly rotateGatewayKey: RotateGatewayKeyResult;
  /** Makes a new secret; the present one signs as well for a while. */
  readonly rotateSubscriptionSecret: SubscriptionSecretResult;
  /** Saves a screening list. Its items are screened at once, and again when an entity changes that may concern them. */
  readonly saveScreeningList: ScreeningListChangeResult;
  /** Sends the decision draft back: it is written anew. */
  readonly sendBackDisclosureDecision: DisclosureRequestResult;
  /** Approves a complete draft for the agency and sends it: by another person than those who wrote it. */
  readonly submitDisclosureRequest: DisclosureRequestResult;
  /** Lets the tenant in no more, within five seconds on every replica. */
  readonly suspendTenant: TenantChangeResult;
  /** Changes a draft; whoever does cannot send it any more. */
  readonly updateDisclosureDraft: DisclosureRequestResult;
  /** The objection did not hold. */
  readonly upholdBlacklistEntry: BlacklistEntryResult;
  /** Takes a wrong entry back; whoever was told of it is told. */
  readonly withdrawBlacklistEntry: BlacklistEntryResult;
  /** Takes a request back that was sent. */
  readonly withdrawDisclosureRequest: DisclosureRequestResult;
}

/** What a name is to its entity. */
export type NameRole =
  | 'LEGAL_REPRESENTATIVE'
  | 'NICKNAME'
  | 'PERSON'
  | 'REGISTERED'
  | 'SHOP'
  | 'TITLE';

/** Why an entry can never be public: it touches a minor, or its case is sealed. */
export type NeverPublic =
  | 'MINOR'
  | 'SEALED';

/** Does not exist, or may not be seen. */
export interface NotFound {
  readonly __typename: 'NotFound';
  /** Stable code for programs. */
  readonly code: string;
  /** Path of the input field at fault, if one is. */
  readonly field: string | null;
  /** One sentence for people. */
  readonly message: string;
}

export interface OfferJointLeadInput {
  readonly caseId: string;
  readonly idempotencyKey?: string | null;
  /** At most 2,000 characters. */
  readonly note?: string | null;
  /** Code of an agency that takes part. */
  readonly tenantCode: string;
}

export interface OpenToJointParticipantInput {
  /** Its access from now on. */
  readonly access?: JointAccess | null;
  /** Of the participant. */
  readonly id: string;
  readonly idempotencyKey?: string | null;
  /** Things of the case to open, at most 200. */
  readonly itemIds?: readonly string[];
  readonly opens?: JointOpening;
  readonly version: number;
}

/** Complaints with an outcome. */
export interface OutcomeCount {
  readonly __typename: 'OutcomeCount';
  readonly count: number;
  readonly outcome: ComplaintOutcome;
}

/** Where a page stands in its list. */
export interface PageInfo {
  readonly __typename: 'PageInfo';
  readonly endCursor: string | null;
  readonly hasNextPage: boolean;
}

/** THIN tells what happened to whom; FULL has the details of the event as well, as `events` shows them. */
export type PayloadForm =
  | 'FULL'
  | 'THIN';

export interface ProposeBlacklistEntryInput {
  /** Code of a flag category. */
  readonly category: string;
  readonly idempotencyKey?: string | null;
  /** Division code within the regulator's; its own when left out. */
  readonly jurisdiction?: string | null;
  /** Statute and article, at most 500 characters. */
  readonly legalBasis: string;
  readonly neverPublic?: NeverPublic | null;
  /** Shown to whoever may see the entry: names no natural person. At most 4,000 characters. */
  readonly reason: string;
  readonly restricted?: BlacklistRestrictedPartInput | null;
  readonly severity: Severity;
  /** Only MERCHANT can be listed. */
  readonly subjectKind?: EntityKind;
  /** Registered name, at most 200 characters. */
  readonly subjectName: string;
  /** Unified social credit code. */
  readonly uscc: string;
}

/** Everyone, the agencies, or the agencies of the division and of those above it. */
export type PublicationLevel =
  | 'AGENCIES'
  | 'JURISDICTION'
  | 'PUBLIC';

/** Where a publication stands with one receiver. */
export interface PublicationReceipt {
  readonly __typename: 'PublicationReceipt';
  /** The receipt as a JWS in compact form, which anybody who has the receiver's key can verify. */
  readonly receipt: string | null;
  /** Since when it is so. */
  readonly since: DateTime;
  readonly state: ReceiptState;
  readonly tenantCode: string;
  readonly tenantId: string;
  readonly tenantName: string;
}

export interface PublicationReceiptConnection {
  readonly __typename: 'PublicationReceiptConnection';
  readonly edges: readonly PublicationReceiptEdge[];
  readonly pageInfo: PageInfo;
}

export interface PublicationReceiptEdge {
  readonly __typename: 'PublicationReceiptEdge';
  readonly cursor: string;
  readonly node: PublicationReceipt;
}

export interface PublishBlacklistEntryInEmergencyInput {
  /** What the danger is. For the file of the case; at most 4,000 characters. */
  readonly facts: string;
  readonly ground: EmergencyGround;
  readonly id: string;
  readonly idempotencyKey?: string | null;
  readonly restrictedSharing?: RestrictedLevel;
  readonly sharing?: PublicationLevel;
  readonly version: number;
}

export interface PublishBlacklistEntryInput {
  readonly id: string;
  readonly idempotencyKey?: string | null;
  readonly restrictedSharing?: RestrictedLevel;
  readonly sharing?: PublicationLevel;
  readonly version: number;
}

/** A query on personal data must name its purpose and case. */
export interface PurposeRequired {
  readonly __typename: 'PurposeRequired';
  /** Stable code for programs. */
  readonly code: string;
  /** Path of the input field at fault, if one is. */
  readonly field: string | null;
  /** One sentence for people. */
  readonly message: string;
}

export interface PutScreeningListItemsInput {
  readonly id: string;
  readonly idempotencyKey?: string | null;
  /** 1 to 1,000. All of them go in, or none. */
  readonly items: readonly ScreeningListItemInput[];
  /** The version of the list that was read. */
  readonly version: number;
}

export interface Query {
  readonly __typename: 'Query';
  /** What is known of an attachment, or of an upload of the caller's own. */
  readonly attachment: AttachmentResult;
  /** Entries that the caller may see, newest first. */
  readonly blacklistEntries: BlacklistEntryConnection;
  /** An entry that the caller may see, else null. */
  readonly blacklistEntry: BlacklistEntry | null;
  /** Who has taken in the newest event of the caller's own entry after its publication; null when there is none. */
  readonly blacklistReceipts: BlacklistReceipts | null;
  /** How a merchant stands on the blacklist: listed, listed before, under review, similar names to review. */
  readonly checkMerchant: MerchantCheckResult;
  /** The deliveries of one of the caller's own subscriptions, newest first. */
  readonly deliveries: DeliveryConnection;
  /** A delivery of the caller's own, else null. */
  readonly delivery: Delivery | null;
  /** The data items, statutes and refusal reasons of disclosures. */
  readonly disclosureCatalogue: DisclosureCatalogue;
  /** What agencies ask of the calling platform, the newest first. */
  readonly disclosureInbox: DisclosureSummaryConnection;
  /** Who may approve in the caller's own tenant. */
  readonly disclosureMandates: DisclosureMandates;
  /** What the calling agency has drafted and asked, the newest first. */
  readonly disclosureOutbox: DisclosureSummaryConnection;
  /** The package that answers a request, for its two sides. */
  readonly disclosurePackage: DisclosurePackage | null;
  /** A request that the caller may see, else null. */
  readonly disclosureRequest: DisclosureRequest | null;
  /** An entity. A person is found only with `purpose` and `caseRef`. */
  readonly entity: EntityResult;
  /** A cursor of now: for a consumer that wants to miss nothing from here on, whatever happens to its stream. */
  readonly eventHead: EventHead;
  /** Events that the caller may see, oldest first: for a consumer that was away. `endCursor` is given for an empty page too. */
  readonly events: EventConnection;
  /** The categories that flags may have, in order of their code. */
  readonly flagCategories: readonly FlagCategory[];
  /** One of the caller's own reports. */
  readonly inspectionReport: InspectionReportResult;
  /** The caller's own reports, newest first. */
  readonly inspectionReports: InspectionReportConnection;
  /** The files of a case and of what is in it, the newest upload first. Empty when the caller may see none. */
  readonly jointAttachments: JointAttachmentConnection;
  /** A case that the caller takes or took part in, else null. */
  readonly jointCase: JointCase | null;
  /** The cases that the caller is invited to, takes or took part in, the newest invitation first. */
  readonly jointCases: JointCaseConnection;
  /** A comment that the caller may see, else null. */
  readonly jointComment: JointComment | null;
  /** The comments of a case, the newest first. Empty when the caller may see none. */
  readonly jointComments: JointCommentConnection;
  /** Offers of the lead of a case, the newest first. Empty when the caller may see none. */
  readonly jointHandovers: JointHandoverConnection;
  /** The links of a case, the newest first. Empty when the caller may see none. */
  readonly jointLinks: JointLinkConnection;
  /** A measure that the caller may see, else null. */
  readonly jointMeasure: JointMeasure | null;
  /** The measures of a case, the newest first. Empty when the caller may see none. */
  readonly jointMeasures: JointMeasureConnection;
  /** Who takes or took part in a case, the newest first. Empty when the caller may see none. */
  readonly jointParticipants: JointParticipantConnection;
  /** Rings and other sets of subjects of a case, the newest first. Empty when the caller may see none. */
  readonly jointSubjectSets: JointSubjectSetConnection;
  /** The subjects of a case, the newest first. Empty when the caller may see none. */
  readonly jointSubjects: JointSubjectConnection;
  /** A task that the caller may see, else null. */
  readonly jointTask: JointTask | null;
  /** The tasks of a case, the newest first. Empty when the caller may see none. */
  readonly jointTasks: JointTaskConnection;
  /** Everything that happened in a case, in order, as far as the caller was shown it. Empty when the caller may see none. */
  readonly jointTimeline: JointTimelineLineConnection;
  /** Sealed entries, oldest first. Reading them is an entry of its own. */
  readonly ledgerEntries: LedgerEntryConnection;
  /** The newest sealed entry. */
  readonly ledgerHead: LedgerHead;
  /** The entities that an identifier leads to, as far as the caller may see them. Each lookup is in the ledger. */
  readonly lookup: LookupResult;
  /** Up to 1,000 lookups in one call. An item that cannot be read does not spoil the rest. */
  readonly lookupBatch: LookupBatchResult;
  /** The tenant that the token speaks for. */
  readonly me: TenantAccount;
  /** Who has an event that the caller published, who does not yet, and since when. Give `eventId` or `subjectId`. Agencies see every receiver, others those that they named themselves. */
  readonly publicationReceipts: PublicationReceiptConnection;
  /** An order of the caller's own, else null. */
  readonly refill: Refill | null;
  /** Looks for up to 1,000 names and identifiers in one call. A wrong item does not spoil the rest. */
  readonly screen: ScreenResult;
  /** One of the caller's own batch screenings. */
  readonly screening: ScreeningResult;
  /** One of the caller's own screening lists. */
  readonly screeningList: ScreeningListResult;
  /** A hit of one of the caller's own lists, by the subject of its alert, as the caller may see it now. */
  readonly screeningListHit: ScreeningListHitResult;
  /** Hits of one of the caller's own screening lists as it may see them now, the newest first. The reading is in the ledger. */
  readonly screeningListHits: ScreeningListHitsResult;
  /** Items of one of the caller's own screening lists, in the order of their coming. The reading is in the ledger. */
  readonly screeningListItems: ScreeningListItemsResult;
  /** One of the caller's own uploads into a screening list. */
  readonly screeningListUpload: ScreeningListUploadResult;
  /** The caller's own screening lists, newest first. */
  readonly screeningLists: ScreeningListConnection;
  /** The caller's own batch screenings, newest first. */
  readonly screenings: ScreeningConnection;
  /** Entities by name, as far as the caller may see them, the best first. Each search is in the ledger. */
  readonly searchEntities: SearchResult;
  /** A subscription of the caller's own, else null. */
  readonly subscription: EventSubscription | null;
  /** The caller's own subscriptions, oldest first. */
  readonly subscriptions: EventSubscriptionConnection;
  /** The tenant with this code. */
  readonly tenant: TenantAccount | null;
  /** Public keys of an active tenant: those to seal a disclosure to (ENC), or those that verify what it signed (SIG). Compare the thumbprint of a key to seal to over another channel. */
  readonly tenantPublicKeys: readonly TenantKey[];
  /** All tenants in order of code. */
  readonly tenants: TenantAccountConnection;
}

/** RECEIPTED: it signed that it has it; DELIVERED: its endpoint took it; WAITING: it does not have it yet; FAILED: the attempts are spent. */
export type ReceiptState =
  | 'DELIVERED'
  | 'FAILED'
  | 'RECEIPTED'
  | 'WAITING';

export interface RecordBlacklistObjectionInput {
  readonly id: string;
  readonly idempotencyKey?: string | null;
  /** What the party says, at most 8,000 characters; rests encrypted. */
  readonly objection: string;
  readonly version: number;
}

export interface RecordBlacklistStatementInput {
  readonly id: string;
  readonly idempotencyKey?: string | null;
  /** What the party says, at most 8,000 characters; rests encrypted. */
  readonly statement: string;
  readonly version: number;
}

export interface RedeliverInput {
  readonly id: string;
  readonly idempotencyKey?: string | null;
}

/** Which dead letters; all of the subscription when nothing more is said. */
export interface RedriveDeliveriesInput {
  readonly eventTypes?: readonly string[] | null;
  readonly idempotencyKey?: string | null;
  /** Of events that happened at this moment or later. */
  readonly since?: DateTime | null;
  readonly subscriptionId: string;
  /** Of events that happened at this moment or before. */
  readonly until?: DateTime | null;
}

/** An order to send much of a subscription again, worked off bit by bit. */
export interface Refill {
  readonly __typename: 'Refill';
  readonly createdAt: DateTime;
  readonly finishedAt: DateTime | null;
  readonly id: string;
  readonly kind: RefillKind;
  /** Deliveries that were made due so far. */
  readonly moved: number;
  readonly state: RefillState;
  readonly subscriptionId: string;
}

export type RefillKind =
  | 'REDRIVE'
  | 'REPLAY';

export type RefillResult =
  | Conflict
  | InvalidInput
  | NotFound
  | Refill;

/** CANCELLED: its subscription was disabled or deleted meanwhile. */
export type RefillState =
  | 'CANCELLED'
  | 'DONE'
  | 'RUNNING';

/** A coded reason of a refusal. */
export interface RefusalReason {
  readonly __typename: 'RefusalReason';
  readonly code: string;
  readonly en: string;
  readonly zh: string;
}

export interface RemoveScreeningListItemsInput {
  readonly id: string;
  readonly idempotencyKey?: string | null;
  /** References, 1 to 1,000; those that the list does not have are passed over. */
  readonly refs: readonly string[];
  /** The version of the list that was read. */
  readonly version: number;
}

export interface ReplaySubscriptionInput {
  readonly idempotencyKey?: string | null;
  /** Everything that happened at this moment or later comes again. */
  readonly since: DateTime;
  readonly subscriptionId: string;
}

export type ReportFormat =
  | 'CSV'
  | 'NDJSON';

/** What is wrong with one field of one row. Never holds the value. */
export interface ReportRowError {
  readonly __typename: 'ReportRowError';
  /** Null where the row as a whole cannot be read. */
  readonly field: string | null;
  /** Line of the file on which the row begins, from 1. */
  readonly line: number;
  /** One sentence for people. */
  readonly message: string;
  /** Stable code for programs, such as CHECKSUM or UNKNOWN_VALUE. */
  readonly reason: string;
}

export interface ReportRowErrorConnection {
  readonly __typename: 'ReportRowErrorConnection';
  readonly edges: readonly ReportRowErrorEdge[];
  readonly pageInfo: PageInfo;
}

export interface ReportRowErrorEdge {
  readonly __typename: 'ReportRowErrorEdge';
  readonly cursor: string;
  readonly node: ReportRowError;
}

export type ReportSection =
  | 'ACCOUNTS'
  | 'COMPLAINTS'
  | 'COOPERATION'
  | 'LISTINGS'
  | 'MERCHANTS';

/** What the accepted rows of a section amount to. */
export interface ReportSectionCounters {
  readonly __typename: 'ReportSectionCounters';
  /** Accepted rows: merchants, listings or accounts checked, complaints received. */
  readonly checked: number;
  /** Flags raised. */
  readonly flagged: number;
  /** Such as listings taken down and accounts suspended. */
  readonly measures: readonly MeasureCount[];
  /** Complaints by outcome; empty in other sections. */
  readonly outcomes: readonly OutcomeCount[];
  readonly section: ReportSection;
}

export interface RequestBlacklistRepairInput {
  /** What was done to put things right, at most 8,000 characters; rests encrypted. */
  readonly grounds: string;
  readonly id: string;
  readonly idempotencyKey?: string | null;
  readonly version: number;
}

export interface RequestJointMeasureInput {
  readonly caseId: string;
  /** When it ends by itself, within three years. */
  readonly expiresAt: DateTime;
  readonly idempotencyKey?: string | null;
  /** At most 2,000 characters. */
  readonly instructions?: string | null;
  /** Shown to the lead, those concerned and `sharedWith`, and to nobody else. */
  readonly isRestricted?: boolean;
  /** Statute and article, at most 500 characters. */
  readonly legalBasis: string;
  readonly measure: JointMeasureKind;
  /** Code of a platform that takes part. */
  readonly platform: string;
  /** Codes of participants that it is shown to beside those who see the whole case. */
  readonly sharedWith?: readonly string[] | null;
  /** A subject of the case. */
  readonly subjectId: string;
}

/** Who may read the restricted part, of those who may see the entry. */
export type RestrictedLevel =
  | 'AGENCIES'
  | 'JURISDICTION'
  | 'OWNER';

export interface RetireTenantKeyInput {
  /** Sent again with the same key and input, the change is made once and its result given again. */
  readonly idempotencyKey?: string | null;
  /** `kid` of the key. */
  readonly keyId: string;
  /** How long it still verifies, at most 90 days. */
  readonly lastsSeconds?: number;
  readonly tenantCode: string;
  /** The version that the decision was made on; a newer one is a Conflict. */
  readonly version?: number | null;
}

/** What the caller decided about a hit. No other tenant sees it. */
export interface Review {
  readonly __typename: 'Review';
  readonly createdAt: DateTime;
  readonly entityId: string;
  readonly id: string;
  readonly note: string | null;
  readonly queryKey: string;
  readonly revision: string;
  readonly verdict: ReviewVerdict;
}

export interface ReviewDisclosureAfterwardsInput {
  readonly id: string;
  readonly idempotencyKey?: string | null;
  /** False objects; before the delivery that reopens the decision. */
  readonly isConfirmed: boolean;
  /** At most 4,000 characters. */
  readonly reason: string;
  readonly version: number;
}

export type ReviewResult =
  | Conflict
  | InvalidInput
  | NotFound
  | Review;

export type ReviewVerdict =
  | 'NOT_SAME'
  | 'SAME'
  | 'UNDECIDED';

export type RevocationGround =
  | 'ADMINISTRATIVE_REVIEW'
  | 'COURT_JUDGMENT'
  | 'SUPERIOR_DECISION';

export interface RevokeBlacklistEntryInput {
  readonly ground: RevocationGround;
  readonly id: string;
  readonly idempotencyKey?: string | null;
  /** Shown to whoever may see the entry: names no natural person. At most 4,000 characters. */
  readonly reason: string;
  readonly version: number;
}

export interface RevokeTenantKeyInput {
  /** Sent again with the same key and input, the change is made once and its result given again. */
  readonly idempotencyKey?: string | null;
  /** `kid` of the key. */
  readonly keyId: string;
  readonly tenantCode: string;
  /** The version that the decision was made on; a newer one is a Conflict. */
  readonly version?: number | null;
}

export interface RotateGatewayKeyInput {
  readonly algorithm: SigningAlgorithm;
  readonly idempotencyKey?: string | null;
  /** The present key is no longer to be trusted: it is taken out at once, and the new one signs at once. */
  readonly isCompromised?: boolean | null;
  /** For how long receivers can fetch the key before it signs: 0 to 604800 seconds, an hour when left out. */
  readonly leadSeconds?: number | null;
}

export type RotateGatewayKeyResult =
  | Conflict
  | GatewayKey
  | InvalidInput;

export interface RotateSubscriptionSecretInput {
  readonly id: string;
  readonly idempotencyKey?: string | null;
  /** For how long the present secret signs as well: 0 to 604800 seconds, a day when left out. */
  readonly overlapSeconds?: number | null;
  readonly version: number;
}

export interface SaveScreeningListInput {
  readonly caseRef?: string | null;
  readonly idempotencyKey?: string | null;
  /** At most 1,000; files bring more. */
  readonly items?: readonly ScreeningListItemInput[] | null;
  /** The weakest hits to keep. */
  readonly least?: MatchDecision;
  /** At most 200 characters; rests encrypted. */
  readonly name: string;
  /** Why, in words. With `caseRef`: needed where persons are to be met, or items have personal identifiers. */
  readonly purpose?: string | null;
}

export interface ScreenAnswer {
  readonly __typename: 'ScreenAnswer';
  /** In the order of the input. */
  readonly items: readonly ScreenItem[];
}

export interface ScreenInput {
  /** The case that it is for: at most 100 characters. Needed with `purpose`. */
  readonly caseRef?: string | null;
  /** Only entities of which something that the caller may see was written since then. Overlap by a minute from time to time. */
  readonly changedSince?: DateTime | null;
  /** Leaves out what the caller has reviewed for the same question, until what it may see of the entity changes. */
  readonly excludeReviewed?: boolean;
  readonly items: readonly ScreenItemInput[];
  /** The weakest hits to answer. */
  readonly least?: MatchDecision;
  /** Why, in words: at most 500 characters. Needed for persons and their names. */
  readonly purpose?: string | null;
}

/** One item of a screening: what was found, and what could not be looked for. */
export interface ScreenItem {
  readonly __typename: 'ScreenItem';
  /** The best first, at most 5. */
  readonly hits: readonly SearchHit[];
  /** Place of the item in the input, from 0. */
  readonly index: number;
  /** Whether there is more than the hits show. */
  readonly isTruncated: boolean;
  readonly problem: LookupProblem | null;
  /** Stands for the item in `markReviewed`. */
  readonly queryKey: string | null;
}

/** Somebody or something to look for: by name, by identifiers, or both. */
export interface ScreenItemInput {
  /** `YYYY-MM-DD`, or the year alone. */
  readonly birthDate?: string | null;
  /** GB/T 2260 code of where it is. */
  readonly jurisdiction?: string | null;
  /** Any kind when left out, persons only with a purpose. */
  readonly kind?: EntityKind | null;
  readonly name?: string | null;
  /** Needs a purpose. */
  readonly phone?: string | null;
  /** Needs a purpose. */
  readonly residentId?: string | null;
  /** Unified social credit code. */
  readonly uscc?: string | null;
}

export type ScreenResult =
  | InvalidInput
  | ScreenAnswer;

/** A batch screening: a file whose rows are looked for. Its results are read at /v1/screenings/{id}/results. */
export interface Screening {
  readonly __typename: 'Screening';
  readonly completedAt: DateTime | null;
  readonly createdAt: DateTime;
  /** Different questions among the rows; each was looked for once. */
  readonly distinctQueries: number;
  readonly format: ScreeningFormat;
  readonly id: string;
  /** The weakest hits that are kept. */
  readonly least: MatchDecision;
  /** Rows whose best hit is a match. */
  readonly matchRows: number;
  /** Rows in the file. */
  readonly receivedRows: number;
  /** Rows that could not be looked for; the results say why. */
  readonly rejectedRows: number;
  /** Rows whose best hit is for review. */
  readonly reviewRows: number;
  /** Rows that were looked for so far. */
  readonly screenedRows: number;
  readonly state: ScreeningState;
  /** Rows whose best hit is weak. */
  readonly weakRows: number;
}

export interface ScreeningByIdInput {
  readonly id: string;
  readonly idempotencyKey?: string | null;
}

export type ScreeningChangeResult =
  | Conflict
  | InvalidInput
  | NotFound
  | Screening;

export interface ScreeningConnection {
  readonly __typename: 'ScreeningConnection';
  readonly edges: readonly ScreeningEdge[];
  readonly pageInfo: PageInfo;
}

export interface ScreeningEdge {
  readonly __typename: 'ScreeningEdge';
  readonly cursor: string;
  readonly node: Screening;
}

export type ScreeningFormat =
  | 'CSV'
  | 'NDJSON'
  | 'XLSX';

/** Names and identifiers that a tenant watches. They are screened when they are put on it, and again when an entity changes that may concern them. */
export interface ScreeningList {
  readonly __typename: 'ScreeningList';
  readonly caseRef: string | null;
  readonly createdAt: DateTime;
  /** Items that wait to be screened. */
  readonly dueItems: number;
  /** What `listIds` of a subscription filter takes. */
  readonly id: string;
  readonly itemCount: number;
  /** The weakest hits that are kept. */
  readonly least: MatchDecision;
  readonly name: string;
  readonly purpose: string | null;
  /** When the last due item had been screened. */
  readonly screenedAt: DateTime | null;
  readonly state: ScreeningListState;
  readonly updatedAt: DateTime;
  /** The upload whose rows are going in. */
  readonly uploadId: string | null;
  /** Moved on by changes of the tenant, not by screening. */
  readonly version: number;
}

export interface ScreeningListAtVersionInput {
  readonly id: string;
  readonly idempotencyKey?: string | null;
  /** The version of the list that was read. */
  readonly version: number;
}

export type ScreeningListChangeResult =
  | Conflict
  | InvalidInput
  | NotFound
  | PurposeRequired
  | ScreeningList;

export interface ScreeningListConnection {
  readonly __typename: 'ScreeningListConnection';
  readonly edges: readonly ScreeningListEdge[];
  readonly pageInfo: PageInfo;
}

export interface ScreeningListEdge {
  readonly __typename: 'ScreeningListEdge';
  readonly cursor: string;
  readonly node: ScreeningList;
}

/** An entity that an item led to, as the caller may see it now. */
export interface ScreeningListHit {
  readonly __typename: 'ScreeningListHit';
  readonly changedAt: DateTime;
  readonly decision: MatchDecision;
  readonly entity: Entity;
  readonly foundAt: DateTime;
  readonly goneAt: DateTime | null;
  /** Subject of the alert. */
  readonly id: string;
  /** Whether the caller has reviewed it as it is. */
  readonly isReviewed: boolean;
  readonly itemId: string;
  readonly listId: string;
  /** Stands for the item in `markReviewed`. */
  readonly queryKey: string;
  /** The tenant's own reference of the item. */
  readonly ref: string;
  /** Stands for everything that the caller may see of the entity now; for `markReviewed`. */
  readonly revision: string | null;
  /** In [0, 1]. */
  readonly score: number;
  readonly state: ScreeningListHitState;
}

export interface ScreeningListHitConnection {
  readonly __typename: 'ScreeningListHitConnection';
  readonly edges: readonly ScreeningListHitEdge[];
  readonly pageInfo: PageInfo;
}

export interface ScreeningListHitEdge {
  readonly __typename: 'ScreeningListHitEdge';
  readonly cursor: string;
  readonly node: ScreeningListHit;
}

export type ScreeningListHitResult =
  | NotFound
  | ScreeningListHit;

/** GONE when the item no longer means the entity, or not as nearly as the list asks for. */
export type ScreeningListHitState =
  | 'CURRENT'
  | 'GONE';

/** Of a hit all of these must hold. */
export interface ScreeningListHitsFilterInput {
  readonly decisions?: readonly MatchDecision[] | null;
  /** Of items with these references; at most 100. */
  readonly refs?: readonly string[] | null;
  /** Whether the caller has reviewed the hit as it is. */
  readonly reviewed?: boolean | null;
  /** Found, changed or gone since then. */
  readonly since?: DateTime | null;
  /** Also those that are GONE. */
  readonly withGone?: boolean | null;
}

export type ScreeningListHitsResult =
  | InvalidInput
  | NotFound
  | ScreeningListHitConnection;

export interface ScreeningListIdentifierInput {
  /** Of ids that do not name theirs; a platform's own when left out. */
  readonly platform?: string | null;
  readonly type: IdentifierType;
  readonly value: string;
}

/** Somebody or something on a list, as it was given. */
export interface ScreeningListItem {
  readonly __typename: 'ScreeningListItem';
  readonly birthDate: string | null;
  readonly id: string;
  readonly identifiers: readonly ScreeningListItemIdentifier[];
  /** Whether it waits to be screened. */
  readonly isDue: boolean;
  readonly jurisdiction: string | null;
  readonly kind: EntityKind | null;
  readonly name: string | null;
  /** Why its name cannot be looked for; its identifiers are. */
  readonly problem: string | null;
  /** The tenant's own reference. */
  readonly ref: string;
  readonly updatedAt: DateTime;
}

export interface ScreeningListItemConnection {
  readonly __typename: 'ScreeningListItemConnection';
  readonly edges: readonly ScreeningListItemEdge[];
  readonly pageInfo: PageInfo;
}

export interface ScreeningListItemEdge {
  readonly __typename: 'ScreeningListItemEdge';
  readonly cursor: string;
  readonly node: ScreeningListItem;
}

export interface ScreeningListItemIdentifier {
  readonly __typename: 'ScreeningListItemIdentifier';
  readonly platform: string | null;
  readonly type: IdentifierType;
  readonly value: string;
}

/** Somebody or something to watch: by name, by identifiers, or both. */
export interface ScreeningListItemInput {
  /** `YYYY-MM-DD`, or the year alone. */
  readonly birthDate?: string | null;
  /** At most 20. */
  readonly identifiers?: readonly ScreeningListIdentifierInput[] | null;
  /** GB/T 2260 code of where it is. */
  readonly jurisdiction?: string | null;
  /** Any kind when left out, persons only with a purpose. */
  readonly kind?: EntityKind | null;
  readonly name?: string | null;
  /** Needs a purpose. */
  readonly phone?: string | null;
  /** Your own reference, at most 64 characters: by it the item is changed and removed. */
  readonly ref: string;
  /** Needs a purpose. */
  readonly residentId?: string | null;
  /** Unified social credit code. */
  readonly uscc?: string | null;
}

export type ScreeningListItemsResult =
  | NotFound
  | ScreeningListItemConnection;

export type ScreeningListResult =
  | NotFound
  | ScreeningList;

export interface ScreeningListRowError {
  readonly __typename: 'ScreeningListRowError';
  /** Null where the row as a whole cannot be read. */
  readonly field: string | null;
  /** Line of the file, or row of the sheet, from 1. */
  readonly line: number;
  /** One sentence that never holds the value. */
  readonly message: string;
  /** Stable code for programs. */
  readonly reason: string;
}

export interface ScreeningListRowErrorConnection {
  readonly __typename: 'ScreeningListRowErrorConnection';
  readonly edges: readonly ScreeningListRowErrorEdge[];
  readonly pageInfo: PageInfo;
}

export interface ScreeningListRowErrorEdge {
  readonly __typename: 'ScreeningListRowErrorEdge';
  readonly cursor: string;
  readonly node: ScreeningListRowError;
}

/** While PAUSED nothing is screened. */
export type ScreeningListState =
  | 'DELETED'
  | 'PAUSED'
  | 'WATCHING';

/** A file of items on its way into a screening list. */
export interface ScreeningListUpload {
  readonly __typename: 'ScreeningListUpload';
  /** Rows that went in so far, also those that changed nothing. */
  readonly acceptedRows: number;
  readonly completedAt: DateTime | null;
  readonly createdAt: DateTime;
  /** What is wrong with rows, in order of line and field. */
  readonly errors: ScreeningListRowErrorConnection;
  readonly id: string;
  readonly listId: string;
  readonly mode: ScreeningListUploadMode;
  /** Rows in the file. */
  readonly receivedRows: number;
  /** Rows that could not; `errors` says why. */
  readonly rejectedRows: number;
  /** Items that a replacement removed. */
  readonly removedItems: number;
  readonly state: ScreeningListUploadState;
}

/** REPLACE removes the items that the file does not name. */
export type ScreeningListUploadMode =
  | 'EXTEND'
  | 'REPLACE';

export type ScreeningListUploadResult =
  | NotFound
  | ScreeningListUpload;

/** DROPPED when the list was deleted before all rows were in. */
export type ScreeningListUploadState =
  | 'COMPLETED'
  | 'DROPPED'
  | 'RUNNING';

export type ScreeningResult =
  | NotFound
  | Screening;

/** EXPIRED ones have lost their rows and results. */
export type ScreeningState =
  | 'CANCELLED'
  | 'COMPLETED'
  | 'EXPIRED'
  | 'RUNNING';

export interface SearchAnswer {
  readonly __typename: 'SearchAnswer';
  /** The best first. */
  readonly hits: SearchHitConnection;
  /** Whether more names share as much with the query than were compared. */
  readonly isTruncated: boolean;
  /** Stands for the question in `markReviewed`; the same one gives the same key. */
  readonly queryKey: string;
}

/** Of one flag that the caller may see, all of these must hold. */
export interface SearchFilterInput {
  /** Codes of flag categories. */
  readonly categories?: readonly string[] | null;
  readonly detectedAfter?: DateTime | null;
  readonly detectedBefore?: DateTime | null;
  /** GB/T 2260 code: this division and those inside it. */
  readonly jurisdiction?: string | null;
  /** Codes of the tenants that raised the flag. */
  readonly platforms?: readonly string[] | null;
  readonly severities?: readonly Severity[] | null;
  readonly states?: readonly FlagState[] | null;
}

export interface SearchHit {
  readonly __typename: 'SearchHit';
  readonly decision: MatchDecision;
  readonly entity: Entity;
  /** What made the score. */
  readonly parts: readonly MatchPart[];
  /** Stands for everything that the caller may see of the entity now. */
  readonly revision: string | null;
  /** In [0, 1]. */
  readonly score: number;
}

export interface SearchHitConnection {
  readonly __typename: 'SearchHitConnection';
  readonly edges: readonly SearchHitEdge[];
  readonly pageInfo: PageInfo;
}

export interface SearchHitEdge {
  readonly __typename: 'SearchHitEdge';
  readonly cursor: string;
  readonly node: SearchHit;
}

export type SearchResult =
  | InvalidInput
  | PurposeRequired
  | SearchAnswer;

/** How grave it is, from the least to the most. */
export type Severity =
  | 'CRITICAL'
  | 'HIGH'
  | 'LOW'
  | 'MEDIUM';

/** Of Standard Webhooks. V1: HMAC-SHA-256 with a shared secret; V1A: Ed25519, which proves the sender to others. */
export type SignatureScheme =
  | 'V1'
  | 'V1A';

/** RFC 7518 and RFC 8037. */
export type SigningAlgorithm =
  | 'ES256'
  | 'EdDSA'
  | 'PS256';

/** An entry that may or may not be on the same merchant: for somebody to look at. */
export interface SimilarMerchant {
  readonly __typename: 'SimilarMerchant';
  readonly entry: BlacklistEntry;
  readonly foundBy: FoundBy;
  /** How alike the names are, 0 to 1. */
  readonly score: number | null;
}

/** A legal basis: statute and article. */
export interface Statute {
  readonly __typename: 'Statute';
  /** Kinds of agency that may rely on it. */
  readonly agencies: readonly TenantKind[];
  readonly code: string;
  readonly en: string;
  /** A request that relies on it is not sent without an instrument but in an emergency. */
  readonly needsInstrument: boolean;
  readonly zh: string;
}

export interface Subscription {
  readonly __typename: 'Subscription';
  /** Each event that the caller may see, as it happens; with `after`, first those that were missed. */
  readonly events: Event;
  /** One of the caller's own reports now and whenever it has come further; ends when it is COMPLETED. */
  readonly inspectionReportProgress: InspectionReportResult;
  /** One of the caller's own screening lists now, and whenever it has come further or was changed. */
  readonly screeningListProgress: ScreeningListResult;
  /** One of the caller's own batch screenings now and whenever it has come further, while it is RUNNING. */
  readonly screeningProgress: ScreeningResult;
}

/** A subscription as it was read. */
export interface SubscriptionAtVersionInput {
  readonly id: string;
  readonly idempotencyKey?: string | null;
  readonly version: number;
}

/** Which events are wanted; an empty list leaves that side open. */
export interface SubscriptionFilter {
  readonly __typename: 'SubscriptionFilter';
  readonly categories: readonly string[];
  readonly entityKinds: readonly EntityKind[];
  /** GB/T 2260 codes; each stands for the division and all inside it. */
  readonly jurisdictions: readonly string[];
  /** Saved screening lists. */
  readonly listIds: readonly string[];
  /** Codes of the platforms that an event comes from or concerns. */
  readonly platforms: readonly string[];
  readonly severities: readonly Severity[];
}

export interface SubscriptionFilterInput {
  /** Codes of flag categories; all when left out. */
  readonly categories?: readonly string[] | null;
  /** All when left out. */
  readonly entityKinds?: readonly EntityKind[] | null;
  /** GB/T 2260 codes; each stands for the division and all inside it. Everywhere when left out. */
  readonly jurisdictions?: readonly string[] | null;
  /** Saved screening lists; alerts of these only. */
  readonly listIds?: readonly string[] | null;
  /** Codes of the platforms that an event comes from or concerns; all when left out. */
  readonly platforms?: readonly string[] | null;
  /** All when left out. */
  readonly severities?: readonly Severity[] | null;
}

export type SubscriptionResult =
  | Conflict
  | EventSubscription
  | InvalidInput
  | NotFound;

export type SubscriptionSecretResult =
  | Conflict
  | InvalidInput
  | NotFound
  | SubscriptionWithSecret;

/** PAUSED collects and sends nothing; DISABLED, after the endpoint answered 410 Gone, does not collect either. */
export type SubscriptionState =
  | 'ACTIVE'
  | 'DELETED'
  | 'DISABLED'
  | 'PAUSED';

/** A subscription whose secret was made just now. */
export interface SubscriptionWithSecret {
  readonly __typename: 'SubscriptionWithSecret';
  /** Verifies the `v1` signatures (`whsec_…`). Shown this once: null when the same idempotency key asks again, and without that scheme; rotate it when it is lost. */
  readonly secret: string | null;
  readonly subscription: EventSubscription;
}

/** A tenant as itself and the operator see it: with its state and its keys. */
export interface TenantAccount {
  readonly __typename: 'TenantAccount';
  /** `iss` of its tokens, and the platform part of its shop, listing and account ids. */
  readonly code: string;
  readonly createdAt: DateTime;
  readonly id: string;
  /** GB/T 2260 division code. */
  readonly jurisdiction: string;
  /** Every key it ever had, in order of key id. */
  readonly keys: readonly TenantKey[];
  readonly kind: TenantKind;
  readonly name: string;
  /** What the operator has granted; a token can only narrow it. */
  readonly scopes: readonly string[];
  readonly state: TenantState;
  readonly updatedAt: DateTime;
  /** Give it back with a change, to be told when somebody else was first. */
  readonly version: number;
}

export interface TenantAccountConnection {
  readonly __typename: 'TenantAccountConnection';
  readonly edges: readonly TenantAccountEdge[];
  readonly pageInfo: PageInfo;
}

export interface TenantAccountEdge {
  readonly __typename: 'TenantAccountEdge';
  readonly cursor: string;
  readonly node: TenantAccount;
}

export type TenantChangeResult =
  | Conflict
  | InvalidInput
  | NotFound
  | TenantAccount;

/** A public key of a tenant. */
export interface TenantKey {
  readonly __typename: 'TenantKey';
  /** ES256, EdDSA or PS256; ECDH-ES+A256KW of a key to seal to. */
  readonly algorithm: string;
  readonly createdAt: DateTime;
  readonly id: string;
  /** `kid` in the tokens' header; of a key to seal to its RFC 7638 thumbprint. */
  readonly keyId: string;
  readonly notAfter: DateTime | null;
  readonly notBefore: DateTime;
  /** The public key as a JWK (RFC 7517), in JSON. */
  readonly publicJwk: string;
  readonly state: TenantKeyState;
  readonly use: TenantKeyUse;
  readonly version: number;
}

export type TenantKeyChangeResult =
  | Conflict
  | InvalidInput
  | NotFound
  | TenantKey;

/** A retiring key verifies until its window ends; a revoked one never again. */
export type TenantKeyState =
  | 'ACTIVE'
  | 'RETIRING'
  | 'REVOKED';

/** What a key is for (RFC 7517 §4.2): to verify what its tenant signed, or to seal disclosures to it. */
export type TenantKeyUse =
  | 'ENC'
  | 'SIG';

export type TenantKind =
  | 'MARKET_REGULATOR'
  | 'OPERATOR'
  | 'OVERSIGHT'
  | 'PLATFORM'
  | 'POLICE';

/** A suspended tenant is not let in. */
export type TenantState =
  | 'ACTIVE'
  | 'SUSPENDED';

export interface TenantStateInput {
  readonly code: string;
  /** Sent again with the same key and input, the change is made once and its result given again. */
  readonly idempotencyKey?: string | null;
  /** The version that the decision was made on; a newer one is a Conflict. */
  readonly version?: number | null;
}

/** A field left out stays as it is; null clears it. */
export interface UpdateDisclosureDraftInput {
  /** DISCLOSE when left out. */
  readonly asks?: DisclosureAsk | null;
  /** Who authorised the request. */
  readonly authorisingOfficer?: string | null;
  readonly caseNumber?: string | null;
  /** Day until which the subject is not to be told, ISO 8601. */
  readonly confidentialUntil?: string | null;
  /** For an EMERGENCY, and only then: whose life is in danger, how. */
  readonly dangerToLife?: string | null;
  /** EVIDENCE when left out. */
  readonly handling?: DisclosureHandling | null;
  readonly id: string;
  readonly idempotencyKey?: string | null;
  /** Codes of data items. */
  readonly items?: readonly string[] | null;
  /** Codes of statutes that your kind of agency may rely on. */
  readonly legalBasis?: readonly string[] | null;
  /** First day, as an ISO 8601 date. */
  readonly periodFrom?: string | null;
  /** Last day, as an ISO 8601 date. */
  readonly periodTo?: string | null;
  /** Code of the platform. */
  readonly platform?: string | null;
  readonly purpose?: string | null;
  /** At most 1000. */
  readonly subjects?: readonly DisclosureSubjectInput[] | null;
  /** NORMAL when left out. */
  readonly urgency?: DisclosureUrgency | null;
  readonly version: number;
}

/** An expected refusal. Nothing was changed. */
export type UserError =
  | Conflict
  | IncompleteRequest
  | InvalidInput
  | NotFound
  | PurposeRequired;

/** What fields take, by the name of their type. */
export interface Arguments {
  readonly DisclosureRequest: {
    readonly subjects: { readonly after?: string | null; readonly first?: number };
  };
  readonly InspectionReport: {
    readonly errors: { readonly after?: string | null; readonly first?: number };
  };
  readonly Mutation: {
    readonly acknowledgeDisclosureRequest: { readonly input: DisclosureStepInput };
    readonly addDisclosureApprover: { readonly input: DisclosureApproverInput };
    readonly addDisclosureDelegation: { readonly input: AddDisclosureDelegationInput };
    readonly addJointAttachment: { readonly input: AddJointAttachmentInput };
    readonly addJointComment: { readonly input: AddJointCommentInput };
    readonly addJointLink: { readonly input: AddJointLinkInput };
    readonly addJointSubjects: { readonly input: AddJointSubjectsInput };
    readonly addTenant: { readonly input: AddTenantInput };
    readonly addTenantKey: { readonly input: AddTenantKeyInput };
    readonly answerDisclosureClarification: { readonly input: AnswerDisclosureClarificationInput };
    readonly answerDisclosureConsent: { readonly input: AnswerDisclosureConsentInput };
    readonly approveDisclosureDecision: { readonly input: DisclosureReasonInput };
    readonly askDisclosureClarification: { readonly input: AskDisclosureClarificationInput };
    readonly assignJointTask: { readonly input: AssignJointTaskInput };
    readonly attachDisclosureInstrument: { readonly input: AttachDisclosureInstrumentInput };
    readonly cancelScreening: { readonly input: ScreeningByIdInput };
    readonly changeScreeningList: { readonly input: ChangeScreeningListInput };
    readonly closeDisclosureRequest: { readonly input: DisclosureStepInput };
    readonly confirmBlacklistDecision: { readonly input: ConfirmBlacklistDecisionInput };
    readonly confirmDisclosureReceipt: { readonly input: ConfirmDisclosureReceiptInput };
    readonly correctBlacklistEntry: { readonly input: CorrectBlacklistEntryInput };
    readonly createDisclosureRequest: { readonly input: DisclosureDraftInput };
    readonly createSubscription: { readonly input: CreateSubscriptionInput };
    readonly decideBlacklistEntry: { readonly input: DecideBlacklistEntryInput };
    readonly decideBlacklistRepair: { readonly input: DecideBlacklistRepairInput };
    readonly declareDisclosureUse: { readonly input: DeclareDisclosureUseInput };
    readonly deleteScreeningList: { readonly input: ScreeningListAtVersionInput };
    readonly deleteSubscription: { readonly input: SubscriptionAtVersionInput };
    readonly deliverDisclosurePackage: { readonly input: DeliverDisclosurePackageInput };
    readonly discardDisclosureDraft: { readonly input: DisclosureReasonInput };
    readonly draftDisclosureDecision: { readonly input: DraftDisclosureDecisionInput };
    readonly dropBlacklistEntry: { readonly input: BlacklistReasonInput };
    readonly endDisclosureDelegation: { readonly input: EndDisclosureDelegationInput };
    readonly fileJointCase: { readonly input: FileJointCaseInput };
    readonly giveBlacklistNotice: { readonly input: GiveBlacklistNoticeInput };
    readonly handInReceipt: { readonly input: HandInReceiptInput };
    readonly inviteToJointCase: { readonly input: InviteToJointCaseInput };
    readonly markReviewed: { readonly input: MarkReviewedInput };
    readonly moveJointCase: { readonly input: MoveJointCaseInput };
    readonly moveJointHandover: { readonly input: MoveJointHandoverInput };
    readonly moveJointMeasure: { readonly input: MoveJointMeasureInput };
    readonly moveJointParticipant: { readonly input: MoveJointParticipantInput };
    readonly moveJointTask: { readonly input: MoveJointTaskInput };
    readonly offerJointLead: { readonly input: OfferJointLeadInput };
    readonly openToJointParticipant: { readonly input: OpenToJointParticipantInput };
    readonly pauseScreeningList: { readonly input: ScreeningListAtVersionInput };
    readonly pauseSubscription: { readonly input: SubscriptionAtVersionInput };
    readonly proposeBlacklistEntry: { readonly input: ProposeBlacklistEntryInput };
    readonly publishBlacklistEntry: { readonly input: PublishBlacklistEntryInput };
    readonly publishBlacklistEntryInEmergency: { readonly input: PublishBlacklistEntryInEmergencyInput };
    readonly putScreeningListItems: { readonly input: PutScreeningListItemsInput };
    readonly recordBlacklistObjection: { readonly input: RecordBlacklistObjectionInput };
    readonly recordBlacklistStatement: { readonly input: RecordBlacklistStatementInput };
    readonly redeliver: { readonly input: RedeliverInput };
    readonly redriveDeliveries: { readonly input: RedriveDeliveriesInput };
    readonly reinstateTenant: { readonly input: TenantStateInput };
    readonly removeDisclosureApprover: { readonly input: DisclosureApproverInput };
    readonly removeScreeningListItems: { readonly input: RemoveScreeningListItemsInput };
    readonly replaySubscription: { readonly input: ReplaySubscriptionInput };
    readonly requestBlacklistRepair: { readonly input: RequestBlacklistRepairInput };
    readonly requestJointMeasure: { readonly input: RequestJointMeasureInput };
    readonly resumeScreening: { readonly input: ScreeningByIdInput };
    readonly resumeScreeningList: { readonly input: ScreeningListAtVersionInput };
    readonly resumeSubscription: { readonly input: SubscriptionAtVersionInput };
    readonly retireTenantKey: { readonly input: RetireTenantKeyInput };
    readonly reviewDisclosureAfterwards: { readonly input: ReviewDisclosureAfterwardsInput };
    readonly reviewDisclosureRequest: { readonly input: DisclosureStepInput };
    readonly revokeBlacklistEntry: { readonly input: RevokeBlacklistEntryInput };
    readonly revokeTenantKey: { readonly input: RevokeTenantKeyInput };
    readonly rotateGatewayKey: { readonly input: RotateGatewayKeyInput };
    readonly rotateSubscriptionSecret: { readonly input: RotateSubscriptionSecretInput };
    readonly saveScreeningList: { readonly input: SaveScreeningListInput };
    readonly sendBackDisclosureDecision: { readonly input: DisclosureReasonInput };
    readonly submitDisclosureRequest: { readonly input: DisclosureStepInput };
    readonly suspendTenant: { readonly input: TenantStateInput };
    readonly updateDisclosureDraft: { readonly input: UpdateDisclosureDraftInput };
    readonly upholdBlacklistEntry: { readonly input: BlacklistReasonInput };
    readonly withdrawBlacklistEntry: { readonly input: BlacklistReasonInput };
    readonly withdrawDisclosureRequest: { readonly input: DisclosureReasonInput };
  };
  readonly Query: {
    readonly attachment: { readonly id: string };
    readonly blacklistEntries: { readonly after?: string | null; readonly category?: string | null; readonly first?: number; readonly jurisdiction?: string | null; readonly state?: BlacklistState | null };
    readonly blacklistEntry: { readonly id: string };
    readonly blacklistReceipts: { readonly after?: string | null; readonly entryId: string; readonly first?: number };
    readonly checkMerchant: { readonly input: CheckMerchantInput };
    readonly deliveries: { readonly after?: string | null; readonly first?: number; readonly state?: DeliveryState | null; readonly subscriptionId: string };
    readonly delivery: { readonly id: string };
    readonly disclosureInbox: { readonly after?: string | null; readonly dueBefore?: DateTime | null; readonly first?: number; readonly states?: readonly DisclosureState[] | null; readonly urgencies?: readonly DisclosureUrgency[] | null };
    readonly disclosureOutbox: { readonly after?: string | null; readonly dueBefore?: DateTime | null; readonly first?: number; readonly states?: readonly DisclosureState[] | null; readonly urgencies?: readonly DisclosureUrgency[] | null };
    readonly disclosurePackage: { readonly requestId: string };
    readonly disclosureRequest: { readonly id: string };
    readonly entity: { readonly caseRef?: string | null; readonly id: string; readonly purpose?: string | null };
    readonly events: { readonly after?: string | null; readonly first?: number; readonly types?: readonly string[] | null };
    readonly inspectionReport: { readonly id: string };
    readonly inspectionReports: { readonly after?: string | null; readonly first?: number };
    readonly jointAttachments: { readonly after?: string | null; readonly caseId: string; readonly first?: number; readonly targetId?: string | null };
    readonly jointCase: { readonly id: string };
    readonly jointCases: { readonly after?: string | null; readonly first?: number; readonly part?: JointParticipantState | null };
    readonly jointComment: { readonly id: string };
    readonly jointComments: { readonly after?: string | null; readonly caseId: string; readonly first?: number; readonly targetId?: string | null };
    readonly jointHandovers: { readonly after?: string | null; readonly caseId: string; readonly first?: number };
    readonly jointLinks: { readonly after?: string | null; readonly caseId: string; readonly first?: number };
    readonly jointMeasure: { readonly id: string };
    readonly jointMeasures: { readonly after?: string | null; readonly caseId: string; readonly first?: number; readonly isMine?: boolean; readonly state?: JointMeasureState | null };
    readonly jointParticipants: { readonly after?: string | null; readonly caseId: string; readonly first?: number; readonly state?: JointParticipantState | null };
    readonly jointSubjectSets: { readonly after?: string | null; readonly caseId: string; readonly first?: number };
    readonly jointSubjects: { readonly after?: string | null; readonly caseId: string; readonly first?: number };
    readonly jointTask: { readonly id: string };
    readonly jointTasks: { readonly after?: string | null; readonly caseId: string; readonly first?: number; readonly isMine?: boolean; readonly state?: JointTaskState | null };
    readonly jointTimeline: { readonly after?: string | null; readonly caseId: string; readonly first?: number };
    readonly ledgerEntries: { readonly action?: string | null; readonly after?: string | null; readonly first?: number; readonly tenantCode?: string | null };
    readonly lookup: { readonly input: LookupInput };
    readonly lookupBatch: { readonly input: LookupBatchInput };
    readonly publicationReceipts: { readonly after?: string | null; readonly eventId?: string | null; readonly first?: number; readonly subjectId?: string | null };
    readonly refill: { readonly id: string };
    readonly screen: { readonly input: ScreenInput };
    readonly screening: { readonly id: string };
    readonly screeningList: { readonly id: string };
    readonly screeningListHit: { readonly id: string };
    readonly screeningListHits: { readonly after?: string | null; readonly filter?: ScreeningListHitsFilterInput | null; readonly first?: number; readonly listId: string };
    readonly screeningListItems: { readonly after?: string | null; readonly first?: number; readonly listId: string };
    readonly screeningListUpload: { readonly id: string };
    readonly screeningLists: { readonly after?: string | null; readonly first?: number };
    readonly screenings: { readonly after?: string | null; readonly first?: number };
    readonly searchEntities: { readonly after?: string | null; readonly caseRef?: string | null; readonly changedSince?: DateTime | null; readonly excludeReviewed?: boolean; readonly filters?: SearchFilterInput | null; readonly first?: number; readonly kinds?: readonly EntityKind[] | null; readonly least?: MatchDecision; readonly purpose?: string | null; readonly query: string };
    readonly subscription: { readonly id: string };
    readonly subscriptions: { readonly after?: string | null; readonly first?: number };
    readonly tenant: { readonly code: string };
    readonly tenantPublicKeys: { readonly tenantCode: string; readonly use: TenantKeyUse };
    readonly tenants: { readonly after?: string | null; readonly first?: number };
  };
  readonly ScreeningListUpload: {
    readonly errors: { readonly after?: string | null; readonly first?: number };
  };
  readonly Subscription: {
    readonly events: { readonly after?: string | null; readonly types?: readonly string[] | null };
    readonly inspectionReportProgress: { readonly id: string };
    readonly screeningListProgress: { readonly id: string };
    readonly screeningProgress: { readonly id: string };
  };
}

/** The objects that a fragment on a type can stand for. */
export interface Possible {
  readonly ApprovalNeed: 'ApprovalNeed';
  readonly Attachment: 'Attachment';
  readonly AttachmentResult: 'Attachment' | 'NotFound';
  readonly BlacklistCase: 'BlacklistCase';
  readonly BlacklistEntry: 'BlacklistEntry';
  readonly BlacklistEntryConnection: 'BlacklistEntryConnection';
  readonly BlacklistEntryEdge: 'BlacklistEntryEdge';
  readonly BlacklistEntryResult: 'BlacklistEntry' | 'Conflict' | 'InvalidInput' | 'NotFound';
  readonly BlacklistReceipt: 'BlacklistReceipt';
  readonly BlacklistReceiptConnection: 'BlacklistReceiptConnection';
  readonly BlacklistReceiptEdge: 'BlacklistReceiptEdge';
  readonly BlacklistReceipts: 'BlacklistReceipts';
  readonly BlacklistRestrictedPart: 'BlacklistRestrictedPart';
  readonly BlacklistStep: 'BlacklistStep';
  readonly BlacklistText: 'BlacklistText';
  readonly Conflict: 'Conflict';
  readonly Correction: 'Correction';
  readonly DecidedSpan: 'DecidedSpan';
  readonly DecisionLine: 'DecisionLine';
  readonly Delivery: 'Delivery';
  readonly DeliveryAttempt: 'DeliveryAttempt';
  readonly DeliveryConnection: 'DeliveryConnection';
  readonly DeliveryEdge: 'DeliveryEdge';
  readonly DeliveryReceipt: 'DeliveryReceipt';
  readonly DeliveryResult: 'Conflict' | 'Delivery' | 'InvalidInput' | 'NotFound';
  readonly DisclosureApprover: 'DisclosureApprover';
  readonly DisclosureCatalogue: 'DisclosureCatalogue';
  readonly DisclosureDecision: 'DisclosureDecision';
  readonly DisclosureDelegation: 'DisclosureDelegation';
  readonly DisclosureDuplicate: 'DisclosureDuplicate';
  readonly DisclosureGap: 'DisclosureGap';
  readonly DisclosureItem: 'DisclosureItem';
  readonly DisclosureMandates: 'DisclosureMandates';
  readonly DisclosureMandatesResult: 'Conflict' | 'DisclosureMandates' | 'InvalidInput' | 'NotFound';
  readonly DisclosurePackage: 'DisclosurePackage';
  readonly DisclosurePackageFile: 'DisclosurePackageFile';
  readonly DisclosurePackageResult: 'Conflict' | 'DisclosurePackage' | 'InvalidInput' | 'NotFound';
  readonly DisclosureParty: 'DisclosureParty';
  readonly DisclosureRequest: 'DisclosureRequest';
  readonly DisclosureRequestResult: 'Conflict' | 'DisclosureRequest' | 'IncompleteRequest' | 'InvalidInput' | 'NotFound';
  readonly DisclosureStep: 'DisclosureStep';
  readonly DisclosureSubject: 'DisclosureSubject';
  readonly DisclosureSubjectConnection: 'DisclosureSubjectConnection';
  readonly DisclosureSubjectEdge: 'DisclosureSubjectEdge';
  readonly DisclosureSummary: 'DisclosureSummary';
  readonly DisclosureSummaryConnection: 'DisclosureSummaryConnection';
  readonly DisclosureSummaryEdge: 'DisclosureSummaryEdge';
  readonly DisclosureUse: 'DisclosureUse';
  readonly DisclosureUseResult: 'Conflict' | 'DisclosureUse' | 'InvalidInput' | 'NotFound';
  readonly Entity: 'Entity';
  readonly EntityIdentifier: 'EntityIdentifier';
  readonly EntityName: 'EntityName';
  readonly EntityResult: 'Entity' | 'InvalidInput' | 'NotFound';
  readonly Event: 'Event';
  readonly EventConnection: 'EventConnection';
  readonly EventEdge: 'EventEdge';
  readonly EventHead: 'EventHead';
  readonly EventSubscription: 'EventSubscription';
  readonly EventSubscriptionConnection: 'EventSubscriptionConnection';
  readonly EventSubscriptionEdge: 'EventSubscriptionEdge';
  readonly Flag: 'Flag';
  readonly FlagCategory: 'FlagCategory';
  readonly FlagSource: 'FlagSource';
  readonly GatewayKey: 'GatewayKey';
  readonly HandInReceiptResult: 'DeliveryReceipt' | 'InvalidInput' | 'NotFound';
  readonly IncompleteRequest: 'IncompleteRequest';
  readonly InspectionReport: 'InspectionReport';
  readonly InspectionReportConnection: 'InspectionReportConnection';
  readonly InspectionReportEdge: 'InspectionReportEdge';
  readonly InspectionReportResult: 'InspectionReport' | 'NotFound';
  readonly InvalidInput: 'InvalidInput';
  readonly JointAttachment: 'JointAttachment';
  readonly JointAttachmentConnection: 'JointAttachmentConnection';
  readonly JointAttachmentEdge: 'JointAttachmentEdge';
  readonly JointAttachmentResult: 'Conflict' | 'InvalidInput' | 'JointAttachment' | 'NotFound';
  readonly JointCase: 'JointCase';
  readonly JointCaseConnection: 'JointCaseConnection';
  readonly JointCaseEdge: 'JointCaseEdge';
  readonly JointCaseResult: 'Conflict' | 'InvalidInput' | 'JointCase' | 'NotFound';
  readonly JointComment: 'JointComment';
  readonly JointCommentConnection: 'JointCommentConnection';
  readonly JointCommentEdge: 'JointCommentEdge';
  readonly JointCommentResult: 'Conflict' | 'InvalidInput' | 'JointComment' | 'NotFound';
  readonly JointFigures: 'JointFigures';
  readonly JointHandover: 'JointHandover';
  readonly JointHandoverConnection: 'JointHandoverConnection';
  readonly JointHandoverEdge: 'JointHandoverEdge';
  readonly JointHandoverResult: 'Conflict' | 'InvalidInput' | 'JointHandover' | 'NotFound';
  readonly JointLink: 'JointLink';
  readonly JointLinkConnection: 'JointLinkConnection';
  readonly JointLinkEdge: 'JointLinkEdge';
  readonly JointLinkResult: 'Conflict' | 'InvalidInput' | 'JointLink' | 'NotFound';
  readonly JointLinkTarget: 'JointLinkTarget';
  readonly JointMeasure: 'JointMeasure';
  readonly JointMeasureConnection: 'JointMeasureConnection';
  readonly JointMeasureCount: 'JointMeasureCount';
  readonly JointMeasureEdge: 'JointMeasureEdge';
  readonly JointMeasureResult: 'Conflict' | 'InvalidInput' | 'JointMeasure' | 'NotFound';
  readonly JointMention: 'JointMention';
  readonly JointParticipant: 'JointParticipant';
  readonly JointParticipantConnection: 'JointParticipantConnection';
  readonly JointParticipantCount: 'JointParticipantCount';
  readonly JointParticipantEdge: 'JointParticipantEdge';
  readonly JointParticipantResult: 'Conflict' | 'InvalidInput' | 'JointParticipant' | 'NotFound';
  readonly JointSubject: 'JointSubject';
  readonly JointSubjectConnection: 'JointSubjectConnection';
  readonly JointSubjectEdge: 'JointSubjectEdge';
  readonly JointSubjectSet: 'JointSubjectSet';
  readonly JointSubjectSetConnection: 'JointSubjectSetConnection';
  readonly JointSubjectSetEdge: 'JointSubjectSetEdge';
  readonly JointTask: 'JointTask';
  readonly JointTaskConnection: 'JointTaskConnection';
  readonly JointTaskCount: 'JointTaskCount';
  readonly JointTaskEdge: 'JointTaskEdge';
  readonly JointTaskResult: 'Conflict' | 'InvalidInput' | 'JointTask' | 'NotFound';
  readonly JointTenant: 'JointTenant';
  readonly JointTimelineLine: 'JointTimelineLine';
  readonly JointTimelineLineConnection: 'JointTimelineLineConnection';
  readonly JointTimelineLineEdge: 'JointTimelineLineEdge';
  readonly LedgerEntry: 'LedgerEntry';
  readonly LedgerEntryConnection: 'LedgerEntryConnection';
  readonly LedgerEntryEdge: 'LedgerEntryEdge';
  readonly LedgerHead: 'LedgerHead';
  readonly LookedUpIdentifier: 'LookedUpIdentifier';
  readonly LookupAnswer: 'LookupAnswer';
  readonly LookupBatchAnswer: 'LookupBatchAnswer';
  readonly LookupBatchItem: 'LookupBatchItem';
  readonly LookupBatchResult: 'InvalidInput' | 'LookupBatchAnswer';
  readonly LookupProblem: 'LookupProblem';
  readonly LookupResult: 'InvalidInput' | 'LookupAnswer' | 'PurposeRequired';
  readonly MatchPart: 'MatchPart';
  readonly MeasureCount: 'MeasureCount';
  readonly MerchantCheck: 'MerchantCheck';
  readonly MerchantCheckResult: 'InvalidInput' | 'MerchantCheck' | 'PurposeRequired';
  readonly Mutation: 'Mutation';
  readonly NotFound: 'NotFound';
  readonly OutcomeCount: 'OutcomeCount';
  readonly PageInfo: 'PageInfo';
  readonly PublicationReceipt: 'PublicationReceipt';
  readonly PublicationReceiptConnection: 'PublicationReceiptConnection';
  readonly PublicationReceiptEdge: 'PublicationReceiptEdge';
  readonly PurposeRequired: 'PurposeRequired';
  readonly Query: 'Query';
  readonly Refill: 'Refill';
  readonly RefillResult: 'Conflict' | 'InvalidInput' | 'NotFound' | 'Refill';
  readonly RefusalReason: 'RefusalReason';
  readonly ReportRowError: 'ReportRowError';
  readonly ReportRowErrorConnection: 'ReportRowErrorConnection';
  readonly ReportRowErrorEdge: 'ReportRowErrorEdge';
  readonly ReportSectionCounters: 'ReportSectionCounters';
  readonly Review: 'Review';
  readonly ReviewResult: 'Conflict' | 'InvalidInput' | 'NotFound' | 'Review';
  readonly RotateGatewayKeyResult: 'Conflict' | 'GatewayKey' | 'InvalidInput';
  readonly ScreenAnswer: 'ScreenAnswer';
  readonly ScreenItem: 'ScreenItem';
  readonly ScreenResult: 'InvalidInput' | 'ScreenAnswer';
  readonly Screening: 'Screening';
  readonly ScreeningChangeResult: 'Conflict' | 'InvalidInput' | 'NotFound' | 'Screening';
  readonly ScreeningConnection: 'ScreeningConnection';
  readonly ScreeningEdge: 'ScreeningEdge';
  readonly ScreeningList: 'ScreeningList';
  readonly ScreeningListChangeResult: 'Conflict' | 'InvalidInput' | 'NotFound' | 'PurposeRequired' | 'ScreeningList';
  readonly ScreeningListConnection: 'ScreeningListConnection';
  readonly ScreeningListEdge: 'ScreeningListEdge';
  readonly ScreeningListHit: 'ScreeningListHit';
  readonly ScreeningListHitConnection: 'ScreeningListHitConnection';
  readonly ScreeningListHitEdge: 'ScreeningListHitEdge';
  readonly ScreeningListHitResult: 'NotFound' | 'ScreeningListHit';
  readonly ScreeningListHitsResult: 'InvalidInput' | 'NotFound' | 'ScreeningListHitConnection';
  readonly ScreeningListItem: 'ScreeningListItem';
  readonly ScreeningListItemConnection: 'ScreeningListItemConnection';
  readonly ScreeningListItemEdge: 'ScreeningListItemEdge';
  readonly ScreeningListItemIdentifier: 'ScreeningListItemIdentifier';
  readonly ScreeningListItemsResult: 'NotFound' | 'ScreeningListItemConnection';
  readonly ScreeningListResult: 'NotFound' | 'ScreeningList';
  readonly ScreeningListRowError: 'ScreeningListRowError';
  readonly ScreeningListRowErrorConnection: 'ScreeningListRowErrorConnection';
  readonly ScreeningListRowErrorEdge: 'ScreeningListRowErrorEdge';
  readonly ScreeningListUpload: 'ScreeningListUpload';
  readonly ScreeningListUploadResult: 'NotFound' | 'ScreeningListUpload';
  readonly ScreeningResult: 'NotFound' | 'Screening';
  readonly SearchAnswer: 'SearchAnswer';
  readonly SearchHit: 'SearchHit';
  readonly SearchHitConnection: 'SearchHitConnection';
  readonly SearchHitEdge: 'SearchHitEdge';
  readonly SearchResult: 'InvalidInput' | 'PurposeRequired' | 'SearchAnswer';
  readonly SimilarMerchant: 'SimilarMerchant';
  readonly Statute: 'Statute';
  readonly Subscription: 'Subscription';
  readonly SubscriptionFilter: 'SubscriptionFilter';
  readonly SubscriptionResult: 'Conflict' | 'EventSubscription' | 'InvalidInput' | 'NotFound';
  readonly SubscriptionSecretResult: 'Conflict' | 'InvalidInput' | 'NotFound' | 'SubscriptionWithSecret';
  readonly SubscriptionWithSecret: 'SubscriptionWithSecret';
  readonly TenantAccount: 'TenantAccount';
  readonly TenantAccountConnection: 'TenantAccountConnection';
  readonly TenantAccountEdge: 'TenantAccountEdge';
  readonly TenantChangeResult: 'Conflict' | 'InvalidInput' | 'NotFound' | 'TenantAccount';
  readonly TenantKey: 'TenantKey';
  readonly TenantKeyChangeResult: 'Conflict' | 'InvalidInput' | 'NotFound' | 'TenantKey';
  readonly UserError: 'Conflict' | 'IncompleteRequest' | 'InvalidInput' | 'NotFound' | 'PurposeRequired';
}

/** The objects behind the names of fragments. */
export interface Composite {
  readonly ApprovalNeed: ApprovalNeed;
  readonly Attachment: Attachment;
  readonly AttachmentResult: AttachmentResult;
  readonly BlacklistCase: BlacklistCase;
  readonly BlacklistEntry: BlacklistEntry;
  readonly BlacklistEntryConnection: BlacklistEntryConnection;
  readonly BlacklistEntryEdge: BlacklistEntryEdge;
  readonly BlacklistEntryResult: BlacklistEntryResult;
  readonly BlacklistReceipt: BlacklistReceipt;
  readonly BlacklistReceiptConnection: BlacklistReceiptConnection;
  readonly BlacklistReceiptEdge: BlacklistReceiptEdge;
  readonly BlacklistReceipts: BlacklistReceipts;
  readonly BlacklistRestrictedPart: BlacklistRestrictedPart;
  readonly BlacklistStep: BlacklistStep;
  readonly BlacklistText: BlacklistText;
  readonly Conflict: Conflict;
  readonly Correction: Correction;
  readonly DecidedSpan: DecidedSpan;
  readonly DecisionLine: DecisionLine;
  readonly Delivery: Delivery;
  readonly DeliveryAttempt: DeliveryAttempt;
  readonly DeliveryConnection: DeliveryConnection;
  readonly DeliveryEdge: DeliveryEdge;
  readonly DeliveryReceipt: DeliveryReceipt;
  readonly DeliveryResult: DeliveryResult;
  readonly DisclosureApprover: DisclosureApprover;
  readonly DisclosureCatalogue: DisclosureCatalogue;
  readonly DisclosureDecision: DisclosureDecision;
  readonly DisclosureDelegation: DisclosureDelegation;
  readonly DisclosureDuplicate: DisclosureDuplicate;
  readonly DisclosureGap: DisclosureGap;
  readonly DisclosureItem: DisclosureItem;
  readonly DisclosureMandates: DisclosureMandates;
  readonly DisclosureMandatesResult: DisclosureMandatesResult;
  readonly DisclosurePackage: DisclosurePackage;
  readonly DisclosurePackageFile: DisclosurePackageFile;
  readonly DisclosurePackageResult: DisclosurePackageResult;
  readonly DisclosureParty: DisclosureParty;
  readonly DisclosureRequest: DisclosureRequest;
  readonly DisclosureRequestResult: DisclosureRequestResult;
  readonly DisclosureStep: DisclosureStep;
  readonly DisclosureSubject: DisclosureSubject;
  readonly DisclosureSubjectConnection: DisclosureSubjectConnection;
  readonly DisclosureSubjectEdge: DisclosureSubjectEdge;
  readonly DisclosureSummary: DisclosureSummary;
  readonly DisclosureSummaryConnection: DisclosureSummaryConnection;
  readonly DisclosureSummaryEdge: DisclosureSummaryEdge;
  readonly DisclosureUse: DisclosureUse;
  readonly DisclosureUseResult: DisclosureUseResult;
  readonly Entity: Entity;
  readonly EntityIdentifier: EntityIdentifier;
  readonly EntityName: EntityName;
  readonly EntityResult: EntityResult;
  readonly Event: Event;
  readonly EventConnection: EventConnection;
  readonly EventEdge: EventEdge;
  readonly EventHead: EventHead;
  readonly EventSubscription: EventSubscription;
  readonly EventSubscriptionConnection: EventSubscriptionConnection;
  readonly EventSubscriptionEdge: EventSubscriptionEdge;
  readonly Flag: Flag;
  readonly FlagCategory: FlagCategory;
  readonly FlagSource: FlagSource;
  readonly GatewayKey: GatewayKey;
  readonly HandInReceiptResult: HandInReceiptResult;
  readonly IncompleteRequest: IncompleteRequest;
  readonly InspectionReport: InspectionReport;
  readonly InspectionReportConnection: InspectionReportConnection;
  readonly InspectionReportEdge: InspectionReportEdge;
  readonly InspectionReportResult: InspectionReportResult;
  readonly InvalidInput: InvalidInput;
  readonly JointAttachment: JointAttachment;
  readonly JointAttachmentConnection: JointAttachmentConnection;
  readonly JointAttachmentEdge: JointAttachmentEdge;
  readonly JointAttachmentResult: JointAttachmentResult;
  readonly JointCase: JointCase;
  readonly JointCaseConnection: JointCaseConnection;
  readonly JointCaseEdge: JointCaseEdge;
  readonly JointCaseResult: JointCaseResult;
  readonly JointComment: JointComment;
  readonly JointCommentConnection: JointCommentConnection;
  readonly JointCommentEdge: JointCommentEdge;
  readonly JointCommentResult: JointCommentResult;
  readonly JointFigures: JointFigures;
  readonly JointHandover: JointHandover;
  readonly JointHandoverConnection: JointHandoverConnection;
  readonly JointHandoverEdge: JointHandoverEdge;
  readonly JointHandoverResult: JointHandoverResult;
  readonly JointLink: JointLink;
  readonly JointLinkConnection: JointLinkConnection;
  readonly JointLinkEdge: JointLinkEdge;
  readonly JointLinkResult: JointLinkResult;
  readonly JointLinkTarget: JointLinkTarget;
  readonly JointMeasure: JointMeasure;
  readonly JointMeasureConnection: JointMeasureConnection;
  readonly JointMeasureCount: JointMeasureCount;
  readonly JointMeasureEdge: JointMeasureEdge;
  readonly JointMeasureResult: JointMeasureResult;
  readonly JointMention: JointMention;
  readonly JointParticipant: JointParticipant;
  readonly JointParticipantConnection: JointParticipantConnection;
  readonly JointParticipantCount: JointParticipantCount;
  readonly JointParticipantEdge: JointParticipantEdge;
  readonly JointParticipantResult: JointParticipantResult;
  readonly JointSubject: JointSubject;
  readonly JointSubjectConnection: JointSubjectConnection;
  readonly JointSubjectEdge: JointSubjectEdge;
  readonly JointSubjectSet: JointSubjectSet;
  readonly JointSubjectSetConnection: JointSubjectSetConnection;
  readonly JointSubjectSetEdge: JointSubjectSetEdge;
  readonly JointTask: JointTask;
  readonly JointTaskConnection: JointTaskConnection;
  readonly JointTaskCount: JointTaskCount;
  readonly JointTaskEdge: JointTaskEdge;
  readonly JointTaskResult: JointTaskResult;
  readonly JointTenant: JointTenant;
  readonly JointTimelineLine: JointTimelineLine;
  readonly JointTimelineLineConnection: JointTimelineLineConnection;
  readonly JointTimelineLineEdge: JointTimelineLineEdge;
  readonly LedgerEntry: LedgerEntry;
  readonly LedgerEntryConnection: LedgerEntryConnection;
  readonly LedgerEntryEdge: LedgerEntryEdge;
  readonly LedgerHead: LedgerHead;
  readonly LookedUpIdentifier: LookedUpIdentifier;
  readonly LookupAnswer: LookupAnswer;
  readonly LookupBatchAnswer: LookupBatchAnswer;
  readonly LookupBatchItem: LookupBatchItem;
  readonly LookupBatchResult: LookupBatchResult;
  readonly LookupProblem: LookupProblem;
  readonly LookupResult: LookupResult;
  readonly MatchPart: MatchPart;
  readonly MeasureCount: MeasureCount;
  readonly MerchantCheck: MerchantCheck;
  readonly MerchantCheckResult: MerchantCheckResult;
  readonly Mutation: Mutation;
  readonly NotFound: NotFound;
  readonly OutcomeCount: OutcomeCount;
  readonly PageInfo: PageInfo;
  readonly PublicationReceipt: PublicationReceipt;
  readonly PublicationReceiptConnection: PublicationReceiptConnection;
  readonly PublicationReceiptEdge: PublicationReceiptEdge;
  readonly PurposeRequired: PurposeRequired;
  readonly Query: Query;
  readonly Refill: Refill;
  readonly RefillResult: RefillResult;
  readonly RefusalReason: RefusalReason;
  readonly ReportRowError: ReportRowError;
  readonly ReportRowErrorConnection: ReportRowErrorConnection;
  readonly ReportRowErrorEdge: ReportRowErrorEdge;
  readonly ReportSectionCounters: ReportSectionCounters;
  readonly Review: Review;
  readonly ReviewResult: ReviewResult;
  readonly RotateGatewayKeyResult: RotateGatewayKeyResult;
  readonly ScreenAnswer: ScreenAnswer;
  readonly ScreenItem: ScreenItem;
  readonly ScreenResult: ScreenResult;
  readonly Screening: Screening;
  readonly ScreeningChangeResult: ScreeningChangeResult;
  readonly ScreeningConnection: ScreeningConnection;
  readonly ScreeningEdge: ScreeningEdge;
  readonly ScreeningList: ScreeningList;
  readonly ScreeningListChangeResult: ScreeningListChangeResult;
  readonly ScreeningListConnection: ScreeningListConnection;
  readonly ScreeningListEdge: ScreeningListEdge;
  readonly ScreeningListHit: ScreeningListHit;
  readonly ScreeningListHitConnection: ScreeningListHitConnection;
  readonly ScreeningListHitEdge: ScreeningListHitEdge;
  readonly ScreeningListHitResult: ScreeningListHitResult;
  readonly ScreeningListHitsResult: ScreeningListHitsResult;
  readonly ScreeningListItem: ScreeningListItem;
  readonly ScreeningListItemConnection: ScreeningListItemConnection;
  readonly ScreeningListItemEdge: ScreeningListItemEdge;
  readonly ScreeningListItemIdentifier: ScreeningListItemIdentifier;
  readonly ScreeningListItemsResult: ScreeningListItemsResult;
  readonly ScreeningListResult: ScreeningListResult;
  readonly ScreeningListRowError: ScreeningListRowError;
  readonly ScreeningListRowErrorConnection: ScreeningListRowErrorConnection;
  readonly ScreeningListRowErrorEdge: ScreeningListRowErrorEdge;
  readonly ScreeningListUpload: ScreeningListUpload;
  readonly ScreeningListUploadResult: ScreeningListUploadResult;
  readonly ScreeningResult: ScreeningResult;
  readonly SearchAnswer: SearchAnswer;
  readonly SearchHit: SearchHit;
  readonly SearchHitConnection: SearchHitConnection;
  readonly SearchHitEdge: SearchHitEdge;
  readonly SearchResult: SearchResult;
  readonly SimilarMerchant: SimilarMerchant;
  readonly Statute: Statute;
  readonly Subscription: Subscription;
  readonly SubscriptionFilter: SubscriptionFilter;
  readonly SubscriptionResult: SubscriptionResult;
  readonly SubscriptionSecretResult: SubscriptionSecretResult;
  readonly SubscriptionWithSecret: SubscriptionWithSecret;
  readonly TenantAccount: TenantAccount;
  readonly TenantAccountConnection: TenantAccountConnection;
  readonly TenantAccountEdge: TenantAccountEdge;
  readonly TenantChangeResult: TenantChangeResult;
  readonly TenantKey: TenantKey;
  readonly TenantKeyChangeResult: TenantKeyChangeResult;
  readonly UserError: UserError;
}

/** Types of which an answer has to name the object. */
export const ABSTRACT: ReadonlySet<string> = new Set(['AttachmentResult', 'BlacklistEntryResult', 'DeliveryResult', 'DisclosureMandatesResult', 'DisclosurePackageResult', 'DisclosureRequestResult', 'DisclosureUseResult', 'EntityResult', 'HandInReceiptResult', 'InspectionReportResult', 'JointAttachmentResult', 'JointCaseResult', 'JointCommentResult', 'JointHandoverResult', 'JointLinkResult', 'JointMeasureResult', 'JointParticipantResult', 'JointTaskResult', 'LookupBatchResult', 'LookupResult', 'MerchantCheckResult', 'RefillResult', 'ReviewResult', 'RotateGatewayKeyResult', 'ScreenResult', 'ScreeningChangeResult', 'ScreeningListChangeResult', 'ScreeningListHitResult', 'ScreeningListHitsResult', 'ScreeningListItemsResult', 'ScreeningListResult', 'ScreeningListUploadResult', 'ScreeningResult', 'SearchResult', 'SubscriptionResult', 'SubscriptionSecretResult', 'TenantChangeResult', 'TenantKeyChangeResult', 'UserError']);

/** By type and field: the type behind it, and the types of its arguments. */
export const FIELDS: Readonly<
  Record<string, Readonly<Record<string, readonly [type: string, args?: Readonly<Record<string, string>>]>>>
> = {
  BlacklistCase: {
    steps: ['BlacklistStep'],
  },
  BlacklistEntry: {
    case: ['BlacklistCase'],
    restricted: ['BlacklistRestrictedPart'],
  },
  BlacklistEntryConnection: {
    edges: ['BlacklistEntryEdge'],
    pageInfo: ['PageInfo'],
  },
  BlacklistEntryEdge: {
    node: ['BlacklistEntry'],
  },
  BlacklistReceiptConnection: {
    edges: ['BlacklistReceiptEdge'],
    pageInfo: ['PageInfo'],
  },
  BlacklistReceiptEdge: {
    node: ['BlacklistReceipt'],
  },
  BlacklistReceipts: {
    receipts: ['BlacklistReceiptConnection'],
  },
  BlacklistStep: {
    texts: ['BlacklistText'],
  },
  Delivery: {
    attempts: ['DeliveryAttempt'],
  },
  DeliveryConnection: {
    edges: ['DeliveryEdge'],
    pageInfo: ['PageInfo'],
  },
  DeliveryEdge: {
    node: ['Delivery'],
  },
  DisclosureCatalogue: {
    items: ['DisclosureItem'],
    refusalReasons: ['RefusalReason'],
    statutes: ['Statute'],
  },
  DisclosureDecision: {
    lines: ['DecisionLine'],
  },
  DisclosureMandates: {
    approvers: ['DisclosureApprover'],
    delegations: ['DisclosureDelegation'],
  },
  DisclosurePackage: {
    files: ['DisclosurePackageFile'],
  },
  DisclosurePackageFile: {
    attachment: ['Attachment'],
  },
  DisclosureRequest: {
    agency: ['DisclosureParty'],
    approvalsNeeded: ['ApprovalNeed'],
    decision: ['DisclosureDecision'],
    duplicates: ['DisclosureDuplicate'],
    gaps: ['DisclosureGap'],
    history: ['DisclosureStep'],
    instruments: ['Attachment'],
    platform: ['DisclosureParty'],
    subjects: ['DisclosureSubjectConnection', { after: 'String', first: 'Int!' }],
    uses: ['DisclosureUse'],
  },
  DisclosureStep: {
    by: ['DisclosureParty'],
  },
  DisclosureSubject: {
    decided: ['DecidedSpan'],
  },
  DisclosureSubjectConnection: {
    edges: ['DisclosureSubjectEdge'],
    pageInfo: ['PageInfo'],
  },
  DisclosureSubjectEdge: {
    node: ['DisclosureSubject'],
  },
  DisclosureSummary: {
    agency: ['DisclosureParty'],
    platform: ['DisclosureParty'],
  },
  DisclosureSummaryConnection: {
    edges: ['DisclosureSummaryEdge'],
    pageInfo: ['PageInfo'],
  },
  DisclosureSummaryEdge: {
    node: ['DisclosureSummary'],
  },
  Entity: {
    blacklist: ['BlacklistEntry'],
    flags: ['Flag'],
    identifiers: ['EntityIdentifier'],
    names: ['EntityName'],
  },
  EventConnection: {
    edges: ['EventEdge'],
    pageInfo: ['PageInfo'],
  },
  EventEdge: {
    node: ['Event'],
  },
  EventSubscription: {
    filter: ['SubscriptionFilter'],
  },
  EventSubscriptionConnection: {
    edges: ['EventSubscriptionEdge'],
    pageInfo: ['PageInfo'],
  },
  EventSubscriptionEdge: {
    node: ['EventSubscription'],
  },
  Flag: {
    category: ['FlagCategory'],
    source: ['FlagSource'],
  },
  IncompleteRequest: {
    gaps: ['DisclosureGap'],
  },
  InspectionReport: {
    errors: ['ReportRowErrorConnection', { after: 'String', first: 'Int!' }],
    sections: ['ReportSectionCounters'],
  },
  InspectionReportConnection: {
    edges: ['InspectionReportEdge'],
    pageInfo: ['PageInfo'],
  },
  InspectionReportEdge: {
    node: ['InspectionReport'],
  },
  JointAttachment: {
    attachment: ['Attachment'],
    by: ['JointTenant'],
  },
  JointAttachmentConnection: {
    edges: ['JointAttachmentEdge'],
    pageInfo: ['PageInfo'],
  },
  JointAttachmentEdge: {
    node: ['JointAttachment'],
  },
  JointCase: {
    figures: ['JointFigures'],
    filedBy: ['JointTenant'],
    lead: ['JointTenant'],
    part: ['JointParticipant'],
  },
  JointCaseConnection: {
    edges: ['JointCaseEdge'],
    pageInfo: ['PageInfo'],
  },
  JointCaseEdge: {
    node: ['JointCase'],
  },
  JointComment: {
    attachments: ['Attachment'],
    by: ['JointTenant'],
    mentions: ['JointMention'],
  },
  JointCommentConnection: {
    edges: ['JointCommentEdge'],
    pageInfo: ['PageInfo'],
  },
  JointCommentEdge: {
    node: ['JointComment'],
  },
  JointFigures: {
    measures: ['JointMeasureCount'],
    participants: ['JointParticipantCount'],
    tasks: ['JointTaskCount'],
  },
  JointHandover: {
    from: ['JointTenant'],
    to: ['JointTenant'],
  },
  JointHandoverConnection: {
    edges: ['JointHandoverEdge'],
    pageInfo: ['PageInfo'],
  },
  JointHandoverEdge: {
    node: ['JointHandover'],
  },
  JointLink: {
    by: ['JointTenant'],
    target: ['JointLinkTarget'],
  },
  JointLinkConnection: {
    edges: ['JointLinkEdge'],
    pageInfo: ['PageInfo'],
  },
  JointLinkEdge: {
    node: ['JointLink'],
  },
  JointMeasure: {
    attachments: ['Attachment'],
    platform: ['JointTenant'],
    requestedBy: ['JointTenant'],
  },
  JointMeasureConnection: {
    edges: ['JointMeasureEdge'],
    pageInfo: ['PageInfo'],
  },
  JointMeasureEdge: {
    node: ['JointMeasure'],
  },
  JointMention: {
    tenant: ['JointTenant'],
  },
  JointParticipant: {
    tenant: ['JointTenant'],
  },
  JointParticipantConnection: {
    edges: ['JointParticipantEdge'],
    pageInfo: ['PageInfo'],
  },
  JointParticipantEdge: {
    node: ['JointParticipant'],
  },
  JointSubjectConnection: {
    edges: ['JointSubjectEdge'],
    pageInfo: ['PageInfo'],
  },
  JointSubjectEdge: {
    node: ['JointSubject'],
  },
  JointSubjectSetConnection: {
    edges: ['JointSubjectSetEdge'],
    pageInfo: ['PageInfo'],
  },
  JointSubjectSetEdge: {
    node: ['JointSubjectSet'],
  },
  JointTask: {
    assignedBy: ['JointTenant'],
    assignee: ['JointTenant'],
    attachments: ['Attachment'],
  },
  JointTaskConnection: {
    edges: ['JointTaskEdge'],
    pageInfo: ['PageInfo'],
  },
  JointTaskEdge: {
    node: ['JointTask'],
  },
  JointTimelineLine: {
    by: ['JointTenant'],
    party: ['JointTenant'],
  },
  JointTimelineLineConnection: {
    edges: ['JointTimelineLineEdge'],
    pageInfo: ['PageInfo'],
  },
  JointTimelineLineEdge: {
    node: ['JointTimelineLine'],
  },
  LedgerEntryConnection: {
    edges: ['LedgerEntryEdge'],
    pageInfo: ['PageInfo'],
  },
  LedgerEntryEdge: {
    node: ['LedgerEntry'],
  },
  LookedUpIdentifier: {
    corrections: ['Correction'],
  },
  LookupAnswer: {
    entities: ['Entity'],
    identifier: ['LookedUpIdentifier'],
  },
  LookupBatchAnswer: {
    items: ['LookupBatchItem'],
  },
  LookupBatchItem: {
    entities: ['Entity'],
    identifier: ['LookedUpIdentifier'],
    problem: ['LookupProblem'],
  },
  MerchantCheck: {
    listed: ['BlacklistEntry'],
    listedBefore: ['BlacklistEntry'],
    similar: ['SimilarMerchant'],
    underReview: ['BlacklistEntry'],
  },
  Mutation: {
    acknowledgeDisclosureRequest: ['DisclosureRequestResult', { input: 'DisclosureStepInput!' }],
    addDisclosureApprover: ['DisclosureMandatesResult', { input: 'DisclosureApproverInput!' }],
    addDisclosureDelegation: ['DisclosureMandatesResult', { input: 'AddDisclosureDelegationInput!' }],
    addJointAttachment: ['JointAttachmentResult', { input: 'AddJointAttachmentInput!' }],
    addJointComment: ['JointCommentResult', { input: 'AddJointCommentInput!' }],
    addJointLink: ['JointLinkResult', { input: 'AddJointLinkInput!' }],
    addJointSubjects: ['JointCaseResult', { input: 'AddJointSubjectsInput!' }],
    addTenant: ['TenantChangeResult', { input: 'AddTenantInput!' }],
    addTenantKey: ['TenantKeyChangeResult', { input: 'AddTenantKeyInput!' }],
    answerDisclosureClarification: ['DisclosureRequestResult', { input: 'AnswerDisclosureClarificationInput!' }],
    answerDisclosureConsent: ['DisclosureUseResult', { input: 'AnswerDisclosureConsentInput!' }],
    approveDisclosureDecision: ['DisclosureRequestResult', { input: 'DisclosureReasonInput!' }],
    askDisclosureClarification: ['DisclosureRequestResult', { input: 'AskDisclosureClarificationInput!' }],
    assignJointTask: ['JointTaskResult', { input: 'AssignJointTaskInput!' }],
    attachDisclosureInstrument: ['DisclosureRequestResult', { input: 'AttachDisclosureInstrumentInput!' }],
    cancelScreening: ['ScreeningChangeResult', { input: 'ScreeningByIdInput!' }],
    changeScreeningList: ['ScreeningListChangeResult', { input: 'ChangeScreeningListInput!' }],
    closeDisclosureRequest: ['DisclosureRequestResult', { input: 'DisclosureStepInput!' }],
    confirmBlacklistDecision: ['BlacklistEntryResult', { input: 'ConfirmBlacklistDecisionInput!' }],
    confirmDisclosureReceipt: ['DisclosurePackageResult', { input: 'ConfirmDisclosureReceiptInput!' }],
    correctBlacklistEntry: ['BlacklistEntryResult', { input: 'CorrectBlacklistEntryInput!' }],
    createDisclosureRequest: ['DisclosureRequestResult', { input: 'DisclosureDraftInput!' }],
    createSubscription: ['SubscriptionSecretResult', { input: 'CreateSubscriptionInput!' }],
    decideBlacklistEntry: ['BlacklistEntryResult', { input: 'DecideBlacklistEntryInput!' }],
    decideBlacklistRepair: ['BlacklistEntryResult', { input: 'DecideBlacklistRepairInput!' }],
    declareDisclosureUse: ['DisclosureUseResult', { input: 'DeclareDisclosureUseInput!' }],
    deleteScreeningList: ['ScreeningListChangeResult', { input: 'ScreeningListAtVersionInput!' }],
    deleteSubscription: ['SubscriptionResult', { input: 'SubscriptionAtVersionInput!' }],
    deliverDisclosurePackage: ['DisclosurePackageResult', { input: 'DeliverDisclosurePackageInput!' }],
    discardDisclosureDraft: ['DisclosureRequestResult', { input: 'DisclosureReasonInput!' }],
    draftDisclosureDecision: ['DisclosureRequestResult', { input: 'DraftDisclosureDecisionInput!' }],
    dropBlacklistEntry: ['BlacklistEntryResult', { input: 'BlacklistReasonInput!' }],
    endDisclosureDelegation: ['DisclosureMandatesResult', { input: 'EndDisclosureDelegationInput!' }],
    fileJointCase: ['JointCaseResult', { input: 'FileJointCaseInput!' }],
    giveBlacklistNotice: ['BlacklistEntryResult', { input: 'GiveBlacklistNoticeInput!' }],
    handInReceipt: ['HandInReceiptResult', { input: 'HandInReceiptInput!' }],
    inviteToJointCase: ['JointCaseResult', { input: 'InviteToJointCaseInput!' }],
    markReviewed: ['ReviewResult', { input: 'MarkReviewedInput!' }],
    moveJointCase: ['JointCaseResult', { input: 'MoveJointCaseInput!' }],
    moveJointHandover: ['JointHandoverResult', { input: 'MoveJointHandoverInput!' }],
    moveJointMeasure: ['JointMeasureResult', { input: 'MoveJointMeasureInput!' }],
    moveJointParticipant: ['JointParticipantResult', { input: 'MoveJointParticipantInput!' }],
    moveJointTask: ['JointTaskResult', { input: 'MoveJointTaskInput!' }],
    offerJointLead: ['JointHandoverResult', { input: 'OfferJointLeadInput!' }],
    openToJointParticipant: ['JointParticipantResult', { input: 'OpenToJointParticipantInput!' }],
    pauseScreeningList: ['ScreeningListChangeResult', { input: 'ScreeningListAtVersionInput!' }],
    pauseSubscription: ['SubscriptionResult', { input: 'SubscriptionAtVersionInput!' }],
    proposeBlacklistEntry: ['BlacklistEntryResult', { input: 'ProposeBlacklistEntryInput!' }],
    publishBlacklistEntry: ['BlacklistEntryResult', { input: 'PublishBlacklistEntryInput!' }],
    publishBlacklistEntryInEmergency: ['BlacklistEntryResult', { input: 'PublishBlacklistEntryInEmergencyInput!' }],
    putScreeningListItems: ['ScreeningListChangeResult', { input: 'PutScreeningListItemsInput!' }],
    recordBlacklistObjection: ['BlacklistEntryResult', { input: 'RecordBlacklistObjectionInput!' }],
    recordBlacklistStatement: ['BlacklistEntryResult', { input: 'RecordBlacklistStatementInput!' }],
    redeliver: ['DeliveryResult', { input: 'RedeliverInput!' }],
    redriveDeliveries: ['RefillResult', { input: 'RedriveDeliveriesInput!' }],
    reinstateTenant: ['TenantChangeResult', { input: 'TenantStateInput!' }],
    removeDisclosureApprover: ['DisclosureMandatesResult', { input: 'DisclosureApproverInput!' }],
    removeScreeningListItems: ['ScreeningListChangeResult', { input: 'RemoveScreeningListItemsInput!' }],
    replaySubscription: ['RefillResult', { input: 'ReplaySubscriptionInput!' }],
    requestBlacklistRepair: ['BlacklistEntryResult', { input: 'RequestBlacklistRepairInput!' }],
    requestJointMeasure: ['JointMeasureResult', { input: 'RequestJointMeasureInput!' }],
    resumeScreening: ['ScreeningChangeResult', { input: 'ScreeningByIdInput!' }],
    resumeScreeningList: ['ScreeningListChangeResult', { input: 'ScreeningListAtVersionInput!' }],
    resumeSubscription: ['SubscriptionResult', { input: 'SubscriptionAtVersionInput!' }],
    retireTenantKey: ['TenantKeyChangeResult', { input: 'RetireTenantKeyInput!' }],
    reviewDisclosureAfterwards: ['DisclosureRequestResult', { input: 'ReviewDisclosureAfterwardsInput!' }],
    reviewDisclosureRequest: ['DisclosureRequestResult', { input: 'DisclosureStepInput!' }],
    revokeBlacklistEntry: ['BlacklistEntryResult', { input: 'RevokeBlacklistEntryInput!' }],
    revokeTenantKey: ['TenantKeyChangeResult', { input: 'RevokeTenantKeyInput!' }],
    rotateGatewayKey: ['RotateGatewayKeyResult', { input: 'RotateGatewayKeyInput!' }],
    rotateSubscriptionSecret: ['SubscriptionSecretResult', { input: 'RotateSubscriptionSecretInput!' }],
    saveScreeningList: ['ScreeningListChangeResult', { input: 'SaveScreeningListInput!' }],
    sendBackDisclosureDecision: ['DisclosureRequestResult', { input: 'DisclosureReasonInput!' }],
    submitDisclosureRequest: ['DisclosureRequestResult', { input: 'DisclosureStepInput!' }],
    suspendTenant: ['TenantChangeResult', { input: 'TenantStateInput!' }],
    updateDisclosureDraft: ['DisclosureRequestResult', { input: 'UpdateDisclosureDraftInput!' }],
    upholdBlacklistEntry: ['BlacklistEntryResult', { input: 'BlacklistReasonInput!' }],
    withdrawBlacklistEntry: ['BlacklistEntryResult', { input: 'BlacklistReasonInput!' }],
    withdrawDisclosureRequest: ['DisclosureRequestResult', { input: 'DisclosureReasonInput!' }],
  },
  PublicationReceiptConnection: {
    edges: ['PublicationReceiptEdge'],
    pageInfo: ['PageInfo'],
  },
  PublicationReceiptEdge: {
    node: ['PublicationReceipt'],
  },
  Query: {
    attachment: ['AttachmentResult', { id: 'ID!' }],
    blacklistEntries: ['BlacklistEntryConnection', { after: 'String', category: 'String', first: 'Int!', jurisdiction: 'String', state: 'BlacklistState' }],
    blacklistEntry: ['BlacklistEntry', { id: 'ID!' }],
    blacklistReceipts: ['BlacklistReceipts', { after: 'String', entryId: 'ID!', first: 'Int!' }],
    checkMerchant: ['MerchantCheckResult', { input: 'CheckMerchantInput!' }],
    deliveries: ['DeliveryConnection', { after: 'String', first: 'Int!', state: 'DeliveryState', subscriptionId: 'ID!' }],
    delivery: ['Delivery', { id: 'ID!' }],
    disclosureCatalogue: ['DisclosureCatalogue'],
    disclosureInbox: ['DisclosureSummaryConnection', { after: 'String', dueBefore: 'DateTime', first: 'Int!', states: '[DisclosureState!]', urgencies: '[DisclosureUrgency!]' }],
    disclosureMandates: ['DisclosureMandates'],
    disclosureOutbox: ['DisclosureSummaryConnection', { after: 'String', dueBefore: 'DateTime', first: 'Int!', states: '[DisclosureState!]', urgencies: '[DisclosureUrgency!]' }],
    disclosurePackage: ['DisclosurePackage', { requestId: 'ID!' }],
    disclosureRequest: ['DisclosureRequest', { id: 'ID!' }],
    entity: ['EntityResult', { caseRef: 'String', id: 'ID!', purpose: 'String' }],
    eventHead: ['EventHead'],
    events: ['EventConnection', { after: 'String', first: 'Int!', types: '[String!]' }],
    flagCategories: ['FlagCategory'],
    inspectionReport: ['InspectionReportResult', { id: 'ID!' }],
    inspectionReports: ['InspectionReportConnection', { after: 'String', first: 'Int!' }],
    jointAttachments: ['JointAttachmentConnection', { after: 'String', caseId: 'ID!', first: 'Int!', targetId: 'ID' }],
    jointCase: ['JointCase', { id: 'ID!' }],
    jointCases: ['JointCaseConnection', { after: 'String', first: 'Int!', part: 'JointParticipantState' }],
    jointComment: ['JointComment', { id: 'ID!' }],
    jointComments: ['JointCommentConnection', { after: 'String', caseId: 'ID!', first: 'Int!', targetId: 'ID' }],
    jointHandovers: ['JointHandoverConnection', { after: 'String', caseId: 'ID!', first: 'Int!' }],
    jointLinks: ['JointLinkConnection', { after: 'String', caseId: 'ID!', first: 'Int!' }],
    jointMeasure: ['JointMeasure', { id: 'ID!' }],
    jointMeasures: ['JointMeasureConnection', { after: 'String', caseId: 'ID!', first: 'Int!', isMine: 'Boolean!', state: 'JointMeasureState' }],
    jointParticipants: ['JointParticipantConnection', { after: 'String', caseId: 'ID!', first: 'Int!', state: 'JointParticipantState' }],
    jointSubjectSets: ['JointSubjectSetConnection', { after: 'String', caseId: 'ID!', first: 'Int!' }],
    jointSubjects: ['JointSubjectConnection', { after: 'String', caseId: 'ID!', first: 'Int!' }],
    jointTask: ['JointTask', { id: 'ID!' }],
    jointTasks: ['JointTaskConnection', { after: 'String', caseId: 'ID!', first: 'Int!', isMine: 'Boolean!', state: 'JointTaskState' }],
    jointTimeline: ['JointTimelineLineConnection', { after: 'String', caseId: 'ID!', first: 'Int!' }],
    ledgerEntries: ['LedgerEntryConnection', { action: 'String', after: 'String', first: 'Int!', tenantCode: 'String' }],
    ledgerHead: ['LedgerHead'],
    lookup: ['LookupResult', { input: 'LookupInput!' }],
    lookupBatch: ['LookupBatchResult', { input: 'LookupBatchInput!' }],
    me: ['TenantAccount'],
    publicationReceipts: ['PublicationReceiptConnection', { after: 'String', eventId: 'ID', first: 'Int!', subjectId: 'ID' }],
    refill: ['Refill', { id: 'ID!' }],
    screen: ['ScreenResult', { input: 'ScreenInput!' }],
    screening: ['ScreeningResult', { id: 'ID!' }],
    screeningList: ['ScreeningListResult', { id: 'ID!' }],
    screeningListHit: ['ScreeningListHitResult', { id: 'ID!' }],
    screeningListHits: ['ScreeningListHitsResult', { after: 'String', filter: 'ScreeningListHitsFilterInput', first: 'Int!', listId: 'ID!' }],
    screeningListItems: ['ScreeningListItemsResult', { after: 'String', first: 'Int!', listId: 'ID!' }],
    screeningListUpload: ['ScreeningListUploadResult', { id: 'ID!' }],
    screeningLists: ['ScreeningListConnection', { after: 'String', first: 'Int!' }],
    screenings: ['ScreeningConnection', { after: 'String', first: 'Int!' }],
    searchEntities: ['SearchResult', { after: 'String', caseRef: 'String', changedSince: 'DateTime', excludeReviewed: 'Boolean!', filters: 'SearchFilterInput', first: 'Int!', kinds: '[EntityKind!]', least: 'MatchDecision!', purpose: 'String', query: 'String!' }],
    subscription: ['EventSubscription', { id: 'ID!' }],
    subscriptions: ['EventSubscriptionConnection', { after: 'String', first: 'Int!' }],
    tenant: ['TenantAccount', { code: 'String!' }],
    tenantPublicKeys: ['TenantKey', { tenantCode: 'String!', use: 'TenantKeyUse!' }],
    tenants: ['TenantAccountConnection', { after: 'String', first: 'Int!' }],
  },
  ReportRowErrorConnection: {
    edges: ['ReportRowErrorEdge'],
    pageInfo: ['PageInfo'],
  },
  ReportRowErrorEdge: {
    node: ['ReportRowError'],
  },
  ReportSectionCounters: {
    measures: ['MeasureCount'],
    outcomes: ['OutcomeCount'],
  },
  ScreenAnswer: {
    items: ['ScreenItem'],
  },
  ScreenItem: {
    hits: ['SearchHit'],
    problem: ['LookupProblem'],
  },
  ScreeningConnection: {
    edges: ['ScreeningEdge'],
    pageInfo: ['PageInfo'],
  },
  ScreeningEdge: {
    node: ['Screening'],
  },
  ScreeningListConnection: {
    edges: ['ScreeningListEdge'],
    pageInfo: ['PageInfo'],
  },
  ScreeningListEdge: {
    node: ['ScreeningList'],
  },
  ScreeningListHit: {
    entity: ['Entity'],
  },
  ScreeningListHitConnection: {
    edges: ['ScreeningListHitEdge'],
    pageInfo: ['PageInfo'],
  },
  ScreeningListHitEdge: {
    node: ['ScreeningListHit'],
  },
  ScreeningListItem: {
    identifiers: ['ScreeningListItemIdentifier'],
  },
  ScreeningListItemConnection: {
    edges: ['ScreeningListItemEdge'],
    pageInfo: ['PageInfo'],
  },
  ScreeningListItemEdge: {
    node: ['ScreeningListItem'],
  },
  ScreeningListRowErrorConnection: {
    edges: ['ScreeningListRowErrorEdge'],
    pageInfo: ['PageInfo'],
  },
  ScreeningListRowErrorEdge: {
    node: ['ScreeningListRowError'],
  },
  ScreeningListUpload: {
    errors: ['ScreeningListRowErrorConnection', { after: 'String', first: 'Int!' }],
  },
  SearchAnswer: {
    hits: ['SearchHitConnection'],
  },
  SearchHit: {
    entity: ['Entity'],
    parts: ['MatchPart'],
  },
  SearchHitConnection: {
    edges: ['SearchHitEdge'],
    pageInfo: ['PageInfo'],
  },
  SearchHitEdge: {
    node: ['SearchHit'],
  },
  SimilarMerchant: {
    entry: ['BlacklistEntry'],
  },
  Subscription: {
    events: ['Event', { after: 'String', types: '[String!]' }],
    inspectionReportProgress: ['InspectionReportResult', { id: 'ID!' }],
    screeningListProgress: ['ScreeningListResult', { id: 'ID!' }],
    screeningProgress: ['ScreeningResult', { id: 'ID!' }],
  },
  SubscriptionWithSecret: {
    subscription: ['EventSubscription'],
  },
  TenantAccount: {
    keys: ['TenantKey'],
  },
  TenantAccountConnection: {
    edges: ['TenantAccountEdge'],
    pageInfo: ['PageInfo'],
  },
  TenantAccountEdge: {
    node: ['TenantAccount'],
  },
};

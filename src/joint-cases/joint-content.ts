import type { JointAccess } from './joint-roster.js';

/** The head of a case: all that whoever is invited is told of it. */
export interface CaseContent {
  readonly title: string;
  readonly summary: string;
  readonly legalBasis: string;
  /** The agency's own number of the case. */
  readonly reference: string | null;
  readonly category: string;
  readonly severity: string;
  readonly jurisdiction: string;
  readonly leadId: string;
  readonly filedById: string;
  readonly openedAtMs: number;
  readonly outcome: string | null;
  readonly note: string | null;
}

export interface ParticipantContent {
  readonly tenantId: string;
  readonly access: JointAccess;
  readonly message: string | null;
  readonly respondByMs: number | null;
  readonly note: string | null;
}

export interface HandoverContent {
  readonly fromId: string;
  readonly toId: string;
  readonly note: string | null;
}

/** Subjects that came in together; a ring has a name. */
export interface SubjectSetContent {
  readonly name: string | null;
  readonly count: number;
}

export interface SubjectContent {
  readonly setId: string;
  /** The entity, where one is known that the lead may see. */
  readonly entityId: string | null;
  readonly kind: string | null;
  readonly identifierType: string | null;
  /** What is shown of the identifier. */
  readonly shown: string | null;
  /** The identifier itself, as the lead gave it: passed on to a platform with a measure. */
  readonly canonical: string | null;
  readonly note: string | null;
}

export interface TaskContent {
  readonly title: string;
  readonly instructions: string;
  readonly dueAtMs: number | null;
  readonly note: string | null;
}

/** What agencies ask of platforms. */
export const JOINT_MEASURE_KINDS = [
  'TAKE_DOWN',
  'FREEZE_SHOP',
  'SUSPEND_ACCOUNT',
  'HOLD_PAYOUTS',
  'PRESERVE_EVIDENCE',
] as const;
export type JointMeasureKind = (typeof JOINT_MEASURE_KINDS)[number];

export interface MeasureContent {
  readonly measure: JointMeasureKind;
  readonly subjectId: string;
  readonly entityId: string | null;
  readonly identifierType: string | null;
  /** What is shown of the subject's identifier. */
  readonly shown: string | null;
  /** The identifier itself: shown to the platform only. */
  readonly canonical: string | null;
  /** Blind index of the identifier. */
  readonly lookupKey: string | null;
  readonly legalBasis: string;
  readonly instructions: string | null;
  readonly expiresAtMs: number;
  readonly note: string | null;
}

/** Somebody whom a comment addresses: a tenant, or one of its people by the name in their tokens. */
export interface Mention {
  readonly tenantId: string;
  readonly actor: string | null;
}

export interface CommentContent {
  readonly text: string;
  /** Of those who are shown the comment. */
  readonly mentions: readonly Mention[];
}

/** What a file of a case is added to. */
export type JointPlaceKind = 'CASE' | 'TASK' | 'MEASURE' | 'COMMENT';

/** The rest is told by the attachment, which has the same id. */
export interface AttachmentContent {
  readonly placeKind: JointPlaceKind;
}

export const JOINT_LINK_KINDS = ['DISCLOSURE_REQUEST', 'BLACKLIST_ENTRY'] as const;
export type JointLinkKind = (typeof JOINT_LINK_KINDS)[number];

export interface LinkContent {
  readonly linkKind: JointLinkKind;
  readonly linkedId: string;
  readonly note: string | null;
}

/** How many there are of something. */
export interface StateCount {
  readonly state: string;
  readonly count: number;
}

/** Amounts that the lead states at the closing, in fen. */
export interface ClosingAmounts {
  readonly involvedFen: number | null;
  readonly finedFen: number | null;
  readonly confiscatedFen: number | null;
}

/** The figures of a closed case, over what its lead was shown at that moment. */
export interface FiguresContent extends ClosingAmounts {
  readonly outcome: string;
  readonly openedAtMs: number;
  readonly closedAtMs: number;
  readonly participants: readonly StateCount[];
  readonly subjects: number;
  readonly tasks: readonly StateCount[];
  readonly measures: readonly (StateCount & { readonly measure: JointMeasureKind })[];
  readonly comments: number;
  readonly attachments: number;
  readonly links: number;
  /** Flags that the lead may see and that say so of a measure in force. */
  readonly flagsUpdated: number;
}

/** What is kept of a line of each kind. */
export interface ContentOf {
  readonly CASE: CaseContent;
  readonly PARTICIPANT: ParticipantContent;
  readonly HANDOVER: HandoverContent;
  readonly SUBJECT_SET: SubjectSetContent;
  readonly SUBJECT: SubjectContent;
  readonly TASK: TaskContent;
  readonly MEASURE: MeasureContent;
  readonly COMMENT: CommentContent;
  readonly ATTACHMENT: AttachmentContent;
  readonly LINK: LinkContent;
  readonly STATISTICS: FiguresContent;
}

export type KeptKind = keyof ContentOf;

/** Context that binds a line's ciphertext to its row. */
export const lineContext = (lineId: string): string => `joint_line:${lineId}`;

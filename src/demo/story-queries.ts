/** The operations of the story, as a client would write them. */

export const ME = '{ me { code kind jurisdiction } }';

export const REPORT = `query ($id: ID!) {
  inspectionReport(id: $id) {
    ... on InspectionReport {
      state
      acceptedRows
      rejectedRows
      sections { section checked measures { measure count } outcomes { outcome count } }
      errors(first: 20) { edges { node { line field reason message } } }
    }
    ... on UserError { code message field }
  }
}`;

export const LOOKUP = `query ($input: LookupInput!) {
  lookup(input: $input) {
    __typename
    ... on LookupAnswer {
      hasMore
      entities {
        kind
        names { role name }
        identifiers { type role value }
        flags { category { code labelEn } severity measures source { code } }
        flagCount
      }
    }
    ... on UserError { code message field }
  }
}`;

export const LOOKUP_BATCH = `query ($input: LookupBatchInput!) {
  lookupBatch(input: $input) {
    __typename
    ... on LookupBatchAnswer {
      items { index entities { kind flagCount } problem { code field message } }
    }
    ... on UserError { code message field }
  }
}`;

export const CREATE_SUBSCRIPTION = `mutation ($input: CreateSubscriptionInput!) {
  createSubscription(input: $input) {
    __typename
    ... on SubscriptionWithSecret { secret subscription { id state version } }
    ... on UserError { code message field }
  }
}`;

export const DELETE_SUBSCRIPTION = `mutation ($input: SubscriptionAtVersionInput!) {
  deleteSubscription(input: $input) { __typename ... on UserError { code message field } }
}`;

const ENTRY = `... on BlacklistEntry { id state version subjectName uscc publishedAt expiresAt }
    ... on UserError { code message field }`;

/** A mutation of the blacklist. */
const step = (operation: string, input: string): string => `mutation ($input: ${input}!) {
  result: ${operation}(input: $input) { __typename ${ENTRY} }
}`;

/** The steps of the blacklist that the story takes, by operation. */
export const BLACKLIST_STEPS = {
  proposeBlacklistEntry: step('proposeBlacklistEntry', 'ProposeBlacklistEntryInput'),
  giveBlacklistNotice: step('giveBlacklistNotice', 'GiveBlacklistNoticeInput'),
  recordBlacklistStatement: step('recordBlacklistStatement', 'RecordBlacklistStatementInput'),
  decideBlacklistEntry: step('decideBlacklistEntry', 'DecideBlacklistEntryInput'),
  confirmBlacklistDecision: step('confirmBlacklistDecision', 'ConfirmBlacklistDecisionInput'),
  publishBlacklistEntry: step('publishBlacklistEntry', 'PublishBlacklistEntryInput'),
  recordBlacklistObjection: step('recordBlacklistObjection', 'RecordBlacklistObjectionInput'),
  correctBlacklistEntry: step('correctBlacklistEntry', 'CorrectBlacklistEntryInput'),
  revokeBlacklistEntry: step('revokeBlacklistEntry', 'RevokeBlacklistEntryInput'),
} as const;

/** A mutation of a disclosure request. */
const disclosureStep = (operation: string, input: string): string => `mutation ($input: ${input}!) {
  result: ${operation}(input: $input) {
    __typename
    ... on DisclosureRequest { id state version hints approvalsNeeded { before } dueAt }
    ... on UserError { code message field }
    ... on IncompleteRequest { gaps { field code } }
  }
}`;

/** The steps of a disclosure request that the story takes, by operation. */
export const DISCLOSURE_STEPS = {
  createDisclosureRequest: disclosureStep('createDisclosureRequest', 'DisclosureDraftInput'),
  updateDisclosureDraft: disclosureStep('updateDisclosureDraft', 'UpdateDisclosureDraftInput'),
  attachDisclosureInstrument: disclosureStep('attachDisclosureInstrument', 'AttachDisclosureInstrumentInput'),
  submitDisclosureRequest: disclosureStep('submitDisclosureRequest', 'DisclosureStepInput'),
  acknowledgeDisclosureRequest: disclosureStep('acknowledgeDisclosureRequest', 'DisclosureStepInput'),
  askDisclosureClarification: disclosureStep('askDisclosureClarification', 'AskDisclosureClarificationInput'),
  answerDisclosureClarification: disclosureStep('answerDisclosureClarification', 'AnswerDisclosureClarificationInput'),
  reviewDisclosureRequest: disclosureStep('reviewDisclosureRequest', 'DisclosureStepInput'),
  draftDisclosureDecision: disclosureStep('draftDisclosureDecision', 'DraftDisclosureDecisionInput'),
  approveDisclosureDecision: disclosureStep('approveDisclosureDecision', 'DisclosureReasonInput'),
  closeDisclosureRequest: disclosureStep('closeDisclosureRequest', 'DisclosureStepInput'),
} as const;

export const DISCLOSURE = 'query ($id: ID!) { disclosureRequest(id: $id) { id state version } }';

export const PACKAGE = 'query ($id: ID!) { disclosurePackage(requestId: $id) { id state manifestId } }';

export const CHECK_MERCHANT = `query ($input: CheckMerchantInput!) {
  checkMerchant(input: $input) {
    __typename
    ... on MerchantCheck { listed { id state category } listedBefore { id } underReview { id } }
    ... on UserError { code message field }
  }
}`;

export const RECEIPTS = `query ($id: ID!) {
  blacklistReceipts(entryId: $id) {
    eventType
    told
    takenIn
    receipts { edges { node { tenantCode state } } }
  }
}`;

export const EVENTS = `query ($after: String, $types: [String!]) {
  events(first: 100, after: $after, types: $types) {
    edges { node { id type subjectId } }
    pageInfo { hasNextPage endCursor }
  }
}`;

export const SCREENING_LIST_ALERTS = `query ($after: String) {
  events(first: 100, after: $after, types: ["screening-list.alert"]) {
    edges { node { subjectId } }
    pageInfo { hasNextPage endCursor }
  }
}`;

export const FOLLOW_EVENTS =
  'subscription { events(types: ["blacklist.published", "blacklist.corrected", "blacklist.revoked"]) { id type subjectId } }';

export const LEDGER = `query ($after: String) {
  ledgerEntries(first: 100, after: $after) {
    edges { node { seq action outcome tenantCode subjectType } }
    pageInfo { hasNextPage endCursor }
  }
}`;

const JOINT_PART = 'id caseId state version';

/** A mutation of joint cases. */
const jointStep = (
  operation: string,
  input: string,
  type: string,
  fields: string,
): string => `mutation ($input: ${input}!) {
  result: ${operation}(input: $input) { __typename ... on ${type} { ${fields} } ... on UserError { code message field } }
}`;

const JOINT_CASE_FIELDS = `id state version part { id version }
  figures { outcome subjects flagsUpdated involvedFen measures { measure state count } }`;

/** The steps of joint cases that the story takes, by operation. */
export const JOINT_STEPS = {
  fileJointCase: jointStep('fileJointCase', 'FileJointCaseInput', 'JointCase', JOINT_CASE_FIELDS),
  moveJointCase: jointStep('moveJointCase', 'MoveJointCaseInput', 'JointCase', JOINT_CASE_FIELDS),
  moveJointParticipant: jointStep('moveJointParticipant', 'MoveJointParticipantInput', 'JointParticipant', JOINT_PART),
  requestJointMeasure: jointStep('requestJointMeasure', 'RequestJointMeasureInput', 'JointMeasure', JOINT_PART),
  moveJointMeasure: jointStep('moveJointMeasure', 'MoveJointMeasureInput', 'JointMeasure', JOINT_PART),
  assignJointTask: jointStep('assignJointTask', 'AssignJointTaskInput', 'JointTask', JOINT_PART),
  moveJointTask: jointStep(
    'moveJointTask',
    'MoveJointTaskInput',
    'JointTask',
    `${JOINT_PART} attachments { fileName sha256 }`,
  ),
  addJointComment: jointStep('addJointComment', 'AddJointCommentInput', 'JointComment', 'id'),
} as const;

export const JOINT_CASE = `query ($id: ID!) { jointCase(id: $id) { ${JOINT_CASE_FIELDS} } }`;

const jointList = (query: string, node: string): string =>
  `query ($caseId: ID!) { list: ${query}(caseId: $caseId, first: 100) { edges { node { ${node} } } } }`;

/** What is in a joint case, by query. */
export const JOINT_LISTS = {
  jointSubjects: jointList('jointSubjects', 'id identifierType'),
  jointTimeline: jointList('jointTimeline', 'kind action state'),
  jointAttachments: jointList('jointAttachments', 'id'),
  jointComments: jointList('jointComments', 'text mentions { tenant { code } actor }'),
} as const;

/** Every type of event, and what it tells. `tenantsMaySubscribe` is false where the event only reports to its owner. */
export const EVENT_TYPES = {
  'report.received': { en: 'A self-inspection report was received', zh: '自查报告已接收' },
  'report.progressed': { en: 'Rows of a self-inspection report went in', zh: '自查报告导入进度' },
  'report.completed': { en: 'A self-inspection report went in completely', zh: '自查报告导入完成' },
  'blacklist.published': { en: 'A blacklist entry was published', zh: '黑名单已公布' },
  'blacklist.revoked': { en: 'A blacklist entry was revoked', zh: '黑名单已撤销' },
  'disclosure.drafted': { en: 'A disclosure request was drafted', zh: '调取请求已起草' },
  'disclosure.edited': { en: 'A draft of a disclosure request was changed', zh: '调取请求草稿已修改' },
  'disclosure.discarded': { en: 'A draft of a disclosure request was given up', zh: '调取请求草稿已放弃' },
  'disclosure.submitted': { en: 'A disclosure request was sent', zh: '调取请求已提交' },
  'disclosure.withdrawn': { en: 'A disclosure request was withdrawn', zh: '调取请求已撤回' },
  'disclosure.acknowledged': { en: 'The platform acknowledged a disclosure request', zh: '平台已签收调取请求' },
  'disclosure.clarification-asked': {
    en: 'The platform asked a question about a disclosure request',
    zh: '平台要求补充说明',
  },
  'disclosure.clarification-answered': {
    en: 'The agency answered a question about a disclosure request',
    zh: '机关已补充说明',
  },
  'disclosure.under-review': { en: 'A disclosure request is under review', zh: '调取请求审核中' },
  'disclosure.decision-drafted': { en: 'A decision on a disclosure request was drafted', zh: '调取决定已拟定' },
  'disclosure.decision-approved': { en: 'A decision draft got one of its approvals', zh: '调取决定已获一人批准' },
  'disclosure.decision-sent-back': { en: 'A decision draft was sent back', zh: '调取决定已退回' },
  'disclosure.approved': { en: 'A disclosure request was approved', zh: '调取请求已批准' },
  'disclosure.partially-approved': { en: 'A disclosure request was approved in part', zh: '调取请求已部分批准' },
  'disclosure.refused': { en: 'A disclosure request was refused', zh: '调取请求已拒绝' },
  'disclosure.confirmed-afterwards': { en: 'An emergency decision was confirmed afterwards', zh: '紧急决定已事后确认' },
  'disclosure.objected-afterwards': {
    en: 'An emergency decision was objected to afterwards',
    zh: '紧急决定事后被否定',
  },
  'disclosure.review-overdue': { en: 'The review of an emergency decision is overdue', zh: '紧急决定事后复核逾期' },
  'disclosure.delivered': { en: 'What was granted was delivered', zh: '调取数据已交付' },
  'disclosure.receipt-confirmed': { en: 'The agency confirmed the receipt of a disclosure', zh: '机关已确认接收' },
  'disclosure.closed': { en: 'A disclosure request was closed', zh: '调取请求已办结' },
  'disclosure.due-soon': { en: 'A disclosure request is due soon', zh: '调取请求即将到期' },
  'disclosure.overdue': { en: 'A disclosure request is overdue', zh: '调取请求已逾期' },
  'disclosure.expired': { en: 'A disclosure request expired', zh: '调取请求已失效' },
} as const;

export type EventType = keyof typeof EVENT_TYPES;

export const isEventType = (text: string): text is EventType => Object.hasOwn(EVENT_TYPES, text);

/** Every type of event, and what it tells. `tenantsMaySubscribe` is false where the event only reports to its owner. */
export const EVENT_TYPES = {
  'report.received': { en: 'A self-inspection report was received', zh: '自查报告已接收' },
  'report.progressed': { en: 'Rows of a self-inspection report went in', zh: '自查报告导入进度' },
  'report.completed': { en: 'A self-inspection report went in completely', zh: '自查报告导入完成' },
  'screening.received': { en: 'A batch screening was received', zh: '批量筛查已接收' },
  'screening.progressed': { en: 'Rows of a batch screening were screened', zh: '批量筛查进度' },
  'screening.cancelled': { en: 'A batch screening was cancelled', zh: '批量筛查已取消' },
  'screening.resumed': { en: 'A cancelled batch screening goes on', zh: '批量筛查已恢复' },
  'screening.completed': { en: 'A batch screening is complete', zh: '批量筛查已完成' },
  'blacklist.published': { en: 'A blacklist entry was published', zh: '黑名单已公布' },
  'blacklist.revoked': { en: 'A blacklist entry was revoked', zh: '黑名单已撤销' },
  'stream.verification': { en: 'A receiver asked for a proof that its stream works', zh: '事件流验证' },
  'stream.updated': { en: 'The status of a stream was changed', zh: '事件流状态变更' },
} as const;

export type EventType = keyof typeof EVENT_TYPES;

/** Events about a stream itself: they go to that stream alone, whatever its filter. */
export const isAboutStream = (type: EventType): boolean => type.startsWith('stream.');

export const isEventType = (text: string): text is EventType => Object.hasOwn(EVENT_TYPES, text);

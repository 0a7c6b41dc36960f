import { z } from 'zod';

const label = z.string().min(1).max(200);
const code = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{1,31}$/, 'a code has 2 to 32 characters of A-Z 0-9 _ and begins with a letter');

const DATA_ITEM = z.strictObject({
  code,
  zh: label,
  en: label,
  /** Personal communications: two people approve before such data leaves the platform. */
  isCommunication: z.boolean(),
});

const STATUTE = z.strictObject({
  code,
  zh: label,
  en: label,
  /** Kinds of agency that may rely on it. */
  agencies: z.array(z.enum(['POLICE', 'MARKET_REGULATOR'])).min(1),
  /** Who relies on it attaches the legal instrument; in an emergency it may follow. */
  needsInstrument: z.boolean().default(false),
});

const REFUSAL_REASON = z.strictObject({ code, zh: label, en: label });

const distinct = (list: readonly { readonly code: string }[]): boolean =>
  new Set(list.map((entry) => entry.code)).size === list.length;

/** What may be asked for, on which legal basis, and why it may be refused: data of a deployment, not code. */
export const DISCLOSURE_CATALOGUE_SCHEMA = z.strictObject({
  items: z.array(DATA_ITEM).min(1).max(100).refine(distinct, 'a code occurs twice'),
  statutes: z.array(STATUTE).min(1).max(200).refine(distinct, 'a code occurs twice'),
  refusalReasons: z.array(REFUSAL_REASON).min(1).max(100).refine(distinct, 'a code occurs twice'),
});

export type DisclosureCatalogue = Readonly<z.output<typeof DISCLOSURE_CATALOGUE_SCHEMA>>;
export type DataItem = DisclosureCatalogue['items'][number];
export type Statute = DisclosureCatalogue['statutes'][number];
export type RefusalReason = DisclosureCatalogue['refusalReasons'][number];

/** The catalogue of a deployment that names no file of its own. */
export const STANDARD_CATALOGUE: DisclosureCatalogue = {
  items: [
    { code: 'REGISTRATION', zh: '注册信息', en: 'Registration', isCommunication: false },
    { code: 'KYC_DOCUMENTS', zh: '实名认证材料', en: 'Identity documents', isCommunication: false },
    { code: 'TRANSACTIONS', zh: '交易记录', en: 'Transactions', isCommunication: false },
    { code: 'LOGISTICS', zh: '物流信息', en: 'Logistics', isCommunication: false },
    { code: 'LOGINS', zh: '登录日志', en: 'Logins', isCommunication: false },
    { code: 'MESSAGES_METADATA', zh: '通信元数据', en: 'Metadata of messages', isCommunication: true },
    { code: 'PAYMENTS', zh: '支付记录', en: 'Payments', isCommunication: false },
    { code: 'LISTING_HISTORY', zh: '商品发布历史', en: 'History of listings', isCommunication: false },
  ],
  statutes: [
    {
      code: 'DSL_35',
      zh: '数据安全法第三十五条',
      en: 'Data Security Law art. 35',
      agencies: ['POLICE'],
      needsInstrument: true,
    },
    {
      code: 'ECL_25',
      zh: '电子商务法第二十五条',
      en: 'E-Commerce Law art. 25',
      agencies: ['POLICE', 'MARKET_REGULATOR'],
      needsInstrument: false,
    },
    {
      code: 'CPL_54',
      zh: '刑事诉讼法第五十四条',
      en: 'Criminal Procedure Law art. 54',
      agencies: ['POLICE'],
      needsInstrument: true,
    },
    {
      code: 'PQL_18',
      zh: '产品质量法第十八条',
      en: 'Product Quality Law art. 18',
      agencies: ['MARKET_REGULATOR'],
      needsInstrument: false,
    },
    {
      code: 'TML_62',
      zh: '商标法第六十二条',
      en: 'Trademark Law art. 62',
      agencies: ['MARKET_REGULATOR'],
      needsInstrument: false,
    },
  ],
  refusalReasons: [
    { code: 'NO_LEGAL_BASIS', zh: '法律依据不足', en: 'The legal basis does not carry the request' },
    { code: 'INSTRUMENT_DEFECTIVE', zh: '法律文书有瑕疵', en: 'The instrument is defective' },
    { code: 'NOT_NECESSARY', zh: '超出履职必要范围', en: 'More than the duty needs' },
    { code: 'NOT_HELD', zh: '平台未持有该数据', en: 'The platform does not hold the data' },
    { code: 'PAST_RETENTION', zh: '已超过保存期限', en: 'Kept no longer' },
    { code: 'SUBJECT_UNKNOWN', zh: '无法识别调取对象', en: 'The subject cannot be told' },
    { code: 'OTHER', zh: '其他', en: 'Other' },
  ],
};

import type { IdentifierType } from '../../libs/identifiers/identifier.js';
import type { TableColumns } from '../common/bulk/table-rows.js';

/** Fields of a row that hold an identifier, and of which type. */
export const IDENTIFIER_FIELDS = {
  uscc: 'USCC',
  residentId: 'RESIDENT_ID',
  phone: 'PHONE',
  bankCard: 'BANK_CARD',
  shopId: 'SHOP_ID',
  listingId: 'LISTING_ID',
  accountId: 'ACCOUNT_ID',
  domain: 'DOMAIN',
  icp: 'ICP',
  paymentAccount: 'PAYMENT_ACCOUNT',
  email: 'EMAIL',
  address: 'ADDRESS',
} as const satisfies Record<string, IdentifierType>;

/** Every field that a row may have. */
export const SCREENING_FIELDS: ReadonlySet<string> = new Set([
  'id',
  'name',
  'kind',
  'platform',
  'birthDate',
  'jurisdiction',
  ...Object.keys(IDENTIFIER_FIELDS),
]);

/** How the columns are called in the spreadsheets of offices. */
const CHINESE_TITLES: Readonly<Record<string, string>> = {
  编号: 'id',
  序号: 'id',
  名称: 'name',
  企业名称: 'name',
  姓名: 'name',
  类型: 'kind',
  平台: 'platform',
  出生日期: 'birthDate',
  行政区划代码: 'jurisdiction',
  统一社会信用代码: 'uscc',
  身份证号: 'residentId',
  公民身份号码: 'residentId',
  手机号: 'phone',
  电话: 'phone',
  银行卡号: 'bankCard',
  店铺编号: 'shopId',
  店铺ID: 'shopId',
  商品ID: 'listingId',
  账号: 'accountId',
  域名: 'domain',
  网站备案号: 'icp',
  备案号: 'icp',
  支付账号: 'paymentAccount',
  邮箱: 'email',
  地址: 'address',
};

/** The columns of CSV and XLSX: the names of the fields, or what they are called in Chinese. */
export const SCREENING_COLUMNS: TableColumns = {
  fieldOf: (title) => {
    if (SCREENING_FIELDS.has(title)) return title;
    return Object.hasOwn(CHINESE_TITLES, title) ? CHINESE_TITLES[title] : undefined;
  },
};

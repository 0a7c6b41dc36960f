import type { Category, Measure, Outcome, Severity } from './report-row.js';

/** What reviewers of a platform write about a finding; `{goods}` stands for the goods in question. */
export const EVIDENCE: Readonly<Record<Category, readonly string[]>> = {
  COUNTERFEIT: [
    '权利人投诉{goods}侵犯注册商标专用权，鉴定为假冒',
    '抽检{goods}三批次均无品牌授权，商标近似',
    '神秘购买{goods}经权利人鉴定为假货，已保全样品',
  ],
  FALSE_INFORMATION: [
    '{goods}宣称功效无检测报告支持，涉嫌虚假宣传',
    '店铺公示的营业执照与登记信息不一致',
    '{goods}标注产地与发货地不符，资质图片经过篡改',
  ],
  EXTORTION: [
    '以差评要挟商家支付“和解费”，聊天记录已保全',
    '组织多人围堵客服并恐吓消费者撤回投诉',
    '以举报相威胁向商家索要财物，多店反映同一号码',
  ],
  MALICIOUS_CLAIMS: [
    '批量购买{goods}后调包索赔，多账号共用收货地址',
    '同一团伙三十日内对多家店铺发起仅退款',
    '伪造{goods}异物照片索赔，图片重复使用',
  ],
  FORCED_TRADING: [
    '强制搭售{goods}，不同意即扣留保证金',
    '威胁下游商家独家进货{goods}，否则断供',
    '诱导签约后强收高额服务费，拒不退款',
  ],
  FAKE_REVIEWS: [
    '{goods}订单物流轨迹雷同，判定为刷单',
    '评价内容模板化，买家账号同设备登录',
    '通过空包快递为{goods}虚增销量',
  ],
  ILLEGAL_LENDING: [
    '以购买{goods}为名套现放贷，综合年化超过法定上限',
    '店内暗示“代还、垫资”，资金流向个人账户',
    '以租代贷出售{goods}，催收时恐吓借款人',
  ],
  UNLICENSED_TRADING: ['销售{goods}未取得相应许可证', '许可证已过期，仍在售{goods}', '冒用他人许可证经营{goods}'],
  ACCOUNT_FRAUD: [
    '注册所用身份与实际使用人不符，涉嫌买卖账号',
    '短时间内异地登录并转移店铺余额',
    '盗用他人身份证件入驻',
  ],
  OTHER: ['巡查发现{goods}页面引流至站外交易', '拒不配合平台核查，资料逾期未补', '{goods}客诉率异常，待进一步核实'],
};

/** What consumers write when they complain about a merchant. */
export const COMPLAINT_SUMMARIES: Partial<Readonly<Record<Category, readonly string[]>>> = {
  COUNTERFEIT: ['收到的{goods}做工粗糙，专柜验货称不是正品，商家拒绝退款', '标称正品的{goods}扫码查不到，要求退一赔三'],
  FALSE_INFORMATION: ['{goods}与页面描述严重不符，商家称概不退换', '直播间承诺的{goods}赠品没有发，客服不再回复'],
  EXTORTION: ['给了差评后商家多次打电话恐吓，扬言上门', '商家以公开个人信息要挟，要求删除对{goods}的差评'],
  FORCED_TRADING: ['退订{goods}时被要求先购买会员，否则不退押金', '商家发来未订购的{goods}并反复催收货款'],
};

export const MERCHANT_CATEGORIES = weighted<Category>({
  COUNTERFEIT: 26,
  FALSE_INFORMATION: 22,
  FAKE_REVIEWS: 16,
  UNLICENSED_TRADING: 12,
  FORCED_TRADING: 6,
  EXTORTION: 5,
  MALICIOUS_CLAIMS: 4,
  ILLEGAL_LENDING: 4,
  ACCOUNT_FRAUD: 3,
  OTHER: 2,
});
export const LISTING_CATEGORIES = weighted<Category>({ COUNTERFEIT: 82, FALSE_INFORMATION: 12, UNLICENSED_TRADING: 6 });
export const ACCOUNT_CATEGORIES = weighted<Category>({
  MALICIOUS_CLAIMS: 34,
  ACCOUNT_FRAUD: 26,
  FAKE_REVIEWS: 18,
  EXTORTION: 16,
  ILLEGAL_LENDING: 6,
});
export const COMPLAINT_CATEGORIES = weighted<Category>({
  COUNTERFEIT: 30,
  FALSE_INFORMATION: 24,
  EXTORTION: 28,
  FORCED_TRADING: 18,
});

const GRAVE: readonly Severity[] = ['HIGH', 'HIGH', 'CRITICAL', 'MEDIUM'];
const USUAL: readonly Severity[] = ['MEDIUM', 'MEDIUM', 'HIGH', 'LOW'];
const SLIGHT: readonly Severity[] = ['LOW', 'LOW', 'MEDIUM'];

export const SEVERITIES: Readonly<Record<Category, readonly Severity[]>> = {
  COUNTERFEIT: USUAL,
  FALSE_INFORMATION: SLIGHT,
  EXTORTION: GRAVE,
  MALICIOUS_CLAIMS: USUAL,
  FORCED_TRADING: USUAL,
  FAKE_REVIEWS: SLIGHT,
  ILLEGAL_LENDING: GRAVE,
  UNLICENSED_TRADING: USUAL,
  ACCOUNT_FRAUD: GRAVE,
  OTHER: SLIGHT,
};

/** What a platform does to a merchant, by how grave the finding is. */
export const MERCHANT_MEASURES: Readonly<Record<Severity, ReadonlyArray<readonly Measure[]>>> = {
  LOW: [['WARNING_ISSUED'], ['LISTING_TAKEN_DOWN', 'WARNING_ISSUED']],
  MEDIUM: [
    ['LISTING_TAKEN_DOWN', 'WARNING_ISSUED'],
    ['LISTING_TAKEN_DOWN', 'DEPOSIT_DEDUCTED'],
  ],
  HIGH: [
    ['SHOP_FROZEN', 'PAYOUT_HELD'],
    ['SHOP_FROZEN', 'DEPOSIT_DEDUCTED', 'EVIDENCE_PRESERVED'],
  ],
  CRITICAL: [['SHOP_FROZEN', 'PAYOUT_HELD', 'EVIDENCE_PRESERVED', 'REPORTED_TO_POLICE']],
};

export const COMPLAINT_MEASURES: Readonly<Record<Outcome, readonly Measure[]>> = {
  RESOLVED: ['WARNING_ISSUED', 'DEPOSIT_DEDUCTED'],
  PENDING: ['EVIDENCE_PRESERVED'],
  REJECTED: [],
};

/** Each choice as often as its weight, so that one uniform pick is a weighted one. */
function weighted<T extends string>(weights: Partial<Readonly<Record<T, number>>>): readonly T[] {
  return (Object.entries(weights) as Array<[T, number]>).flatMap(([choice, weight]) =>
    new Array<T>(weight).fill(choice),
  );
}

/**
 * Legal forms and shop words that end a name. From the Company Law, the Partnership Enterprise Law, the rules on names of
 * enterprises and of individual businesses, and the words that shopping platforms assign to shops.
 */

/** What a form says about the holder; forms of one family are the same thing in other words. */
export type FormFamily =
  | 'LIMITED'
  | 'JOINT_STOCK'
  | 'COMPANY'
  | 'PARTNERSHIP'
  | 'SOLE'
  | 'COOPERATIVE'
  | 'FACTORY'
  | 'SHOP'
  | 'PLATFORM_SHOP'
  | 'OFFICE'
  | 'CENTRE'
  | 'INSTITUTION';

export interface LegalForm {
  /** Number within one build of the table; 0 is never used. */
  readonly id: number;
  readonly text: string;
  readonly family: FormFamily;
  /** Whether it names a group (集团), which is another enterprise than its member of the same brand. */
  readonly isGroup: boolean;
}

const WORDS: Record<FormFamily, string> = {
  LIMITED:
    '有限公司 有限责任公司 有限责任 有限 集团有限公司 集团有限责任公司 控股有限公司 控股集团有限公司 集团控股有限公司',
  JOINT_STOCK: '股份有限公司 股份公司 集团股份有限公司 控股股份有限公司 股份有限责任公司 股份',
  COMPANY: '公司 总公司 集团公司 集团 集团总公司 控股公司 控股集团 企业集团 企业',
  PARTNERSHIP:
    '合伙企业 有限合伙企业 普通合伙企业 特殊普通合伙企业 合伙企业有限合伙 合伙企业普通合伙 企业有限合伙 有限合伙 普通合伙 特殊普通合伙 合伙',
  SOLE: '个人独资企业 独资企业 个体工商户 个人独资',
  COOPERATIVE:
    '农民专业合作社 专业合作社 合作社 股份合作社 农民专业合作社联合社 专业合作社联合社 经济合作社 股份经济合作社 家庭农场',
  FACTORY: '厂 总厂 分厂 加工厂 制造厂',
  SHOP: '店 商店 商行 商铺 经营部 门市部 门市 超市 便利店 经销部 批发部 销售部 服务部 营业部 零售店 专卖部 总店 连锁店 体验店 直营店 小店 铺 店铺 行 坊 馆 阁 轩 部 摊',
  PLATFORM_SHOP:
    '旗舰店 官方旗舰店 专卖店 专营店 企业店 官方店 自营店 自营旗舰店 海外旗舰店 海外专营店 官方专卖店 品牌店 网店 淘宝店 小铺 官方企业店',
  OFFICE: '事务所 工作室 办事处 代表处 服务所 诊所',
  CENTRE: '中心 服务中心 商务中心 运营中心 销售中心',
  INSTITUTION: '协会 研究院 研究所 研究会 学校 学院 医院 商会 联合会 基金会 幼儿园',
};

/** Suffixes of one or two characters that may as well belong to the brand: only taken when enough is left of the name. */
const NEEDS_THREE_LEFT = /^(?:.|有限|股份|企业|合伙|小店|门市|店铺|商铺)$/;

const forms: LegalForm[] = [];
const byText = new Map<string, LegalForm>();
for (const [family, words] of Object.entries(WORDS) as [FormFamily, string][]) {
  for (const text of words.split(' ')) {
    const form = { id: forms.length + 1, text, family, isGroup: text.includes('集团') };
    forms.push(form);
    byText.set(text, form);
  }
}
/** All forms in the order of their numbers. */
export const FORM_TEXTS = forms.map(({ text }) => text).join();

const LONGEST = Math.max(...forms.map((form) => form.text.length));
const lastCharacters = new Set(forms.map((form) => form.text.charCodeAt(form.text.length - 1)));

/** The form with the number that a stored name carries. */
export function formById(id: number): LegalForm | undefined {
  return forms[id - 1];
}

/** The form that is written exactly so. */
export function formNamed(text: string): LegalForm | undefined {
  return byText.get(text);
}

/** The longest form at the end of a text, unless too little would be left for a name. */
export function trailingForm(text: string): LegalForm | undefined {
  if (!lastCharacters.has(text.charCodeAt(text.length - 1))) return undefined;
  for (let size = Math.min(LONGEST, text.length); size >= 1; size--) {
    const form = byText.get(text.slice(text.length - size));
    if (form?.text === '行' && text.endsWith('银行')) continue;
    if (form && (!NEEDS_THREE_LEFT.test(form.text) || text.length - size >= 3)) return form;
  }
  return undefined;
}

/** How much two forms speak against one enterprise, from 0 (the same in other words) to 1 (surely another kind). */
export function formDistance(a: LegalForm | undefined, b: LegalForm | undefined): number {
  if (a === b) return 0;
  if (!a || !b) return absence(a ?? b);
  const group = a.isGroup === b.isGroup ? 0 : 0.8;
  if (a.family === b.family) {
    if (a.family === 'SHOP' || a.family === 'OFFICE' || a.family === 'CENTRE') return 0.4;
    if (a.family === 'PLATFORM_SHOP') return a.text.replace('官方', '') === b.text.replace('官方', '') ? 0.1 : 0.8;
    if (a.family === 'INSTITUTION') return 1;
    return group;
  }
  const families = new Set([a.family, b.family]);
  if (families.has('COMPANY') && (families.has('LIMITED') || families.has('JOINT_STOCK'))) return Math.max(0.1, group);
  // A limited company that becomes joint-stock keeps its identity and its USCC, but the two words also part enterprises.
  if (families.has('LIMITED') && families.has('JOINT_STOCK')) return Math.max(0.5, group);
  return 1;
}

/** A form left out: usual for companies in speech, less so where the form is the only sign of a shop. */
function absence(form: LegalForm | undefined): number {
  if (!form) return 0;
  if (form.isGroup) return 0.4;
  return form.family === 'LIMITED' || form.family === 'JOINT_STOCK' || form.family === 'COMPANY' ? 0.1 : 0.3;
}

import * as OpenCC from 'opencc-js/cn2t';
import { pinyin } from 'pinyin-pro';
import { type MadeCompany, writeCompany } from './corpus.js';
import type { Random } from './random.js';

const toTraditional = OpenCC.Converter({ from: 'cn', to: 'tw' });

/** Well-known look-alikes from primers on misread characters; not the library's table. */
const ALIKE = new Map<string, string>();
for (const group of '己已巳 未末 土士 日曰目 人入 干千于 大太犬 天夫 刀力 王玉主 晴睛清情请 银很跟 科料 材村 辨辩 密蜜 析折拆 贷货 永水 甲申由田 牛午 手毛 间问闻 厂广 官宫 状壮 卯卵 苍仓 洛铭 晶品 杨扬 峰锋 鸿鸣 隆降 材财 炜伟 业亚 丰主 东车 万方 儿几 九丸 今令 元无 云去 贝见 风凤 户尸 办力 史吏 名各 竞竟 幸辛 冶治 免兔 鸟乌 侯候 淮准 茶荼 栗粟 徽微 博搏傅 蓝篮 铃玲 领岭 侨桥 住佳往 宜宣 泰秦 端瑞 坑抗杭 信倍 华毕 利和 鑫金 恒桓 诚城成 健建键 康庸 德得 源原 达迖 兴光 新薪 创仓 联耶 海悔 通涌 富宫 顺须 盛感 宏宠 凯剀 佰伯 优忧 美羹 乐东 嘉喜 安妥 众丛 汇江 远运 荣宋 祥详 腾滕 龙尤 飞气 思恩 星昱 智暂'.split(
  ' ',
)) {
  for (const char of group) ALIKE.set(char, [...group].filter((other) => other !== char).join(''));
}

const homophones = new Map<string, string[]>();

function soundOf(char: string): string {
  return pinyin(char, { toneType: 'none' });
}

/** Learns which characters sound alike from names themselves, so that the exchanged character is one that names use. */
export function learnHomophones(names: Iterable<string>): void {
  const known = new Set<string>();
  for (const name of names) for (const char of name) if (/\p{Script=Han}/u.test(char)) known.add(char);
  for (const char of known) {
    const sound = soundOf(char);
    const others = homophones.get(sound) ?? [];
    others.push(char);
    homophones.set(sound, others);
  }
}

function replaceAt(text: string, at: number, by: string): string {
  return text.slice(0, at) + by + text.slice(at + 1);
}

function homophone(text: string, at: number, random: Random): string | undefined {
  const char = text.charAt(at);
  const others = (homophones.get(soundOf(char)) ?? []).filter((other) => other !== char);
  return others.length === 0 ? undefined : replaceAt(text, at, random.pick(others));
}

function lookalike(text: string, random: Random): string | undefined {
  const places = [...text].map((char, at) => (ALIKE.has(char) ? at : -1)).filter((at) => at >= 0);
  if (places.length === 0) return undefined;
  const at = random.pick(places);
  return replaceAt(text, at, random.pick<string>(ALIKE.get(text.charAt(at)) ?? ''));
}

export type Garble<T> = (value: T, random: Random) => string | undefined;

const fullWidth = (text: string) => text.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));
const toned = (char: string) => pinyin(char);
const body = (company: MadeCompany) => company.region + company.brand + company.trade;

/** What befalls a company's name without making it another's. */
export const COMPANY_GARBLES: Record<string, Garble<MadeCompany>> = {
  exact: (company) => writeCompany(company),
  traditional: (company) => toTraditional(writeCompany(company)),
  invisible: (company, random) => {
    const text = writeCompany(company);
    const at = 1 + random.below(text.length - 1);
    return `${text.slice(0, at)}${random.pick(['\u200b', '\u202e', '\ufeff', ' ', '\u3000', '·', '_', '“'])}${text.slice(at)}`;
  },
  'full width': (company) => fullWidth(writeCompany(company).replace('（', '(').replace('）', ')')),
  'reading in brackets': (company, random) => {
    const text = writeCompany(company);
    const at = random.below(text.length - 2);
    return `${text.slice(0, at + 1)}${random.isTrue(0.3) ? '_' : ''}(${toned(text.charAt(at))})${text.slice(at + 1)}`;
  },
  'region in brackets': (company) =>
    company.region.length >= 2 && company.region.length <= 3
      ? `${company.brand}（${company.region}）${company.trade}${company.form}`
      : undefined,
  'other word for the form': (company) => {
    const other: Record<string, string> = {
      有限公司: '有限责任公司',
      有限责任公司: '有限公司',
      '中心（有限合伙）': '中心(有限合伙)',
    };
    return other[company.form] && writeCompany({ ...company, form: other[company.form] ?? '' });
  },
  'no form': (company) =>
    company.trade && company.region && /公司$/.test(company.form) && !company.form.startsWith('集团')
      ? body(company)
      : undefined,
  'city written out': (company) =>
    /^.{2,3}$/.test(company.region) && !/[市县]$/.test(company.region)
      ? undefined
      : writeCompany({ ...company, region: company.region.replace(/市$/, '') }),
  homophone: (company, random) => {
    const at = random.below(body(company).length);
    const garbled = homophone(body(company), at, random);
    return garbled && garbled + company.form;
  },
  'look-alike': (company, random) => {
    const garbled = lookalike(body(company), random);
    return garbled && garbled + company.form;
  },
  missing: (company, random) => {
    const text = body(company);
    return replaceAt(text, random.below(text.length), '') + company.form;
  },
  doubled: (company, random) => {
    const text = body(company);
    const at = random.below(text.length);
    return text.slice(0, at) + text.charAt(at) + text.slice(at) + company.form;
  },
  swapped: (company, random) => {
    const text = body(company);
    const at = random.below(text.length - 1);
    const garbled = text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2);
    return garbled === text ? undefined : garbled + company.form;
  },
  'slip in the form': (company, random) => {
    if (!company.form.endsWith('有限公司')) return undefined;
    const { form } = company;
    const at = random.below(form.length);
    const next = form.charAt(at + 1);
    const slips = [
      replaceAt(form, at, ''),
      replaceAt(form, at, form.charAt(at).repeat(2)),
      homophone(form, at, random),
      next && form.slice(0, at) + next + form.charAt(at) + form.slice(at + 2),
    ];
    const slip = random.pick(slips);
    return slip ? body(company) + slip : undefined;
  },
};

/** Ways to ask for a company that only its candidates are measured on: sound and abbreviation cannot settle who is meant. */
export const COMPANY_SOUNDS: Record<string, Garble<MadeCompany>> = {
  'pinyin apart': (company) => spelled(company, ' '),
  'pinyin together': (company) => spelled(company, ''),
  'pinyin of words': (company) =>
    [company.region, company.brand, company.trade]
      .filter(Boolean)
      .map((part) => pinyin(part, { toneType: 'none', type: 'array', v: true }).join(''))
      .join(' '),
};

function spelled(company: MadeCompany, glue: string): string {
  return pinyin(body(company), { toneType: 'none', type: 'array', v: true }).join(glue);
}

/** What befalls a person's name without making it another's. */
export const PERSON_GARBLES: Record<string, Garble<string>> = {
  exact: (name) => name,
  traditional: (name) => toTraditional(name),
  spaced: (name) => [...name].join(' '),
  invisible: (name, random) => `${name.slice(0, 1)}${random.pick(['\u200b', '\u200f', '\ufeff', '·'])}${name.slice(1)}`,
  'reading in brackets': (name) => `${name}(${toned(name.charAt(name.length - 1))})`,
};

/** Forms of a person's name that a search must find, but that never are a match. */
export const PERSON_REVIEWS: Record<string, Garble<string>> = {
  pinyin: (name) => pinyin(name, { toneType: 'none', type: 'array', v: true, surname: 'head' }).join(' '),
  'pinyin together': (name) => pinyin(name, { toneType: 'none', type: 'array', v: true, surname: 'head' }).join(''),
  'given name first': (name) => {
    const [first = '', ...rest] = pinyin(name, { toneType: 'none', type: 'array', v: true, surname: 'head' });
    return rest.length > 0 && name.length <= 3 ? `${rest.join('')} ${first}` : undefined;
  },
  homophone: (name, random) => homophone(name, 1 + random.below(name.length - 1), random),
  'look-alike': (name, random) => lookalike(name, random),
};

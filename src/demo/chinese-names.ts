import type { Division } from './divisions.js';
import type { RegistrationKind } from './identifier-samples.js';
import type { SeededRandom } from './seeded-random.js';
import type { Trade } from './trades.js';

/** Surnames with their bearers per mille of the population, in round figures. */
const SURNAMES: Readonly<Record<number, string>> = {
  72: '王李',
  67: '张',
  53: '刘陈',
  30: '杨',
  20: '黄赵吴周',
  15: '徐孙马朱胡',
  11: '林郭何高罗',
  8: '郑梁谢宋唐',
  6: '许韩邓冯曹彭曾肖田董',
  5: '潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆',
  3: '范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤',
  1: '章鲁葛俞季骆温庄柯阮裴辛管殷芦蓝翁颜詹邢',
};
const COMPOUND_SURNAMES = ['欧阳', '上官', '司马', '诸葛'];
const WEIGHTED_SURNAMES: readonly string[] = Object.entries(SURNAMES).flatMap(([weight, names]) =>
  [...names].flatMap((name) => new Array<string>(Number(weight)).fill(name)),
);

/** Characters of given names, the commonest first. */
const MALE_CHARACTERS = [
  ...'伟强磊军勇杰涛明超辉鹏华飞刚平建国志斌波峰俊宇浩凯文健龙翔林海东亮宏旭晨博豪毅涵轩泽昊阳瑞家嘉成胜庆永福生根荣贵',
];
const FEMALE_CHARACTERS = [
  ...'芳娜敏静丽艳娟霞秀英燕红玲梅兰婷慧莉萍丹雪琳颖倩洁莹蕾佳欣怡梦琪雨婉雅诗思涵晓春凤翠珍桂淑云月爱琴素巧',
];

/** Groups of characters that sound alike, tones aside, as imitators of a brand choose them. */
const HOMOPHONES =
  '鑫新欣馨 佳嘉加家 盛胜圣 益亿易艺 美镁 博波 源元园缘 达大 品频 优友悠 星兴 丰峰锋枫 宏鸿弘洪红 尚上 雅亚 诚成城 永勇 恒衡 瑞锐 凯楷 隆龙 福富 宝保 康抗 华花 德得 利力立丽 通同 安岸 泰太 金今 天添 正政 祥翔 智志 荣容 信心 明名 旺望 润闰 森深 云运 奇琪 维威 迪地'.split(
    ' ',
  );
const SOUND_ALIKES = new Map(
  HOMOPHONES.flatMap((group) => [...group].map((character) => [character, [...group.replace(character, '')]] as const)),
);

const STREETS =
  '人民路 解放路 建设路 文化路 新华路 中山路 和平路 工业大道 创业路 科技路 长江路 黄河路 朝阳路 迎宾大道 商贸城 电商产业园'.split(
    ' ',
  );
const SHOP_FORMS = ['旗舰店', '专营店', '专卖店', '官方店', '工厂店', '优选', '小铺', '严选店'];
const NICKNAMES =
  '清风徐来 打假小能手 爱吃鱼的猫 一米阳光 职业买手 往事随风 极速退款 小城故事 羊毛党 阳光总在风雨后 快乐星球 维权先锋 深夜食堂 好评达人 云淡风轻 兼职刷单 北方的狼 幸福一家人 代下单 笑看人生 省钱小队长 急用钱联系'.split(
    ' ',
  );

/** A personal name: surname by its frequency in the population, then mostly two characters. */
export function personalName(random: SeededRandom, sex: 'MALE' | 'FEMALE'): string {
  const characters = sex === 'MALE' ? MALE_CHARACTERS : FEMALE_CHARACTERS;
  const surname = random.chance(0.004) ? random.pick(COMPOUND_SURNAMES) : random.pick(WEIGHTED_SURNAMES);
  const first = random.pickCommon(characters);
  return random.chance(0.14) ? surname + first : surname + first + random.pickCommon(characters);
}

/** A brand that sounds like `brand` and is written otherwise; `undefined` where no character has a counterpart. */
export function soundAlike(brand: string, random: SeededRandom): string | undefined {
  const start = random.below(brand.length);
  for (let step = 0; step < brand.length; step += 1) {
    const place = (start + step) % brand.length;
    const others = SOUND_ALIKES.get(brand.charAt(place));
    if (others) return brand.slice(0, place) + random.pick(others) + brand.slice(place + 1);
  }
  return undefined;
}

/** A registered name: division, brand, trade and legal form in one of the orders that registers allow. */
export function registeredName(
  random: SeededRandom,
  kind: RegistrationKind,
  division: Division,
  brand: string,
  trade: Trade,
): string {
  const { province, city, county } = division;
  if (kind === '92') {
    // A county-level city stands alone (义乌市…), a district behind its city (杭州市余杭区…).
    const place = county.endsWith('市') ? county : `${city}市${county}`;
    return `${place}${brand}${trade.soleTrader}`;
  }
  if (kind === '93') return `${city}${brand}${trade.company}专业合作社`;
  const form = random.chance(0.06) ? '股份有限公司' : '有限公司';
  const style = random.next();
  if (style < 0.56) return `${city}${brand}${trade.company}${form}`;
  if (style < 0.7) return `${province}${brand}${trade.company}${form}`;
  if (style < 0.88) {
    // Registers use full-width brackets; what sellers type is often half-width.
    const place = random.chance(0.2) ? `(${city})` : `（${city}）`;
    return random.chance(0.6) ? `${brand}${place}${trade.company}${form}` : `${brand}${trade.company}${place}${form}`;
  }
  if (style < 0.94) return `${city}${county}${brand}${trade.company}${form}`;
  return `${city}${brand}${trade.company}${form}${county.replace(/(?<=..)[市区县]$/, '')}分公司`;
}

/** A shop's signboard on the platform. */
export function shopName(random: SeededRandom, brand: string, trade: Trade): string {
  return `${brand}${random.pick(trade.goods)}${random.pick(SHOP_FORMS)}`;
}

/** An account's nickname. */
export function nickname(random: SeededRandom): string {
  return `${random.pick(NICKNAMES)}${random.digits(2 + random.below(3))}`;
}

/** A street address in `division`. @param province its full name */
export function streetAddress(random: SeededRandom, division: Division, province: string): string {
  const city = division.city === division.province ? '' : `${division.city}市`;
  const house = `${random.pick(STREETS)}${1 + random.below(900)}号`;
  const room = `${1 + random.below(18)}幢${1 + random.below(20)}0${1 + random.below(9)}室`;
  return `${province}${city}${division.county}${house}${room}`;
}

import { readFileSync } from 'node:fs';
import type { NameKind } from '../../../libs/matching/name-record.js';
import { REGIONS } from '../../../libs/matching/region-table.js';
import { Random } from './random.js';

/** A made-up company, by the parts its name was made of. */
export interface MadeCompany {
  region: string;
  brand: string;
  trade: string;
  form: string;
}

const brands = readFileSync(new URL('../../../config/company-brands/brands.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n');
const brandCharacters = brands.join('');

const CITIES =
  '深圳 上海 北京 广州 杭州 成都 苏州 重庆 武汉 西安 南京 东莞 天津 宁波 青岛 郑州 长沙 佛山 合肥 厦门 济南 无锡 福州 温州 泉州 沈阳 大连 昆明 金华 常州 南通 石家庄 南宁 哈尔滨 长春 南昌 贵阳 台州 嘉兴 绍兴 珠海 惠州 中山 太原 烟台 潍坊 徐州 扬州 临沂 海口 兰州 乌鲁木齐 义乌 昆山'.split(
    ' ',
  );
const PROVINCES =
  '浙江 广东 江苏 山东 福建 四川 湖北 湖南 河南 河北 安徽 陕西 辽宁 江西 云南 广西 贵州 山西 吉林 黑龙江 新疆 内蒙古 甘肃 海南'.split(
    ' ',
  );
const towns = REGIONS.trim()
  .split(/\s+/)
  .map((entry) => entry.replace(/^\d+/, ''))
  .filter((name) => /[市县]$/.test(name) && name.length <= 5);
const TRADES =
  '科技 贸易 商贸 网络科技 信息技术 电子商务 实业 文化传媒 建筑工程 电子科技 餐饮管理 投资管理 企业管理咨询 生物科技 机械设备 物流 服饰 食品 装饰工程 广告 汽车服务 医疗器械 新能源科技 供应链管理 进出口 国际贸易 房地产开发 物业管理 教育咨询 人力资源 环保科技 五金制品 塑胶制品 化工 建材 家具 农业开发 智能科技 软件 珠宝 化妆品 茶业 酒业 旅行社 纺织 印刷 包装材料 电气 模具 照明科技 半导体 体育文化 健康管理 家政服务 园林绿化'.split(
    ' ',
  );
const FORMS: readonly [string, number][] = [
  ['有限公司', 0.72],
  ['有限责任公司', 0.84],
  ['股份有限公司', 0.89],
  ['集团有限公司', 0.91],
  ['中心（有限合伙）', 0.93],
  ['商行', 0.96],
  ['经营部', 0.98],
  ['厂', 1],
];
const SURNAMES =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴单解区查仇朴翟';
const COMPOUND = '欧阳 上官 司马 诸葛 皇甫 尉迟 长孙 令狐 慕容 司徒'.split(' ');
const GIVEN =
  '伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲华红建国志海燕波宁鑫玉春梅小晓东雪飞鹏浩宇轩子涵雨欣怡佳琪博思梓泽俊嘉瑞晨曦阳光林森雷婷婉茹倩云莉萍凤珍贵福生德全成龙永新民立世家庆忠义仁和安康健斌彬峰岩松柏清泉江河' +
  '山川金银宝珠翠碧青兰竹菊荷莲丹彤艺诗词雅韵思念忆恒远達毅凯旋胜利祥瑞麟凌霄蕾薇薛蓉蓓菲颖慧聪哲睿智信诚厚朴淳良善美';

function pickForm(random: Random): string {
  const at = random.next();
  return FORMS.find(([, limit]) => at < limit)?.[0] ?? '有限公司';
}

function pickRegion(random: Random): string {
  const at = random.next();
  if (at < 0.5) return random.skewed(CITIES, 1.7) + (random.isTrue(0.3) ? '市' : '');
  if (at < 0.65) return random.skewed(PROVINCES, 1.5);
  if (at < 0.85) return random.pick(towns);
  return at < 0.95 ? `${random.skewed(PROVINCES, 1.5)}${random.isTrue(0.5) ? '省' : ''}${random.pick(towns)}` : '';
}

/** Half of the brands come from the corpus, skewed as registers are; the others are made of its characters. */
function pickBrand(random: Random): string {
  if (random.isTrue(0.5)) return random.skewed(brands, 2);
  const length = random.next();
  const size = length < 0.55 ? 2 : length < 0.88 ? 3 : 4;
  let brand = '';
  while (brand.length < size) brand += random.pick<string>(brandCharacters);
  return brand;
}

/** Makes one company. */
export function makeCompany(random: Random): MadeCompany {
  return {
    region: pickRegion(random),
    brand: pickBrand(random),
    trade: random.isTrue(0.93) ? random.skewed(TRADES, 1.6) : '',
    form: pickForm(random),
  };
}

/** The name in its usual order, or with the region in brackets behind the brand. */
export function writeCompany({ region, brand, trade, form }: MadeCompany, isBracketed = false): string {
  return isBracketed && region && region.length <= 3
    ? `${brand}（${region}）${trade}${form}`
    : region + brand + trade + form;
}

/** Makes one person's name. */
export function makePerson(random: Random): string {
  const surname = random.isTrue(0.01) ? random.pick(COMPOUND) : random.skewed<string>(SURNAMES, 2.2);
  const given = random.skewed<string>(GIVEN, 1.3);
  return random.isTrue(0.2) ? surname + given : surname + given + random.skewed<string>(GIVEN, 1.3);
}

/** A UUID of version 7's shape for a number. */
export function idOf(number: number): string {
  const hex = number.toString(16).padStart(12, '0');
  const mixed = (Math.imul(number + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
  return `0190${hex.slice(0, 4)}-${hex.slice(4, 8)}-7${hex.slice(8, 11)}-8${mixed.slice(0, 3)}-${mixed}${hex.slice(8)}`;
}

export interface CorpusRow {
  entityId: string;
  name: string;
  kind: NameKind;
  group: number;
}

/** `count` rows: 70 % companies, 10 % shops under a brand, 20 % persons, in 16 groups. */
export function* makeRows(count: number, seed: number): Generator<CorpusRow> {
  const random = new Random(seed);
  for (let number = 0; number < count; number++) {
    const at = random.next();
    const group = random.below(16);
    const entityId = idOf(number);
    if (at < 0.7) {
      yield { entityId, name: writeCompany(makeCompany(random), random.isTrue(0.08)), kind: 'MERCHANT', group };
    } else if (at < 0.8) {
      const form = random.pick(['旗舰店', '官方旗舰店', '专卖店', '专营店', '小店', '']);
      yield { entityId, name: pickBrand(random) + form, kind: 'SHOP', group };
    } else {
      yield { entityId, name: makePerson(random), kind: 'PERSON', group };
    }
  }
}

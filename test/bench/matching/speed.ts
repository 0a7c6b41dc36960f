/**
 * Speed and memory of the name index on one thread: build, search, adding, snapshot.
 *
 *     node --import ./test/bench/typescript-imports.mjs test/bench/matching/speed.ts [names] [searches]
 */
import { cpus } from 'node:os';
import { fromBuffers, toBuffers } from '../../../libs/matching/index-snapshot.js';
import { NameIndexBuilder } from '../../../libs/matching/name-index.js';
import { NameSearch } from '../../../libs/matching/search.js';
import { idOf, type MadeCompany, makeCompany, makePerson, makeRows, writeCompany } from './corpus.js';
import { COMPANY_GARBLES, COMPANY_SOUNDS, learnHomophones, PERSON_GARBLES, PERSON_REVIEWS } from './garble.js';
import { Random } from './random.js';

const size = Number(process.argv[2] ?? 1_000_000);
const searches = Number(process.argv[3] ?? 20_000);
const SEED = 11;
const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
const seconds = (from: number) => (performance.now() - from) / 1000;
/** Processor time so far, in seconds: other work on the machine makes the clock slower, not this. */
const processor = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

console.log(`${size} names, Node ${process.version}, ${cpus()[0]?.model.trim()}, ${cpus().length} cores`);
const idle = process.memoryUsage.rss();

let making = processor();
let rows = 0;
for (const row of makeRows(Math.min(size, 1_000_000), SEED)) rows += row.name.length > 0 ? 1 : 0;
const makingPerRow = (processor() - making) / rows;

making = processor();
const builder = new NameIndexBuilder();
for (const row of makeRows(size, SEED)) builder.add(row);
const index = builder.build();
const building = processor() - making - makingPerRow * size;
console.log(
  `build: ${building.toFixed(1)} s of processor time without making the rows, ${Math.round(size / building)} names/s`,
);
console.log(
  `postings ${index.base.slots.length}, keys ${index.base.starts.length}, memory ${megabytes(process.memoryUsage.rss() - idle)} over ${megabytes(idle)}`,
);

/** Queries as they come: half of them exact, the others garbled in every way, a tenth about nobody. */
function makeQueries(count: number): string[] {
  const random = new Random(SEED);
  const known: MadeCompany[] = [];
  const persons: string[] = [];
  for (const row of makeRows(30_000, SEED)) if (row.kind === 'PERSON') persons.push(row.name);
  const fresh = new Random(SEED + 1);
  for (let i = 0; i < 20_000; i++) known.push(makeCompany(fresh));
  for (let i = 0; i < 2000; i++) persons.push(makePerson(fresh));
  learnHomophones(persons);
  const garbles = Object.values({ ...COMPANY_GARBLES, ...COMPANY_SOUNDS });
  const personGarbles = Object.values({ ...PERSON_GARBLES, ...PERSON_REVIEWS });
  const stored = [...makeRows(30_000, SEED)].map(({ name }) => name);
  const queries: string[] = [];
  while (queries.length < count) {
    const at = random.next();
    const query =
      at < 0.4
        ? random.pick(stored)
        : at < 0.75
          ? random.pick(garbles)(random.pick(known), random)
          : at < 0.8
            ? random.pick(known).brand
            : at < 0.85
              ? writeCompany(random.pick(known))
              : random.pick(personGarbles)(random.pick(persons), random);
    if (query) queries.push(query);
  }
  return queries;
}

const queries = makeQueries(searches);
const search = new NameSearch(index);

function measure(label: string, options: Parameters<NameSearch['search']>[1]): void {
  for (const query of queries.slice(0, 2000)) search.search(query, options);
  const times = new Float64Array(queries.length);
  let hits = 0;
  const start = processor();
  for (const [at, query] of queries.entries()) {
    const from = performance.now();
    const answer = search.search(query, options);
    times[at] = performance.now() - from;
    if (!answer.isRefused) hits += answer.hits.length;
  }
  const rate = queries.length / (processor() - start);
  const sorted = times.sort();
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(2);
  console.log(
    `${label}: ${Math.round(rate)} searches per second of processor time, p50 ${at(0.5)} ms, p90 ${at(0.9)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms, ${(hits / queries.length).toFixed(1)} hits`,
  );
}

measure('all groups', {});
measure('half of the groups', { allowed: (group) => group % 2 === 0 });
measure('companies only', { kinds: ['MERCHANT', 'SHOP'] });
console.log(`resident ${megabytes(process.memoryUsage.rss())}`);

/** Text that is hardly a name; every one is to be answered or refused within 50 ms. */
const ODD = {
  'only a form': '有限公司',
  'one very common gram': '科技',
  'common grams only': '中国华信科技网络信息',
  'a common brand': '华信',
  'a common surname and given name': '王伟',
  'one character 250 times': '华'.repeat(250),
  'every tenth character of Unicode': Array.from({ length: 250 }, (_, at) =>
    String.fromCharCode(0x4e00 + at * 10),
  ).join(''),
  'letters 250 times': 'a'.repeat(250),
  'pinyin without end': 'xian'.repeat(62),
  'ten thousand characters': '华信科技'.repeat(2_500),
  emoji: '😀🎉'.repeat(60),
  marks: '\u202e\u200f\u2066'.repeat(80),
  'specials of SQL': `' OR 1=1; DROP TABLE entity; --`,
  'specials of regular expressions': '(a+)+$'.repeat(40),
};
let slowest = { what: '', ms: 0 };
for (const [what, text] of Object.entries(ODD)) {
  for (let round = 0; round < 5; round++) {
    const from = performance.now();
    search.search(text);
    const ms = performance.now() - from;
    if (round > 0 && ms > slowest.ms) slowest = { what, ms };
  }
}
console.log(`odd input: the slowest took ${slowest.ms.toFixed(1)} ms (${slowest.what})`);

let start = performance.now();
const extra = Math.min(20_000, size);
let number = size;
for (const row of makeRows(extra, SEED + 2)) index.add({ ...row, entityId: idOf(number++) });
console.log(`add one by one: ${Math.round(extra / seconds(start))} names/s`);

start = performance.now();
const buffers = toBuffers(index);
console.log(
  `snapshot: written in ${seconds(start).toFixed(2)} s, ${megabytes(buffers.reduce((sum, { byteLength }) => sum + byteLength, 0))}`,
);
start = performance.now();
const loaded = fromBuffers(buffers);
console.log(
  `snapshot: read in ${seconds(start).toFixed(2)} s, ${typeof loaded === 'string' ? loaded : loaded.size} names`,
);

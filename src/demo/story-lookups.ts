import type { LiaisonClient } from '../../libs/client/liaison-client.js';
import { generateCampaignReport } from './campaign-report.js';
import { DEMO_TENANTS } from './demo-tenants.js';
import type { Narrator } from './narrator.js';
import type { ReportRow } from './report-row.js';
import type { Cast } from './story.js';
import { LOOKUP, LOOKUP_BATCH } from './story-queries.js';

interface Flag {
  readonly category: { readonly code: string };
  readonly severity: string;
  readonly measures: readonly string[];
  readonly source: { readonly code: string };
}

interface Found {
  readonly __typename: string;
  readonly code?: string;
  readonly message?: string;
  readonly field?: string;
  readonly entities?: readonly {
    readonly kind: string;
    readonly names: readonly { readonly role: string; readonly name: string }[];
    readonly identifiers: readonly { readonly type: string; readonly role: string; readonly value: string }[];
    readonly flags: readonly Flag[];
    readonly flagCount: number;
  }[];
}

interface BatchItem {
  readonly index: number;
  readonly entities: readonly unknown[];
  readonly problem: { readonly field: string; readonly message: string } | null;
}

const BATCH = 1_000;

/** A merchant of the demo that the agencies may see. */
export function sampleMerchant(): ReportRow & { uscc: string; phone: string } {
  for (const row of generateCampaignReport({ platform: DEMO_TENANTS.platformA.code })) {
    if (row.section === 'merchants' && row.sharing === 'AGENCIES' && row.uscc && row.phone) {
      return { ...row, uscc: row.uscc, phone: row.phone };
    }
  }
  throw new Error('the demo report has no merchant that the agencies may see');
}

/** The police look merchants up. */
export async function tellLookups(cast: Cast, narrator: Narrator): Promise<void> {
  await tellByUscc(cast, narrator);
  await tellByPhone(cast.police, narrator);
  await tellBatch(cast.police, narrator);
}

async function lookup(client: LiaisonClient, input: Record<string, string>): Promise<Found> {
  return (await client.query<{ lookup: Found }>(LOOKUP, { input })).lookup;
}

async function tellByUscc({ police, platformB }: Cast, narrator: Narrator): Promise<void> {
  narrator.step('The police look a merchant up by its unified social credit code, typed with spaces.');
  const { uscc } = sampleMerchant();
  const typed = `${uscc.slice(0, 6)} ${uscc.slice(6).toLowerCase()}`;
  narrator.asks('hz-police', `lookup(input: { type: USCC, value: "${typed}" })`);
  const found = await lookup(police, { type: 'USCC', value: typed });
  const merchant = found.entities?.find(({ kind }) => kind === 'MERCHANT');
  narrator.answers({ names: merchant?.names, flags: merchant?.flags });
  const sources = [...new Set(merchant?.flags.map(({ source }) => source.code))].sort();
  narrator.equal('platforms that flagged it', sources, [DEMO_TENANTS.platformA.code, DEMO_TENANTS.platformB.code]);
  const wrong = `${uscc.slice(0, 17)}${uscc.endsWith('0') ? '1' : '0'}`;
  narrator.asks('hz-police', `lookup(input: { type: USCC, value: "${wrong}" })`);
  const refused = await lookup(police, { type: 'USCC', value: wrong });
  narrator.answers(refused);
  narrator.equal(
    'a wrong check character is refused at',
    [refused.__typename, refused.field],
    ['InvalidInput', 'input.value'],
  );
  const foreign = await lookup(platformB, { type: 'USCC', value: uscc });
  const seen = [...new Set(foreign.entities?.flatMap(({ flags }) => flags.map(({ source }) => source.code)))];
  narrator.equal('another platform that asks sees only its own flags, from', seen, [DEMO_TENANTS.platformB.code]);
}

async function tellByPhone(police: LiaisonClient, narrator: Narrator): Promise<void> {
  narrator.step('A phone number is personal data: without purpose and case the lookup is refused.');
  const { phone } = sampleMerchant();
  narrator.asks('hz-police', `lookup(input: { type: PHONE, value: "${phone.slice(0, 3)}…" })`);
  const refused = await lookup(police, { type: 'PHONE', value: phone });
  narrator.answers(refused);
  narrator.equal('refused as', [refused.__typename, refused.code], ['PurposeRequired', 'PURPOSE_REQUIRED']);
  const stated = { purpose: '核查涉嫌敲诈勒索商户', caseRef: '杭公立字〔2026〕0012号' };
  narrator.asks('hz-police', `the same, with purpose "${stated.purpose}" and caseRef "${stated.caseRef}"`);
  const found = await lookup(police, { type: 'PHONE', value: phone, ...stated });
  const values = found.entities?.flatMap(({ identifiers }) => identifiers).filter(({ type }) => type === 'PHONE') ?? [];
  narrator.answers(values.slice(0, 2));
  narrator.check('at least one entity holds that number', values.length > 0);
  narrator.check(
    'no answer shows it in full',
    values.every(({ value }) => !value.includes(phone.slice(-8))),
  );
}

async function tellBatch(police: LiaisonClient, narrator: Narrator): Promise<void> {
  narrator.step(`A batch of ${BATCH.toLocaleString('en')} identifiers in one call; one of them is wrong.`);
  const codes: string[] = [];
  for (const row of generateCampaignReport({ platform: DEMO_TENANTS.platformA.code })) {
    if (row.section === 'merchants' && row.uscc && codes.length < BATCH - 1) codes.push(row.uscc);
  }
  const items = [...codes, '91330100XXXXXXXXXX'].map((value) => ({ type: 'USCC', value }));
  narrator.asks('hz-police', `lookupBatch(input: { items: [ … ${items.length} … ] })`);
  const { lookupBatch } = await police.query<{ lookupBatch: { items: readonly BatchItem[] } }>(LOOKUP_BATCH, {
    input: { items },
  });
  const problems = lookupBatch.items.filter(({ problem }) => problem);
  const found = lookupBatch.items.filter(({ entities }) => entities.length > 0).length;
  narrator.answers({ answered: lookupBatch.items.length, found, problems: problems.map(({ problem }) => problem) });
  narrator.equal('items answered', lookupBatch.items.length, items.length);
  narrator.check('most of them are found', found > BATCH / 2);
  narrator.equal(
    'the wrong one is named by its place',
    problems.map(({ index }) => index),
    [items.length - 1],
  );
}

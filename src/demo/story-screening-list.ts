import type { LiaisonClient } from '../../libs/client/liaison-client.js';
import { type ScreeningListHit, ScreeningLists } from '../../libs/client/screening-lists.js';
import type { Narrator } from './narrator.js';
import type { Cast } from './story.js';
import { sampleMerchant } from './story-lookups.js';
import { SCREENING_LIST_ALERTS } from './story-queries.js';

const LIMIT_MS = 30_000;
const POLL_MS = 50;

interface AlertPage {
  readonly edges: readonly { readonly node: { readonly subjectId: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** The police save a screening list; what a platform reports next raises an alert. */
export async function tellScreeningList({ police, platformA, platformB }: Cast, narrator: Narrator): Promise<void> {
  narrator.step('The police save a screening list; the next report about a merchant on it raises an alert.');
  const lists = new ScreeningLists(police);
  const { name, uscc } = sampleMerchant();
  const items = [
    { ref: 'case-12/1', name: String(name), uscc },
    { ref: 'case-12/2', name: '从未有人提及商行' },
  ];
  narrator.asks('hz-police', `saveScreeningList(input: { name: "重点商户", items: ${JSON.stringify(items)} })`);
  const list = await lists.save({ name: '重点商户', items });
  narrator.answers(list);
  await until('the list is screened', async () => (await lists.read(list.id)).dueItems === 0);
  const hit = await bestHit(lists, list.id);
  narrator.answers(shown(hit));
  narrator.equal('what is known already is told at once, of item', hit.ref, 'case-12/1');
  await alertsOf(police, hit, 1);

  const row = {
    ...{
      section: 'merchants',
      name,
      uscc,
      category: 'FALSE_INFORMATION',
      severity: 'CRITICAL',
      jurisdiction: '330106',
    },
    detectedAt: new Date(Date.now() - 60_000).toISOString(),
  };
  narrator.asks('platform-b', `POST /v1/reports  ${JSON.stringify(row)}`);
  const reportedAtMs = Date.now();
  const report = { body: `${JSON.stringify(row)}\n`, format: 'ndjson', idempotencyKey: `alert-${list.id}` } as const;
  await platformB.submitReport(report);
  await alertsOf(police, hit, 2);
  narrator.say(`an alert about the same hit ${Date.now() - reportedAtMs} ms after the report was handed in`);
  const changed = await lists.hit(hit.id);
  narrator.answers(shown(changed));
  narrator.equal('its merchant now has one flag more', changed.entity.flagCount, hit.entity.flagCount + 1);
  narrator.equal('another tenant hears nothing of the list', await alertsOf(platformA, hit, 0), 0);
  await lists.delete(await lists.read(list.id));
}

const shown = ({ ref, decision, score, entity: { names, flagCount, highestSeverity } }: ScreeningListHit) => ({
  ...{ ref, decision, score, names, flagCount, highestSeverity },
});

/** The best hit of a list. */
async function bestHit(lists: ScreeningLists, listId: string): Promise<ScreeningListHit> {
  const hits: ScreeningListHit[] = [];
  for await (const hit of lists.hits(listId)) hits.push(hit);
  const [best] = hits.sort((a, b) => b.score - a.score || b.entity.flagCount - a.entity.flagCount);
  if (!best) throw new Error('the list has no hit');
  return best;
}

/** How many alerts of a hit a tenant finds among its events, once there are at least so many. */
async function alertsOf(client: LiaisonClient, hit: ScreeningListHit, least: number): Promise<number> {
  let found = 0;
  let after: string | null = null;
  await until(`${least} alerts`, async () => {
    for (;;) {
      const page: AlertPage = (await client.query<{ events: AlertPage }>(SCREENING_LIST_ALERTS, { after })).events;
      found += page.edges.filter(({ node }) => node.subjectId === hit.id).length;
      after = page.pageInfo.endCursor ?? after;
      if (!page.pageInfo.hasNextPage) return found >= least;
    }
  });
  return found;
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const endMs = Date.now() + LIMIT_MS;
  while (!(await holds())) {
    if (Date.now() > endMs) throw new Error(`did not happen within ${LIMIT_MS} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

import type { LiaisonClient } from '../../libs/client/liaison-client.js';
import type { Narrator } from './narrator.js';
import type { Cast } from './story.js';
import { LEDGER } from './story-queries.js';

/** What the story must have left in the ledger. */
const EXPECTED = [
  'tenant.add',
  'tenant.key.add',
  'report.receive',
  'report.import',
  'report.complete',
  'entity.lookup',
  'entity.lookup-batch',
  'subscription.create',
  'blacklist.propose',
  'blacklist.notify',
  'blacklist.confirm',
  'blacklist.publish',
  'blacklist.check',
  'blacklist.correct',
  'blacklist.revoke',
  'delivery.settle',
  'joint-case.file',
  'joint-measure.execute',
  'joint-comment.add',
  'joint-case.close',
  'disclosure.submit',
  'disclosure.approve',
  'disclosure.grant-in-part',
  'package.deliver',
  'package.confirm',
  'disclosure.close',
];
/** Entries are chained some milliseconds after they are written. */
const CHAIN_LIMIT_MS = 10_000;

interface LedgerPage {
  readonly edges: readonly {
    readonly node: { readonly seq: number; readonly action: string; readonly tenantCode: string | null };
  }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** The auditor reads what every step left. */
export async function tellLedger(cast: Cast, narrator: Narrator): Promise<void> {
  narrator.step('Every step left a ledger entry; the auditor reads them.');
  narrator.asks('audit-office', 'ledgerEntries(first: 100, after: …) page by page');
  const counts = await readActions(cast.auditor);
  for (const [action, count] of counts) narrator.say(`${String(count).padStart(6)}  ${action}`);
  for (const action of EXPECTED) narrator.check(`${action} is there`, counts.has(action));
}

/** Counts the actions from the start of the chain, once the story's last one is chained. */
async function readActions(auditor: LiaisonClient): Promise<Map<string, number>> {
  const endMs = Date.now() + CHAIN_LIMIT_MS;
  for (;;) {
    const counts = await countActions(auditor);
    if (EXPECTED.every((action) => counts.has(action)) || Date.now() > endMs) return counts;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function countActions(auditor: LiaisonClient): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (let after: string | null = null; ; ) {
    const { ledgerEntries }: { ledgerEntries: LedgerPage } = await auditor.query(LEDGER, { after });
    for (const { node } of ledgerEntries.edges) counts.set(node.action, (counts.get(node.action) ?? 0) + 1);
    if (!ledgerEntries.pageInfo.hasNextPage) return counts;
    after = ledgerEntries.pageInfo.endCursor;
  }
}

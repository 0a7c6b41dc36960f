import type { Connection } from 'mysql2/promise';
import type { LiaisonClient } from '../../libs/client/liaison-client.js';
import { sampleUscc } from '../harness/uscc.js';

/** A blacklist entry that is ready to be published. */
export interface DecidedEntry {
  readonly id: string;
  readonly version: number;
}

let proposed = 0;

/** Entries that are ready to be published: the procedure before is not what is measured. */
export async function decided(
  connection: Connection,
  regulator: LiaisonClient,
  count: number,
): Promise<DecidedEntry[]> {
  const entries: DecidedEntry[] = [];
  for (let n = 0; n < count; n++) {
    proposed += 1;
    const { entry } = await regulator.mutate<{ entry: DecidedEntry }>(
      `mutation ($input: ProposeBlacklistEntryInput!) {
        entry: proposeBlacklistEntry(input: $input) { ... on BlacklistEntry { id version } ... on UserError { message } } }`,
      {
        input: {
          subjectName: `Bench ${proposed}`,
          uscc: sampleUscc(proposed),
          category: 'OTHER',
          severity: 'HIGH',
          reason: 'Bench',
          legalBasis: 'Bench',
        },
      },
    );
    entries.push(entry);
  }
  await connection.query(`UPDATE blacklist_entry SET state = 'DECIDED' WHERE state = 'PROPOSED'`);
  return entries;
}

/** Publishes an entry: what is measured begins here. */
export async function publish(regulator: LiaisonClient, { id, version }: DecidedEntry): Promise<void> {
  const { entry } = await regulator.mutate<{ entry: { state?: string } }>(
    `mutation ($input: PublishBlacklistEntryInput!) {
      entry: publishBlacklistEntry(input: $input) { ... on BlacklistEntry { state } ... on UserError { message } } }`,
    { input: { id, version } },
  );
  if (entry.state !== 'PUBLISHED') throw new Error(`not published: ${JSON.stringify(entry)}`);
}

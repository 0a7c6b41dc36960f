import { type ScreeningList, type ScreeningListHit, ScreeningLists } from '../../libs/client/screening-lists.js';
import { eventually, type TestGateway, type TestTenant } from './profiles.js';
import { indexed } from './search.js';

/** The lists of a tenant, through the client. */
export const listsOf = ({ client }: Pick<TestTenant, 'client'>): ScreeningLists => new ScreeningLists(client);

/** Waits until the watch has looked at every change that is committed, and no item of the list is due. */
export async function watched(gateway: TestGateway, lists: ScreeningLists, id: string): Promise<ScreeningList> {
  await indexed(gateway);
  return eventually(
    `list ${id} is screened`,
    async () => {
      const [row] = await gateway.database.select<{ head: number; watch: number | null }>(
        `SELECT MAX(c.seq) AS head, (SELECT seq FROM sequence_head WHERE name = 'watch:screening-lists') AS watch
         FROM entity_change c`,
      );
      const list = await lists.read(id);
      const isSeen = row?.watch !== null && Number(row?.watch) >= Number(row?.head ?? 0);
      return isSeen && list.dueItems === 0 && list.uploadId === null && list;
    },
    60_000,
  );
}

/** Every hit of a list that is wanted. */
export async function hitsOf(
  lists: ScreeningLists,
  id: string,
  filter: Parameters<ScreeningLists['hits']>[1] = {},
): Promise<ScreeningListHit[]> {
  const hits: ScreeningListHit[] = [];
  for await (const hit of lists.hits(id, filter)) hits.push(hit);
  return hits;
}

/** An alert as the event log has it. */
export interface AlertEvent {
  readonly subjectId: string;
  readonly listId: string;
  readonly severity: string | null;
  readonly entityKind: string | null;
  readonly data: { readonly change: string; readonly decision: string; readonly score: number };
}

/** All alerts of a list, in the order of their commits, whoever may see them. */
export async function alertsOf({ database }: Pick<TestGateway, 'database'>, listId: string): Promise<AlertEvent[]> {
  const rows = await database.select<Omit<AlertEvent, 'data'> & { data: string }>(
    `SELECT subjectId, listId, severity, entityKind, data FROM event
     WHERE type = 'screening-list.alert' AND listId = ? ORDER BY id`,
    [listId],
  );
  return rows.map((row) => ({ ...row, data: JSON.parse(row.data) as AlertEvent['data'] }));
}

import type { TenantContext } from '../common/context/tenant-context.js';
import { Conflict, NotFound } from '../common/graphql/user-error.graphql.js';
import { isId } from '../common/ids.js';
import type { Tx } from '../common/persistence/sql.js';
import { type ScreeningList, ScreeningListsRepository } from './screening-lists.repository.js';

/** There is no such list, or the caller may not know that there is. */
export const noSuchList = (field: string): NotFound => NotFound.of(field, 'screening list');

/** The caller's own list, locked for a change of this version; or why it cannot be changed. */
export async function listToChange(
  tx: Tx,
  context: TenantContext,
  { id, version }: { readonly id: string; readonly version: number },
): Promise<ScreeningList | NotFound | Conflict> {
  const list = isId(id) ? await new ScreeningListsRepository(tx, context.tenantId).byId(id, tx.forUpdate) : undefined;
  if (!list) return noSuchList('input.id');
  if (list.version !== version) {
    return Conflict.of('input.version', `The list is at version ${list.version}: read it again.`);
  }
  return list;
}

/** Rows of a file are going in: a change beside them would meet half of it. */
export const uploadRuns = (): Conflict =>
  Conflict.of(
    'input.id',
    'An upload is going into the list: change its items when that is complete.',
    'UPLOAD_RUNNING',
  );

import { Injectable } from '@nestjs/common';
import type { TenantContext } from '../common/context/tenant-context.js';
import { InvalidInput } from '../common/graphql/user-error.graphql.js';
import { isId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import { JointDesk } from './joint-desk.js';
import { JointLinesRepository } from './joint-lines.repository.js';
import { JointNamesRepository } from './joint-names.repository.js';

/** Finds the participants that a caller names by code. */
@Injectable()
export class JointTenants {
  constructor(
    private readonly database: Database,
    private readonly desk: JointDesk,
  ) {}

  /** Of these tenants the ones that the viewer knows of in a case: by their part, or as its lead. Two statements. */
  async knownIds(context: TenantContext, caseId: string, tenantIds: readonly string[]): Promise<Set<string>> {
    if (tenantIds.length === 0 || !isId(caseId)) return new Set();
    const known = await new JointLinesRepository(this.database, context).knownParties(caseId, tenantIds);
    const head = await this.desk.item(this.database, context, 'CASE', caseId);
    return head ? known.add(head.shown.leadId) : known;
  }

  /**
   * The ids of participants by code, in the same order. One whose part the caller was never shown is refused like one that
   * does not exist, so that nobody finds out by asking who else takes part.
   */
  async known(
    context: TenantContext,
    caseId: string,
    codes: readonly string[],
    path: string,
  ): Promise<string[] | InvalidInput> {
    if (codes.length === 0 || !isId(caseId)) return [];
    const tenants = new Map(
      (await new JointNamesRepository(this.database).tenants(codes)).map((each) => [each.code, each.id]),
    );
    const known = await this.knownIds(context, caseId, [...tenants.values()]);
    const ids: string[] = [];
    for (const [index, code] of codes.entries()) {
      const id = tenants.get(code);
      if (!id || !known.has(id)) {
        return InvalidInput.at(`${path}[${index}]`, 'No participant that you know of has this code.');
      }
      ids.push(id);
    }
    return ids;
  }

  /** The id of one participant by code. */
  async one(context: TenantContext, caseId: string, code: string, path: string): Promise<string | InvalidInput> {
    const ids = await this.known(context, caseId, [code], path);
    if (!(ids instanceof InvalidInput)) return ids[0] ?? '';
    return InvalidInput.at(path, ids.message);
  }
}

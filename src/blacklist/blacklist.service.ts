import { Inject, Injectable } from '@nestjs/common';
import type { TenantContext, Viewer } from '../common/context/tenant-context.js';
import { isId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import {
  type BlacklistEntry,
  type BlacklistFilter,
  BlacklistRepository,
  type EntryOnEntity,
} from './blacklist.repository.js';
import { CaseFileReader, type CaseStep, type RestrictedPart } from './case-file.repository.js';

/** Reads the blacklist as the caller may see it. */
@Injectable()
export class BlacklistService {
  constructor(
    private readonly database: Database,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {}

  /** The entry, when the caller may see it. */
  async entry(context: TenantContext, id: string): Promise<BlacklistEntry | undefined> {
    return isId(id) ? new BlacklistRepository(this.database, context).byId(id) : undefined;
  }

  /** Entries that the caller may see, newest first, older than `beforeId`. */
  page(context: TenantContext, filter: BlacklistFilter, beforeId: string | undefined, limit: number) {
    return new BlacklistRepository(this.database, context).page(filter, beforeId, limit);
  }

  /** Entries on which these entities stand and that the viewer may see: one statement for all of them. */
  publishedOn(viewer: Viewer, entityIds: readonly string[]): Promise<EntryOnEntity[]> {
    return new BlacklistRepository(this.database, viewer).publishedOn(entityIds);
  }

  /** The steps of the caller's own entries: one statement. */
  stepsOf(viewer: Viewer, entryIds: readonly string[]): Promise<CaseStep[]> {
    return new CaseFileReader(this.database, viewer, this.ciphers.fields).stepsOf(entryIds);
  }

  /** The restricted parts that the caller may read: one statement. */
  partsOf(viewer: Viewer, entryIds: readonly string[]): Promise<Map<string, RestrictedPart>> {
    return new CaseFileReader(this.database, viewer, this.ciphers.fields).partsOf(entryIds);
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '../common/persistence/database.js';
import { type TenantCard, TenantCards } from '../tenants/tenant-cards.js';
import type { JointTenantType } from './joint-cases.graphql.js';

/** Tenants by id, as they are shown. */
export type TenantTags = (id: string) => JointTenantType;

/** How tenants are shown in joint cases. */
@Injectable()
export class JointTags {
  private readonly cards: TenantCards;

  constructor(database: Database) {
    this.cards = new TenantCards(database);
  }

  /** The tags of these tenants. At most one statement. */
  async of(ids: readonly string[]): Promise<TenantTags> {
    const cards: ReadonlyMap<string, TenantCard> = await this.cards.of(ids);
    return (id) => {
      const card = cards.get(id);
      if (!card) throw new Error('a joint case names a tenant that does not exist');
      return { code: card.code, name: card.name, kind: card.kind };
    };
  }
}

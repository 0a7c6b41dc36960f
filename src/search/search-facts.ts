import type { BlindIndex } from '../../libs/field-encryption/blind-index.js';
import type { FieldCipher } from '../../libs/field-encryption/field-cipher.js';
import { nameKey } from '../entities/entities.writer.js';
import type { LedgerFact } from '../ledger/ledger.service.js';
import { sealPurpose, tracesOf } from '../query/lookup-facts.js';
import type { StatedPurpose } from '../query/query.policy.js';
import type { GroupScope } from './index-groups.js';
import type { Screened } from './item-screener.js';
import type { Conditions } from './narrowing.js';

/** Keys of everything that an item asked for, for the traces of the ledger. */
export function askedKeys(index: BlindIndex, { item, normalised }: Screened): string[] {
  const own = item.identifiers.map(({ key }) => key);
  return normalised === '' ? own : [nameKey(index, normalised), ...own];
}

/** Writes searches down for the ledger: names as blind-index keys only, so that a name that is offered can be proved. */
export class SearchFacts {
  constructor(
    private readonly fields: FieldCipher,
    private readonly index: BlindIndex,
  ) {}

  /** @param normalised the query as it was compared */
  search(
    requestId: string,
    stated: StatedPurpose,
    asked: { normalised: string; scope: GroupScope; conditions: Conditions; least: string },
    hits: number,
  ): LedgerFact {
    const { kinds, withPersons } = asked.scope;
    return {
      action: 'entity.search',
      subjectType: 'name',
      subjectId: nameKey(this.index, asked.normalised),
      detail: {
        kinds,
        withPersons,
        least: asked.least,
        ...conditionsOf(asked.conditions),
        hits,
        ...sealPurpose(this.fields, requestId, stated),
      },
    };
  }

  /** @param asked the keys are those of names and identifiers; what an entry keeps of them is said at `tracesOf` */
  screen(
    requestId: string,
    stated: StatedPurpose,
    asked: { items: number; unreadable: number; keys: readonly string[]; conditions: Conditions; least: string },
    hits: number,
  ): LedgerFact {
    const { digest, ...traces } = tracesOf(asked.keys);
    return {
      action: 'entity.screen',
      subjectType: 'names',
      subjectId: digest,
      detail: {
        items: asked.items,
        unreadable: asked.unreadable,
        least: asked.least,
        ...conditionsOf(asked.conditions),
        hits,
        ...traces,
        ...sealPurpose(this.fields, requestId, stated),
      },
    };
  }
}

const conditionsOf = ({ filters, changedSinceMs, excludeReviewed }: Conditions) => ({
  ...(filters ? { filters } : {}),
  ...(changedSinceMs === undefined ? {} : { changedSinceMs }),
  ...(excludeReviewed ? { excludeReviewed } : {}),
});

import { createHash } from 'node:crypto';
import type { FieldCipher } from '../../libs/field-encryption/field-cipher.js';
import type { IdentifierType } from '../../libs/identifiers/identifier.js';
import type { LedgerFact } from '../ledger/ledger.service.js';
import type { StatedPurpose } from './query.policy.js';

/** Context that binds the ciphertext of a purpose or case in a ledger entry's detail to the request of the entry. */
export const statedContext = (field: 'purpose' | 'caseRef', requestId: string): string =>
  `ledger_entry.${field}:${requestId}`;

/** Characters of a key that a batch entry keeps: 36 bits, so that 10,000 of them fit and still tell keys apart. */
export const KEY_PREFIX_LENGTH = 6;

/** Writes down lookups for the ledger. Officers write names into purposes, so those are sealed. */
export class LookupFacts {
  constructor(private readonly fields: FieldCipher) {}

  /** @param key blind index of the identifier, never its value */
  lookup(
    requestId: string,
    stated: StatedPurpose,
    asked: { type: IdentifierType; key: string },
    hits: number,
  ): LedgerFact {
    return {
      action: 'entity.lookup',
      subjectType: 'identifier',
      subjectId: asked.key,
      detail: { type: asked.type, hits, ...this.sealed(requestId, stated) },
    };
  }

  /** The same fact whether the entity does not exist or is hidden, but for the number of hits. */
  entity(requestId: string, stated: StatedPurpose, id: string, hits: number): LedgerFact {
    return {
      action: 'entity.lookup',
      subjectType: 'entity',
      subjectId: id,
      detail: { hits, ...this.sealed(requestId, stated) },
    };
  }

  /**
   * A thousand keys would not fit an entry, so it keeps two traces of them. `keyPrefixes` is the sorted first six
   * characters of each distinct key in a row: whoever asks whether an identifier was in the batch looks for the prefix of
   * its blind index (a chance match is one in 2^36 for each key). The subject is SHA-256 over the sorted distinct keys,
   * each followed by a line break, in base64url: it proves a whole list of identifiers that is offered.
   */
  batch(
    requestId: string,
    stated: StatedPurpose,
    asked: { items: number; unreadable: number; keys: readonly string[] },
    hits: number,
  ): LedgerFact {
    const keys = [...new Set(asked.keys)].sort();
    const digest = createHash('sha256');
    for (const key of keys) digest.update(`${key}\n`);
    return {
      action: 'entity.lookup-batch',
      subjectType: 'identifiers',
      subjectId: digest.digest('base64url'),
      detail: {
        items: asked.items,
        unreadable: asked.unreadable,
        keys: keys.length,
        hits,
        keyPrefixes: keys.map((key) => key.slice(0, KEY_PREFIX_LENGTH)).join(''),
        ...this.sealed(requestId, stated),
      },
    };
  }

  private sealed(requestId: string, { purpose, caseRef }: StatedPurpose): { purpose?: string; caseRef?: string } {
    return {
      ...(purpose === null ? {} : { purpose: this.fields.encrypt(purpose, statedContext('purpose', requestId)) }),
      ...(caseRef === null ? {} : { caseRef: this.fields.encrypt(caseRef, statedContext('caseRef', requestId)) }),
    };
  }
}

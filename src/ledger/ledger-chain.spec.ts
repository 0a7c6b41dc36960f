import fc from 'fast-check';
import {
  type ChainedContent,
  chainHash,
  checkChain,
  digestDetail,
  GENESIS_HASH,
  type SealedEntry,
} from './ledger-chain.js';

const optional = fc.option(fc.string({ maxLength: 20 }), { nil: null });
const content = fc.record({
  id: fc.uuid(),
  occurredAtMs: fc.nat(),
  tenantId: optional,
  actorRef: optional,
  action: fc.string({ maxLength: 20 }),
  subjectType: optional,
  subjectId: optional,
  outcome: fc.string({ maxLength: 20 }),
  requestId: fc.string({ maxLength: 20 }),
  salt: fc.string({ maxLength: 22 }),
  detail: fc.string({ maxLength: 40 }),
});

/** A chain of at least two entries, as the sequencer would seal it. */
const chains = fc.array(content, { minLength: 2, maxLength: 12 }).map((entries) => {
  let hash = GENESIS_HASH;
  return entries.map((entry, index): SealedEntry => {
    const previousHash = hash;
    const chained: ChainedContent = { ...entry, detailDigest: digestDetail(entry.salt, entry.detail) };
    hash = chainHash(previousHash, index + 1, chained);
    return { ...entry, ...chained, seq: index + 1, previousHash, hash };
  });
});

const FIELDS = [
  'id',
  'occurredAtMs',
  'tenantId',
  'actorRef',
  'action',
  'subjectType',
  'subjectId',
  'outcome',
  'requestId',
  'detailDigest',
  'previousHash',
  'hash',
  'seq',
] as const;

const other = (value: string | number | null): string | number =>
  typeof value === 'number' ? value + 1 : value === null ? '' : `${value}x`;

/** A chain and one of its entries that is not the last. */
const chainWithPlace = chains.chain((chain) => fc.tuple(fc.constant(chain), fc.nat(chain.length - 2)));

describe('the check of a chain', () => {
  it('passes a chain as it was sealed, whole or in parts', () => {
    fc.assert(
      fc.property(chainWithPlace, ([chain, cut]) => {
        const whole = checkChain(chain);
        expect(whole.problem).toBeUndefined();
        expect(whole).toEqual({ seq: chain.length, hash: chain.at(-1)?.hash });
        expect(checkChain(chain.slice(cut), checkChain(chain.slice(0, cut)))).toEqual(whole);
      }),
    );
  });

  it('finds any altered field of any entry', () => {
    fc.assert(
      fc.property(chainWithPlace, fc.constantFrom(...FIELDS), ([chain, place], field) => {
        const altered = chain.map((entry, index) =>
          index === place ? { ...entry, [field]: other(entry[field]) } : entry,
        );
        expect(checkChain(altered).problem).toBeDefined();
      }),
    );
  });

  it('finds an entry altered together with its own hash', () => {
    fc.assert(
      fc.property(chainWithPlace, ([chain, place]) => {
        const forged = chain.map((entry, index) => {
          if (index !== place) return entry;
          const content = { ...entry, outcome: `${entry.outcome}x` };
          return { ...content, hash: chainHash(entry.previousHash, entry.seq, content) };
        });
        expect(checkChain(forged).problem).toEqual({ kind: 'ALTERED', seq: place + 2 });
      }),
    );
  });

  it('finds a dropped entry, the numbers closed up or not', () => {
    fc.assert(
      fc.property(chainWithPlace, ([chain, place]) => {
        const dropped = chain.filter((_, index) => index !== place);
        expect(checkChain(dropped).problem).toEqual({ kind: 'GAP', seq: place + 1 });
        const closedUp = dropped.map((entry, index) => ({ ...entry, seq: index + 1 }));
        expect(checkChain(closedUp).problem).toEqual({ kind: 'ALTERED', seq: place + 1 });
      }),
    );
  });

  it('finds two entries that changed places', () => {
    fc.assert(
      fc.property(chainWithPlace, ([chain, place]) => {
        const swapped = [...chain];
        swapped.splice(place, 2, ...chain.slice(place, place + 2).reverse());
        expect(checkChain(swapped).problem).toBeDefined();
        expect(checkChain(swapped.map((entry, index) => ({ ...entry, seq: index + 1 }))).problem).toBeDefined();
      }),
    );
  });

  it('finds a changed detail, and passes an erased one', () => {
    fc.assert(
      fc.property(chainWithPlace, ([chain, place]) => {
        const withDetail = (detail: string | null, salt: string | null) =>
          chain.map((entry, index) => (index === place ? { ...entry, detail, salt } : entry));
        const { detail, salt } = chain[place] as SealedEntry;
        expect(checkChain(withDetail(`${detail}x`, salt)).problem).toEqual({ kind: 'DETAIL_ALTERED', seq: place + 1 });
        expect(checkChain(withDetail(null, null)).problem).toBeUndefined();
      }),
    );
  });
});

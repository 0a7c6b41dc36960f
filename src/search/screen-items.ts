import type { BlindIndex } from '../../libs/field-encryption/blind-index.js';
import { isDivisionCode } from '../../libs/identifiers/division.js';
import { type Identifier, type IdentifierType, parseIdentifier } from '../../libs/identifiers/identifier.js';
import type { Qualifiers } from '../../libs/matching/qualifiers.js';
import { PurposeRequired } from '../common/graphql/user-error.graphql.js';
import type { EntityKind } from '../entities/entity-vocabulary.js';
import type { LookupProblem } from '../query/query.graphql.js';
import { missingFor, type StatedPurpose } from '../query/query.policy.js';
import type { GroupScope } from './index-groups.js';
import { scopeOf } from './search.policy.js';

/** An identifier that was given, by its blind index. */
export interface GivenIdentifier {
  readonly type: IdentifierType;
  readonly key: string;
}

/** An item of a screening as it was given. */
export interface ItemToRead {
  readonly name?: string | null | undefined;
  readonly kind?: EntityKind | null | undefined;
  readonly birthDate?: string | null | undefined;
  readonly jurisdiction?: string | null | undefined;
  readonly identifiers: readonly {
    /** What the item calls it. */
    readonly field: string;
    readonly type: IdentifierType;
    readonly value: string | null | undefined;
    /** Platform of an id that does not name its own. */
    readonly platform?: string | undefined;
  }[];
}

/** An item of a screening as it was understood. */
export interface ReadItem {
  readonly name: string;
  readonly kind: EntityKind | undefined;
  readonly scope: GroupScope;
  readonly identifiers: readonly GivenIdentifier[];
  /** A personal identifier stands as its blind index. */
  readonly qualifiers: Qualifiers;
}

/** What items are read with. */
export interface ReadingOfItems {
  readonly index: BlindIndex;
  readonly stated: StatedPurpose;
  /** Where purpose and case are given: `input.` */
  readonly statedAt: string;
  readonly now: () => Date;
}

const BIRTH_DATE = /^\d{4}(?:-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))?$/;
/** Understands one item, or says what is wrong with it. @param path of the item's fields in the input: `input.items[3].` */
export function readScreenItem(item: ItemToRead, path: string, reading: ReadingOfItems): ReadItem | LookupProblem {
  const scope = scopeOf(item.kind ? [item.kind] : null, reading.stated);
  if (scope instanceof PurposeRequired) return purposeRequired(String(scope.field), reading);
  const parsed = readIdentifiers(item, path, reading);
  if ('code' in parsed) return parsed;
  const name = item.name?.trim() ?? '';
  if (name === '' && parsed.length === 0) {
    return { code: 'EMPTY', message: 'Give a name, an identifier, or both.', field: `${path}name` };
  }
  if (item.birthDate && !BIRTH_DATE.test(item.birthDate)) {
    return { code: 'FORMAT', message: 'A birth date is YYYY-MM-DD, or the year alone.', field: `${path}birthDate` };
  }
  if (item.jurisdiction && !isDivisionCode(item.jurisdiction)) {
    const message = 'This is no GB/T 2260 division code of six digits.';
    return { code: 'FORMAT', message, field: `${path}jurisdiction` };
  }
  const identifiers = parsed.map(({ type, key }) => ({ type, key }));
  return { name, kind: item.kind ?? undefined, scope, identifiers, qualifiers: qualifiersOf(item, parsed) };
}

type Parsed = GivenIdentifier & { readonly identifier: Identifier };

function readIdentifiers({ identifiers }: ItemToRead, path: string, reading: ReadingOfItems): Parsed[] | LookupProblem {
  const { index, stated, now } = reading;
  const parsed: Parsed[] = [];
  for (const { field, type, value, platform } of identifiers) {
    if (value === null || value === undefined || value.trim() === '') continue;
    const missing = missingFor(type, stated);
    if (missing) return purposeRequired(missing, reading);
    const result = parseIdentifier(type, value, { platform, now });
    if (!result.ok) return { code: result.problem.reason, message: result.problem.message, field: `${path}${field}` };
    const { identifier } = result;
    parsed.push({ type, key: index.key(identifier.type, identifier.canonical), identifier });
  }
  return parsed;
}

function purposeRequired(field: string, { statedAt }: ReadingOfItems): LookupProblem {
  const { code, message } = PurposeRequired.at(field);
  return { code, message, field: `${statedAt}${field}` };
}

function qualifiersOf(item: ItemToRead, parsed: readonly Parsed[]): Qualifiers {
  const of = (type: GivenIdentifier['type']) => parsed.find((each) => each.type === type);
  const uscc = of('USCC')?.identifier.canonical;
  const resident = of('RESIDENT_ID');
  const { birthDate } = item;
  return {
    ...(uscc ? { uscc } : {}),
    ...(resident ? { residentId: resident.key } : {}),
    ...(birthDate ? { birthDate } : {}),
    ...(item.jurisdiction ? { regionCode: item.jurisdiction } : {}),
  };
}

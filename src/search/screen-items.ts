import type { BlindIndex } from '../../libs/field-encryption/blind-index.js';
import { isDivisionCode } from '../../libs/identifiers/division.js';
import { type Identifier, type IdentifierType, parseIdentifier } from '../../libs/identifiers/identifier.js';
import type { Qualifiers } from '../../libs/matching/qualifiers.js';
import { PurposeRequired } from '../common/graphql/user-error.graphql.js';
import type { EntityKind } from '../entities/entity-vocabulary.js';
import type { LookupProblem } from '../query/query.graphql.js';
import { missingFor, type StatedPurpose } from '../query/query.policy.js';
import type { GroupScope } from './index-groups.js';
import type { ScreenItemInput } from './search.graphql.js';
import { scopeOf } from './search.policy.js';

/** An identifier that was given, by its blind index. */
export interface GivenIdentifier {
  readonly type: 'USCC' | 'RESIDENT_ID' | 'PHONE';
  readonly key: string;
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
  readonly now: () => Date;
}

const BIRTH_DATE = /^\d{4}(?:-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))?$/;
const FIELDS = { uscc: 'USCC', residentId: 'RESIDENT_ID', phone: 'PHONE' } as const satisfies Record<
  string,
  IdentifierType
>;

/** Understands one item, or says what is wrong with it. @param path of the item in the input: `input.items[3]` */
export function readScreenItem(item: ScreenItemInput, path: string, reading: ReadingOfItems): ReadItem | LookupProblem {
  const scope = scopeOf(item.kind ? [item.kind] : null, reading.stated);
  if (scope instanceof PurposeRequired) return purposeRequired(String(scope.field));
  const parsed = readIdentifiers(item, path, reading);
  if ('code' in parsed) return parsed;
  const name = item.name?.trim() ?? '';
  if (name === '' && parsed.length === 0) {
    return { code: 'EMPTY', message: 'Give a name, an identifier, or both.', field: `${path}.name` };
  }
  if (item.birthDate && !BIRTH_DATE.test(item.birthDate)) {
    return { code: 'FORMAT', message: 'A birth date is YYYY-MM-DD, or the year alone.', field: `${path}.birthDate` };
  }
  if (item.jurisdiction && !isDivisionCode(item.jurisdiction)) {
    const message = 'This is no GB/T 2260 division code of six digits.';
    return { code: 'FORMAT', message, field: `${path}.jurisdiction` };
  }
  const identifiers = parsed.map(({ type, key }) => ({ type, key }));
  return { name, kind: item.kind ?? undefined, scope, identifiers, qualifiers: qualifiersOf(item, parsed) };
}

type Parsed = GivenIdentifier & { readonly identifier: Identifier };

function readIdentifiers(
  item: ScreenItemInput,
  path: string,
  { index, stated, now }: ReadingOfItems,
): Parsed[] | LookupProblem {
  const parsed: Parsed[] = [];
  for (const [field, type] of Object.entries(FIELDS) as [keyof typeof FIELDS, (typeof FIELDS)[keyof typeof FIELDS]][]) {
    const value = item[field];
    if (value === null || value === undefined || value.trim() === '') continue;
    const missing = missingFor(type, stated);
    if (missing) return purposeRequired(missing);
    const result = parseIdentifier(type, value, { now });
    if (!result.ok) return { code: result.problem.reason, message: result.problem.message, field: `${path}.${field}` };
    const { identifier } = result;
    parsed.push({ type, key: index.key(identifier.type, identifier.canonical), identifier });
  }
  return parsed;
}

function purposeRequired(field: string): LookupProblem {
  const { code, message } = PurposeRequired.at(field);
  return { code, message, field: `input.${field}` };
}

function qualifiersOf(item: ScreenItemInput, parsed: readonly Parsed[]): Qualifiers {
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

import type { FieldCipher } from '../../libs/field-encryption/field-cipher.js';
import { parseIdentifier } from '../../libs/identifiers/identifier.js';
import type { Qualifiers } from '../../libs/matching/qualifiers.js';
import { type EntityKind, identifierContext } from '../entities/entity-vocabulary.js';
import type { KnownIdentifier } from './search.repository.js';

/** Registrations with national bodies say nothing of the place. */
const WHOLE_COUNTRY = /^[01]0{5}$/;

/**
 * What is known of an entity, as far as the caller may see it, to hold against a question. Of several codes the one that
 * agrees counts. A code conflicts only with the kind of thing that it names: a company is not someone else for the
 * resident id of a person who belongs to it.
 */
export function knownQualifiers(
  kind: EntityKind,
  identifiers: readonly KnownIdentifier[],
  asked: Qualifiers,
  fields: FieldCipher,
): Qualifiers {
  const codes = identifiers.filter(({ type }) => type === 'USCC');
  const residents = identifiers.filter(({ type }) => type === 'RESIDENT_ID');
  const isPerson = kind === 'PERSON';
  const uscc = codes.find(({ value }) => value === asked.uscc) ?? (isPerson ? undefined : codes[0]);
  const resident =
    residents.find(({ lookupKey }) => lookupKey === asked.residentId) ?? (isPerson ? residents[0] : undefined);
  const division = uscc && derivedOf('USCC', uscc.value)?.division;
  const birthDate = asked.birthDate && resident ? birthDateOf(resident, fields) : undefined;
  return {
    ...(uscc ? { uscc: uscc.value } : {}),
    ...(resident ? { residentId: resident.lookupKey } : {}),
    ...(birthDate ? { birthDate } : {}),
    ...(division && !WHOLE_COUNTRY.test(division) ? { regionCode: division } : {}),
  };
}

function birthDateOf({ entityId, lookupKey, value }: KnownIdentifier, fields: FieldCipher): string | undefined {
  return derivedOf('RESIDENT_ID', fields.decrypt(value, identifierContext(entityId, lookupKey)))?.birthDate;
}

function derivedOf(type: KnownIdentifier['type'], canonical: string) {
  const result = parseIdentifier(type, canonical);
  return result.ok ? result.identifier.derived : undefined;
}

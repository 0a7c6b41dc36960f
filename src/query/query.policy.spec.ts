import { IDENTIFIER_TYPES } from '../../libs/identifiers/identifier.js';
import { InvalidInput } from '../common/graphql/user-error.graphql.js';
import { mayHoldPersons, missingFor, readPurpose } from './query.policy.js';

const both = { purpose: '核查', caseRef: '1' };
const none = { purpose: null, caseRef: null };

it.each(IDENTIFIER_TYPES)('asks for purpose and case of %s exactly when the type is personal', (type) => {
  const personal = ['RESIDENT_ID', 'PHONE', 'BANK_CARD', 'ACCOUNT_ID', 'PAYMENT_ACCOUNT', 'EMAIL', 'ADDRESS'];
  expect(missingFor(type, none)).toBe(personal.includes(type) ? 'purpose' : undefined);
  expect(missingFor(type, { ...none, purpose: 'x' })).toBe(personal.includes(type) ? 'caseRef' : undefined);
  expect(missingFor(type, both)).toBeUndefined();
});

it.each([
  [both, true],
  [none, false],
  [{ ...both, purpose: null }, false],
  [{ ...both, caseRef: null }, false],
])('lets persons into an answer for %j: %s', (stated, expected) => {
  expect(mayHoldPersons(stated)).toBe(expected);
});

it.each([
  [{}, none],
  [{ purpose: ' \n', caseRef: '' }, none],
  [
    { purpose: ' 核查 ', caseRef: null },
    { purpose: '核查', caseRef: null },
  ],
  [
    { purpose: 'p'.repeat(500), caseRef: 'c'.repeat(100) },
    { purpose: 'p'.repeat(500), caseRef: 'c'.repeat(100) },
  ],
])('reads %j', (given, expected) => {
  expect(readPurpose(given, 'input.')).toEqual(expected);
});

it.each([
  [{ purpose: 'p'.repeat(501) }, 'input.purpose'],
  [{ caseRef: 'c'.repeat(101) }, 'input.caseRef'],
  [{ caseRef: '\udc00' }, 'input.caseRef'],
])('refuses %j at %s', (given, field) => {
  const refusal = readPurpose(given, 'input.');
  expect(refusal).toBeInstanceOf(InvalidInput);
  expect(refusal).toMatchObject({ field });
});

import { STANDARD_CATALOGUE } from '../../config/disclosure-catalogue.js';
import type { TenantKind } from '../common/context/tenant-context.js';
import { gapsIn, hintsFor, type RequestContent } from './disclosure-completeness.js';

const TODAY = '2026-06-01';
const COMPLETE: RequestContent = {
  hasPlatform: true,
  subjectCount: 1,
  items: ['REGISTRATION'],
  periodFrom: '2026-01-01',
  periodTo: '2026-05-31',
  purpose: 'Counterfeit goods.',
  legalBasis: ['ECL_25'],
  caseNumber: null,
  authorisingOfficer: '王建国',
  urgency: 'NORMAL',
  dangerToLife: null,
  asks: 'DISCLOSE',
  handling: 'EVIDENCE',
  confidentialUntil: null,
  instrumentCount: 0,
};
const gaps = (changes: Partial<RequestContent>, kind: TenantKind = 'POLICE') =>
  gapsIn({ ...COMPLETE, ...changes }, kind, STANDARD_CATALOGUE, TODAY).map(({ field, code }) => `${field} ${code}`);

describe('the completeness of a request', () => {
  it.each<[string, Partial<RequestContent>, string[]]>([
    ['nothing', {}, []],
    ['a platform', { hasPlatform: false }, ['platform MISSING']],
    ['a subject', { subjectCount: 0 }, ['subjects MISSING']],
    ['an item', { items: [] }, ['items MISSING']],
    ['a period', { periodFrom: null, periodTo: null }, ['periodFrom MISSING', 'periodTo MISSING']],
    ['a period that runs forward', { periodTo: '2025-12-31' }, ['periodTo PERIOD']],
    ['a period that has begun', { periodFrom: '2026-06-02', periodTo: '2026-06-03' }, ['periodFrom PERIOD']],
    ['a purpose', { purpose: null }, ['purpose MISSING']],
    ['a legal basis', { legalBasis: [] }, ['legalBasis MISSING']],
    ['a basis of its kind', { legalBasis: ['ECL_25', 'TML_62'] }, ['legalBasis NOT_YOURS']],
    ['a basis that is listed', { legalBasis: ['GONE'] }, ['legalBasis NOT_YOURS']],
    ['the instrument of a basis that needs one', { legalBasis: ['ECL_25', 'CPL_54'] }, ['instruments MISSING']],
    ['nothing with it', { legalBasis: ['CPL_54'], instrumentCount: 1 }, []],
    [
      'nothing in an emergency, where it follows',
      { legalBasis: ['CPL_54'], urgency: 'EMERGENCY', dangerToLife: 'A life.' },
      [],
    ],
    ['an officer', { authorisingOfficer: null }, ['authorisingOfficer MISSING']],
    ['the danger of an emergency', { urgency: 'EMERGENCY' }, ['dangerToLife MISSING']],
    ['the emergency of a danger', { dangerToLife: 'A life.' }, ['dangerToLife NOT_AN_EMERGENCY']],
    ['a day to come', { confidentialUntil: TODAY }, ['confidentialUntil PAST']],
  ])('misses %s', (_name, changes, expected) => expect(gaps(changes)).toEqual(expected));

  it('names everything at once', () => {
    expect(gaps({ hasPlatform: false, purpose: null, urgency: 'EMERGENCY' })).toHaveLength(3);
  });

  it('knows whose statute it is', () => {
    expect(gaps({ legalBasis: ['CPL_54', 'DSL_35'], instrumentCount: 1 })).toEqual([]);
    expect(gaps({ legalBasis: ['CPL_54'], instrumentCount: 1 }, 'MARKET_REGULATOR')).toEqual(['legalBasis NOT_YOURS']);
    expect(gaps({ legalBasis: ['TML_62'] }, 'MARKET_REGULATOR')).toEqual([]);
  });
});

describe('the proportionality of a request', () => {
  const hints = (changes: Partial<RequestContent>) =>
    hintsFor({ ...COMPLETE, caseNumber: '1', ...changes }, 50, STANDARD_CATALOGUE);
  it.each<[string, Partial<RequestContent>, string[]]>([
    ['a year to the day', { periodFrom: '2025-01-01', periodTo: '2025-12-31' }, []],
    ['a day more', { periodFrom: '2025-01-01', periodTo: '2026-01-01' }, ['PERIOD_OVER_ONE_YEAR']],
    ['a year from a leap day', { periodFrom: '2024-02-29', periodTo: '2025-02-28' }, []],
    ['a day more from a leap day', { periodFrom: '2024-02-29', periodTo: '2025-03-01' }, ['PERIOD_OVER_ONE_YEAR']],
    ['fifty subjects', { subjectCount: 50 }, []],
    ['one more', { subjectCount: 51 }, ['BULK_SUBJECTS']],
    ['no case', { caseNumber: null }, ['NO_CASE_NUMBER']],
    ['an instrument that is to follow', { legalBasis: ['CPL_54'], urgency: 'EMERGENCY' }, ['NO_INSTRUMENT']],
    ['no period yet', { periodFrom: null }, []],
  ])('hints at %s', (_name, changes, expected) => expect(hints(changes)).toEqual(expected));
});

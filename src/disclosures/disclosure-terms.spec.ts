import { WorkingCalendar } from '../deadlines/working-days.js';
import { DISCLOSURE_ACTIONS, type DisclosureAction } from './disclosure.lifecycle.js';
import { DisclosureTerms, type Times } from './disclosure-terms.js';
import type { Ask, Urgency } from './disclosure-vocabulary.js';

const terms = new DisclosureTerms(new WorkingCalendar({ extraDaysOff: [], extraWorkingDays: [], dayEndsAtHour: 24 }), {
  normalWorkingDays: 10,
  urgentWorkingDays: 3,
  emergencyHours: 8,
  clarificationWorkingDays: 5,
  reminderPercent: 75,
  expiryWorkingDays: 30,
  afterReviewHours: 24,
});
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Monday at noon in China, with no holiday for weeks. */
const NOW = Date.parse('2026-06-01T12:00:00+08:00');
const at = (text: string) => Date.parse(`${text}+08:00`);
const request = (changes: Partial<Times & { urgency: Urgency; asks: Ask; state: string }> = {}) => ({
  dueAtMs: NOW + DAY,
  expiresAtMs: NOW + 40 * DAY,
  remainingMs: null,
  urgency: 'NORMAL' as const,
  asks: 'DISCLOSE' as const,
  state: 'UNDER_REVIEW',
  ...changes,
});

describe('the terms of disclosures', () => {
  it.each<[Urgency, number]>([
    ['NORMAL', at('2026-06-16T00:00:00')],
    ['URGENT', at('2026-06-05T00:00:00')],
    ['EMERGENCY', NOW + 8 * HOUR],
  ])('give %s its working days, or hours by the clock', (urgency, due) => {
    expect(terms.dueAfter(urgency, NOW)).toBe(due);
  });

  it('leave days off out: 19 to 21 June 2026 are the Dragon Boat Festival', () => {
    expect(terms.dueAfter('URGENT', at('2026-06-17T12:00:00'))).toBe(at('2026-06-24T00:00:00'));
  });

  it('remind when three quarters are gone', () => expect(terms.reminderAt(NOW, NOW + 8 * HOUR)).toBe(NOW + 6 * HOUR));

  it('give the platform the time back that its question took', () => {
    const asked = terms.after('ask', request({ dueAtMs: NOW + 3 * DAY }), NOW);
    expect(asked).toMatchObject({ remainingMs: 3 * DAY, dueAtMs: at('2026-06-09T00:00:00') });
    const answered = terms.after('answer', request(asked), NOW + 2 * DAY);
    expect(answered).toMatchObject({ dueAtMs: NOW + 5 * DAY, remainingMs: null });
  });

  it('give nothing back that was used up', () => {
    expect(terms.after('ask', request({ dueAtMs: NOW - DAY }), NOW)).toMatchObject({ remainingMs: 0 });
  });

  it('let the agency answer in an emergency in hours', () => {
    const asked = terms.after('ask', request({ urgency: 'EMERGENCY' }), NOW);
    expect(asked).toMatchObject({ dueAtMs: NOW + 8 * HOUR });
  });

  const none: Times = { dueAtMs: null, expiresAtMs: null, remainingMs: null };
  it.each<[DisclosureAction, object, Partial<Times> | undefined]>([
    ['submit', {}, { dueAtMs: at('2026-06-16T00:00:00'), remainingMs: null }],
    ['grant', {}, { dueAtMs: at('2026-06-16T00:00:00'), expiresAtMs: null }],
    ['grantInPart', { asks: 'BOTH' }, { dueAtMs: at('2026-06-16T00:00:00'), expiresAtMs: null }],
    ['grant', { asks: 'PRESERVE' }, none],
    ['objectAfterwards', { state: 'APPROVED' }, { dueAtMs: at('2026-06-16T00:00:00') }],
    ['objectAfterwards', { state: 'DELIVERED' }, undefined],
    ...(['refuse', 'deliver', 'withdraw', 'expire', 'close'] as const).map(
      (action): [DisclosureAction, object, Times] => [action, {}, none],
    ),
  ])('after %s (%j) are %j', (action, changes, expected) => {
    const times = terms.after(action, request(changes), NOW);
    if (expected === undefined) expect(times).toBeUndefined();
    else expect(times).toMatchObject(expected);
  });

  it('leave the times alone in every other step', () => {
    const timed = ['submit', 'ask', 'answer', 'grant', 'grantInPart', 'objectAfterwards'];
    const ending = ['refuse', 'deliver', 'withdraw', 'expire', 'close'];
    for (const action of DISCLOSURE_ACTIONS) {
      if ([...timed, ...ending].includes(action)) continue;
      expect(terms.after(action, request(), NOW)).toBeUndefined();
    }
  });
});

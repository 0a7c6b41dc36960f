import { execFileSync } from 'node:child_process';
import { civilDate, WorkingCalendar, type WorkingDayRules } from './working-days.js';

const RULES: WorkingDayRules = { extraDaysOff: [], extraWorkingDays: [], dayEndsAtHour: 24 };
const calendar = (rules: Partial<WorkingDayRules> = {}) => new WorkingCalendar({ ...RULES, ...rules });
/** A moment in China. */
const at = (text: string): number => Date.parse(`${text}:00+08:00`);
/** Days from `first` to `last` that are off. */
function daysOff(first: string, last: string, working = calendar()): string[] {
  const off: string[] = [];
  for (let ms = Date.parse(first); ms <= Date.parse(last); ms += 86_400_000) {
    const date = new Date(ms).toISOString().slice(0, 10);
    if (!working.isWorkingDay(date)) off.push(date.slice(5));
  }
  return off;
}

describe('working days', () => {
  it('are those of the published calendar: a long holiday is off, its make-up days are worked', () => {
    // National Day and Mid-Autumn 2025: eight days off, worked for on Sunday 28 September and Saturday 11 October.
    expect(daysOff('2025-09-27', '2025-10-12')).toEqual([
      '09-27',
      ...['10-01', '10-02', '10-03', '10-04', '10-05', '10-06', '10-07', '10-08'],
      '10-12',
    ]);
    // Spring Festival 2026: 15 to 23 February off, Saturdays 14 and 28 February worked.
    expect(daysOff('2026-02-13', '2026-03-01')).toEqual([
      ...['02-15', '02-16', '02-17', '02-18', '02-19', '02-20', '02-21', '02-22', '02-23'],
      '03-01',
    ]);
  });

  it.each([
    ['2030-01-01', "New Year's Day"],
    ['2030-02-02', "Lunar New Year's Eve"],
    ['2030-02-05', 'the third day of the Spring Festival'],
    ['2030-04-05', 'Qingming'],
    ['2030-05-01', 'Labour Day'],
    ['2030-05-02', 'the day after Labour Day'],
    ['2030-06-05', 'Dragon Boat Festival'],
    ['2030-09-12', 'Mid-Autumn'],
    ['2030-10-03', 'the third day of National Day'],
    ['2030-06-15', 'a Saturday'],
  ])('of a year whose calendar is not published leave out %s, %s', (date) => {
    expect(calendar().isWorkingDay(date)).toBe(false);
  });

  it.each(['2030-02-06', '2030-04-04', '2030-05-03', '2030-10-04', '2030-10-07', '2030-06-14'])(
    'of a year whose calendar is not published count %s, which only a calendar could take out',
    (date) => {
      expect(calendar().isWorkingDay(date)).toBe(true);
    },
  );

  it('give way to the extra days of a deployment, days off before all', () => {
    const own = calendar({
      extraDaysOff: ['2026-03-04', '2030-02-07'],
      extraWorkingDays: ['2030-02-09', '2030-02-07'],
    });
    expect(own.isWorkingDay('2026-03-04')).toBe(false);
    expect(own.isWorkingDay('2030-02-07')).toBe(false);
    expect(own.isWorkingDay('2030-02-09')).toBe(true);
  });

  it('are the same wherever the machine stands', () => {
    const script = `
      import { WorkingCalendar } from './src/deadlines/working-days.ts';
      const days = new WorkingCalendar({ extraDaysOff: [], extraWorkingDays: [], dayEndsAtHour: 24 });
      let text = '';
      for (let ms = Date.UTC(2024, 0, 1); ms < Date.UTC(2031, 0, 1); ms += 86_400_000)
        text += days.isWorkingDay(new Date(ms).toISOString().slice(0, 10)) ? 1 : 0;
      process.stdout.write(text);`;
    const run = (timeZone: string) =>
      execFileSync(
        process.execPath,
        ['--import', './test/harness/typescript-imports.js', '--input-type=module', '-e', script],
        { env: { ...process.env, TZ: timeZone }, encoding: 'utf8' },
      );
    const inChina = run('Asia/Shanghai');
    expect(inChina).toHaveLength(2_557);
    expect(run('America/New_York')).toBe(inChina);
    expect(run('Pacific/Auckland')).toBe(inChina);
  });
});

describe('a period', () => {
  it.each([
    // Thursday before the Spring Festival of 2026: Friday, the made-up Saturday, then Tuesday the 24th.
    ['2026-02-12T09:00', 1, '2026-02-14T00:00'],
    ['2026-02-12T09:00', 2, '2026-02-15T00:00'],
    ['2026-02-12T09:00', 3, '2026-02-25T00:00'],
    // An act on a day off counts from the next working day on.
    ['2026-02-18T12:00', 1, '2026-02-25T00:00'],
    // The last minute of a day in China is still that day, though it is the afternoon of the same day in UTC.
    ['2026-03-03T23:59', 1, '2026-03-05T00:00'],
    ['2026-03-04T00:00', 1, '2026-03-06T00:00'],
    ['2026-03-04T00:00', 10, '2026-03-19T00:00'],
  ])('from %s of %i working days ends at %s', (act, days, end) => {
    expect(new Date(calendar().afterWorkingDays(at(act), days)).toISOString()).toBe(new Date(at(end)).toISOString());
  });

  it.each([
    ['2026-03-03T10:00', 5, '2026-03-10T00:00'],
    ['2026-03-03T10:00', 3, '2026-03-07T00:00'],
    // It would end on a Saturday, and on the first of October.
    ['2026-03-03T10:00', 4, '2026-03-10T00:00'],
    ['2026-09-21T10:00', 10, '2026-10-09T00:00'],
    // It would end on a Saturday that is worked.
    ['2026-09-30T10:00', 10, '2026-10-11T00:00'],
  ])('from %s of %i days ends at %s: on the next working day when its last is off', (act, days, end) => {
    expect(new Date(calendar().afterDays(at(act), days)).toISOString()).toBe(new Date(at(end)).toISOString());
  });

  it.each([
    ['2026-11-24T10:00', 3, '2029-11-25T00:00'],
    ['2028-02-29T10:00', 1, '2029-03-01T00:00'],
    ['2025-10-01T10:00', 1, '2026-10-02T00:00'],
  ])('from %s of %i years ends at %s, on a day off too', (act, years, end) => {
    expect(new Date(calendar().afterYears(at(act), years)).toISOString()).toBe(new Date(at(end)).toISOString());
  });

  it('ends at the close of business where there are business hours', () => {
    const office = calendar({ dayEndsAtHour: 17 });
    expect(office.afterWorkingDays(at('2026-03-03T10:00'), 1)).toBe(at('2026-03-04T17:00'));
  });

  it('refuses rules that leave no working day', () => {
    const never = calendar({ extraDaysOff: daysOffOfTwoYears() });
    expect(() => never.afterWorkingDays(at('2026-03-03T10:00'), 1)).toThrow(RangeError);
  });

  it('tells the day in China', () => {
    expect(civilDate(Date.parse('2026-03-03T15:59:59Z'))).toBe('2026-03-03');
    expect(civilDate(Date.parse('2026-03-03T16:00:00Z'))).toBe('2026-03-04');
  });
});

const daysOffOfTwoYears = (): string[] =>
  Array.from({ length: 731 }, (_, day) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10));

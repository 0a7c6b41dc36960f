import { createRequire } from 'node:module';
import chineseDays from 'chinese-days';

/** A day in China, `YYYY-MM-DD`. */
export type CivilDate = string;

/** What a deployment adds to the published calendar, and when its working day ends. */
export interface WorkingDayRules {
  /** Days on which nobody works although the calendar says so: a typhoon, a move, a holiday that was added late. */
  readonly extraDaysOff: readonly CivilDate[];
  /** Make-up days that the installed calendar does not know yet. Where a day is named in both, it is off. */
  readonly extraWorkingDays: readonly CivilDate[];
  /** Hour in China at which a period ends on its last day, 1 to 24: midnight, unless there are business hours (Civil Code art. 203). */
  readonly dayEndsAtHour: number;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** China has had one time, UTC+8 without summer time, since 1991. */
const OFFSET_MS = 8 * HOUR_MS;
/** No run of days off is this long; more means that the rules leave no working day. */
const LONGEST_BREAK_DAYS = 366;

/**
 * Counts periods as the Civil Code does (art. 200 to 203): the day of the act does not count, a period that would end on
 * a day off ends on the next working day, and it ends when that day does. Working days are those of the calendar that the
 * State Council publishes for each year, make-up days included. A year without a published calendar has its weekends and
 * its statutory holidays, each on its own day, off.
 */
export class WorkingCalendar {
  private readonly daysOff: ReadonlySet<CivilDate>;
  private readonly workingDays: ReadonlySet<CivilDate>;
  private readonly endOfDayMs: number;

  constructor(rules: WorkingDayRules) {
    this.daysOff = new Set(rules.extraDaysOff);
    this.workingDays = new Set(rules.extraWorkingDays);
    this.endOfDayMs = rules.dayEndsAtHour * HOUR_MS;
  }

  isWorkingDay(date: CivilDate): boolean {
    if (this.daysOff.has(date)) return false;
    if (this.workingDays.has(date)) return true;
    if (date in PUBLISHED.workdays) return true;
    if (date in PUBLISHED.holidays || isWeekend(date)) return false;
    return isPublishedYear(date) || !isStatutoryHoliday(date);
  }

  /** End of the `days`-th working day after the act, in epoch milliseconds. @param days 1 or more */
  afterWorkingDays(actAtMs: number, days: number): number {
    let date = civilDate(actAtMs);
    for (let counted = 0; counted < days; counted++) date = this.nextWorkingDay(addDays(date, 1));
    return this.endOf(date);
  }

  /** End of the `days`-th day after the act, or of the next working day when that one is off. @param days 1 or more */
  afterDays(actAtMs: number, days: number): number {
    return this.endOf(this.nextWorkingDay(addDays(civilDate(actAtMs), days)));
  }

  /**
   * End of the day of the same number, `years` later; of the month's last day where there is none. It stands on a day off
   * too: this is for how long something lasts, not for how long somebody may act.
   */
  afterYears(actAtMs: number, years: number): number {
    const [year = 0, month = 1, day = 1] = civilDate(actAtMs).split('-').map(Number);
    const lastOfMonth = new Date(Date.UTC(year + years, month, 0)).getUTCDate();
    return this.endOf(formatDate(Date.UTC(year + years, month - 1, Math.min(day, lastOfMonth))));
  }

  private nextWorkingDay(from: CivilDate): CivilDate {
    let date = from;
    for (let tried = 0; tried < LONGEST_BREAK_DAYS; tried++) {
      if (this.isWorkingDay(date)) return date;
      date = addDays(date, 1);
    }
    throw new RangeError(`There is no working day in the year after ${from}: look at the extra days off.`);
  }

  private endOf(date: CivilDate): number {
    return Date.parse(`${date}T00:00:00Z`) - OFFSET_MS + this.endOfDayMs;
  }
}

/** The day in China on which a moment falls. */
export const civilDate = (atMs: number): CivilDate => formatDate(atMs + OFFSET_MS);

const formatDate = (utcMs: number): CivilDate => new Date(utcMs).toISOString().slice(0, 10);

const addDays = (date: CivilDate, days: number): CivilDate =>
  formatDate(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS);

function isWeekend(date: CivilDate): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6;
}

/** The State Council's calendars by day: what the package makes of them shifts with the time zone of the machine. */
interface PublishedDays {
  readonly holidays: Readonly<Record<CivilDate, string>>;
  readonly workdays: Readonly<Record<CivilDate, string>>;
}
const PUBLISHED = createRequire(import.meta.url)('chinese-days/dist/chinese-days.json') as PublishedDays;

/** Every published calendar holds National Day. */
const isPublishedYear = (date: CivilDate): boolean => `${date.slice(0, 4)}-10-01` in PUBLISHED.holidays;

/**
 * Holidays of the State Council's order on public holidays as it stands since 2025, by date and by the lunar calendar; the
 * twelfth lunar month ends on its 29th or 30th, so New Year's Eve is told by the day after it.
 */
const FIXED_HOLIDAYS: ReadonlySet<string> = new Set(['01-01', '05-01', '05-02', '10-01', '10-02', '10-03']);
const LUNAR_HOLIDAYS: ReadonlySet<string> = new Set(['1-1', '1-2', '1-3', '5-5', '8-15']);

function isStatutoryHoliday(date: CivilDate): boolean {
  if (FIXED_HOLIDAYS.has(date.slice(5)) || LUNAR_HOLIDAYS.has(lunarDay(date))) return true;
  return lunarDay(addDays(date, 1)) === '1-1' || date === clearAndBright(Number(date.slice(0, 4)));
}

/** Lunar month and day as `8-15`; those of a leap month, in which no holiday is, as `leap`. */
function lunarDay(date: CivilDate): string {
  // This one counts from a moment, so it is given noon in China.
  const { lunarMon, lunarDay, isLeap } = chineseDays.getLunarDate(new Date(`${date}T12:00:00+08:00`));
  return isLeap ? 'leap' : `${lunarMon}-${lunarDay}`;
}

/** Qingming, the fifth solar term: on 4 or 5 April in this century, by the tropical year of 365.2422 days. */
function clearAndBright(year: number): CivilDate {
  const ofCentury = year % 100;
  return `${year}-04-0${Math.floor(ofCentury * 0.2422 + 4.81) - Math.floor(ofCentury / 4)}`;
}

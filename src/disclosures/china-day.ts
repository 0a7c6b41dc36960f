const UTC_OFFSET_MS = 8 * 3_600_000;

/** The day of the calendar in China (UTC+8, the whole country) as an ISO 8601 date. @param ms since 1970 UTC */
export const chinaDay = (ms: number): string => new Date(ms + UTC_OFFSET_MS).toISOString().slice(0, 10);

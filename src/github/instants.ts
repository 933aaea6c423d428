/** GitHub's ways of writing a moment, read into ours. */
import type { Day, Instant } from '../core/seat.ts';

const TIMESTAMP =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?$/iu;

/**
 * Reads an ISO timestamp with any offset; without one it counts as UTC, and a bare day as its midnight.
 * `Date.parse` is not used: it takes a missing offset for local time and lets 31 February pass.
 */
export function parseInstant(text: string): Instant | undefined {
  const match = TIMESTAMP.exec(text.trim());
  if (match === null) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = match;
  const offset = parseOffset(zone);
  if (offset === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) {
    return undefined;
  }
  // Not Date.UTC: it takes the years 0 to 99 for 1900 to 1999, and year 1 is Go's way to say "never".
  const midnight = new Date(0).setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const sameDay = new Date(midnight).toISOString().slice(0, 10) === `${year}-${month}-${day}`;
  if (!sameDay) return undefined;
  const milliseconds = Number(fraction.padEnd(3, '0').slice(0, 3));
  const minutes = Number(hour) * 60 + Number(minute) - offset;
  return midnight + (minutes * 60 + Number(second)) * 1000 + milliseconds;
}

/** Minutes east of Greenwich. */
function parseOffset(zone: string | undefined): number | undefined {
  if (zone === undefined || /^(?:Z|UTC)$/iu.test(zone)) return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

/** Reads a calendar day, or the UTC day of a timestamp: GitHub's billing runs on UTC days. */
export function parseDay(text: string): Day | undefined {
  const at = parseInstant(text);
  return at === undefined ? undefined : new Date(at).toISOString().slice(0, 10);
}

/** Copilot did not exist before: an earlier activity is a placeholder such as year 1, not a date. */
const EARLIEST_USE = Date.UTC(2015, 0, 1);

export function isPlausible(at: Instant): boolean {
  return at >= EARLIEST_USE;
}

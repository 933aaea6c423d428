/** Days from instants and back, and which of two observations is the later one. */
import { DAY_MS, type Day, HOUR_MS, type Instant } from '../core/seat.ts';

export function utcDayOf(at: Instant): Day {
  return new Date(at).toISOString().slice(0, 10);
}

/**
 * The last instant of a UTC day. A usage report tells only the day, and of the instants it allows the
 * last is the one that never calls a person idle too early.
 */
export function endOfDay(day: Day): Instant {
  const start = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(start)) throw new RangeError(`not a day: ${day}`);
  return start + DAY_MS - 1;
}

const REORDER_WINDOW_MS = HOUR_MS;

/**
 * Whether something observed at `at` is older than what is known since `knownAt`: a page fetched before
 * a live look and merged after it. Beyond an hour it is not reordering but a clock that was set back,
 * and then the newcomer must win, or nothing would change until the clock has caught up.
 */
export function isOutdated(at: Instant, knownAt: Instant): boolean {
  return at < knownAt && knownAt - at < REORDER_WINDOW_MS;
}

export function toIso(at: Instant): string {
  return new Date(at).toISOString();
}

/** When the next round of reading is due, on the wall clock. */
import { type Instant, MINUTE_MS } from './seat.ts';

/** The start of the round that `now` falls into: a multiple of the interval since 1970, so no drift. */
export function roundSlot(now: Instant, refreshMinutes: number): Instant {
  const everyMs = refreshMinutes * MINUTE_MS;
  return Math.floor(now / everyMs) * everyMs;
}

/**
 * A round is due at the first look at the clock in a slot that has had none. A clock that was set
 * back is in another slot too, so it reads once and goes on from there.
 */
export function isRoundDue(
  lastStartedAt: Instant | undefined,
  now: Instant,
  refreshMinutes: number,
): boolean {
  if (lastStartedAt === undefined) return true;
  return roundSlot(lastStartedAt, refreshMinutes) !== roundSlot(now, refreshMinutes);
}

export function nextRoundAt(now: Instant, refreshMinutes: number): Instant {
  return roundSlot(now, refreshMinutes) + refreshMinutes * MINUTE_MS;
}

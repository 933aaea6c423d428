/** What removals have saved so far. Amounts are in hundredths of a currency. */
import { DateTime } from 'luxon';
import { DAY_MS, type Day, type Instant } from './seat.ts';

/** A removal that took effect, and when the person has held seats besides it, in any organisation. */
export interface TakenSeat {
  readonly personId: number;
  readonly organisationId: number;
  /** From this UTC day on the seat costs nothing. */
  readonly endsOn: Day;
  /** A month, at removal. */
  readonly price: number;
  readonly currency: string;
  /** `until` is undefined while it is held. */
  readonly otherSeats: readonly { readonly from: Instant; readonly until: Instant | undefined }[];
}

export interface Savings {
  /** Removals of so many days count. */
  readonly reachDays: number;
  /** By currency; only what is more than nothing. */
  readonly amounts: ReadonlyMap<string, number>;
}

/** Further back nothing counts: the memory of ended seats may not reach there. */
const MOST_MONTHS = 12;

/** How far back removals count, given how long ended seats are remembered; in days. */
export function savingsReachDays(retentionDays: number): number {
  return Math.min(365, retentionDays);
}

/**
 * The price at removal times the full months until the person held a seat again, by currency. While
 * the person held another seat, nothing was saved; of several that ended within one stretch without a
 * seat, only the dearest counts, because a person is billed once.
 */
export function sumSavings(taken: readonly TakenSeat[], now: Instant): Map<string, number> {
  const dearest = new Map<string, { readonly currency: string; readonly amount: number }>();
  for (const seat of taken) {
    const stretch = findStretch(seat, now);
    if (stretch === undefined) continue;
    const amount = seat.price * fullMonths(stretch.from, stretch.until);
    const key = `${seat.personId}/${stretch.until}`;
    if (amount > (dearest.get(key)?.amount ?? 0)) {
      dearest.set(key, { currency: seat.currency, amount });
    }
  }
  const sums = new Map<string, number>();
  for (const { currency, amount } of dearest.values()) {
    sums.set(currency, (sums.get(currency) ?? 0) + amount);
  }
  return sums;
}

/** From the end of the seat to the next one; undefined where another seat was held at its end. */
function findStretch({ endsOn, otherSeats }: TakenSeat, now: Instant) {
  const from = Date.parse(endsOn);
  if (from >= now) return undefined;
  // A seat that ends on the same day is no other seat afterwards.
  const isHeldOn = otherSeats.some(
    (seat) => seat.from < from + DAY_MS && (seat.until ?? Infinity) >= from + DAY_MS,
  );
  if (isHeldOn) return undefined;
  const next = otherSeats.map((seat) => seat.from).filter((start) => start >= from + DAY_MS);
  return { from, until: Math.min(now, ...next) };
}

function fullMonths(from: Instant, until: Instant): number {
  const months = DateTime.fromMillis(until, { zone: 'utc' }).diff(
    DateTime.fromMillis(from, { zone: 'utc' }),
    'months',
  ).months;
  return Math.min(MOST_MONTHS, Math.max(0, Math.floor(months)));
}

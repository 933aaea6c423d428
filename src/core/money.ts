/** What seats cost and what rests. Amounts are in hundredths of the set currency, a month. */
import type { Verdict } from './dormancy.ts';
import type { Plan, Seat } from './seat.ts';

/** Monthly price a seat, in hundredths of the currency. */
export interface Prices {
  readonly business: number;
  readonly enterprise: number;
}

export interface JudgedForCost {
  readonly seat: Seat;
  readonly verdict: Verdict;
}

/** GitHub leaves `plan_type` out at times; Business is the smaller claim. */
export function priceOf(plan: Plan, prices: Prices): number {
  return plan === 'enterprise' ? prices.enterprise : prices.business;
}

/**
 * The seats that cost. A person is billed once, for the dearest plan, however many organisations grant a
 * seat: for the first seat of that plan. A seat of nobody's costs too.
 */
export function findBilled<S extends { readonly seat: Seat }>(
  seats: readonly S[],
  prices: Prices,
): ReadonlySet<S> {
  const billed = new Set<S>();
  const dearest = new Map<number, S>();
  for (const one of seats) {
    if (one.seat.kind === 'nobody') {
      billed.add(one);
      continue;
    }
    const { id } = one.seat.person;
    const before = dearest.get(id);
    const price = priceOf(one.seat.plan, prices);
    if (before === undefined || price > priceOf(before.seat.plan, prices)) dearest.set(id, one);
  }
  for (const one of dearest.values()) billed.add(one);
  return billed;
}

/** What the seats cost a month. */
export function monthlyCost(judged: readonly JudgedForCost[], prices: Prices): number {
  let cost = 0;
  for (const { seat } of findBilled(judged, prices)) cost += priceOf(seat.plan, prices);
  return cost;
}

/** In place of a price: somebody goes on costing whatever becomes of the other seats. */
const AWAKE = -1;

/**
 * What rests: the price of everybody whose every seat that is not leaving is dormant. A person with
 * another seat in use, kept or new would go on costing, so nothing of theirs counts.
 */
export function costAtRest(judged: readonly JudgedForCost[], prices: Prices): number {
  const resting = new Map<number, number>();
  for (const { seat, verdict } of judged) {
    if (seat.kind === 'nobody' || verdict.state === 'leaving') continue;
    const { id } = seat.person;
    const before = resting.get(id) ?? 0;
    const rests = verdict.state === 'dormant' && before !== AWAKE;
    resting.set(id, rests ? Math.max(before, priceOf(seat.plan, prices)) : AWAKE);
  }
  let cost = 0;
  for (const price of resting.values()) if (price !== AWAKE) cost += price;
  return cost;
}

/** An amount in words, such as `$228` or `€9.50`; without decimals where there are none. */
export function formatMoney(hundredths: number, currency: string): string {
  const amount = hundredths / 100;
  const whole = Number.isInteger(amount);
  return new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    minimumFractionDigits: whole ? 0 : 2,
    maximumFractionDigits: whole ? 0 : 2,
  }).format(amount);
}

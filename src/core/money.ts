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
 * What the seats cost a month. A person is billed once, for the dearest plan, however many
 * organisations grant a seat; a seat of nobody's costs too.
 */
export function monthlyCost(judged: readonly JudgedForCost[], prices: Prices): number {
  const { people, nobody } = groupByPerson(judged);
  let cost = 0;
  for (const { seat } of nobody) cost += priceOf(seat.plan, prices);
  for (const seats of people.values()) cost += dearest(seats, prices);
  return cost;
}

/**
 * What rests: the price of everybody whose every seat that is not leaving is dormant. A person with
 * another seat in use, kept or new would go on costing, so nothing of theirs counts.
 */
export function costAtRest(judged: readonly JudgedForCost[], prices: Prices): number {
  let cost = 0;
  for (const seats of groupByPerson(judged).people.values()) {
    const staying = seats.filter(({ verdict }) => verdict.state !== 'leaving');
    const resting =
      staying.length > 0 && staying.every(({ verdict }) => verdict.state === 'dormant');
    if (resting) cost += dearest(staying, prices);
  }
  return cost;
}

function groupByPerson(judged: readonly JudgedForCost[]): {
  people: Map<number, JudgedForCost[]>;
  nobody: JudgedForCost[];
} {
  const people = new Map<number, JudgedForCost[]>();
  const nobody: JudgedForCost[] = [];
  for (const item of judged) {
    if (item.seat.kind === 'nobody') {
      nobody.push(item);
      continue;
    }
    const seats = people.get(item.seat.person.id);
    if (seats === undefined) people.set(item.seat.person.id, [item]);
    else seats.push(item);
  }
  return { people, nobody };
}

function dearest(seats: readonly JudgedForCost[], prices: Prices): number {
  return Math.max(...seats.map(({ seat }) => priceOf(seat.plan, prices)));
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

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge, type State, type Verdict } from '../../src/core/dormancy.ts';
import {
  costAtRest,
  formatMoney,
  type JudgedForCost,
  monthlyCost,
  priceOf,
} from '../../src/core/money.ts';
import type { Plan, Seat } from '../../src/core/seat.ts';
import {
  aKept,
  aNobodySeat,
  anOrganisation,
  aPerson,
  aSeat,
  aSignOfUse,
  NOW,
} from '../support/seats.ts';
import { anyPrices, anySeats } from './arbitraries.ts';

const PRICES = { business: 1_900, enterprise: 3_900 };

function judged(seat: Seat, dormantAfterDays = 30): JudgedForCost {
  return { seat, verdict: judge(seat, { dormantAfterDays }, NOW) };
}

/** A seat of this person in the state wanted; `verdict` proves that it is. */
function seatIn(
  state: Exclude<State, 'nobody'>,
  login = 'rhea-osei',
  plan: Plan = 'business',
): JudgedForCost {
  const organisation = anOrganisation(`acme-${state}-${plan}`);
  const common = { person: aPerson(login), plan, organisation };
  const seats: Record<typeof state, Seat> = {
    leaving: aSeat({ ...common, pendingCancellation: '2026-12-01' }),
    active: aSeat({ ...common, lastUse: aSignOfUse(NOW) }),
    kept: aSeat({ ...common, kept: aKept(undefined) }),
    new: aSeat({ ...common, lastUse: undefined, grantedAt: NOW }),
    unclear: aSeat({ ...common, lastSignInAt: NOW }),
    dormant: aSeat(common),
  };
  const item = judged(seats[state]);
  expect<Verdict['state']>(item.verdict.state).toBe(state);
  return item;
}

function ownerOf({ seat }: JudgedForCost): number | undefined {
  return seat.kind === 'held' ? seat.person.id : undefined;
}

describe('priceOf', () => {
  it.each([
    { plan: 'business', price: 1_900 },
    { plan: 'enterprise', price: 3_900 },
    { plan: 'unknown', price: 1_900 },
  ] as const)('of the plan $plan is $price', ({ plan, price }) => {
    expect(priceOf(plan, PRICES)).toBe(price);
  });
});

describe('monthlyCost', () => {
  it('of no seat is nothing', () => {
    expect(monthlyCost([], PRICES)).toBe(0);
  });

  it('adds up people', () => {
    const seats = [seatIn('active', 'ada'), seatIn('dormant', 'bo', 'enterprise')];
    expect(monthlyCost(seats, PRICES)).toBe(5_800);
  });

  it('counts a person once across organisations', () => {
    expect(monthlyCost([seatIn('active'), seatIn('dormant'), seatIn('kept')], PRICES)).toBe(1_900);
  });

  it.each([
    { first: 'business', second: 'enterprise' },
    { first: 'enterprise', second: 'business' },
    { first: 'unknown', second: 'enterprise' },
  ] as const)('counts a person with $first and $second for the dearer', ({ first, second }) => {
    const seats = [seatIn('active', 'ada', first), seatIn('active', 'ada', second)];
    expect(monthlyCost(seats, PRICES)).toBe(3_900);
  });

  it('counts for the dearer where Business is the dearer', () => {
    const seats = [seatIn('active', 'ada', 'enterprise'), seatIn('active', 'ada', 'business')];
    expect(monthlyCost(seats, { business: 5_000, enterprise: 3_900 })).toBe(5_000);
  });

  it('knows a person by id, whatever the login', () => {
    const seats = [
      judged(aSeat({ person: aPerson('rhea-osei', 22) })),
      judged(aSeat({ person: aPerson('rhea', 22), organisation: anOrganisation('acme-eu') })),
    ];
    expect(monthlyCost(seats, PRICES)).toBe(1_900);
    const namesakes = [
      judged(aSeat({ person: aPerson('rhea-osei', 22) })),
      judged(aSeat({ person: aPerson('rhea-osei', 23) })),
    ];
    expect(monthlyCost(namesakes, PRICES)).toBe(3_800);
  });

  it('counts every seat of nobody’s by its own plan', () => {
    const seats = [judged(aNobodySeat()), judged(aNobodySeat({ plan: 'enterprise' }))];
    expect(monthlyCost(seats, PRICES)).toBe(5_800);
  });

  it('counts a leaving seat for as long as GitHub lists it', () => {
    expect(monthlyCost([seatIn('leaving')], PRICES)).toBe(1_900);
  });
});

describe('costAtRest', () => {
  it('of no seat is nothing', () => {
    expect(costAtRest([], PRICES)).toBe(0);
  });

  it.each([
    { seats: ['dormant'], cost: 1_900 },
    { seats: ['active'], cost: 0 },
    { seats: ['kept'], cost: 0 },
    { seats: ['new'], cost: 0 },
    { seats: ['unclear'], cost: 0 },
    { seats: ['leaving'], cost: 0 },
    { seats: ['dormant', 'leaving'], cost: 1_900 },
    { seats: ['leaving', 'dormant'], cost: 1_900 },
    { seats: ['dormant', 'kept'], cost: 0 },
    { seats: ['new', 'dormant'], cost: 0 },
    { seats: ['dormant', 'unclear'], cost: 0 },
    { seats: ['active', 'dormant'], cost: 0 },
  ] as const)('of a person whose seats are $seats is $cost', ({ seats, cost }) => {
    expect(
      costAtRest(
        seats.map((state) => seatIn(state)),
        PRICES,
      ),
    ).toBe(cost);
  });

  it('counts a person dormant in two organisations once, for the dearer plan', () => {
    const seats = [seatIn('dormant'), seatIn('dormant', 'rhea-osei', 'enterprise')];
    expect(costAtRest(seats, PRICES)).toBe(3_900);
  });

  it('takes no account of the price of a seat that is leaving', () => {
    const seats = [seatIn('dormant'), seatIn('leaving', 'rhea-osei', 'enterprise')];
    expect(costAtRest(seats, PRICES)).toBe(1_900);
  });

  it('adds up those who rest and leaves out those who do not', () => {
    const seats = [
      seatIn('dormant', 'ada'),
      seatIn('dormant', 'bo', 'enterprise'),
      seatIn('active', 'cleo'),
      seatIn('dormant', 'dag'),
      seatIn('kept', 'dag'),
    ];
    expect(costAtRest(seats, PRICES)).toBe(5_800);
  });

  it('leaves out seats of nobody’s, which nobody left idle', () => {
    expect(costAtRest([judged(aNobodySeat())], PRICES)).toBe(0);
  });
});

describe('for any company', () => {
  it('a person never costs more than the dearest plan', () => {
    fc.assert(
      fc.property(anySeats, anyPrices, (seats, prices) => {
        const held = seats.filter((seat) => seat.kind === 'held');
        const people = new Set(held.map(({ person }) => person.id));
        for (const id of people) {
          const own = held.filter(({ person }) => person.id === id).map((seat) => judged(seat));
          const dearest = Math.max(prices.business, prices.enterprise);
          expect(monthlyCost(own, prices)).toBeLessThanOrEqual(dearest);
          expect(costAtRest(own, prices)).toBeLessThanOrEqual(dearest);
        }
      }),
    );
  });

  it('what rests never costs more than all seats', () => {
    fc.assert(
      fc.property(anySeats, anyPrices, (seats, prices) => {
        const all = seats.map((seat) => judged(seat));
        const atRest = costAtRest(all, prices);
        expect(atRest).toBeGreaterThanOrEqual(0);
        expect(atRest).toBeLessThanOrEqual(monthlyCost(all, prices));
      }),
    );
  });

  it('the cost is that of each person alone and of nobody’s seats, added up in any order', () => {
    fc.assert(
      fc.property(anySeats, anyPrices, (seats, prices) => {
        const all = seats.map((seat) => judged(seat));
        const owners = new Set(all.map(ownerOf));
        let cost = 0;
        let atRest = 0;
        for (const owner of owners) {
          const own = all.filter((item) => ownerOf(item) === owner);
          cost += monthlyCost(own, prices);
          atRest += costAtRest(own, prices);
        }
        expect(monthlyCost(all.toReversed(), prices)).toBe(cost);
        expect(costAtRest(all.toReversed(), prices)).toBe(atRest);
      }),
    );
  });
});

describe('formatMoney', () => {
  it.each([
    { hundredths: 0, currency: 'USD', text: '$0' },
    { hundredths: 22_800, currency: 'USD', text: '$228' },
    { hundredths: 1, currency: 'USD', text: '$0.01' },
    { hundredths: 99, currency: 'USD', text: '$0.99' },
    { hundredths: 1_950, currency: 'USD', text: '$19.50' },
    { hundredths: 123_456_700, currency: 'USD', text: '$1,234,567' },
    { hundredths: 950, currency: 'EUR', text: '€9.50' },
    { hundredths: 900, currency: 'EUR', text: '€9' },
    { hundredths: 0, currency: 'EUR', text: '€0' },
    { hundredths: 280_000, currency: 'JPY', text: '¥2,800' },
    { hundredths: 0, currency: 'JPY', text: '¥0' },
    { hundredths: 1_900, currency: 'CHF', text: 'CHF\u00a019' },
  ])('writes $hundredths hundredths of $currency as $text', ({ hundredths, currency, text }) => {
    expect(formatMoney(hundredths, currency)).toBe(text);
  });
});

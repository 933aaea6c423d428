import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { savingsReachDays, sumSavings, type TakenSeat } from '../../src/core/savings.ts';
import { DAY_MS } from '../../src/core/seat.ts';

const NOW = Date.UTC(2026, 10, 22, 14);

function at(day: string): number {
  return Date.parse(day);
}

function aTaken(overrides: Partial<TakenSeat> = {}): TakenSeat {
  return {
    personId: 1,
    organisationId: 7,
    endsOn: '2026-08-01',
    price: 1900,
    currency: 'USD',
    otherSeats: [],
    ...overrides,
  };
}

function saved(...taken: readonly TakenSeat[]): number {
  return sumSavings(taken, NOW).get('USD') ?? 0;
}

describe('what a removal saved', () => {
  test.each([
    ['counts full months alone', {}, 3 * 1900],
    ['nothing before its last day', { endsOn: '2026-12-01' }, 0],
    ['nothing within the first month', { endsOn: '2026-11-01' }, 0],
    ['the first month on its last day', { endsOn: '2026-10-22' }, 1900],
    ['nothing a day before that', { endsOn: '2026-10-23' }, 0],
    ['at most twelve months', { endsOn: '2025-01-01' }, 12 * 1900],
    ['nothing where a seat costs nothing', { price: 0 }, 0],
  ])('%s', (_, overrides, expected) => {
    expect(saved(aTaken(overrides))).toBe(expected);
  });

  test.each([
    ['ends with the next seat', [{ from: at('2026-10-02'), until: undefined }], 2 * 1900],
    [
      'ends with the next seat for good',
      [{ from: at('2026-09-02'), until: at('2026-09-09') }],
      1900,
    ],
    ['is nothing beside another seat', [{ from: at('2025-01-01'), until: undefined }], 0],
    [
      'is nothing beside one that ended later',
      [{ from: at('2025-01-01'), until: at('2026-09-01') }],
      0,
    ],
    ['forgets seats from before', [{ from: at('2025-01-01'), until: at('2026-05-01') }], 3 * 1900],
  ])('%s', (_, otherSeats, expected) => {
    expect(saved(aTaken({ otherSeats }))).toBe(expected);
  });

  test('of two seats of one person that end on one day counts the dearer one', () => {
    const one = aTaken({ otherSeats: [{ from: at('2025-01-01'), until: at('2026-08-01') }] });
    const other = aTaken({ ...one, organisationId: 8, price: 3900 });
    expect(saved(one, other)).toBe(3 * 3900);
  });

  test('is kept apart by currency', () => {
    const euros = aTaken({ personId: 2, currency: 'EUR', price: 1700 });
    expect(sumSavings([aTaken(), euros], NOW)).toEqual(
      new Map([
        ['USD', 5700],
        ['EUR', 5100],
      ]),
    );
  });
});

test('removals count for a year, or for as long as ended seats are remembered', () => {
  expect([90, 364, 365, 400].map(savingsReachDays)).toEqual([90, 364, 365, 365]);
});

describe('the sum', () => {
  const anInstant = fc.integer({ min: NOW - 700 * DAY_MS, max: NOW + 60 * DAY_MS });
  const aSpan = fc
    .tuple(anInstant, fc.option(fc.integer({ min: 0, max: 400 }), { nil: undefined }))
    .map(([from, days]) => ({
      from,
      until: days === undefined ? undefined : from + days * DAY_MS,
    }));
  const anyTaken: fc.Arbitrary<TakenSeat> = fc.record({
    personId: fc.integer({ min: 1, max: 3 }),
    organisationId: fc.integer({ min: 1, max: 3 }),
    endsOn: anInstant.map((instant) => new Date(instant).toISOString().slice(0, 10)),
    price: fc.integer({ min: 0, max: 5000 }),
    currency: fc.constant('USD'),
    otherSeats: fc.array(aSpan, { maxLength: 4 }),
  });
  const many = fc.array(anyTaken, { maxLength: 8 });

  test('never counts a removal for more than its price times twelve, nor less than nothing', () => {
    fc.assert(
      fc.property(many, (taken) => {
        const most = taken.reduce((sum, { price }) => sum + 12 * price, 0);
        expect(saved(...taken)).toBeLessThanOrEqual(most);
        expect(saved(...taken)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('never grows by hearing of one more seat that somebody held', () => {
    fc.assert(
      fc.property(anyTaken, aSpan, (taken, seat) => {
        const held = { ...taken, otherSeats: [...taken.otherSeats, seat] };
        expect(saved(held)).toBeLessThanOrEqual(saved(taken));
      }),
    );
  });

  test('never counts a person twice for one stretch without a seat', () => {
    fc.assert(
      fc.property(anyTaken, fc.integer({ min: 2, max: 4 }), (taken, times) => {
        const copies = Array.from({ length: times }, (_, index) => ({
          ...taken,
          organisationId: index + 1,
        }));
        expect(saved(...copies)).toBe(saved(taken));
      }),
    );
  });

  test('never shrinks as time passes and nothing else happens', () => {
    fc.assert(
      fc.property(many, fc.integer({ min: 0, max: 400 }), (taken, days) => {
        const settled = taken.map((seat) => ({
          ...seat,
          otherSeats: seat.otherSeats.filter(({ from }) => from < NOW),
        }));
        const later = sumSavings(settled, NOW + days * DAY_MS).get('USD') ?? 0;
        expect(later).toBeGreaterThanOrEqual(saved(...settled));
      }),
    );
  });
});

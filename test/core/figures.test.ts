import { describe, expect, it } from 'vitest';
import { computeTrend, type Figures, figuresOf, type SeatFigures } from '../../src/core/figures.ts';
import { aPicture, idleSeats } from '../slack/views/support.ts';
import { anOrganisation } from '../support/seats.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-23T09:00:00Z');
const ZERO = { nobody: 0, leaving: 0, active: 0, kept: 0, new: 0, unclear: 0 };

function dayOf(daysAgo: number): string {
  return new Date(NOW - daysAgo * DAY).toISOString().slice(0, 10);
}

function past(organisationId: number, daysAgo: number, dormant: number): Figures {
  const byState = { ...ZERO, dormant };
  return {
    organisationId,
    day: dayOf(daysAgo),
    byState,
    cost: 0,
    costAtRest: 0,
    removed: 0,
    undone: 0,
  };
}

function current(organisationId: number, dormant: number): SeatFigures {
  return { organisationId, byState: { ...ZERO, dormant }, cost: 0, costAtRest: 0 };
}

describe('the figures of a day', () => {
  it('are those of each organisation alone, and only where the data is good', () => {
    const stale = { kind: 'stale', asOf: NOW, failure: undefined } as const;
    const picture = aPicture(idleSeats(4, ['acme-labs', 'acme-eu']), {
      trust: { 'acme-eu': stale },
    });
    expect(figuresOf(picture, { business: 1900, enterprise: 3900 })).toEqual([
      {
        organisationId: anOrganisation('acme-labs').id,
        byState: { ...ZERO, active: 1, dormant: 2 },
        cost: 3 * 1900,
        costAtRest: 2 * 1900,
      },
    ]);
  });
});

describe('the trend', () => {
  it('is none under three weeks of history', () => {
    const history = [0, 7, 14, 20].map((days) => past(1, days, 5));
    expect(computeTrend(history, [current(1, 5)], NOW)).toBeUndefined();
    expect(computeTrend([], [current(1, 5)], NOW)).toBeUndefined();
    expect(computeTrend([past(1, 21, 3)], [current(1, 5)], NOW)?.points).toHaveLength(2);
  });

  it('goes twelve weeks back, a week apart, and ends with now', () => {
    const history = Array.from({ length: 200 }, (_, days) => past(1, days, 100 + days));
    const trend = computeTrend(history, [current(1, 7)], NOW);
    expect(trend?.points).toHaveLength(13);
    expect(trend?.points[0]).toEqual({ day: '2026-08-31', dormant: 184 });
    expect(trend?.points.at(-1)).toEqual({ day: '2026-11-23', dormant: 7 });
  });

  it('takes the nearest day of a week, and leaves out a week without any', () => {
    const history = [past(1, 30, 9), past(1, 24, 8)];
    expect(computeTrend(history, [current(1, 1)], NOW)?.points).toEqual([
      { day: '2026-10-26', dormant: 9 },
      { day: '2026-11-02', dormant: 8 },
      { day: '2026-11-23', dormant: 1 },
    ]);
  });

  it('is of the same organisations all the way, and names those left out', () => {
    const history = [21, 28, 35].flatMap((days) => [past(1, days, 10), past(2, days - 21, 50)]);
    const trend = computeTrend(history, [current(1, 9), current(2, 50)], NOW);
    expect(trend?.leftOut).toEqual([2]);
    expect(trend?.points.map(({ dormant }) => dormant)).toEqual([10, 10, 10, 9]);
  });

  it('leaves out a week in which one of them is missing, and one that is bad now', () => {
    const history = [
      past(1, 35, 1),
      past(2, 35, 2),
      past(1, 28, 1),
      past(1, 21, 1),
      past(2, 21, 2),
    ];
    const both = computeTrend(history, [current(1, 1), current(2, 2)], NOW);
    expect(both?.points.map(({ dormant }) => dormant)).toEqual([3, 3, 3]);
    const one = computeTrend(history, [current(1, 1)], NOW);
    expect(one?.points.map(({ dormant }) => dormant)).toEqual([1, 1, 1, 1]);
  });
});

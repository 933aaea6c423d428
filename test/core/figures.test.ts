import * as fc from 'fast-check';
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
  function weekly(organisationId: number, weeks: readonly number[], dormant: number): Figures[] {
    return weeks.map((week) => past(organisationId, week * 7, dormant));
  }

  it('is none under three weeks of history', () => {
    const history = [0, 7, 14, 20].map((days) => past(1, days, 5));
    expect(computeTrend(history, [current(1, 5)], NOW)).toBeUndefined();
    expect(computeTrend([], [current(1, 5)], NOW)).toBeUndefined();
    expect(
      computeTrend(weekly(1, [1, 2, 3], 5), [current(1, 5)], NOW)?.points.map(({ day }) => day),
    ).toEqual(['2026-11-02', '2026-11-09', '2026-11-16', '2026-11-23']);
  });

  it('goes twelve weeks back, a week apart, and ends with now', () => {
    const history = Array.from({ length: 200 }, (_, days) => past(1, days, 100 + days));
    const trend = computeTrend(history, [current(1, 7)], NOW);
    expect(trend?.points).toHaveLength(13);
    expect(trend?.points[0]).toEqual({ day: '2026-08-31', dormant: 184 });
    expect(trend?.points.at(-1)).toEqual({ day: '2026-11-23', dormant: 7 });
  });

  it('takes what was known last on a day, for at most two weeks', () => {
    const history = [past(1, 27, 9), past(1, 24, 8), past(1, 8, 3)];
    expect(computeTrend(history, [current(1, 1)], NOW)?.points).toEqual([
      { day: '2026-11-02', dormant: 8 },
      { day: '2026-11-09', dormant: 8 },
      { day: '2026-11-16', dormant: 3 },
      { day: '2026-11-23', dormant: 1 },
    ]);
    expect(computeTrend([past(1, 36, 9), past(1, 8, 3)], [current(1, 1)], NOW)).toBeUndefined();
  });

  it('is of the same organisations all the way, and names those left out', () => {
    const history = [...weekly(1, [1, 2, 3, 4, 5], 100), ...weekly(2, [1, 2], 5)];
    const trend = computeTrend(history, [current(1, 90), current(2, 5)], NOW);
    expect(trend?.leftOut).toEqual([2]);
    expect(trend?.points.map(({ dormant }) => dormant)).toEqual([100, 100, 100, 100, 100, 90]);
  });

  it('is not cut short by one small organisation, nor told by one alone where others matter', () => {
    const long = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    const many = Array.from({ length: 19 }, (_, index) => weekly(index + 1, long, 5)).flat();
    const today = Array.from({ length: 20 }, (_, index) => current(index + 1, 5));
    const withOneNew = computeTrend([...many, ...weekly(20, [1, 2, 3], 5)], today, NOW);
    expect(withOneNew?.points).toHaveLength(13);
    expect(withOneNew?.leftOut).toEqual([20]);

    const tinyOld = [...weekly(1, long, 1), ...weekly(2, [1, 2, 3, 4], 500)];
    const trend = computeTrend(tinyOld, [current(1, 1), current(2, 500)], NOW);
    expect(trend?.points.map(({ dormant }) => dormant)).toEqual([501, 501, 501, 501, 501]);
    expect(trend?.leftOut).toEqual([]);
  });

  it('never has a gap, a point twice, or an organisation in one point only', () => {
    const someDays = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 90 })),
    );
    fc.assert(
      fc.property(someDays, (days) => {
        const history = days.map(([organisationId, ago]) => past(organisationId, ago, 1));
        const trend = computeTrend(history, [current(1, 1), current(2, 1), current(3, 1)], NOW);
        if (trend === undefined) return;
        const instants = trend.points.map(({ day }) => Date.parse(day));
        const steps = instants.slice(1).map((at, index) => at - (instants[index] ?? 0));
        expect(new Set(steps)).toEqual(new Set([7 * DAY]));
        expect(trend.points.length).toBeGreaterThanOrEqual(4);
        const dormant = trend.points.map((point) => point.dormant);
        expect(new Set(dormant)).toEqual(new Set([3 - trend.leftOut.length]));
      }),
    );
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '../../src/core/seat.ts';
import {
  type Absence,
  judgeTrust,
  planAbsences,
  type ReadFailure,
  type ReadHistory,
  staleAfterMs,
  weekdayMsBetween,
} from '../../src/core/trust.ts';
import { aReadHistory, daysAgo, NOW } from '../support/seats.ts';

const HALF_HOURLY = { refreshMinutes: 30 };

const NO_PERMISSION: ReadFailure = {
  kind: 'permission',
  detail: 'Resource not accessible by integration',
  permission: 'GitHub Copilot Business',
};

describe('staleAfterMs', () => {
  it.each([
    { minutes: 5, ms: 2 * HOUR_MS },
    { minutes: 30, ms: 2 * HOUR_MS },
    { minutes: 60, ms: 2 * HOUR_MS },
    { minutes: 61, ms: 122 * MINUTE_MS },
    { minutes: 1440, ms: 48 * HOUR_MS },
  ])('is $ms ms when GitHub is read every $minutes minutes', ({ minutes, ms }) => {
    expect(staleAfterMs({ refreshMinutes: minutes })).toBe(ms);
  });
});

describe('an organisation that was never read well', () => {
  it('is unread', () => {
    const history = aReadHistory({
      firstGoodReadAt: undefined,
      lastGoodReadAt: undefined,
      lastReadAt: undefined,
      movedAt: undefined,
    });
    expect(judgeTrust(history, HALF_HOURLY, NOW)).toEqual({ kind: 'unread', failure: undefined });
  });

  it('stays unread whatever failed, and says what did', () => {
    const history = aReadHistory({
      firstGoodReadAt: undefined,
      lastGoodReadAt: undefined,
      lastFailure: NO_PERMISSION,
      movedAt: undefined,
    });
    expect(judgeTrust(history, HALF_HOURLY, NOW)).toEqual({
      kind: 'unread',
      failure: NO_PERMISSION,
    });
  });
});

describe('an old read', () => {
  it.each([5, 30, 60, 61, 240, 1440])(
    'is believed for exactly as long as allowed every %i minutes, not longer',
    (refreshMinutes) => {
      const policy = { refreshMinutes };
      const lastGoodReadAt = NOW - staleAfterMs(policy);
      const history = (at: Instant): ReadHistory =>
        aReadHistory({ lastGoodReadAt: at, movedAt: at, lastFailure: NO_PERMISSION });
      expect(judgeTrust(history(lastGoodReadAt), policy, NOW)).toEqual({ kind: 'good', asOf: NOW });
      expect(judgeTrust(history(lastGoodReadAt - 1), policy, NOW)).toEqual({
        kind: 'stale',
        asOf: lastGoodReadAt - 1,
        failure: NO_PERMISSION,
      });
    },
  );

  it('is stale though incomplete reads have come since', () => {
    const history = aReadHistory({
      lastGoodReadAt: NOW - 3 * HOUR_MS,
      movedAt: NOW - 3 * HOUR_MS,
      lastReadAt: NOW - MINUTE_MS,
      lastFailure: { kind: 'incomplete', detail: '99 of 100 seats came' },
    });
    expect(judgeTrust(history, HALF_HOURLY, NOW)).toMatchObject({
      kind: 'stale',
      asOf: NOW - 3 * HOUR_MS,
      failure: { kind: 'incomplete' },
    });
  });

  it('a failure after a recent good read takes nothing away', () => {
    const history = aReadHistory({ lastFailure: NO_PERMISSION });
    expect(judgeTrust(history, HALF_HOURLY, NOW)).toEqual({ kind: 'good', asOf: NOW });
  });
});

describe('activity that does not move', () => {
  function judged(movedAt: string | undefined, now: string, goodReadsSinceMoved = 100): string {
    const at = Date.parse(now);
    const history = aReadHistory({
      lastGoodReadAt: at - 5 * MINUTE_MS,
      movedAt: movedAt === undefined ? undefined : Date.parse(movedAt),
      goodReadsSinceMoved,
    });
    return judgeTrust(history, HALF_HOURLY, at).kind;
  }

  // 16 November 2026 is a Monday.
  it.each([
    ['Monday noon', '2026-11-16T12:00Z', '2026-11-18T11:59:59.999Z', 'good'],
    ['Monday noon', '2026-11-16T12:00Z', '2026-11-18T12:00:00.000Z', 'frozen'],
    ['Thursday noon', '2026-11-12T12:00Z', '2026-11-16T11:59:59.999Z', 'good'],
    ['Thursday noon', '2026-11-12T12:00Z', '2026-11-16T12:00:00.000Z', 'frozen'],
    ['Friday noon', '2026-11-13T12:00Z', '2026-11-17T11:59:59.999Z', 'good'],
    ['Friday noon', '2026-11-13T12:00Z', '2026-11-17T12:00:00.000Z', 'frozen'],
    ['Friday’s end', '2026-11-13T23:59:59.999Z', '2026-11-17T23:59:59.998Z', 'good'],
    ['Friday’s end', '2026-11-13T23:59:59.999Z', '2026-11-17T23:59:59.999Z', 'frozen'],
    ['Saturday noon', '2026-11-14T12:00Z', '2026-11-17T23:59:59.999Z', 'good'],
    ['Saturday noon', '2026-11-14T12:00Z', '2026-11-18T00:00:00.000Z', 'frozen'],
    ['Sunday’s end', '2026-11-15T23:59:59.999Z', '2026-11-18T00:00:00.000Z', 'frozen'],
    ['Wednesday to Friday’s end', '2026-11-11T00:00Z', '2026-11-12T23:59:59.999Z', 'good'],
    ['Wednesday to Sunday', '2026-11-12T00:00:00.001Z', '2026-11-15T23:00Z', 'good'],
    ['Thursday’s start to Saturday', '2026-11-12T00:00Z', '2026-11-14T00:00Z', 'frozen'],
  ])('since %s (%s) is, on %s, %s', (_, movedAt, now, kind) => {
    expect(judged(movedAt, now)).toBe(kind);
  });

  it.each([
    { reads: 9, kind: 'good' },
    { reads: 10, kind: 'frozen' },
  ])('over $reads good reads is $kind', ({ reads, kind }) => {
    expect(judged('2026-11-09T12:00Z', '2026-11-18T12:00Z', reads)).toBe(kind);
  });

  it('is no sign of trouble in an organisation where it never moved', () => {
    expect(judged(undefined, '2026-11-18T12:00Z')).toBe('good');
  });

  it('is judged as of its last movement, and says when GitHub last answered', () => {
    const history = aReadHistory({
      lastGoodReadAt: NOW - MINUTE_MS,
      movedAt: daysAgo(7),
      goodReadsSinceMoved: 336,
    });
    expect(judgeTrust(history, HALF_HOURLY, NOW)).toEqual({
      kind: 'frozen',
      asOf: daysAgo(7),
      readAt: NOW - MINUTE_MS,
    });
  });

  it('is no longer frozen with the first movement', () => {
    const history = aReadHistory({ movedAt: NOW, lastGoodReadAt: NOW, goodReadsSinceMoved: 0 });
    expect(judgeTrust(history, HALF_HOURLY, NOW)).toEqual({ kind: 'good', asOf: NOW });
  });

  it('in an organisation that is not read any more is stale', () => {
    const history = aReadHistory({
      lastGoodReadAt: NOW - 5 * HOUR_MS,
      movedAt: NOW - 5 * HOUR_MS,
      goodReadsSinceMoved: 336,
    });
    expect(judgeTrust(history, HALF_HOURLY, NOW).kind).toBe('stale');
  });
});

describe('weekdayMsBetween', () => {
  it.each([
    ['2026-11-18T12:00Z', '2026-11-18T12:00Z', 0],
    ['2026-11-18T12:00Z', '2026-11-17T12:00Z', 0],
    ['2026-11-14T00:00Z', '2026-11-16T00:00Z', 0],
    ['2026-11-13T23:00Z', '2026-11-16T01:00Z', 2 * HOUR_MS],
    ['2026-11-16T00:00Z', '2026-11-23T00:00Z', 5 * DAY_MS],
    ['2026-11-15T12:00Z', '2026-11-29T12:00Z', 10 * DAY_MS],
    ['1969-12-31T00:00Z', '1970-01-05T00:00Z', 3 * DAY_MS],
  ])('from %s to %s is %i ms', (from, to, ms) => {
    expect(weekdayMsBetween(Date.parse(from), Date.parse(to))).toBe(ms);
  });

  it('agrees with counting day by day', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e10, max: 4e12 }),
        fc.oneof(
          fc.integer({ min: -DAY_MS, max: 30 * DAY_MS }),
          fc.integer({ min: -2, max: 21 }).map((days) => days * DAY_MS),
        ),
        (from, ms) => {
          expect(weekdayMsBetween(from, from + ms)).toBe(countDayByDay(from, from + ms));
        },
      ),
      { numRuns: 500 },
    );
  });
});

function countDayByDay(from: Instant, to: Instant): number {
  let ms = 0;
  for (let at = from; at < to; ) {
    const date = new Date(at);
    const midnight = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 1);
    const end = Math.min(midnight, to);
    const isWeekend = date.getUTCDay() === 0 || date.getUTCDay() === 6;
    if (!isWeekend) ms += end - at;
    at = end;
  }
  return ms;
}

describe('planAbsences', () => {
  function absent(
    count: number,
    { missedReads = 2, missedForMs = HOUR_MS, firstId = 1 } = {},
  ): Absence[] {
    return Array.from({ length: count }, (_, index) => ({
      grantId: firstId + index,
      missedReads,
      missedSince: NOW - missedForMs,
    }));
  }

  it('plans nothing when nobody is absent', () => {
    expect(planAbsences([], 100, NOW)).toEqual({ gone: [], quarantined: false });
  });

  it.each([
    { missedReads: 1, gone: [] },
    { missedReads: 2, gone: [1] },
    { missedReads: 7, gone: [1] },
  ])('calls a seat missed by $missedReads complete reads gone or not: $gone', (row) => {
    const absences = absent(1, { missedReads: row.missedReads });
    expect(planAbsences(absences, 100, NOW)).toEqual({ gone: row.gone, quarantined: false });
  });

  it.each([
    { count: 10, known: 10, quarantined: false },
    { count: 10, known: 100, quarantined: false },
    { count: 11, known: 11, quarantined: true },
    { count: 11, known: 100, quarantined: true },
    { count: 11, known: 109, quarantined: true },
    { count: 11, known: 110, quarantined: false },
    { count: 100, known: 1_000, quarantined: false },
    { count: 101, known: 1_000, quarantined: true },
    { count: 1_000, known: 1_000, quarantined: true },
  ])('quarantines $count of $known at once or not: $quarantined', (row) => {
    const plan = planAbsences(absent(row.count), row.known, NOW);
    expect(plan.quarantined).toBe(row.quarantined);
    expect(plan.gone).toHaveLength(row.quarantined ? 0 : row.count);
  });

  it('does not count seats missed only once towards the many', () => {
    const absences = [
      ...absent(10),
      ...absent(90, { missedReads: 1, missedForMs: 0, firstId: 100 }),
    ];
    const plan = planAbsences(absences, 100, NOW);
    expect(plan).toEqual({ gone: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], quarantined: false });
  });

  it.each([
    { missedReads: 2, missedForMs: 7 * HOUR_MS, ended: false },
    { missedReads: 3, missedForMs: 6 * HOUR_MS - 1, ended: false },
    { missedReads: 3, missedForMs: 6 * HOUR_MS, ended: true },
    { missedReads: 12, missedForMs: 6 * HOUR_MS, ended: true },
  ])(
    'after $missedReads reads over $missedForMs ms has ended the quarantine or not: $ended',
    ({ missedReads, missedForMs, ended }) => {
      const absences = absent(50, { missedReads, missedForMs });
      const plan = planAbsences(absences, 100, NOW);
      expect(plan.quarantined).toBe(!ended);
      expect(plan.gone).toEqual(ended ? absences.map(({ grantId }) => grantId) : []);
    },
  );

  it('lets go of those missed long enough and holds on to the rest', () => {
    const lasting = absent(20, { missedReads: 13, missedForMs: 6 * HOUR_MS });
    const recent = absent(20, { firstId: 100 });
    const plan = planAbsences([...recent, ...lasting], 100, NOW);
    expect(plan.quarantined).toBe(true);
    expect(plan.gone).toEqual(lasting.map(({ grantId }) => grantId));
  });

  it('calls nobody gone who was missed once, or who was not absent', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            missedReads: fc.integer({ min: 1, max: 5 }),
            missedForMs: fc.integer({ min: 0, max: 12 * HOUR_MS }),
          }),
          { maxLength: 60 },
        ),
        fc.integer({ min: 0, max: 300 }),
        (rows, known) => {
          const absences = rows.map(({ missedReads, missedForMs }, grantId) => ({
            grantId,
            missedReads,
            missedSince: NOW - missedForMs,
          }));
          const { gone, quarantined } = planAbsences(absences, known, NOW);
          const twice = absences.filter(({ missedReads }) => missedReads > 1);
          const ids = new Set(twice.map(({ grantId }) => grantId));
          expect(gone.every((id) => ids.has(id))).toBe(true);
          expect(quarantined).toBe(gone.length < twice.length);
        },
      ),
    );
  });
});

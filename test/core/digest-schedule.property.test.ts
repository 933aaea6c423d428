import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  occurrenceIn,
  planDigest,
  planEdit,
  type ScheduleState,
  type WeekKey,
  weekOf,
} from '../../src/core/digest-schedule.ts';
import { simulateSchedules, ZONES } from '../soak/digest-schedule-soak.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const START = Date.parse('2025-12-20T00:00:00Z');

const aTime = fc.record({
  weekday: fc.integer({ min: 1, max: 7 }),
  hour: fc.integer({ min: 0, max: 23 }),
  minute: fc.integer({ min: 0, max: 59 }),
  timeZone: fc.constantFrom(...ZONES),
});

describe('two years of a schedule', () => {
  it('bring exactly one digest a local week, at odd and at even times, in every zone', () => {
    // The soak goes through every quarter of an hour; a prime step reaches many hours and weekdays here.
    const report = simulateSchedules({ quarterStep: 211 });
    expect(report.violations).toEqual([]);
    expect(report.schedules).toBe(ZONES.length * 4);
    expect(report.digests).toBeGreaterThan(report.schedules * 100);
  }, 60_000);

  it('never owe a week twice, however irregularly the clock is looked at and however it jumps', () => {
    fc.assert(
      fc.property(
        aTime,
        fc.array(fc.integer({ min: -2 * DAY, max: 9 * DAY }), { minLength: 5, maxLength: 40 }),
        (time, steps) => {
          const schedule: ScheduleState = { ...time, changedAt: START, owed: undefined };
          const taken = new Set<WeekKey>();
          let now = START;
          for (const step of steps) {
            now = Math.max(START, now + step);
            const plan = planDigest(schedule, (week) => taken.has(week), now);
            if (plan.kind === 'nothing') continue;
            const turns = plan.kind === 'post' ? [plan.turn, ...plan.missed] : plan.missed;
            for (const { week, dueAt } of turns) {
              expect(taken.has(week)).toBe(false);
              expect(dueAt).toBeLessThanOrEqual(now);
              expect(dueAt).toBeGreaterThan(START);
              taken.add(week);
            }
            const age = plan.kind === 'post' ? now - plan.turn.dueAt : 0;
            expect(age).toBeLessThanOrEqual(DAY);
            expect(planDigest(schedule, (week) => taken.has(week), now).kind).toBe('nothing');
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('never bring two in one local week, whatever is edited and when', () => {
    fc.assert(
      fc.property(
        aTime,
        fc.array(fc.tuple(aTime, fc.integer({ min: 1000, max: 5 * DAY })), { maxLength: 12 }),
        (first, edits) => {
          let schedule: ScheduleState = { ...first, changedAt: START, owed: undefined };
          const taken = new Set<WeekKey>();
          let now = START;
          for (const [time, span] of edits) {
            for (const until = now + span; now < until; now = Math.min(until, now + 7 * HOUR)) {
              const plan = planDigest(schedule, (week) => taken.has(week), now);
              if (plan.kind !== 'post') continue;
              expect(taken.has(plan.turn.week)).toBe(false);
              taken.add(plan.turn.week);
            }
            const { owed } = planEdit(schedule, time, (week) => taken.has(week), now);
            schedule = { ...time, changedAt: now, owed };
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('lie in the local week that they are named after, and a week apart within a shift of the clock', () => {
    fc.assert(
      fc.property(aTime, fc.integer({ min: 0, max: 200 }), (time, weeks) => {
        const week = weekOf(START + weeks * WEEK, time.timeZone);
        const next = weekOf(START + (weeks + 1) * WEEK, time.timeZone);
        const turn = occurrenceIn(week, time);
        expect(weekOf(turn.dueAt, time.timeZone)).toBe(week);
        const apart = occurrenceIn(next, time).dueAt - turn.dueAt;
        expect(Math.abs(apart - WEEK)).toBeLessThanOrEqual(2 * HOUR);
      }),
      { numRuns: 200 },
    );
  });
});

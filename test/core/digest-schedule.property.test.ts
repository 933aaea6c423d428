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
import { startLife } from '../soak/schedule-life.ts';

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
  it('bring exactly one digest a local week in every zone, and lose nothing to sleep, edits and pauses', () => {
    // The soak goes through every quarter of an hour; a prime step reaches many hours and weekdays here.
    const report = simulateSchedules({ quarterStep: 67 });
    expect(report.violations).toEqual([]);
    expect(report.schedules).toBeGreaterThanOrEqual(ZONES.length * 10);
    expect(report.digests).toBeGreaterThan(report.schedules * 80);
    expect(Math.min(report.missed, report.edits, report.pauses)).toBeGreaterThan(report.schedules);
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

  it('lose and double nothing, whatever is edited around their due times', () => {
    const around = fc.constantFrom(-DAY, -HOUR, -1, 0, 1, 5000, HOUR, DAY, DAY + 1, 3 * DAY);
    const anEdit = fc.record({ time: aTime, offset: around, looksAfter: around });
    fc.assert(
      fc.property(aTime, fc.array(anEdit, { maxLength: 12 }), (first, edits) => {
        const life = startLife(first, START);
        for (const { time, offset, looksAfter } of edits) {
          const { dueAt } = life.next();
          life.edit(Math.max(life.now(), dueAt + offset), time);
          life.look(life.now() + Math.abs(looksAfter));
        }
        expect(life.wrong).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('never bring two in one local week, nor a week that nobody set up, however the clock is set back', () => {
    const step = fc.record({
      edit: fc.option(aTime, { freq: 3, nil: undefined }),
      span: fc.integer({ min: -10 * DAY, max: 10 * DAY }),
    });
    fc.assert(
      fc.property(aTime, fc.array(step, { maxLength: 30 }), (first, steps) => {
        let schedule: ScheduleState = { ...first, changedAt: START, owed: undefined };
        const taken = new Set<WeekKey>();
        const isTaken = (week: WeekKey) => taken.has(week);
        let now = START;
        for (const { edit, span } of steps) {
          now += span;
          const plan = planDigest(schedule, isTaken, now);
          for (const { week, dueAt } of plan.kind === 'post' ? [plan.turn] : []) {
            expect(isTaken(week)).toBe(false);
            expect(Math.abs(now - dueAt - DAY / 2)).toBeLessThanOrEqual(DAY / 2);
            taken.add(week);
          }
          // Under a wrong clock nobody is told of weeks from before the schedule was there.
          const missed = plan.kind === 'nothing' ? [] : plan.missed;
          const since = Math.min(schedule.changedAt, schedule.owed?.dueAt ?? schedule.changedAt);
          for (const { dueAt } of missed) expect(dueAt).toBeGreaterThanOrEqual(since);
          if (missed[0] !== undefined) taken.add(missed[0].week);
          if (edit === undefined) continue;
          const { owed } = planEdit(schedule, edit, isTaken, now);
          schedule = { ...edit, changedAt: now, owed };
        }
      }),
      { numRuns: 150 },
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

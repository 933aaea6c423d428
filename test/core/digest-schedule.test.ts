import { describe, expect, it } from 'vitest';
import {
  isLate,
  isTooLate,
  nextOccurrence,
  occurrenceIn,
  planDigest,
  planEdit,
  type ScheduleState,
  type WeekKey,
  weekOf,
} from '../../src/core/digest-schedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function at(iso: string): number {
  return Date.parse(iso);
}

/** Every Monday at 09:00 in Berlin, made long ago. */
function aSchedule(overrides: Partial<ScheduleState> = {}): ScheduleState {
  return {
    weekday: 1,
    hour: 9,
    minute: 0,
    timeZone: 'Europe/Berlin',
    changedAt: at('2026-01-01T00:00:00Z'),
    owed: undefined,
    ...overrides,
  };
}

function taking(...weeks: WeekKey[]): (week: WeekKey) => boolean {
  return (week) => weeks.includes(week);
}

/** 23 November 2026, 09:00 in Berlin: the Monday of week 48. */
const DUE = at('2026-11-23T08:00:00Z');

describe('a turn of a schedule', () => {
  it.each([
    ['an ordinary winter morning', '2026-W48', 1, 9, 0, 'Europe/Berlin', '2026-11-23T08:00:00Z'],
    ['an ordinary summer morning', '2026-W30', 1, 9, 0, 'Europe/Berlin', '2026-07-20T07:00:00Z'],
    ['the first week of a year', '2026-W01', 1, 9, 0, 'Etc/UTC', '2025-12-29T09:00:00Z'],
    ['week 53', '2026-W53', 7, 9, 0, 'Etc/UTC', '2027-01-03T09:00:00Z'],
    // The clock goes from 02:00 to 03:00 on 29 March 2026.
    [
      'a time that daylight saving skips',
      '2026-W13',
      7,
      2,
      30,
      'Europe/Berlin',
      '2026-03-29T01:00:00Z',
    ],
    ['the last minute before it', '2026-W13', 7, 1, 59, 'Europe/Berlin', '2026-03-29T00:59:00Z'],
    // And from 03:00 back to 02:00 on 25 October 2026.
    ['a time that is shown twice', '2026-W43', 7, 2, 30, 'Europe/Berlin', '2026-10-25T00:30:00Z'],
    [
      'a time shown twice across the sea',
      '2026-W44',
      7,
      1,
      30,
      'America/New_York',
      '2026-11-01T05:30:00Z',
    ],
    ['a midnight that does not exist', '2024-W11', 7, 0, 0, 'Asia/Beirut', '2024-03-16T22:00:00Z'],
    ['a midnight skipped by an hour', '2024-W13', 7, 0, 0, 'Asia/Beirut', '2024-03-30T22:00:00Z'],
    [
      'an offset of half an hour',
      '2026-W40',
      7,
      2,
      15,
      'Australia/Lord_Howe',
      '2026-10-03T15:30:00Z',
    ],
    ['an offset of three quarters', '2026-W30', 3, 8, 45, 'Asia/Kathmandu', '2026-07-22T03:00:00Z'],
    // Samoa went over the date line and had no 30 December 2011, a Friday.
    ['a day that a zone left out', '2011-W52', 5, 9, 0, 'Pacific/Apia', '2011-12-30T10:00:00Z'],
    ['the day after it', '2011-W52', 6, 9, 0, 'Pacific/Apia', '2011-12-30T19:00:00Z'],
    // Kwajalein had no 21 August 1993, a Saturday.
    ['another left-out day', '1993-W33', 6, 23, 45, 'Pacific/Kwajalein', '1993-08-21T12:00:00Z'],
  ])('comes right at %s', (_what, ...row) => {
    const [week, weekday, hour, minute, timeZone, expected] = row.map(String);
    const time = { weekday: Number(weekday), hour: Number(hour), minute: Number(minute) };
    const turn = occurrenceIn(week ?? '', { ...time, timeZone: timeZone ?? '' });
    expect(new Date(turn.dueAt).toISOString()).toBe(new Date(expected ?? '').toISOString());
  });

  it('knows the local week of an instant, which is not the week in UTC', () => {
    expect(weekOf(at('2026-11-22T22:59:00Z'), 'Europe/Berlin')).toBe('2026-W47');
    expect(weekOf(at('2026-11-22T23:00:00Z'), 'Europe/Berlin')).toBe('2026-W48');
    expect(weekOf(at('2026-11-23T08:00:00Z'), 'Pacific/Honolulu')).toBe('2026-W47');
  });

  it('is found ahead of now, over the end of a year too', () => {
    const time = aSchedule();
    expect(nextOccurrence(time, DUE - 1).dueAt).toBe(DUE);
    expect(nextOccurrence(time, DUE).dueAt).toBe(DUE + 7 * DAY);
    expect(nextOccurrence(time, at('2026-12-31T00:00:00Z')).week).toBe('2027-W01');
  });

  it('is not looked for in a week that is taken', () => {
    const isTaken = taking('2026-W48', '2026-W49');
    expect(nextOccurrence(aSchedule(), DUE - 1, isTaken).week).toBe('2026-W50');
  });
});

describe('a plan', () => {
  const due = { week: '2026-W48', dueAt: DUE };

  it.each([
    ['nothing a millisecond before it is due', DUE - 1, { kind: 'nothing' }],
    ['the post at once', DUE, { kind: 'post', turn: due, missed: [] }],
    ['the post within a day', DUE + DAY, { kind: 'post', turn: due, missed: [] }],
    ['a notice after a day', DUE + DAY + 1, { kind: 'missed', missed: [due] }],
  ])('is %s', (_what, now, expected) => {
    expect(planDigest(aSchedule(), taking('2026-W47'), now)).toEqual(expected);
  });

  it('is nothing once the week is taken', () => {
    expect(planDigest(aSchedule(), taking('2026-W48'), DUE + HOUR)).toEqual({ kind: 'nothing' });
  });

  it('posts the newest after a long sleep, and tells of the others', () => {
    const plan = planDigest(aSchedule(), taking('2026-W44'), DUE + HOUR);
    expect(plan).toMatchObject({ kind: 'post', turn: due });
    expect(plan.kind === 'post' && plan.missed.map(({ week }) => week)).toEqual([
      '2026-W47',
      '2026-W46',
      '2026-W45',
    ]);
  });

  it('tells of all of them at once when even the newest is too old', () => {
    const plan = planDigest(aSchedule(), taking('2026-W44'), DUE + 3 * DAY);
    expect(plan.kind === 'missed' && plan.missed.map(({ week }) => week)).toEqual([
      '2026-W48',
      '2026-W47',
      '2026-W46',
      '2026-W45',
    ]);
  });

  it('owes nothing from before the schedule was made', () => {
    expect(planDigest(aSchedule({ changedAt: DUE }), taking(), DUE + HOUR).kind).toBe('nothing');
    expect(planDigest(aSchedule({ changedAt: DUE - 1 }), taking(), DUE + HOUR).kind).toBe('post');
  });

  it('is not blocked by a week that was taken while the clock was far ahead', () => {
    const plan = planDigest(aSchedule(), taking('2026-W47', '2031-W02'), DUE);
    expect(plan.kind).toBe('post');
  });

  it('is not blocked by an edit that was made while the clock was far ahead', () => {
    const schedule = aSchedule({ changedAt: DUE + 400 * DAY });
    expect(planDigest(schedule, taking('2026-W47'), DUE).kind).toBe('post');
  });

  it('owes what is due, and tells of nothing, where the schedule was made while the clock was ahead', () => {
    const schedule = aSchedule({ changedAt: DUE + 3 * DAY });
    expect(planDigest(schedule, taking(), DUE + HOUR)).toEqual({
      kind: 'post',
      turn: due,
      missed: [],
    });
    expect(planDigest(schedule, taking(), DUE + DAY + HOUR)).toEqual({ kind: 'nothing' });
  });

  it('calls a digest late after ten minutes, and too late after a day', () => {
    expect([isLate(DUE, DUE + 10 * MINUTE), isLate(DUE, DUE + 10 * MINUTE + 1)]).toEqual([
      false,
      true,
    ]);
    expect([isTooLate(DUE, DUE + DAY), isTooLate(DUE, DUE + DAY + 1)]).toEqual([false, true]);
  });
});

describe('an edit around the due time', () => {
  /** What the store does: what was due and not taken up stays owed. */
  function edit(
    before: ScheduleState,
    time: Partial<ScheduleState>,
    { taken, now }: { taken: (week: WeekKey) => boolean; now: number },
  ): ScheduleState {
    const after = { ...before, ...time };
    return { ...after, changedAt: now, owed: planEdit(before, after, taken, now).owed };
  }

  it('to a later time of the same week brings no second digest', () => {
    const taken = taking('2026-W47', '2026-W48');
    const edited = edit(aSchedule(), { weekday: 5 }, { taken, now: DUE + HOUR });
    expect(planDigest(edited, taken, DUE + 5 * DAY)).toEqual({ kind: 'nothing' });
    expect(planDigest(edited, taken, DUE + 11 * DAY + HOUR).kind).toBe('post');
  });

  it('to a time of the week that has passed sends none late, and tells of none', () => {
    const taken = taking('2026-W47');
    const edited = edit(aSchedule({ weekday: 5 }), { weekday: 1 }, { taken, now: DUE + HOUR });
    for (const later of [0, MINUTE, HOUR, 2 * DAY, 6 * DAY]) {
      expect(planDigest(edited, taken, DUE + HOUR + later).kind).toBe('nothing');
    }
    expect(planDigest(edited, taken, DUE + 7 * DAY).kind).toBe('post');
  });

  it('before the due time moves it within the week', () => {
    const taken = taking('2026-W47');
    const edited = edit(aSchedule(), { hour: 15 }, { taken, now: DUE - MINUTE });
    expect(planDigest(edited, taken, DUE + HOUR).kind).toBe('nothing');
    expect(planDigest(edited, taken, DUE + 6 * HOUR)).toMatchObject({
      kind: 'post',
      turn: { week: '2026-W48', dueAt: DUE + 6 * HOUR },
    });
  });

  it.each([
    ['later this week', { weekday: 4 }],
    ['earlier this week', { hour: 8 }],
    ['another zone', { timeZone: 'America/New_York' }],
  ])('in the moment between due and taken up loses nothing: %s', (_what, time) => {
    const taken = taking('2026-W47');
    const edited = edit(aSchedule(), time, { taken, now: DUE + 5000 });
    const plan = planDigest(edited, taken, DUE + 6000);
    expect(plan).toMatchObject({ kind: 'post', turn: { week: '2026-W48', dueAt: DUE } });
    // And once that is taken up, the week is over under the new time too.
    expect(planDigest(edited, taking('2026-W47', '2026-W48'), DUE + 6 * DAY).kind).toBe('nothing');
  });

  it.each([
    ['within a day', DUE + HOUR, { owed: '2026-W48', missed: ['2026-W47', '2026-W46'] }],
    [
      'after a day',
      DUE + 2 * DAY,
      { owed: undefined, missed: ['2026-W48', '2026-W47', '2026-W46'] },
    ],
  ])('after a long sleep loses nothing of the old time: %s', (_what, now, expected) => {
    const plan = planEdit(aSchedule(), aSchedule({ hour: 8 }), taking('2026-W45'), now);
    expect(plan.owed?.week).toBe(expected.owed);
    expect(plan.missed.map(({ week }) => week)).toEqual(expected.missed);
  });

  it('after a long sleep has missed no week whose turn still comes by the new time', () => {
    const friday = aSchedule({ weekday: 5 });
    const plan = planEdit(aSchedule(), friday, taking('2026-W46'), DUE + 2 * DAY);
    expect(plan.owed).toBeUndefined();
    expect(plan.missed.map(({ week }) => week)).toEqual(['2026-W47']);
  });

  it('of the zone alone never makes two of one local week', () => {
    const schedule = aSchedule({ weekday: 7, hour: 23, timeZone: 'Pacific/Kiritimati' });
    const { week, dueAt } = occurrenceIn('2026-W47', schedule);
    const taken = taking(week);
    const edited = edit(schedule, { timeZone: 'Pacific/Honolulu' }, { taken, now: dueAt + HOUR });
    const again = occurrenceIn('2026-W47', edited).dueAt;
    expect(again).toBeGreaterThan(dueAt + HOUR);
    expect(planDigest(edited, taken, again + HOUR)).toEqual({ kind: 'nothing' });
  });
});

/**
 * Two years of every schedule there is: each quarter of an hour of the week, in zones of every kind.
 *
 *     npx tsx test/soak/digest-schedule-soak.ts
 *
 * A simulated clock walks over the two years in steps of its own; every local week has to bring exactly
 * one digest, at most a day late. Prints what was tried and violations; ends with 1 if there were any.
 */
import { pathToFileURL } from 'node:url';
import { DateTime } from 'luxon';
import {
  nextOccurrence,
  planDigest,
  type ScheduleState,
  type WeekKey,
} from '../../src/core/digest-schedule.ts';

/** North and south, half and quarter hours, midnight changes, permanent summer, both ends of the date line. */
export const ZONES = [
  'Etc/UTC',
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/St_Johns',
  'America/Santiago',
  'America/Havana',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Beirut',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
  'Pacific/Honolulu',
] as const;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse('2025-11-03T00:00:00Z');
const END = START + 2 * 366 * DAY;
const QUARTERS_A_WEEK = 7 * 96;

export interface ScheduleReport {
  schedules: number;
  digests: number;
  readonly violations: string[];
}

/** Goes through every `quarterStep`th quarter of an hour of the week. */
export function simulateSchedules(options: {
  readonly quarterStep: number;
  readonly say?: (line: string) => void;
}): ScheduleReport {
  const report: ScheduleReport = { schedules: 0, digests: 0, violations: [] };
  for (const [index, timeZone] of ZONES.entries()) {
    for (let quarter = index % options.quarterStep; quarter < QUARTERS_A_WEEK; ) {
      simulateOne(report, timeZone, quarter);
      quarter += options.quarterStep;
    }
    options.say?.(
      `${timeZone}: ${report.schedules} schedules, ${report.digests} digests, ${report.violations.length} violations`,
    );
  }
  return report;
}

function simulateOne(report: ScheduleReport, timeZone: string, quarter: number): void {
  const schedule: ScheduleState = {
    weekday: Math.floor(quarter / 96) + 1,
    hour: Math.floor((quarter % 96) / 4),
    minute: (quarter % 4) * 15,
    timeZone,
    changedAt: START,
    owed: undefined,
  };
  const name = `${timeZone} ${schedule.weekday} ${schedule.hour}:${schedule.minute}`;
  const posted = new Map<WeekKey, number>();
  const planAt = (now: number) => planDigest(schedule, (week) => posted.has(week), now);
  for (let now = START; now < END; ) {
    const { dueAt } = nextOccurrence(schedule, now);
    if (planAt(dueAt - 1).kind !== 'nothing') report.violations.push(`${name}: too early`);
    // From at once to a day late, so that looks fall at every distance from the due time.
    now = dueAt + ((posted.size * 13 * HOUR + quarter * MINUTE) % DAY);
    const plan = planAt(now);
    if (plan.kind !== 'post' || plan.missed.length > 0) {
      report.violations.push(`${name}: missed at ${new Date(dueAt).toISOString()}`);
      continue;
    }
    if (posted.has(plan.turn.week)) report.violations.push(`${name}: ${plan.turn.week} twice`);
    if (!isRight(schedule, plan.turn.dueAt)) {
      report.violations.push(`${name}: at ${new Date(plan.turn.dueAt).toISOString()}`);
    }
    posted.set(plan.turn.week, plan.turn.dueAt);
    report.digests += 1;
    if (planAt(now).kind !== 'nothing') report.violations.push(`${name}: due again`);
  }
  report.schedules += 1;
  judgeWeeks(report, name, [...posted.keys()]);
}

/** By the wall clock alone: it shows the time, or has just been put forward over it. */
function isRight({ weekday, hour, minute, timeZone }: ScheduleState, dueAt: number): boolean {
  const local = DateTime.fromMillis(dueAt, { zone: timeZone });
  if (local.weekday === weekday && local.hour === hour && local.minute === minute) {
    const before = DateTime.fromMillis(dueAt - HOUR, { zone: timeZone });
    // Shown twice: the first of the two counts.
    return !(before.hour === hour && before.minute === minute);
  }
  const before = DateTime.fromMillis(dueAt - 1, { zone: timeZone });
  const wanted = ((weekday - 1) * 24 + hour) * 60 + minute;
  const shownBefore = ((before.weekday - 1) * 24 + before.hour) * 60 + before.minute;
  const shownNow = ((local.weekday - 1) * 24 + local.hour) * 60 + local.minute;
  return local.offset > before.offset && shownBefore < wanted && shownNow > wanted;
}

/** One after the other, without a gap. */
function judgeWeeks(report: ScheduleReport, name: string, weeks: readonly WeekKey[]): void {
  for (const [index, week] of weeks.entries()) {
    const next = weeks[index + 1];
    if (next === undefined) continue;
    const following = DateTime.fromISO(week, { zone: 'utc' }).plus({ weeks: 1 });
    const expected = `${following.weekYear}-W${String(following.weekNumber).padStart(2, '0')}`;
    if (next !== expected) report.violations.push(`${name}: ${next} after ${week}`);
  }
  if (weeks.length < 103) report.violations.push(`${name}: only ${weeks.length} weeks`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const report = simulateSchedules({ quarterStep: 1, say: (line) => console.log(line) });
  console.log(
    `${report.schedules} schedules over two years in ${ZONES.length} zones: ${report.digests} digests, ${report.violations.length} violations`,
  );
  for (const violation of report.violations.slice(0, 20)) console.log(violation);
  process.exitCode = report.violations.length === 0 ? 0 : 1;
}

/**
 * Two years of every schedule there is: each quarter of an hour of the week, in zones of every kind.
 *
 *     npx tsx test/soak/digest-schedule-soak.ts
 *
 * A simulated clock walks over the two years and looks at each schedule several times a week, at every
 * distance from its due time. A quarter of them lead a quiet life and have to bring exactly one digest
 * in every local week, at most a day late. The others are slept through, edited and paused around their
 * due times, and have to bring what the ledger beside them says. Prints what was tried and violations;
 * ends with 1 if there were any.
 */
import { pathToFileURL } from 'node:url';
import { DateTime } from 'luxon';
import type { WeekKey, WeeklyTime } from '../../src/core/digest-schedule.ts';
import { createRandom } from '../support/random.ts';
import { type Life, startLife } from './schedule-life.ts';
import { tableZone } from './tabled-zones.ts';

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
  /** Weeks that were told as missed. */
  missed: number;
  edits: number;
  pauses: number;
  readonly violations: string[];
}

/** Goes through every `quarterStep`th quarter of an hour of the week. */
export function simulateSchedules(options: {
  readonly quarterStep: number;
  readonly say?: (line: string) => void;
}): ScheduleReport {
  const counts = { schedules: 0, digests: 0, missed: 0, edits: 0, pauses: 0 };
  const report: ScheduleReport = { ...counts, violations: [] };
  for (const zone of ZONES) tableZone(zone, START - 60 * DAY, END + 120 * DAY);
  for (const [index, timeZone] of ZONES.entries()) {
    for (let quarter = index % options.quarterStep; quarter < QUARTERS_A_WEEK; ) {
      simulateOne(report, { ...timeOf(quarter), timeZone });
      quarter += options.quarterStep;
    }
    options.say?.(`${timeZone}: ${describe(report)}`);
  }
  return report;
}

function timeOf(quarter: number): Omit<WeeklyTime, 'timeZone'> {
  return {
    weekday: Math.floor(quarter / 96) + 1,
    hour: Math.floor((quarter % 96) / 4),
    minute: (quarter % 4) * 15,
  };
}

/** What befalls a schedule besides being looked at; each kind of life leads a quarter of them. */
const LIVES = [
  { sleeps: 0, edits: 0, pauses: 0 },
  { sleeps: 0.15, edits: 0, pauses: 0 },
  { sleeps: 0, edits: 0.3, pauses: 0 },
  { sleeps: 0.1, edits: 0.2, pauses: 0.1 },
] as const;

function simulateOne(report: ScheduleReport, time: WeeklyTime): void {
  const random = createRandom(report.schedules);
  const kind = LIVES[report.schedules % LIVES.length] ?? LIVES[0];
  const life = startLife(time, START);
  while (life.now() < END) {
    const next = life.next();
    const before = life.posted.length;
    for (const happen of planWeek(life, next.dueAt, kind, { random, report }))
      happen.act(happen.at);
    const came = life.posted[before];
    if (kind === LIVES[0] && came?.dueAt !== next.dueAt) {
      report.violations.push(`${nameOf(time)}: ${next.week} was to be next`);
    }
  }
  for (const { time: own, dueAt, at } of life.posted) {
    if (!isRight(own, dueAt)) report.violations.push(`${nameOf(own)}: ${dueAt} is not its time`);
    if (at - dueAt > DAY) report.violations.push(`${nameOf(own)}: ${dueAt} too late`);
  }
  report.schedules += 1;
  report.digests += life.posted.length;
  report.missed += life.told.length;
  report.violations.push(...life.wrong);
  if (kind === LIVES[0]) {
    const weeks = life.posted.map(({ week }) => week);
    judgeWeeks(report, nameOf(time), weeks);
  }
}

interface Happening {
  readonly at: number;
  readonly act: (at: number) => void;
}

interface Chance {
  readonly random: () => number;
  readonly report: ScheduleReport;
}

/** What happens from a minute before a due time on, for less than a week unless it is slept through. */
function planWeek(
  life: Life,
  dueAt: number,
  { sleeps, edits, pauses }: (typeof LIVES)[number],
  { random, report }: Chance,
): Happening[] {
  const pick = <T>(values: readonly T[]): T | undefined =>
    values[Math.floor(random() * values.length)];
  const asleep = random() < sleeps ? DAY + 1 + random() * (pick([DAY, 5 * DAY, 35 * DAY]) ?? 0) : 0;
  const wakesAt = dueAt + Math.floor(asleep || random() * (pick([MINUTE, HOUR, DAY]) ?? 0));
  const looks = [0, 5000, HOUR, 30 * HOUR, 3 * DAY].map((later) => wakesAt + later);
  const happenings: Happening[] = [dueAt - 1, ...looks].map((at) => ({ at, act: life.look }));
  const around = [-DAY, -HOUR, -MINUTE, -1, 0, 1, 5000, MINUTE, HOUR, DAY, DAY + 1, 2 * DAY];
  if (random() < edits) {
    const time = { ...timeOf(Math.floor(random() * QUARTERS_A_WEEK)), timeZone: pick(ZONES) ?? '' };
    const act = (at: number) => life.edit(at, time);
    happenings.push({ at: dueAt + (pick(around) ?? 0), act });
    report.edits += 1;
  }
  if (random() < pauses) {
    const at = dueAt + (pick(around) ?? 0);
    happenings.push({ at, act: life.pause });
    happenings.push({ at: at + (pick([1, HOUR, DAY, 8 * DAY]) ?? 0), act: life.resume });
    report.pauses += 1;
  }
  const now = life.now();
  return happenings
    .map(({ at, act }) => ({ at: Math.max(now, at), act }))
    .toSorted((one, other) => one.at - other.at);
}

function nameOf({ timeZone, weekday, hour, minute }: WeeklyTime): string {
  return `${timeZone} ${weekday} ${hour}:${minute}`;
}

/** By the wall clock alone: it shows the time, or has just been put forward over it. */
function isRight({ weekday, hour, minute, timeZone }: WeeklyTime, dueAt: number): boolean {
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

function describe({
  schedules,
  digests,
  missed,
  edits,
  pauses,
  violations,
}: ScheduleReport): string {
  return `${schedules} schedules, ${digests} digests, ${missed} missed and told, ${edits} edits, ${pauses} pauses, ${violations.length} violations`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const report = simulateSchedules({ quarterStep: 1, say: (line) => console.log(line) });
  console.log(`Two years in ${ZONES.length} zones: ${describe(report)}`);
  for (const violation of report.violations.slice(0, 20)) console.log(violation);
  process.exitCode = report.violations.length === 0 ? 0 : 1;
}

/**
 * What may be told of a usage report: sums over people, and never one over so few that it would be about
 * somebody. Whatever is left out cannot be worked out from what is shown either.
 */
import { DAY_MS, type Day, type Instant } from './seat.ts';

/** A sum over fewer people is not shown. */
export const FEWEST_PEOPLE = 5;
/** A report's latest form covers so many days. */
export const REPORT_DAYS = 28;
/** GitHub's reports end about two days back; from here on one is called old. */
export const OLD_AFTER_DAYS = 4;
/** Reports this many days apart still tell of the same weeks. */
const LAG_DAYS = 3;
/** An older report tells nothing of the present. */
const TOO_OLD_AFTER_DAYS = 14;
const MOST_SHOWN = 8;

export const WAY_KINDS = ['feature', 'editor', 'language', 'model'] as const;
export type WayKind = (typeof WAY_KINDS)[number];

/** What somebody used Copilot with or for. */
export interface WayOfUse {
  readonly kind: WayKind;
  readonly name: string;
}

/** Counts of different people, each counted once however many organisations report them. */
export interface UsageSums {
  readonly people: number;
  readonly days: readonly { readonly day: Day; readonly people: number }[];
  readonly ways: readonly (WayOfUse & { readonly people: number })[];
}

export interface DayFigure {
  readonly day: Day;
  /** Undefined for fewer than `FEWEST_PEOPLE`, nobody included. */
  readonly people: number | undefined;
}

interface WayFigure {
  readonly name: string;
  /** `nearly-all`: everybody, or all but fewer than `FEWEST_PEOPLE`; a number would tell of those. */
  readonly people: number | 'nearly-all';
}

export interface WayFigures {
  /** Most people first. */
  readonly shown: readonly WayFigure[];
  readonly hasOthers: boolean;
}

export interface UsageFigures {
  readonly days: readonly DayFigure[];
  readonly ways: Readonly<Record<WayKind, WayFigures>>;
  /** Numbers are rounded down to a multiple of this. */
  readonly step: number;
}

/**
 * The figures of all organisations, or of a part of them; undefined where they would tell of fewer than
 * five people. A part is held against the whole, because whoever asks for both can subtract: a number
 * that leaves fewer than five people outside is not given, and those that are given are rounded.
 */
export function discloseUsage(
  whole: UsageSums,
  days: readonly Day[],
  part?: UsageSums,
): UsageFigures | undefined {
  const sums = part ?? whole;
  if (!isTellable(sums.people, whole.people)) return undefined;
  const step = part === undefined ? 1 : FEWEST_PEOPLE;
  const wholeDays = new Map(whole.days.map(({ day, people }) => [day, people]));
  const partDays = new Map(sums.days.map(({ day, people }) => [day, people]));
  return {
    days: days.map((day) => {
      const people = partDays.get(day) ?? 0;
      const isShown = isTellable(people, wholeDays.get(day) ?? 0);
      return { day, people: isShown ? roundDown(people, step) : undefined };
    }),
    ways: {
      feature: discloseWays('feature', sums, whole, step),
      editor: discloseWays('editor', sums, whole, step),
      language: discloseWays('language', sums, whole, step),
      model: discloseWays('model', sums, whole, step),
    },
    step,
  };
}

/** Enough people in the part, and enough, or nobody, outside it. */
function isTellable(part: number, whole: number): boolean {
  return part >= FEWEST_PEOPLE && !isFew(whole - part);
}

/** One to four people: somebody, and too few to be told of. */
function isFew(people: number): boolean {
  return people > 0 && people < FEWEST_PEOPLE;
}

function roundDown(people: number, step: number): number {
  return Math.floor(people / step) * step;
}

function discloseWays(kind: WayKind, sums: UsageSums, whole: UsageSums, step: number): WayFigures {
  const wholeWays = new Map(
    whole.ways.filter((way) => way.kind === kind).map(({ name, people }) => [name, people]),
  );
  const all = sums.ways.filter((way) => way.kind === kind);
  const tellable = all
    .filter(({ name, people }) => isTellable(people, wholeWays.get(name) ?? 0))
    .toSorted((one, other) => other.people - one.people || compareNames(one.name, other.name));
  const shown = withoutRemainder(tellable.slice(0, MOST_SHOWN), sums.people).map(
    ({ name, people }): WayFigure => ({
      name,
      people: isNearlyAll(people, sums.people) ? 'nearly-all' : roundDown(people, step),
    }),
  );
  // Within a step the order would tell more than the numbers do.
  const ordered =
    step === 1
      ? shown
      : shown.toSorted(
          (one, other) => rankOf(other) - rankOf(one) || compareNames(one.name, other.name),
        );
  return { shown: ordered, hasOthers: all.length > shown.length };
}

function isNearlyAll(people: number, everybody: number): boolean {
  return everybody - people < FEWEST_PEOPLE;
}

/**
 * Where each person went one way, the ways shown taken from everybody leave those that are not shown.
 * While that would be one to four people, the smallest of the shown goes too.
 */
function withoutRemainder<Way extends { readonly people: number }>(
  ways: readonly Way[],
  everybody: number,
): readonly Way[] {
  // A way that nearly all went bears no number, so there is nothing to subtract.
  if (ways.some(({ people }) => isNearlyAll(people, everybody))) return ways;
  const shown = [...ways];
  const sum = () => shown.reduce((total, { people }) => total + people, 0);
  while (shown.length > 0 && isFew(everybody - sum())) shown.pop();
  return shown;
}

function rankOf({ people }: WayFigure): number {
  return people === 'nearly-all' ? Number.POSITIVE_INFINITY : people;
}

function compareNames(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** The days that a report covers, the oldest first. */
export function reportDays(lastDay: Day): readonly Day[] {
  const last = Date.parse(`${lastDay}T00:00:00Z`);
  return Array.from({ length: REPORT_DAYS }, (_, index) =>
    utcDay(last - (REPORT_DAYS - 1 - index) * DAY_MS),
  );
}

/** The earliest day of which a report that may still be shown can tell. */
export function earliestDayTold(now: Instant): Day {
  return utcDay(now - (TOO_OLD_AFTER_DAYS + REPORT_DAYS) * DAY_MS);
}

/** How many days ago a report's last day was. */
export function ageOf({ lastDay }: { readonly lastDay: Day }, now: Instant): number {
  return Math.max(0, daysBetween(lastDay, utcDay(now)));
}

/**
 * Of several reports those that tell of the same recent weeks, and the last day that all of them cover;
 * undefined where there are none. One that stopped growing would otherwise make every day look empty.
 */
export function chooseReports<Report extends { readonly lastDay: Day }>(
  reports: readonly Report[],
  now: Instant,
): { readonly chosen: readonly Report[]; readonly lastDay: Day } | undefined {
  const recent = reports.filter((report) => ageOf(report, now) <= TOO_OLD_AFTER_DAYS);
  const newest = recent
    .map(({ lastDay }) => lastDay)
    .toSorted()
    .at(-1);
  if (newest === undefined) return undefined;
  const chosen = recent.filter(({ lastDay }) => daysBetween(lastDay, newest) <= LAG_DAYS);
  const common = chosen.map(({ lastDay }) => lastDay).toSorted()[0] ?? newest;
  return { chosen, lastDay: common };
}

function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

function utcDay(at: Instant): Day {
  return new Date(at).toISOString().slice(0, 10);
}

/** The days on which most people work: Monday to Friday, in UTC. */
export function isWeekday(day: Day): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

export interface UsualDay {
  /** The median; undefined where that is fewer than `FEWEST_PEOPLE`. */
  readonly usual: number | undefined;
  /** The latest of the days with most people. */
  readonly most: DayFigure | undefined;
  readonly daysWithFew: number;
}

export function summariseDays(days: readonly DayFigure[]): UsualDay {
  const known = days.map(({ people }) => people ?? 0).toSorted((one, other) => one - other);
  const median = known[Math.floor((known.length - 1) / 2)] ?? 0;
  const most = known.at(-1) ?? 0;
  return {
    usual: median === 0 ? undefined : median,
    most: most === 0 ? undefined : days.findLast(({ people }) => people === most),
    daysWithFew: days.filter(({ people }) => people === undefined).length,
  };
}

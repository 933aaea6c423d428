/**
 * Which digest is due, and its slot. A slot is a schedule and a local ISO week, never an instant: an
 * instant moves with daylight saving, with the zone's history and with every edit.
 */
import { IANAZone } from 'luxon';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from './seat.ts';

/** A time of the week on the wall clock of a place. */
export interface WeeklyTime {
  /** ISO weekday, Monday 1 to Sunday 7. */
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  /** An IANA zone, such as `Europe/Berlin`. */
  readonly timeZone: string;
}

/** A local ISO week, such as `2026-W47`. */
export type WeekKey = string;

/** One week's turn of a schedule. */
export interface Occurrence {
  readonly week: WeekKey;
  readonly dueAt: Instant;
}

/** What the decision needs to know of a schedule besides its time. */
export interface ScheduleState extends WeeklyTime {
  /** When it was made, last edited or resumed: nothing before that is owed. */
  readonly changedAt: Instant;
  /** A turn of the time before the last edit that was due and had not been taken up. */
  readonly owed: Occurrence | undefined;
}

export type DigestPlan =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'post';
      readonly turn: Occurrence;
      /** Earlier turns that nobody took up, newest first: to be told, not posted. */
      readonly missed: readonly Occurrence[];
    }
  /** All of them too old to be posted; newest first, never empty. */
  | { readonly kind: 'missed'; readonly missed: readonly Occurrence[] };

/** A digest is at most this late, once; after that it is skipped and told. */
const CATCH_UP_MS = 24 * HOUR_MS;
/** From here on a digest says that it comes late. */
const LATE_AFTER_MS = 10 * MINUTE_MS;
/** What was written down further ahead than this was written while the clock was wrong. */
export const CLOCK_SLACK_MS = HOUR_MS;
/** After an absence longer than this nobody asks for each week by name. */
const MOST_WEEKS = 60;
/** Beyond every offset that was ever in force, local mean times included. */
const WIDEST_OFFSET_MS = 16 * HOUR_MS;

export function isTimeZone(name: string): boolean {
  return IANAZone.isValidZone(name);
}

/**
 * When the wall clock first shows the time of that local week, or a later one. So a time that is
 * skipped (daylight saving, a day that a zone left out) comes right after the gap, and a time that
 * is shown twice counts once, at the first.
 */
export function occurrenceIn(week: WeekKey, time: WeeklyTime): Occurrence {
  const { weekday, hour, minute, timeZone } = time;
  const local = mondayOf(week) + (weekday - 1) * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS;
  return { week, dueAt: firstInstantAt(local, timeZone) };
}

/** Midnight of its Monday, as if it were UTC. Week 1 is the one with 4 January in it. */
function mondayOf(week: WeekKey): number {
  const [, year, number] = /^(\d{4})-W(\d{2})$/.exec(week) ?? [];
  const fourth = Date.parse(`${year}-01-04T00:00:00Z`);
  if (Number.isNaN(fourth)) throw new RangeError(`not a week: ${week}`);
  const weekday = (new Date(fourth).getUTCDay() + 6) % 7;
  return fourth + (Number(number) * 7 - 7 - weekday) * DAY_MS;
}

/** `local` is what the wall clock shall show, as if it were UTC. */
function firstInstantAt(local: number, timeZone: string): Instant {
  const zone = IANAZone.create(timeZone);
  const shownAt = (at: Instant): number => at + zone.offset(at) * MINUTE_MS;
  let at = local - WIDEST_OFFSET_MS;
  let shown = shownAt(at);
  while (shown < local) {
    const next = at + local - shown;
    shown = shownAt(next);
    // Overshot: the clock was put forward in between, over the wanted time.
    if (shown > local) return firstShowing(local, { before: at, until: next }, shownAt);
    at = next;
  }
  return at;
}

/** Halves the span until the minute at which the clock jumps; zones change on whole seconds. */
function firstShowing(
  local: number,
  { before, until }: { readonly before: Instant; readonly until: Instant },
  shownAt: (at: Instant) => number,
): Instant {
  let [low, high] = [before, until];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (shownAt(middle) >= local) high = middle;
    else low = middle;
  }
  return high;
}

/** The local ISO week that an instant falls into. */
export function weekOf(at: Instant, timeZone: string): WeekKey {
  return weekShown(at + IANAZone.create(timeZone).offset(at) * MINUTE_MS);
}

/** `local` is what the wall clock shows, as if it were UTC. A week belongs to the year of its Thursday. */
function weekShown(local: number): WeekKey {
  const weekday = (new Date(local).getUTCDay() + 6) % 7;
  const thursday = local + (3 - weekday) * DAY_MS;
  const year = new Date(thursday).getUTCFullYear();
  const number = Math.floor((thursday - Date.UTC(year, 0, 1)) / (7 * DAY_MS)) + 1;
  return `${year}-W${String(number).padStart(2, '0')}`;
}

function moveWeek(week: WeekKey, by: number): WeekKey {
  return weekShown(mondayOf(week) + by * 7 * DAY_MS);
}

/** The next turn after `now` that is not taken, for people to see. */
export function nextOccurrence(
  time: WeeklyTime,
  now: Instant,
  isTaken: (week: WeekKey) => boolean = () => false,
): Occurrence {
  // A turn can fall into the next local week only where a zone left out the last day of one.
  let week = moveWeek(weekOf(now, time.timeZone), -1);
  for (;;) {
    const turn = occurrenceIn(week, time);
    if (turn.dueAt > now && !isTaken(week)) return turn;
    week = moveWeek(week, 1);
  }
}

/**
 * What is to be done for one schedule as of `now`. `isTaken` says whether a week has a slot already,
 * whatever became of it.
 */
export function planDigest(
  schedule: ScheduleState,
  isTaken: (week: WeekKey) => boolean,
  now: Instant,
): DigestPlan {
  const untaken = [...listUntaken(schedule, isTaken, now)];
  const { owed } = schedule;
  if (owed !== undefined && owed.dueAt <= now && !isTaken(owed.week)) {
    if (untaken.every(({ week }) => week !== owed.week)) untaken.push(owed);
  }
  const [newest, ...older] = untaken;
  if (newest === undefined) return { kind: 'nothing' };
  return now - newest.dueAt <= CATCH_UP_MS
    ? { kind: 'post', turn: newest, missed: older }
    : { kind: 'missed', missed: untaken };
}

/** The turns since the last one that was taken up, or since the schedule was changed, newest first. */
function* listUntaken(
  schedule: ScheduleState,
  isTaken: (week: WeekKey) => boolean,
  now: Instant,
): Generator<Occurrence> {
  const { changedAt } = schedule;
  // Nobody knows when a change was really made that was written down ahead: what is due comes, but
  // nobody is told of weeks in which the schedule may not have been there.
  const since = changedAt - now > CLOCK_SLACK_MS ? now - CATCH_UP_MS : changedAt;
  let week = weekOf(now, schedule.timeZone);
  for (let looked = 0; looked < MOST_WEEKS; looked += 1, week = moveWeek(week, -1)) {
    const turn = occurrenceIn(week, schedule);
    if (turn.dueAt > now) continue;
    if (turn.dueAt <= since || isTaken(week)) return;
    yield turn;
  }
}

export interface EditPlan {
  /** A turn of the old time that is due and that nobody has taken up yet, because the look comes a moment later. */
  readonly owed: Occurrence | undefined;
  /** Turns of the old time that are too old to be posted, newest first: to be told. */
  readonly missed: readonly Occurrence[];
}

/** What an edit must not lose. A week whose turn still comes by the new time has missed none. */
export function planEdit(
  before: ScheduleState,
  after: WeeklyTime,
  isTaken: (week: WeekKey) => boolean,
  now: Instant,
): EditPlan {
  const plan = planDigest(before, isTaken, now);
  if (plan.kind === 'nothing') return { owed: undefined, missed: [] };
  return {
    owed: plan.kind === 'post' ? plan.turn : undefined,
    missed: plan.missed.filter(({ week }) => occurrenceIn(week, after).dueAt <= now),
  };
}

/** Whether a digest due then comes late now. */
export function isLate(dueAt: Instant, now: Instant): boolean {
  return now - dueAt > LATE_AFTER_MS;
}

/** Whether a digest due then is too old to be posted. */
export function isTooLate(dueAt: Instant, now: Instant): boolean {
  return now - dueAt > CATCH_UP_MS;
}

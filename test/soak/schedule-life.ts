/**
 * A schedule as it lives: looked at, slept through, edited and paused around its due times. Beside it
 * stands a ledger that knows nothing of weeks taken: it writes a turn down when its time passes, and
 * strikes it out when it is posted or told. Whatever the plan says has to be what the ledger says.
 */
import {
  nextOccurrence,
  type Occurrence,
  planDigest,
  planEdit,
  type ScheduleState,
  type WeekKey,
  type WeeklyTime,
} from '../../src/core/digest-schedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A turn whose time has passed, and the time that it is of. */
interface Debt extends Occurrence {
  readonly time: WeeklyTime;
}

export interface Posted extends Debt {
  readonly at: number;
}

export interface Life {
  readonly posted: readonly Posted[];
  /** Weeks told as missed. */
  readonly told: readonly WeekKey[];
  readonly wrong: readonly string[];
  readonly now: () => number;
  /** What people are shown as the next turn. */
  readonly next: () => Occurrence;
  readonly look: (at: number) => void;
  readonly edit: (at: number, time: WeeklyTime) => void;
  readonly pause: (at: number) => void;
  readonly resume: (at: number) => void;
}

export function startLife(time: WeeklyTime, start: number): Life {
  const taken = new Set<WeekKey>();
  const isTaken = (week: WeekKey) => taken.has(week);
  const posted: Posted[] = [];
  const told: WeekKey[] = [];
  const wrong: string[] = [];
  let state: ScheduleState = { ...time, changedAt: start, owed: undefined };
  let paused = false;
  let now = start;
  let coming = nextOccurrence(state, start);
  /** The ledger, newest first, and what has been struck out. */
  let debts: readonly Debt[] = [];
  const over = new Set<WeekKey>();

  /** Lets time pass; every turn on the way is owed, unless its week is over. */
  function advance(at: number): void {
    for (; coming.dueAt <= at; coming = nextOccurrence(state, coming.dueAt)) {
      const { week } = coming;
      if (paused || over.has(week)) continue;
      debts = [{ ...coming, time: state }, ...debts.filter((debt) => debt.week !== week)];
    }
    now = at;
  }

  function tell(missed: readonly Occurrence[]): void {
    for (const { week } of missed) {
      over.add(week);
      told.push(week);
    }
    // One row stands for all of them.
    if (missed[0] !== undefined) taken.add(missed[0].week);
  }

  function compare(what: string, got: readonly Occurrence[], wanted: readonly Occurrence[]): void {
    const say = (turns: readonly Occurrence[]) =>
      turns.map(({ week, dueAt }) => `${week} of ${new Date(dueAt).toISOString()}`).join(', ');
    if (say(got) === say(wanted)) return;
    const { weekday, hour, minute, timeZone } = state;
    wrong.push(
      `${timeZone} ${weekday} ${hour}:${minute} at ${new Date(now).toISOString()}: ${what} ${say(got) || 'nothing'} instead of ${say(wanted) || 'nothing'}`,
    );
  }

  return {
    posted,
    told,
    wrong,
    now: () => now,
    next: () => nextOccurrence(state, now, (week) => taken.has(week) || week === state.owed?.week),
    look(at) {
      advance(at);
      if (paused) return;
      const plan = planDigest(state, isTaken, now);
      const [newest] = debts;
      const due = newest !== undefined && now - newest.dueAt <= DAY ? [newest] : [];
      compare('posts', plan.kind === 'post' ? [plan.turn] : [], due);
      compare('tells', plan.kind === 'nothing' ? [] : plan.missed, debts.slice(due.length));
      if (plan.kind === 'nothing') return;
      if (plan.kind === 'post') {
        const { week } = plan.turn;
        if (over.has(week)) wrong.push(`${week} twice`);
        over.add(week);
        taken.add(week);
        posted.push({ ...plan.turn, at: now, time: newest?.time ?? time });
      }
      tell(plan.missed);
      debts = [];
      state = { ...state, owed: undefined };
    },
    edit(at, after) {
      advance(at);
      if (paused) debts = [];
      const none = { owed: undefined, missed: [] };
      const plan = paused ? none : planEdit(state, after, isTaken, now);
      const [newest] = debts;
      const owed = newest !== undefined && now - newest.dueAt <= DAY ? [newest] : [];
      compare('keeps', plan.owed === undefined ? [] : [plan.owed], owed);
      coming = nextOccurrence(after, now);
      // A week that still comes by the new time is not missed.
      const missed = debts.slice(owed.length).filter(({ week }) => week < coming.week);
      compare('tells', plan.missed, missed);
      tell(plan.missed);
      debts = owed;
      state = { ...after, changedAt: now, owed: plan.owed };
    },
    pause(at) {
      advance(at);
      paused = true;
    },
    resume(at) {
      advance(at);
      paused = false;
      debts = [];
      state = { ...state, changedAt: now, owed: undefined };
    },
  };
}

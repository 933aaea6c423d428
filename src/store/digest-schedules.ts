/** Which digests are set up: made, changed, paused and deleted, with what an edit must not lose. */
import { randomBytes } from 'node:crypto';
import { and, asc, eq, isNull } from 'drizzle-orm';
import { type Occurrence, planEdit, type WeeklyTime } from '../core/digest-schedule.ts';
import type { Instant, SlackPerson } from '../core/seat.ts';
import type { Audit } from './audit.ts';
import { type Db, inTransaction } from './connection.ts';
import { auditDigest, type DigestDecision } from './digest-audit.ts';
import type {
  ChangedSchedule,
  DigestSchedule,
  DigestStore,
  DigestWish,
  PauseReason,
} from './digest-store.ts';
import { listTakenWeeks, skipMissed } from './digest-weeks.ts';
import { formatWish, hasSameTime, isTwin } from './digest-wish.ts';
import { digestSchedules } from './schema.ts';

const FROM_SETTINGS = 'settings';

type ScheduleRow = typeof digestSchedules.$inferSelect;

type ScheduleStore = Pick<
  DigestStore,
  | 'saveFromSettings'
  | 'listSchedules'
  | 'findSchedule'
  | 'addSchedule'
  | 'changeSchedule'
  | 'pauseSchedule'
  | 'resumeSchedule'
  | 'deleteSchedule'
  | 'listTakenWeeks'
>;

export function createDigestSchedules(db: Db, audit: Audit): ScheduleStore {
  return {
    ...createDecisions(db, audit),
    async saveFromSettings(wish, at) {
      inTransaction(db, () => {
        saveFromSettings(db, audit, wish, at);
      });
    },
    async listSchedules() {
      return listSchedules(db);
    },
    async findSchedule(id) {
      return findSchedule(db, id);
    },
    async listTakenWeeks(scheduleId, now) {
      return listTakenWeeks(db, scheduleId, now);
    },
  };
}

function listSchedules(db: Db): DigestSchedule[] {
  return db
    .select()
    .from(digestSchedules)
    .where(isNull(digestSchedules.deletedAt))
    .orderBy(asc(digestSchedules.madeAt), asc(digestSchedules.id))
    .all()
    .map(toSchedule);
}

/** Another one that the same channel would get at the same time. */
function findTwin(db: Db, id: string, wish: DigestWish): DigestSchedule | undefined {
  return listSchedules(db).find((other) => other.id !== id && isTwin(other, wish));
}

/** What people decide in the dialog, each with its row in the log. */
function createDecisions(
  db: Db,
  audit: Audit,
): Pick<
  ScheduleStore,
  'addSchedule' | 'changeSchedule' | 'pauseSchedule' | 'resumeSchedule' | 'deleteSchedule'
> {
  return {
    async addSchedule(wish, by, at, id = randomBytes(8).toString('hex')) {
      return inTransaction(db, () => {
        const row = db.select().from(digestSchedules).where(eq(digestSchedules.id, id)).get();
        const standing = row === undefined ? findTwin(db, id, wish) : toSchedule(row);
        if (standing !== undefined) return standing;
        const added = insert(db, { id, wish, by, at });
        auditDigest(audit, added, { by, outcome: 'added' }, at);
        return added;
      });
    },
    async changeSchedule(id, { wish, seen }, by, at) {
      return inTransaction(db, (): ChangedSchedule => {
        const before = findSchedule(db, id);
        if (before === undefined) return { kind: 'deleted' };
        const stands = formatWish(before);
        if (stands === formatWish(wish)) return { kind: 'changed', schedule: before };
        if (stands !== seen) return { kind: 'overtaken' };
        if (findTwin(db, id, wish) !== undefined) return { kind: 'twin' };
        const schedule = change(db, before, wish, at);
        auditDigest(audit, schedule, { by, outcome: 'changed' }, at);
        return { kind: 'changed', schedule };
      });
    },
    async pauseSchedule(id, by, at) {
      return inTransaction(db, () => pauseSchedule(db, audit, { id, why: 'by-hand', by }, at));
    },
    async resumeSchedule(id, by, at) {
      const unpaused = { ...UNPAUSED, ...owing(undefined), changedAt: at };
      return inTransaction(db, () =>
        decide(db, audit, { id, by, outcome: 'resumed', at }, (schedule) =>
          schedule.paused === undefined ? undefined : unpaused,
        ),
      );
    },
    async deleteSchedule(id, by, at) {
      return inTransaction(db, () =>
        decide(db, audit, { id, by, outcome: 'deleted', at }, () => ({ deletedAt: at })),
      );
    },
  };
}

type ScheduleValues = Partial<typeof digestSchedules.$inferInsert>;

/** Changes a schedule that is not deleted, unless there is nothing to change; with its row in the log. */
function decide(
  db: Db,
  audit: Audit,
  { id, at, ...decision }: DigestDecision & { readonly id: string; readonly at: Instant },
  plan: (schedule: DigestSchedule) => ScheduleValues | undefined,
): boolean {
  const schedule = findSchedule(db, id);
  const values = schedule && plan(schedule);
  if (schedule === undefined || values === undefined) return false;
  db.update(digestSchedules).set(values).where(isLiving(id)).run();
  auditDigest(audit, schedule, decision, at);
  return true;
}

function isLiving(id: string) {
  return and(eq(digestSchedules.id, id), isNull(digestSchedules.deletedAt));
}

/** Inside the caller's transaction. */
export function findSchedule(db: Db, id: string): DigestSchedule | undefined {
  const row = db.select().from(digestSchedules).where(isLiving(id)).get();
  return row && toSchedule(row);
}

interface Pause {
  readonly id: string;
  readonly why: PauseReason;
  readonly by: SlackPerson | undefined;
}

/** Inside the caller's transaction. */
export function pauseSchedule(db: Db, audit: Audit, { id, why, by }: Pause, at: Instant): boolean {
  return decide(db, audit, { id, by, outcome: 'paused', why, at }, ({ paused }) =>
    paused === undefined ? { pausedWhy: why, pausedAt: at } : undefined,
  );
}

export function toSchedule(row: ScheduleRow): DigestSchedule {
  const { pausedWhy, pausedAt, madeByTeam, madeByUser, owedWeek, owedAt } = row;
  return {
    id: row.id,
    channelId: row.channelId,
    weekday: row.weekday,
    hour: row.hour,
    minute: row.minute,
    timeZone: row.timeZone,
    names: row.names,
    paused: pausedWhy === null ? undefined : { why: pausedWhy, at: pausedAt ?? row.changedAt },
    madeBy:
      madeByTeam === null || madeByUser === null
        ? undefined
        : { teamId: madeByTeam, userId: madeByUser },
    madeAt: row.madeAt,
    changedAt: row.changedAt,
    owed: owedWeek === null || owedAt === null ? undefined : { week: owedWeek, dueAt: owedAt },
  };
}

/** In the log it stands as nobody's doing. */
function saveFromSettings(db: Db, audit: Audit, wish: DigestWish | undefined, at: Instant): void {
  const by = undefined;
  const before = findSchedule(db, FROM_SETTINGS);
  if (wish === undefined) {
    const decision = { id: FROM_SETTINGS, by, outcome: 'deleted', at } as const;
    decide(db, audit, decision, () => ({ deletedAt: at }));
  } else if (before === undefined) {
    auditDigest(audit, addFromSettings(db, wish, at), { by, outcome: 'added' }, at);
  } else if (formatWish(before) !== formatWish(wish)) {
    auditDigest(audit, change(db, before, wish, at), { by, outcome: 'changed' }, at);
  }
}

/** One that was deleted is known again; it owes nothing. */
function addFromSettings(db: Db, wish: DigestWish, at: Instant): DigestSchedule {
  const row = db
    .update(digestSchedules)
    .set({ ...valuesOf(wish), ...UNPAUSED, ...owing(undefined), deletedAt: null, changedAt: at })
    .where(eq(digestSchedules.id, FROM_SETTINGS))
    .returning()
    .get();
  return row === undefined
    ? insert(db, { id: FROM_SETTINGS, wish, by: undefined, at })
    : toSchedule(row);
}

function insert(
  db: Db,
  {
    id,
    wish,
    by,
    at,
  }: {
    readonly id: string;
    readonly wish: DigestWish;
    readonly by: SlackPerson | undefined;
    readonly at: Instant;
  },
): DigestSchedule {
  const row = db
    .insert(digestSchedules)
    .values({
      id,
      ...valuesOf(wish),
      madeByTeam: by?.teamId ?? null,
      madeByUser: by?.userId ?? null,
      madeAt: at,
      changedAt: at,
    })
    .returning()
    .get();
  return toSchedule(row);
}

/** Another channel or other names move no turn, so nothing of the time is touched for them. */
function change(db: Db, before: DigestSchedule, wish: DigestWish, at: Instant): DigestSchedule {
  const isElsewhere = before.channelId !== wish.channelId;
  const isTroubled = before.paused !== undefined && before.paused.why !== 'by-hand';
  const ends = isElsewhere && isTroubled;
  const moves = ends || !hasSameTime(before, wish);
  const row = db
    .update(digestSchedules)
    .set({
      ...valuesOf(wish),
      ...(ends ? UNPAUSED : {}),
      ...(moves ? { changedAt: at, ...owing(settleOldTurns(db, before, wish, at)) } : {}),
    })
    .where(eq(digestSchedules.id, before.id))
    .returning()
    .get();
  return row === undefined ? before : toSchedule(row);
}

/** What the old time still owes. What it missed is written down, because no plan will see it again. */
function settleOldTurns(
  db: Db,
  before: DigestSchedule,
  after: WeeklyTime,
  at: Instant,
): Occurrence | undefined {
  if (before.paused !== undefined) return undefined;
  const taken = listTakenWeeks(db, before.id, at);
  const { owed, missed } = planEdit(before, after, (week) => taken.has(week), at);
  skipMissed(db, before, missed, at);
  return owed;
}

const UNPAUSED = { pausedWhy: null, pausedAt: null };

function owing(owed: Occurrence | undefined) {
  return { owedWeek: owed?.week ?? null, owedAt: owed?.dueAt ?? null };
}

function valuesOf({ channelId, weekday, hour, minute, timeZone, names }: DigestWish) {
  return { channelId, weekday, hour, minute, timeZone, names };
}

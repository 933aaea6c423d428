/** The digest's outbox on disk: a turn is taken up once, with what it will say, and ends once. */
import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Occurrence } from '../core/digest-schedule.ts';
import type { Instant } from '../core/seat.ts';
import type { Audit } from './audit.ts';
import { type Db, inTransaction } from './connection.ts';
import { auditDigest } from './digest-audit.ts';
import { findSchedule, pauseSchedule, toSchedule } from './digest-schedules.ts';
import { findBaseline, forgetEarlierSnapshots, saveDormant } from './digest-snapshots.ts';
import type { DigestSlot, DigestStore, OwedNotice, SlotClaim, SlotState } from './digest-store.ts';
import { digestRows, digestSchedules, digestSlots } from './schema.ts';
import { OPEN_SLOTS } from './words.ts';

type SlotRow = typeof digestSlots.$inferSelect;

type SlotStore = Pick<
  DigestStore,
  | 'claim'
  | 'skipMissed'
  | 'listOpen'
  | 'findSlot'
  | 'dropChart'
  | 'markSending'
  | 'release'
  | 'postpone'
  | 'markPosted'
  | 'markUnknown'
  | 'markSkipped'
  | 'listOwedNotices'
  | 'markTold'
  | 'findBaseline'
>;

export function createDigestSlots(db: Db, audit: Audit): SlotStore {
  return {
    ...createSteps(db, audit),
    async claim(claim, at) {
      return inTransaction(db, () => claimSlot(db, audit, claim, at));
    },
    async skipMissed(scheduleId, missed, at) {
      inTransaction(db, () => {
        skipMissed(db, scheduleId, missed, at);
      });
    },
    async listOpen() {
      return db
        .select()
        .from(digestSlots)
        .where(inArray(digestSlots.state, OPEN_SLOTS))
        .orderBy(asc(digestSlots.claimedAt), asc(digestSlots.id))
        .all()
        .map(toSlot);
    },
    async findSlot(id) {
      return findSlot(db, id);
    },
    async listOwedNotices() {
      return listOwedNotices(db);
    },
    async markTold(slotId) {
      db.update(digestSlots).set({ told: true }).where(eq(digestSlots.id, slotId)).run();
    },
    async findBaseline(scheduleId) {
      return findBaseline(db, scheduleId);
    },
  };
}

/** From one state to the next, each only from where it may come. */
function createSteps(
  db: Db,
  audit: Audit,
): Pick<
  SlotStore,
  | 'dropChart'
  | 'markSending'
  | 'release'
  | 'postpone'
  | 'markPosted'
  | 'markUnknown'
  | 'markSkipped'
> {
  return {
    async dropChart(slotId) {
      inTransaction(db, () => {
        const frame = findSlot(db, slotId)?.frame;
        if (frame === undefined) return;
        const values = { frame: { ...frame, chart: undefined } };
        db.update(digestSlots).set(values).where(eq(digestSlots.id, slotId)).run();
      });
    },
    async markSending(id, late, at) {
      return inTransaction(db, () => {
        const attempts = sql`${digestSlots.attempts} + 1`;
        const values = { late, sendingAt: at, notBefore: null, attempts };
        return move(db, { id, from: ['claimed'], to: 'sending' }, values)
          ? findSlot(db, id)
          : undefined;
      });
    },
    async release(id, notBefore) {
      move(db, { id, from: ['sending'], to: 'claimed' }, { notBefore });
    },
    async postpone(id, notBefore) {
      move(db, { id, from: ['sending'], to: 'sending' }, { notBefore });
    },
    async markPosted(id, ts, at) {
      inTransaction(db, () => {
        if (!move(db, { id, from: ['sending'], to: 'posted' }, { ts, postedAt: at })) return;
        const slot = findSlot(db, id);
        if (slot !== undefined) forgetEarlierSnapshots(db, slot);
      });
    },
    async markUnknown(id, detail) {
      move(db, { id, from: ['sending'], to: 'unknown' }, { detail });
    },
    async markSkipped(id, { detail, pause }, at) {
      inTransaction(db, () => {
        if (!move(db, { id, from: OPEN_SLOTS, to: 'skipped' }, { detail })) return;
        const scheduleId = findSlot(db, id)?.scheduleId;
        if (pause !== undefined && scheduleId !== undefined) {
          pauseSchedule(db, audit, { id: scheduleId, why: pause, by: undefined }, at);
        }
      });
    },
  };
}

function findSlot(db: Db, id: string): DigestSlot | undefined {
  const row = db.select().from(digestSlots).where(eq(digestSlots.id, id)).get();
  return row && toSlot(row);
}

function toSlot(row: SlotRow): DigestSlot {
  const { askedByTeam: teamId, askedByUser: userId } = row;
  return {
    id: row.id,
    scheduleId: row.scheduleId,
    week: row.week ?? undefined,
    state: row.state,
    channelId: row.channelId,
    dueAt: row.dueAt,
    claimedAt: row.claimedAt,
    sendingAt: row.sendingAt ?? undefined,
    notBefore: row.notBefore ?? undefined,
    attempts: row.attempts,
    late: row.late,
    askedBy: teamId === null || userId === null ? undefined : { teamId, userId },
    frame: row.frame ?? undefined,
    ts: row.ts ?? undefined,
    detail: row.detail ?? undefined,
    weeks: row.weeks,
  };
}

/** The unique index says the same; asking first tells a taken week from a broken file. */
function claimSlot(db: Db, audit: Audit, claim: SlotClaim, at: Instant): DigestSlot | undefined {
  const schedule = findSchedule(db, claim.scheduleId);
  if (schedule === undefined || isTaken(db, claim)) return undefined;
  // Somebody who asks for one by hand may want to see whether the channel works again.
  if (schedule.paused !== undefined && claim.askedBy === undefined) return undefined;
  const row = insertSlot(db, claim, at);
  if (claim.askedBy !== undefined) {
    auditDigest(audit, schedule, { by: claim.askedBy, outcome: 'asked for' }, at);
  }
  for (const [position, { grant, part }] of claim.rows.entries()) {
    db.insert(digestRows)
      .values({ slotId: claim.id, position, ...grant, part })
      .run();
  }
  if (isComparable(claim)) saveDormant(db, claim.id, claim.snapshot);
  skipMissed(db, claim.scheduleId, claim.missed, at);
  return toSlot(row);
}

/** One asked for in between, or without any good data, is no week to compare the next with. */
function isComparable({ week, snapshot }: SlotClaim): boolean {
  return week !== undefined && snapshot.organisationIds.length > 0;
}

function insertSlot(db: Db, claim: SlotClaim, at: Instant): SlotRow {
  const { id, scheduleId, week, channelId, dueAt, frame, askedBy, snapshot } = claim;
  return db
    .insert(digestSlots)
    .values({
      id,
      scheduleId,
      channelId,
      dueAt,
      frame,
      state: 'claimed',
      claimedAt: at,
      week: week ?? null,
      askedByTeam: askedBy?.teamId ?? null,
      askedByUser: askedBy?.userId ?? null,
      comparedOrganisations: isComparable(claim) ? [...snapshot.organisationIds] : null,
    })
    .returning()
    .get();
}

function isTaken(db: Db, { scheduleId, week }: SlotClaim): boolean {
  const which =
    week === undefined
      ? and(sql`${digestSlots.week} is null`, inArray(digestSlots.state, OPEN_SLOTS))
      : eq(digestSlots.week, week);
  const found = db
    .select({ id: digestSlots.id })
    .from(digestSlots)
    .where(and(eq(digestSlots.scheduleId, scheduleId), which))
    .get();
  return found !== undefined;
}

function skipMissed(db: Db, scheduleId: string, missed: readonly Occurrence[], at: Instant): void {
  const [newest] = missed;
  const schedule = findSchedule(db, scheduleId);
  if (newest === undefined || schedule === undefined) return;
  db.insert(digestSlots)
    .values({
      id: slotIdOf(scheduleId, newest.week),
      scheduleId,
      week: newest.week,
      state: 'skipped',
      channelId: schedule.channelId,
      dueAt: newest.dueAt,
      claimedAt: at,
      detail: 'missed',
      weeks: missed.length,
    })
    .onConflictDoNothing()
    .run();
}

function slotIdOf(scheduleId: string, week: string): string {
  return `${scheduleId}/${week}`;
}

/** Answers whether the slot was in one of the states to move from. */
function move(
  db: Db,
  step: { readonly id: string; readonly from: readonly SlotState[]; readonly to: SlotState },
  values: Parameters<ReturnType<typeof db.update<typeof digestSlots>>['set']>[0],
): boolean {
  const { changes } = db
    .update(digestSlots)
    .set({ ...values, state: step.to })
    .where(and(eq(digestSlots.id, step.id), inArray(digestSlots.state, step.from)))
    .run();
  return changes === 1;
}

/** Newest first, and one deleted meanwhile is told all the same. */
function listOwedNotices(db: Db): OwedNotice[] {
  return db
    .select({ slot: digestSlots, schedule: digestSchedules })
    .from(digestSlots)
    .innerJoin(digestSchedules, eq(digestSchedules.id, digestSlots.scheduleId))
    .where(and(inArray(digestSlots.state, ['unknown', 'skipped']), eq(digestSlots.told, false)))
    .orderBy(desc(digestSlots.dueAt), asc(digestSlots.id))
    .all()
    .map(({ slot, schedule }) => ({ slot: toSlot(slot), schedule: toSchedule(schedule) }));
}

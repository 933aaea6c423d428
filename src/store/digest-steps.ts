/** A slot on its way: from one state to the next, each only from where it may come. */
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Instant } from '../core/seat.ts';
import type { Audit } from './audit.ts';
import { type Db, inTransaction } from './connection.ts';
import { findSchedule, pauseSchedule } from './digest-schedules.ts';
import { findSlot } from './digest-slot-rows.ts';
import { forgetEarlierSnapshots } from './digest-snapshots.ts';
import type { DigestSlot, DigestStore, SkippedEnd, SlotState } from './digest-store.ts';
import { digestSlots } from './schema.ts';
import { OPEN_SLOTS } from './words.ts';

export function createSteps(
  db: Db,
): Pick<
  DigestStore,
  'dropChart' | 'markSending' | 'release' | 'sendAgain' | 'postpone' | 'moveTo'
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
        if (!maySend(db, findSlot(db, id))) return undefined;
        const attempts = sql`${digestSlots.attempts} + 1`;
        const values = { late, sendingAt: at, notBefore: null, attempts };
        return move(db, { id, from: ['claimed'], to: 'sending' }, values)
          ? findSlot(db, id)
          : undefined;
      });
    },
    async release(id, notBefore) {
      const attempts = sql`${digestSlots.attempts} - 1`;
      move(db, { id, from: ['sending'], to: 'claimed' }, { notBefore, attempts });
    },
    async sendAgain(id) {
      move(db, { id, from: ['sending'], to: 'claimed' }, {});
    },
    async postpone(id, notBefore) {
      const isOpen = and(eq(digestSlots.id, id), inArray(digestSlots.state, OPEN_SLOTS));
      db.update(digestSlots).set({ notBefore }).where(isOpen).run();
    },
    async moveTo(id, channelId) {
      move(db, { id, from: ['claimed'], to: 'claimed' }, { channelId });
    },
  };
}

/** What a turn comes to. */
export function createEnds(
  db: Db,
  audit: Audit,
): Pick<DigestStore, 'markPosted' | 'markUnknown' | 'markSkipped'> {
  return {
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
    async markSkipped(id, end, at) {
      inTransaction(db, () => {
        markSkipped(db, audit, { id, ...end }, at);
      });
    },
  };
}

function markSkipped(
  db: Db,
  audit: Audit,
  { id, detail, pause, untold = false }: SkippedEnd & { readonly id: string },
  at: Instant,
): void {
  if (!move(db, { id, from: OPEN_SLOTS, to: 'skipped' }, { detail, told: untold })) return;
  const slot = findSlot(db, id);
  const schedule = slot && findSchedule(db, slot.scheduleId);
  // Moved to another channel meanwhile, it has nothing to do with the trouble of this one.
  if (pause === undefined || schedule?.channelId !== slot?.channelId) return;
  if (schedule !== undefined) {
    pauseSchedule(db, audit, { id: schedule.id, why: pause, by: undefined }, at);
  }
}

function maySend(db: Db, slot: DigestSlot | undefined): boolean {
  const schedule = slot && findSchedule(db, slot.scheduleId);
  if (slot === undefined || schedule?.channelId !== slot.channelId) return false;
  return schedule.paused === undefined || slot.week === undefined;
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

/** What is owed about digests that did not come, and who has heard it. */
import { and, asc, desc, eq, gte, inArray, or } from 'drizzle-orm';
import { type Db, inTransaction } from './connection.ts';
import { toSchedule } from './digest-schedules.ts';
import { type SlotRow, toSlot } from './digest-slot-rows.ts';
import type { DigestStore, OwedNotice } from './digest-store.ts';
import { digestSchedules, digestSlots, digestTellings } from './schema.ts';

type NoticeStore = Pick<DigestStore, 'listOwedNotices' | 'markHeard' | 'markTold'>;

export function createDigestNotices(db: Db): NoticeStore {
  return {
    async listOwedNotices() {
      return db
        .select({ slot: digestSlots, schedule: digestSchedules })
        .from(digestSlots)
        .innerJoin(digestSchedules, eq(digestSchedules.id, digestSlots.scheduleId))
        .where(and(inArray(digestSlots.state, ['unknown', 'skipped']), eq(digestSlots.told, false)))
        .orderBy(desc(digestSlots.dueAt), asc(digestSlots.id))
        .all()
        .map((row) => toNotice(db, row));
    },
    async markHeard(slotIds, telling, at) {
      inTransaction(db, () => {
        for (const slotId of slotIds) {
          const row = { slotId, ...telling, at };
          db.insert(digestTellings).values(row).onConflictDoNothing().run();
        }
      });
    },
    async markTold(slotId) {
      db.update(digestSlots).set({ told: true }).where(eq(digestSlots.id, slotId)).run();
    },
  };
}

interface OwedRow {
  readonly slot: SlotRow;
  readonly schedule: typeof digestSchedules.$inferSelect;
}

function toNotice(db: Db, row: OwedRow): OwedNotice {
  return {
    slot: toSlot(row.slot),
    schedule: toSchedule(row.schedule),
    isDeleted: row.schedule.deletedAt !== null,
    heard: findHeard(db, row),
  };
}

function findHeard(db: Db, { slot, schedule }: OwedRow): Map<string, boolean> {
  const { pausedWhy, pausedAt } = schedule;
  const ofThisPause =
    pausedAt === null || pausedWhy === null || pausedWhy !== slot.detail
      ? undefined
      : and(
          eq(digestSlots.scheduleId, schedule.id),
          eq(digestSlots.detail, pausedWhy),
          eq(digestTellings.reached, true),
          gte(digestTellings.at, pausedAt),
        );
  const rows = db
    .select({ recipient: digestTellings.recipient, reached: digestTellings.reached })
    .from(digestTellings)
    .innerJoin(digestSlots, eq(digestSlots.id, digestTellings.slotId))
    .where(or(eq(digestTellings.slotId, slot.id), ofThisPause))
    // Where both stand, having been reached is what counts.
    .orderBy(asc(digestTellings.reached))
    .all();
  return new Map(rows.map(({ recipient, reached }) => [recipient, reached]));
}

/** The slots of the outbox as they are read. */
import { eq } from 'drizzle-orm';
import type { Db } from './connection.ts';
import type { DigestSlot } from './digest-store.ts';
import { digestSlots } from './schema.ts';

export type SlotRow = typeof digestSlots.$inferSelect;

export function findSlot(db: Db, id: string): DigestSlot | undefined {
  const row = db.select().from(digestSlots).where(eq(digestSlots.id, id)).get();
  return row && toSlot(row);
}

export function toSlot(row: SlotRow): DigestSlot {
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

/** Which weeks of a schedule are over: taken up, or missed. Inside the caller's transaction. */
import { and, desc, eq, isNotNull } from 'drizzle-orm';
import type { Occurrence, WeekKey } from '../core/digest-schedule.ts';
import type { Instant } from '../core/seat.ts';
import type { Db } from './connection.ts';
import type { DigestSchedule } from './digest-store.ts';
import { digestSlots } from './schema.ts';

/** More weeks than a plan ever looks back. */
const WEEKS_REMEMBERED = 80;

export function listTakenWeeks(db: Db, scheduleId: string): Set<WeekKey> {
  const rows = db
    .select({ week: digestSlots.week })
    .from(digestSlots)
    .where(and(eq(digestSlots.scheduleId, scheduleId), isNotNull(digestSlots.week)))
    .orderBy(desc(digestSlots.week))
    .limit(WEEKS_REMEMBERED)
    .all();
  return new Set(rows.map(({ week }) => week ?? ''));
}

/** `missed` is newest first, and may be empty. */
export function skipMissed(
  db: Db,
  { id, channelId }: Pick<DigestSchedule, 'id' | 'channelId'>,
  missed: readonly Occurrence[],
  at: Instant,
): void {
  const [newest] = missed;
  if (newest === undefined) return;
  const { week, dueAt } = newest;
  db.insert(digestSlots)
    .values({
      id: `${id}/${week}`,
      scheduleId: id,
      week,
      state: 'skipped',
      channelId,
      dueAt,
      claimedAt: at,
      detail: 'missed',
      weeks: missed.length,
    })
    .onConflictDoNothing()
    .run();
}

/** Which weeks of a schedule are over: taken up, or missed. Inside the caller's transaction. */
import { and, desc, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import { CLOCK_SLACK_MS, type Occurrence, type WeekKey } from '../core/digest-schedule.ts';
import type { Instant } from '../core/seat.ts';
import type { Db } from './connection.ts';
import type { DigestSchedule } from './digest-store.ts';
import { digestSchedules, digestSlots, digestTellings } from './schema.ts';

/** More weeks than a plan ever looks back. */
const WEEKS_REMEMBERED = 80;

export function listTakenWeeks(db: Db, scheduleId: string, now: Instant): Set<WeekKey> {
  const rows = db
    .select({ week: digestSlots.week })
    .from(digestSlots)
    .where(
      and(
        eq(digestSlots.scheduleId, scheduleId),
        isNotNull(digestSlots.week),
        sql`not (${isMissedAhead(now)})`,
      ),
    )
    .orderBy(desc(digestSlots.week))
    .limit(WEEKS_REMEMBERED)
    .all();
  return new Set(rows.map(({ week }) => week ?? ''));
}

/**
 * Written down as missed by a clock that was ahead and has come back: the week may still come. Whatever
 * was taken up stays taken, because it may have been posted.
 */
function isMissedAhead(now: Instant) {
  return sql`${digestSlots.state} = 'skipped' and ${digestSlots.detail} is 'missed'
    and ${digestSlots.claimedAt} > ${now + CLOCK_SLACK_MS}`;
}

/** Makes room for what really becomes of the week. */
export function forgetMissedAhead(
  db: Db,
  { scheduleId, week }: { readonly scheduleId: string; readonly week: WeekKey },
  now: Instant,
): void {
  const ofWeek = and(eq(digestSlots.scheduleId, scheduleId), eq(digestSlots.week, week));
  const isWrong = and(ofWeek, isMissedAhead(now));
  const wrong = db.select({ id: digestSlots.id }).from(digestSlots).where(isWrong);
  db.delete(digestTellings).where(inArray(digestTellings.slotId, wrong)).run();
  db.delete(digestSlots).where(isWrong).run();
}

/** Whatever is taken up or told settles what an edit owed, because that is part of the same plan. */
export function settleOwed(db: Db, scheduleId: string): void {
  db.update(digestSchedules)
    .set({ owedWeek: null, owedAt: null })
    .where(eq(digestSchedules.id, scheduleId))
    .run();
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
  settleOwed(db, id);
  forgetMissedAhead(db, { scheduleId: id, week }, at);
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

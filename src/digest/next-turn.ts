/** When a digest comes next, as people are told. */
import { nextOccurrence } from '../core/digest-schedule.ts';
import type { Instant } from '../core/seat.ts';
import type { DigestSchedule, DigestStore } from '../store/digest-store.ts';

/** Never in a week that is taken, or about to be by a turn of the old time. Undefined while it is paused. */
export async function findNextTurn(
  digests: Pick<DigestStore, 'listTakenWeeks'>,
  schedule: DigestSchedule,
  now: Instant,
): Promise<Instant | undefined> {
  const { id, paused, owed } = schedule;
  if (paused !== undefined) return undefined;
  const taken = await digests.listTakenWeeks(id, now);
  return nextOccurrence(schedule, now, (week) => taken.has(week) || week === owed?.week).dueAt;
}

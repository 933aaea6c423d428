/** Waits until what ends together has ended, so that it is told in one message and not in a burst. */
import { isTimeZone, isTooLate, planDigest } from '../core/digest-schedule.ts';
import type { OwedNotice } from '../store/digest-store.ts';
import type { DigestDeps } from './digest-deps.ts';

/** In real time. Longer than it takes to read GitHub for a digest and to send it. */
const LONGEST_WAIT_MS = 120_000;

type GatheringDeps = Pick<DigestDeps, 'store' | 'now'>;

/** Answers, once a look, whether what is owed is all that is to come for now. */
export function createGathering(
  deps: GatheringDeps,
): (owed: readonly OwedNotice[]) => Promise<boolean> {
  let before = { ids: '', sinceMs: 0 };
  return async (owed) => {
    const ids = owed.map(({ slot }) => slot.id).join();
    if (ids !== before.ids) {
      before = { ids, sinceMs: Date.now() };
      return false;
    }
    if (owed.length === 0) return false;
    return Date.now() - before.sinceMs > LONGEST_WAIT_MS || !(await isMoreComing(deps));
  };
}

/** A turn that is about to be taken up or written down as missed, or a slot about to be given up. */
async function isMoreComing({ store: { digests }, now }: GatheringDeps): Promise<boolean> {
  const at = now();
  if ((await digests.listOpen()).some(({ dueAt }) => isTooLate(dueAt, at))) return true;
  for (const schedule of await digests.listSchedules()) {
    if (schedule.paused !== undefined || !isTimeZone(schedule.timeZone)) continue;
    const taken = await digests.listTakenWeeks(schedule.id, at);
    if (planDigest(schedule, (week) => taken.has(week), at).kind !== 'nothing') return true;
  }
  return false;
}

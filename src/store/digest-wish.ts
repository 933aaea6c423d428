/** What somebody chooses about a digest, beside what is set up. */
import type { WeeklyTime } from '../core/digest-schedule.ts';
import type { DigestWish } from './digest-store.ts';

/** In one line, which is the same for two wishes only where nothing differs. */
export function formatWish(wish: DigestWish): string {
  const { channelId, weekday, hour, minute, names, timeZone } = wish;
  return [channelId, weekday, hour, minute, names, timeZone].join(' ');
}

export function hasSameTime(one: WeeklyTime, other: WeeklyTime): boolean {
  return (
    one.weekday === other.weekday &&
    one.hour === other.hour &&
    one.minute === other.minute &&
    one.timeZone === other.timeZone
  );
}

/** Whether a channel would get two digests at a time from them. */
export function isTwin(one: DigestWish, other: DigestWish): boolean {
  return one.channelId === other.channelId && hasSameTime(one, other);
}

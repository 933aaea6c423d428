/** When a digest comes, and why it does not, in words. Plain strings: escaped where they land. */
import type { WeeklyTime } from '../../core/digest-schedule.ts';
import type { DigestNames, PauseReason } from '../../store/digest-store.ts';

export const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

/** `every Monday at 09:00 (Europe/Berlin)`. */
export function describeTime({ weekday, hour, minute, timeZone }: WeeklyTime): string {
  return `every ${WEEKDAYS[weekday - 1] ?? 'week'} at ${formatClock(hour, minute)} (${timeZone})`;
}

/** `09:05`, as Slack's time picker has it. */
export function formatClock(hour: number, minute: number): string {
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

export const NAMES_WORDS = {
  auto: 'Only in private channels of this company',
  yes: 'Yes',
  no: 'No, counts only',
} as const satisfies Record<DigestNames, string>;

interface PauseWords {
  /** A part of a sentence. */
  readonly why: string;
  /** A sentence. */
  readonly mend: string;
}

export const PAUSE_WORDS = {
  'by-hand': { why: 'somebody paused it', mend: 'Resume starts it again.' },
  archived: {
    why: 'the channel is archived',
    mend: 'Choose another channel, or bring this one back and resume.',
  },
  'not-in-channel': {
    why: 'Seatkeeper is not in the channel',
    mend: 'Invite it there, then resume.',
  },
  'no-channel': {
    why: 'Slack does not show Seatkeeper this channel: it is gone, or private and Seatkeeper is not in it',
    mend: 'Choose another channel, or invite Seatkeeper there and resume.',
  },
  restricted: {
    why: 'Slack does not let Seatkeeper post there',
    mend: 'Choose another channel, or have an administrator allow it and resume.',
  },
  shared: {
    why: 'the channel is shared with another company, and figures about seats stay in this one',
    mend: 'Choose a channel of this company.',
  },
} as const satisfies Record<PauseReason, PauseWords>;

const CHANNEL_TROUBLE = [
  'archived',
  'not-in-channel',
  'no-channel',
  'restricted',
  'shared',
] as const satisfies readonly PauseReason[];

/** What was wrong with the channel of a slot that was skipped, from its detail. */
export function findPause(detail: string | undefined): PauseReason | undefined {
  return CHANNEL_TROUBLE.find((reason) => reason === detail);
}

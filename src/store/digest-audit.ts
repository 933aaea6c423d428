/** What was decided about a digest, for the log: in the transaction in which it is changed. */
import type { Instant, SlackPerson } from '../core/seat.ts';
import type { Audit } from './audit.ts';
import type { DigestSchedule, PauseReason } from './digest-store.ts';

export interface DigestDecision {
  /** Undefined where Seatkeeper itself paused it, because of its channel, and for what the settings say. */
  readonly by: SlackPerson | undefined;
  readonly outcome: 'added' | 'changed' | 'paused' | 'resumed' | 'deleted' | 'asked for';
  readonly why?: PauseReason;
}

export function auditDigest(
  audit: Audit,
  schedule: DigestSchedule,
  { by, outcome, why }: DigestDecision,
  at: Instant,
): void {
  const { id, channelId, weekday, hour, minute, timeZone, names } = schedule;
  audit.append(
    {
      action: 'digest-changed',
      by,
      organisation: undefined,
      person: undefined,
      removalId: undefined,
      outcome,
      detail: { schedule: id, channelId, weekday, hour, minute, timeZone, names, why },
    },
    at,
  );
}

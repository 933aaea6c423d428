/** Reasons in plain words, for what is stored with a removal. */
import type { Verdict } from '../core/dormancy.ts';
import type { Day, Instant } from '../core/seat.ts';
import type { NotRemovedReason } from './outcome.ts';

/** Why the seat was idle, for the evidence. */
export function describeIdleReason(verdict: Verdict): string {
  if (verdict.state !== 'dormant' && verdict.state !== 'unclear') return verdict.state;
  const { reason } = verdict;
  switch (reason.kind) {
    case 'never-used':
      return `no use since the grant, ${verdict.idleDays} days ago`;
    case 'no-record':
      return `no use on record for ${reason.recordDays} days`;
    case 'stopped':
      return `last used on ${dayOf(reason.lastUse.at)}, ${reason.daysAgo} days ago`;
  }
}

const LATE_HINDRANCES: Readonly<Record<string, string>> = {
  kept: 'The person was kept at the same moment',
  used: 'Copilot was used at the same moment',
  'newer-sign': 'A newer sign of use came to light at the same moment',
  'last-seat': 'It had just become the last seat that stays',
};

/** Why a removal was given up when it was written down but nothing had been sent, as a sentence. */
export function describeLateHindrance({ kind }: NotRemovedReason): string {
  return `${LATE_HINDRANCES[kind] ?? 'The seat changed at the same moment'}, so nothing was sent.`;
}

/** The UTC day of an instant. */
export function dayOf(at: Instant): Day {
  return new Date(at).toISOString().slice(0, 10);
}

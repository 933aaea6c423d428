/**
 * When a seat is dormant. One pure function from what is known to one state, with its reason.
 *
 * GitHub's own rule: granted more than 30 days ago, and no activity or activity more than 30 days ago.
 * https://github.blog/changelog/2025-01-17-updating-retention-period-for-last_activity_at-values-on-the-user-management-api-public-preview-to-90-days/
 */
import {
  DAY_MS,
  type Day,
  type HeldSeat,
  type Instant,
  type Kept,
  type Seat,
  type SignOfUse,
} from './seat.ts';

/** GitHub forgets `last_activity_at` and `last_authenticated_at` after this many days. */
export const GITHUB_REMEMBERS_DAYS = 90;

export interface DormancyPolicy {
  /** Idle for more than this many days is dormant; exactly this many is not. */
  readonly dormantAfterDays: number;
}

export type IdleReason =
  /** The record reaches back to the grant and holds no use from anywhere. */
  | { readonly kind: 'never-used' }
  /** No use is known, but the seat is older than the record. */
  | { readonly kind: 'no-record'; readonly recordDays: number }
  | { readonly kind: 'stopped'; readonly lastUse: SignOfUse; readonly daysAgo: number };

export interface Idle {
  readonly idleSince: Instant;
  readonly idleDays: number;
  readonly reason: IdleReason;
}

export type Verdict =
  | { readonly state: 'nobody' }
  | { readonly state: 'leaving'; readonly lastDay: Day }
  | { readonly state: 'active' }
  | { readonly state: 'kept'; readonly kept: Kept }
  | { readonly state: 'new' }
  | ({
      readonly state: 'unclear';
      /** `signed-in`: telemetry may be off. `short-record`: nobody's memory reaches back far enough. */
      readonly why: 'signed-in' | 'short-record';
    } & Idle)
  | ({ readonly state: 'dormant' } & Idle);

export type State = Verdict['state'];

/** Whole days from `since` to `now`, never negative. */
export function daysBetween(since: Instant, now: Instant): number {
  return Math.max(0, Math.floor((now - since) / DAY_MS));
}

/**
 * The day from which on a use would be on record: GitHub's memory at the first good read, and
 * Seatkeeper's own ever since.
 */
export function recordStart(seat: HeldSeat): Instant {
  return seat.watchedSince - GITHUB_REMEMBERS_DAYS * DAY_MS;
}

/** Idle since the latest of the grant and every sign of use, from any source and any organisation. */
export function idleSince(seat: HeldSeat): Instant {
  return Math.max(seat.grantedAt, seat.lastUse?.at ?? seat.grantedAt);
}

export function isKept(kept: Kept | undefined, now: Instant): kept is Kept {
  return kept !== undefined && (kept.until === undefined || kept.until > now);
}

/** Judges one seat as of `now`. Every seat has exactly one state. */
export function judge(seat: Seat, policy: DormancyPolicy, now: Instant): Verdict {
  if (seat.kind === 'nobody') return { state: 'nobody' };
  if (seat.pendingCancellation !== undefined) {
    return { state: 'leaving', lastDay: seat.pendingCancellation };
  }
  const since = now - policy.dormantAfterDays * DAY_MS;
  if (seat.lastUse !== undefined && seat.lastUse.at >= since) return { state: 'active' };
  if (isKept(seat.kept, now)) return { state: 'kept', kept: seat.kept };
  if (seat.grantedAt >= since) return { state: 'new' };

  const idle = describeIdleness(seat, now);
  if (seat.lastSignInAt !== undefined && seat.lastSignInAt >= since) {
    return { state: 'unclear', why: 'signed-in', ...idle };
  }
  if (recordStart(seat) > since) {
    return { state: 'unclear', why: 'short-record', ...idle };
  }
  return { state: 'dormant', ...idle };
}

function describeIdleness(seat: HeldSeat, now: Instant): Idle {
  const since = idleSince(seat);
  return { idleSince: since, idleDays: daysBetween(since, now), reason: describeReason(seat, now) };
}

function describeReason(seat: HeldSeat, now: Instant): IdleReason {
  if (seat.lastUse !== undefined) {
    return { kind: 'stopped', lastUse: seat.lastUse, daysAgo: daysBetween(seat.lastUse.at, now) };
  }
  if (seat.grantedAt >= recordStart(seat)) return { kind: 'never-used' };
  return { kind: 'no-record', recordDays: daysBetween(recordStart(seat), now) };
}

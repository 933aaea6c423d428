/**
 * May this read be believed? Presence always; absence and silence only under conditions.
 */
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from './seat.ts';

export type FailureKind =
  | 'permission'
  | 'credentials'
  | 'suspended'
  | 'gone'
  | 'not-enabled'
  | 'limit'
  | 'outage'
  | 'unreadable'
  | 'incomplete';

/** Why a read went wrong, in a class somebody can act on. */
export interface ReadFailure {
  readonly kind: FailureKind;
  /** GitHub's own words or ours, without secrets. */
  readonly detail: string;
  /** The permission that is missing, as GitHub's settings page calls it. */
  readonly permission?: string | undefined;
  /** Before this instant GitHub must not be asked again. */
  readonly retryAt?: Instant | undefined;
}

/** What GitHub said last when it was asked where its App is installed. */
export type Listing =
  /** Not asked since the start. */
  | { readonly kind: 'unasked' }
  | { readonly kind: 'listed' }
  | { readonly kind: 'failed'; readonly failure: ReadFailure };

/** What the past reads of one organisation tell about its data. */
export interface ReadHistory {
  readonly firstGoodReadAt: Instant | undefined;
  readonly lastGoodReadAt: Instant | undefined;
  /** The last read that ended, well or badly. */
  readonly lastReadAt: Instant | undefined;
  readonly lastFailure: ReadFailure | undefined;
  /** The last good read in which the activity of any known seat moved; undefined if it never did. */
  readonly movedAt: Instant | undefined;
  readonly goodReadsSinceMoved: number;
}

export interface TrustPolicy {
  readonly refreshMinutes: number;
}

export type Trust =
  | { readonly kind: 'good'; readonly asOf: Instant }
  /** No good read yet: nothing is concluded. */
  | { readonly kind: 'unread'; readonly failure: ReadFailure | undefined }
  /** Conclusions stand as of the last good read. */
  | { readonly kind: 'stale'; readonly asOf: Instant; readonly failure: ReadFailure | undefined }
  /** GitHub answers, but nobody's activity has moved; conclusions stand as of the last movement. */
  | { readonly kind: 'frozen'; readonly asOf: Instant; readonly readAt: Instant };

const STALE_AFTER_MS = 2 * HOUR_MS;
const FROZEN_AFTER_WEEKDAY_MS = 48 * HOUR_MS;
const FROZEN_AFTER_READS = 10;

/** How old the last good read may be before nothing new is concluded from it. */
export function staleAfterMs(policy: TrustPolicy): number {
  return Math.max(STALE_AFTER_MS, 2 * policy.refreshMinutes * MINUTE_MS);
}

export function judgeTrust(history: ReadHistory, policy: TrustPolicy, now: Instant): Trust {
  const { lastGoodReadAt, lastFailure } = history;
  if (lastGoodReadAt === undefined) return { kind: 'unread', failure: lastFailure };
  if (Math.abs(now - lastGoodReadAt) > staleAfterMs(policy)) {
    const asOf = frozenSince(history, lastGoodReadAt) ?? Math.min(now, lastGoodReadAt);
    return { kind: 'stale', asOf, failure: lastFailure };
  }
  const frozen = frozenSince(history, now);
  if (frozen !== undefined) return { kind: 'frozen', asOf: frozen, readAt: lastGoodReadAt };
  return { kind: 'good', asOf: now };
}

/** The milliseconds between two instants that fall on Monday to Friday, UTC. */
export function weekdayMsBetween(from: Instant, to: Instant): number {
  if (to <= from) return 0;
  // Monday-based time line: 1970-01-01 was a Thursday, so Monday 1970-01-05 is day 4.
  return weekdayMsSinceMonday(to) - weekdayMsSinceMonday(from);
}

const FIRST_MONDAY_MS = 4 * DAY_MS;

function weekdayMsSinceMonday(at: Instant): number {
  const sinceMonday = at - FIRST_MONDAY_MS;
  const weeks = Math.floor(sinceMonday / (7 * DAY_MS));
  const intoWeek = sinceMonday - weeks * 7 * DAY_MS;
  return weeks * 5 * DAY_MS + Math.min(intoWeek, 5 * DAY_MS);
}

/** A grant that a complete read did not show. */
export interface Absence {
  readonly grantId: number;
  /** How many complete reads in a row have not shown it, this one included. */
  readonly missedReads: number;
  readonly missedSince: Instant;
}

const QUARANTINE_FLOOR = 10;
const QUARANTINE_SHARE = 0.1;
const QUARANTINE_READS = 3;
const QUARANTINE_MS = 6 * HOUR_MS;

export interface AbsencePlan {
  readonly gone: readonly number[];
  /** True while so many seats vanished at once that GitHub is more likely wrong than right. */
  readonly quarantined: boolean;
}

/**
 * Which absent grants have ended. Two complete reads in a row are believed; when more than ten seats
 * and more than a tenth of them vanish at once, it takes three reads over six hours.
 */
export function planAbsences(
  absences: readonly Absence[],
  knownGrants: number,
  now: Instant,
): AbsencePlan {
  const twice = absences.filter((absence) => absence.missedReads >= 2);
  if (twice.length <= Math.max(QUARANTINE_FLOOR, knownGrants * QUARANTINE_SHARE)) {
    return { gone: twice.map((absence) => absence.grantId), quarantined: false };
  }
  const lasting = twice.filter(
    (absence) =>
      absence.missedReads >= QUARANTINE_READS && now - absence.missedSince >= QUARANTINE_MS,
  );
  return {
    gone: lasting.map((absence) => absence.grantId),
    quarantined: lasting.length < twice.length,
  };
}

function frozenSince(
  { movedAt, goodReadsSinceMoved }: ReadHistory,
  at: Instant,
): Instant | undefined {
  if (movedAt === undefined || goodReadsSinceMoved < FROZEN_AFTER_READS) return undefined;
  return weekdayMsBetween(movedAt, at) >= FROZEN_AFTER_WEEKDAY_MS ? movedAt : undefined;
}

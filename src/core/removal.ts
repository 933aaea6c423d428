/** May this seat be removed now? The same question for a button in a list and for the live check. */
import { type DormancyPolicy, type Idle, type Verdict } from './dormancy.ts';
import { type AssigningTeam, DAY_MS, type Day, type Instant, type Kept } from './seat.ts';
import type { Trust } from './trust.ts';

export type RemovalMode = 'on' | 'dry-run' | 'off';

/** GitHub's `seat_management_setting`; seats can be changed one by one only under `assign_selected`. */
export type SeatManagement =
  | 'assign_selected'
  | 'assign_all'
  | 'disabled'
  | 'unconfigured'
  | 'unknown';

/** What can stand in the way of removing a seat; `findObstacle` says which is named first. */
export type Obstacle =
  | { readonly kind: 'removals-off' }
  | { readonly kind: 'bad-data'; readonly trust: Trust }
  | { readonly kind: 'app-may-only-read' }
  | { readonly kind: 'not-assigned-individually'; readonly setting: SeatManagement }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'leaving'; readonly lastDay: Day }
  | { readonly kind: 'used'; readonly at: Instant | undefined }
  | { readonly kind: 'kept'; readonly kept: Kept }
  | { readonly kind: 'new' }
  | { readonly kind: 'short-record' }
  | { readonly kind: 'through-team'; readonly team: AssigningTeam }
  /** GitHub may lag by a day, so a seat can be removed a day after it became dormant. */
  | { readonly kind: 'too-early'; readonly possibleAt: Instant }
  | { readonly kind: 'last-seat' };

export interface RemovalCircumstances {
  readonly mode: RemovalMode;
  readonly trust: Trust;
  readonly appMayWrite: boolean;
  readonly seatManagement: SeatManagement;
  readonly team: AssigningTeam | undefined;
  /** Seats of the organisation that are not leaving, removals under way already taken off. */
  readonly seatsStaying: number;
  readonly lastUseAt: Instant | undefined;
}

/** GitHub's figures may be up to a day old. https://docs.github.com/copilot/reference/metrics-data */
const LAG_MS = DAY_MS;

/** Finds what stands in the way, or undefined when the seat may be removed as of `now`. */
export function findObstacle(
  verdict: Verdict,
  circumstances: RemovalCircumstances,
  policy: DormancyPolicy,
  now: Instant,
): Obstacle | undefined {
  const { mode, trust, appMayWrite, seatManagement } = circumstances;
  if (mode === 'off') return { kind: 'removals-off' };
  if (trust.kind !== 'good') return { kind: 'bad-data', trust };
  return (
    findObstacleInVerdict(verdict, circumstances) ??
    findObstacleInGrant(circumstances) ??
    (appMayWrite ? undefined : { kind: 'app-may-only-read' }) ??
    (seatManagement === 'assign_selected'
      ? undefined
      : { kind: 'not-assigned-individually', setting: seatManagement }) ??
    findLagObstacle(verdict, policy, now) ??
    (circumstances.seatsStaying <= 1 ? { kind: 'last-seat' } : undefined)
  );
}

/**
 * The same for somebody who gives the own seat back: whether it is used, kept or new, and for how long
 * it has been idle, is then up to nobody else.
 */
export function findReleaseObstacle(
  verdict: Verdict,
  circumstances: RemovalCircumstances,
): Obstacle | undefined {
  const { mode, trust, appMayWrite, seatManagement, seatsStaying } = circumstances;
  if (mode === 'off') return { kind: 'removals-off' };
  if (trust.kind !== 'good') return { kind: 'bad-data', trust };
  if (verdict.state === 'nobody') return { kind: 'nobody' };
  if (verdict.state === 'leaving') return { kind: 'leaving', lastDay: verdict.lastDay };
  const inGrant = findObstacleInGrant(circumstances);
  if (inGrant !== undefined) return inGrant;
  if (!appMayWrite) return { kind: 'app-may-only-read' };
  if (seatManagement !== 'assign_selected') {
    return { kind: 'not-assigned-individually', setting: seatManagement };
  }
  return seatsStaying <= 1 ? { kind: 'last-seat' } : undefined;
}

function findObstacleInVerdict(
  verdict: Verdict,
  circumstances: RemovalCircumstances,
): Obstacle | undefined {
  switch (verdict.state) {
    case 'nobody':
      return { kind: 'nobody' };
    case 'leaving':
      return { kind: 'leaving', lastDay: verdict.lastDay };
    case 'active':
      return { kind: 'used', at: circumstances.lastUseAt };
    case 'kept':
      return { kind: 'kept', kept: verdict.kept };
    case 'new':
      return { kind: 'new' };
    case 'unclear':
      return verdict.why === 'short-record' ? { kind: 'short-record' } : undefined;
    case 'dormant':
      return undefined;
  }
}

function findObstacleInGrant({ team }: RemovalCircumstances): Obstacle | undefined {
  return team === undefined ? undefined : { kind: 'through-team', team };
}

function findLagObstacle(
  verdict: Verdict,
  policy: DormancyPolicy,
  now: Instant,
): Obstacle | undefined {
  if (verdict.state !== 'dormant' && verdict.state !== 'unclear') return undefined;
  const possibleAt = removableAfter(verdict, policy);
  return now > possibleAt ? undefined : { kind: 'too-early', possibleAt };
}

/** The instant after which an idle seat may be removed: the threshold and a day for GitHub's lag. */
export function removableAfter(idle: Idle, policy: DormancyPolicy): Instant {
  return idle.idleSince + policy.dormantAfterDays * DAY_MS + LAG_MS;
}

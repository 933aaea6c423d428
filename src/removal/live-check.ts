/** The seat as GitHub has it at this moment, held against what was decided upon. */

import { idleSince, judge, type Verdict } from '../core/dormancy.ts';
import { findObstacle, findReleaseObstacle } from '../core/removal.ts';
import {
  type GrantKey,
  grantKeyOf,
  type HeldSeat,
  type HeldSeatReading,
  type Instant,
  type Person,
  type SeatReading,
} from '../core/seat.ts';
import { judgeTrust } from '../core/trust.ts';
import { type Asked, type CopilotSettings, GitHubError } from '../github/github.ts';
import { askedOf } from '../poller/poller.ts';
import type { NotRemovedReason } from './outcome.ts';
import { readSeatOf } from './read-seat.ts';
import type { RemovalDeps } from './removal-deps.ts';

/** Why a seat is to go: it lies idle, or whoever holds it gives it back. */
export type Purpose = 'idle' | 'release';

/** A seat that may be removed, with what was asked and seen. */
export interface Removable {
  readonly asked: Asked;
  readonly seat: HeldSeat;
  readonly verdict: Verdict;
  readonly live: HeldSeatReading;
  readonly settings: CopilotSettings;
  readonly purpose: Purpose;
}

export type LiveCheck =
  | ({ readonly kind: 'removable' } & Removable)
  | { readonly kind: 'hindered'; readonly why: NotRemovedReason };

/**
 * May this grant be removed now? Asks GitHub for the settings and the seat, remembers what it says, and
 * judges anew. Same person id, same grant, still idle, no newer sign, and nothing else in the way.
 */
export async function checkRemovable(
  deps: RemovalDeps,
  grant: GrantKey,
  purpose: Purpose,
): Promise<LiveCheck> {
  const { store, policy, now } = deps;
  const known = await store.seats.find(grant);
  const record = await store.organisations.find(grant.organisationId);
  if (known === undefined || record === undefined) return hindered({ kind: 'left' });
  if (policy.mode === 'off') return hindered({ kind: 'removals-off' });
  const trust = judgeTrust(record.history, policy, now());
  if (trust.kind !== 'good') return hindered({ kind: 'bad-data', trust });

  const asked = askedOf(record);
  const answer = await askLive(deps, asked, known.person);
  if (answer.kind !== 'asked') return hindered(answer);
  const { live, settings } = answer;
  const changed = await rememberLive(deps, grant, live);
  if (changed !== undefined) return hindered(changed);
  if (live?.kind !== 'held') return hindered({ kind: 'left' });

  const judged = await judgeAnew(deps, known, { settings, purpose, ownClaims: 0 });
  return judged.kind === 'hindered'
    ? judged
    : { ...judged, kind: 'removable', asked, live, settings, purpose };
}

/**
 * The same once more from memory alone, for when the claim stands: while GitHub was being asked, a
 * colleague may have kept the person, or a read may have seen a use.
 */
export async function findLateHindrance(
  deps: RemovalDeps,
  { seat, settings, purpose }: Removable,
): Promise<NotRemovedReason | undefined> {
  const judged = await judgeAnew(deps, seat, { settings, purpose, ownClaims: 1 });
  return judged.kind === 'hindered' ? judged.why : undefined;
}

type Judged =
  | { readonly kind: 'free'; readonly seat: HeldSeat; readonly verdict: Verdict }
  | { readonly kind: 'hindered'; readonly why: NotRemovedReason };

interface Judging {
  readonly settings: CopilotSettings;
  readonly purpose: Purpose;
  readonly ownClaims: 0 | 1;
}

/** Judges by what is remembered by now; `before` is what was known until then. */
async function judgeAnew(
  deps: RemovalDeps,
  before: HeldSeat,
  { settings, purpose, ownClaims }: Judging,
): Promise<Judged> {
  const { store, policy, now } = deps;
  const seat = await store.seats.find(grantKeyOf(before));
  const record = await store.organisations.find(before.organisation.id);
  if (seat === undefined || record === undefined) return hindered({ kind: 'left' });
  const verdict = judge(seat, policy, now());
  const circumstances = {
    mode: policy.mode,
    trust: judgeTrust(record.history, policy, now()),
    appMayWrite: record.appMayWrite,
    seatManagement: settings.seatManagement,
    team: seat.team,
    seatsStaying: Math.min(
      settings.seatsStaying ?? Number.POSITIVE_INFINITY,
      (await store.seats.countStaying(seat.organisation.id)) -
        (record.removalsUnderWay - ownClaims),
    ),
    lastUseAt: seat.lastUse?.at,
  };
  if (purpose === 'release') {
    const why = findReleaseObstacle(verdict, circumstances);
    return why === undefined ? { kind: 'free', seat, verdict } : hindered(why);
  }
  const obstacle = findObstacle(verdict, circumstances, policy, now());
  const why = obstacle ?? findNewerSign(deps, before, { seat, verdict });
  return why === undefined ? { kind: 'free', seat, verdict } : hindered(why);
}

/**
 * A sign that came to light after the decision, though it leaves the seat idle: whoever confirmed was
 * told another reason, or was not told to ask first.
 */
function findNewerSign(
  { policy, now }: RemovalDeps,
  before: HeldSeat,
  { seat, verdict }: { readonly seat: HeldSeat; readonly verdict: Verdict },
): NotRemovedReason | undefined {
  const use = seat.lastUse?.at;
  if (use !== undefined && use > (before.lastUse?.at ?? Number.NEGATIVE_INFINITY)) {
    return { kind: 'newer-sign', sign: 'use', at: use };
  }
  const signIn = seat.lastSignInAt;
  const isNewInDoubt =
    verdict.state === 'unclear' && judge(before, policy, now()).state !== 'unclear';
  return isNewInDoubt && signIn !== undefined
    ? { kind: 'newer-sign', sign: 'sign-in', at: signIn }
    : undefined;
}

/** What a **Remove seat** button said when it was shown, which may be weeks ago. */
export interface ShownIdle {
  readonly idleSince: Instant;
  readonly unclear: boolean;
}

/** A sign that came to light after the button was shown hinders too: it spoke of another reason. */
export function holdAgainstShown(check: LiveCheck, shown: ShownIdle | undefined): LiveCheck {
  if (check.kind === 'hindered' || shown === undefined) return check;
  const { seat, verdict } = check;
  if (idleSince(seat) > shown.idleSince) {
    return hindered({ kind: 'newer-sign', sign: 'use', at: idleSince(seat) });
  }
  if (verdict.state === 'unclear' && !shown.unclear && seat.lastSignInAt !== undefined) {
    return hindered({ kind: 'newer-sign', sign: 'sign-in', at: seat.lastSignInAt });
  }
  return check;
}

/** Asks for the seat of a person; a failure is a value, since nothing has been changed yet. */
async function askLive(deps: RemovalDeps, asked: Asked, person: Person) {
  const { begun } = deps.stopping;
  try {
    const settings = await deps.github.readSettings(asked, begun, 'click');
    const answer = await readSeatOf(deps, asked, person, begun);
    const live = answer.kind === 'seat' ? answer.reading : undefined;
    return { kind: 'asked', settings, live } as const;
  } catch (error) {
    if (begun.aborted) return { kind: 'stopping' } as const;
    if (!(error instanceof GitHubError)) throw error;
    return { kind: 'not-asked', failure: error.failure } as const;
  }
}

/** Remembers what GitHub said of the seat, and says how it is not the seat that was decided upon. */
async function rememberLive(
  { store, now }: RemovalDeps,
  grant: GrantKey,
  live: SeatReading | undefined,
): Promise<NotRemovedReason | undefined> {
  if (live === undefined || live.kind === 'nobody') {
    await store.seats.markGone(grant, now());
    return { kind: 'left' };
  }
  await store.seats.saveReading(grant.organisationId, live, now());
  if (live.person.id !== grant.personId) return { kind: 'changed-hands' };
  if (live.grantedAt !== grant.grantedAt) {
    await store.seats.markGone(grant, now());
    return { kind: 're-granted', grantedAt: live.grantedAt };
  }
  return undefined;
}

function hindered(why: NotRemovedReason): { kind: 'hindered'; why: NotRemovedReason } {
  return { kind: 'hindered', why };
}

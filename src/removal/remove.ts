/** One removal, from the click to the claim: who asks, what stands, what GitHub says now. */
import { randomBytes } from 'node:crypto';
import { priceOf } from '../core/money.ts';
import { type GrantKey, grantKeyOf, type SlackPerson } from '../core/seat.ts';
import type { Removal, RemovalClaim } from '../store/store.ts';
import { carryOut } from './carry-out.ts';
import { describeIdleReason } from './evidence.ts';
import {
  checkRemovable,
  holdAgainstShown,
  type Purpose,
  type Removable,
  type ShownIdle,
} from './live-check.ts';
import type { NotRemovedReason, Outcome, Subject } from './outcome.ts';
import { auditRefusal } from './refusal.ts';
import type { Denied, RemovalDeps } from './removal-deps.ts';
import { endIfRestored } from './restored.ts';

/** Removes a seat if everything still speaks for it; otherwise says what does not. */
export async function removeSeat(
  deps: RemovalDeps,
  grant: GrantKey,
  by: SlackPerson,
  shown?: ShownIdle,
): Promise<Outcome | Denied> {
  let subject: Subject | undefined;
  try {
    const role = await deps.identify(by);
    subject = await findSubject(deps, grant);
    if (role !== 'manager') {
      const outcome = `not allowed: ${role}`;
      await auditRefusal(deps, { action: 'removal-refused', subject, by, outcome });
      return { kind: 'denied', role };
    }
    return await decideRemoval(deps, { grant, by, subject, purpose: 'idle', shown });
  } catch (error) {
    // Whatever breaks, breaks before anything is sent: after that `carryOut` lets nothing out.
    deps.log.error({ event: 'removal-not-written', err: error }, 'a removal could not be decided');
    return {
      kind: 'not-removed',
      subject: subject ?? UNKNOWN_SUBJECT,
      why: { kind: 'not-written' },
    };
  }
}

/** Asked for by somebody who may ask for it. */
export interface Request {
  readonly grant: GrantKey;
  readonly by: SlackPerson;
  readonly subject: Subject | undefined;
  readonly purpose: Purpose;
  /** What the button spoke of, where it said so. */
  readonly shown?: ShownIdle | undefined;
}

/** Checks, claims and carries out. Throws only what breaks before anything is sent. */
export async function decideRemoval(deps: RemovalDeps, request: Request): Promise<Outcome> {
  const standing = await findStanding(deps, request.grant);
  if (standing !== undefined) return refuseAgain(deps, request, standing);
  const check = holdAgainstShown(
    await checkRemovable(deps, request.grant, request.purpose),
    request.shown,
  );
  if (check.kind === 'removable') return claimAndRemove(deps, check, request);
  // While GitHub was being asked, somebody else's removal may have been what changed the seat.
  const quicker = await findStanding(deps, request.grant);
  return quicker === undefined
    ? refuse(deps, request, check.why)
    : refuseAgain(deps, request, quicker);
}

/** The removal of this very grant that stands. One that somebody undid on GitHub is ended here. */
async function findStanding(deps: RemovalDeps, grant: GrantKey): Promise<Removal | undefined> {
  const { store } = deps;
  const newest = await store.removals.findForGrant(grant);
  if (newest === undefined || !isLive(newest)) return undefined;
  if (newest.state !== 'removed' || !(await endIfRestored(deps, newest))) return newest;
  return undefined;
}

function isLive({ state }: Removal): boolean {
  return state === 'claimed' || state === 'sent' || state === 'removed' || state === 'undo-sent';
}

async function claimAndRemove(
  deps: RemovalDeps,
  check: Removable,
  request: Request,
): Promise<Outcome> {
  const { store, now } = deps;
  const id = randomBytes(16).toString('hex');
  deps.inHand.add(id);
  try {
    const result = await store.removals.claim(
      planClaim(deps, check, { id, by: request.by }),
      now(),
    );
    if (result.kind === 'already') return await refuseAgain(deps, request, result.removal);
    if (result.kind === 'busy') return await refuse(deps, request, { kind: 'busy' });
    return await carryOut(deps, check, result.removal);
  } finally {
    deps.inHand.delete(id);
  }
}

function planClaim(
  { policy, prices, currency }: RemovalDeps,
  { seat, verdict, live, purpose }: Removable,
  { id, by }: { id: string; by: SlackPerson },
): RemovalClaim {
  return {
    id,
    by,
    grant: grantKeyOf(seat),
    person: seat.person,
    organisation: seat.organisation,
    mode: policy.mode,
    price: priceOf(seat.plan, prices),
    currency,
    evidence: {
      login: seat.person.login,
      organisation: seat.organisation.login,
      reason: purpose === 'release' ? RELEASE_REASON : describeIdleReason(verdict),
      ...(purpose === 'release' && { byHolder: true }),
      idleSince: 'idleSince' in verdict ? verdict.idleSince : seat.grantedAt,
      thresholdDays: policy.dormantAfterDays,
      live,
    },
  };
}

/** Shown in the log. */
const RELEASE_REASON = 'given back by the person with the seat';

export async function findSubject(
  { store }: RemovalDeps,
  grant: GrantKey,
): Promise<Subject | undefined> {
  const seat = await store.seats.find(grant);
  if (seat !== undefined) return { person: seat.person, organisation: seat.organisation };
  const removal = await store.removals.findForGrant(grant);
  return removal && { person: removal.person, organisation: removal.organisation };
}

async function refuse(
  deps: RemovalDeps,
  { subject, by }: Request,
  why: NotRemovedReason,
): Promise<Outcome> {
  await auditRefusal(deps, { action: 'removal-refused', subject, by, outcome: why.kind });
  return { kind: 'not-removed', subject: subject ?? UNKNOWN_SUBJECT, why };
}

async function refuseAgain(
  deps: RemovalDeps,
  { subject, by }: Request,
  removal: Removal,
): Promise<Outcome> {
  await auditRefusal(deps, { action: 'removal-refused', subject, by, outcome: 'already-removed' });
  return { kind: 'already-removed', removal };
}

/** A grant nobody remembers: the button outlived its seat and the memory of it. */
export const UNKNOWN_SUBJECT: Subject = {
  person: { id: 0, login: 'This person' },
  organisation: { id: 0, login: 'the organisation' },
};

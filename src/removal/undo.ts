/** Giving a seat back: the same care as taking it, until the day on which the cancellation takes effect. */
import { DAY_MS, type Instant, type Kept, type SlackPerson } from '../core/seat.ts';
import { type Asked, type ChangeResult, GitHubError, type LiveSeat } from '../github/github.ts';
import { askedOf } from '../poller/poller.ts';
import type { Removal } from '../store/store.ts';
import { traceOf } from './carry-out.ts';
import { dayOf } from './evidence.ts';
import { isOwnRelease } from './holder.ts';
import type { NotUndoneReason, Outcome } from './outcome.ts';
import { type ReadBack, readBack, readBackUntil, wouldShow } from './read-back.ts';
import { readSeatOf } from './read-seat.ts';
import { auditRefusal } from './refusal.ts';
import type { Denied, RemovalDeps } from './removal-deps.ts';

/** Undoes a removal. Undefined when no such removal is known. */
export async function undoRemoval(
  deps: RemovalDeps,
  id: string,
  by: SlackPerson,
): Promise<Outcome | Denied | undefined> {
  const role = await deps.identify(by);
  const removal = await deps.store.removals.find(id);
  if (role !== 'manager' && !(await isOwnRelease(deps, { removal, by, role }))) {
    const outcome = `not allowed: ${role}`;
    await auditRefusal(deps, {
      action: 'undo-refused',
      by,
      subject: removal,
      removalId: removal?.id,
      outcome,
    });
    return { kind: 'denied', role };
  }
  if (removal === undefined) return undefined;
  try {
    return await decide(deps, removal, by);
  } catch (error) {
    // Whatever breaks, breaks before anything is sent: after that `carryOut` lets nothing out.
    deps.log.error({ event: 'undo-not-written', err: error }, 'an undo could not be decided');
    return { kind: 'not-undone', removal, why: { kind: 'not-written' } };
  }
}

async function decide(deps: RemovalDeps, removal: Removal, by: SlackPerson): Promise<Outcome> {
  const hindrance = findHindrance(removal, deps.now());
  if (hindrance !== undefined) return refuse(deps, { removal, by, why: hindrance });
  const record = await deps.store.organisations.find(removal.organisation.id);
  if (record === undefined) return refuse(deps, { removal, by, why: { kind: 'too-late' } });
  if (!record.appMayWrite) return refuse(deps, { removal, by, why: { kind: 'app-may-only-read' } });
  return checkAndUndo(deps, { removal, asked: askedOf(record), by });
}

/** What stands in the way of an undo without asking GitHub. */
export function findHindrance(removal: Removal, now: Instant): NotUndoneReason | undefined {
  switch (removal.state) {
    case 'undone':
      return { kind: 'already-undone' };
    case 'claimed':
    case 'sent':
    case 'undo-sent':
      return { kind: 'busy' };
    case 'refused':
    case 'failed':
    case 'rehearsed':
      return { kind: 'never-removed' };
    case 'removed': {
      const isOver = removal.lastDay === undefined || dayOf(now) >= removal.lastDay;
      return isOver ? { kind: 'too-late' } : undefined;
    }
  }
}

interface UndoRequest {
  readonly removal: Removal;
  readonly asked: Asked;
  readonly by: SlackPerson;
}

async function checkAndUndo(deps: RemovalDeps, request: UndoRequest): Promise<Outcome> {
  const check = await checkLive(deps, request);
  if (check.kind === 'hindered') return refuse(deps, { ...request, why: check.why });
  const { removal, by } = request;
  deps.inHand.add(removal.id);
  try {
    const claim = await deps.store.removals.claimUndo(removal.id, by, deps.now());
    if (claim.kind === 'already') {
      const standing = findHindrance(claim.removal, deps.now()) ?? { kind: 'busy' };
      return await refuse(deps, { ...request, why: standing });
    }
    if (claim.kind === 'busy') return await refuse(deps, { ...request, why: { kind: 'busy' } });
    return await carryOut(deps, request, check.login);
  } finally {
    deps.inHand.delete(removal.id);
  }
}

type Checked =
  /** With the login under which GitHub has just shown the person. */
  | { readonly kind: 'leaving'; readonly login: string }
  | { readonly kind: 'hindered'; readonly why: NotUndoneReason };

/** A POST for a seat that is not leaving would be a new purchase or nothing, so it is not sent. */
async function checkLive(deps: RemovalDeps, request: UndoRequest): Promise<Checked> {
  const { begun } = deps.stopping;
  try {
    const live = await readSeatOf(deps, request.asked, request.removal.person, begun);
    return await holdAgainst(deps, request, live);
  } catch (error) {
    if (begun.aborted) return hindered({ kind: 'stopping' });
    if (!(error instanceof GitHubError)) throw error;
    return hindered({ kind: 'not-asked', failure: error.failure });
  }
}

/** Remembers what GitHub shows and holds it against what was removed. */
async function holdAgainst(
  { store, now }: RemovalDeps,
  { removal, asked }: UndoRequest,
  live: LiveSeat,
): Promise<Checked> {
  if (live.kind === 'none' || live.reading.kind === 'nobody') {
    await store.seats.markGone(removal.grant, now());
    return hindered({ kind: 'too-late' });
  }
  const { reading } = live;
  await store.seats.saveReading(asked.organisationId, reading, now());
  if (reading.person.id !== removal.person.id) return hindered({ kind: 'changed-hands' });
  const isSameGrant = reading.grantedAt === removal.grant.grantedAt;
  if (reading.pendingCancellation === undefined) {
    if (isSameGrant) await store.removals.markRestored(removal.id, now());
    return hindered({ kind: 'holds-seat' });
  }
  // A newer grant that leaves is somebody else's decision.
  if (!isSameGrant) return hindered({ kind: 'too-late' });
  return { kind: 'leaving', login: reading.person.login };
}

function hindered(why: NotUndoneReason): Checked {
  return { kind: 'hindered', why };
}

/** From here on something may be sent, so whatever breaks is looked up by `resolve.ts`. */
async function carryOut(deps: RemovalDeps, request: UndoRequest, login: string): Promise<Outcome> {
  const { removal, asked } = request;
  try {
    const result = await deps.github.restoreSeat(asked, login, deps.stopping);
    const end = await findEnd(deps, request, result);
    if (end === undefined) {
      return { kind: 'undo-unknown-yet', removal: await reload(deps, removal) };
    }
    await deps.store.removals.settleUndo(removal.id, end, traceOf(result), deps.now());
    const after = await reload(deps, removal);
    if (end.state === 'undone') {
      const kept = await deps.store.kept.find(removal.person.id);
      return { kind: 'undone', removal: after, keptUntil: findKeptUntil(kept, end.keptUntil) };
    }
    const why = { kind: 'came-to-nothing', detail: end.detail } as const;
    return { kind: 'not-undone', removal: after, why };
  } catch (error) {
    deps.log.error(
      { event: 'undo-unsettled', removal: removal.id, err: error },
      'the end of an undo could not be written down yet',
    );
    return { kind: 'undo-unknown-yet', removal };
  }
}

type UndoEnd = Parameters<RemovalDeps['store']['removals']['settleUndo']>[1];

/** How an undo ended, by what GitHub answered and then shows; undefined while that leaves it open. */
async function findEnd(
  deps: RemovalDeps,
  { asked, removal }: UndoRequest,
  result: ChangeResult,
): Promise<UndoEnd | undefined> {
  if (result.kind === 'refused') {
    const { detail } = result;
    if (result.status === undefined) return { state: 'removed', detail };
    // GitHub said no, but what it shows is what counts.
    const shown = planUndoEnd(deps, await readBack(deps, asked, removal, deps.stopping.over));
    return shown ?? { state: 'removed', detail: `GitHub said no: ${detail}` };
  }
  const found = await readBackUntil(
    deps,
    asked,
    removal,
    (seen) => planUndoEnd(deps, seen) !== undefined,
  );
  const end = planUndoEnd(deps, found);
  const didNothing = result.kind === 'answered' && result.seatsChanged === 0;
  if (end !== undefined || found.kind !== 'leaving' || !didNothing) return end;
  return { state: 'removed', detail: 'GitHub answered that it changed no seat.' };
}

/** How an undo ended by what GitHub shows; undefined while it shows no trace of it. */
function planUndoEnd({ now, policy }: RemovalDeps, found: ReadBack): UndoEnd | undefined {
  switch (found.kind) {
    case 'staying':
    case 'replaced':
      // One threshold, so that a seat given back is not offered again tomorrow.
      return { state: 'undone', keptUntil: now() + policy.dormantAfterDays * DAY_MS };
    case 'gone':
      return { state: 'removed', detail: 'The seat had ended before it could be given back.' };
    case 'leaving':
    case 'unreadable':
      return undefined;
  }
}

/** An exemption made before may last longer than the undo's own; one for good has no end. */
export function findKeptUntil(kept: Kept | undefined, byUndo: Instant): Instant | undefined {
  return kept === undefined ? byUndo : kept.until;
}

/** Ends an undo that was left open by a crash or a time-out, by what GitHub shows. */
export async function resolveUndo(
  deps: RemovalDeps,
  removal: Removal,
  asked: Asked,
): Promise<void> {
  const { store, now } = deps;
  const found = await readBack(deps, asked, removal, deps.stopping.begun);
  const end = planUndoEnd(deps, found);
  if (end !== undefined) {
    await store.removals.settleUndo(removal.id, end, {}, now());
  } else if (found.kind === 'leaving' && wouldShow(removal.undo?.at ?? 0, now())) {
    const detail = 'GitHub shows no trace of the undo, so the seat still ends.';
    await store.removals.settleUndo(removal.id, { state: 'removed', detail }, {}, now());
  }
}

async function reload({ store }: RemovalDeps, removal: Removal): Promise<Removal> {
  return (await store.removals.find(removal.id)) ?? removal;
}

async function refuse(
  deps: RemovalDeps,
  { removal, by, why }: { removal: Removal; by: SlackPerson; why: NotUndoneReason },
): Promise<Outcome> {
  await auditRefusal(deps, {
    action: 'undo-refused',
    by,
    subject: removal,
    removalId: removal.id,
    outcome: why.kind,
  });
  return { kind: 'not-undone', removal: await reload(deps, removal), why };
}

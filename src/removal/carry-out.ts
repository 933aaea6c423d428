/**
 * One removal, from the claim to the truth: look once more, send once, read back.
 *
 * A crash before `sent` leaves a claim that sent nothing. A crash after it leaves `sent`, which
 * `resolve.ts` ends by asking GitHub; the DELETE itself is never sent again.
 */
import type { ChangeResult } from '../github/github.ts';
import type { GitHubTrace, Removal, RemovalEnd } from '../store/store.ts';
import { describeLateHindrance } from './evidence.ts';
import { findLateHindrance, type Removable } from './live-check.ts';
import type { NotRemovedReason, Outcome } from './outcome.ts';
import { type ReadBack, readBack, readBackUntil } from './read-back.ts';
import type { RemovalDeps } from './removal-deps.ts';

/** Carries out a removal that has been claimed, and ends it by what GitHub shows. */
export async function carryOut(
  deps: RemovalDeps,
  check: Removable,
  removal: Removal,
): Promise<Outcome> {
  const { store, now } = deps;
  const why = await findLateHindrance(deps, check);
  if (why !== undefined) {
    const end = { state: 'failed', detail: describeLateHindrance(why) } as const;
    return settle(deps, removal, { end, trace: {}, why });
  }
  if (removal.mode !== 'on') {
    return settle(deps, removal, { end: { state: 'rehearsed' }, trace: {} });
  }
  if (!(await store.removals.markSent(removal.id, now()))) {
    return describeEnd(await reload(deps, removal));
  }
  return settleBySending(deps, check, removal);
}

/** From here on something may have been sent, so whatever breaks is looked up by `resolve.ts`. */
async function settleBySending(
  deps: RemovalDeps,
  { asked, live }: Removable,
  removal: Removal,
): Promise<Outcome> {
  try {
    const result = await deps.github.removeSeat(asked, live.person.login, deps.stopping);
    const trace = traceOf(result);
    if (result.kind === 'answered' && result.seatsChanged > 1) {
      deps.log.error(
        { event: 'removal-too-many', removal: removal.id, ...trace },
        'GitHub counted more than one seat',
      );
    }
    const end = await findEnd(deps, { asked, removal, result });
    if (end !== undefined) return await settle(deps, removal, { end, trace });
    // Not there yet, or unreadable: `resolve.ts` goes on looking, and the person who clicked is told.
    return { kind: 'unknown-yet', removal: await reload(deps, removal) };
  } catch (error) {
    deps.log.error(
      { event: 'removal-unsettled', removal: removal.id, err: error },
      'the end of a removal could not be written down yet',
    );
    return { kind: 'unknown-yet', removal };
  }
}

interface Sent {
  readonly asked: Removable['asked'];
  readonly removal: Removal;
  readonly result: ChangeResult;
}

/** How a removal ended, by what GitHub answered and then shows; undefined while that leaves it open. */
async function findEnd(
  deps: RemovalDeps,
  { asked, removal, result }: Sent,
): Promise<RemovalEnd | undefined> {
  if (result.kind === 'refused') {
    const { detail } = result;
    if (result.status === undefined) return { state: 'failed', detail };
    // GitHub said no, but what it shows is what counts.
    const found = await readBack(deps, asked, removal, deps.stopping.over);
    return found.kind === 'leaving' ? planEnd(found) : { state: 'refused', detail };
  }
  const found = await readBackUntil(deps, asked, removal, (seen) => planEnd(seen) !== undefined);
  const end = planEnd(found);
  const didNothing = result.kind === 'answered' && result.seatsChanged === 0;
  if (end !== undefined || found.kind !== 'staying' || !didNothing) return end;
  return { state: 'failed', detail: 'GitHub answered that it changed no seat.' };
}

/** How a removal ended by what GitHub shows; undefined while it shows no trace of it. */
export function planEnd(found: ReadBack): RemovalEnd | undefined {
  switch (found.kind) {
    case 'leaving':
      return { state: 'removed', lastDay: found.lastDay };
    case 'gone':
    case 'replaced':
      return { state: 'removed', lastDay: undefined };
    case 'staying':
    case 'unreadable':
      return undefined;
  }
}

interface Settlement {
  readonly end: RemovalEnd;
  readonly trace: GitHubTrace;
  readonly why?: NotRemovedReason;
}

async function settle(
  deps: RemovalDeps,
  removal: Removal,
  { end, trace, why }: Settlement,
): Promise<Outcome> {
  await deps.store.removals.settle(removal.id, end, trace, deps.now());
  deps.log.info(
    {
      event: 'removal-ended',
      removal: removal.id,
      organisation: removal.organisation.id,
      state: end.state,
    },
    'a removal ended',
  );
  return describeEnd(await reload(deps, removal), why);
}

/** A removal that has ended, as an outcome. */
export function describeEnd(removal: Removal, why?: NotRemovedReason): Outcome {
  const { state, detail = 'Nothing came of it.', person, organisation } = removal;
  switch (state) {
    case 'removed':
      return removal.lastDay === undefined
        ? { kind: 'gone-at-once', removal }
        : { kind: 'removed', removal };
    case 'rehearsed':
      return { kind: 'rehearsed', removal };
    case 'refused':
    case 'failed': {
      const kind = state === 'refused' ? 'refused-by-github' : 'came-to-nothing';
      const subject = { person, organisation };
      return { kind: 'not-removed', subject, why: why ?? { kind, detail } };
    }
    case 'claimed':
    case 'sent':
    case 'undo-sent':
    case 'undone':
      return { kind: 'unknown-yet', removal };
  }
}

export function traceOf(result: ChangeResult): GitHubTrace {
  return {
    status: result.status,
    requestId: result.requestId,
    seatsChanged: result.kind === 'answered' ? result.seatsChanged : undefined,
  };
}

async function reload({ store }: RemovalDeps, removal: Removal): Promise<Removal> {
  return (await store.removals.find(removal.id)) ?? removal;
}

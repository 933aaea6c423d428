/** Ends what a crash or a time-out left open, by asking GitHub. Nothing is ever sent again. */
import { askedOf } from '../poller/poller.ts';
import type { Removal } from '../store/store.ts';
import { planEnd } from './carry-out.ts';
import { readBack, wouldShow } from './read-back.ts';
import type { RemovalDeps } from './removal-deps.ts';
import { endIfRestored } from './restored.ts';
import { resolveUndo } from './undo.ts';

/**
 * Looks once at every removal and undo that is open and that no listener has in hand, and at those that
 * GitHub seems to contradict. All at once: an organisation has one open at most, and none waits for another.
 */
export async function resolveOpenRemovals(deps: RemovalDeps): Promise<void> {
  const { removals } = deps.store;
  const open = (await removals.listUnsettled()).filter(({ id }) => !deps.inHand.has(id));
  const contradicted = await removals.listContradicted();
  await Promise.all([
    ...open.map((removal) => lookAt(deps, removal, resolveOne)),
    ...contradicted.map((removal) => lookAt(deps, removal, endIfRestored)),
  ]);
}

async function lookAt(
  deps: RemovalDeps,
  removal: Removal,
  look: (deps: RemovalDeps, removal: Removal) => Promise<unknown>,
): Promise<void> {
  try {
    await look(deps, removal);
  } catch (error) {
    deps.log.error(
      { event: 'resolve-broke', removal: removal.id, err: error },
      'an open removal could not be looked up',
    );
  }
}

async function resolveOne(deps: RemovalDeps, removal: Removal): Promise<void> {
  const { store, now } = deps;
  if (removal.state === 'claimed') {
    const detail = 'Seatkeeper stopped before GitHub was asked.';
    await store.removals.settle(removal.id, { state: 'failed', detail }, {}, now());
    return;
  }
  const record = await store.organisations.find(removal.organisation.id);
  if (record === undefined) return;
  if (removal.state === 'undo-sent') {
    await resolveUndo(deps, removal, askedOf(record));
    return;
  }
  const found = await readBack(deps, askedOf(record), removal, deps.stopping.begun);
  const end = planEnd(found);
  if (end !== undefined) {
    await store.removals.settle(removal.id, end, {}, now());
    return;
  }
  if (found.kind === 'staying' && wouldShow(removal.sentAt ?? removal.claimedAt, now())) {
    const detail = 'GitHub shows no trace of the removal, so the seat stays.';
    await store.removals.settle(removal.id, { state: 'failed', detail }, {}, now());
  }
}

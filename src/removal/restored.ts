/** Seats that were removed here and given back by somebody on GitHub itself. */
import { askedOf } from '../poller/poller.ts';
import type { Removal } from '../store/store.ts';
import { readBack } from './read-back.ts';
import type { RemovalDeps } from './removal-deps.ts';

/** Ends a removal whose very seat GitHub shows as staying; answers whether it did. */
export async function endIfRestored(deps: RemovalDeps, removal: Removal): Promise<boolean> {
  const { store, now } = deps;
  const record = await store.organisations.find(removal.organisation.id);
  if (record === undefined) return false;
  const found = await readBack(deps, askedOf(record), removal, deps.stopping.begun);
  return found.kind === 'staying' && (await store.removals.markRestored(removal.id, now()));
}

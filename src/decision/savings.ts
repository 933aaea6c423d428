/** From the memory to a figure: what removals have saved so far. */
import { type Savings, savingsReachDays, sumSavings } from '../core/savings.ts';
import { DAY_MS, type Instant } from '../core/seat.ts';
import type { Store } from '../store/store.ts';
import type { Picture } from './picture.ts';

export interface SavingsDeps {
  readonly store: Pick<Store, 'removals'>;
  readonly policy: { readonly retentionDays: number };
  readonly now: () => Instant;
}

/** Of the organisations whose data is good; in the others somebody may hold a seat again, unseen. */
export async function loadSavings(
  { store, policy, now }: SavingsDeps,
  { organisations }: Pick<Picture, 'organisations'>,
): Promise<Savings> {
  const reachDays = savingsReachDays(policy.retentionDays);
  const at = now();
  const since = new Date(at - reachDays * DAY_MS).toISOString().slice(0, 10);
  const good = new Set(
    organisations
      .filter(({ trust }) => trust.kind === 'good')
      .map(({ organisation }) => organisation.id),
  );
  const taken = await store.removals.listTaken(since);
  const counted = taken.filter(({ organisationId }) => good.has(organisationId));
  return { reachDays, amounts: sumSavings(counted, at) };
}

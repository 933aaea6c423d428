/** Keeps the history in figures: one row an organisation and day, from data that is good. */
import { setImmediate } from 'node:timers/promises';
import { figuresOf } from '../core/figures.ts';
import type { Prices } from '../core/money.ts';
import { type Instant, MINUTE_MS } from '../core/seat.ts';
import { type DecisionDeps, loadPicture } from '../decision/picture.ts';
import type { Store } from '../store/store.ts';

export interface FigureDeps extends DecisionDeps {
  readonly store: Pick<Store, 'organisations' | 'seats' | 'figures'>;
  readonly prices: Prices;
}

/** Judging all seats takes a while in a large company, and a round reads many organisations. */
const APART_MS = 10 * MINUTE_MS;

/** Answers with a look: saves the figures when something has been read well since the last time. */
export function createFigureKeeper(deps: FigureDeps): () => Promise<void> {
  const { store, prices, now } = deps;
  let saved: { readonly at: Instant; readonly readAt: Instant } | undefined;
  return async () => {
    const records = await store.organisations.list();
    const readAt = Math.max(...records.map(({ history }) => history.lastGoodReadAt ?? 0));
    const at = now();
    const isFresh = saved !== undefined && Math.abs(at - saved.at) < APART_MS;
    if (records.length === 0 || readAt === 0 || readAt === saved?.readAt || isFresh) return;
    saved = { at, readAt };
    const picture = await loadPicture(deps);
    // Slack's three seconds have their turn between two long pieces of work.
    await setImmediate();
    await store.figures.save(figuresOf(picture, prices), at);
  };
}

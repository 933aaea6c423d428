/** The charts of the digest. */
import type { Summary } from '../../core/board.ts';
import type { State } from '../../core/dormancy.ts';
import type { Trend } from '../../core/figures.ts';
import type { Instant } from '../../core/seat.ts';
import type { FrozenBlock } from '../../store/digest-store.ts';
import { chart, shortDay } from './chart.ts';
import { STATE_WORDS } from './words.ts';

const STATES = ['active', 'dormant', 'unclear', 'new', 'kept', 'leaving', 'nobody'] as const;

/** The idle seats week by week. */
export function trendChart({ points }: Trend, now: Instant): FrozenBlock {
  return chart({
    type: 'line',
    title: 'Idle seats, week by week',
    counted: 'Seats',
    points: points.map(({ day, dormant }) => ({ label: shortDay(day, now), value: dormant })),
  });
}

/** How many seats there are of each state; for as long as there is no trend. */
export function stateChart({ byState }: Summary): FrozenBlock | undefined {
  const points = listStates(byState).map(({ state, count }) => ({
    label: STATE_WORDS[state],
    value: count,
  }));
  return points.length === 0
    ? undefined
    : chart({ type: 'bar', title: 'Seats by state', counted: 'Seats', points });
}

/** The states that there are seats of, in the order in which they are told. */
export function listStates(
  byState: Summary['byState'],
): { readonly state: State; readonly count: number }[] {
  return STATES.map((state) => ({ state, count: byState[state] })).filter(({ count }) => count > 0);
}

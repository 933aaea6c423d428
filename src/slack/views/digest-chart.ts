/**
 * Slack's own chart. https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
 * Not in the SDK's types yet, so its shape stands here. What it shows is said in words beside it.
 */
import type { Summary } from '../../core/board.ts';
import type { State } from '../../core/dormancy.ts';
import type { Trend } from '../../core/figures.ts';
import type { Day, Instant } from '../../core/seat.ts';
import type { FrozenBlock } from '../../store/digest-store.ts';
import { formatDay, plain } from '../text.ts';
import { STATE_WORDS } from './words.ts';

const TITLE_LENGTH = 50;
const LABEL_LENGTH = 20;

interface ChartBlock extends FrozenBlock {
  readonly type: 'data_visualization';
  readonly title: string;
  readonly chart: {
    readonly type: 'line' | 'bar';
    readonly series: readonly {
      readonly name: string;
      readonly data: readonly { readonly label: string; readonly value: number }[];
    }[];
    readonly axis_config: { readonly categories: readonly string[]; readonly y_label: string };
  };
}

const STATES = ['active', 'dormant', 'unclear', 'new', 'kept', 'leaving', 'nobody'] as const;

function chart(
  type: 'line' | 'bar',
  title: string,
  points: readonly { readonly label: string; readonly value: number }[],
): ChartBlock {
  const data = points.map(({ label, value }) => ({ label: plain(label, LABEL_LENGTH), value }));
  return {
    type: 'data_visualization',
    title: plain(title, TITLE_LENGTH),
    chart: {
      type,
      series: [{ name: 'Seats', data }],
      axis_config: { categories: data.map(({ label }) => label), y_label: 'Seats' },
    },
  };
}

/** The idle seats week by week. */
export function trendChart({ points }: Trend, now: Instant): FrozenBlock {
  return chart(
    'line',
    'Idle seats, week by week',
    points.map(({ day, dormant }) => ({ label: shortDay(day, now), value: dormant })),
  );
}

/** How many seats there are of each state; for as long as there is no trend. */
export function stateChart({ byState }: Summary): FrozenBlock | undefined {
  const points = listStates(byState).map(({ state, count }) => ({
    label: STATE_WORDS[state],
    value: count,
  }));
  return points.length === 0 ? undefined : chart('bar', 'Seats by state', points);
}

/** The states that there are seats of, in the order in which they are told. */
export function listStates(
  byState: Summary['byState'],
): { readonly state: State; readonly count: number }[] {
  return STATES.map((state) => ({ state, count: byState[state] })).filter(({ count }) => count > 0);
}

/** `7 Sep`: twelve of them have to fit on a phone. */
function shortDay(day: Day, now: Instant): string {
  const [date = '', month = ''] = formatDay(day, now).split(' ');
  return `${date} ${month.slice(0, 3)}`;
}

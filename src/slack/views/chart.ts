/**
 * Slack's own chart. https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
 * Not in the SDK's types yet, so its shape stands here. What it shows is said in words beside it.
 */
import type { Day, Instant } from '../../core/seat.ts';
import type { FrozenBlock } from '../../store/digest-store.ts';
import { formatDay, plain } from '../text.ts';

const TITLE_LENGTH = 50;
const LABEL_LENGTH = 20;

export interface ChartBlock extends FrozenBlock {
  readonly type: 'data_visualization';
  readonly block_id?: string;
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

export interface ChartWords {
  readonly type: 'line' | 'bar';
  readonly title: string;
  /** What is counted: the name of the one series, and of the axis. */
  readonly counted: string;
  /** At most 20, each with a label of its own. */
  readonly points: readonly { readonly label: string; readonly value: number }[];
}

export function chart({ type, title, counted, points }: ChartWords): ChartBlock {
  const data = points.map(({ label, value }) => ({ label: plain(label, LABEL_LENGTH), value }));
  return {
    type: 'data_visualization',
    title: plain(title, TITLE_LENGTH),
    chart: {
      type,
      series: [{ name: counted, data }],
      axis_config: { categories: data.map(({ label }) => label), y_label: counted },
    },
  };
}

/** `7 Sep`: twelve and more of them have to fit on a phone. */
export function shortDay(day: Day, now: Instant): string {
  const [date = '', month = ''] = formatDay(day, now).split(' ');
  return `${date} ${month.slice(0, 3)}`;
}

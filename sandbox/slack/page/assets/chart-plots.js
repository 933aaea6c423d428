/** @import { Chart, Point } from '../blocks.ts' */
import { labelStep, lengthOf, short, ticksFor } from './chart-scale.js';
import { svg } from './dom.js';

/** A drawing is this wide at most; where there is more room, it is enlarged. */
const widest = 520;
const height = 250;
const edge = { top: 12, right: 14, bottom: 28, left: 44 };

/**
 * @typedef {object} Plane
 * @property {number} width of the whole drawing
 * @property {readonly string[]} categories
 * @property {number} step from one category to the next
 * @property {(index: number) => number} x the middle of a category
 * @property {(value: number) => number} y
 * @property {readonly number[]} ticks
 */

/** @param {Chart} chart @param {number} width @returns {Plane} */
function planeFor(chart, width) {
  const categories = chart.axis_config?.categories ?? [];
  const values = (chart.series ?? []).flatMap((series) => series.data.map((point) => point.value));
  const ticks = ticksFor(values);
  const [low = 0, high = 1] = [ticks.at(0), ticks.at(-1)];
  const left = edge.left + (chart.axis_config?.y_label === undefined ? 0 : 16);
  const bottom = edge.bottom + (chart.axis_config?.x_label === undefined ? 0 : 18);
  const step = (width - left - edge.right) / Math.max(1, categories.length);
  const tall = height - edge.top - bottom;
  return {
    width,
    categories,
    step,
    x: (index) => left + step * (index + 0.5),
    y: (value) => edge.top + tall * (1 - (value - low) / (high - low)),
    ticks,
  };
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}

/** Lines, numbers and names: everything but the data. @param {Chart} chart @param {Plane} plane */
function axes(chart, plane) {
  const { width, categories, step, x, y, ticks } = plane;
  const left = x(0) - step / 2;
  const floor = y(ticks[0] ?? 0);
  const every = labelStep(categories, step);
  const { x_label: below, y_label: beside } = chart.axis_config ?? {};
  return [
    ...ticks.flatMap((tick) => [
      svg('line', {
        class: 'chart-grid',
        x1: left,
        x2: width - edge.right,
        y1: round(y(tick)),
        y2: round(y(tick)),
      }),
      svg(
        'text',
        { class: 'chart-label', x: left - 8, y: round(y(tick)) + 4, 'text-anchor': 'end' },
        short(tick),
      ),
    ]),
    ...categories.map((name, index) =>
      (categories.length - 1 - index) % every === 0
        ? svg(
            'text',
            {
              class: 'chart-label',
              // The last one would reach beyond the edge where a category is narrower than its name.
              x: round(Math.min(x(index), width - lengthOf(name) / 2)),
              y: floor + 18,
              'text-anchor': 'middle',
            },
            name,
          )
        : undefined,
    ),
    below === undefined
      ? undefined
      : svg(
          'text',
          {
            class: 'chart-name',
            x: (left + width - edge.right) / 2,
            y: height - 4,
            'text-anchor': 'middle',
          },
          below,
        ),
    beside === undefined
      ? undefined
      : svg(
          'text',
          {
            class: 'chart-name',
            transform: `translate(11 ${(edge.top + floor) / 2}) rotate(-90)`,
            'text-anchor': 'middle',
          },
          beside,
        ),
  ];
}

/**
 * A series in the order of the categories: apps may send the points in any.
 * @param {readonly Point[]} data
 * @param {Plane} plane
 */
function valuesOf(data, plane) {
  return plane.categories.map((name) => data.find((point) => point.label === name)?.value ?? 0);
}

/** @param {Chart} chart @param {Plane} plane */
function bars(chart, plane) {
  const all = chart.series ?? [];
  const wide = Math.min(48, (plane.step * 0.72) / Math.max(1, all.length));
  const zero = plane.y(0);
  return all.flatMap((series, nth) =>
    valuesOf(series.data, plane).map((value, index) => {
      const top = Math.min(zero, plane.y(value));
      const bar = {
        class: `chart-bar series-${nth}`,
        x: round(plane.x(index) + (nth - all.length / 2) * wide + 0.5),
        y: round(top),
        width: round(Math.max(1, wide - 1)),
        height: round(Math.max(1, Math.abs(zero - plane.y(value)))),
        rx: 2,
      };
      return svg('rect', bar, tip(series.name, plane.categories[index], value));
    }),
  );
}

/** @param {string} series @param {string | undefined} category @param {number} value */
function tip(series, category, value) {
  return svg('title', {}, `${series}, ${category ?? ''}: ${value.toLocaleString('en-US')}`);
}

/** @param {Chart} chart @param {Plane} plane @param {boolean} isFilled */
function curves(chart, plane, isFilled) {
  return (chart.series ?? []).flatMap((series, nth) => {
    const values = valuesOf(series.data, plane);
    const points = values.map(
      (value, index) => `${round(plane.x(index))},${round(plane.y(value))}`,
    );
    const [first, last] = [round(plane.x(0)), round(plane.x(values.length - 1))];
    const zero = round(plane.y(0));
    return [
      isFilled
        ? svg('polygon', {
            class: `chart-fill series-${nth}`,
            points: `${first},${zero} ${points.join(' ')} ${last},${zero}`,
          })
        : undefined,
      svg('polyline', { class: `chart-line series-${nth}`, points: points.join(' ') }),
      ...values.map((value, index) =>
        svg(
          'circle',
          {
            class: `chart-dot series-${nth}`,
            cx: round(plane.x(index)),
            cy: round(plane.y(value)),
            r: 3.5,
          },
          tip(series.name, plane.categories[index], value),
        ),
      ),
    ];
  });
}

/** @param {readonly Point[]} segments */
function slices(segments) {
  const total = segments.reduce((sum, { value }) => sum + value, 0) || 1;
  const [middle, radius] = [height / 2, height / 2 - 8];
  const at = (/** @type {number} */ turn) => {
    const angle = turn * 2 * Math.PI;
    return `${round(middle + radius * Math.sin(angle))} ${round(middle - radius * Math.cos(angle))}`;
  };
  let before = 0;
  return segments.map(({ label, value }, nth) => {
    const [from, to] = [before / total, (before + value) / total];
    before += value;
    const words = svg(
      'title',
      {},
      `${label}: ${value.toLocaleString('en-US')} (${Math.round((value / total) * 100)}%)`,
    );
    // An arc that ends where it starts is none at all.
    if (to - from > 0.9999) {
      return svg(
        'circle',
        { class: `chart-slice series-${nth}`, cx: middle, cy: middle, r: radius },
        words,
      );
    }
    const isLong = to - from > 0.5 ? 1 : 0;
    const d = `M ${middle} ${middle} L ${at(from)} A ${radius} ${radius} 0 ${isLong} 1 ${at(to)} Z`;
    return svg('path', { class: `chart-slice series-${nth}`, d }, words);
  });
}

/**
 * The drawing of a chart. What it shows is said by `label` and by the table beside it.
 * @param {Chart} chart
 * @param {string} label
 * @param {number} [room] pixels from side to side, so that in a narrow place words keep their size
 */
export function plot(chart, label, room = widest) {
  const wide = chart.type === 'pie' ? height : Math.min(widest, Math.round(room));
  const frame = {
    class: `chart-plot chart-${chart.type}`,
    role: 'img',
    'aria-label': label,
    viewBox: `0 0 ${wide} ${height}`,
  };
  if (chart.type === 'pie') return svg('svg', frame, slices(chart.segments ?? []));
  const plane = planeFor(chart, wide);
  const data =
    chart.type === 'bar' ? bars(chart, plane) : curves(chart, plane, chart.type === 'area');
  return svg('svg', frame, axes(chart, plane), data);
}

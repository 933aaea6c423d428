/** @import { Block, Chart } from '../blocks.ts' */
import { plot } from './chart-plots.js';
import { el } from './dom.js';
import { tableBlock } from './tables.js';

const kinds = { bar: 'Bar chart', line: 'Line chart', area: 'Area chart', pie: 'Pie chart' };

/** The chart's numbers as the rows of a table. @param {Chart} chart */
function rowsOf(chart) {
  if (chart.type === 'pie') {
    return [['', 'Value'], ...(chart.segments ?? []).map(({ label, value }) => [label, value])];
  }
  const series = chart.series ?? [];
  const categories = chart.axis_config?.categories ?? [];
  return [
    [chart.axis_config?.x_label ?? '', ...series.map(({ name }) => name)],
    ...categories.map((category) => [
      category,
      ...series.map(({ data }) => data.find((point) => point.label === category)?.value ?? 0),
    ]),
  ];
}

/** @param {Chart} chart */
function asTable(chart) {
  const rows = rowsOf(chart).map((row) =>
    row.map((cell) =>
      typeof cell === 'number'
        ? { type: 'raw_number', value: cell }
        : { type: 'raw_text', text: cell },
    ),
  );
  const columns = rows[0]?.map((_, column) => ({ align: column === 0 ? 'left' : 'right' }));
  return tableBlock({ type: 'table', block_id: '', rows, column_settings: columns ?? [] });
}

/** @param {Chart} chart */
function legend(chart) {
  const names =
    chart.type === 'pie'
      ? (chart.segments ?? []).map(
          ({ label, value }) => `${label} (${value.toLocaleString('en-US')})`,
        )
      : (chart.series ?? []).map(({ name }) => name);
  return el(
    'ul',
    { class: 'chart-legend', 'aria-label': 'Legend' },
    names.map((name, nth) =>
      el(
        'li',
        {},
        el('span', { class: `chart-swatch series-${nth}`, 'aria-hidden': 'true' }),
        name,
      ),
    ),
  );
}

/**
 * Draws anew whenever the place becomes wider or narrower. While it is hidden it has no width at all.
 * @param {HTMLElement} place its first child is the drawing
 * @param {(room: number) => Element} draw
 */
function fit(place, draw) {
  let drawn = 0;
  new ResizeObserver(() => {
    const room = place.clientWidth;
    if (room === 0 || room === drawn) return;
    drawn = room;
    place.firstElementChild?.replaceWith(draw(room));
  }).observe(place);
}

/** The `data_visualization` block. @param {Block} block */
export function chartBlock(block) {
  const { chart } = block;
  if (chart === undefined) return el('div');
  const title = typeof block.title === 'string' ? block.title : '';
  const kind = kinds[/** @type {keyof typeof kinds} */ (chart.type)] ?? 'Chart';
  const label = `${kind}: ${title}`;
  const drawing = el('div', { class: 'chart-drawing' }, plot(chart, label), legend(chart));
  fit(drawing, (room) => plot(chart, label, room));
  const table = el('div', { class: 'chart-table', hidden: true }, asTable(chart));
  const toggle = el(
    'button',
    { type: 'button', class: 'text-button', onclick: () => show(drawing.hidden !== true) },
    'View as table',
  );
  const show = (/** @type {boolean} */ isTable) => {
    table.hidden = !isTable;
    drawing.hidden = isTable;
    toggle.textContent = isTable ? 'View as chart' : 'View as table';
  };
  return el(
    'figure',
    { class: 'chart', 'aria-label': title },
    el('div', { class: 'chart-head' }, el('span', { class: 'chart-title' }, title), toggle),
    drawing,
    table,
  );
}

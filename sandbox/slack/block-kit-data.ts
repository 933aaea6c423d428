import {
  all,
  byType,
  type Check,
  flag,
  integer,
  list,
  number,
  oneOf,
  rule,
  shape,
  text,
} from './block-kit-checks.ts';
import { id, richText } from './block-kit-objects.ts';
import { isObject, type JsonObject, objectAt, objectsIn, stringsIn } from './json.ts';

// Tables and charts, where sources disagree by the smaller limit:
// https://docs.slack.dev/reference/block-kit/blocks/{table,data-table,data-visualization}-block

const rawText = shape({ type: oneOf('raw_text'), text: text(10_000) });
const rawNumber = shape({ type: oneOf('raw_number'), value: number(), 'text?': text(10_000) });
const cell = byType('cell', { raw_text: rawText, raw_number: rawNumber, rich_text: richText });

/** All the text that a reader would see in a value, counted in characters. */
function lettersIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + lettersIn(item), 0);
  if (!isObject(value)) return 0;
  const own = typeof value['text'] === 'string' ? value['text'].length : 0;
  return own + lettersIn(Object.values(value));
}

const readable = rule((block) =>
  lettersIn(block['rows']) > 10_000
    ? { field: 'rows', code: 'too_long', message: 'no more than 10000 characters in all cells' }
    : undefined,
);

export const table: Check = all(
  shape({
    type: oneOf('table'),
    'block_id?': id,
    rows: list(list(cell, 1, 20), 1, 100),
    'column_settings?': list(
      shape({ 'align?': oneOf('left', 'center', 'right'), 'is_wrapped?': flag }),
      1,
      20,
    ),
  }),
  readable,
);

const regularRows = rule((block) => {
  const rows = Array.isArray(block['rows'])
    ? block['rows'].filter((row) => Array.isArray(row))
    : [];
  const [header] = rows;
  if (rows.some((row) => row.length !== header?.length)) {
    return { field: 'rows', code: 'invalid_value', message: 'rows must be of equal length' };
  }
  return objectsIn(header).some((each) => each['type'] === 'rich_text')
    ? { field: 'rows/0', code: 'unsupported_type', message: 'a header cell is no rich text' }
    : undefined;
});

export const dataTable: Check = all(
  shape({
    type: oneOf('data_table'),
    'block_id?': id,
    caption: text(2000),
    rows: list(list(cell, 1, 20), 2, 101),
    'page_size?': integer(1, 100),
    'row_header_column_index?': integer(0, 19),
  }),
  readable,
  regularRows,
);

const label = text(20);
const segment = shape({ label, value: number(0) });
const series = shape({
  name: label,
  data: list(shape({ label, value: number() }), 1, 20),
});

function areUnique(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length;
}

/** Every series has exactly one point for every category. */
const pointsFitCategories = rule((chart) => {
  const categories = stringsIn(objectAt(chart, 'axis_config')?.['categories']);
  if (!areUnique(categories)) {
    return { field: 'axis_config/categories', message: 'categories must be unique' };
  }
  const everySeries = objectsIn(chart['series']);
  if (!areUnique(everySeries.map((each) => each['name']))) {
    return { field: 'series', message: 'series names must be unique' };
  }
  const wrong = everySeries.findIndex((each) => !hasOnePointEach(each, categories));
  return wrong === -1
    ? undefined
    : { field: `series/${wrong}/data`, message: 'must hold one point for each category' };
});

function hasOnePointEach(each: JsonObject, categories: readonly string[]): boolean {
  const labels = objectsIn(each['data']).map((point) => point['label']);
  return labels.length === categories.length && categories.every((name) => labels.includes(name));
}

function axisChart(type: string): Check {
  return all(
    shape({
      type: oneOf(type),
      series: list(series, 1, 6),
      axis_config: shape({
        categories: list(label, 1, 20),
        'x_label?': text(50),
        'y_label?': text(50),
      }),
    }),
    pointsFitCategories,
  );
}

export const dataVisualization: Check = shape({
  type: oneOf('data_visualization'),
  'block_id?': id,
  title: text(50),
  chart: byType('chart', {
    pie: shape({ type: oneOf('pie'), segments: list(segment, 1, 6) }),
    bar: axisChart('bar'),
    line: axisChart('line'),
    area: axisChart('area'),
  }),
});

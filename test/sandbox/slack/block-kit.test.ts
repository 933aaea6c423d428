import { anything, assert, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Surface,
  validateBlocks,
  validateMessage,
  validateView,
} from '../../../sandbox/slack/block-kit.ts';
import type { JsonObject } from '../../../sandbox/slack/json.ts';

const x = (length: number) => 'x'.repeat(length);
const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));

const divider = { type: 'divider' };
const button = { type: 'button', action_id: 'go', text: plain('Go') };
const confirm = {
  title: plain('Remove?'),
  text: mrkdwn('Really'),
  confirm: plain('Remove'),
  deny: plain('Leave'),
};
const option = (name: string) => ({ text: plain(name), value: name });
const section = (more: JsonObject) => ({ type: 'section', text: mrkdwn('words'), ...more });
const actions = (element: JsonObject) => ({ type: 'actions', elements: [element] });
const input = (element: JsonObject, more: JsonObject = {}) => ({
  type: 'input',
  label: plain('Reason'),
  element,
  ...more,
});
const textInput = { type: 'plain_text_input', action_id: 'reason' };
const overflow = (count: number) => ({
  type: 'overflow',
  action_id: 'more',
  options: times(count, (index) => option(`o${index}`)),
});
const select = (more: JsonObject) => ({
  type: 'static_select',
  action_id: 'pick',
  options: [option('a')],
  ...more,
});
const modal = (more: JsonObject = {}) => ({
  type: 'modal',
  title: plain('Keep a seat'),
  submit: plain('Keep'),
  blocks: [divider],
  ...more,
});
const home = (more: JsonObject = {}) => ({ type: 'home', blocks: [divider], ...more });
const line = (categories: string[], series: JsonObject[]) => ({
  type: 'data_visualization',
  title: 'Dormant seats',
  chart: { type: 'line', series, axis_config: { categories } },
});
const points = (labels: string[]) => labels.map((label) => ({ label, value: 1 }));
const pie = (count: number) => ({
  type: 'data_visualization',
  title: 'Seats',
  chart: { type: 'pie', segments: times(count, (index) => ({ label: `s${index}`, value: 1 })) },
});
const cells = (count: number) => times(count, () => ({ type: 'raw_text', text: 'x' }));
const dataTable = (rows: unknown[], more: JsonObject = {}) => ({
  type: 'data_table',
  caption: 'Seats',
  rows,
  ...more,
});

interface Limit {
  readonly what: string;
  /** The greatest thing that passes, and the least that does not. */
  readonly passes: JsonObject;
  readonly fails: JsonObject;
  /** Where and why that is refused. */
  readonly pointer: string;
  readonly code: string;
}

/** A text of at most so many letters. */
function letters(
  what: string,
  most: number,
  pointer: string,
  make: (words: string) => JsonObject,
): Limit {
  const fails = make(x(most + 1));
  return { what: `${what} of ${most}`, passes: make(x(most)), fails, pointer, code: 'too_long' };
}

/** A list of at most so many things. */
function things(
  what: string,
  most: number,
  pointer: string,
  make: (count: number) => JsonObject,
): Limit {
  const fails = make(most + 1);
  return { what: `${most} ${what}`, passes: make(most), fails, pointer, code: 'too_many' };
}

/** One thing and not another; `wrong` is the pointer and the code. */
function only(what: string, passes: JsonObject, fails: JsonObject, wrong: string): Limit {
  const [pointer = '', code = ''] = wrong.split(' ');
  return { what, passes, fails, pointer, code };
}

const buttonWith = (more: JsonObject) => actions({ ...button, ...more });
const confirmWith = (more: JsonObject) => buttonWith({ confirm: { ...confirm, ...more } });
const selectWith = (more: JsonObject) => section({ accessory: select(more) });
const optionWith = (more: JsonObject) => selectWith({ options: [{ ...option('a'), ...more }] });
const options = (count: number) => times(count, (index) => option(`o${index}`));
const image = (more: JsonObject) => ({ type: 'image', alt_text: 'a', ...more });
const richText = (words: string) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: words }] }],
});
const names = (count: number) => times(count, (index) => `n${index}`);
const lineOf = (categories: string[]) =>
  line(categories, [{ name: 's', data: points(categories) }]);
const cellOf = (words: string) => ({ type: 'raw_text', text: words });
const table = (rows: unknown[]) => ({ type: 'table', rows });

const ofText: Limit[] = [
  letters('a header', 150, '/text/text', (words) => ({ type: 'header', text: plain(words) })),
  only(
    'a plain header',
    { type: 'header', text: plain('a') },
    { type: 'header', text: mrkdwn('a') },
    '/text/type invalid_value',
  ),
  letters('a section', 3000, '/text/text', (words) => section({ text: mrkdwn(words) })),
  only(
    'a section with words',
    section({ text: mrkdwn('a') }),
    section({ text: mrkdwn('') }),
    '/text/text too_short',
  ),
  only(
    'a section of fields alone',
    { type: 'section', fields: [mrkdwn('a')] },
    { type: 'section' },
    ' missing_field',
  ),
  things('fields', 10, '/fields', (count) => section({ fields: times(count, () => mrkdwn('a')) })),
  letters('a field', 2000, '/fields/0/text', (words) => section({ fields: [mrkdwn(words)] })),
  things('parts of a context', 10, '/elements', (count) => ({
    type: 'context',
    elements: times(count, () => mrkdwn('a')),
  })),
  only(
    'a context with parts',
    { type: 'context', elements: [mrkdwn('a')] },
    { type: 'context', elements: [] },
    '/elements too_few',
  ),
  letters('markdown', 12_000, '/text', (words) => ({ type: 'markdown', text: words })),
  only(
    'rich text with words',
    richText('a'),
    richText(''),
    '/elements/0/elements/0/text too_short',
  ),
  letters('a block id', 255, '/block_id', (words) => ({ ...divider, block_id: words })),
  letters('an alt text', 2000, '/alt_text', (words) =>
    image({ image_url: 'https://a/b.png', alt_text: words }),
  ),
  only(
    'a picture with alt text',
    image({ image_url: 'https://a/b.png' }),
    { type: 'image', image_url: 'https://a/b.png' },
    ' missing_field',
  ),
  only(
    'a picture from somewhere',
    image({ slack_file: { id: 'F12345678' } }),
    image({}),
    ' missing_field',
  ),
  only('a section as it is', section({}), section({ colour: 'red' }), '/colour unknown_field'),
  only(
    'a text as it is',
    section({}),
    section({ text: { ...mrkdwn('a'), emoji: true } }),
    '/text/emoji unknown_field',
  ),
  only('a block Slack has', divider, { type: 'bogus' }, ' unsupported_type'),
  things('blocks in a container', 10, '/child_blocks', (count) => ({
    type: 'container',
    child_blocks: times(count, () => divider),
  })),
];

const ofElements: Limit[] = [
  things('elements', 25, '/elements', (count) => ({
    type: 'actions',
    elements: times(count, (index) => ({ ...button, action_id: `a${index}` })),
  })),
  only(
    'elements with ids of their own',
    { type: 'actions', elements: [button, { ...button, action_id: 'no' }] },
    { type: 'actions', elements: [button, button] },
    '/elements/1/action_id duplicate_action_id',
  ),
  letters('a button', 75, '/elements/0/text/text', (words) => buttonWith({ text: plain(words) })),
  only(
    'a plain button',
    actions(button),
    buttonWith({ text: mrkdwn('Go') }),
    '/elements/0/text/type invalid_value',
  ),
  only(
    'a button as it is',
    actions(button),
    buttonWith({ confirmation: confirm }),
    '/elements/0/confirmation unknown_field',
  ),
  letters('a button value', 2000, '/elements/0/value', (words) => buttonWith({ value: words })),
  letters('a button link', 3000, '/elements/0/url', (words) =>
    buttonWith({ url: `https://a/${words.slice(10)}` }),
  ),
  only(
    'a dangerous button',
    buttonWith({ style: 'danger' }),
    buttonWith({ style: 'red' }),
    '/elements/0/style invalid_value',
  ),
  letters('an action id', 255, '/elements/0/action_id', (words) =>
    buttonWith({ action_id: words }),
  ),
  letters('the title of a confirmation', 100, '/elements/0/confirm/title/text', (words) =>
    confirmWith({ title: plain(words) }),
  ),
  letters('a confirmation', 300, '/elements/0/confirm/text/text', (words) =>
    confirmWith({ text: mrkdwn(words) }),
  ),
  letters('a confirming button', 30, '/elements/0/confirm/confirm/text', (words) =>
    confirmWith({ confirm: plain(words) }),
  ),
  letters('a denying button', 30, '/elements/0/confirm/deny/text', (words) =>
    confirmWith({ deny: plain(words) }),
  ),
  only(
    'a confirmation with all its texts',
    confirmWith({}),
    confirmWith({ deny: undefined }),
    '/elements/0/confirm missing_field',
  ),
  things('options in an overflow menu', 5, '/accessory/options', (count) =>
    section({ accessory: overflow(count) }),
  ),
  letters('an option', 75, '/accessory/options/0/text/text', (words) =>
    optionWith({ text: plain(words) }),
  ),
  letters('the value of an option', 75, '/accessory/options/0/value', (words) =>
    optionWith({ value: words }),
  ),
  letters('the description of an option', 75, '/accessory/options/0/description/text', (words) =>
    optionWith({ description: plain(words) }),
  ),
  things('options', 100, '/accessory/options', (count) => selectWith({ options: options(count) })),
  only(
    'options that differ',
    selectWith({ options: options(2) }),
    selectWith({ options: [option('a'), option('a')] }),
    '/accessory/options duplicate_value',
  ),
  only(
    'a first choice that is offered',
    selectWith({ initial_option: option('a') }),
    selectWith({ initial_option: option('b') }),
    '/accessory/initial_option invalid_value',
  ),
  letters('a placeholder', 150, '/accessory/placeholder/text', (words) =>
    selectWith({ placeholder: plain(words) }),
  ),
  things('radio buttons', 10, '/elements/0/options', (count) =>
    actions({ type: 'radio_buttons', action_id: 'r', options: options(count) }),
  ),
  things('checkboxes', 10, '/elements/0/options', (count) =>
    actions({ type: 'checkboxes', action_id: 'c', options: options(count) }),
  ),
  only(
    'a real day',
    actions({ type: 'datepicker', initial_date: '2027-01-31' }),
    actions({ type: 'datepicker', initial_date: '31.01.2027' }),
    '/elements/0/initial_date invalid_value',
  ),
  only(
    'a real time',
    actions({ type: 'timepicker', initial_time: '09:00' }),
    actions({ type: 'timepicker', initial_time: '9:00' }),
    '/elements/0/initial_time invalid_value',
  ),
  only(
    'a filter that filters',
    actions({ type: 'conversations_select', filter: { exclude_bot_users: true } }),
    actions({ type: 'conversations_select', filter: {} }),
    '/elements/0/filter missing_field',
  ),
  only(
    'a text field in an input',
    input(textInput),
    actions(textInput),
    '/elements/0 unsupported_type',
  ),
  only(
    'an input of anything but a button',
    input(textInput),
    input(button),
    '/element unsupported_type',
  ),
  letters('a label', 2000, '/label/text', (words) => input(textInput, { label: plain(words) })),
  letters('a hint', 2000, '/hint/text', (words) => input(textInput, { hint: plain(words) })),
  only(
    'a text field of 3000',
    input({ ...textInput, max_length: 3000 }),
    input({ ...textInput, max_length: 3001 }),
    '/element/max_length invalid_value',
  ),
  letters('a first value', 9, '/element/initial_value', (words) =>
    input({ ...textInput, max_length: 9, initial_value: words }),
  ),
];

const ofData: Limit[] = [
  things('rows in a table', 100, '/rows', (count) => table(times(count, () => cells(1)))),
  things('columns in a table', 20, '/rows/0', (count) => table([cells(count)])),
  only(
    '10000 letters in a table',
    table([[cellOf(x(5000)), cellOf(x(5000))]]),
    table([[cellOf(x(5000)), cellOf(x(5001))]]),
    '/rows too_long',
  ),
  only(
    'a data table with a caption',
    dataTable([cells(1), cells(1)]),
    { type: 'data_table', rows: [cells(1), cells(1)] },
    ' missing_field',
  ),
  things('rows in a data table', 101, '/rows', (count) => dataTable(times(count, () => cells(1)))),
  only(
    'rows of one length',
    dataTable([cells(2), cells(2)]),
    dataTable([cells(2), cells(1)]),
    '/rows invalid_value',
  ),
  letters('the title of a chart', 50, '/title', (words) => ({ ...pie(1), title: words })),
  things('segments', 6, '/chart/segments', pie),
  only(
    'a segment above zero',
    pie(1),
    { ...pie(1), chart: { type: 'pie', segments: [{ label: 'a', value: 0 }] } },
    '/chart/segments/0/value invalid_value',
  ),
  things('series', 6, '/chart/series', (count) =>
    line(
      ['a'],
      names(count).map((name) => ({ name, data: points(['a']) })),
    ),
  ),
  letters('the name of a series', 20, '/chart/series/0/name', (words) =>
    line(['a'], [{ name: words, data: points(['a']) }]),
  ),
  things('categories', 20, '/chart/axis_config/categories', (count) => lineOf(names(count))),
  only(
    'one point for each category',
    lineOf(['a', 'b']),
    line(['a', 'b'], [{ name: 's', data: points(['a']) }]),
    '/chart/series/0/data invalid_value',
  ),
  only(
    'series with names of their own',
    lineOf(['a']),
    line(
      ['a'],
      times(2, () => ({ name: 's', data: points(['a']) })),
    ),
    '/chart/series invalid_value',
  ),
];

const ofViews: Limit[] = [
  letters('a title', 24, '/title/text', (words) => modal({ title: plain(words) })),
  letters('a submit button', 24, '/submit/text', (words) => modal({ submit: plain(words) })),
  letters('a close button', 24, '/close/text', (words) => modal({ close: plain(words) })),
  letters('private metadata', 3000, '/private_metadata', (words) =>
    modal({ private_metadata: words }),
  ),
  letters("a Home's private metadata", 3000, '/private_metadata', (words) =>
    home({ private_metadata: words }),
  ),
  letters('a callback id', 255, '/callback_id', (words) => modal({ callback_id: words })),
  only('a modal with a title', modal(), { type: 'modal', blocks: [] }, ' missing_field'),
  only('a Home with blocks', home(), { type: 'home' }, ' missing_field'),
  only(
    'a modal that can be submitted',
    modal({ blocks: [input(textInput)] }),
    modal({ submit: undefined, blocks: [input(textInput)] }),
    '/submit missing_field',
  ),
  only('a Home without a title', home(), home({ title: plain('a') }), '/title unknown_field'),
  only('a modal or a Home', home(), { type: 'page', blocks: [] }, '/type invalid_value'),
  things('focused field', 1, '/blocks', (count) =>
    modal({ blocks: times(count, () => input({ ...textInput, focus_on_load: true })) }),
  ),
  only(
    'less than 250 KB',
    home({ blocks: times(80, () => section({ text: plain(x(3000)) })) }),
    home({ blocks: times(90, () => section({ text: plain(x(3000)) })) }),
    ' view_too_large',
  ),
];

describe('a block in a message', () => {
  test.each([...ofText, ...ofElements, ...ofData])('may be $what, and no more', (limit) => {
    const { passes, fails, code } = limit;
    expect(validateBlocks([passes], 'message')).toEqual([]);
    const wrong = expect.objectContaining({
      pointer: `/blocks/0${limit.pointer}`,
      code,
    }) as unknown;
    expect(validateBlocks([fails], 'message')).toContainEqual(wrong);
  });
});

describe('a list of blocks', () => {
  test.each<[Surface, number]>([
    ['message', 50],
    ['modal', 100],
    ['home', 100],
  ])('of a %s has at most %i', (surface, most) => {
    const dividers = (count: number) => times(count, () => divider);
    expect(validateBlocks(dividers(most), surface)).toEqual([]);
    expect(validateBlocks(dividers(most + 1), surface)).toMatchObject([
      { pointer: '/blocks', code: 'too_many' },
    ]);
  });

  test('has no block id twice, not even inside a container', () => {
    const twice = [
      { ...divider, block_id: 'a' },
      { type: 'container', child_blocks: [{ ...divider, block_id: 'a' }] },
    ];
    expect(validateBlocks(twice, 'message')).toMatchObject([
      { pointer: '/blocks/1/child_blocks/0/block_id', code: 'duplicate_block_id' },
    ]);
  });

  test('may use one action id in several blocks', () => {
    expect(validateBlocks([actions(button), actions(button)], 'message')).toEqual([]);
  });

  test('has one table and two charts at most', () => {
    const oneTable = table([cells(1)]);
    expect(validateBlocks([oneTable, pie(1), pie(1)], 'message')).toEqual([]);
    expect(validateBlocks([oneTable, dataTable([cells(1), cells(1)])], 'message')).toMatchObject([
      { code: 'too_many' },
    ]);
    expect(validateBlocks([pie(1), pie(1), pie(1)], 'message')).toMatchObject([
      { code: 'too_many' },
    ]);
  });

  test.each<[string, JsonObject, Surface[]]>([
    ['data_visualization', pie(1), ['message']],
    ['table', table([cells(1)]), ['message']],
    ['data_table', dataTable([cells(1), cells(1)]), ['message']],
    ['markdown', { type: 'markdown', text: 'a' }, ['message']],
    ['container', { type: 'container', child_blocks: [divider] }, ['message', 'home']],
    ['input', input(textInput), ['message', 'modal', 'home']],
    ['file_input', input({ type: 'file_input', action_id: 'f' }), ['modal']],
  ])('takes %s only where Slack does', (_type, block, where) => {
    const surfaces: Surface[] = ['message', 'modal', 'home'];
    const accepting = surfaces.filter((each) => validateBlocks([block], each).length === 0);
    expect(accepting).toEqual(where);
  });

  test('of just anything is refused, never stumbled over', () => {
    assert(
      property(anything(), (block) => {
        expect(validateBlocks([block], 'message').length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('a message', () => {
  test.each<[string, JsonObject, string[]]>([
    ['text', { text: 'a' }, []],
    ['blocks', { blocks: [divider] }, []],
    ['neither', {}, ['no_text']],
    ['empty ones', { text: '', blocks: [] }, ['no_text']],
    ['40000 letters', { text: x(40_000) }, []],
    ['40001 letters', { text: x(40_001) }, ['too_long']],
    ['blocks that are none', { text: 'a', blocks: 'b' }, ['wrong_type']],
  ])('with %s', (_what, message, codes) => {
    expect(validateMessage(message).map((finding) => finding.code)).toEqual(codes);
  });
});

describe('a view', () => {
  test.each(ofViews)('may be or have $what, and no more', ({ passes, fails, pointer, code }) => {
    expect(validateView(passes)).toEqual([]);
    const wrong = expect.objectContaining({ pointer, code }) as unknown;
    expect(validateView(fails)).toContainEqual(wrong);
  });
});

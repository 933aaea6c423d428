/** One of every kind of block the page shows, in lists that Slack would take. */

const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const option = (text: string, value: string) => ({ text: plain(text), value });
const raw = (text: string) => ({ type: 'raw_text', text });
const figure = (value: number) => ({ type: 'raw_number', value });

const longList = Array.from({ length: 12 }, (_, nth) =>
  option(`Choice ${nth + 1}`, `choice-${nth + 1}`),
);

/** What an app that escapes must look like: words, not markup. */
const hostile = '&lt;!here&gt; &amp;lt;b&amp;gt; &lt;script&gt;alert(1)&lt;/script&gt;';

const markup = [
  'Is *bold*, _italic_, ~struck~ and `code *not bold*`, snake_case_stays and 2*3*4 too.',
  '> quoted &amp; kept',
  'See <https://example.com/a?b=1&amp;c=2|the page>, <mailto:a@example.com|mail>, <javascript:alert(1)|nothing>.',
  'In <#CHANNEL>, asked by <@PERSON>, <!here> :tada: :no_such_emoji:',
  'Read <!date^1793610120^{date_long} at {time}|a fallback>',
  `\`\`\`a  fixed
  block\`\`\``,
].join('\n');

function textBlocks(ids: { channel: string; person: string }) {
  const text = markup.replace('CHANNEL', ids.channel).replace('PERSON', ids.person);
  return [
    { type: 'header', text: plain('Dormant seats :chair:') },
    { type: 'section', text: mrkdwn(text) },
    { type: 'section', text: mrkdwn(hostile) },
    { type: 'divider' },
    {
      type: 'section',
      text: mrkdwn('*Fields* beside one another'),
      fields: [
        mrkdwn('*Seats*\n82'),
        mrkdwn('*Dormant*\n12'),
        plain('Cost: $228'),
        mrkdwn('_none_'),
      ],
    },
    {
      type: 'context',
      elements: [mrkdwn('Read at *14:32*. GitHub may lag up to a day.'), plain('Second words')],
    },
    {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [
            { type: 'text', text: 'Rich ' },
            { type: 'text', text: 'bold', style: { bold: true } },
            { type: 'text', text: ' <b>not parsed</b> ' },
            { type: 'emoji', name: 'wave' },
            { type: 'user', user_id: ids.person },
          ],
        },
        {
          type: 'rich_text_list',
          style: 'bullet',
          elements: [
            { type: 'rich_text_section', elements: [{ type: 'text', text: 'first' }] },
            { type: 'rich_text_section', elements: [{ type: 'text', text: 'second' }] },
          ],
        },
        { type: 'rich_text_quote', elements: [{ type: 'text', text: 'a quote' }] },
        { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'fixed width' }] },
      ],
    },
    {
      type: 'markdown',
      text: '## A heading\n\nWith **bold**, *italic* and [a link](https://example.com).\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |',
    },
    {
      type: 'image',
      image_url: 'https://example.com/chart.png',
      alt_text: 'A chart kept elsewhere',
      title: plain('Somewhere else'),
    },
  ];
}

/** What an app shows for one idle seat. */
export const rowBlocks = [
  {
    type: 'section',
    block_id: 'row',
    text: mrkdwn('*rhea-osei* · acme-labs: never used since it was given on 12 May, 193 days ago.'),
    accessory: {
      type: 'overflow',
      action_id: 'more',
      options: [
        option('Keep for 30 days', 'keep-30'),
        option('Keep…', 'keep'),
        option('Details', 'details'),
      ],
    },
  },
  {
    type: 'actions',
    block_id: 'buttons',
    elements: [
      { type: 'button', action_id: 'plain', value: 'v1', text: plain('Plain') },
      { type: 'button', action_id: 'first', style: 'primary', text: plain('Primary') },
      {
        type: 'button',
        action_id: 'remove',
        value: 'rhea-osei',
        style: 'danger',
        text: plain('Remove seat'),
        confirm: {
          title: plain('Remove this seat?'),
          text: mrkdwn('*rhea-osei* in *acme-labs*: never used since 12 May.'),
          confirm: plain('Remove it'),
          deny: plain('Leave it'),
          style: 'danger',
        },
      },
      {
        type: 'button',
        action_id: 'open',
        url: 'https://example.com/team',
        text: plain('Open team on GitHub'),
      },
      { type: 'button', action_id: 'nobody-listens', text: plain('Silence') },
    ],
  },
];

/** What stands in the place of a row once the seat is gone. */
export const removedBlocks = [
  {
    type: 'section' as const,
    text: {
      type: 'mrkdwn' as const,
      text: "*rhea-osei's seat in acme-labs ends on 1 December.*",
    },
  },
  {
    type: 'actions' as const,
    elements: [
      {
        type: 'button' as const,
        action_id: 'undo',
        text: { type: 'plain_text' as const, text: 'Undo' },
      },
    ],
  },
];

/** Everything in which something can be chosen. */
export const choiceBlocks = [
  {
    type: 'section',
    block_id: 'choice',
    text: mrkdwn('Sort the list'),
    accessory: {
      type: 'static_select',
      action_id: 'sort',
      placeholder: plain('Order'),
      options: [option('Longest idle', 'idle'), option('By name', 'name')],
    },
  },
  {
    type: 'actions',
    block_id: 'pickers',
    elements: [
      {
        type: 'multi_static_select',
        action_id: 'several',
        placeholder: plain('Several'),
        options: longList,
      },
      { type: 'users_select', action_id: 'who', placeholder: plain('A person') },
      { type: 'conversations_select', action_id: 'where', placeholder: plain('A channel') },
      { type: 'datepicker', action_id: 'day', initial_date: '2026-11-20' },
      { type: 'timepicker', action_id: 'hour', initial_time: '09:00' },
    ],
  },
  {
    type: 'actions',
    block_id: 'ticks',
    elements: [
      {
        type: 'checkboxes',
        action_id: 'ticked',
        options: [option('Names', 'names'), option('Costs', 'costs')],
      },
      {
        type: 'radio_buttons',
        action_id: 'one',
        initial_option: option('Weekly', 'weekly'),
        options: [option('Weekly', 'weekly'), option('Never', 'never')],
      },
    ],
  },
];

const weeks = ['12 Oct', '19 Oct', '26 Oct', '2 Nov', '9 Nov', '16 Nov'];
const series = (name: string, values: readonly number[]) => ({
  name,
  data: weeks.map((label, nth) => ({ label, value: values[nth] ?? 0 })),
});

export function chart(type: 'line' | 'bar' | 'area' | 'pie') {
  const data =
    type === 'pie'
      ? {
          segments: [
            { label: 'Active', value: 61 },
            { label: 'Dormant', value: 12 },
            { label: 'Kept', value: 4 },
            { label: 'New', value: 5 },
          ],
        }
      : {
          series: [
            series('Dormant', [18, 17, 15, 16, 14, 12]),
            series('Removable', [12, 12, 11, 12, 10, 9]),
          ],
          axis_config: { categories: weeks, x_label: 'Week', y_label: 'Seats' },
        };
  return {
    type: 'data_visualization',
    title: `Dormant seats as ${type}`,
    chart: { type, ...data },
  };
}

const manyWeeks = Array.from({ length: 20 }, (_, nth) =>
  new Date(Date.UTC(2026, 6, 6 + 7 * nth)).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }),
);

/** More weeks than there is room for names, each wider than its place. */
export const longChart = {
  type: 'data_visualization',
  title: 'Many weeks',
  chart: {
    type: 'line',
    series: [
      { name: 'Dormant', data: manyWeeks.map((label, nth) => ({ label, value: 1200 + 7 * nth })) },
    ],
    axis_config: { categories: manyWeeks },
  },
};

const tableBlocks = [
  {
    type: 'table',
    rows: [
      [raw('Login'), raw('Organisation'), raw('Days')],
      [raw('rhea-osei'), raw('acme-labs'), figure(193)],
      [raw('jun-park'), raw('acme-eu'), figure(55)],
    ],
    column_settings: [{}, { is_wrapped: true }, { align: 'right' }],
  },
  {
    type: 'container',
    title: plain('Through teams'),
    subtitle: mrkdwn('3 seats'),
    is_collapsible: true,
    child_blocks: [
      { type: 'section', text: mrkdwn('*jun-park* through *platform*') },
      { type: 'context', elements: [mrkdwn('The team gives this seat.')] },
    ],
  },
];

export const dataTable = {
  type: 'data_table',
  caption: 'Seats by organisation',
  page_size: 3,
  rows: [
    [raw('Organisation'), raw('Seats')],
    ...Array.from({ length: 7 }, (_, nth) => [raw(`org-${nth + 1}`), figure((nth * 37) % 50)]),
  ],
};

export const modal = {
  type: 'modal',
  callback_id: 'keep-seat',
  title: plain('Keep a seat'),
  submit: plain('Keep'),
  close: plain('Cancel'),
  blocks: [
    { type: 'section', text: mrkdwn('*rhea-osei* keeps the seat in *acme-labs*.') },
    {
      type: 'input',
      block_id: 'until',
      label: plain('Until'),
      element: {
        type: 'static_select',
        action_id: 'span',
        placeholder: plain('Choose'),
        options: [option('30 days', '30d'), option('Always', 'always')],
      },
    },
    {
      type: 'input',
      block_id: 'reason',
      label: plain('Reason'),
      hint: plain('No health details, please.'),
      element: { type: 'plain_text_input', action_id: 'words', max_length: 60, multiline: true },
    },
    {
      type: 'input',
      block_id: 'from',
      optional: true,
      label: plain('From'),
      element: { type: 'datepicker', action_id: 'day' },
    },
    {
      type: 'input',
      block_id: 'names',
      optional: true,
      label: plain('Names'),
      element: {
        type: 'radio_buttons',
        action_id: 'names',
        options: [option('Show names', 'yes'), option('Counts only', 'no')],
      },
    },
  ],
};

export const home = {
  type: 'home',
  blocks: [
    { type: 'header', text: plain('Copilot seats') },
    { type: 'section', text: mrkdwn('*82 seats*, 12 of them dormant.') },
    {
      type: 'actions',
      elements: [{ type: 'button', action_id: 'refresh-home', text: plain('Read again') }],
    },
  ],
};

/** Messages that together hold one block of every kind, each with its text for those who see no blocks. */
export function everything(ids: { channel: string; person: string }): [string, object[]][] {
  return [
    ['Words', textBlocks(ids)],
    ['A row', rowBlocks],
    ['Choices', choiceBlocks],
    ['Charts', [chart('line'), chart('bar')]],
    ['More charts', [chart('area'), chart('pie')]],
    ['Tables', tableBlocks],
    ['A data table', [dataTable]],
  ];
}

import {
  all,
  byType,
  type Check,
  flag,
  integer,
  list,
  oneOf,
  shape,
  someOf,
  text,
} from './block-kit-checks.ts';
import { dataTable, dataVisualization, table } from './block-kit-data.ts';
import { actionsElement, inputElement, sectionAccessory } from './block-kit-elements.ts';
import {
  anyText,
  id,
  imageElement,
  mrkdwn,
  pictureSource,
  plainText,
  richText,
  slackFile,
  webAddress,
} from './block-kit-objects.ts';

export type Surface = 'message' | 'modal' | 'home';

// Blocks: https://docs.slack.dev/reference/block-kit/blocks

const section = all(
  shape({
    type: oneOf('section'),
    'block_id?': id,
    'text?': anyText(3000),
    'fields?': list(anyText(2000), 1, 10),
    'accessory?': sectionAccessory,
    'expand?': flag,
  }),
  someOf(['text', 'fields']),
);

const image = all(
  shape({
    type: oneOf('image'),
    'block_id?': id,
    alt_text: text(2000),
    'title?': plainText(2000),
    'image_url?': webAddress,
    'slack_file?': slackFile,
  }),
  pictureSource,
);

const simple: Readonly<Record<string, Check>> = {
  header: shape({
    type: oneOf('header'),
    'block_id?': id,
    text: plainText(150),
    'level?': integer(1, 4),
  }),
  section,
  divider: shape({ type: oneOf('divider'), 'block_id?': id }),
  context: shape({
    type: oneOf('context'),
    'block_id?': id,
    elements: list(
      byType('context element', {
        image: imageElement,
        plain_text: plainText(3000),
        mrkdwn: mrkdwn(3000),
      }),
      1,
      10,
    ),
  }),
  actions: shape({
    type: oneOf('actions'),
    'block_id?': id,
    elements: list(actionsElement, 1, 25),
  }),
  image,
  input: shape({
    type: oneOf('input'),
    'block_id?': id,
    label: plainText(2000),
    element: inputElement,
    'hint?': plainText(2000),
    'optional?': flag,
    'dispatch_action?': flag,
  }),
  rich_text: richText,
  table,
};

const container = shape({
  type: oneOf('container'),
  'block_id?': id,
  'title?': plainText(150),
  'rich_text_title?': richText,
  'subtitle?': anyText(150),
  'icon?': imageElement,
  child_blocks: list(byType('child block', simple), 1, 10),
  'width?': oneOf('narrow', 'standard', 'wide', 'full'),
  'is_collapsible?': flag,
  'default_collapsed?': flag,
  'has_header_divider?': flag,
});

/** Every block this validator knows, and Slack's others that it does not model are refused as unsupported. */
export const anyBlock: Check = byType('block', {
  ...simple,
  container,
  data_table: dataTable,
  data_visualization: dataVisualization,
  markdown: shape({ type: oneOf('markdown'), 'block_id?': id, text: text(12_000) }),
});

/** Blocks that do not work everywhere; where documents disagree, only where all of them say they do. */
export const surfacesOf: Readonly<Record<string, readonly Surface[]>> = {
  container: ['message', 'home'],
  table: ['message'],
  data_table: ['message'],
  data_visualization: ['message'],
  markdown: ['message'],
};

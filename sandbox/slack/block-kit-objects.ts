import {
  all,
  byType,
  type Check,
  flag,
  list,
  matching,
  oneOf,
  rule,
  shape,
  someOf,
  text,
} from './block-kit-checks.ts';
import { isObject } from './json.ts';

// Composition objects: https://docs.slack.dev/reference/block-kit/composition-objects

export function plainText(longest: number): Check {
  return shape({ type: oneOf('plain_text'), text: text(longest), 'emoji?': flag });
}

export function mrkdwn(longest: number): Check {
  return shape({ type: oneOf('mrkdwn'), text: text(longest), 'verbatim?': flag });
}

/** Either kind of text. */
export function anyText(longest: number): Check {
  return byType('text', { plain_text: plainText(longest), mrkdwn: mrkdwn(longest) });
}

export const id: Check = text(255);

export const webAddress: Check = all(text(3000), matching(/^https?:\/\/\S+$/, 'a web address'));

/** Slack's reference demands all four texts, although its types call three of them optional. */
export const confirm: Check = shape({
  title: plainText(100),
  text: anyText(300),
  confirm: plainText(30),
  deny: plainText(30),
  'style?': oneOf('primary', 'danger'),
});

/** Sources give 75 and 150 for the value; the smaller one counts here. */
const longestOptionValue = 75;

export const plainOption: Check = shape({
  text: plainText(75),
  value: text(longestOptionValue),
  'description?': plainText(75),
});

/** Options of checkboxes and radio buttons may be formatted. */
export const richOption: Check = shape({
  text: anyText(75),
  value: text(longestOptionValue),
  'description?': anyText(75),
});

export const overflowOption: Check = shape({
  text: plainText(75),
  value: text(longestOptionValue),
  'description?': plainText(75),
  'url?': webAddress,
});

export const optionGroup: Check = shape({
  label: plainText(75),
  options: list(plainOption, 1, 100),
});

export const dispatchConfig: Check = shape({
  'trigger_actions_on?': list(oneOf('on_enter_pressed', 'on_character_entered'), 1, 2),
});

export const conversationFilter: Check = all(
  shape({
    'include?': list(oneOf('im', 'mpim', 'private', 'public'), 1, 4),
    'exclude_external_shared_channels?': flag,
    'exclude_bot_users?': flag,
  }),
  someOf(['include', 'exclude_external_shared_channels', 'exclude_bot_users']),
);

export const slackFile: Check = all(
  shape({ 'id?': matching(/^F[A-Z0-9]{8,}$/, 'a file id'), 'url?': webAddress }),
  someOf(['id', 'url'], true),
);

/** Where a picture comes from: exactly one of the two. */
export const pictureSource: Check = someOf(['image_url', 'slack_file'], true);

export const imageElement: Check = all(
  shape({
    type: oneOf('image'),
    alt_text: text(2000),
    'image_url?': webAddress,
    'slack_file?': slackFile,
  }),
  pictureSource,
);

/** Two options of one menu with the same value cannot be told apart. */
export const distinctOptions: Check = rule((object) => {
  const { options } = object;
  if (!Array.isArray(options)) return undefined;
  const values = options.map((option: unknown) => (isObject(option) ? option['value'] : undefined));
  return new Set(values).size === values.length
    ? undefined
    : { field: 'options', code: 'duplicate_value', message: 'option values must be unique' };
});

const style: Check = shape({
  'bold?': flag,
  'italic?': flag,
  'strike?': flag,
  'code?': flag,
  'underline?': flag,
});

const leaf: Check = byType('rich text', {
  text: shape({ type: oneOf('text'), text: text(3000), 'style?': style }),
  link: shape({
    type: oneOf('link'),
    url: webAddress,
    'text?': text(3000),
    'unsafe?': flag,
    'style?': style,
  }),
  user: shape({ type: oneOf('user'), user_id: id, 'style?': style }),
  usergroup: shape({ type: oneOf('usergroup'), usergroup_id: id, 'style?': style }),
  channel: shape({ type: oneOf('channel'), channel_id: id, 'style?': style }),
  broadcast: shape({
    type: oneOf('broadcast'),
    range: oneOf('here', 'channel', 'everyone'),
    'style?': style,
  }),
  emoji: shape({ type: oneOf('emoji'), name: text(255), 'unicode?': text(255), 'style?': style }),
  color: shape({
    type: oneOf('color'),
    value: matching(/^#[\da-f]{6}$/i, 'a colour'),
    'style?': style,
  }),
  date: shape({
    type: oneOf('date'),
    timestamp: (value, at, found) => {
      if (Number.isInteger(value)) return;
      found.push({ pointer: at, code: 'wrong_type', message: 'must be whole seconds since 1970' });
    },
    format: text(3000),
    'url?': webAddress,
    'fallback?': text(3000),
    'style?': style,
  }),
});

const leaves = list(leaf, 0, 1000);
const richSection = shape({ type: oneOf('rich_text_section'), elements: leaves });
const border = oneOf(0, 1);

const richPart: Check = byType('rich text', {
  rich_text_section: richSection,
  rich_text_quote: shape({ type: oneOf('rich_text_quote'), elements: leaves, 'border?': border }),
  rich_text_preformatted: shape({
    type: oneOf('rich_text_preformatted'),
    elements: list(byType('preformatted text', { text: leaf, link: leaf }), 0, 1000),
    'border?': border,
  }),
  rich_text_list: shape({
    type: oneOf('rich_text_list'),
    style: oneOf('bullet', 'ordered'),
    elements: list(richSection, 1, 1000),
    'indent?': oneOf(0, 1, 2, 3, 4, 5, 6, 7, 8),
    'offset?': (value, at, found) => {
      if (Number.isInteger(value)) return;
      found.push({ pointer: at, code: 'wrong_type', message: 'must be an integer' });
    },
    'border?': border,
  }),
});

export const richText: Check = shape({
  type: oneOf('rich_text'),
  'block_id?': id,
  elements: list(richPart, 1, 1000),
});

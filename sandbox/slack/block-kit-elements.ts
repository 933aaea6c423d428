import {
  all,
  byType,
  type Check,
  type Fields,
  flag,
  integer,
  list,
  matching,
  oneOf,
  rule,
  shape,
  someOf,
  text,
} from './block-kit-checks.ts';
import {
  confirm,
  conversationFilter,
  dispatchConfig,
  distinctOptions,
  id,
  imageElement,
  optionGroup,
  overflowOption,
  plainOption,
  plainText,
  richOption,
  richText,
  webAddress,
} from './block-kit-objects.ts';
import { optionsOf } from './form-state.ts';
import { isObject, type JsonObject, objectsIn } from './json.ts';

// Block elements: https://docs.slack.dev/reference/block-kit/block-elements

const confirmable: Fields = { 'action_id?': id, 'confirm?': confirm };
const focusable: Fields = { 'focus_on_load?': flag };
const placeholder: Fields = { 'placeholder?': plainText(150) };
const chooser: Fields = { ...confirmable, ...focusable, ...placeholder };
const many: Fields = { 'max_selected_items?': integer(1, 100) };
const typed: Fields = {
  'action_id?': id,
  ...focusable,
  ...placeholder,
  'dispatch_action_config?': dispatchConfig,
};

function element(type: string, ...fields: readonly Fields[]): Check {
  const entries = fields.flatMap((each) => Object.entries(each));
  return shape({ type: oneOf(type), ...Object.fromEntries(entries) });
}

const oneSourceOfOptions = someOf(['options', 'option_groups'], true);

function isOffered(object: JsonObject, chosen: unknown): boolean {
  const wanted = isObject(chosen) ? chosen['value'] : undefined;
  return optionsOf(object).some((option) => option['value'] === wanted);
}

/** What is chosen at first must be one of the options. */
const initialIsOffered: Check = rule((object) => {
  const one = object['initial_option'];
  if (one !== undefined && !isOffered(object, one)) {
    return { field: 'initial_option', message: 'initial_option must match one of the options' };
  }
  const several = objectsIn(object['initial_options']);
  return several.every((each) => isOffered(object, each))
    ? undefined
    : { field: 'initial_options', message: 'initial_options must match the options' };
});

const selectOptions: Fields = {
  'options?': list(plainOption, 1, 100),
  'option_groups?': list(optionGroup, 1, 100),
};

const day = matching(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'a date as YYYY-MM-DD');
const time = matching(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time as HH:mm');

const selects: Readonly<Record<string, Check>> = {
  static_select: all(
    element('static_select', chooser, selectOptions, { 'initial_option?': plainOption }),
    oneSourceOfOptions,
    distinctOptions,
    initialIsOffered,
  ),
  multi_static_select: all(
    element('multi_static_select', chooser, many, selectOptions, {
      'initial_options?': list(plainOption, 1, 100),
    }),
    oneSourceOfOptions,
    distinctOptions,
    initialIsOffered,
  ),
  users_select: element('users_select', chooser, { 'initial_user?': id }),
  multi_users_select: element('multi_users_select', chooser, many, {
    'initial_users?': list(id, 1, 100),
  }),
  conversations_select: element('conversations_select', chooser, {
    'initial_conversation?': id,
    'default_to_current_conversation?': flag,
    'response_url_enabled?': flag,
    'filter?': conversationFilter,
  }),
  multi_conversations_select: element('multi_conversations_select', chooser, many, {
    'initial_conversations?': list(id, 1, 100),
    'default_to_current_conversation?': flag,
    'filter?': conversationFilter,
  }),
  channels_select: element('channels_select', chooser, {
    'initial_channel?': id,
    'response_url_enabled?': flag,
  }),
  multi_channels_select: element('multi_channels_select', chooser, many, {
    'initial_channels?': list(id, 1, 100),
  }),
  external_select: element('external_select', chooser, {
    'initial_option?': plainOption,
    'min_query_length?': integer(0, 3000),
  }),
};

const choices: Readonly<Record<string, Check>> = {
  checkboxes: all(
    element('checkboxes', confirmable, focusable, {
      options: list(richOption, 1, 10),
      'initial_options?': list(richOption, 1, 10),
    }),
    distinctOptions,
    initialIsOffered,
  ),
  radio_buttons: all(
    element('radio_buttons', confirmable, focusable, {
      options: list(richOption, 1, 10),
      'initial_option?': richOption,
    }),
    distinctOptions,
    initialIsOffered,
  ),
  datepicker: element('datepicker', chooser, { 'initial_date?': day }),
  timepicker: element('timepicker', chooser, { 'initial_time?': time, 'timezone?': text(255) }),
};

const datetimepicker = element('datetimepicker', confirmable, focusable, {
  'initial_date_time?': integer(1e9, 9_999_999_999),
});

const button = element('button', confirmable, {
  text: plainText(75),
  'value?': text(2000),
  'url?': webAddress,
  'style?': oneOf('primary', 'danger'),
  'accessibility_label?': text(75),
});

const overflow = all(
  element('overflow', confirmable, { options: list(overflowOption, 1, 5) }),
  distinctOptions,
);

const lengthsFit = rule((object) => {
  const { min_length: least, max_length: most, initial_value: initial } = object;
  if (typeof least === 'number' && typeof most === 'number' && least > most) {
    return { field: 'min_length', message: 'must not be greater than max_length' };
  }
  const isTooLong =
    typeof initial === 'string' && typeof most === 'number' && initial.length > most;
  return isTooLong
    ? { field: 'initial_value', code: 'too_long', message: 'must not be longer than max_length' }
    : undefined;
});

const inputs: Readonly<Record<string, Check>> = {
  plain_text_input: all(
    element('plain_text_input', typed, {
      'initial_value?': text(3000, 0),
      'multiline?': flag,
      'min_length?': integer(0, 3000),
      'max_length?': integer(1, 3000),
    }),
    lengthsFit,
  ),
  number_input: element('number_input', typed, {
    is_decimal_allowed: flag,
    'initial_value?': text(255),
    'min_value?': text(255),
    'max_value?': text(255),
  }),
  email_text_input: element('email_text_input', typed, { 'initial_value?': text(3000) }),
  url_text_input: element('url_text_input', typed, { 'initial_value?': webAddress }),
  rich_text_input: element('rich_text_input', typed, { 'initial_value?': richText }),
  file_input: element('file_input', {
    'action_id?': id,
    'filetypes?': list(text(255), 1, 100),
    'max_files?': integer(1, 10),
  }),
};

export const sectionAccessory: Check = byType('accessory', {
  button,
  overflow,
  image: imageElement,
  ...selects,
  ...choices,
});

export const actionsElement: Check = byType('element', {
  button,
  overflow,
  datetimepicker,
  ...selects,
  ...choices,
});

export const inputElement: Check = byType('input element', {
  datetimepicker,
  ...selects,
  ...choices,
  ...inputs,
});

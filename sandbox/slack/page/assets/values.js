/** @import { Block, BlockElement, Option } from '../blocks.ts' */
/** @import { Chosen } from '../wire.ts' */

/**
 * What stands in an element, as the page keeps it: text, a date, an option's value or an id, or a list of them; `[]` is
 * nothing.
 */

/** @type {Readonly<Record<string, string>>} */
const nouns = {
  plain_text_input: 'value',
  email_text_input: 'value',
  url_text_input: 'value',
  number_input: 'value',
  datepicker: 'date',
  timepicker: 'time',
  datetimepicker: 'date_time',
  static_select: 'option',
  radio_buttons: 'option',
  multi_static_select: 'options',
  checkboxes: 'options',
  users_select: 'user',
  multi_users_select: 'users',
  conversations_select: 'conversation',
  multi_conversations_select: 'conversations',
  channels_select: 'channel',
  multi_channels_select: 'channels',
};

/** @param {unknown} value @returns {Chosen} */
function flat(value) {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.map((each) => String(flat(each)));
  if (typeof value === 'object') return 'value' in value ? flat(value.value) : [];
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** @param {object} holder @param {string} field @returns {unknown} */
function at(holder, field) {
  return Object.entries(holder).find(([key]) => key === field)?.[1];
}

/** What an element holds at first. @param {BlockElement} element @returns {Chosen} */
export function initialOf(element) {
  return flat(at(element, `initial_${nouns[element.type] ?? 'value'}`));
}

/**
 * What an entry of a view's state says.
 * @param {Readonly<Record<string, unknown>> | undefined} entry
 * @param {BlockElement} element
 * @returns {Chosen | undefined} `undefined` where the state does not know the element
 */
export function chosenIn(entry, element) {
  if (entry === undefined) return undefined;
  const noun = nouns[element.type] ?? 'value';
  return flat(at(entry, noun === 'value' ? 'value' : `selected_${noun}`));
}

/** @param {Chosen} chosen */
export function isBlank(chosen) {
  return chosen.length === 0;
}

/** @param {Chosen} chosen @returns {readonly string[]} */
export function listOf(chosen) {
  if (typeof chosen !== 'string') return chosen;
  return chosen === '' ? [] : [chosen];
}

/** @param {BlockElement} element @returns {readonly Option[]} */
export function optionsOf(element) {
  const grouped = (element.option_groups ?? []).flatMap((group) => group.options);
  return [...(element.options ?? []), ...grouped];
}

/**
 * Every element of a view that holds a value, with its block.
 * @param {readonly Block[]} blocks
 * @returns {{ block: Block, element: BlockElement }[]}
 */
export function holdersIn(blocks) {
  return blocks.flatMap((block) => {
    const inside = block.type === 'actions' ? (block.elements ?? []) : [];
    const elements = [block.accessory, block.element, ...inside];
    const own = elements.flatMap((element) =>
      element !== undefined && nouns[element.type] !== undefined ? [{ block, element }] : [],
    );
    return [...own, ...holdersIn(block.child_blocks ?? [])];
  });
}

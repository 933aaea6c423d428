/** @import { Block, BlockElement } from '../blocks.ts' */
/** @import { Chosen } from '../wire.ts' */
/** @import { Surface } from './surface.js' */
import { button, overflow } from './buttons.js';
import { el, newId } from './dom.js';
import { choiceField, pickerField, textField } from './fields.js';
import { select } from './selects.js';
import { use } from './surface.js';
import { pictureNode, plain } from './texts.js';

/**
 * @typedef {object} Standing Where in its block an element stands.
 * @property {string} [id]
 * @property {string} [label] words of a visible label
 * @property {string} [labelId]
 * @property {string} [describedBy]
 * @property {boolean} [isInput] whether it stands in an input block, which tells the app only when asked to
 * @property {boolean} [isWrong]
 */

/**
 * Takes over a new value and, except in a silent input block, tells the app at once; what is not confirmed after all is
 * taken back.
 * @param {Surface} surface
 * @param {{ block: Block, element: BlockElement, control: HTMLElement, before: Chosen, isSilent: boolean }} change
 * @returns {Promise<boolean>} whether the value stands
 */
async function settle(surface, { block, element, control, before, isSilent }) {
  if (isSilent) return true;
  const chosen = surface.valueOf(block, element);
  const isSent = await use(surface, control, { block, element, chosen });
  if (!isSent) surface.put(block, element, before);
  return isSent;
}

/** @param {Surface} surface @param {Block} block @param {BlockElement} element @param {Standing} standing */
function field(surface, block, element, standing) {
  const isSilent = standing.isInput === true && block.dispatch_action !== true;
  const make =
    {
      checkboxes: choiceField,
      radio_buttons: choiceField,
      datepicker: pickerField,
      timepicker: pickerField,
      datetimepicker: pickerField,
    }[element.type] ?? textField;
  return make(surface, block, element, {
    id: standing.id ?? newId(),
    label: standing.label ?? '',
    labelId: standing.labelId,
    describedBy: standing.describedBy,
    isRequired: standing.isInput === true && block.optional !== true,
    isWrong: standing.isWrong === true,
    onChange: (control, before) => settle(surface, { block, element, control, before, isSilent }),
  });
}

/** @param {Surface} surface @param {Block} block @param {BlockElement} element @param {Standing} standing */
function menu(surface, block, element, standing) {
  const isSilent = standing.isInput === true && block.dispatch_action !== true;
  const control = select(surface, block, element, {
    label: standing.label ?? '',
    isOptional: standing.isInput === true && block.optional === true,
    onChoose: (origin, chosen) => {
      const before = surface.valueOf(block, element);
      surface.put(block, element, chosen);
      return settle(surface, { block, element, control: origin, before, isSilent });
    },
  });
  if (standing.id !== undefined) control.id = standing.id;
  if (standing.describedBy !== undefined)
    control.setAttribute('aria-describedby', standing.describedBy);
  return control;
}

/** Kinds the local Slack does not carry out: the page says so instead of showing something dead. */
const beyond = ['external_select', 'multi_external_select', 'rich_text_input', 'file_input'];

/**
 * An element of a block.
 * @param {Surface} surface
 * @param {Block} block
 * @param {BlockElement} element
 * @param {Standing} [standing]
 * @returns {HTMLElement}
 */
export function elementNode(surface, block, element, standing = {}) {
  const { type } = element;
  if (type === 'button') return button(surface, block, element, standing.describedBy);
  if (type === 'overflow') return overflow(surface, block, element, standing.describedBy);
  if (type === 'image') return pictureNode(element, 'picture-small');
  if (beyond.includes(type)) {
    return el(
      'span',
      { class: 'unsupported' },
      `This local Slack has no ${type.replaceAll('_', ' ')}.`,
    );
  }
  if (type.endsWith('_select')) return menu(surface, block, element, standing);
  const node = field(surface, block, element, standing);
  if (element.placeholder !== undefined && type.endsWith('picker'))
    node.title = plain(element.placeholder);
  return node;
}

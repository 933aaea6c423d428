/** @import { Block, BlockElement } from '../blocks.ts' */
/** @import { Chosen } from '../wire.ts' */
/** @import { Choice } from './options.js' */
/** @import { Surface } from './surface.js' */
import { el } from './dom.js';
import { icon } from './icons.js';
import { openList } from './listbox.js';
import { choicesOf } from './options.js';
import { plain } from './texts.js';
import { listOf } from './values.js';

/** What a closed menu shows. @param {BlockElement} element @param {readonly string[]} chosen */
function wordsFor(element, chosen) {
  const choices = choicesOf(element);
  const labels = chosen.map(
    (value) => choices.find((each) => each.value === value)?.label ?? value,
  );
  return labels.length > 0 ? labels.join(', ') : undefined;
}

/** @param {readonly string[]} chosen @param {string} value @param {number | undefined} most */
function toggled(chosen, value, most) {
  if (chosen.includes(value)) return chosen.filter((each) => each !== value);
  return most !== undefined && chosen.length >= most ? chosen : [...chosen, value];
}

/**
 * What choosing makes of what was chosen before.
 * @param {BlockElement} element
 * @param {readonly string[]} chosen
 * @param {Choice} choice
 * @returns {Chosen}
 */
function chosenAfter(element, chosen, choice) {
  if (element.type.startsWith('multi_')) {
    return toggled(chosen, choice.value, element.max_selected_items);
  }
  return choice.value === '' ? [] : choice.value;
}

/**
 * @typedef {object} SelectSettings
 * @property {string} label words of a visible label, or none
 * @property {boolean} isOptional
 * @property {(control: HTMLElement, chosen: Chosen) => Promise<boolean>} onChoose
 */

/** @param {BlockElement} element @param {boolean} isMulti */
function hintFor(element, isMulti) {
  return plain(element.placeholder) || (isMulti ? 'Select options' : 'Select an option');
}

/**
 * Every menu that drops down: of written options, people, channels; one or several.
 * @param {Surface} surface
 * @param {Block} block
 * @param {BlockElement} element
 * @param {SelectSettings} settings
 */
export function select(surface, block, element, settings) {
  const isMulti = element.type.startsWith('multi_');
  const hint = hintFor(element, isMulti);
  const label = settings.label === '' ? hint : settings.label;
  const value = el('span', { class: 'select-value' });
  const control = el(
    'button',
    {
      type: 'button',
      class: 'select',
      'data-key': `${element.action_id} select`,
      'data-action': element.action_id,
      'aria-haspopup': 'listbox',
      'aria-expanded': 'false',
    },
    value,
    icon('down'),
  );
  const chosen = () => listOf(surface.valueOf(block, element));
  const draw = () => {
    const words = wordsFor(element, chosen());
    value.textContent = words ?? hint;
    value.classList.toggle('select-hint', words === undefined);
    // The name holds what is seen, so that it can be spoken to.
    const shown = words ?? hint;
    control.setAttribute('aria-label', shown === label ? label : `${label}: ${shown}`);
  };
  control.addEventListener('click', () => {
    if (control.getAttribute('aria-expanded') === 'true') return;
    const mayClear = settings.isOptional && !isMulti && chosen().length > 0;
    openList(control, {
      choices: [...(mayClear ? [{ value: '', label: '(nothing)' }] : []), ...choicesOf(element)],
      chosen,
      isMulti,
      label,
      choose: (choice) => {
        void settings.onChoose(control, chosenAfter(element, chosen(), choice)).finally(draw);
        draw();
      },
    });
  });
  control.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    control.click();
  });
  draw();
  return control;
}

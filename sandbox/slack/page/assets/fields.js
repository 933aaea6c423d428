/** @import { Block, BlockElement } from '../blocks.ts' */
/** @import { Chosen } from '../wire.ts' */
/** @import { Surface } from './surface.js' */
import { el, newId } from './dom.js';
import { plain, textNodes } from './texts.js';
import { listOf } from './values.js';

/** Fields that are typed into, picked or ticked. Each tells `onChange` when a value is settled. */

/**
 * @typedef {object} FieldSettings
 * @property {string} id of the control a label belongs to
 * @property {string} label for a field without a visible one; empty where `labelId` names one
 * @property {string | undefined} labelId
 * @property {string | undefined} describedBy
 * @property {boolean} isRequired
 * @property {boolean} isWrong
 * @property {(control: HTMLElement, before: Chosen) => Promise<boolean>} onChange resolves to whether the value stands
 */

/** @param {BlockElement} element @param {FieldSettings} settings */
function naming(element, settings) {
  return {
    id: settings.id,
    'data-key': `${element.action_id} field`,
    'data-action': element.action_id,
    'aria-label':
      settings.labelId === undefined
        ? settings.label || plain(element.placeholder) || 'Field'
        : undefined,
    'aria-describedby': settings.describedBy,
    'aria-invalid': settings.isWrong ? 'true' : undefined,
    'aria-required': settings.isRequired ? 'true' : undefined,
  };
}

/** @type {Readonly<Record<string, string>>} */
const inputTypes = {
  plain_text_input: 'text',
  email_text_input: 'email',
  url_text_input: 'url',
  number_input: 'number',
  datepicker: 'date',
  timepicker: 'time',
  datetimepicker: 'datetime-local',
};

/** @param {Surface} surface @param {Block} block @param {BlockElement} element @param {FieldSettings} settings */
export function textField(surface, block, element, settings) {
  const value = String(surface.valueOf(block, element));
  const attributes = {
    ...naming(element, settings),
    class: 'field',
    placeholder: element.placeholder === undefined ? undefined : plain(element.placeholder),
    minlength: element.min_length,
    maxlength: element.max_length ?? 3000,
  };
  const field =
    element.multiline === true
      ? el('textarea', { ...attributes, rows: 4 })
      : el('input', {
          ...attributes,
          type: inputTypes[element.type],
          min: element.min_value,
          max: element.max_value,
          step: element.is_decimal_allowed === true ? 'any' : undefined,
          autocomplete: 'off',
        });
  field.value = value;
  const counter = counterFor(element, field);
  field.addEventListener('input', () => surface.put(block, element, field.value));
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
  field.addEventListener('keydown', (event) => {
    const isEnter = event instanceof KeyboardEvent && event.key === 'Enter' && !event.shiftKey;
    if (isEnter && element.multiline !== true && triggers.includes('on_enter_pressed')) {
      void settings.onChange(field, value);
    }
  });
  if (triggers.includes('on_character_entered')) {
    field.addEventListener('input', () => void settings.onChange(field, value));
  }
  return el('div', { class: 'field-box' }, field, counter);
}

/** How many characters are left, shown near the end. @param {BlockElement} element @param {HTMLInputElement | HTMLTextAreaElement} field */
function counterFor(element, field) {
  const most = element.max_length;
  if (most === undefined) return undefined;
  const counter = el('span', { class: 'field-counter', 'aria-hidden': 'true' });
  const count = () => {
    const left = most - field.value.length;
    counter.textContent = left <= Math.max(10, most * 0.1) ? String(left) : '';
  };
  field.addEventListener('input', count);
  count();
  return counter;
}

/** Typing a date passes through wrong ones: it counts once nothing has followed for a moment. */
const settleMs = 700;

/** @param {Surface} surface @param {Block} block @param {BlockElement} element @param {FieldSettings} settings */
export function pickerField(surface, block, element, settings) {
  const field = el('input', {
    ...naming(element, settings),
    class: 'field field-picker',
    type: inputTypes[element.type],
  });
  const value = String(surface.valueOf(block, element));
  const isMoment = element.type === 'datetimepicker';
  field.value =
    isMoment && value !== '' ? new Date(Number(value) * 1000).toISOString().slice(0, 16) : value;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  field.addEventListener('change', () => {
    const next =
      isMoment && field.value !== '' ? String(Date.parse(`${field.value}Z`) / 1000) : field.value;
    surface.put(block, element, next === '' ? [] : next);
    clearTimeout(timer);
    timer = setTimeout(() => void settings.onChange(field, value), settleMs);
  });
  return field;
}

/** Check boxes and radio buttons. @param {Surface} surface @param {Block} block @param {BlockElement} element @param {FieldSettings} settings */
export function choiceField(surface, block, element, settings) {
  const isMany = element.type === 'checkboxes';
  const {
    id: _id,
    'aria-required': required,
    'data-key': _key,
    'aria-invalid': invalid,
    ...shared
  } = naming(element, settings);
  const name = newId();
  const chosen = listOf(surface.valueOf(block, element));
  const group = el('div', {
    ...shared,
    class: 'choices',
    role: isMany ? 'group' : 'radiogroup',
    'aria-labelledby': settings.labelId,
    'aria-required': isMany ? undefined : required,
    'aria-invalid': isMany ? undefined : invalid,
  });
  const boxes = (element.options ?? []).map((option, nth) => {
    const box = el('input', {
      type: isMany ? 'checkbox' : 'radio',
      name,
      value: option.value,
      checked: chosen.includes(option.value),
      'data-key': `${element.action_id} ${option.value}`,
      id: nth === 0 ? settings.id : undefined,
    });
    group.append(
      el(
        'label',
        { class: 'choice' },
        box,
        el(
          'span',
          { class: 'choice-words' },
          el('span', {}, textNodes(option.text)),
          option.description !== undefined &&
            el('span', { class: 'choice-note' }, textNodes(option.description)),
        ),
      ),
    );
    return box;
  });
  group.addEventListener('change', () => {
    const ticked = boxes.filter((box) => box.checked).map((box) => box.value);
    const before = surface.valueOf(block, element);
    surface.put(block, element, isMany ? ticked : (ticked[0] ?? []));
    void settings.onChange(group, before).finally(() => {
      const standing = listOf(surface.valueOf(block, element));
      for (const box of boxes) box.checked = standing.includes(box.value);
    });
  });
  return group;
}

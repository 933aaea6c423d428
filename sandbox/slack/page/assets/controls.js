/** @import { ControlCard, DemoField } from '../controls.ts' */
import { announce } from './announcer.js';
import { el, newId } from './dom.js';
import { perform } from './line.js';

/** What the demo can do that a real Slack cannot: generic forms, filled by whoever started the page. */

/** What was filled in, by action and field: the panel is drawn anew after everything that happens. @type {Map<string, Record<string, string>>} */
const filled = new Map();
/** What an action said last. @type {Map<string, { words: string, isBad: boolean }>} */
const results = new Map();
/** @type {Set<string>} */
const running = new Set();

/** @param {ControlCard} card */
function valuesOf(card) {
  const known = filled.get(card.id) ?? {};
  /** @type {Record<string, string>} */
  const values = {};
  for (const field of card.fields) {
    const first = field.kind === 'select' ? field.options[0]?.value : undefined;
    const kept = known[field.id];
    const isOffered = field.kind === 'text' || field.options.some(({ value }) => value === kept);
    values[field.id] = (isOffered ? kept : undefined) ?? field.value ?? first ?? '';
  }
  return values;
}

/** @param {ControlCard} card @param {DemoField} field */
function fieldNode(card, field) {
  const id = newId();
  const value = valuesOf(card)[field.id] ?? '';
  const shared = { id, class: 'control-field', 'data-key': `${card.id} ${field.id}` };
  const control =
    field.kind === 'select'
      ? el(
          'select',
          shared,
          field.options.map((option) =>
            el('option', { value: option.value, selected: option.value === value }, option.label),
          ),
        )
      : el('input', {
          ...shared,
          type: 'text',
          placeholder: field.placeholder,
          value,
          autocomplete: 'off',
        });
  control.addEventListener('input', () => {
    filled.set(card.id, { ...valuesOf(card), [field.id]: control.value });
  });
  return el('div', { class: 'control-row' }, el('label', { for: id }, field.label), control);
}

/** @param {ControlCard} card @param {() => void} redraw */
async function run(card, redraw) {
  if (running.has(card.id)) return;
  running.add(card.id);
  results.delete(card.id);
  redraw();
  const answer = await perform({ kind: 'control', id: card.id, values: valuesOf(card) });
  running.delete(card.id);
  const words = answer.ok
    ? (('note' in answer ? answer.note : undefined) ?? 'Done.')
    : answer.error;
  results.set(card.id, { words, isBad: !answer.ok });
  announce(words);
  redraw();
}

/** @param {ControlCard} card @param {() => void} redraw */
function cardNode(card, redraw) {
  const result = results.get(card.id);
  const noteId = newId();
  const isOff = card.unavailable !== undefined;
  const note = card.unavailable ?? card.about;
  const form = el(
    'form',
    { class: card.fields.length === 0 ? 'control control-plain' : 'control' },
    card.fields.map((field) => fieldNode(card, field)),
    el(
      'button',
      {
        type: 'submit',
        class: 'control-button',
        'data-key': card.id,
        'aria-disabled': isOff ? 'true' : undefined,
        'aria-busy': running.has(card.id) ? 'true' : undefined,
        'aria-describedby': note === undefined ? undefined : noteId,
      },
      card.label,
    ),
    note !== undefined &&
      el('p', { class: isOff ? 'control-off' : 'control-note', id: noteId }, note),
    result !== undefined &&
      el(
        'p',
        { class: result.isBad ? 'control-result control-bad' : 'control-result' },
        result.words,
      ),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (isOff) announce(card.unavailable ?? '');
    else void run(card, redraw);
  });
  return form;
}

/** What the nodes below depend on: while it stays the same there is nothing to draw. @param {readonly ControlCard[]} cards */
export function controlsKey(cards) {
  return JSON.stringify([cards, [...results], [...running]]);
}

/**
 * All actions, each group under its heading.
 * @param {readonly ControlCard[]} cards
 * @param {() => void} redraw
 */
export function controlNodes(cards, redraw) {
  /** @type {{ heading: string | undefined, forms: Node[] }[]} */
  const groups = [];
  for (const card of cards) {
    const last = groups.at(-1);
    const form = cardNode(card, redraw);
    if (last !== undefined && last.heading === card.group) last.forms.push(form);
    else groups.push({ heading: card.group, forms: [form] });
  }
  return groups.flatMap(({ heading, forms }) => [
    heading !== undefined && el('h3', { class: 'panel-heading' }, heading),
    el('div', { class: 'control-group' }, forms),
  ]);
}

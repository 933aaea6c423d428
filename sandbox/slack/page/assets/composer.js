/** @import { ChannelCard } from '../wire.ts' */
/** @import { Completion } from './completion.js' */
import { announce } from './announcer.js';
import { complete } from './completion.js';
import { byId, el, newId } from './dom.js';
import { icon } from './icons.js';
import { nextIndex } from './popover.js';
import { sendTyped } from './sending.js';
import { known, me } from './state.js';

/** What was begun and not sent, by person and channel. @type {Map<string, string>} */
const drafts = new Map();
/** @type {ChannelCard | undefined} */
let channel;
/** @type {Completion} */
let completion = { offers: [], from: 0, hint: undefined };
let active = 0;

const listId = newId();
const hintId = newId();
const box = el('textarea', {
  class: 'composer-box',
  rows: 1,
  'aria-autocomplete': 'list',
  'aria-controls': listId,
  'aria-describedby': hintId,
  spellcheck: 'true',
});
const list = el('div', {
  class: 'completion',
  id: listId,
  role: 'listbox',
  'aria-label': 'Suggestions',
  hidden: true,
});
const hint = el('div', { class: 'composer-hint', id: hintId });
const sendButton = el(
  'button',
  { type: 'submit', class: 'send', 'aria-label': 'Send now' },
  icon('send'),
);

const form = el(
  'form',
  { class: 'composer' },
  list,
  box,
  el('div', { class: 'composer-foot' }, hint, sendButton),
);
/** Slack's own words where an app takes neither messages nor commands: https://github.com/slackapi/python-slack-sdk/issues/1015 */
const closed = el(
  'p',
  { class: 'composer-closed' },
  'Sending messages to this app has been turned off.',
);

/** Puts the composer into the page, once. */
export function startComposer() {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void send();
  });
  box.addEventListener('input', refresh);
  box.addEventListener('click', refresh);
  box.addEventListener('keydown', onKey);
  box.addEventListener('blur', () => offer({ ...completion, offers: [] }));
  byId('composer').replaceChildren(form, closed);
}

/** @param {ChannelCard} next */
export function aimComposer(next) {
  form.hidden = next.kind === 'im' && !known().app.takesMessages;
  closed.hidden = !form.hidden;
  if (form.hidden) return;
  const name = next.kind === 'im' ? known().app.name : `#${next.name}`;
  const label = `Message ${name}`;
  box.setAttribute('aria-label', label);
  box.placeholder = label;
  const key = `${me().id} ${next.id}`;
  if (channel !== undefined && box.dataset['key'] === key) {
    channel = next;
    return;
  }
  channel = next;
  box.dataset['key'] = key;
  box.value = drafts.get(key) ?? '';
  refresh();
  offer({ ...completion, offers: [] });
}

/** @param {string} text */
function write(text) {
  box.value = text;
  box.setSelectionRange(text.length, text.length);
  refresh();
}

function refresh() {
  drafts.set(box.dataset['key'] ?? '', box.value);
  box.style.height = 'auto';
  box.style.height = `${Math.min(box.scrollHeight, 220)}px`;
  sendButton.setAttribute('aria-disabled', String(box.value.trim() === ''));
  sendButton.classList.toggle('send-ready', box.value.trim() !== '');
  offer(complete(box.value.slice(0, box.selectionStart)));
}

/** @param {Completion} next */
function offer(next) {
  const isNew = next.offers.length > 0 && completion.offers.length === 0;
  completion = next;
  active = 0;
  hint.textContent = next.hint ?? '';
  list.hidden = next.offers.length === 0;
  list.replaceChildren(
    ...next.offers.map((each, index) =>
      el(
        'div',
        {
          class: 'completion-row',
          role: 'option',
          id: `${listId}-${index}`,
          'aria-selected': String(index === 0),
          // The box must keep the focus, or the list would close before the click counts.
          onpointerdown: (/** @type {Event} */ event) => event.preventDefault(),
          onclick: () => take(index),
        },
        el('span', { class: 'completion-label' }, each.label),
        el('span', { class: 'completion-note' }, each.note),
      ),
    ),
  );
  mark();
  if (isNew) {
    const { length } = next.offers;
    announce(
      `${length} ${length === 1 ? 'suggestion' : 'suggestions'}. Up and down to choose, Tab to take one.`,
    );
  }
}

function mark() {
  const rows = [...list.children];
  rows.forEach((row, index) => {
    row.classList.toggle('completion-active', index === active);
    row.setAttribute('aria-selected', String(index === active));
  });
  if (rows.length === 0) box.removeAttribute('aria-activedescendant');
  else box.setAttribute('aria-activedescendant', `${listId}-${active}`);
  rows[active]?.scrollIntoView({ block: 'nearest' });
}

/** @param {number} index */
function take(index) {
  const chosen = completion.offers[index];
  if (chosen === undefined) return;
  const rest = box.value.slice(box.selectionStart);
  const begun = box.value.slice(0, completion.from) + chosen.insert;
  write(begun + rest);
  box.setSelectionRange(begun.length, begun.length);
  refresh();
}

/** Whether Enter sends although something is offered: the command is already written out. */
function isComplete() {
  const begun = box.value.slice(completion.from).trim();
  return completion.offers.some(({ insert }) => insert.trim() === begun);
}

/** What a key does to what is offered. Answers whether it was meant for that. @param {KeyboardEvent} event */
function steer(event) {
  const { offers } = completion;
  if (offers.length === 0) return false;
  if (event.key === 'Escape') offer({ ...completion, offers: [] });
  else if (event.key === 'Tab' && !event.shiftKey) take(active);
  else if (event.key === 'Enter' && !event.shiftKey && !isComplete()) take(active);
  else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    active = nextIndex(event.key, active, offers.length) ?? active;
    mark();
  } else return false;
  return true;
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  // While a character is being composed, Enter belongs to the keyboard.
  if (event.isComposing) return;
  if (steer(event)) event.preventDefault();
  else if (event.key === 'Enter' && !event.shiftKey) {
    event.preventDefault();
    void send();
  }
}

async function send() {
  const text = box.value;
  if (text.trim() === '' || channel === undefined) return;
  const { key } = box.dataset;
  const arrived = await sendTyped(channel, text, () => write(''));
  // What did not arrive is put back, unless something else has been begun, or another place opened.
  if (!arrived && box.value === '' && box.dataset['key'] === key) write(text);
}

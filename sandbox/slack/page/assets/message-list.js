/** @import { MessageCard } from '../wire.ts' */
import { byId, el, replaceKeepingFocus } from './dom.js';
import { icon } from './icons.js';
import { messageParts, momentOf } from './message.js';
import { showsFallback } from './settings.js';
import { keyOf, me, messagesIn } from './state.js';
import { dayDivider, dayOf } from './when.js';

/** Messages of one author within this time stand under one name. */
const breathMs = 5 * 60_000;
/** How near the end somebody must be to be taken along when something new comes. */
const nearPx = 120;

/** What stands in the list, by message. @type {Map<string, { node: HTMLElement, drawn: string }>} */
const rows = new Map();
/** @type {Map<string, HTMLElement>} */
const dividers = new Map();
let shownIn = '';

const list = el('ol', { class: 'messages', role: 'list' });
const jump = el(
  'button',
  { type: 'button', class: 'jump', hidden: true, onclick: () => toEnd() },
  icon('arrow'),
  'New messages',
);
const scroller = el('div', { class: 'scroller', tabindex: '0', role: 'region' }, list);
scroller.addEventListener('scroll', () => {
  if (isAtEnd()) jump.hidden = true;
});

/** The list with its frame, to be put into the page once. */
export function messageArea() {
  return el('div', { class: 'message-area' }, scroller, jump);
}

function isAtEnd() {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearPx;
}

function toEnd() {
  scroller.scrollTop = scroller.scrollHeight;
  jump.hidden = true;
}

/** @param {MessageCard} message @param {MessageCard | undefined} before */
function isContinued(message, before) {
  if (before === undefined || before.user !== message.user) return false;
  if (before.isEphemeral || message.isEphemeral) return false;
  const gap = momentOf(message) - momentOf(before);
  return gap < breathMs && dayOf(momentOf(message)) === dayOf(momentOf(before));
}

/** @param {MessageCard} message @param {MessageCard | undefined} before */
function rowFor(message, before) {
  const key = keyOf(message);
  const continued = isContinued(message, before);
  const drawn = JSON.stringify([message, continued, showsFallback(), me().tz, me().id]);
  const known = rows.get(key);
  if (known?.drawn === drawn) return known.node;
  const node = known?.node ?? el('li', { tabindex: '-1' });
  node.className = message.isEphemeral ? 'message message-ephemeral' : 'message';
  node.dataset['ts'] = message.ts;
  replaceKeepingFocus(node, messageParts(message, continued), node);
  rows.set(key, { node, drawn });
  return node;
}

/** @param {number} at */
function dividerFor(at) {
  const day = dayOf(at);
  const node = dividers.get(day) ?? el('li', { class: 'day' }, el('span'));
  dividers.set(day, node);
  const words = dayDivider(at);
  if (node.firstElementChild !== null) node.firstElementChild.textContent = words;
  return node;
}

/** Puts nodes in order and moves none that is in place already: a moved one would lose the focus. @param {readonly HTMLElement[]} nodes */
function arrange(nodes) {
  const wanted = new Set(nodes);
  // A copy: the collection itself shrinks under the loop.
  for (const child of Array.from(list.children)) {
    if (!(child instanceof HTMLElement) || !wanted.has(child)) child.remove();
  }
  let here = list.firstElementChild;
  for (const node of nodes) {
    if (node === here) here = here.nextElementSibling;
    else list.insertBefore(node, here);
  }
}

function emptyNote() {
  return el('li', { class: 'beginning' }, 'Nothing has been said here yet.');
}

/**
 * Shows the messages of a channel.
 * @param {string} channel
 * @param {string} name
 */
export function drawMessages(channel, name) {
  const place = `${me().id} ${channel}`;
  const isNewPlace = place !== shownIn;
  if (isNewPlace) {
    rows.clear();
    dividers.clear();
    list.replaceChildren();
    shownIn = place;
  }
  const wasAtEnd = isNewPlace || isAtEnd();
  const messages = messagesIn(channel);
  const before = rows.size;
  list.setAttribute('aria-label', `Messages in ${name}`);
  scroller.setAttribute('aria-label', `Messages in ${name}`);
  const keys = new Set(messages.map(keyOf));
  for (const key of rows.keys()) if (!keys.has(key)) rows.delete(key);
  const nodes = messages.flatMap((message, index) => {
    const previous = messages[index - 1];
    const isNewDay =
      previous === undefined || dayOf(momentOf(previous)) !== dayOf(momentOf(message));
    const row = rowFor(message, isNewDay ? undefined : previous);
    return isNewDay ? [dividerFor(momentOf(message)), row] : [row];
  });
  const hadFocus = list.contains(document.activeElement);
  arrange(nodes.length === 0 ? [emptyNote()] : nodes);
  // The message somebody was in is gone: their place in the page is the list it stood in.
  if (hadFocus && !list.contains(document.activeElement)) scroller.focus({ preventScroll: true });
  if (wasAtEnd) toEnd();
  else if (rows.size > before) jump.hidden = false;
}

/** The list's place while the pane shows something else. @param {boolean} isShown */
export function showMessages(isShown) {
  byId('conversation').hidden = !isShown;
  if (!isShown) shownIn = '';
}

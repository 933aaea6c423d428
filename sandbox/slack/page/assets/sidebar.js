/** @import { MessageCard } from '../wire.ts' */
import { avatar } from './avatar.js';
import { byId, el, replaceKeepingFocus } from './dom.js';
import { icon } from './icons.js';
import { currentName, hrefFor, openChannels } from './route.js';
import { appChannel, keyOf, known, me } from './state.js';

/** Messages that have come while their channel was not in view, by channel. @type {Map<string, Set<string>>} */
const unread = new Map();
/** @type {Set<string>} */
const seen = new Set();

/** What is there when somebody comes is not new to them. @param {readonly MessageCard[]} messages */
export function noteSeen(messages) {
  for (const message of messages) seen.add(keyOf(message));
}

/**
 * Whether a message is new; where its channel is not in view it is marked as unread.
 * @param {MessageCard} message
 * @param {string | undefined} shown the channel in view
 */
export function noteMessage(message, shown) {
  const key = keyOf(message);
  if (seen.has(key)) return false;
  seen.add(key);
  if (message.channel !== shown && message.user !== me().id) {
    unread.set(message.channel, (unread.get(message.channel) ?? new Set()).add(key));
  }
  return true;
}

/** @param {string} channel */
export function markRead(channel) {
  unread.delete(channel);
}

export function forgetUnread() {
  unread.clear();
}

/** @param {{ pane: string, label: string, sign: Node, channel?: string, count?: boolean, note?: string }} entry */
function row({ pane, label, sign, channel, count, note }) {
  const fresh = unread.get(channel ?? '')?.size ?? 0;
  const isHere = currentName() === pane;
  return el(
    'li',
    {},
    el(
      'a',
      {
        class: fresh > 0 ? 'side-link side-unread' : 'side-link',
        href: hrefFor(pane),
        'data-key': `side ${pane}`,
        'aria-current': isHere ? 'page' : undefined,
      },
      sign,
      el('span', { class: 'side-label' }, label),
      note !== undefined && el('span', { class: 'side-note' }, note),
      fresh > 0 &&
        count === true &&
        el('span', { class: 'side-count', 'aria-hidden': 'true' }, String(fresh)),
      fresh > 0 && el('span', { class: 'visually-hidden' }, `${fresh} unread`),
    ),
  );
}

/** @param {string} title @param {readonly Node[]} rows */
function group(title, rows) {
  return el(
    'section',
    { class: 'side-group' },
    el('h2', { class: 'side-title' }, title),
    rows.length === 0 ? el('p', { class: 'side-none' }, 'None') : el('ul', { role: 'list' }, rows),
  );
}

/** What a closed menu has no room for. */
function longNote() {
  const note = known().cast.find(({ id }) => id === known().me)?.note ?? '';
  const isCut = `${me().realName} (${note})`.length > 26;
  return isCut && el('p', { class: 'person-note' }, note);
}

function personSwitch() {
  const select = el(
    'select',
    {
      id: 'person',
      class: 'person-select',
      'data-key': 'person',
      onchange: () => switchTo(select.value),
    },
    known().cast.map(({ id, note }) => {
      const person = known().people.find((each) => each.id === id);
      const words = `${person?.realName ?? id} (${note})`;
      return el('option', { value: person?.name ?? id, selected: id === known().me }, words);
    }),
  );
  return el(
    'div',
    { class: 'person' },
    avatar(known().me, 'avatar-person'),
    el('label', { for: 'person' }, 'You are'),
    select,
    longNote(),
  );
}

/** @param {string} name */
function switchTo(name) {
  location.hash = hrefFor(currentName(), name);
}

let drawn = '';

/** Draws the sidebar where something in it has changed: an open menu in it must not close at every message. */
export function drawSidebar() {
  const { app, team, cast, people, channels } = known();
  const counts = [...unread].map(([channel, keys]) => [channel, keys.size]);
  const next = JSON.stringify([me().id, currentName(), counts, cast, people, channels, team, app]);
  if (next === drawn) return;
  drawn = next;
  drawRows();
}

function drawRows() {
  const { app, team } = known();
  const channels = openChannels().map((channel) =>
    row({
      pane: channel.name,
      label: channel.name,
      sign: icon(channel.kind === 'private' ? 'lock' : 'hash'),
      channel: channel.id,
      ...(channel.isShared ? { note: 'shared' } : {}),
    }),
  );
  const messages = row({
    pane: '@messages',
    label: app.name,
    sign: avatar(app.user, 'avatar-side'),
    channel: appChannel().id,
    count: true,
  });
  const home = row({ pane: '@home', label: 'Home', sign: icon('house'), note: app.name });
  const panel = byId('sidebar');
  replaceKeepingFocus(panel, [
    el('div', { class: 'team' }, el('span', { class: 'team-name' }, team.name)),
    el(
      'div',
      { class: 'side-scroll' },
      group('Channels', channels),
      group('Direct messages', [messages]),
      app.hasHome && group('Apps', [home]),
    ),
    personSwitch(),
  ]);
}

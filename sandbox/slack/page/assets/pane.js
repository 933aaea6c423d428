import { avatar } from './avatar.js';
import { aimComposer } from './composer.js';
import { byId, el, replaceKeepingFocus } from './dom.js';
import { drawHome, forgetHome } from './home.js';
import { icon } from './icons.js';
import { isLineCut, perform } from './line.js';
import { drawMessages, showMessages } from './message-list.js';
import { currentPane, hrefFor } from './route.js';
import { markRead } from './sidebar.js';
import { known, me } from './state.js';

/** The place the app was last told of. */
let entered = '';

/** The channel whose messages are in view. */
export function shownChannel() {
  const pane = currentPane();
  return pane.kind === 'home' ? undefined : pane.channel.id;
}

/** @param {'messages' | 'home'} here */
function appTabs(here) {
  const tab = (/** @type {'messages' | 'home'} */ name, /** @type {string} */ label) =>
    el(
      'a',
      {
        class: 'tab',
        role: 'tab',
        href: hrefFor(`@${name}`),
        'aria-selected': String(name === here),
        'aria-controls': name === 'home' ? 'home' : 'conversation',
        tabindex: name === here ? '0' : '-1',
        'data-key': `tab ${name}`,
      },
      label,
    );
  const tabs = [...(known().app.hasHome ? [tab('home', 'Home')] : []), tab('messages', 'Messages')];
  const row = el('div', { class: 'tabs', role: 'tablist', 'aria-label': known().app.name }, tabs);
  row.addEventListener('keydown', ({ key }) => {
    const other = tabs.find((each) => each.getAttribute('aria-selected') === 'false');
    if (key !== 'ArrowLeft' && key !== 'ArrowRight') return;
    other?.focus();
    other?.click();
  });
  return row;
}

function drawHead() {
  const pane = currentPane();
  const { app } = known();
  if (pane.kind !== 'channel') {
    document.title = `${app.name} · ${known().team.name}`;
    replaceKeepingFocus(byId('head'), [
      el(
        'div',
        { class: 'head-line' },
        avatar(app.user, 'avatar-head'),
        el('h1', { class: 'head-title', tabindex: '-1', 'data-key': 'title' }, app.name),
        el('span', { class: 'app-badge' }, 'APP'),
      ),
      appTabs(pane.kind),
    ]);
    return;
  }
  const { channel } = pane;
  const people = `${channel.memberCount} ${channel.memberCount === 1 ? 'member' : 'members'}`;
  document.title = `#${channel.name} · ${known().team.name}`;
  replaceKeepingFocus(byId('head'), [
    el(
      'div',
      { class: 'head-line' },
      icon(channel.kind === 'private' ? 'lock' : 'hash'),
      el('h1', { class: 'head-title', tabindex: '-1', 'data-key': 'title' }, channel.name),
      channel.isShared && el('span', { class: 'head-note' }, 'shared with another company'),
      el('span', { class: 'head-members' }, people),
    ),
  ]);
}

/** What stands in the way of commands and buttons; nothing where they work. */
function obstacle() {
  const { isConnected, app } = known();
  if (isLineCut()) return 'The local Slack has stopped. This page goes on once it runs again.';
  return isConnected
    ? ''
    : `${app.name} is not connected right now. Commands and buttons work again once it is back.`;
}

function drawBanner() {
  const words = obstacle();
  const place = byId('banner');
  if (place.textContent === words) return;
  place.replaceChildren(
    ...(words === '' ? [] : [el('div', { class: 'banner' }, icon('warning'), words)]),
  );
}

/** Tells the app that its Home, or its messages, are being looked at. @param {'home' | 'messages'} tab */
function enter(tab) {
  const place = `${me().id} ${tab}`;
  if (place === entered) return;
  entered = place;
  void perform({ kind: 'home', tab });
}

/** Draws what the address names. */
export function drawPane() {
  const pane = currentPane();
  drawHead();
  drawBanner();
  const isHome = pane.kind === 'home';
  showMessages(!isHome);
  byId('home').hidden = !isHome;
  if (pane.kind === 'home') {
    enter('home');
    drawHome();
    return;
  }
  forgetHome();
  if (pane.kind === 'messages') enter('messages');
  else entered = '';
  markRead(pane.channel.id);
  const name = pane.kind === 'messages' ? known().app.name : `#${pane.channel.name}`;
  drawMessages(pane.channel.id, name);
  aimComposer(pane.channel);
}

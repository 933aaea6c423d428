/** @import { MessageCard, PageChange } from '../wire.ts' */
import { announce } from './announcer.js';
import { startComposer } from './composer.js';
import { focusSomewhere } from './dialogs.js';
import { byId } from './dom.js';
import { startDrawer } from './drawer.js';
import { follow } from './line.js';
import { authorOf, fallbackOf } from './message.js';
import { messageArea } from './message-list.js';
import { drawModal } from './modal.js';
import { drawPane, shownChannel } from './pane.js';
import { drawControls, drawSent, startPanel } from './panel.js';
import { currentName, hrefFor, wantedPerson } from './route.js';
import { onSettings } from './settings.js';
import { drawSidebar, forgetUnread, noteMessage, noteSeen } from './sidebar.js';
import { isKnown, known, me, messagesIn, subscribe } from './state.js';

/** The page's table of contents: what is drawn when. */

/** Whose page it is, to tell another person's snapshot from a reconnection. */
let viewed = '';

function drawAll() {
  drawPane();
  drawSidebar();
  drawControls();
  drawSent();
  drawModal();
}

function welcome() {
  const isOther = viewed !== me().id;
  if (isOther) forgetUnread();
  noteSeen(known().channels.flatMap((channel) => messagesIn(channel.id)));
  // The address always names where one is, so that it can be kept and shared.
  const address = hrefFor(currentName());
  if (location.hash !== address) history.replaceState(null, '', address);
  drawAll();
  if (isOther && viewed !== '') announce(`You are now ${me().realName}.`);
  if (viewed === '' && !isNarrow()) arrive();
  viewed = me().id;
}

/** @param {MessageCard} message */
function hear(message) {
  const isShown = message.channel === shownChannel();
  const isNew = noteMessage(message, isShown ? message.channel : undefined);
  drawSidebar();
  if (!isShown) return;
  drawPane();
  if (message.user === me().id) return;
  const lead = message.isEphemeral ? 'Only visible to you. ' : '';
  announce(`${isNew ? '' : 'Changed: '}${lead}${authorOf(message)}: ${fallbackOf(message)}`);
}

/** @param {PageChange} change */
function onChange(change) {
  switch (change.kind) {
    case 'snapshot':
      welcome();
      break;
    case 'message':
      hear(change.message);
      break;
    case 'sent':
      drawSent();
      break;
    case 'controls':
      drawControls();
      drawPane();
      break;
    case 'modals':
      drawModal();
      break;
    case 'gone':
    case 'home':
    case 'connection':
      drawPane();
      break;
  }
}

function isNarrow() {
  return matchMedia('(max-width: 760px)').matches;
}

/** Puts the focus where one goes on, but takes it from nobody who is moving along the tabs. */
function arrive() {
  if (document.activeElement?.getAttribute('role') === 'tab') return;
  // On a phone the focus would bring up the keyboard.
  if (isNarrow()) byId('head').querySelector('h1')?.focus();
  else focusSomewhere();
}

function onAddress() {
  if (!isKnown()) return;
  if (wantedPerson() !== me().name) follow(wantedPerson());
  else {
    drawPane();
    drawSidebar();
    arrive();
  }
}

byId('messages').replaceChildren(messageArea());
byId('skip').addEventListener('click', focusSomewhere);
startComposer();
startPanel();
startDrawer();
subscribe(onChange);
onSettings(() => isKnown() && drawPane());
addEventListener('hashchange', onAddress);
follow(wantedPerson());

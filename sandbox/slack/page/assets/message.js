/** @import { Block } from '../blocks.ts' */
/** @import { FileCard, MessageCard } from '../wire.ts' */
import { avatar } from './avatar.js';
import { blockNodes } from './blocks.js';
import { el, newId } from './dom.js';
import { icon } from './icons.js';
import { mrkdwn, spoken } from './mrkdwn.js';
import { showsFallback } from './settings.js';
import { findPerson } from './state.js';
import { messageSurface } from './surface.js';
import { dayAndTime, time } from './when.js';

/** @param {MessageCard} message */
export function authorOf(message) {
  if (message.user.startsWith('notice ')) return 'Slackbot';
  return findPerson(message.user)?.realName ?? 'Somebody';
}

/** @param {MessageCard} message */
export function isByApp(message) {
  return findPerson(message.user)?.isBot === true;
}

/** @param {MessageCard} message */
export function momentOf(message) {
  return Number(message.ts) * 1000;
}

/** @param {MessageCard} message */
function stamp(message) {
  const at = momentOf(message);
  return el(
    'time',
    { class: 'stamp', datetime: new Date(at).toISOString(), title: dayAndTime(at) },
    time(at),
  );
}

/** @param {number} size */
function bytes(size) {
  if (size < 1000) return `${size} bytes`;
  return size < 1e6 ? `${Math.round(size / 1000)} kB` : `${(size / 1e6).toFixed(1)} MB`;
}

/** @param {FileCard} file */
function fileNode(file) {
  if (file.isPicture) {
    return el('img', { class: 'picture', src: file.url, alt: file.title, loading: 'lazy' });
  }
  return el(
    'a',
    { class: 'file', href: file.url, download: file.name },
    icon('file'),
    el('span', { class: 'file-words' }, el('b', {}, file.title), el('span', {}, bytes(file.size))),
  );
}

/** What a notification and a screen reader get in place of the blocks. @param {MessageCard} message */
export function fallbackOf(message) {
  return spoken(message.text);
}

/** @param {MessageCard} message */
function fallbackNode(message) {
  const words = fallbackOf(message);
  const isMissing = words === '';
  return el(
    'div',
    { class: isMissing ? 'fallback fallback-missing' : 'fallback' },
    el('b', {}, 'Fallback text: '),
    isMissing ? 'none. Notifications and screen readers get nothing of this message.' : words,
  );
}

/** @param {MessageCard} message @returns {(Node | string | false)[]} */
function content(message) {
  const blocks = /** @type {readonly Block[]} */ (/** @type {unknown} */ (message.blocks));
  const edited = message.isEdited && el('span', { class: 'edited' }, ' (edited)');
  if (blocks.length === 0)
    return [el('div', { class: 'message-text' }, mrkdwn(message.text), edited)];
  return [...blockNodes(messageSurface(message), blocks), edited];
}

/**
 * The inside of a message's list item.
 * @param {MessageCard} message
 * @param {boolean} isContinued whether the author has just said something: then face and name are not repeated
 */
export function messageParts(message, isContinued) {
  const author = authorOf(message);
  const headId = newId();
  const head = el(
    'div',
    { class: isContinued ? 'message-head visually-hidden' : 'message-head', id: headId },
    el('h2', { class: 'author' }, author),
    isByApp(message) && el('span', { class: 'app-badge' }, 'APP'),
    stamp(message),
  );
  return [
    message.isEphemeral && el('div', { class: 'only-you' }, icon('eye'), 'Only visible to you'),
    el(
      'article',
      { class: 'message-row', 'aria-labelledby': headId },
      el('div', { class: 'gutter' }, isContinued ? stamp(message) : avatar(message.user)),
      el(
        'div',
        { class: 'message-main' },
        head,
        message.isReply && el('div', { class: 'reply-mark' }, 'Replied in a thread'),
        el('div', { class: 'message-body' }, content(message)),
        message.files.length > 0 && el('div', { class: 'files' }, message.files.map(fileNode)),
        showsFallback() && fallbackNode(message),
      ),
    ),
  ];
}

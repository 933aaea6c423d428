import { el } from './dom.js';
import { hrefFor } from './route.js';
import { findChannel, findPerson, known } from './state.js';

/**
 * A link that leads out of the page. Anything but a web or mail address stays text: an app's `javascript:` must not run.
 * @param {string} address
 * @param {string | undefined} label
 */
export function link(address, label) {
  const words = label ?? address.replace(/^mailto:/, '');
  if (!/^(https?:\/\/|mailto:)/i.test(address)) return el('span', {}, words);
  return el(
    'a',
    { class: 'link', href: address, target: '_blank', rel: 'noopener noreferrer' },
    words,
  );
}

/** @param {string} id @param {string} [label] */
export function personMention(id, label) {
  const person = findPerson(id);
  const isMe = id === known().me;
  const name = person?.realName ?? label ?? id;
  return el('span', { class: isMe ? 'mention mention-me' : 'mention' }, `@${name}`);
}

/** @param {string} id @param {string} [label] */
export function channelMention(id, label) {
  const channel = findChannel(id);
  // Slack does not tell the name of a private channel to somebody who is not in it.
  if (channel === undefined) {
    return el('span', { class: 'mention' }, label === undefined ? '#private-channel' : `#${label}`);
  }
  const name = `#${channel.name}`;
  if (!channel.isOpen) return el('span', { class: 'mention' }, name);
  return el('a', { class: 'mention', href: hrefFor(channel.name) }, name);
}

/** @param {string} id @param {string} [label] */
export function groupMention(id, label) {
  const group = known().groups.find((each) => each.id === id);
  const handle = group?.handle ?? label?.replace(/^@/, '') ?? id;
  return el('span', { class: 'mention' }, `@${handle}`);
}

/** `<!here>` and its like. @param {string} range */
export function broadcast(range) {
  return el('span', { class: 'mention mention-me' }, `@${range}`);
}

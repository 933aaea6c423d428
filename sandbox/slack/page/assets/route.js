/** @import { ChannelCard } from '../wire.ts' */
import { appChannel, known, me } from './state.js';

/**
 * Where somebody is stands in the address, after `#`: the person, then a channel's name, `@messages` or `@home`. So a
 * reload, a bookmark and the browser's own Back lead to the same place.
 */

/** @typedef {{ kind: 'channel', channel: ChannelCard } | { kind: 'messages', channel: ChannelCard } | { kind: 'home' }} Pane */

function parts() {
  const [, person = '', pane = ''] = location.hash.split('/').map(decoded);
  return { person, pane };
}

/** @param {string} part of an address, which anybody may have typed */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Whom the address names: a person's name, or nothing. */
export function wantedPerson() {
  return parts().person;
}

/**
 * @param {string} pane
 * @param {string} [person]
 */
export function hrefFor(pane, person = me().name) {
  return `#/${encodeURIComponent(person)}/${encodeURIComponent(pane)}`;
}

/** The channels in the sidebar: those the person is in. */
export function openChannels() {
  return known()
    .channels.filter((channel) => channel.kind !== 'im' && channel.isOpen)
    .toSorted((one, other) => one.name.localeCompare(other.name));
}

/** Where the person is. A place that is not theirs becomes their first channel. @returns {Pane} */
export function currentPane() {
  const { pane } = parts();
  if (pane === '@home' && known().app.hasHome) return { kind: 'home' };
  const channels = openChannels();
  const named = channels.find((channel) => channel.name === pane);
  const general = channels.find((channel) => channel.name === 'general');
  const channel = named ?? (pane === '@messages' ? undefined : (general ?? channels[0]));
  return channel === undefined
    ? { kind: 'messages', channel: appChannel() }
    : { kind: 'channel', channel };
}

/** The address's word for where the person is. */
export function currentName() {
  const pane = currentPane();
  return pane.kind === 'channel' ? pane.channel.name : `@${pane.kind}`;
}

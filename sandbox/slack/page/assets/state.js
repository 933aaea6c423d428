/** @import { MessageCard, PageChange, PersonCard, SentCard, Snapshot } from '../wire.ts' */

/**
 * What the page knows: the last snapshot with every change since laid over it, and the listeners that show it.
 * @typedef {Omit<Snapshot, 'messages' | 'sent'>} World
 */

/** @type {World | undefined} */
let world;
/** The moment of the page's own clock at which the world's `now` was true. */
let readAt = 0;

/** @type {Map<string, MessageCard>} */
const messages = new Map();
/** Notices Slack itself gives a person; they are in no workspace and gone with the page. @type {MessageCard[]} */
const notices = [];
/** @type {Map<string, SentCard>} */
const sent = new Map();

/** @type {Set<(change: PageChange) => void>} */
const listeners = new Set();

/** What is known now. Nothing on the page is drawn before the first snapshot. */
export function known() {
  if (world === undefined) throw new Error('nothing is known yet');
  return world;
}

export function isKnown() {
  return world !== undefined;
}

/** The demo's clock, in milliseconds. */
export function now() {
  return known().now + (performance.now() - readAt);
}

/** @param {(change: PageChange) => void} listener */
export function subscribe(listener) {
  listeners.add(listener);
}

/** @param {{ channel: string, ts: string, isEphemeral?: boolean }} message */
export function keyOf({ channel, ts }) {
  return `${channel} ${ts}`;
}

/** @param {number} moment */
function setClock(moment) {
  if (world === undefined) return;
  world = { ...world, now: moment };
  readAt = performance.now();
}

/** @param {Snapshot} snapshot */
function replaceAll(snapshot) {
  const { messages: list, sent: cards, ...rest } = snapshot;
  world = rest;
  setClock(rest.now);
  messages.clear();
  for (const message of list) messages.set(keyOf(message), message);
  sent.clear();
  for (const card of cards) sent.set(card.id, card);
}

/** @param {PageChange} change */
function apply(change) {
  if (change.kind === 'snapshot') {
    replaceAll(change);
    return;
  }
  if (change.kind === 'message') {
    messages.set(keyOf(change.message), change.message);
    setClock(change.now);
  } else if (change.kind === 'gone') {
    for (const [key, message] of messages) {
      const isIt = change.channel === '' || message.channel === change.channel;
      if (isIt && message.ts === change.ts) messages.delete(key);
    }
  } else if (change.kind === 'sent') sent.set(change.card.id, change.card);
  else if (change.kind === 'controls') {
    world = { ...known(), controls: change.controls };
    setClock(change.now);
  } else if (change.kind === 'home') world = { ...known(), home: change.home };
  else if (change.kind === 'modals') world = { ...known(), modals: change.modals };
  else world = { ...known(), isConnected: change.isConnected };
}

/** @param {PageChange} change */
export function receive(change) {
  apply(change);
  for (const listener of listeners) listener(change);
}

/**
 * The messages of a channel as they are read, oldest first.
 * @param {string} channel
 */
export function messagesIn(channel) {
  const own = notices.filter((notice) => notice.user === `notice ${known().me}`);
  return [...messages.values(), ...own]
    .filter((message) => message.channel === channel)
    .toSorted((one, other) => Number(one.ts) - Number(other.ts));
}

/**
 * What Slack itself says to this person, as its Slackbot would.
 * @param {string} channel
 * @param {string} text Slack's markup, escaped
 */
export function addNotice(channel, text) {
  // After all that is there, and before all that comes: the demo's clock may stand still.
  const latest = Math.max(0, ...messagesIn(channel).map((each) => Number(each.ts)));
  const ts = Math.max(latest + 0.000_001, known().now / 1000).toFixed(6);
  /** @type {MessageCard} */
  const message = {
    channel,
    ts,
    user: `notice ${known().me}`,
    text,
    blocks: [],
    isEdited: false,
    isEphemeral: true,
    isReply: false,
    files: [],
  };
  notices.push(message);
  for (const listener of listeners) listener({ kind: 'message', message, now: now() });
}

/** The latest that went to and fro, newest first. */
export function latestSent() {
  return [...sent.values()].toSorted((one, other) => other.at - one.at).slice(0, 60);
}

/** @param {string} id */
export function findPerson(id) {
  return known().people.find((person) => person.id === id);
}

/** Who is looking. @returns {PersonCard} */
export function me() {
  const found = findPerson(known().me);
  if (found === undefined) throw new Error('nobody is looking');
  return found;
}

/** @param {string} id */
export function findChannel(id) {
  return known().channels.find((channel) => channel.id === id);
}

/** The direct message with the app. */
export function appChannel() {
  const found = known().channels.find((channel) => channel.kind === 'im');
  if (found === undefined) throw new Error('there is no direct message with the app');
  return found;
}

/** @import { Block, BlockElement, ViewContent } from '../blocks.ts' */
/** @import { Chosen, MessageCard, Typed, ViewCard } from '../wire.ts' */
import { announce } from './announcer.js';
import { askToConfirm } from './dialogs.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { perform } from './line.js';
import { keyOf, known } from './state.js';
import { chosenIn, holdersIn, initialOf } from './values.js';

/**
 * Where blocks stand, and so what using one of their elements means.
 * @typedef {object} Surface
 * @property {'message' | 'modal' | 'home'} kind
 * @property {string | undefined} channel
 * @property {(block: Block, element: BlockElement) => Chosen} valueOf what stands in an element now
 * @property {(block: Block, element: BlockElement, chosen: Chosen) => void} put notes what is typed or chosen
 * @property {Readonly<Record<string, string>>} errors block id to what is wrong with its field
 * @property {() => { message?: { channel: string, ts: string }, view?: string, typed?: Typed }} address
 */

/** What was put into elements and not yet taken over by the app, by message or view. @type {Map<string, Map<string, Chosen>>} */
const drafts = new Map();

/** @param {string} place */
function draftOf(place) {
  const begun = drafts.get(place);
  if (begun !== undefined) return begun;
  /** @type {Map<string, Chosen>} */
  const fresh = new Map();
  drafts.set(place, fresh);
  return fresh;
}

/** @param {string} view */
export function forgetDraft(view) {
  drafts.delete(view);
}

/** @param {Block} block @param {BlockElement} element */
function fieldKey(block, element) {
  return `${block.block_id} ${element.action_id}`;
}

/** @param {MessageCard} message @returns {Surface} */
export function messageSurface(message) {
  const draft = draftOf(keyOf(message));
  return {
    kind: 'message',
    channel: message.channel,
    errors: {},
    valueOf: (block, element) => draft.get(fieldKey(block, element)) ?? initialOf(element),
    put: (block, element, chosen) => void draft.set(fieldKey(block, element), chosen),
    address: () => ({ message: { channel: message.channel, ts: message.ts } }),
  };
}

/** What a view says. @param {ViewCard} view */
export function contentOf(view) {
  return /** @type {ViewContent} */ (/** @type {unknown} */ (view.content));
}

/**
 * @param {ViewCard} view
 * @param {'modal' | 'home'} kind
 * @param {Readonly<Record<string, string>>} [errors]
 * @returns {Surface}
 */
export function viewSurface(view, kind, errors = {}) {
  const draft = draftOf(view.id);
  /** @type {Surface['valueOf']} */
  const valueOf = (block, element) =>
    draft.get(fieldKey(block, element)) ??
    chosenIn(view.state[block.block_id]?.[element.action_id], element) ??
    initialOf(element);
  return {
    kind,
    channel: undefined,
    errors,
    valueOf,
    put: (block, element, chosen) => void draft.set(fieldKey(block, element), chosen),
    address: () => ({ view: view.id, typed: typedIn(view, valueOf) }),
  };
}

/**
 * All that stands in a view's fields.
 * @param {ViewCard} view
 * @param {Surface['valueOf']} valueOf
 * @returns {Typed}
 */
export function typedIn(view, valueOf) {
  /** @type {Record<string, Record<string, Chosen>>} */
  const typed = {};
  for (const { block, element } of holdersIn(contentOf(view).blocks)) {
    typed[block.block_id] = {
      ...typed[block.block_id],
      [element.action_id]: valueOf(block, element),
    };
  }
  return typed;
}

/** @param {string} outcome */
function failure(outcome) {
  const { name } = known().app;
  return outcome === 'operation_timeout'
    ? `${name} did not answer within 3 seconds. It may or may not have done what you asked: look before you try again.`
    : `${name} cannot be reached right now. Nothing was changed.`;
}

/**
 * Slack's warning triangle beside what was used, until it is used again.
 * @param {HTMLElement} origin
 * @param {string} words
 */
function warn(origin, words) {
  origin.after(
    el(
      'span',
      { class: 'warning', role: 'img', 'aria-label': words, title: words, tabindex: '0' },
      icon('warning'),
    ),
  );
  announce(words);
}

/**
 * Uses an element: asks for confirmation where the app wants it, tells the app, and shows when it did not answer.
 * @param {Surface} surface
 * @param {HTMLElement} origin what was clicked, for the signs beside it
 * @param {{ block: Block, element: BlockElement, value?: string | undefined, chosen?: Chosen }} use
 * @returns {Promise<boolean>} whether it was sent
 */
export async function use(surface, origin, { block, element, value, chosen }) {
  if (element.confirm !== undefined && !(await askToConfirm(element.confirm))) return false;
  if (origin.nextElementSibling?.classList.contains('warning')) origin.nextElementSibling.remove();
  origin.setAttribute('aria-busy', 'true');
  const { block_id: blockId } = block;
  const answer = await perform({
    kind: 'click',
    ...surface.address(),
    blockId,
    actionId: element.action_id,
    value,
    chosen,
  });
  origin.removeAttribute('aria-busy');
  if (!answer.ok) warn(origin, answer.error);
  else if ('outcome' in answer && answer.outcome !== 'acked') warn(origin, failure(answer.outcome));
  return true;
}

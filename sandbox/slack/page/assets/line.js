/** @import { Deed, DeedAnswer, PageChange } from '../wire.ts' */
import { isKnown, known, receive } from './state.js';

/** @type {EventSource | undefined} */
let source;

const patienceMs = 1000;

let isCut = false;

/** Whether the page has lost the local Slack itself. */
export function isLineCut() {
  return isCut;
}

/**
 * Follows the workspace as one person sees it, and comes back after a break: every connection starts with a snapshot,
 * so nothing that happened meanwhile is missed.
 * @param {string} person id or name; anything unknown is the first of the cast
 */
export function follow(person) {
  source?.close();
  const query = new URLSearchParams({ as: person });
  // Later connections of this page must not count as a fresh load of it.
  if (isKnown()) remember(query);
  const opened = new EventSource(`/page/stream?${query.toString()}`);
  source = opened;
  opened.addEventListener('message', (event) => {
    if (source !== opened) return;
    isCut = false;
    receive(/** @type {PageChange} */ (JSON.parse(String(event.data))));
  });
  opened.addEventListener('error', () => {
    opened.close();
    if (source !== opened) return;
    isCut = true;
    if (isKnown()) receive({ kind: 'connection', isConnected: false });
    setTimeout(() => source === opened && follow(person), patienceMs);
  });
}

/** @param {URLSearchParams} query */
function remember(query) {
  query.set('floor', known().floor);
  for (const root of known().staleRoots) query.append('stale', root);
}

/**
 * What a person does, without who it is.
 * @template {Deed} Each
 * @typedef {Each extends Deed ? Omit<Each, 'as'> : never} Without
 */
/** @typedef {Without<Deed>} OwnDeed */

/**
 * Does something in the name of the person who is looking; resolves once the app has acknowledged, or failed to.
 * @param {OwnDeed} deed
 * @returns {Promise<DeedAnswer>}
 */
export async function perform(deed) {
  try {
    const response = await fetch('/page/do', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...deed, as: known().me }),
    });
    if (!response.ok) return { ok: false, error: await response.text() };
    return /** @type {DeedAnswer} */ (await response.json());
  } catch {
    return { ok: false, error: 'The local Slack does not answer: it may have been stopped.' };
  }
}

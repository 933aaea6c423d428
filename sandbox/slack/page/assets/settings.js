/** What this browser keeps for the page, and nobody else sees. */

/** @typedef {'system' | 'light' | 'dark'} Theme */

/** @type {Set<() => void>} */
const listeners = new Set();

/** @param {() => void} listener */
export function onSettings(listener) {
  listeners.add(listener);
}

/** @param {string} name */
function read(name) {
  try {
    return localStorage.getItem(`local-slack ${name}`) ?? undefined;
  } catch {
    // A browser that keeps nothing: every setting is then as it was at first.
    return undefined;
  }
}

/** @param {string} name @param {string} value */
function write(name, value) {
  try {
    localStorage.setItem(`local-slack ${name}`, value);
  } catch {
    return;
  } finally {
    for (const listener of listeners) listener();
  }
}

/** @returns {Theme} */
export function theme() {
  const kept = read('theme');
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

/** @param {Theme} chosen */
export function setTheme(chosen) {
  document.documentElement.dataset['theme'] = chosen;
  write('theme', chosen);
}

export function showsFallback() {
  return read('fallback') === 'yes';
}

/** @param {boolean} shows */
export function setFallback(shows) {
  write('fallback', shows ? 'yes' : 'no');
}

/** Whether the panel is open; `undefined` where nobody has said yet. */
export function panelChoice() {
  const kept = read('panel');
  return kept === undefined ? undefined : kept === 'open';
}

/** @param {boolean} isOpen */
export function setPanelChoice(isOpen) {
  write('panel', isOpen ? 'open' : 'closed');
}

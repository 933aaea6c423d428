/** @typedef {Node | string | undefined | false} Child */

/** @typedef {string | number | boolean | undefined | ((event: Event) => void)} Attribute */

/**
 * @param {Element} element
 * @param {Readonly<Record<string, Attribute>>} attributes
 */
function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
}

/**
 * An element with its attributes (`onclick` and the like are listeners) and children. Text only ever gets in as text:
 * nothing in this page parses HTML.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Readonly<Record<string, Attribute>>} [attributes]
 * @param {...(Child | readonly Child[])} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  set(element, attributes);
  element.append(...present(children.flat()));
  return element;
}

/**
 * @param {keyof SVGElementTagNameMap} tag
 * @param {Readonly<Record<string, Attribute>>} [attributes]
 * @param {...(Child | readonly Child[])} children
 */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  set(element, attributes);
  element.append(...present(children.flat()));
  return element;
}

/** @param {readonly Child[]} children */
function present(children) {
  return children.filter((child) => child !== undefined && child !== false);
}

let last = 0;

/** An id no other element of the page has, for labels and the like. */
export function newId() {
  last += 1;
  return `n${last}`;
}

/**
 * An element of index.html.
 * @param {string} id
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

/**
 * Puts other children into a container. Where the focus was inside, it goes to the element with the same `data-key`,
 * or to `fallback`: nobody who works with the keyboard is thrown back to the top of the page.
 * @param {HTMLElement} container
 * @param {readonly Child[]} children
 * @param {HTMLElement} [fallback]
 */
export function replaceKeepingFocus(container, children, fallback = container) {
  const focused = document.activeElement;
  const wasInside = focused instanceof HTMLElement && container.contains(focused);
  const key = wasInside ? focused.dataset['key'] : undefined;
  const nth = keyed(container, key).indexOf(/** @type {HTMLElement} */ (focused));
  const caret = wasInside && 'selectionStart' in focused ? focused.selectionStart : undefined;
  container.replaceChildren(...present(children));
  if (!wasInside) return;
  const again = keyed(container, key)[Math.max(0, nth)];
  (again ?? fallback).focus({ preventScroll: true });
  if (typeof caret !== 'number') return;
  if (again instanceof HTMLTextAreaElement) again.setSelectionRange(caret, caret);
  if (again instanceof HTMLInputElement && again.type === 'text') {
    again.setSelectionRange(caret, caret);
  }
}

/**
 * @param {HTMLElement} container
 * @param {string | undefined} key
 */
function keyed(container, key) {
  if (key === undefined) return [];
  /** @type {NodeListOf<HTMLElement>} */
  const all = container.querySelectorAll('[data-key]');
  return [...all].filter((each) => each.dataset['key'] === key);
}

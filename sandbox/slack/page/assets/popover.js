import { el } from './dom.js';

const gap = 4;
const margin = 8;

/** @typedef {{ close: (returnsFocus?: boolean) => void }} Popover */

/** @type {Popover | undefined} */
let open;

export function closePopover() {
  open?.close(false);
}

/**
 * Below its anchor, or above where there is more room, and never out of the window.
 * @param {HTMLElement} box
 * @param {HTMLElement} anchor
 */
function place(box, anchor) {
  const at = anchor.getBoundingClientRect();
  box.style.minWidth = `${at.width}px`;
  const below = innerHeight - at.bottom - gap - margin;
  const above = at.top - gap - margin;
  const isBelow = below >= Math.min(box.scrollHeight, 280) || below >= above;
  box.style.maxHeight = `${Math.max(120, isBelow ? below : above)}px`;
  const { width, height } = box.getBoundingClientRect();
  const left = Math.min(at.left, innerWidth - width - margin);
  box.style.left = `${Math.max(margin, left)}px`;
  box.style.top = `${Math.max(margin, isBelow ? at.bottom + gap : at.top - gap - height)}px`;
}

/**
 * Shows a box by its anchor, above everything. Escape, Tab and a click elsewhere close it; the focus then
 * goes back to the anchor, unless it has been put elsewhere on purpose.
 * @param {HTMLElement} anchor
 * @param {HTMLElement} content
 * @param {() => void} [onClose]
 * @returns {Popover}
 */
export function openPopover(anchor, content, onClose) {
  closePopover();
  const box = el('div', { class: 'popover', popover: 'manual' }, content);
  // Outside an open dialog everything is inert, a popover of its own included.
  (anchor.closest('dialog') ?? document.body).append(box);
  box.showPopover();
  place(box, anchor);
  anchor.setAttribute('aria-expanded', 'true');
  const stop = new AbortController();
  /** @type {Popover} */
  const popover = {
    close(returnsFocus = true) {
      if (open !== popover) return;
      open = undefined;
      stop.abort();
      box.remove();
      anchor.setAttribute('aria-expanded', 'false');
      if (returnsFocus) anchor.focus();
      onClose?.();
    },
  };
  open = popover;
  const { signal } = stop;
  const isOutside = (/** @type {Event} */ { target }) =>
    target instanceof Node && !box.contains(target) && !anchor.contains(target);
  const elsewhere = (/** @type {Event} */ event) => {
    if (isOutside(event)) popover.close(false);
  };
  document.addEventListener('pointerdown', elsewhere, { capture: true, signal });
  const follow = (/** @type {Event} */ event) => {
    if (!isOutside(event)) return;
    const { top, bottom } = anchor.getBoundingClientRect();
    // Scrolled away, or drawn anew: there is nothing left to stand by.
    if (!anchor.isConnected || bottom < 0 || top > innerHeight) popover.close(false);
    else place(box, anchor);
  };
  document.addEventListener('scroll', follow, { capture: true, signal });
  addEventListener('resize', () => popover.close(), { signal });
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      popover.close();
    } else if (event.key === 'Tab') popover.close();
  });
  return popover;
}

/**
 * A menu of commands: arrow keys, Home, End and first letters move, Enter and Space choose.
 * @param {HTMLElement} anchor
 * @param {string} label
 * @param {readonly { label: string, note?: string | undefined, choose: () => void }[]} items
 */
export function openMenu(anchor, label, items) {
  const buttons = items.map((item) =>
    el(
      'button',
      {
        type: 'button',
        class: 'menu-item',
        role: 'menuitem',
        tabindex: '-1',
        onclick: () => {
          popover.close();
          item.choose();
        },
      },
      item.label,
      item.note !== undefined && el('span', { class: 'menu-note' }, item.note),
    ),
  );
  const menu = el('div', { class: 'menu', role: 'menu', 'aria-label': label }, buttons);
  const popover = openPopover(anchor, menu);
  menu.addEventListener('keydown', (event) => {
    const here = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const next = nextIndex(event.key, here, buttons.length) ?? byLetter(items, event.key, here);
    if (next === undefined) return;
    event.preventDefault();
    buttons[next]?.focus();
  });
  buttons[0]?.focus();
}

/**
 * Where a key leads in a list that goes round; `undefined` where it leads nowhere.
 * @param {string} key
 * @param {number} here
 * @param {number} length
 */
export function nextIndex(key, here, length) {
  if (length === 0) return undefined;
  if (key === 'ArrowDown') return (here + 1) % length;
  if (key === 'ArrowUp') return here <= 0 ? length - 1 : here - 1;
  if (key === 'Home') return 0;
  return key === 'End' ? length - 1 : undefined;
}

/** @param {readonly { label: string }[]} items @param {string} key @param {number} here */
function byLetter(items, key, here) {
  if (key.length !== 1 || key === ' ') return undefined;
  const begins = items.flatMap(({ label }, index) =>
    label.toLowerCase().startsWith(key.toLowerCase()) ? [index] : [],
  );
  return begins.find((index) => index > here) ?? begins[0];
}

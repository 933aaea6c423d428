import { byId } from './dom.js';

/** On a phone the sidebar is a drawer over the page. */

const narrow = matchMedia('(max-width: 760px)');

let isOpen = false;

function show() {
  const isOver = narrow.matches && isOpen;
  document.body.classList.toggle('drawer-open', isOver);
  // What lies under the drawer is out of reach for Tab and screen readers too.
  for (const id of ['main', 'panel']) byId(id).toggleAttribute('inert', isOver);
  byId('drawer-toggle').setAttribute('aria-expanded', String(isOpen));
}

/** @param {boolean} open */
export function openDrawer(open) {
  if (isOpen === open) return;
  isOpen = open;
  show();
  if (!narrow.matches) return;
  /** @type {HTMLElement | null} */
  const first = byId('sidebar').querySelector('a[aria-current], a');
  if (open) first?.focus();
  else byId('drawer-toggle').focus();
}

export function startDrawer() {
  byId('drawer-toggle').addEventListener('click', () => openDrawer(!isOpen));
  byId('drawer-shade').addEventListener('click', () => openDrawer(false));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && isOpen) openDrawer(false);
  });
  byId('sidebar').addEventListener('click', (event) => {
    if (event.target instanceof Element && event.target.closest('a') !== null) openDrawer(false);
  });
  narrow.addEventListener('change', show);
  show();
}

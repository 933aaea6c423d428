/** @import { Confirm } from '../blocks.ts' */
import { el, newId } from './dom.js';
import { icon } from './icons.js';
import { closePopover } from './popover.js';
import { plain, textNodes } from './texts.js';

/**
 * A dialog above the page: the browser keeps the focus inside, makes the rest inert and gives the focus back at the end.
 * @param {{ className: string, labelledBy: string, onCancel: () => void }} settings
 */
export function openDialog({ className, labelledBy, onCancel }) {
  const before = document.activeElement;
  const dialog = el('dialog', { class: `dialog ${className}`, 'aria-labelledby': labelledBy });
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    onCancel();
  });
  document.body.append(dialog);
  dialog.showModal();
  return {
    dialog,
    close() {
      closePopover();
      dialog.close();
      dialog.remove();
      // What opened the dialog may have been replaced meanwhile: never leave the focus nowhere.
      if (before?.isConnected === true && before !== document.body) return;
      focusSomewhere();
    },
  };
}

/** The message box, or the heading of a place that has none. */
export function focusSomewhere() {
  /** @type {HTMLElement | null} */
  const place =
    document.querySelector('#conversation:not([hidden]) .composer:not([hidden]) textarea') ??
    document.querySelector('main h1');
  place?.focus({ preventScroll: true });
}

/** @param {string} title @param {string} titleId @param {() => void} onClose */
export function dialogHead(title, titleId, onClose) {
  return el(
    'div',
    { class: 'dialog-head' },
    el('h2', { id: titleId, class: 'dialog-title', tabindex: '-1' }, title),
    el(
      'button',
      {
        type: 'button',
        class: 'icon-button',
        'aria-label': 'Close',
        'data-key': 'close',
        onclick: onClose,
      },
      icon('close'),
    ),
  );
}

/**
 * Slack's question before a click counts; resolves to whether it was confirmed.
 * @param {Confirm} confirm
 * @returns {Promise<boolean>}
 */
export function askToConfirm(confirm) {
  return new Promise((resolve) => {
    const titleId = newId();
    const finish = (/** @type {boolean} */ isConfirmed) => {
      opened.close();
      resolve(isConfirmed);
    };
    const opened = openDialog({
      className: 'dialog-confirm',
      labelledBy: titleId,
      onCancel: () => finish(false),
    });
    const style = confirm.style === 'danger' ? 'button-danger' : 'button-primary';
    const textId = newId();
    opened.dialog.setAttribute('aria-describedby', textId);
    opened.dialog.append(
      dialogHead(plain(confirm.title), titleId, () => finish(false)),
      el('div', { class: 'dialog-body', id: textId }, textNodes(confirm.text)),
      el(
        'div',
        { class: 'dialog-foot' },
        el(
          'button',
          { type: 'button', class: 'button', onclick: () => finish(false) },
          plain(confirm.deny),
        ),
        el(
          'button',
          {
            type: 'button',
            class: `button ${style}`,
            autofocus: true,
            onclick: () => finish(true),
          },
          plain(confirm.confirm),
        ),
      ),
    );
    const buttons = opened.dialog.querySelectorAll('button');
    // A dangerous answer is never the one that Enter gives by accident.
    const first = confirm.style === 'danger' ? buttons[1] : buttons[2];
    first?.focus();
  });
}

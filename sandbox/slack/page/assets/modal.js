/** @import { ViewContent } from '../blocks.ts' */
/** @import { DeedAnswer, ViewCard } from '../wire.ts' */
import { announce } from './announcer.js';
import { blockNodes } from './blocks.js';
import { dialogHead, openDialog } from './dialogs.js';
import { el, newId, replaceKeepingFocus } from './dom.js';
import { icon } from './icons.js';
import { perform } from './line.js';
import { known } from './state.js';
import { contentOf, forgetDraft, typedIn, viewSurface } from './surface.js';
import { plain } from './texts.js';
import { holdersIn, isBlank } from './values.js';

/** @type {ReturnType<typeof openDialog> | undefined} */
let opened;
/** What is on top now, and as drawn. @type {ViewCard | undefined} */
let view;
/** @type {Readonly<Record<string, string>>} */
let errors = {};
let trouble = '';
let isBusy = false;
const titleId = newId();

/** Shows the topmost dialog of the person who is looking, or closes what is open. */
export function drawModal() {
  const top = known().modals.at(-1);
  if (top === undefined) {
    if (view !== undefined) forgetDraft(view.id);
    view = undefined;
    opened?.close();
    opened = undefined;
    return;
  }
  const isOther = top.id !== view?.id;
  if (!isOther && top.hash === view?.hash) return;
  view = top;
  // What the app puts in place of the old content answers what was wrong with it.
  errors = {};
  trouble = '';
  if (isOther) isBusy = false;
  opened ??= openDialog({
    className: 'dialog-modal',
    labelledBy: titleId,
    onCancel: () => void leave(),
  });
  draw();
  if (isOther) focusFirst();
}

function draw() {
  if (view === undefined || opened === undefined) return;
  const content = contentOf(view);
  const form = el(
    'form',
    { class: 'modal-form', novalidate: true },
    dialogHead(plain(content.title), titleId, () => void leave()),
    el(
      'div',
      { class: 'dialog-body modal-body', tabindex: '0', role: 'group', 'aria-labelledby': titleId },
      trouble !== '' &&
        el('div', { class: 'banner banner-bad', role: 'alert' }, icon('warning'), trouble),
      blockNodes(viewSurface(view, 'modal', errors), content.blocks),
    ),
    el(
      'div',
      { class: 'dialog-foot' },
      el(
        'button',
        { type: 'button', class: 'button', 'data-key': 'leave', onclick: () => void leave() },
        leaveWord(content),
      ),
      content.submit !== undefined &&
        el(
          'button',
          {
            type: 'submit',
            class: 'button button-primary',
            'data-key': 'submit',
            'aria-busy': isBusy ? 'true' : undefined,
          },
          plain(content.submit),
        ),
    ),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit();
  });
  const { dialog } = opened;
  const scrolled = dialog.querySelector('.modal-body')?.scrollTop ?? 0;
  replaceKeepingFocus(dialog, [form], dialog);
  const body = dialog.querySelector('.modal-body');
  if (body !== null) body.scrollTop = scrolled;
}

/** @param {ViewContent} content */
function leaveWord(content) {
  if (content.close !== undefined) return plain(content.close);
  return content.submit === undefined ? 'Close' : 'Cancel';
}

/** The first field, as Slack does; a dialog without fields is read from its title. */
function focusFirst() {
  const dialog = opened?.dialog;
  /** @type {HTMLElement | null | undefined} */
  const first =
    dialog?.querySelector('.input input, .input textarea, .input .select') ??
    dialog?.querySelector('.dialog-title');
  first?.focus();
}

async function leave() {
  if (view === undefined) return;
  const { id } = view;
  const all = contentOf(view).clear_on_close === true;
  await perform({ kind: 'close', view: id, all });
}

/**
 * What Slack's own client says before it sends anything.
 * @param {ViewCard} current
 */
function missingIn(current) {
  const typed = typedIn(current, viewSurface(current, 'modal').valueOf);
  /** @type {Record<string, string>} */
  const found = {};
  for (const { block, element } of holdersIn(contentOf(current).blocks)) {
    if (block.type !== 'input') continue;
    const value = typed[block.block_id]?.[element.action_id] ?? [];
    if (isBlank(value)) {
      if (block.optional !== true) found[block.block_id] = 'Please complete this required field.';
    } else if (value.length < (element.min_length ?? 0)) {
      found[block.block_id] = `Please type at least ${element.min_length} characters.`;
    }
  }
  return found;
}

/** @param {Readonly<Record<string, string>>} found */
function showErrors(found) {
  errors = found;
  draw();
  const count = Object.keys(found).length;
  if (count === 0) return;
  /** @type {HTMLElement | null | undefined} */
  const first = opened?.dialog.querySelector(
    '.input-wrong input, .input-wrong textarea, .input-wrong .select',
  );
  first?.focus();
  announce(Object.values(found).join(' '));
}

async function submit() {
  const current = view;
  if (current === undefined || isBusy) return;
  trouble = '';
  const missing = missingIn(current);
  if (Object.keys(missing).length > 0) {
    showErrors(missing);
    return;
  }
  isBusy = true;
  errors = {};
  draw();
  const typed = typedIn(current, viewSurface(current, 'modal').valueOf);
  const answer = await perform({ kind: 'submit', view: current.id, typed });
  isBusy = false;
  settle(current, answer);
}

/** @param {ViewCard} current @param {DeedAnswer} answer */
function settle(current, answer) {
  // The dialog has closed, or another one is on top: there is nothing left to tell here.
  if (view?.id !== current.id) return;
  if (!answer.ok) trouble = answer.error;
  else if ('outcome' in answer && answer.outcome !== 'acked') {
    trouble = `${known().app.name} did not answer (${answer.outcome}). Try again, or close this and look what happened.`;
  }
  const named = answer.ok && 'outcome' in answer ? answer.errors : undefined;
  showErrors(named ?? {});
}

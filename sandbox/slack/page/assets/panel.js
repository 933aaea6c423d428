/** @import { SentCard } from '../wire.ts' */
/** @import { Theme } from './settings.js' */
import { controlNodes, controlsKey } from './controls.js';
import { byId, el, replaceKeepingFocus } from './dom.js';
import { icon } from './icons.js';
import {
  panelChoice,
  setFallback,
  setPanelChoice,
  setTheme,
  showsFallback,
  theme,
} from './settings.js';
import { known, latestSent, now } from './state.js';
import { clock, time } from './when.js';

const roomy = matchMedia('(min-width: 1100px)');

export function isPanelOpen() {
  return panelChoice() ?? roomy.matches;
}

/** @param {boolean} isOpen */
export function openPanel(isOpen) {
  setPanelChoice(isOpen);
  showPanel();
  if (isOpen) byId('panel').focus({ preventScroll: true });
  else byId('panel-toggle').focus();
}

/** Applies what was chosen, at the start too. */
export function showPanel() {
  const isOpen = isPanelOpen();
  byId('panel').hidden = !isOpen;
  byId('panel-toggle').setAttribute('aria-expanded', String(isOpen));
}

function appearance() {
  /** @type {readonly (readonly [Theme, string])[]} */
  const themes = [
    ['system', 'As the system'],
    ['light', 'Light'],
    ['dark', 'Dark'],
  ];
  const select = el(
    'select',
    { id: 'theme', class: 'control-field', 'data-key': 'theme' },
    themes.map(([value, label]) => el('option', { value, selected: value === theme() }, label)),
  );
  select.addEventListener('change', () => setTheme(/** @type {Theme} */ (select.value)));
  return el('div', { class: 'control-row' }, el('label', { for: 'theme' }, 'Appearance'), select);
}

function fallbackSwitch() {
  const box = el('input', { type: 'checkbox', checked: showsFallback(), 'data-key': 'fallback' });
  box.addEventListener('change', () => setFallback(box.checked));
  return el(
    'label',
    { class: 'control-check' },
    box,
    el('span', {}, 'Show fallback text: what notifications and screen readers get'),
  );
}

/** @param {SentCard} card */
function sentRow(card) {
  const isOut = card.direction === 'to the app';
  return el(
    'li',
    { class: card.isBad ? 'sent sent-bad' : 'sent' },
    el('span', { class: 'sent-arrow', 'aria-hidden': 'true' }, isOut ? '→' : '←'),
    el(
      'div',
      { class: 'sent-words' },
      el('span', { class: 'visually-hidden' }, `${isOut ? 'To' : 'From'} ${known().app.name}: `),
      el('code', { class: 'sent-what' }, card.what),
      card.where !== '' && el('span', { class: 'sent-where' }, card.where),
      el('span', { class: 'sent-outcome' }, card.outcome),
    ),
    el('time', { class: 'sent-at', datetime: new Date(card.at).toISOString() }, time(card.at)),
  );
}

function drawClock() {
  byId('panel-clock').textContent = clock(now());
}

let drawn = '';

export function drawControls() {
  const { controls } = known();
  drawClock();
  const next = controlsKey(controls);
  if (next === drawn) return;
  drawn = next;
  replaceKeepingFocus(byId('panel-controls'), controlNodes(controls, drawControls));
}

export function drawSent() {
  const cards = latestSent();
  byId('panel-sent').replaceChildren(
    cards.length === 0
      ? el('p', { class: 'control-note' }, 'Nothing yet.')
      : el(
          'ol',
          { class: 'sent-list', role: 'list', 'aria-label': 'What was sent' },
          cards.map(sentRow),
        ),
  );
}

/** Puts the panel's frame into the page, once. */
export function startPanel() {
  const close = el(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      'aria-label': 'Close demo controls',
      onclick: () => openPanel(false),
    },
    icon('close'),
  );
  byId('panel').replaceChildren(
    el(
      'div',
      { class: 'panel-head' },
      el(
        'div',
        {},
        el('h2', { class: 'panel-title' }, 'Demo controls'),
        el('p', { class: 'panel-note' }, 'Not part of Slack'),
      ),
      close,
    ),
    el(
      'div',
      { class: 'panel-scroll', tabindex: '0', role: 'group', 'aria-label': 'All demo controls' },
      el('p', { class: 'panel-clock' }, el('span', {}, 'It is '), el('b', { id: 'panel-clock' })),
      el('div', { id: 'panel-controls' }),
      el('h3', { class: 'panel-heading' }, 'This page'),
      el('div', { class: 'control' }, appearance(), fallbackSwitch()),
      el('h3', { class: 'panel-heading' }, 'What was sent'),
      el('div', { id: 'panel-sent' }),
    ),
  );
  byId('panel').addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) openPanel(false);
  });
  byId('panel-toggle').addEventListener('click', () => openPanel(!isPanelOpen()));
  setInterval(drawClock, 10_000);
  showPanel();
}

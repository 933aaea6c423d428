/** @import { Choice } from './options.js' */
import { el, newId } from './dom.js';
import { icon } from './icons.js';
import { filterChoices } from './options.js';
import { nextIndex, openPopover } from './popover.js';

/** Lists up to this long need no search field. */
const few = 7;

/**
 * @typedef {object} ListSettings
 * @property {readonly Choice[]} choices
 * @property {() => readonly string[]} chosen
 * @property {boolean} isMulti
 * @property {string} label
 * @property {(choice: Choice) => void} choose
 */

/** The list of a menu; the focus stays in the search field above it while the arrow keys move the mark. */
class Listbox {
  element;
  /** @type {ListSettings} */
  #settings;
  /** @type {readonly Choice[]} */
  #shown = [];
  /** @type {readonly HTMLElement[]} */
  #rows = [];
  #active = 0;

  /** @param {ListSettings} settings */
  constructor(settings) {
    this.#settings = settings;
    this.element = el('div', {
      class: 'listbox',
      role: 'listbox',
      id: newId(),
      'aria-label': settings.label,
      'aria-multiselectable': settings.isMulti ? 'true' : undefined,
    });
    const first = settings.choices.findIndex(({ value }) => settings.chosen().includes(value));
    this.#active = Math.max(0, first);
    this.filter('');
  }

  get activeId() {
    return this.#rows[this.#active]?.id ?? '';
  }

  /** @param {string} query */
  filter(query) {
    if (query !== '') this.#active = 0;
    this.#shown = filterChoices(this.#settings.choices, query);
    this.#rows = this.#shown.map((choice) => this.#row(choice));
    const nodes = this.#shown.flatMap((choice, index) => {
      const isNewGroup =
        choice.group !== undefined && choice.group !== this.#shown[index - 1]?.group;
      const heading = el('div', { class: 'option-group', role: 'presentation' }, choice.group);
      const row = this.#rows[index] ?? '';
      return isNewGroup ? [heading, row] : [row];
    });
    const nothing = el(
      'div',
      { class: 'option-none', role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false' },
      'Nothing fits',
    );
    this.element.replaceChildren(...(nodes.length === 0 ? [nothing] : nodes));
    this.mark();
  }

  /** @param {Choice} choice */
  #row(choice) {
    const isChosen = this.#settings.chosen().includes(choice.value);
    const row = el(
      'div',
      { class: 'option', role: 'option', id: newId(), 'aria-selected': String(isChosen) },
      el('span', { class: 'option-tick' }, isChosen && icon('check')),
      el('span', { class: 'option-label' }, choice.label),
      choice.note !== undefined && el('span', { class: 'option-note' }, choice.note),
    );
    row.addEventListener('click', () => this.#settings.choose(choice));
    return row;
  }

  mark() {
    this.#rows.forEach((row, index) => {
      row.classList.toggle('option-active', index === this.#active);
    });
    this.#rows[this.#active]?.scrollIntoView({ block: 'nearest' });
  }

  /** Answers whether the key meant something. @param {string} key */
  press(key) {
    const choice = this.#shown[this.#active];
    if (key === 'Enter' && choice !== undefined) this.#settings.choose(choice);
    const next = nextIndex(key, this.#active, this.#rows.length);
    this.#active = next ?? this.#active;
    this.mark();
    return key === 'Enter' || next !== undefined;
  }
}

/**
 * Opens a list below (or above) a menu's button.
 * @param {HTMLElement} anchor
 * @param {ListSettings} settings
 */
export function openList(anchor, settings) {
  const needsSearch = settings.choices.length > few;
  const list = new Listbox({
    ...settings,
    choose(choice) {
      settings.choose(choice);
      // One of several: the list stays open and shows the new tick.
      if (settings.isMulti) list.filter(search.value);
      else popover.close();
    },
  });
  const search = el('input', {
    class: needsSearch ? 'listbox-search' : 'listbox-search visually-hidden',
    type: 'text',
    role: 'combobox',
    readonly: !needsSearch,
    autocomplete: 'off',
    'aria-label': settings.label,
    'aria-expanded': 'true',
    'aria-controls': list.element.id,
    'aria-autocomplete': needsSearch ? 'list' : 'none',
    placeholder: needsSearch ? 'Search' : undefined,
  });
  const tell = () => search.setAttribute('aria-activedescendant', list.activeId);
  search.addEventListener('input', () => {
    list.filter(search.value);
    tell();
  });
  search.addEventListener('keydown', (event) => {
    const isChoice = event.key === ' ' && !needsSearch;
    if (!list.press(isChoice ? 'Enter' : event.key)) return;
    event.preventDefault();
    tell();
  });
  const box = el('div', { class: 'listbox-box' }, search, list.element);
  const popover = openPopover(anchor, box);
  list.mark();
  search.focus();
  tell();
}

/** @import { BlockElement } from '../blocks.ts' */
import { known } from './state.js';
import { plain } from './texts.js';
import { optionsOf } from './values.js';

/** @typedef {{ value: string, label: string, note?: string | undefined, group?: string | undefined }} Choice */

/** @param {BlockElement} element @returns {Choice[]} */
function written(element) {
  const single = (element.options ?? []).map((option) => ({
    value: option.value,
    label: plain(option.text),
    note: option.description === undefined ? undefined : plain(option.description),
  }));
  const grouped = (element.option_groups ?? []).flatMap(({ label, options }) =>
    options.map((option) => ({
      value: option.value,
      label: plain(option.text),
      group: plain(label),
    })),
  );
  return optionsOf(element).length === 0 ? [] : [...single, ...grouped];
}

/** @param {BlockElement} element @returns {Choice[]} */
function people(element) {
  return known()
    .people.filter(
      (person) => !person.isGone && !(person.isBot && element.filter?.exclude_bot_users === true),
    )
    .map(({ id, realName, name }) => ({ value: id, label: realName, note: `@${name}` }));
}

/** @param {BlockElement} element @returns {Choice[]} */
function channels(element) {
  const kinds = element.filter?.include ?? ['public', 'private', 'im'];
  const isPlain = element.type.endsWith('channels_select');
  return known()
    .channels.filter(({ kind }) => (isPlain ? kind === 'public' : kinds.includes(kind)))
    .map(({ id, name, kind }) => ({
      value: id,
      label: kind === 'im' ? known().app.name : `#${name}`,
      note: kind === 'private' ? 'private' : undefined,
    }));
}

/**
 * What a menu offers to the person who is looking.
 * @param {BlockElement} element
 */
export function choicesOf(element) {
  if (element.type.endsWith('users_select')) return people(element);
  const isChannels = /(channels|conversations)_select$/.test(element.type);
  return isChannels ? channels(element) : written(element);
}

/** @param {readonly Choice[]} choices @param {string} query */
export function filterChoices(choices, query) {
  const wanted = query.trim().replace(/^[@#]/, '').toLowerCase();
  if (wanted === '') return choices;
  return choices.filter(({ label, note }) =>
    `${label} ${note ?? ''}`.toLowerCase().includes(wanted),
  );
}

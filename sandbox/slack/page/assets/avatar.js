import { el } from './dom.js';
import { findPerson, known } from './state.js';

const tints = 8;

/** A steady number from an id, so that everybody keeps their colour. @param {string} id */
function tintOf(id) {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % tints;
}

/** @param {string} name */
function initials(name) {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const letters = words.length > 1 ? [words.at(0), words.at(-1)] : [words[0]];
  return letters.map((word) => word?.[0]?.toUpperCase() ?? '').join('');
}

/**
 * A face: initials on a colour, or the app's or Slack's sign. The name always stands beside it.
 * @param {string} id
 * @param {string} [size]
 */
export function avatar(id, size = 'avatar-message') {
  if (id === known().app.user) {
    return el('img', { class: `avatar ${size}`, src: '/page/assets/app.svg', alt: '' });
  }
  if (id.startsWith('notice ')) {
    return el('span', { class: `avatar avatar-slackbot ${size}`, 'aria-hidden': 'true' }, '#');
  }
  const name = findPerson(id)?.realName ?? '?';
  return el(
    'span',
    { class: `avatar tint-${tintOf(id)} ${size}`, 'aria-hidden': 'true' },
    initials(name),
  );
}

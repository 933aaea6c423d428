/** @import { Picture, TextObject } from '../blocks.ts' */
import { el } from './dom.js';
import { withEmoji } from './emoji.js';
import { mrkdwn } from './mrkdwn.js';

/**
 * A text object as nodes; plain text is never parsed, only its emoji are.
 * @param {TextObject | undefined} text
 * @returns {(Node | string)[]}
 */
export function textNodes(text) {
  if (text === undefined) return [];
  if (text.type === 'mrkdwn') return mrkdwn(text.text, { verbatim: text.verbatim });
  return plainNodes(plain(text));
}

/** @param {string} words @returns {(Node | string)[]} */
export function plainNodes(words) {
  return words.split('\n').flatMap((line, index) => (index === 0 ? [line] : [el('br'), line]));
}

/**
 * The words of a plain text object, for labels.
 * @param {TextObject | undefined} text
 */
export function plain(text) {
  if (text === undefined) return '';
  return text.emoji === false ? text.text : withEmoji(text.text);
}

/**
 * A picture, if it lies in this Slack. Others are named instead of loaded: the page asks nobody else for anything.
 * @param {Picture} picture
 * @param {string} className
 */
export function pictureNode(picture, className) {
  const alt = picture.alt_text ?? '';
  const { slack_file: file, image_url: address } = picture;
  const own = file?.id === undefined ? ownPath(file?.url ?? address) : `/files/${file.id}`;
  if (own !== undefined) return el('img', { class: className, src: own, alt, loading: 'lazy' });
  return el(
    'span',
    { class: `${className} picture-elsewhere`, role: 'img', 'aria-label': alt, title: address },
    className === 'picture' ? `Picture: ${alt}` : '',
  );
}

/** @param {string | undefined} address */
function ownPath(address) {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const { origin, pathname } = new URL(address);
  return origin === location.origin ? pathname : undefined;
}

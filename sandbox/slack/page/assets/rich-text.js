/** @import { RichNode, TextStyle } from '../blocks.ts' */
import { el } from './dom.js';
import { emojiNamed } from './emoji.js';
import { broadcast, channelMention, groupMention, link, personMention } from './mentions.js';
import { plainNodes } from './texts.js';
import { dayAndTime, fillIn } from './when.js';

/** Rich text: a tree Slack's composer makes and apps may send. Its leaves are never parsed. */

/** @type {Readonly<Record<string, (node: RichNode) => Node | string>>} */
const leaves = {
  link: (node) => link(node.url ?? '', node.text),
  user: (node) => personMention(node.user_id ?? ''),
  channel: (node) => channelMention(node.channel_id ?? ''),
  usergroup: (node) => groupMention(node.usergroup_id ?? ''),
  broadcast: (node) => broadcast(node.range ?? 'channel'),
  emoji: (node) =>
    emojiNamed(node.name ?? '') ?? fromUnicode(node.unicode) ?? `:${node.name ?? ''}:`,
  color: (node) => el('code', {}, node.value),
  date: dateLeaf,
};

/** @param {RichNode} node */
function dateLeaf(node) {
  const at = (node.timestamp ?? 0) * 1000;
  const words = fillIn(at, node.format ?? '{date}');
  const time = { datetime: new Date(at).toISOString(), title: dayAndTime(at) };
  return el('time', time, node.url === undefined ? words : link(node.url, words));
}

/** @param {RichNode} node @returns {(Node | string)[]} */
function leafContent(node) {
  const make = leaves[node.type];
  return make === undefined ? plainNodes(node.text ?? node.fallback ?? '') : [make(node)];
}

/** @param {string | undefined} code such as `1f44d-1f3fd` */
function fromUnicode(code) {
  if (code === undefined) return undefined;
  return String.fromCodePoint(...code.split('-').map((digits) => Number.parseInt(digits, 16)));
}

/** @type {readonly (readonly [keyof TextStyle, 'code' | 's' | 'em' | 'strong' | 'u'])[]} */
const styles = [
  ['code', 'code'],
  ['strike', 's'],
  ['underline', 'u'],
  ['italic', 'em'],
  ['bold', 'strong'],
];

/** @param {RichNode} node @returns {(Node | string)[]} */
function leaf(node) {
  let content = leafContent(node);
  const { style } = node;
  if (typeof style !== 'object') return content;
  for (const [name, tag] of styles) {
    if (style[name] === true) content = [el(tag, {}, content)];
  }
  return content;
}

/** @param {RichNode} node */
function list(node) {
  const isOrdered = node.style === 'ordered';
  const indent = Math.min(node.indent ?? 0, 5);
  return el(
    isOrdered ? 'ol' : 'ul',
    {
      class: `rich-list indent-${indent}`,
      start: isOrdered && node.offset !== undefined ? node.offset + 1 : undefined,
    },
    (node.elements ?? []).map((item) => el('li', {}, richNodes(item.elements))),
  );
}

/** @param {RichNode} node @returns {(Node | string)[]} */
function part(node) {
  switch (node.type) {
    case 'rich_text_section':
      return [el('div', { class: 'rich-section' }, richNodes(node.elements))];
    case 'rich_text_list':
      return [list(node)];
    case 'rich_text_quote':
      return [el('blockquote', {}, richNodes(node.elements))];
    case 'rich_text_preformatted':
      return [el('pre', {}, richNodes(node.elements))];
    default:
      return leaf(node);
  }
}

/** @param {readonly RichNode[] | undefined} elements @returns {(Node | string)[]} */
export function richNodes(elements) {
  return (elements ?? []).flatMap(part);
}

import { el } from './dom.js';
import { withEmoji } from './emoji.js';
import { broadcast, channelMention, groupMention, link, personMention } from './mentions.js';
import { dayAndTime, fillIn } from './when.js';

/**
 * Slack's own markup. Everything in angle brackets is taken out first, while `&lt;` is still written as that; the three
 * entities are decoded last, in text nobody looks at again. So what an app escaped can never turn into a mention.
 * https://docs.slack.dev/messaging/formatting-message-text
 */

/** Stand-ins for what was in angle brackets: characters of the private area, which text loses beforehand. */
const firstStandIn = 0xe000;
const standIns = /[\ue000-\uf8ff]/g;

/** @typedef {{ emoji: boolean, autolink: boolean, tokens: readonly string[] }} Reading */

/** @param {string} text */
export function decode(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/**
 * What an angle bracket held.
 * @param {string} token without the brackets
 * @returns {Node | string}
 */
function tokenNode(token) {
  const bar = token.indexOf('|');
  const head = bar === -1 ? token : token.slice(0, bar);
  const label = bar === -1 ? undefined : decode(token.slice(bar + 1));
  if (head.startsWith('@')) return personMention(head.slice(1), label);
  if (head.startsWith('#')) return channelMention(head.slice(1), label);
  if (head.startsWith('!date^')) return dateNode(head, label);
  if (head.startsWith('!subteam^')) return groupMention(head.slice('!subteam^'.length), label);
  if (['!here', '!channel', '!everyone'].includes(head)) return broadcast(head.slice(1));
  if (head.startsWith('!')) return label ?? decode(`<${token}>`);
  return link(decode(head), label);
}

/** @param {string} head @param {string | undefined} fallback */
function dateNode(head, fallback) {
  const [, seconds = '', pattern = '', address] = head.split('^');
  const at = Number(seconds) * 1000;
  if (!Number.isFinite(at) || seconds === '') return fallback ?? '';
  const words = fillIn(at, decode(pattern));
  const time = el(
    'time',
    { datetime: new Date(at).toISOString(), title: dayAndTime(at) },
    address === undefined ? words : link(decode(address), words),
  );
  return time;
}

/**
 * Text in which nothing is markup any more.
 * @param {string} text
 * @param {Reading} reading
 * @returns {(Node | string)[]}
 */
function leaves(text, reading) {
  const pieces = text.split(/([\ue000-\uf8ff])/);
  return pieces.flatMap((piece) => {
    if (piece === '') return [];
    const token = reading.tokens[(piece.codePointAt(0) ?? 0) - firstStandIn];
    if (piece.length === 1 && token !== undefined) return [tokenNode(token)];
    return autolinked(piece, reading);
  });
}

/** @param {string} text @param {Reading} reading @returns {(Node | string)[]} */
function autolinked(text, reading) {
  const words = (/** @type {string} */ raw) => decode(reading.emoji ? withEmoji(raw) : raw);
  if (!reading.autolink) return [words(text)];
  const parts = text.split(/(\bhttps?:\/\/[^\s<>]*[^\s<>.,;:!?)'"])/);
  return parts
    .map((part, index) => (index % 2 === 1 ? link(decode(part), undefined) : words(part)))
    .filter((node) => node !== '');
}

/** A mark, where it may stand, and what it makes. A closing mark follows no blank and precedes no letter. */
const spans = /** @type {const} */ ([
  { mark: '`', pattern: /(?<![\p{L}\p{N}`])`([^`\n]+)`(?![\p{L}\p{N}`])/u, tag: 'code' },
  {
    mark: '*',
    pattern: /(?<![\p{L}\p{N}*])\*(?!\s)([^*\n]*[^*\s])\*(?![\p{L}\p{N}*])/u,
    tag: 'strong',
  },
  { mark: '_', pattern: /(?<![\p{L}\p{N}_])_(?!\s)([^\n]*?[^_\s])_(?![\p{L}\p{N}_])/u, tag: 'em' },
  { mark: '~', pattern: /(?<![\p{L}\p{N}~])~(?!\s)([^~\n]*[^~\s])~(?![\p{L}\p{N}~])/u, tag: 's' },
]);

/**
 * @param {string} text one line, or several inside a quote
 * @param {Reading} reading
 * @returns {(Node | string)[]}
 */
function inline(text, reading) {
  let first;
  for (const span of spans) {
    const match = span.pattern.exec(text);
    if (match !== null && (first === undefined || match.index < first.match.index)) {
      first = { span, match };
    }
  }
  if (first === undefined) return leaves(text, reading);
  const { span, match } = first;
  const [whole, inner = ''] = match;
  const plain = { ...reading, emoji: false, autolink: false };
  const inside = span.tag === 'code' ? leaves(inner, plain) : inline(inner, reading);
  return [
    ...leaves(text.slice(0, match.index), reading),
    el(span.tag, {}, inside),
    ...inline(text.slice(match.index + whole.length), reading),
  ];
}

const quoteMark = /^(?:&gt;|>) ?/;

/** @param {string} text @param {Reading} reading @returns {(Node | string)[]} */
function lines(text, reading) {
  /** @type {{ isQuote: boolean, lines: string[] }[]} */
  const runs = [];
  for (const line of text.split('\n')) {
    const isQuote = quoteMark.test(line);
    const bare = line.replace(quoteMark, '');
    const run = runs.at(-1);
    if (run !== undefined && run.isQuote === isQuote) run.lines.push(bare);
    else runs.push({ isQuote, lines: [bare] });
  }
  return runs.flatMap((run, index) => {
    const inside = run.lines.flatMap((line, nth) => [
      ...(nth === 0 ? [] : [el('br')]),
      ...inline(line, reading),
    ]);
    if (run.isQuote) return [el('blockquote', {}, inside)];
    const needsBreak = index > 0 && runs[index - 1]?.isQuote === false;
    return needsBreak ? [el('br'), ...inside] : inside;
  });
}

/**
 * Slack's markup as nodes.
 * @param {string} text
 * @param {{ verbatim?: boolean | undefined }} [options]
 * @returns {(Node | string)[]}
 */
export function mrkdwn(text, options = {}) {
  /** @type {string[]} */
  const tokens = [];
  const opened = text
    .replace(standIns, '')
    .replace(/<([^<>\n]+)>/g, (_, /** @type {string} */ token) => {
      tokens.push(token);
      return String.fromCodePoint(firstStandIn + tokens.length - 1);
    });
  const reading = { emoji: true, autolink: options.verbatim !== true, tokens };
  const plain = { ...reading, emoji: false, autolink: false };
  return opened.split(/```\n?([\s\S]+?)\n?```\n?/).flatMap((part, index) => {
    if (part === '') return [];
    return index % 2 === 1 ? [el('pre', {}, leaves(part, plain))] : lines(part, reading);
  });
}

/**
 * Markup as the words somebody hears: what a notification and a screen reader get.
 * @param {string} text
 */
export function spoken(text) {
  const holder = el('div', {}, mrkdwn(text));
  for (const line of holder.querySelectorAll('br')) line.replaceWith('\n');
  return holder.textContent.trim();
}

import { el } from './dom.js';
import { withEmoji } from './emoji.js';
import { link } from './mentions.js';

/**
 * The `markdown` block: the common ground of Markdown, as far as Slack shows it. A small reader of lines, enough for
 * what a bot writes; HTML in it is text like any other.
 * https://docs.slack.dev/reference/block-kit/blocks/markdown-block
 */

/** @type {readonly { pattern: RegExp, make: (inner: string, address: string) => Node }[]} */
const spans = [
  { pattern: /`([^`]+)`/, make: (inner) => el('code', {}, inner) },
  { pattern: /\[([^\]]+)\]\(([^)\s]+)\)/, make: (inner, address) => link(address, inner) },
  { pattern: /\*\*(\S(?:.*?\S)?)\*\*/, make: (inner) => el('strong', {}, inline(inner)) },
  { pattern: /~~(\S(?:.*?\S)?)~~/, make: (inner) => el('s', {}, inline(inner)) },
  { pattern: /(?<!\w)[*_](\S(?:.*?\S)?)[*_](?!\w)/, make: (inner) => el('em', {}, inline(inner)) },
];

/** @param {string} text @returns {(Node | string)[]} */
function inline(text) {
  const found = spans.flatMap(({ pattern, make }) => {
    const match = pattern.exec(text);
    return match === null ? [] : [{ match, make }];
  });
  const [first] = found.toSorted((one, other) => one.match.index - other.match.index);
  if (first === undefined) return text === '' ? [] : [withEmoji(text)];
  const { match, make } = first;
  const [whole, inner = '', address = ''] = match;
  return [
    ...inline(text.slice(0, match.index)),
    make(inner, address),
    ...inline(text.slice(match.index + whole.length)),
  ];
}

/** What a line is, so that neighbours of a kind become one element. @param {string} line */
function kindOf(line) {
  if (line.trim() === '') return 'blank';
  if (/^#{1,6} /.test(line)) return 'heading';
  if (/^\s*[-*+] /.test(line)) return 'ul';
  if (/^\s*\d+[.)] /.test(line)) return 'ol';
  if (/^> ?/.test(line)) return 'quote';
  if (/^\s*\|.*\|\s*$/.test(line)) return 'table';
  return /^(-{3,}|\*{3,})$/.test(line.trim()) ? 'rule' : 'paragraph';
}

/** @param {string} line */
function cellsOf(line) {
  const inside = line.trim().replace(/^\||\|$/g, '');
  return inside.split('|').map((cell) => inline(cell.trim()));
}

/** @param {readonly string[]} rows */
function table(rows) {
  const [head = '', ...rest] = rows.filter((row) => !/^[\s|:-]+$/.test(row));
  return el(
    'div',
    { class: 'table-scroll', tabindex: '0', role: 'group', 'aria-label': 'Table' },
    el(
      'table',
      { class: 'table' },
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          cellsOf(head).map((cell) => el('th', { scope: 'col' }, cell)),
        ),
      ),
      el(
        'tbody',
        {},
        rest.map((row) =>
          el(
            'tr',
            {},
            cellsOf(row).map((cell) => el('td', {}, cell)),
          ),
        ),
      ),
    ),
  );
}

/** @param {string} kind @param {readonly string[]} run @returns {Node[]} */
function runNodes(kind, run) {
  const joined = (/** @type {RegExp} */ mark) =>
    run.flatMap((line, nth) => [
      ...(nth === 0 ? [] : [el('br')]),
      ...inline(line.replace(mark, '').trim()),
    ]);
  switch (kind) {
    case 'blank':
      return [];
    case 'heading':
      return run.map((line) =>
        el('h4', { class: 'markdown-heading' }, inline(line.replace(/^#+ /, ''))),
      );
    case 'ul':
    case 'ol':
      return [
        el(
          kind,
          { class: 'rich-list indent-0' },
          run.map((line) => el('li', {}, inline(line.replace(/^\s*([-*+]|\d+[.)]) /, '')))),
        ),
      ];
    case 'quote':
      return [el('blockquote', {}, joined(/^> ?/))];
    case 'table':
      return [table(run)];
    case 'rule':
      return [el('hr')];
    default:
      return [el('p', {}, joined(/^$/))];
  }
}

/** @param {string} text @returns {Node[]} */
export function markdownNodes(text) {
  return text.split(/^```\w*\n([\s\S]*?)\n```$/m).flatMap((part, index) => {
    if (index % 2 === 1) return [el('pre', {}, part)];
    /** @type {{ kind: string, run: string[] }[]} */
    const runs = [];
    for (const line of part.split('\n')) {
      const kind = kindOf(line);
      const last = runs.at(-1);
      if (last?.kind === kind) last.run.push(line);
      else runs.push({ kind, run: [line] });
    }
    return runs.flatMap(({ kind, run }) => runNodes(kind, run));
  });
}

/** @import { Block, Cell } from '../blocks.ts' */
import { el, newId } from './dom.js';
import { icon } from './icons.js';
import { richNodes } from './rich-text.js';
import { plainNodes } from './texts.js';

/** @param {Cell} cell @returns {(Node | string)[]} */
function cellNodes(cell) {
  if (cell.type === 'rich_text') return richNodes(cell.elements);
  return plainNodes(words(cell));
}

/** @param {Cell} cell */
function words(cell) {
  return cell.text ?? (cell.value === undefined ? '' : cell.value.toLocaleString('en-US'));
}

/**
 * A table that scrolls sideways in itself and can be reached with the keyboard for it.
 * @param {string} label
 * @param {HTMLTableElement} table
 */
function scrollable(label, table) {
  return el(
    'div',
    { class: 'table-scroll', tabindex: '0', role: 'group', 'aria-label': label },
    table,
  );
}

/** The plain `table` block: its first row is its head. @param {Block} block */
export function tableBlock(block) {
  const [head = [], ...rows] = block.rows ?? [];
  const classOf = (/** @type {number} */ column) => {
    const settings = block.column_settings?.[column];
    return `align-${settings?.align ?? 'left'}${settings?.is_wrapped === true ? ' wrapped' : ''}`;
  };
  const table = el(
    'table',
    { class: 'table' },
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        head.map((cell, column) =>
          el('th', { scope: 'col', class: classOf(column) }, cellNodes(cell)),
        ),
      ),
    ),
    el(
      'tbody',
      {},
      rows.map((row) =>
        el(
          'tr',
          {},
          row.map((cell, column) => el('td', { class: classOf(column) }, cellNodes(cell))),
        ),
      ),
    ),
  );
  return scrollable('Table', table);
}

/** What a cell is sorted by. @param {Cell | undefined} cell */
function sortKey(cell) {
  if (cell === undefined) return '';
  if (cell.type === 'raw_number') return cell.value ?? 0;
  return cell.type === 'rich_text' ? el('div', {}, cellNodes(cell)).textContent : words(cell);
}

/** @param {readonly (readonly Cell[])[]} rows @param {number} column @param {boolean} isDown */
function sorted(rows, column, isDown) {
  const inOrder = rows.toSorted((one, other) => {
    const [first, second] = [sortKey(one[column]), sortKey(other[column])];
    if (typeof first === 'number' && typeof second === 'number') return first - second;
    return String(first).localeCompare(String(second), 'en', { numeric: true });
  });
  return isDown ? inOrder.toReversed() : inOrder;
}

/** @typedef {{ column: number | undefined, isDown: boolean, page: number }} TableState */

/**
 * The `data_table` block: sorted by a click on a column's head, a page at a time.
 * @param {Block} block
 */
export function dataTableBlock(block) {
  const [head = [], ...all] = block.rows ?? [];
  const size = block.page_size ?? 5;
  const pages = Math.max(1, Math.ceil(all.length / size));
  const captionId = newId();
  const body = el('tbody');
  const heads = el('tr');
  const position = el('span', { class: 'table-position', role: 'status' });
  /** @type {TableState} */
  const state = { column: undefined, isDown: false, page: 0 };
  const turn = (/** @type {number} */ by) => {
    state.page = Math.min(pages - 1, Math.max(0, state.page + by));
    draw();
  };
  const back = pageButton('left', 'Previous page', () => turn(-1));
  const forth = pageButton('right', 'Next page', () => turn(1));
  const sort = (/** @type {number} */ column) => {
    state.isDown = state.column === column && !state.isDown;
    state.column = column;
    state.page = 0;
    draw();
  };
  const headCells = head.map((cell, column) => {
    const isFigures = all[0]?.[column]?.type === 'raw_number';
    const button = el(
      'button',
      { type: 'button', class: 'table-sort', onclick: () => sort(column) },
      words(cell),
      icon('down'),
    );
    return el('th', { scope: 'col', class: isFigures ? 'align-right' : '' }, button);
  });
  heads.append(...headCells);
  function draw() {
    const rows = state.column === undefined ? all : sorted(all, state.column, state.isDown);
    const first = state.page * size;
    const shown = rows.slice(first, first + size);
    body.replaceChildren(...shown.map((row) => dataRow(row, block.row_header_column_index ?? 0)));
    headCells.forEach((cell, column) => {
      const direction = state.isDown ? 'descending' : 'ascending';
      cell.setAttribute('aria-sort', column === state.column ? direction : 'none');
    });
    position.textContent = `${first + 1}–${first + shown.length} of ${all.length}`;
    back.setAttribute('aria-disabled', String(state.page === 0));
    forth.setAttribute('aria-disabled', String(state.page === pages - 1));
  }
  draw();
  return el(
    'div',
    { class: 'data-table' },
    el('div', { class: 'data-table-caption', id: captionId }, block.caption ?? ''),
    scrollable(
      block.caption ?? 'Table',
      el('table', { class: 'table', 'aria-labelledby': captionId }, el('thead', {}, heads), body),
    ),
    pages > 1 && el('div', { class: 'table-pages' }, position, back, forth),
  );
}

/** @param {readonly Cell[]} row @param {number} headColumn */
function dataRow(row, headColumn) {
  return el(
    'tr',
    {},
    row.map((cell, column) => {
      const align = cell.type === 'raw_number' ? 'align-right' : 'align-left';
      return column === headColumn
        ? el('th', { scope: 'row', class: align }, cellNodes(cell))
        : el('td', { class: align }, cellNodes(cell));
    }),
  );
}

/** @param {'left' | 'right'} side @param {string} label @param {() => void} onclick */
function pageButton(side, label, onclick) {
  return el(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': label, onclick },
    icon(side),
  );
}

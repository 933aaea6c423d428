/** @import { Block } from '../blocks.ts' */
/** @import { Surface } from './surface.js' */
import { chartBlock } from './charts.js';
import { el, newId } from './dom.js';
import { elementNode } from './elements.js';
import { icon } from './icons.js';
import { markdownNodes } from './markdown.js';
import { richNodes } from './rich-text.js';
import { dataTableBlock, tableBlock } from './tables.js';
import { pictureNode, plain, textNodes } from './texts.js';

/** @param {Block} block */
function header(block) {
  const words = typeof block.text === 'object' ? plain(block.text) : '';
  // Below the page's and the message's own headings, whatever level the app gave.
  const level = Math.min(6, (block.level ?? 1) + 2);
  const tag = /** @type {'h3' | 'h4' | 'h5' | 'h6'} */ (`h${level}`);
  return el(tag, { class: `header level-${block.level ?? 1}` }, words);
}

/** @param {Surface} surface @param {Block} block */
function section(surface, block) {
  const textId = newId();
  const { accessory, fields, text } = block;
  return el(
    'div',
    { class: 'section' },
    el(
      'div',
      { class: 'section-main' },
      typeof text === 'object' && el('div', { class: 'section-text', id: textId }, textNodes(text)),
      fields !== undefined &&
        el(
          'div',
          { class: 'section-fields' },
          fields.map((each) => el('div', {}, textNodes(each))),
        ),
    ),
    accessory !== undefined &&
      el(
        'div',
        { class: 'section-accessory' },
        elementNode(surface, block, accessory, text === undefined ? {} : { describedBy: textId }),
      ),
  );
}

/** @param {Block} block */
function context(block) {
  return el(
    'div',
    { class: 'context' },
    (block.elements ?? []).map((element) =>
      element.type === 'image'
        ? pictureNode(element, 'picture-tiny')
        : el(
            'span',
            {},
            textNodes({
              type: element.type,
              text: String(element.text ?? ''),
              ...verbatim(element),
            }),
          ),
    ),
  );
}

/** @param {object} element */
function verbatim(element) {
  return 'verbatim' in element && element.verbatim === true ? { verbatim: true } : {};
}

/** @param {Surface} surface @param {Block} block */
function actions(surface, block) {
  return el(
    'div',
    { class: 'actions' },
    (block.elements ?? []).map((element) =>
      el('span', { class: 'actions-item' }, elementNode(surface, block, element)),
    ),
  );
}

/** @param {Block} block */
function image(block) {
  const title = typeof block.title === 'object' ? block.title : undefined;
  return el(
    'figure',
    { class: 'image' },
    title !== undefined && el('figcaption', {}, plain(title)),
    pictureNode(block, 'picture'),
  );
}

/** @param {Surface} surface @param {Block} block */
function input(surface, block) {
  const { element } = block;
  if (element === undefined) return el('div');
  const ids = { control: newId(), label: newId(), hint: newId(), error: newId() };
  const error = surface.errors[block.block_id];
  const words = plain(block.label);
  const isGroup = ['checkboxes', 'radio_buttons'].includes(element.type);
  const describedBy = [
    error === undefined ? '' : ids.error,
    block.hint === undefined ? '' : ids.hint,
  ]
    .filter((id) => id !== '')
    .join(' ');
  const control = elementNode(surface, block, element, {
    id: ids.control,
    label: words,
    labelId: ids.label,
    isInput: true,
    isWrong: error !== undefined,
    ...(describedBy === '' ? {} : { describedBy }),
  });
  const label = [
    words,
    block.optional === true && el('span', { class: 'input-optional' }, ' (optional)'),
  ];
  return el(
    'div',
    { class: error === undefined ? 'input' : 'input input-wrong', 'data-block': block.block_id },
    isGroup
      ? el('div', { class: 'input-label', id: ids.label }, label)
      : el('label', { class: 'input-label', id: ids.label, for: ids.control }, label),
    control,
    error !== undefined &&
      el('div', { class: 'input-error', id: ids.error }, icon('warning'), error),
    block.hint !== undefined && el('div', { class: 'input-hint', id: ids.hint }, plain(block.hint)),
  );
}

/** @param {Surface} surface @param {Block} block */
function container(surface, block) {
  const title =
    block.rich_text_title === undefined
      ? [typeof block.title === 'object' ? plain(block.title) : '']
      : richNodes(block.rich_text_title.elements);
  const head = el(
    'span',
    { class: 'container-words' },
    el('span', { class: 'container-title' }, title),
    block.subtitle !== undefined &&
      el('span', { class: 'container-subtitle' }, textNodes(block.subtitle)),
  );
  const picture = block.icon !== undefined && pictureNode(block.icon, 'picture-icon');
  const body = el(
    'div',
    { class: 'container-body' },
    blockNodes(surface, block.child_blocks ?? []),
  );
  const width = `container width-${block.width ?? 'standard'}`;
  if (block.is_collapsible === true) {
    return el(
      'details',
      { class: width, open: block.default_collapsed !== true },
      el(
        'summary',
        { class: 'container-head', 'data-key': `${block.block_id} summary` },
        icon('right'),
        picture,
        head,
      ),
      body,
    );
  }
  const line = block.has_header_divider === true ? ' container-lined' : '';
  return el(
    'div',
    { class: width },
    el('div', { class: `container-head${line}` }, picture, head),
    body,
  );
}

/** @param {Surface} surface @param {Block} block @returns {HTMLElement} */
function blockNode(surface, block) {
  switch (block.type) {
    case 'header':
      return header(block);
    case 'section':
      return section(surface, block);
    case 'divider':
      return el('hr', { class: 'divider' });
    case 'context':
      return context(block);
    case 'actions':
      return actions(surface, block);
    case 'image':
      return image(block);
    case 'input':
      return input(surface, block);
    case 'rich_text':
      return el('div', { class: 'rich-text' }, richNodes(block.elements));
    case 'markdown':
      return el(
        'div',
        { class: 'markdown' },
        markdownNodes(typeof block.text === 'string' ? block.text : ''),
      );
    case 'table':
      return tableBlock(block);
    case 'data_table':
      return dataTableBlock(block);
    case 'data_visualization':
      return chartBlock(block);
    case 'container':
      return container(surface, block);
    default:
      return el(
        'p',
        { class: 'unsupported' },
        `This page cannot show a block of type ${block.type}.`,
      );
  }
}

/**
 * Blocks as they stand in a message, a modal or a Home.
 * @param {Surface} surface
 * @param {readonly Block[]} blocks
 * @returns {HTMLElement[]}
 */
export function blockNodes(surface, blocks) {
  return blocks.map((block) => {
    const node = blockNode(surface, block);
    node.classList.add('block');
    return node;
  });
}

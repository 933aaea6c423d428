/** @import { Block, BlockElement, Option } from '../blocks.ts' */
/** @import { Surface } from './surface.js' */
import { el } from './dom.js';
import { icon } from './icons.js';
import { openMenu } from './popover.js';
import { use } from './surface.js';
import { plain } from './texts.js';

/** @param {Surface} surface @param {Block} block @param {BlockElement} element @param {string | undefined} describedBy */
export function button(surface, block, element, describedBy) {
  const style = ['primary', 'danger'].includes(element.style ?? '')
    ? ` button-${element.style}`
    : '';
  const attributes = {
    class: `button button-small${style}`,
    'data-key': `${element.action_id} ${element.value ?? ''}`,
    'data-action': element.action_id,
    'aria-label': element.accessibility_label,
    'aria-describedby': describedBy,
  };
  const words = plain(element.text);
  if (element.url !== undefined && /^https?:\/\//i.test(element.url)) {
    const anchor = el(
      'a',
      { ...attributes, href: element.url, target: '_blank', rel: 'noopener noreferrer' },
      words,
    );
    // Slack tells the app of the click as well, and does not wait for it to open the page.
    anchor.addEventListener(
      'click',
      () => void use(surface, anchor, { block, element, value: element.value }),
    );
    return anchor;
  }
  const control = el('button', { ...attributes, type: 'button' }, words);
  control.addEventListener('click', () => {
    // A click while the app still has the last one: Slack does not send it either.
    if (control.getAttribute('aria-busy') === 'true') return;
    void use(surface, control, { block, element, value: element.value });
  });
  return control;
}

/** @param {Surface} surface @param {Block} block @param {BlockElement} element @param {string | undefined} describedBy */
export function overflow(surface, block, element, describedBy) {
  const control = el(
    'button',
    {
      type: 'button',
      class: 'button button-small button-overflow',
      'data-key': `${element.action_id} overflow`,
      'data-action': element.action_id,
      'aria-label': 'More actions',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'aria-describedby': describedBy,
    },
    icon('dots'),
  );
  const choose = (/** @type {Option} */ option) => {
    if (option.url !== undefined && /^https?:\/\//i.test(option.url)) {
      open(option.url, '_blank', 'noopener,noreferrer');
    }
    void use(surface, control, { block, element, chosen: option.value });
  };
  control.addEventListener('click', () => {
    if (control.getAttribute('aria-expanded') === 'true') return;
    const items = (element.options ?? []).map((option) => ({
      label: plain(option.text),
      note: option.description === undefined ? undefined : plain(option.description),
      choose: () => choose(option),
    }));
    openMenu(control, 'More actions', items);
  });
  control.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    control.click();
  });
  return control;
}

import { svg } from './dom.js';

/** Drawn here, 20 by 20, in strokes of the text's colour. */
const paths = {
  hash: 'M7.6 3 6 17M14 3l-1.6 14M3.5 7.2h13.4M3 12.8h13.4',
  lock: 'M5 9h10v7.5H5zM7 9V6.2a3 3 0 0 1 6 0V9',
  house: 'M3 9.5 10 3.6l7 5.9M5 8.2v8.3h3.6v-4.6h2.8v4.6H15V8.2',
  bubble: 'M3.5 4.5h13v9h-7l-3.5 3v-3H3.5z',
  eye: 'M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5zM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z',
  warning: 'M10 3.2 17.6 16.5H2.4zM10 8v4.2M10 14v.6',
  close: 'M5 5l10 10M15 5 5 15',
  down: 'M5 7.5 10 12.5l5-5',
  right: 'M7.5 5 12.5 10l-5 5',
  left: 'M12.5 5 7.5 10l5 5',
  send: 'M3.4 3.6 17 10 3.4 16.4l1.9-6.4zM5.3 10H11',
  menu: 'M3 5.5h14M3 10h14M3 14.5h14',
  dots: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  sliders:
    'M3 6h8M15 6h2M3 14h2M9 14h8M13 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM7 16a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  check: 'M4 10.5 8.2 14.7 16 6',
  file: 'M5 2.8h6.5L15.5 7v10.2H5zM11.2 2.8V7.2h4.3',
  arrow: 'M10 4v12M5 11l5 5 5-5',
};

/** @typedef {keyof typeof paths} IconName */

/**
 * A decoration: whatever it says, a label beside it says too.
 * @param {IconName} name
 */
export function icon(name) {
  return svg(
    'svg',
    { class: `icon icon-${name}`, viewBox: '0 0 20 20', 'aria-hidden': 'true', focusable: 'false' },
    svg('path', { d: paths[name] }),
  );
}

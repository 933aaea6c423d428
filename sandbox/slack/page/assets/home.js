/** @import { ViewCard } from '../wire.ts' */
import { blockNodes } from './blocks.js';
import { byId, el, replaceKeepingFocus } from './dom.js';
import { known, me } from './state.js';
import { contentOf, viewSurface } from './surface.js';

let drawn = '';

/** @param {ViewCard | undefined} home */
function content(home) {
  if (home === undefined) {
    return [
      el(
        'div',
        { class: 'home-empty' },
        el('img', { class: 'avatar avatar-large', src: '/page/assets/app.svg', alt: '' }),
        el('p', {}, `${known().app.name} has not published a Home for you yet.`),
      ),
    ];
  }
  return [
    el(
      'div',
      { class: 'home-blocks' },
      blockNodes(viewSurface(home, 'home'), contentOf(home).blocks),
    ),
  ];
}

/** Shows the app's Home, as the app published it for this person. */
export function drawHome() {
  const place = byId('home');
  const { home } = known();
  const next = JSON.stringify([home?.id, home?.hash, me().id]);
  if (next === drawn && place.childElementCount > 0) return;
  drawn = next;
  replaceKeepingFocus(place, content(home));
}

export function forgetHome() {
  drawn = '';
}

import { byId } from './dom.js';

/** @type {string[]} */
let waiting = [];

/**
 * Says something to screen readers: politely, after what is being read. What comes in one moment is said together,
 * because a live region that changes twice at once says only the last.
 * @param {string} words
 */
export function announce(words) {
  if (words === '') return;
  if (waiting.length === 0) setTimeout(speak, 100);
  waiting.push(words);
}

function speak() {
  byId('announcements').textContent = waiting.join('\n');
  waiting = [];
}

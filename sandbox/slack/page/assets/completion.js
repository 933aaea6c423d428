import { known } from './state.js';

/**
 * What the composer offers while somebody types: commands at the start of a message, people after `@`, channels after
 * `#`.
 * @typedef {{ label: string, note: string, insert: string }} Offer
 * @typedef {{ offers: readonly Offer[], from: number, hint: string | undefined }} Completion
 */

/** @type {Completion} */
const nothing = { offers: [], from: 0, hint: undefined };

const most = 8;

/** @param {string} text */
function commandFor(text) {
  const name = /^\/\S*/.exec(text)?.[0];
  return known().commands.find((each) => each.command === name);
}

/** @param {string} text @returns {Completion} */
function commands(text) {
  const offers = known()
    .commands.filter(({ command }) => command.startsWith(text.toLowerCase()))
    .map(({ command, description, usageHint }) => ({
      label: usageHint === '' ? command : `${command} ${usageHint}`,
      note: description,
      insert: `${command} `,
    }));
  return { offers, from: 0, hint: undefined };
}

/** @param {string} sign @param {string} begun @param {number} from @returns {Completion} */
function names(sign, begun, from) {
  const wanted = begun.toLowerCase();
  const fits = (/** @type {string} */ words) => words.toLowerCase().includes(wanted);
  const offers =
    sign === '@'
      ? known()
          .people.filter(({ name, realName, isGone }) => !isGone && fits(`${name} ${realName}`))
          .map(({ name, realName }) => ({ label: `@${name}`, note: realName, insert: `@${name} ` }))
      : known()
          .channels.filter(({ name, kind }) => kind !== 'im' && fits(name))
          .map(({ name }) => ({ label: `#${name}`, note: '', insert: `#${name} ` }));
  return { offers: offers.slice(0, most), from, hint: undefined };
}

/**
 * @param {string} text up to the caret
 * @returns {Completion}
 */
export function complete(text) {
  if (/^\/\S*$/.test(text)) return commands(text);
  const [, sign = '', begun = ''] = /(?:^|\s)([@#])([\w.-]*)$/.exec(text) ?? [];
  if (sign !== '') return names(sign, begun, text.length - begun.length - 1);
  const command = commandFor(text);
  if (command === undefined) return nothing;
  const hint = `${command.command} ${command.usageHint}`.trim();
  return {
    ...nothing,
    hint: [hint, command.description].filter((each) => each !== '').join(' — '),
  };
}

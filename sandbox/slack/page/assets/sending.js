/** @import { ChannelCard, DeedAnswer } from '../wire.ts' */
import { perform } from './line.js';
import { addNotice, known } from './state.js';

/** What becomes of a message that is sent: a command for the app, or words for the channel. */

/** @param {string} text */
function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function commandNames() {
  const names = known().commands.map(({ command }) => `\`${escape(command)}\``);
  return names.length === 0 ? 'no command at all' : names.join(', ');
}

/** Why something did not arrive, in Slack's words where it has any; `undefined` where it did. @param {DeedAnswer} answer */
function failureOf(answer) {
  if (!answer.ok) return `: ${escape(answer.error)}`;
  const outcome = 'outcome' in answer ? answer.outcome : 'acked';
  return outcome === 'acked' ? undefined : ` with the error "${outcome}".`;
}

/** Why a text cannot be sent at all, as Slackbot says it. @param {string} text */
function refusalOf(text) {
  const command = /^\/\S*/.exec(text)?.[0];
  if (command === undefined) return undefined;
  if (known().commands.some((each) => each.command === command)) return undefined;
  return `\`${escape(command)}\` is not a valid command. Here there is ${commandNames()}. To send a message that begins with a slash, put a blank before it.`;
}

/** @param {ChannelCard} where @param {string} text */
function deliver(where, text) {
  const [, command, rest = ''] = /^(\/\S+)\s*([\s\S]*)$/.exec(text) ?? [];
  const words = text.trim();
  return command === undefined
    ? perform({ kind: 'say', channel: where.id, text: words })
    : perform({ kind: 'slash', channel: where.id, command, text: rest.trim() });
}

/**
 * Sends what was typed. Whatever goes wrong is said in the channel, to this person alone.
 * @param {ChannelCard} where
 * @param {string} text as typed: with a blank in front, what begins with a slash is a message
 * @param {() => void} onAccepted once it is on its way, before anybody has answered
 * @returns {Promise<boolean>} whether it arrived
 */
export async function sendTyped(where, text, onAccepted) {
  const refusal = refusalOf(text);
  if (refusal !== undefined) {
    addNotice(where.id, refusal);
    return false;
  }
  onAccepted();
  const failure = failureOf(await deliver(where, text));
  if (failure === undefined) return true;
  const what = text.startsWith('/') ? `\`${escape(text.split(/\s/)[0] ?? '')}\`` : 'Your message';
  addNotice(where.id, `${what} failed${failure}`);
  return false;
}

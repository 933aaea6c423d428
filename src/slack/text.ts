/**
 * Text for Slack. `Mrkdwn` is text that Slack may parse; only this file makes it, and everything else
 * that goes into it is escaped.
 * https://docs.slack.dev/messaging/formatting-message-text
 */
import { DAY_MS, type Day, type Instant } from '../core/seat.ts';

const made: unique symbol = Symbol('mrkdwn');

/**
 * Text that Slack parses. An object, not a branded string: a brand is gone at run time, where the
 * template below must tell our own markup from a name that only looks like it.
 */
export interface Mrkdwn {
  readonly [made]: string;
}

/** What may stand in a template: markup as it is, everything else escaped. */
export type Part = string | number | Mrkdwn;

const NAME_LENGTH = 40;
const WORDS_LENGTH = 600;
const ELLIPSIS = '…';

function wrap(text: string): Mrkdwn {
  return { [made]: text };
}

/** The text as Slack takes it. */
export function textOf(markup: Mrkdwn): string {
  return markup[made];
}

/** Markup from a template; plain strings in it are escaped and made harmless. */
export function mrkdwn(template: TemplateStringsArray, ...parts: readonly Part[]): Mrkdwn {
  let text = '';
  for (const [index, literal] of template.entries()) {
    const part = parts[index];
    text += literal + (part === undefined ? '' : textOf(toMrkdwn(part)));
  }
  return wrap(text);
}

function toMrkdwn(part: Part): Mrkdwn {
  if (typeof part === 'object') return part;
  // A clause of our own may begin or end with a space, which `plain` would take from foreign text.
  const text = String(part);
  const before = /^\s/.test(text) ? ' ' : '';
  const after = /\s$/.test(text) ? ' ' : '';
  return wrap(before + textOf(escape(text)) + after);
}

/** Joins parts, leaving out what is undefined. */
export function join(parts: readonly (Part | undefined)[], separator = ' '): Mrkdwn {
  const given = parts.filter((part) => part !== undefined);
  return wrap(given.map((part) => textOf(toMrkdwn(part))).join(separator));
}

/**
 * Makes foreign text harmless in markup: no entity, mention, link, formatting or emoji of its own.
 * Cut to `maxLength` characters before it is escaped, so that no entity is ever cut.
 */
export function escape(text: string, maxLength = WORDS_LENGTH): Mrkdwn {
  const harmless = plain(text, maxLength)
    // Look-alikes, because Slack's markup has no escape for these; `_` inside a word formats nothing,
    // and logins with one must stay fit to copy.
    .replaceAll('*', '∗')
    .replaceAll('~', '∼')
    .replaceAll('`', 'ˋ')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, 'ˍ')
    .replace(/:(?=[\w+'-]+:)/g, '꞉')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
  return wrap(harmless);
}

/**
 * Foreign text for places that Slack does not parse (`plain_text`): one line, without control and
 * direction characters, at most `maxLength` UTF-16 units and never half a character.
 */
export function plain(text: string, maxLength = WORDS_LENGTH): string {
  const line = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[\p{Cf}\p{Cs}]/gu, '')
    .trim();
  if (line.length <= maxLength) return line;
  let kept = '';
  for (const character of line) {
    if (kept.length + character.length > maxLength - ELLIPSIS.length) break;
    kept += character;
  }
  return `${kept.trimEnd()}${ELLIPSIS}`;
}

/**
 * Cuts text that Slack will parse to what a place takes, never inside an entity or a `<…>`. Names are
 * short before they come here, so this is for the rare long list.
 */
export function cutMarkup(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const cut = text
    .slice(0, maxLength - ELLIPSIS.length)
    .replace(/[\uD800-\uDBFF]$/, '')
    .replace(/<[^>]*$/, '')
    .replace(/&[a-z]*$/, '');
  return `${cut.trimEnd()}${ELLIPSIS}`;
}

/** A login, organisation or team name, short enough for any place, and never nothing at all. */
export function name(text: string): Mrkdwn {
  return plain(text) === '' ? wrap('(no name)') : escape(text, NAME_LENGTH);
}

export function bold(part: Part): Mrkdwn {
  return wrap(`*${textOf(toMrkdwn(part))}*`);
}

/** Something to type. Backticks inside become look-alikes. */
export function code(text: string): Mrkdwn {
  const inside = plain(text, 150).replaceAll('`', 'ˋ');
  return wrap(
    `\`${inside.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}\``,
  );
}

const PERSON_ID = /^[UW][A-Z0-9]{1,30}$/;
const CHANNEL_ID = /^[CG][A-Z0-9]{1,30}$/;

/** A person in Slack; an id that is none is shown as plain text. */
export function mention(userId: string): Mrkdwn {
  return PERSON_ID.test(userId) ? wrap(`<@${userId}>`) : name(userId);
}

/** A channel or a person to ask, from its id. */
export function contact(id: string): Mrkdwn {
  return CHANNEL_ID.test(id) ? wrap(`<#${id}>`) : mention(id);
}

/** The UTC day of an instant. */
export function dayOf(at: Instant): Day {
  return new Date(at).toISOString().slice(0, 10);
}

/** The last day of a span that ends at `until`: an end at midnight belongs to the day before. */
export function lastDayBefore(until: Instant): Day {
  return dayOf(until - 1);
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/**
 * A calendar day in words, the same in every time zone: `12 May 2026`. Given `now`, the year is left
 * out while it is this one. What is no day is shown as it is.
 */
export function formatDay(day: Day, now?: Instant): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(day);
  const month = MONTHS[Number(match?.[2]) - 1];
  if (match === null || month === undefined) return plain(day, NAME_LENGTH);
  const [, year, , dayOfMonth] = match;
  const short = `${Number(dayOfMonth)} ${month}`;
  return now !== undefined && dayOf(now).startsWith(`${year}-`) ? short : `${short} ${year}`;
}

/** An instant as a date in the reader's own zone. Not for people's use, which is told in days. */
export function formatDate(at: Instant): Mrkdwn {
  return formatToken(at, '{date_short}', formatDay(dayOf(at)));
}

/** A time of reading in the reader's own zone, with the date once it is a day away. */
export function formatReadTime(at: Instant, now: Instant): Mrkdwn {
  const time = `${new Date(at).toISOString().slice(11, 16)} UTC`;
  return Math.abs(now - at) < DAY_MS && dayOf(at) === dayOf(now)
    ? formatToken(at, '{time}', time)
    : formatToken(at, '{date_short} at {time}', `${formatDay(dayOf(at))}, ${time}`);
}

/** When something was or will be, with its preposition: `at 09:00`, or `on 17 November 2026 at 09:00`. */
export function formatWhen(at: Instant, now: Instant): Mrkdwn {
  const time = `${new Date(at).toISOString().slice(11, 16)} UTC`;
  return Math.abs(now - at) < DAY_MS && dayOf(at) === dayOf(now)
    ? formatToken(at, 'at {time}', `at ${time}`)
    : formatToken(at, 'on {date_short} at {time}', `on ${formatDay(dayOf(at))} at ${time}`);
}

function formatToken(at: Instant, format: string, fallback: string): Mrkdwn {
  return wrap(`<!date^${Math.floor(at / 1000)}^${format}|${fallback}>`);
}

/** For a clause that begins a sentence. */
export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `1 seat`, `12 seats`, `10,000 seats`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

export function formatNumber(count: number): string {
  return count.toLocaleString('en-US');
}

/** `a`, `a and b`, `a, b and c`. */
export function list(parts: readonly Part[], most = 10): Mrkdwn {
  const shown = parts.length > most ? parts.slice(0, most - 1) : parts;
  const words = shown.map((part) => textOf(toMrkdwn(part)));
  if (parts.length > shown.length) words.push(`${formatNumber(parts.length - shown.length)} more`);
  const last = words.pop() ?? '';
  return wrap(words.length === 0 ? last : `${words.join(', ')} and ${last}`);
}

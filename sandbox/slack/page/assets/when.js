import { me, now } from './state.js';

/** Times as Slack writes them, in the zone of the person who is looking and by the demo's clock. */

const dayMs = 86_400_000;

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/**
 * @param {Intl.DateTimeFormatOptions} options
 * @param {number} at
 */
function format(options, at) {
  const { tz, locale } = me();
  const key = `${tz} ${locale} ${JSON.stringify(options)}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone: tz });
  formats.set(key, known);
  // Some browsers put a narrow blank before AM and PM, which nobody can type or search for.
  return known.format(at).replaceAll('\u202f', ' ');
}

/** @param {number} at @returns {string} `YYYY-MM-DD` where the person is */
export function dayOf(at) {
  return new Intl.DateTimeFormat('en-CA', { timeZone: me().tz, dateStyle: 'short' }).format(at);
}

/** @param {number} at */
export function time(at) {
  return format({ hour: 'numeric', minute: '2-digit' }, at);
}

/** @param {number} at */
function weekday(at) {
  return format({ weekday: 'long' }, at);
}

/** @param {number} at */
function dayWithOrdinal(at) {
  const day = Number(dayOf(at).slice(-2));
  const isTeen = day > 10 && day < 14;
  const ending = (isTeen ? undefined : ['th', 'st', 'nd', 'rd'][day % 10]) ?? 'th';
  return `${format({ month: 'long' }, at)} ${day}${ending}`;
}

/** @param {number} at */
function year(at) {
  return dayOf(at).slice(0, 4);
}

/** @param {number} at @returns {'today' | 'yesterday' | 'tomorrow' | undefined} */
function nearDay(at) {
  const day = dayOf(at);
  if (day === dayOf(now())) return 'today';
  if (day === dayOf(now() - dayMs)) return 'yesterday';
  return day === dayOf(now() + dayMs) ? 'tomorrow' : undefined;
}

/** @param {number} at */
function ago(at) {
  const seconds = (at - now()) / 1000;
  const size = Math.abs(seconds);
  const relative = new Intl.RelativeTimeFormat(me().locale, { numeric: 'auto' });
  if (size < 60) return relative.format(Math.round(seconds), 'second');
  if (size < 3600) return relative.format(Math.round(seconds / 60), 'minute');
  if (size < 86_400) return relative.format(Math.round(seconds / 3600), 'hour');
  return relative.format(Math.round(seconds / 86_400), 'day');
}

/** @type {Readonly<Record<string, (at: number) => string>>} */
const tokens = {
  date_num: dayOf,
  date_slash: (at) => dayOf(at).replaceAll('-', '/'),
  date: (at) => `${dayWithOrdinal(at)}, ${year(at)}`,
  date_short: (at) => format({ day: 'numeric', month: 'short', year: 'numeric' }, at),
  date_long: (at) => `${weekday(at)}, ${dayWithOrdinal(at)}, ${year(at)}`,
  date_long_full: (at) => `${weekday(at)}, ${dayWithOrdinal(at)}, ${year(at)}`,
  day_divider_pretty: (at) => dayDivider(at),
  time,
  time_secs: (at) => format({ hour: 'numeric', minute: '2-digit', second: '2-digit' }, at),
  ago,
};

/**
 * A date token's format filled in; a field nobody knows stays as it is.
 * https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 * @param {number} at
 * @param {string} pattern
 */
export function fillIn(at, pattern) {
  return pattern.replace(/\{(\w+)\}/g, (whole, /** @type {string} */ name) => {
    const write = tokens[name];
    if (write !== undefined) return write(at);
    const plain = tokens[name.replace(/_pretty$/, '')];
    return plain === undefined ? whole : (nearDay(at) ?? plain(at));
  });
}

/** The heading above a day's messages. @param {number} at */
export function dayDivider(at) {
  const near = nearDay(at);
  if (near !== undefined) return near[0]?.toUpperCase() + near.slice(1);
  const isThisYear = year(at) === year(now());
  return `${weekday(at)}, ${dayWithOrdinal(at)}${isThisYear ? '' : `, ${year(at)}`}`;
}

/** @param {number} at */
export function dayAndTime(at) {
  return `${weekday(at)}, ${dayWithOrdinal(at)}, ${year(at)} at ${time(at)}`;
}

/** Date and time with its zone, for the panel's clock. @param {number} at */
export function clock(at) {
  return `${format({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }, at)}, ${format({ hour: 'numeric', minute: '2-digit', timeZoneName: 'short' }, at)}`;
}

/** For how long a seat is kept, as somebody types or chooses it. */
import { DateTime } from 'luxon';
import { DAY_MS, type Instant } from '../core/seat.ts';
import { dayOf, formatDay, plain } from './text.ts';

export const KEEP_DAYS = 30;
export const REASON_LENGTH = 200;
const MOST_KEEP_YEARS = 10;

export type KeepEnd =
  /** `until` undefined means always. */
  | { readonly kind: 'end'; readonly until: Instant | undefined }
  | { readonly kind: 'problem'; readonly problem: string };

export type KeepSpan =
  | {
      readonly kind: 'span';
      readonly until: Instant | undefined;
      /** The words after the span: the reason. */
      readonly rest: readonly string[];
    }
  | Extract<KeepEnd, { kind: 'problem' }>;

const UNITS = new Map<string, 'days' | 'weeks' | 'months'>([
  ['', 'days'],
  ['d', 'days'],
  ['day', 'days'],
  ['days', 'days'],
  ['w', 'weeks'],
  ['week', 'weeks'],
  ['weeks', 'weeks'],
  ['month', 'months'],
  ['months', 'months'],
]);

/** Reads `30d`, `for 2 weeks`, `until 2027-01-31`, `always`; nothing of the kind means 30 days. */
export function parseKeepSpan(tokens: readonly string[], now: Instant): KeepSpan {
  const [first = '', second = ''] = tokens.map((token) => token.toLowerCase());
  const [, ...afterFirst] = tokens;
  if (/^(always|forever)$/.test(first)) {
    return { kind: 'span', until: undefined, rest: afterFirst };
  }
  if (/^(until|till)$/.test(first)) return withRest(parseKeepUntil(second, now), tokens.slice(2));
  if (/^\d{4}-\d{1,2}-\d{1,2}$/.test(first))
    return withRest(parseKeepUntil(first, now), afterFirst);
  if (first === 'for' && /^\d/.test(second)) return parseKeepSpan(afterFirst, now);
  const counted = /^(\d{1,9})([a-z]*)$/.exec(first);
  if (counted === null) return { kind: 'span', until: keepFor(KEEP_DAYS, now), rest: tokens };
  return parseCounted(counted, tokens, now);
}

function parseCounted(match: RegExpExecArray, tokens: readonly string[], now: Instant): KeepSpan {
  const [whole, count = '', attached = ''] = match;
  const apart = tokens[1]?.toLowerCase();
  const isApart = attached === '' && apart !== undefined && UNITS.has(apart);
  const unit = UNITS.get(isApart ? apart : attached);
  if (unit === undefined || Number(count) < 1) {
    return { kind: 'problem', problem: `“${plain(whole, 40)}” is no span of time.` };
  }
  const until = DateTime.fromMillis(now, { zone: 'utc' }).plus({ [unit]: Number(count) });
  return withRest(checkEnd(until, now), tokens.slice(isApart ? 2 : 1));
}

function withRest(end: KeepEnd, rest: readonly string[]): KeepSpan {
  return end.kind === 'problem' ? end : { kind: 'span', until: end.until, rest };
}

export function keepFor(days: number, now: Instant): Instant {
  return now + days * DAY_MS;
}

/** Reads a day, `YYYY-MM-DD`, which must exist and lie ahead; the seat is kept to the end of it. */
export function parseKeepUntil(day: string, now: Instant): KeepEnd {
  if (day === '') {
    return {
      kind: 'problem',
      problem: 'A date is missing after “until”; dates are written year-month-day.',
    };
  }
  const parsed = DateTime.fromFormat(day, 'yyyy-M-d', { zone: 'utc' });
  if (!parsed.isValid) {
    return {
      kind: 'problem',
      problem: `“${plain(day, 40)}” is no date; dates are written year-month-day.`,
    };
  }
  if (parsed.toMillis() <= now) {
    const said = formatDay(dayOf(parsed.toMillis()));
    return { kind: 'problem', problem: `${said} does not lie in the future.` };
  }
  return checkEnd(parsed.plus({ days: 1 }), now);
}

function checkEnd(until: DateTime, now: Instant): KeepEnd {
  const latest = DateTime.fromMillis(now, { zone: 'utc' }).plus({ years: MOST_KEEP_YEARS });
  if (until.isValid && until <= latest) return { kind: 'end', until: until.toMillis() };
  return {
    kind: 'problem',
    problem: `That is more than ${MOST_KEEP_YEARS} years away; for as long as that, say “always”.`,
  };
}

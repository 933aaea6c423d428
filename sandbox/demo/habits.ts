/** When people use Copilot: the same in every run, told from their names and the calendar alone. */
import { EDITORS, type Stretch } from './roster.ts';

export const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** A number from 0 up to 1 that follows from the text (FNV-1a). */
function chance(text: string): number {
  let hash = 2_166_136_261;
  for (const letter of text) {
    hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619);
  }
  // The low bits of neighbouring texts are alike; this mixes them.
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_507);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

export function startOfDay(at: number): number {
  return Math.floor(at / DAY_MS) * DAY_MS;
}

/** An instant in the working hours of a UTC day, 7:00 to 17:00. */
export function inWorkingHours(day: number, who: string): number {
  return startOfDay(day) + (7 + chance(`${who} ${startOfDay(day)}`) * 10) * HOUR_MS;
}

export interface Span {
  /** After this instant, up to and including `to`. */
  readonly from: number;
  readonly to: number;
}

/** The instant of the last use in a stretch that has an end; days are counted back from `start`. */
function endOf(stretch: Stretch, who: string, start: number): number {
  if (stretch.untilDaysAgo === undefined) return Number.POSITIVE_INFINITY;
  return start - stretch.untilDaysAgo * DAY_MS - (2 + chance(`${who} stops`) * 10) * HOUR_MS;
}

function usesOn(day: number, { rhythm }: Stretch, who: string): boolean {
  const weekday = new Date(day).getUTCDay();
  const isWeekend = weekday === 0 || weekday === 6;
  if (rhythm === 'weekly') return weekday === 1 + Math.floor(chance(`${who} weekly`) * 5);
  return chance(`${who} uses ${startOfDay(day)}`) < (isWeekend ? 0.12 : 0.85);
}

/** Every use in a span, the latest first. `start` is the instant from which days are counted back. */
export function* usesIn(
  stretch: Stretch,
  who: string,
  span: Span,
  start: number,
): Generator<number> {
  const end = endOf(stretch, who, start);
  const begin = startOfDay(start - stretch.fromDaysAgo * DAY_MS);
  const isWithin = (at: number) => at > span.from && at <= span.to && at >= begin && at <= end;
  if (isWithin(end)) yield end;
  const last = startOfDay(Math.min(span.to, end));
  for (let day = last; day >= startOfDay(Math.max(span.from, begin)); day -= DAY_MS) {
    const at = inWorkingHours(day, who);
    if (isWithin(at) && usesOn(day, stretch, who)) yield at;
  }
}

/** The sign-ins of somebody who signs in every third day. */
export function* signInsIn(who: string, span: Span): Generator<number> {
  for (let day = startOfDay(span.to); day >= startOfDay(span.from); day -= DAY_MS) {
    const at = inWorkingHours(day, who);
    if (at > span.from && at <= span.to && (day / DAY_MS) % 3 === 0) yield at;
  }
}

export function editorOf({ editor }: Stretch): string {
  return EDITORS[editor];
}

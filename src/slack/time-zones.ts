/** A time zone as somebody types it. */
import { closest, distance } from 'fastest-levenshtein';
import { isTimeZone } from '../core/digest-schedule.ts';
import { plain } from './text.ts';

export type FoundZone =
  | { readonly kind: 'zone'; readonly timeZone: string }
  | { readonly kind: 'problem'; readonly problem: string };

const SHOWN_LENGTH = 40;

/** Reads an IANA name without case, or the city in one; what is none gets the nearest that is one. */
export function findTimeZone(typed: string): FoundZone {
  const words = plain(typed, 100).replaceAll(' ', '_');
  if (words === '') return { kind: 'problem', problem: 'Please name a time zone.' };
  const known = Intl.supportedValuesOf('timeZone');
  const exact = known.find((zone) => zone.toLowerCase() === words.toLowerCase());
  if (exact !== undefined) return { kind: 'zone', timeZone: exact };
  // Older names and Etc/… are not in the list, and work all the same. `+02:00` would know no summer.
  if (/^[a-z]/i.test(words) && isTimeZone(words)) return { kind: 'zone', timeZone: words };
  const [inCity, another] = known.filter((zone) => cityOf(zone) === words.toLowerCase());
  if (inCity !== undefined && another === undefined) return { kind: 'zone', timeZone: inCity };
  const nearest = findNearest(words, known);
  const hint = nearest === undefined ? 'Such as Europe/Berlin.' : `Did you mean ${nearest}?`;
  return {
    kind: 'problem',
    problem: `“${plain(typed, SHOWN_LENGTH)}” is no time zone that is known here. ${hint}`,
  };
}

/** By the city alone, which is what most people type, or by the whole name. */
function findNearest(words: string, known: readonly string[]): string | undefined {
  const wanted = words.toLowerCase();
  const byCity = new Map(known.map((zone) => [cityOf(zone), zone]));
  const city = closest(cityOf(wanted), [...byCity.keys()]);
  const whole = closest(
    wanted,
    known.map((zone) => zone.toLowerCase()),
  );
  if (distance(cityOf(wanted), city) <= Math.floor(city.length / 4)) return byCity.get(city);
  if (distance(wanted, whole) > Math.floor(whole.length / 4)) return undefined;
  return known.find((zone) => zone.toLowerCase() === whole);
}

function cityOf(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1).toLowerCase();
}

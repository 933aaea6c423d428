/**
 * Zones whose offsets are looked up in a table, because asking `Intl` takes most of a simulated year.
 * The table is made by asking it: once a day, and by halves where the answer changes.
 */
import { IANAZone } from 'luxon';

const STEP_MS = 24 * 3_600_000;

/** From then on this offset, in minutes, until the next one. */
interface Change {
  readonly from: number;
  readonly offset: number;
}

/** Makes this process look the zone up between the two instants; outside of them it still asks. */
export function tableZone(name: string, since: number, until: number): void {
  const zone = IANAZone.create(name);
  const ask = zone.offset.bind(zone);
  const changes: Change[] = [{ from: since, offset: ask(since) }];
  for (let at = since; at < until; at += STEP_MS) {
    const offset = ask(at + STEP_MS);
    if (offset !== changes.at(-1)?.offset) changes.push({ from: findChange(ask, at), offset });
  }
  zone.offset = (at) => {
    if (at < since || at >= until) return ask(at);
    let index = changes.length - 1;
    while (index > 0 && (changes[index]?.from ?? 0) > at) index -= 1;
    return changes[index]?.offset ?? ask(at);
  };
}

/** The first instant with the offset of the end of the step. */
function findChange(ask: (at: number) => number, start: number): number {
  let [low, high] = [start, start + STEP_MS];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (ask(middle) === ask(start)) low = middle;
    else high = middle;
  }
  return high;
}

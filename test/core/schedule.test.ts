import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRoundDue, nextRoundAt, roundSlot } from '../../src/core/schedule.ts';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '../../src/core/seat.ts';

const NOON = Date.UTC(2026, 10, 18, 12);

describe('roundSlot', () => {
  it.each([
    { at: '2026-11-18T12:00:00.000Z', minutes: 30, slot: '2026-11-18T12:00:00.000Z' },
    { at: '2026-11-18T11:59:59.999Z', minutes: 30, slot: '2026-11-18T11:30:00.000Z' },
    { at: '2026-11-18T12:29:59.999Z', minutes: 30, slot: '2026-11-18T12:00:00.000Z' },
    { at: '2026-11-18T12:30:00.000Z', minutes: 30, slot: '2026-11-18T12:30:00.000Z' },
    { at: '2026-11-18T12:04:59.999Z', minutes: 5, slot: '2026-11-18T12:00:00.000Z' },
    { at: '2026-11-18T23:59:59.999Z', minutes: 1440, slot: '2026-11-18T00:00:00.000Z' },
    { at: '1969-12-31T23:45:00.000Z', minutes: 30, slot: '1969-12-31T23:30:00.000Z' },
  ])('puts $at into the slot of $minutes minutes from $slot', ({ at, minutes, slot }) => {
    expect(new Date(roundSlot(Date.parse(at), minutes)).toISOString()).toBe(slot);
  });
});

describe('nextRoundAt', () => {
  it.each([
    { at: NOON - 1, minutes: 30, next: NOON },
    { at: NOON, minutes: 30, next: NOON + 30 * MINUTE_MS },
    { at: NOON + 1, minutes: 60, next: NOON + HOUR_MS },
    { at: NOON, minutes: 1440, next: NOON + 12 * HOUR_MS },
  ])('is the end of the slot ($at, every $minutes minutes)', ({ at, minutes, next }) => {
    expect(nextRoundAt(at, minutes)).toBe(next);
  });

  it('names the first instant at which a round is due after one that starts now', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4e12 }),
        fc.integer({ min: 5, max: 1440 }),
        (now, minutes) => {
          const next = nextRoundAt(now, minutes);
          expect(next).toBeGreaterThan(now);
          expect(isRoundDue(now, next, minutes)).toBe(true);
          expect(isRoundDue(now, next - 1, minutes)).toBe(false);
        },
      ),
    );
  });
});

describe('isRoundDue', () => {
  it.each([
    { claim: 'is due at the first look ever', last: undefined, now: NOON, due: true },
    { claim: 'is not due twice in the same instant', last: NOON, now: NOON, due: false },
    {
      claim: 'is not due again in the same slot',
      last: NOON,
      now: NOON + 30 * MINUTE_MS - 1,
      due: false,
    },
    { claim: 'is due as the next slot begins', last: NOON, now: NOON + 30 * MINUTE_MS, due: true },
    {
      claim: 'is due a second after a round that began at the end of its slot',
      last: NOON - 1,
      now: NOON,
      due: true,
    },
    { claim: 'is due after a clock was set back', last: NOON, now: NOON - HOUR_MS, due: true },
    {
      claim: 'is not due when the clock was set back within the slot',
      last: NOON + 20 * MINUTE_MS,
      now: NOON + MINUTE_MS,
      due: false,
    },
    { claim: 'is due after a sleep of days', last: NOON, now: NOON + 9 * DAY_MS, due: true },
  ])('$claim', ({ last, now, due }) => {
    expect(isRoundDue(last, now, 30)).toBe(due);
  });

  it('reads once when the clock is set back, and goes on from there', () => {
    const looks = [NOON, NOON + 30_000, NOON - HOUR_MS, NOON - HOUR_MS + 30_000];
    expect(roundsOf(looks, 30)).toEqual([NOON, NOON - HOUR_MS]);
  });

  it('reads once after a sleep over many slots', () => {
    const awake = NOON + 3 * DAY_MS + 7 * MINUTE_MS;
    const looks = [NOON, awake, awake + 30_000, awake + 60_000];
    expect(roundsOf(looks, 30)).toEqual([NOON, awake]);
  });

  it('starts one round in every slot of a year of looks, at most 30 seconds late', () => {
    fc.assert(
      fc.property(fc.constantFrom(5, 7, 30, 45, 60, 1440), fc.integer(), (minutes, seed) => {
        const start = Date.UTC(2026, 0, 1) + 1_234;
        const rounds = roundsOf(looksOver(start, 365, seed), minutes);
        const everyMs = minutes * MINUTE_MS;
        const slots = Math.floor((start + 365 * DAY_MS) / everyMs) - Math.floor(start / everyMs);
        // The very last slot may begin after the last look.
        expect(rounds.length).toBeGreaterThanOrEqual(slots);
        expect(rounds.length).toBeLessThanOrEqual(slots + 1);
        expect(rounds.slice(1).filter((at) => at % everyMs > 30_000)).toEqual([]);
        const strays = rounds.filter(
          (at, index) =>
            index > 0 &&
            Math.floor(at / everyMs) - Math.floor((rounds[index - 1] ?? 0) / everyMs) !== 1,
        );
        expect(strays).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });
});

/** The instants at which a poller that looks at the clock at `looks` would begin a round. */
function roundsOf(looks: Iterable<Instant>, minutes: number): Instant[] {
  const rounds: Instant[] = [];
  let last: Instant | undefined;
  for (const now of looks) {
    if (!isRoundDue(last, now, minutes)) continue;
    rounds.push(now);
    last = now;
  }
  return rounds;
}

/** Uneven looks, never more than 30 seconds apart. */
function* looksOver(start: Instant, days: number, seed: number): Generator<Instant> {
  let state = seed >>> 0;
  for (let now = start; now < start + days * DAY_MS; ) {
    yield now;
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    now += 10_000 + (state % 20_001);
  }
}

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type IdleReason,
  idleSince,
  judge,
  recordStart,
  type State,
} from '../../src/core/dormancy.ts';
import { DAY_MS, type HeldSeat, type Instant, type Seat } from '../../src/core/seat.ts';
import { aSignOfUse, NOW } from '../support/seats.ts';
import {
  anyHeldSeat,
  anyInstant,
  anyPlainSeat,
  anySeat,
  anySignOfUse,
  anyThreshold,
} from './arbitraries.ts';

function stateOf(seat: Seat, dormantAfterDays: number, now: Instant = NOW): State {
  return judge(seat, { dormantAfterDays }, now).state;
}

const IDLE: readonly State[] = ['dormant', 'unclear'];

/** Moves the watch so far back that the record of the past holds no gap for this threshold. */
function watchedLongEnough(seat: HeldSeat, days: number): HeldSeat {
  const latest = NOW - (days - 90) * DAY_MS;
  return { ...seat, watchedSince: Math.min(seat.watchedSince, latest) };
}

describe('use', () => {
  it('that is added later never makes a seat dormant', () => {
    fc.assert(
      fc.property(anySeat, anySignOfUse, anyThreshold, (seat, sign, days) => {
        fc.pre(seat.kind === 'held' && sign.at >= (seat.lastUse?.at ?? sign.at));
        const whole = watchedLongEnough(seat, days);
        const before = stateOf(whole, days);
        const after = stateOf({ ...whole, lastUse: sign }, days);
        expect(after === 'dormant' && before !== 'dormant').toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('within the threshold always makes a seat that is not leaving active', () => {
    fc.assert(
      fc.property(
        anyHeldSeat,
        anyThreshold,
        fc.integer({ min: 0, max: 365 * DAY_MS }),
        (seat, days, age) => {
          const lastUse = aSignOfUse(NOW - Math.min(age, days * DAY_MS));
          const state = stateOf({ ...seat, lastUse }, days);
          expect(state).toBe(seat.pendingCancellation === undefined ? 'active' : 'leaving');
        },
      ),
    );
  });

  it('counts the same wherever it was seen', () => {
    fc.assert(
      fc.property(
        anyHeldSeat,
        anySignOfUse,
        anySignOfUse,
        anyThreshold,
        (seat, one, other, days) => {
          const here = { ...watchedLongEnough(seat, days), lastUse: one };
          const there = { ...here, lastUse: { ...other, at: one.at } };
          expect(stateOf(there, days)).toBe(stateOf(here, days));
        },
      ),
    );
  });
});

describe('a nil', () => {
  it('in place of a sign-in older than the threshold changes no verdict', () => {
    fc.assert(
      fc.property(anyHeldSeat, anyInstant, anyThreshold, (seat, lastSignInAt, days) => {
        fc.pre(lastSignInAt < NOW - days * DAY_MS);
        const policy = { dormantAfterDays: days };
        const silent = judge({ ...seat, lastSignInAt: undefined }, policy, NOW);
        expect(judge({ ...seat, lastSignInAt }, policy, NOW)).toEqual(silent);
      }),
    );
  });

  it('in place of a use older than the threshold changes the reason at most, not the state', () => {
    fc.assert(
      fc.property(anyHeldSeat, anySignOfUse, anyThreshold, (seat, lastUse, days) => {
        fc.pre(lastUse.at < NOW - days * DAY_MS);
        const whole = watchedLongEnough(seat, days);
        const silent = stateOf({ ...whole, lastUse: undefined }, days);
        expect(stateOf({ ...whole, lastUse }, days)).toBe(silent);
      }),
    );
  });

  it('from GitHub after a use leaves the verdict to what is remembered', () => {
    fc.assert(
      fc.property(
        anyHeldSeat,
        fc.array(fc.option(anySignOfUse, { nil: undefined }), { maxLength: 6 }),
        anyThreshold,
        (seat, readings, days) => {
          const known = readings.filter((reading) => reading !== undefined);
          const policy = { dormantAfterDays: days };
          const withNils = readings.reduce(merge, seat);
          expect(judge(withNils, policy, NOW)).toEqual(
            judge(known.reduce(merge, seat), policy, NOW),
          );
          const backwards = readings.toReversed().reduce(merge, seat);
          expect(idleSince(backwards)).toBe(idleSince(withNils));
          expect(stateOf(backwards, days)).toBe(stateOf(withNils, days));
        },
      ),
    );
  });
});

describe('time', () => {
  it('that passes without use never ends dormancy', () => {
    fc.assert(
      fc.property(
        anySeat,
        anyThreshold,
        fc.integer({ min: 0, max: 800 * DAY_MS }),
        (seat, days, later) => {
          fc.pre(stateOf(seat, days) === 'dormant');
          expect(stateOf(seat, days, NOW + later)).toBe('dormant');
        },
      ),
      { numRuns: 500 },
    );
  });

  it('that passes without use never makes a seat active or new again', () => {
    fc.assert(
      fc.property(
        anyPlainSeat,
        anyThreshold,
        fc.integer({ min: 0, max: 800 * DAY_MS }),
        (seat, days, later) => {
          const rank: readonly State[] = ['active', 'new', 'unclear', 'dormant'];
          const before = rank.indexOf(stateOf(seat, days));
          const after = rank.indexOf(stateOf(seat, days, NOW + later));
          expect(after).toBeGreaterThanOrEqual(before);
        },
      ),
    );
  });

  it('is relative: moving every date and the present alike changes no state', () => {
    fc.assert(
      fc.property(
        anyPlainSeat,
        anyThreshold,
        fc.integer({ min: -1e10, max: 1e10 }),
        (seat, days, by) => {
          const moved: HeldSeat = {
            ...seat,
            grantedAt: seat.grantedAt + by,
            watchedSince: seat.watchedSince + by,
            lastSignInAt: seat.lastSignInAt === undefined ? undefined : seat.lastSignInAt + by,
            lastUse:
              seat.lastUse === undefined
                ? undefined
                : { ...seat.lastUse, at: seat.lastUse.at + by },
          };
          expect(stateOf(moved, days, NOW + by)).toBe(stateOf(seat, days));
        },
      ),
    );
  });
});

describe('a verdict', () => {
  it('is the first state of the product’s list that fits', () => {
    fc.assert(
      fc.property(anySeat, anyThreshold, (seat, days) => {
        const whole =
          seat.kind === 'held' && seat.lastUse !== undefined ? watchedLongEnough(seat, days) : seat;
        expect(stateOf(whole, days)).toBe(firstThatFits(whole, days));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is idle exactly when GitHub’s own rule says dormant, of a seat neither kept nor leaving', () => {
    fc.assert(
      fc.property(anyPlainSeat, anyThreshold, (seat, days) => {
        const longAgo = (at: Instant): boolean => NOW - at > days * DAY_MS;
        const github =
          longAgo(seat.grantedAt) && (seat.lastUse === undefined || longAgo(seat.lastUse.at));
        expect(IDLE.includes(stateOf(seat, days))).toBe(github);
      }),
      { numRuns: 500 },
    );
  });

  it('about an idle seat is idle for the threshold or longer, with a reason that is true', () => {
    fc.assert(
      fc.property(anyPlainSeat, anyThreshold, (seat, days) => {
        const verdict = judge(seat, { dormantAfterDays: days }, NOW);
        fc.pre('reason' in verdict);
        expect(NOW - verdict.idleSince).toBeGreaterThan(days * DAY_MS);
        expect(verdict.idleDays).toBe(Math.floor((NOW - verdict.idleSince) / DAY_MS));
        expect(verdict.idleDays).toBeGreaterThanOrEqual(days);
        expect(verdict.reason.kind === 'stopped').toBe(seat.lastUse !== undefined);
        expect(verdict.reason).toSatisfy((reason: IdleReason) => {
          if (reason.kind === 'stopped') return reason.daysAgo >= verdict.idleDays;
          if (reason.kind === 'never-used') return seat.grantedAt >= recordStart(seat);
          return reason.recordDays >= 90 && reason.recordDays <= verdict.idleDays;
        });
      }),
      { numRuns: 500 },
    );
  });

  it('up to 90 days is never unclear for want of a record', () => {
    fc.assert(
      fc.property(anyHeldSeat, fc.integer({ min: 1, max: 90 }), (seat, days) => {
        expect(judge(seat, { dormantAfterDays: days }, NOW)).not.toMatchObject({
          why: 'short-record',
        });
      }),
    );
  });
});

/** How a memory that never forgets takes up one reading. */
function merge(seat: HeldSeat, sign: HeldSeat['lastUse']): HeldSeat {
  if (sign === undefined || (seat.lastUse !== undefined && seat.lastUse.at >= sign.at)) return seat;
  return { ...seat, lastUse: sign };
}

/** The product's list of states, each with its own condition, read from the top. */
function firstThatFits(seat: Seat, days: number): State {
  if (seat.kind === 'nobody') return 'nobody';
  const ageMs = (at: Instant | undefined): number => (at === undefined ? Infinity : NOW - at);
  const within = (at: Instant | undefined): boolean => ageMs(at) / DAY_MS <= days;
  const keptMs = seat.kept === undefined ? 0 : (seat.kept.until ?? Infinity) - NOW;
  const recordDays = (NOW - seat.watchedSince) / DAY_MS + 90;
  const list: readonly (readonly [State, boolean])[] = [
    ['leaving', seat.pendingCancellation !== undefined],
    ['active', within(seat.lastUse?.at)],
    ['kept', keptMs > 0],
    ['new', within(seat.grantedAt)],
    ['unclear', within(seat.lastSignInAt)],
    ['unclear', recordDays < days],
  ];
  return list.find(([, fits]) => fits)?.[0] ?? 'dormant';
}

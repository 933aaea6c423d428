import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Board, judgeBoard } from '../../src/core/board.ts';
import {
  compareWith,
  type SeatDecision,
  type Snapshot,
  takeSnapshot,
} from '../../src/core/digest-change.ts';
import { grantKeyOf, type HeldSeat, type Kept, type Seat } from '../../src/core/seat.ts';
import type { Trust } from '../../src/core/trust.ts';
import {
  anOrganisation,
  anOutlook,
  aPerson,
  aSeat,
  aSignOfUse,
  daysAgo,
  goodTrust,
  NOW,
} from '../support/seats.ts';

const STALE: Trust = { kind: 'stale', asOf: daysAgo(1), failure: undefined };

function aBoard(
  seats: readonly Seat[],
  trust: Readonly<Record<string, Trust>> = {},
  dormantAfterDays = 30,
): Board {
  const logins = ['acme-labs', 'acme-eu'];
  const outlooks = logins.map((login) =>
    anOutlook({ organisation: anOrganisation(login), trust: trust[login] ?? goodTrust() }),
  );
  return judgeBoard(seats, outlooks, { dormantAfterDays, mode: 'on' }, NOW);
}

function idle(login: string, organisation = 'acme-labs') {
  return aSeat({ person: aPerson(login), organisation: anOrganisation(organisation) });
}

function inUse(login: string, organisation = 'acme-labs') {
  return { ...idle(login, organisation), lastUse: aSignOfUse(daysAgo(1)) };
}

function decision(seat: HeldSeat, outcome: SeatDecision['outcome']): SeatDecision {
  return { grant: grantKeyOf(seat), outcome };
}

const KEPT: Kept = {
  until: undefined,
  by: { teamId: 'T', userId: 'U' },
  madeAt: daysAgo(2),
  reason: undefined,
};

const NOTHING = {
  since: daysAgo(7),
  newlyDormant: 0,
  cameBack: 0,
  removed: 0,
  undone: 0,
  kept: 0,
  unclear: 0,
  endedElsewhere: 0,
  uncounted: 0,
  newSeats: 0,
  leftOut: [],
};

function aWeekAgo(board: Board): Snapshot {
  return takeSnapshot(board, daysAgo(7));
}

describe('a comparison of two digests', () => {
  it('tells newly idle, in use again and new seats apart', () => {
    const before = aWeekAgo(aBoard([idle('stays-idle'), idle('comes-back'), inUse('stops')]));
    const now = aBoard([
      idle('stays-idle'),
      inUse('comes-back'),
      idle('stops'),
      aSeat({ person: aPerson('starts'), grantedAt: daysAgo(2), lastUse: undefined }),
    ]);
    expect(compareWith(before, now, [])).toEqual({
      ...NOTHING,
      newlyDormant: 1,
      cameBack: 1,
      newSeats: 1,
    });
  });

  it('says of each seat that is idle no longer what became of it', () => {
    const logins = ['kept', 'signed-in', 'cancelled', 'gone', 'removed', 'undone'];
    const then = logins.map((login) => idle(login));
    const now = aBoard([
      { ...idle('kept'), kept: KEPT },
      { ...idle('signed-in'), lastSignInAt: daysAgo(2) },
      { ...idle('cancelled'), pendingCancellation: '2026-12-01' },
      { ...idle('removed'), pendingCancellation: '2026-12-01' },
      { ...idle('undone'), kept: KEPT },
    ]);
    const decisions = [
      decision(idle('removed'), 'removed'),
      decision(idle('undone'), 'undone'),
      decision(idle('was-in-use-and-released'), 'removed'),
    ];
    expect(compareWith(aWeekAgo(aBoard(then)), now, decisions)).toEqual({
      ...NOTHING,
      kept: 1,
      unclear: 1,
      endedElsewhere: 2,
      removed: 2,
      undone: 1,
    });
  });

  it('tells of no new use where the threshold was raised', () => {
    const seat = { ...idle('rhea'), lastUse: aSignOfUse(daysAgo(45)) };
    const before = aWeekAgo(aBoard([seat]));
    expect(compareWith(before, aBoard([seat], {}, 60), [])).toEqual({ ...NOTHING, uncounted: 1 });
  });

  it('counts a seat that was given anew as new, not as in use again', () => {
    const before = aWeekAgo(aBoard([idle('rhea')]));
    const now = aBoard([{ ...inUse('rhea'), grantedAt: daysAgo(1) }]);
    expect(compareWith(before, now, [])).toMatchObject({ cameBack: 0, newSeats: 1 });
  });

  it.each([
    ['now', {}, { 'acme-eu': STALE }, []],
    ['then', { 'acme-eu': STALE }, {}, ['acme-eu']],
  ] as const)('leaves out an organisation whose data is bad %s', (_when, then, now, leftOut) => {
    const seats = [idle('one'), idle('two', 'acme-eu')];
    const before = aWeekAgo(aBoard([inUse('one'), inUse('two', 'acme-eu')], then));
    const decisions = [
      decision(idle('a'), 'removed'),
      decision(idle('b'), 'removed'),
      decision(idle('c'), 'undone'),
      decision(idle('d', 'acme-eu'), 'removed'),
      decision(idle('e', 'acme-eu'), 'undone'),
    ];
    const change = compareWith(before, aBoard(seats, now), decisions);
    expect(change).toMatchObject({ newlyDormant: 1, removed: 2, undone: 1 });
    expect(change?.leftOut.map(({ login }) => login)).toEqual(leftOut);
  });

  it('says nothing when nothing was good both times', () => {
    const before = aWeekAgo(aBoard([idle('one')], { 'acme-labs': STALE, 'acme-eu': STALE }));
    expect(compareWith(before, aBoard([idle('one')]), [])).toBeUndefined();
  });

  it('leads from one headline to the next, whatever has become of the seats', () => {
    const states = ['idle', 'in use', 'kept', 'leaving', 'gone', 'removed', 'undone'] as const;
    const someone = fc.record({ wasIdle: fc.boolean(), now: fc.constantFrom(...states) });
    fc.assert(
      fc.property(fc.array(someone, { maxLength: 30 }), (people) => {
        const seats = people.map((person, index) => ({ ...person, seat: idle(`p${index}`) }));
        const before = aWeekAgo(
          aBoard(seats.map(({ wasIdle, seat }, index) => (wasIdle ? seat : inUse(`p${index}`)))),
        );
        const now = aBoard(seats.flatMap((one) => becomeOf(one.seat, one.now)));
        const decisions = seats.flatMap(({ seat, now: state }) =>
          state === 'removed' || state === 'undone' ? [decision(seat, state)] : [],
        );
        const change = compareWith(before, now, decisions);
        if (change === undefined) throw new Error('nothing was compared');
        const dormantNow = now.rows.filter(({ verdict }) => verdict.state === 'dormant').length;
        // Those decided about were not all idle before.
        const decided = seats.filter(
          ({ wasIdle, now: state }) => wasIdle && (state === 'removed' || state === 'undone'),
        ).length;
        const gone =
          change.cameBack + change.kept + change.unclear + change.endedElsewhere + change.uncounted;
        expect(before.dormant.length + change.newlyDormant - gone - decided).toBe(dormantNow);
        expect(change.removed + change.undone).toBe(decisions.length);
      }),
    );
  });

  it('finds no change between a board and itself, whoever is on it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(40), fc.boolean()), { maxLength: 30 }), (people) => {
        const seats = new Map(
          people.map(([id, used]) => [id, used ? inUse(`p${id}`) : idle(`p${id}`)]),
        );
        const board = aBoard([...seats.values()]);
        expect(compareWith(aWeekAgo(board), board, [])).toEqual(NOTHING);
      }),
    );
  });
});

function becomeOf(seat: HeldSeat, state: string): Seat[] {
  switch (state) {
    case 'gone':
      return [];
    case 'in use':
      return [{ ...seat, lastUse: aSignOfUse(daysAgo(1)) }];
    case 'leaving':
    case 'removed':
      return [{ ...seat, pendingCancellation: '2026-12-01' }];
    case 'kept':
    case 'undone':
      return [{ ...seat, kept: KEPT }];
    default:
      return [seat];
  }
}

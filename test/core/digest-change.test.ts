import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Board, judgeBoard } from '../../src/core/board.ts';
import { compareWith, type Snapshot, takeSnapshot } from '../../src/core/digest-change.ts';
import type { Seat } from '../../src/core/seat.ts';
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

function aBoard(seats: readonly Seat[], trust: Readonly<Record<string, Trust>> = {}): Board {
  const logins = ['acme-labs', 'acme-eu'];
  const outlooks = logins.map((login) =>
    anOutlook({ organisation: anOrganisation(login), trust: trust[login] ?? goodTrust() }),
  );
  return judgeBoard(seats, outlooks, { dormantAfterDays: 30, mode: 'on' }, NOW);
}

function idle(login: string, organisation = 'acme-labs') {
  return aSeat({ person: aPerson(login), organisation: anOrganisation(organisation) });
}

function inUse(login: string, organisation = 'acme-labs') {
  return { ...idle(login, organisation), lastUse: aSignOfUse(daysAgo(1)) };
}

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
      since: daysAgo(7),
      newlyDormant: 1,
      cameBack: 1,
      newSeats: 1,
      removed: 0,
      undone: 0,
      leftOut: [],
    });
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
      { organisationId: anOrganisation('acme-labs').id, removed: 2, undone: 1 },
      { organisationId: anOrganisation('acme-eu').id, removed: 5, undone: 5 },
    ];
    const change = compareWith(before, aBoard(seats, now), decisions);
    expect(change).toMatchObject({ newlyDormant: 1, removed: 2, undone: 1 });
    expect(change?.leftOut.map(({ login }) => login)).toEqual(leftOut);
  });

  it('says nothing when nothing was good both times', () => {
    const before = aWeekAgo(aBoard([idle('one')], { 'acme-labs': STALE, 'acme-eu': STALE }));
    expect(compareWith(before, aBoard([idle('one')]), [])).toBeUndefined();
  });

  it('finds no change between a board and itself, whoever is on it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(40), fc.boolean()), { maxLength: 30 }), (people) => {
        const seats = new Map(
          people.map(([id, used]) => [id, used ? inUse(`p${id}`) : idle(`p${id}`)]),
        );
        const board = aBoard([...seats.values()]);
        expect(compareWith(aWeekAgo(board), board, [])).toMatchObject({
          newlyDormant: 0,
          cameBack: 0,
          newSeats: 0,
        });
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { judge, type Verdict } from '../../src/core/dormancy.ts';
import {
  findObstacle,
  type Obstacle,
  type RemovalCircumstances,
  removableAfter,
  type SeatManagement,
} from '../../src/core/removal.ts';
import { DAY_MS, type HeldSeat, type Instant } from '../../src/core/seat.ts';
import type { Trust } from '../../src/core/trust.ts';
import {
  aKept,
  aNobodySeat,
  anOpenWay,
  aSeat,
  aSignOfUse,
  aTeam,
  daysAgo,
  NOW,
} from '../support/seats.ts';

const MONTH = { dormantAfterDays: 30 };
const STALE: Trust = { kind: 'stale', asOf: daysAgo(1), failure: undefined };

function verdictOf(seat: HeldSeat, dormantAfterDays = 30): Verdict {
  return judge(seat, { dormantAfterDays }, NOW);
}

function obstacle(
  seat: HeldSeat,
  circumstances: Partial<RemovalCircumstances> = {},
): Obstacle | undefined {
  return findObstacle(verdictOf(seat), anOpenWay(circumstances), MONTH, NOW);
}

describe('a dormant seat with nothing in its way', () => {
  it.each([
    { what: 'after it stopped', seat: aSeat() },
    { what: 'never used', seat: aSeat({ lastUse: undefined }) },
    {
      what: 'without a record',
      seat: aSeat({ lastUse: undefined, grantedAt: daysAgo(900), watchedSince: NOW }),
    },
    { what: 'after its exemption ended', seat: aSeat({ kept: aKept(NOW) }) },
  ])('may be removed $what', ({ seat }) => {
    expect(obstacle(seat)).toBeUndefined();
  });

  it('may be rehearsed under dry-run', () => {
    expect(obstacle(aSeat(), { mode: 'dry-run' })).toBeUndefined();
  });

  it('may be removed on a threshold above 90 days too', () => {
    const seat = aSeat({ grantedAt: daysAgo(390), lastUse: aSignOfUse(daysAgo(200)) });
    const half = { dormantAfterDays: 180 };
    expect(findObstacle(verdictOf(seat, 180), anOpenWay(), half, NOW)).toBeUndefined();
  });
});

describe('an obstacle', () => {
  it('is the switch, when removals are off', () => {
    expect(obstacle(aSeat(), { mode: 'off' })).toEqual({ kind: 'removals-off' });
  });

  it.each<Trust>([
    STALE,
    { kind: 'frozen', asOf: daysAgo(4), readAt: NOW },
    { kind: 'unread', failure: { kind: 'outage', detail: 'GitHub answered 502' } },
  ])('is the data, when that is $kind', (trust) => {
    expect(obstacle(aSeat(), { trust })).toEqual({ kind: 'bad-data', trust });
  });

  it('is nobody to remove', () => {
    const verdict = judge(aNobodySeat(), MONTH, NOW);
    expect(findObstacle(verdict, anOpenWay(), MONTH, NOW)).toEqual({ kind: 'nobody' });
  });

  it('is a cancellation that is pending already', () => {
    expect(obstacle(aSeat({ pendingCancellation: '2026-12-01' }))).toEqual({
      kind: 'leaving',
      lastDay: '2026-12-01',
    });
  });

  it('is use, with its instant', () => {
    const at = daysAgo(2);
    expect(obstacle(aSeat({ lastUse: aSignOfUse(at) }), { lastUseAt: at })).toEqual({
      kind: 'used',
      at,
    });
  });

  it('is an exemption', () => {
    const kept = aKept(daysAgo(-3));
    expect(obstacle(aSeat({ kept }))).toEqual({ kind: 'kept', kept });
  });

  it('is a young grant', () => {
    expect(obstacle(aSeat({ lastUse: undefined, grantedAt: daysAgo(30) }))).toEqual({
      kind: 'new',
    });
  });

  it('is a record too short for the threshold', () => {
    const seat = aSeat({ lastUse: undefined, grantedAt: daysAgo(900), watchedSince: NOW });
    const half = { dormantAfterDays: 180 };
    expect(findObstacle(verdictOf(seat, 180), anOpenWay(), half, NOW)).toEqual({
      kind: 'short-record',
    });
  });

  it('is not a sign-in without use: Details may offer that removal', () => {
    expect(verdictOf(aSeat({ lastSignInAt: daysAgo(1) })).state).toBe('unclear');
    expect(obstacle(aSeat({ lastSignInAt: daysAgo(1) }))).toBeUndefined();
  });

  it('is the team that gives the seat', () => {
    const team = aTeam('platform');
    expect(obstacle(aSeat({ team }), { team })).toEqual({ kind: 'through-team', team });
  });

  it('is an App that may only read', () => {
    expect(obstacle(aSeat(), { appMayWrite: false })).toEqual({ kind: 'app-may-only-read' });
  });

  it.each<SeatManagement>(['assign_all', 'disabled', 'unconfigured', 'unknown'])(
    'is the organisation’s setting %s',
    (setting) => {
      expect(obstacle(aSeat(), { seatManagement: setting })).toEqual({
        kind: 'not-assigned-individually',
        setting,
      });
    },
  );

  it.each([
    { staying: 2, kind: undefined },
    { staying: 1, kind: 'last-seat' },
    { staying: 0, kind: 'last-seat' },
    { staying: -1, kind: 'last-seat' },
  ])('with $staying seats that stay is $kind', ({ staying, kind }) => {
    expect(obstacle(aSeat(), { seatsStaying: staying })?.kind).toBe(kind);
  });
});

describe('the day of lag', () => {
  function leftAt(idle: Instant): HeldSeat {
    return aSeat({
      grantedAt: daysAgo(900),
      watchedSince: daysAgo(900),
      lastUse: aSignOfUse(idle),
    });
  }

  it.each([1, 30, 90, 91, 365])(
    'keeps the button away for exactly a day past a threshold of %i days',
    (days) => {
      const policy = { dormantAfterDays: days };
      const at = (idle: Instant): Obstacle | undefined =>
        findObstacle(verdictOf(leftAt(idle), days), anOpenWay(), policy, NOW);
      const boundary = daysAgo(days + 1);
      expect(at(boundary + 1)).toEqual({ kind: 'too-early', possibleAt: NOW + 1 });
      expect(at(boundary)).toEqual({ kind: 'too-early', possibleAt: NOW });
      expect(at(boundary - 1)).toBeUndefined();
    },
  );

  it('holds from the first millisecond of dormancy', () => {
    const seat = aSeat({ lastUse: aSignOfUse(daysAgo(30) - 1) });
    expect(verdictOf(seat).state).toBe('dormant');
    expect(obstacle(seat)).toEqual({ kind: 'too-early', possibleAt: NOW + DAY_MS - 1 });
  });

  it('counts from the grant where there is no use', () => {
    const seat = (grantedAt: Instant): HeldSeat => aSeat({ lastUse: undefined, grantedAt });
    expect(obstacle(seat(daysAgo(31)))?.kind).toBe('too-early');
    expect(obstacle(seat(daysAgo(31) - 1))).toBeUndefined();
  });

  it('holds for a seat that is unclear, too', () => {
    const seat = (idle: Instant): HeldSeat =>
      aSeat({ lastUse: aSignOfUse(idle), lastSignInAt: NOW });
    expect(obstacle(seat(daysAgo(31)))?.kind).toBe('too-early');
    expect(obstacle(seat(daysAgo(31) - 1))).toBeUndefined();
  });

  it('ends a day and a threshold after the last sign', () => {
    const idle = { idleSince: daysAgo(60), idleDays: 60, reason: { kind: 'never-used' as const } };
    expect(removableAfter(idle, MONTH)).toBe(daysAgo(29));
  });
});

describe('the first obstacle', () => {
  const team = aTeam();
  const use = aSignOfUse(daysAgo(1));
  const blocked: RemovalCircumstances = {
    mode: 'off',
    trust: STALE,
    appMayWrite: false,
    seatManagement: 'assign_all',
    team,
    seatsStaying: 1,
    lastUseAt: use.at,
  };

  it('gives way to the next, one after the other, until the seat may be removed', () => {
    const early = { lastUse: aSignOfUse(daysAgo(31)) };
    const steps: readonly [Partial<RemovalCircumstances>, Partial<HeldSeat>, string | undefined][] =
      [
        [{}, { lastUse: use }, 'removals-off'],
        [{ mode: 'on' }, {}, 'bad-data'],
        [{ trust: { kind: 'good', asOf: NOW } }, {}, 'used'],
        [{ lastUseAt: early.lastUse.at }, early, 'through-team'],
        [{ team: undefined }, {}, 'app-may-only-read'],
        [{ appMayWrite: true }, {}, 'not-assigned-individually'],
        [{ seatManagement: 'assign_selected' }, {}, 'too-early'],
        [{}, { lastUse: aSignOfUse(daysAgo(32)) }, 'last-seat'],
        [{ seatsStaying: 2 }, {}, undefined],
      ];
    let circumstances = blocked;
    let seat = aSeat();
    const found = steps.map(([change, seatChange]) => {
      circumstances = { ...circumstances, ...change };
      seat = aSeat({ ...seat, ...seatChange });
      return findObstacle(verdictOf(seat), circumstances, MONTH, NOW)?.kind;
    });
    expect(found).toEqual(steps.map(([, , kind]) => kind));
  });

  it.each<{ state: string; seat: HeldSeat }>([
    { state: 'leaving', seat: aSeat({ pendingCancellation: '2026-12-01' }) },
    { state: 'used', seat: aSeat({ lastUse: use }) },
    { state: 'kept', seat: aSeat({ kept: aKept(undefined) }) },
    { state: 'new', seat: aSeat({ lastUse: undefined, grantedAt: daysAgo(1) }) },
  ])('is $state before team, permission, setting and last seat', ({ state, seat }) => {
    const good = { ...blocked, mode: 'on' as const, trust: { kind: 'good', asOf: NOW } as const };
    expect(findObstacle(verdictOf(seat), good, MONTH, NOW)?.kind).toBe(state);
  });
});

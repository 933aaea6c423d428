import { describe, expect, it } from 'vitest';
import { judge } from '../../src/core/dormancy.ts';
import { findReleaseObstacle, type RemovalCircumstances } from '../../src/core/removal.ts';
import type { HeldSeat } from '../../src/core/seat.ts';
import { aKept, anOpenWay, aSeat, aSignOfUse, aTeam, daysAgo, NOW } from '../support/seats.ts';

function obstacle(seat: Partial<HeldSeat>, circumstances: Partial<RemovalCircumstances> = {}) {
  const held = aSeat(seat);
  const verdict = judge(held, { dormantAfterDays: 30 }, NOW);
  return findReleaseObstacle(verdict, anOpenWay({ team: held.team, ...circumstances }))?.kind;
}

describe('giving the own seat back', () => {
  it.each([
    ['idle', {}],
    ['in use today', { lastUse: aSignOfUse(NOW) }],
    ['kept', { kept: aKept(undefined) }],
    ['new', { grantedAt: daysAgo(1), lastUse: undefined }],
    ['unclear', { lastSignInAt: daysAgo(1) }],
    ['idle for a day too few', { lastUse: aSignOfUse(daysAgo(30.5)) }],
  ] as const)('is possible for a seat that is %s', (_, seat) => {
    expect(obstacle(seat)).toBeUndefined();
  });

  it.each([
    ['removals-off', {}, { mode: 'off' }],
    ['bad-data', {}, { trust: { kind: 'stale', asOf: daysAgo(1), failure: undefined } }],
    ['leaving', { pendingCancellation: '2026-12-01' }, {}],
    ['through-team', { team: aTeam() }, {}],
    ['app-may-only-read', {}, { appMayWrite: false }],
    ['not-assigned-individually', {}, { seatManagement: 'assign_all' }],
    ['last-seat', {}, { seatsStaying: 1 }],
  ] as const)('is stopped by %s all the same', (kind, seat, circumstances) => {
    expect(obstacle(seat, circumstances)).toBe(kind);
  });
});

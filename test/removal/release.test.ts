/** Giving the own seat back: the care of a removal, for whoever holds the seat and for nobody else. */
import { describe, expect, test } from 'vitest';
import { held, MEMBER_SEAT, SELECTED_USERS, serverError } from '../../sandbox/github/trouble.ts';
import type { SlackPerson } from '../../src/core/seat.ts';
import { DAY_MS } from '../../src/core/seat.ts';
import { releaseSeat } from '../../src/removal/release.ts';
import { ACME, aCompany, aRoom, kindOf, type Room, type RoomOptions } from './room.ts';

const RHEA_IN_SLACK: SlackPerson = { teamId: 'T0HOME001', userId: 'U0RHEA' };

/** A room in which rhea-osei's Slack account is known. */
async function aLinkedRoom(options: RoomOptions = {}): Promise<Room> {
  const room = await aRoom({ ...options, deps: { identify: async () => 'member' } });
  const { personId } = room.grant();
  await room.store.links.linkByEmail({ slack: RHEA_IN_SLACK, personId }, room.clock.now);
  return room;
}

async function release(room: Room, grant = room.grant()): Promise<string> {
  const outcome = await releaseSeat(room.deps, grant, RHEA_IN_SLACK);
  return outcome.kind === 'not-yours' ? outcome.kind : kindOf(outcome);
}

describe('a release', () => {
  test.each([
    [
      'last-seat',
      'it is the last one that stays',
      async (room: Room) => {
        room.company.cancel(ACME, 'tomas-lind');
        room.company.cancel(ACME, 'jun-park');
        await room.read();
      },
    ],
    [
      'last-seat',
      'GitHub counts it as the last one, whatever is remembered',
      async (room: Room) => {
        room.company.cancel(ACME, 'tomas-lind');
        room.company.cancel(ACME, 'jun-park');
      },
    ],
    [
      'app-may-only-read',
      'the App may only read',
      async (room: Room) => {
        room.company.installation(ACME).permissions = {
          organization_copilot_seat_management: 'read',
        };
        await room.read();
      },
    ],
    [
      'bad-data',
      'the organisation has not been read for long',
      async (room: Room) => {
        room.clock.now += DAY_MS;
      },
    ],
    [
      'through-team',
      'it has come through a team meanwhile',
      async (room: Room) => {
        room.company.moveIntoTeam(ACME, 'rhea-osei', 'platform');
      },
    ],
    [
      'not-asked',
      'GitHub cannot be asked',
      async (room: Room) => {
        room.local.faults.add({ path: MEMBER_SEAT }, serverError(), Number.POSITIVE_INFINITY);
      },
    ],
  ])('is refused as %s where %s, and nothing is sent', async (why, _, happens) => {
    const room = await aLinkedRoom();
    await happens(room);
    expect(await release(room)).toBe(`not-removed: ${why}`);
    expect(room.changes()).toEqual([]);
    expect(await room.audited(1)).toEqual([`removal-refused: ${why}`]);
  });

  test('clicked many times, also while it is on its way, is one DELETE', async () => {
    const room = await aLinkedRoom();
    const fault = room.local.faults.add({ method: 'DELETE', path: SELECTED_USERS }, held('before'));
    const first = release(room);
    await fault.arrived();
    const during = await Promise.all(Array.from({ length: 10 }, () => release(room)));
    fault.release();
    expect(await first).toBe('removed');
    expect(new Set(during)).toEqual(new Set(['already-removed']));
    expect(await release(room)).toBe('already-removed');
    expect(room.changes()).toEqual(['DELETE']);
  });

  test('in one of two organisations leaves the seat in the other alone', async () => {
    const company = aCompany();
    company.addOrganisation({ login: 'acme-eu' });
    for (const login of ['rhea-osei', 'tomas-lind']) company.grant('acme-eu', login);
    const room = await aLinkedRoom({ company });
    expect(await release(room)).toBe('removed');
    expect(company.seat('acme-eu', 'rhea-osei').row.pending_cancellation_date).toBeNull();
    expect(await release(room, room.grant('rhea-osei', 'acme-eu'))).toBe('removed');
    expect(room.changes()).toEqual(['DELETE', 'DELETE']);
  });

  test('is not for a link that has ended meanwhile', async () => {
    const room = await aLinkedRoom();
    await room.store.links.unlink(RHEA_IN_SLACK, RHEA_IN_SLACK, room.clock.now);
    expect(await release(room)).toBe('not-yours');
    expect(room.changes()).toEqual([]);
  });
});

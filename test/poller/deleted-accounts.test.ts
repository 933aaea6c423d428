import { describe, expect, test } from 'vitest';
import { answered, serverError } from '../../sandbox/github/trouble.ts';
import { DAY_MS, HOUR_MS } from '../../src/core/seat.ts';
import { createDeletedAccounts } from '../../src/poller/deleted-accounts.ts';
import { aRoom, RHEA, type Room } from '../removal/room.ts';

const ACCOUNT = /^\/user\/\d+$/u;
const SIGNAL = new AbortController().signal;

/** Rhea and Tomas hold no seat any more, as GitHub shows it and the memory knows it. */
async function aRoomWithout(leave: (room: Room) => void) {
  const room = await aRoom();
  const ids = { rhea: room.company.person(RHEA).id, tomas: room.company.person('tomas-lind').id };
  leave(room);
  for (let reads = 0; reads < 3; reads += 1) {
    room.clock.now += HOUR_MS;
    await room.read();
  }
  const accounts = createDeletedAccounts(room.deps);
  const looks = () => room.local.requests.filter(({ path }) => ACCOUNT.test(path));
  return {
    ...room,
    ids,
    looks,
    known: async (login: string) => (await room.store.people.findByLogin(login)) !== undefined,
    async passDays(days: number) {
      for (let day = 0; day < days; day += 1) {
        room.clock.now += DAY_MS;
        await accounts.look(SIGNAL);
      }
    },
    look: () => accounts.look(SIGNAL),
  };
}

describe('an account that GitHub has deleted', () => {
  test('is erased once it was missing twice, a day apart, and that is written down', async () => {
    const room = await aRoomWithout(({ company }) => company.deletePerson(RHEA));
    expect(await room.known(RHEA)).toBe(true);
    await room.passDays(30);
    expect(await room.known(RHEA)).toBe(false);
    expect(room.looks().filter(({ path }) => path === `/user/${room.ids.rhea}`)).toHaveLength(2);
    expect(await room.audited(1)).toEqual(['person-erased: erased']);
  });

  test('is not erased for being missing once', async () => {
    const room = await aRoomWithout(({ company }) => company.deletePerson(RHEA));
    const missing = new RegExp(`^/user/${room.ids.rhea}$`, 'u');
    for (let day = 0; day < 40 && !room.looks().some(({ path }) => missing.test(path)); day += 1) {
      await room.passDays(1);
    }
    expect(await room.known(RHEA)).toBe(true);
    // Asked again within the same day, it is the same miss.
    room.clock.now += HOUR_MS;
    await room.look();
    expect(await room.known(RHEA)).toBe(true);
  });

  test('is not told from a hidden one where GitHub hides those who hold seats, too', async () => {
    const room = await aRoomWithout(({ company }) => company.deletePerson(RHEA));
    room.local.faults.add({ path: ACCOUNT }, answered(404, { message: 'Not Found' }), 1000);
    await room.passDays(60);
    expect(await room.known(RHEA)).toBe(true);
  });

  test('is not concluded from an outage', async () => {
    const room = await aRoomWithout(({ company }) => company.deletePerson(RHEA));
    room.local.faults.add({ path: ACCOUNT }, serverError(), 1000);
    await room.passDays(60);
    expect(await room.known(RHEA)).toBe(true);
  });
});

describe('somebody who only gave up the seat', () => {
  test('stays known, and is looked up once in four weeks', async () => {
    const room = await aRoomWithout(({ company }) => company.dismiss('acme-labs', 'tomas-lind'));
    await room.passDays(56);
    expect(await room.known('tomas-lind')).toBe(true);
    const asked = room.looks().filter(({ path }) => path === `/user/${room.ids.tomas}`);
    expect(asked).toHaveLength(2);
  });
});

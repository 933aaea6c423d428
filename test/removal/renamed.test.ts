/** People who were renamed on GitHub since the last read: the number is the person, the login a label. */
import { describe, expect, test } from 'vitest';
import type { FaultAction } from '../../sandbox/github/faults.ts';
import {
  answered,
  permissionMissing,
  SELECTED_USERS,
  serverError,
} from '../../sandbox/github/trouble.ts';
import { ACME, aRoom, daysAgo, kindOf, LAST_DAY, RHEA, type Room } from './room.ts';

const RENAMED = 'rhea-renamed';
const ACCOUNT = /^\/user\/\d+$/u;

/** Who was named in each request that changes seats, in order of arrival. */
function named({ local }: Room): string[] {
  return local.requests
    .filter(({ path }) => SELECTED_USERS.test(path))
    .map(({ method, body }) => {
      const { selected_usernames: logins } = body as { selected_usernames: string[] };
      return `${method} ${logins.join()}`;
    });
}

describe('a removal of somebody renamed since the last read', () => {
  test('finds the seat under the present login and sends that one', async () => {
    const room = await aRoom();
    const grant = room.grant();
    room.company.rename(RHEA, RENAMED);
    const outcome = await room.remove(undefined, grant);
    expect(outcome).toMatchObject({ kind: 'removed', removal: { person: { login: RENAMED } } });
    expect(named(room)).toEqual([`DELETE ${RENAMED}`]);
    expect(room.shown(RENAMED)).toBe(LAST_DAY);
    expect((await room.store.seats.find(grant))?.person.login).toBe(RENAMED);
  });

  test('never touches the seat of whoever has the old login by now', async () => {
    const room = await aRoom();
    const grant = room.grant();
    room.company.rename(RHEA, RENAMED);
    room.company.grant(ACME, RHEA, { at: daysAgo(100) });
    expect(kindOf(await room.remove(undefined, grant))).toBe('removed');
    expect(named(room)).toEqual([`DELETE ${RENAMED}`]);
    expect(room.shown(RHEA)).toBe('staying');
  });

  test('says that the seat is gone when there is none under the present login either', async () => {
    const room = await aRoom();
    const grant = room.grant();
    room.company.rename(RHEA, RENAMED);
    room.company.dismiss(ACME, RENAMED);
    room.company.grant(ACME, RHEA, { at: daysAgo(100) });
    expect(kindOf(await room.remove(undefined, grant))).toBe('not-removed: left');
    expect(await room.store.seats.find(grant)).toBeUndefined();
    expect(named(room)).toEqual([]);
  });

  test('is undone under the present login', async () => {
    const room = await aRoom();
    const { id } = await room.removed();
    room.company.rename(RHEA, RENAMED);
    expect(kindOf(await room.undo(id))).toBe('undone');
    expect(named(room)).toEqual([`DELETE ${RHEA}`, `POST ${RENAMED}`]);
    expect(room.shown(RENAMED)).toBe('staying');
  });

  test('is read back under the present login, not taken for ended', async () => {
    const room = await aRoom();
    const grant = room.grant();
    room.local.faults.add(
      { method: 'DELETE' },
      {
        kind: 'rewrite',
        rewrite: (reply) => {
          room.company.rename(RHEA, RENAMED);
          return reply;
        },
      },
    );
    expect(await room.remove(undefined, grant)).toMatchObject({
      kind: 'removed',
      removal: { lastDay: LAST_DAY },
    });
  });
});

describe('who cannot be told by number', () => {
  interface Case {
    readonly account: string;
    readonly fault: FaultAction;
    readonly told: string;
  }
  test.each<Case>([
    {
      account: 'cannot be asked for',
      fault: serverError(),
      // Whether the seat is gone cannot be known, so nothing is concluded.
      told: 'not-removed: not-asked',
    },
    {
      account: 'is kept to itself by GitHub',
      fault: permissionMissing(),
      told: 'not-removed: left',
    },
    {
      account: 'comes back with another number',
      fault: answered(200, { id: 999_999, login: 'tomas-lind' }),
      told: 'not-removed: not-asked',
    },
    {
      account: 'comes back unreadable',
      fault: answered(200, { login: 'tomas-lind' }),
      told: 'not-removed: not-asked',
    },
  ])('is not removed: the account $account', async ({ fault, told }) => {
    const room = await aRoom();
    const grant = room.grant();
    room.company.rename(RHEA, RENAMED);
    room.local.faults.add({ path: ACCOUNT }, fault, Number.POSITIVE_INFINITY);
    expect(kindOf(await room.remove(undefined, grant))).toBe(told);
    expect(named(room)).toEqual([]);
    expect(room.shown(RENAMED)).toBe('staying');
  });

  test('is asked for only where the known login does not show the person', async () => {
    const room = await aRoom();
    await room.removed();
    expect(room.local.requests.filter(({ path }) => ACCOUNT.test(path))).toEqual([]);
  });
});

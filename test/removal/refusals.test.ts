import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import {
  answered,
  BILLING,
  connectionReset,
  MEMBER_SEAT,
  permissionMissing,
  rateLimited,
  SELECTED_USERS,
  serverError,
} from '../../sandbox/github/trouble.ts';
import { DAY_MS, HOUR_MS } from '../../src/core/seat.ts';
import { renderOutcome } from '../../src/slack/views/outcome.ts';
import type { Store } from '../../src/store/store.ts';
import { aContext } from '../slack/views/support.ts';
import {
  ACME,
  aRoom,
  daysAgo,
  kindOf,
  LAST_DAY,
  MAYA,
  NOOR,
  NOW,
  RHEA,
  type Room,
  type RoomOptions,
} from './room.ts';

/** Removes, and gives what is said; whatever it is, GitHub was sent nothing and the log tells of it. */
async function refusal(room: Room, grant = room.grant()): Promise<{ kind: string; text: string }> {
  const outcome = await room.remove(MAYA, grant);
  expect(room.changes()).toEqual([]);
  if (outcome.kind !== 'not-removed') return { kind: outcome.kind, text: '' };
  expect(await room.audited(1)).toEqual([`removal-refused: ${outcome.why.kind}`]);
  const { text } = renderOutcome(outcome, aContext({ now: room.clock.now }));
  expect(text).toMatch(/^\*Not removed\.\* .+ Nothing was changed\.$/u);
  return { kind: outcome.why.kind, text };
}

interface Case {
  readonly when: string;
  readonly options?: RoomOptions;
  /** Between the list and the click. */
  readonly happens?: (room: Room) => unknown;
  readonly why: string;
  readonly words: string;
}

const cases: Case[] = [
  {
    when: 'removals are off',
    options: { policy: { mode: 'off' } },
    why: 'removals-off',
    words: 'REMOVALS is off',
  },
  {
    when: 'the last good read is more than two hours old',
    happens: (room) => {
      room.clock.now += 2 * HOUR_MS + 1;
    },
    why: 'bad-data',
    words: 'acme-labs',
  },
  {
    when: 'nobody’s activity has moved for two weekdays and ten reads',
    happens: async (room) => {
      room.company.useCopilot('jun-park', NOW);
      await room.read();
      for (let n = 0; n < 10; n += 1) await room.read();
      room.clock.now += 5 * DAY_MS;
      await room.read();
    },
    why: 'bad-data',
    words: 'acme-labs',
  },
  {
    when: 'the App may only read',
    happens: async (room) => {
      room.company.installation(ACME).permissions = {
        organization_copilot_seat_management: 'read',
      };
      await room.read();
    },
    why: 'app-may-only-read',
    words: 'read and write',
  },
  ...(['assign_all', 'disabled', 'unconfigured'] as const).map((setting) => ({
    when: `the organisation’s setting has become ${setting}`,
    happens: (room: Room) => {
      room.company.organisation(ACME).seatManagement = setting;
    },
    why: 'not-assigned-individually',
    words: 'single seats cannot be removed',
  })),
  {
    when: 'the organisation has no such setting any more',
    happens: (room) =>
      room.local.faults.add({ path: BILLING }, answered(200, { seat_breakdown: {} })),
    why: 'not-assigned-individually',
    words: 'not said yet',
  },
  {
    when: 'the person was taken out of the organisation',
    happens: (room) => room.company.dismiss(ACME, RHEA),
    why: 'left',
    words: 'no seat in acme-labs any more',
  },
  {
    when: 'the account was deleted',
    happens: (room) => room.company.deletePerson(RHEA),
    why: 'left',
    words: 'no seat in acme-labs any more',
  },
  {
    when: 'GitHub shows nobody on the seat',
    happens: (room) =>
      room.local.faults.add(
        { path: MEMBER_SEAT },
        {
          kind: 'rewrite',
          rewrite: (reply) => ({ ...reply, body: { ...(reply.body as object), assignee: null } }),
        },
      ),
    why: 'left',
    words: 'no seat in acme-labs any more',
  },
  {
    when: 'the login belongs to somebody else who holds a seat',
    happens: (room) => {
      room.company.deletePerson(RHEA);
      room.company.grant(ACME, RHEA, { at: daysAgo(100) });
    },
    why: 'changed-hands',
    words: 'belongs to somebody else',
  },
  {
    when: 'the seat was taken back and given anew',
    happens: (room) => {
      room.company.dismiss(ACME, RHEA);
      room.company.grant(ACME, RHEA, { at: daysAgo(40) });
    },
    why: 're-granted',
    words: 'was given a new seat in acme-labs on 11 October',
  },
  {
    when: 'Copilot was used since the last read',
    happens: (room) => room.company.useCopilot(RHEA, NOW - 60_000),
    why: 'used',
    words: 'used Copilot today, so the seat stays',
  },
  {
    when: 'an older use has come to light that still leaves the seat idle',
    happens: (room) => room.company.useCopilot(RHEA, daysAgo(60)),
    why: 'newer-sign',
    words: 'rhea-osei used Copilot on 21 September',
  },
  {
    when: 'the person has signed in since, so that it is in doubt',
    happens: (room) => room.company.signIn(RHEA, daysAgo(2)),
    why: 'newer-sign',
    words: 'rhea-osei signed in to Copilot on 18 November',
  },
  {
    when: 'Copilot was used through another organisation',
    happens: async (room) => {
      room.company.addOrganisation({ login: 'acme-eu' });
      room.company.grant('acme-eu', RHEA, { at: daysAgo(100) });
      room.company.useCopilotIn('acme-eu', RHEA, daysAgo(3));
      await room.read();
    },
    why: 'used',
    words: 'has used Copilot within the time that counts',
  },
  {
    when: 'a usage report shows a use',
    happens: async (room) => {
      const { organisationId, personId } = room.grant();
      await room.store.usage.saveDays(
        organisationId,
        [{ personId, login: RHEA, day: '2026-11-15', editor: undefined, ways: [] }],
        NOW,
      );
    },
    why: 'used',
    words: 'has used Copilot within the time that counts',
  },
  {
    when: 'the seat was moved into a team',
    happens: (room) => room.company.moveIntoTeam(ACME, RHEA, 'Platform'),
    why: 'through-team',
    words: 'The team Platform gives this seat',
  },
  {
    when: 'the person was kept',
    happens: (room) => keep(room),
    why: 'kept',
    words: 'is kept until',
  },
  {
    when: 'the seat was cancelled on GitHub',
    happens: (room) => room.company.cancel(ACME, RHEA),
    why: 'leaving',
    words: 'is leaving already and ends on 1 December',
  },
  {
    when: 'GitHub counts one seat that stays, whatever the memory holds',
    happens: (room) => {
      room.company.dismiss(ACME, 'tomas-lind');
      room.company.cancel(ACME, 'jun-park');
    },
    why: 'last-seat',
    words: 'the last seat that stays in acme-labs',
  },
  {
    when: 'the memory holds one seat that stays, and GitHub counts none',
    happens: async (room) => {
      room.company.dismiss(ACME, 'tomas-lind');
      room.company.cancel(ACME, 'jun-park');
      await room.read();
      await room.read();
      room.local.faults.add(
        { path: BILLING },
        answered(200, { seat_management_setting: 'assign_selected' }),
      );
    },
    why: 'last-seat',
    words: 'the last seat that stays in acme-labs',
  },
  {
    when: 'GitHub cannot be reached',
    happens: (room) => room.local.faults.add({}, connectionReset(), Number.POSITIVE_INFINITY),
    why: 'not-asked',
    words: 'GitHub could not be asked how things stand',
  },
  {
    when: 'GitHub is in trouble',
    happens: (room) =>
      room.local.faults.add({ path: MEMBER_SEAT }, serverError(503), Number.POSITIVE_INFINITY),
    why: 'not-asked',
    words: 'GitHub could not be asked how things stand',
  },
  {
    when: 'GitHub asks to be left alone',
    happens: (room) =>
      room.local.faults.add(
        { path: MEMBER_SEAT },
        rateLimited({ seconds: 3600 }),
        Number.POSITIVE_INFINITY,
      ),
    why: 'not-asked',
    words: 'GitHub could not be asked how things stand',
  },
  {
    when: 'the App lost its permission',
    happens: (room) => room.local.faults.add({ path: BILLING }, permissionMissing()),
    why: 'not-asked',
    words: 'GitHub Copilot Business',
  },
  {
    when: 'the App is no longer installed',
    happens: (room) => {
      room.company.uninstall(ACME);
      room.local.revokeTokens();
    },
    why: 'not-asked',
    words: 'GitHub could not be asked how things stand',
  },
];

async function keep(room: Room, until = NOW + 10 * DAY_MS): Promise<void> {
  await room.store.kept.keep(
    {
      person: { id: room.company.person(RHEA).id, login: RHEA },
      until,
      reason: undefined,
      by: NOOR,
      organisation: undefined,
    },
    room.clock.now,
  );
}

/** Lets something happen after the live look and before the claim. */
function beforeClaim(room: Room, happens: () => Promise<void>): void {
  const { store } = room.deps;
  const claim: Store['removals']['claim'] = async (...args) => {
    await happens();
    return store.removals.claim(...args);
  };
  Object.assign(room.deps, { store: { ...store, removals: { ...store.removals, claim } } });
}

describe('no DELETE is sent, and the answer says why', () => {
  test.each(cases)('when $when', async ({ options, happens, why, words }) => {
    const room = await aRoom(options);
    const grant = room.grant();
    await happens?.(room);
    const said = await refusal(room, grant);
    expect(said.kind).toBe(why);
    expect(said.text).toContain(words);
  });

  test.each([
    ['removals are off', { mode: 'off' } as const, 0],
    ['the data is old', {}, 3 * HOUR_MS],
  ])('when %s, GitHub is not even asked', async (_, policy, laterMs) => {
    const room = await aRoom({ policy });
    room.clock.now += laterMs;
    const asked = room.local.requests.length;
    await refusal(room);
    expect(room.local.requests).toHaveLength(asked);
  });

  test.each([
    ['exactly the threshold and a day', 0, 'too-early'],
    ['a millisecond more than the threshold and a day', 1, 'removed'],
    ['a little more than the threshold', -DAY_MS + 1, 'too-early'],
    ['exactly the threshold', -DAY_MS, 'new'],
  ])('when the seat has been idle for %s: %s ms beyond the day', async (_, beyondMs, expected) => {
    const room = await aRoom();
    room.company.grant(ACME, 'noah-fox', { at: daysAgo(20) });
    await room.read();
    const grant = room.grant('noah-fox');
    room.clock.now = grant.grantedAt + 31 * DAY_MS + beyondMs;
    room.company.useCopilot('jun-park', room.clock.now);
    await room.read();
    const outcome = await room.remove(MAYA, grant);
    expect(kindOf(outcome)).toBe(expected === 'removed' ? 'removed' : `not-removed: ${expected}`);
    expect(room.changes()).toHaveLength(expected === 'removed' ? 1 : 0);
  });

  test.each([
    ['viewer'],
    ['member'],
    ['guest'],
    ['outsider'],
    ['no-person'],
    ['unchecked'],
  ] as const)('when the one who clicks is a %s', async (role) => {
    const room = await aRoom({ deps: { identify: async () => role } });
    expect(await room.remove()).toEqual({ kind: 'denied', role });
    expect(await room.undo('0'.repeat(32))).toEqual({ kind: 'denied', role });
    expect(room.local.requests.filter(({ path }) => MEMBER_SEAT.test(path))).toEqual([]);
    expect(room.changes()).toEqual([]);
    expect(await room.audited(2)).toEqual([
      `undo-refused: not allowed: ${role}`,
      `removal-refused: not allowed: ${role}`,
    ]);
  });

  test('when the button names a grant, an organisation or a person that nobody knows', async () => {
    const room = await aRoom();
    const known = room.grant();
    for (const grant of [
      { ...known, grantedAt: known.grantedAt + 1 },
      { ...known, personId: 1 },
      { ...known, organisationId: 1 },
    ]) {
      expect((await refusal(room, grant)).kind).toBe('left');
    }
    expect(room.local.requests.filter(({ path }) => MEMBER_SEAT.test(path))).toEqual([]);
  });

  test('when the message is weeks old and the seat has long ended', async () => {
    const room = await aRoom();
    const grant = room.grant();
    room.company.cancel(ACME, RHEA);
    room.clock.now += 21 * DAY_MS;
    room.company.useCopilot('jun-park', room.clock.now);
    await room.read();
    await room.read();
    expect((await refusal(room, grant)).kind).toBe('left');
  });

  test('when the person is kept between the check and the claim', async () => {
    const room = await aRoom();
    beforeClaim(room, () => keep(room));
    const outcome = await room.remove();
    expect(outcome).toMatchObject({ kind: 'not-removed', why: { kind: 'kept' } });
    expect(room.changes()).toEqual([]);
    const [removal] = await room.removals();
    expect(removal).toMatchObject({
      state: 'failed',
      detail: 'The person was kept at the same moment, so nothing was sent.',
    });
  });

  test('when a read sees a use while the live look is on its way', async () => {
    const room = await aRoom();
    beforeClaim(room, () => {
      room.company.useCopilot(RHEA, NOW);
      return room.read();
    });
    expect(kindOf(await room.remove())).toBe('not-removed: used');
    expect(room.changes()).toEqual([]);
  });

  test('when another removal of the organisation is under way, but not for longer', async () => {
    const room = await aRoom();
    room.local.faults.add({ path: SELECTED_USERS }, connectionReset());
    expect(kindOf(await room.remove())).toBe('unknown-yet');
    const tomas = room.grant('tomas-lind');
    expect(kindOf(await room.remove(NOOR, tomas))).toBe('not-removed: busy');
    expect(room.changes()).toEqual(['DELETE']);
    room.clock.now += 2 * 60_000;
    await room.resolve();
    expect(kindOf(await room.remove(NOOR, tomas))).toBe('removed');
  });

  test('when it would be the last seat once the removal under way takes effect', async () => {
    const room = await aRoom();
    room.company.dismiss(ACME, 'jun-park');
    await room.read();
    await room.read();
    room.local.faults.add({ method: 'DELETE' }, connectionReset());
    expect(kindOf(await room.remove())).toBe('unknown-yet');
    const outcome = await room.remove(NOOR, room.grant('tomas-lind'));
    expect(kindOf(outcome)).toBe('not-removed: last-seat');
    expect(room.changes()).toEqual(['DELETE']);
  });

  test('when two seats are left and both are clicked at once: one of them stays', async () => {
    const room = await aRoom();
    room.company.dismiss(ACME, 'jun-park');
    await room.read();
    await room.read();
    const tomas = room.grant('tomas-lind');
    const kinds = (await Promise.all([room.remove(), room.remove(NOOR, tomas)])).map(kindOf);
    expect(kinds.filter((kind) => kind === 'removed')).toHaveLength(1);
    expect(room.changes()).toEqual(['DELETE']);
  });
});

describe('an action that cannot be written down does not happen', () => {
  const broken = async (): Promise<never> => {
    throw new Error('database or disk is full');
  };

  test.each([
    ['claim', (store: Store) => ({ ...store, removals: { ...store.removals, claim: broken } })],
    ['send', (store: Store) => ({ ...store, removals: { ...store.removals, markSent: broken } })],
    [
      'remember the live look',
      (store: Store) => ({ ...store, seats: { ...store.seats, saveReading: broken } }),
    ],
    [
      'remember that the seat is gone',
      (store: Store) => ({ ...store, seats: { ...store.seats, find: broken } }),
    ],
  ])('a removal whose step "%s" the disk refuses', async (_, store) => {
    const room = await aRoom({ store });
    expect(kindOf(await room.remove())).toBe('not-removed: not-written');
    expect(room.changes()).toEqual([]);
    expect(room.logged.join('\n')).toContain('removal-not-written');
    await room.resolve();
    expect(await room.store.removals.listUnsettled()).toEqual([]);
  });

  test('a removal whose audit row the file refuses: no claim is left behind', async () => {
    const room = await aRoom();
    const raw = new Database(room.databasePath);
    raw.exec(`create trigger full before insert on audit begin select raise(abort, 'full'); end`);
    expect(kindOf(await room.remove())).toBe('not-removed: not-written');
    expect(room.changes()).toEqual([]);
    expect(await room.removals()).toEqual([]);
    raw.exec('drop trigger full');
    raw.close();
    expect(kindOf(await room.remove())).toBe('removed');
  });

  test('a refusal that cannot be audited is told all the same, and changes nothing', async () => {
    const room = await aRoom({
      policy: { mode: 'off' },
      store: (store) => ({ ...store, audit: { ...store.audit, append: broken } }),
    });
    expect(kindOf(await room.remove())).toBe('not-removed: removals-off');
    expect(room.changes()).toEqual([]);
    expect(room.logged.join('\n')).toContain('refusal-unaudited');
  });

  test('an end that cannot be written is looked up again until it can, and nothing is sent again', async () => {
    let full = true;
    const room = await aRoom({
      store: (store) => ({
        ...store,
        removals: {
          ...store.removals,
          settle: (...args) => (full ? broken() : store.removals.settle(...args)),
        },
      }),
    });
    expect(kindOf(await room.remove())).toBe('unknown-yet');
    await room.resolve();
    expect((await room.removals())[0]?.state).toBe('sent');
    full = false;
    await room.resolve();
    expect((await room.removals())[0]).toMatchObject({ state: 'removed', lastDay: LAST_DAY });
    expect(room.changes()).toEqual(['DELETE']);
  });

  test('an undo whose claim the disk refuses', async () => {
    const room = await aRoom({
      store: (store) => ({ ...store, removals: { ...store.removals, claimUndo: broken } }),
    });
    const removal = await room.removed();
    expect(kindOf(await room.undo(removal.id))).toBe('not-undone: not-written');
    expect(room.changes()).toEqual(['DELETE']);
    expect(room.shown()).toBe(LAST_DAY);
  });
});

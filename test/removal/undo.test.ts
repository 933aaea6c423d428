import { describe, expect, test } from 'vitest';
import type { FaultAction } from '../../sandbox/github/faults.ts';
import { failure, type Reply } from '../../sandbox/github/reply.ts';
import {
  answered,
  appliedUnanswered,
  connectionReset,
  held,
  MEMBER_SEAT,
  permissionMissing,
  pretended,
  rateLimited,
  SELECTED_USERS,
  serverError,
  stalled,
  truncated,
} from '../../sandbox/github/trouble.ts';
import { judge } from '../../src/core/dormancy.ts';
import { DAY_MS } from '../../src/core/seat.ts';
import { ACME, aRoom, kindOf, LAST_DAY, MAYA, NOOR, NOW, RHEA, type Room } from './room.ts';

/** For a machine that is busy with other things. */
const PATIENT = { timeout: 10_000 };

const MINUTES = 60_000;
const POST = { method: 'POST', path: SELECTED_USERS };

function posts(room: Room): number {
  return room.changes().filter((method) => method === 'POST').length;
}

/** Does what was asked, and answers something else. */
function doneButAnswered(reply: Reply): FaultAction {
  return { kind: 'rewrite', rewrite: () => reply };
}

describe('an undo', () => {
  test('gives the seat back with one POST and keeps it for one threshold', async () => {
    const room = await aRoom();
    const grant = room.grant();
    const { id } = await room.removed();
    const outcome = await room.undo(id, NOOR);

    const keptUntil = NOW + 30 * DAY_MS;
    expect(outcome).toMatchObject({
      kind: 'undone',
      keptUntil,
      removal: { state: 'undone', undo: { by: NOOR } },
    });
    expect(room.changes()).toEqual(['DELETE', 'POST']);
    expect(room.shown()).toBe('staying');
    expect(await room.store.kept.find(grant.personId)).toMatchObject({
      until: keptUntil,
      by: NOOR,
    });
    expect(await room.audited(2)).toEqual(['undo-ended: undone', 'undo-claimed: claimed']);
    const seat = await room.store.seats.find(grant);
    expect(seat && judge(seat, room.deps.policy, keptUntil - 1).state).toBe('kept');
    expect(seat && judge(seat, room.deps.policy, keptUntil).state).toBe('dormant');
  });

  test('leaves a longer exemption as it is, and says how long it lasts', async () => {
    const room = await aRoom();
    const { id, person } = await room.removed();
    const until = NOW + 90 * DAY_MS;
    const entry = { person, until, reason: undefined, by: MAYA, organisation: undefined };
    await room.store.kept.keep(entry, NOW);
    expect(await room.undo(id)).toMatchObject({ kind: 'undone', keptUntil: until });
  });

  test('names no day where the exemption made before is for good', async () => {
    const room = await aRoom();
    const { id, person } = await room.removed();
    const entry = {
      person,
      until: undefined,
      reason: undefined,
      by: MAYA,
      organisation: undefined,
    };
    await room.store.kept.keep(entry, NOW);
    expect(await room.undo(id)).toMatchObject({ kind: 'undone', keptUntil: undefined });
  });

  test('does not block a later removal of the seat', async () => {
    const room = await aRoom();
    const { id, person } = await room.removed();
    await room.undo(id);
    expect(kindOf(await room.remove())).toBe('not-removed: kept');
    await room.store.kept.unkeep(person, MAYA, NOW);
    room.clock.now += MINUTES;
    expect(kindOf(await room.remove())).toBe('removed');
    expect(room.changes()).toEqual(['DELETE', 'POST', 'DELETE']);
  });

  test('works as long as the last day has not come', async () => {
    const room = await aRoom();
    const { id } = await room.removed();
    room.clock.now = Date.parse(`${LAST_DAY}T00:00:00Z`) - 1;
    expect(kindOf(await room.undo(id))).toBe('undone');
  });

  test('ends the matter with the second click, and with the second manager', async () => {
    const room = await aRoom();
    const { id } = await room.removed();
    await room.undo(id);
    expect(kindOf(await room.undo(id))).toBe('not-undone: already-undone');
    expect(kindOf(await room.undo(id, NOOR))).toBe('not-undone: already-undone');
    expect(posts(room)).toBe(1);
  });

  test('clicked a hundred times by two managers sends one POST', async () => {
    const room = await aRoom();
    const { id } = await room.removed();
    const clicks = Array.from({ length: 100 }, (_, n) => room.undo(id, n % 2 === 0 ? MAYA : NOOR));
    const kinds = (await Promise.all(clicks)).map(kindOf);
    expect(kinds.filter((kind) => kind === 'undone')).toHaveLength(1);
    expect(posts(room)).toBe(1);
    expect(room.shown()).toBe('staying');
  });
});

describe('no POST is sent, and the answer says why', () => {
  interface Case {
    readonly when: string;
    readonly happens: (room: Room) => unknown;
    readonly why: string;
  }
  const cases: Case[] = [
    {
      when: 'the last day has come',
      happens: (room) => {
        room.clock.now = Date.parse(`${LAST_DAY}T00:00:00Z`);
      },
      why: 'too-late',
    },
    {
      when: 'somebody gave the seat back on GitHub',
      happens: (room) => room.company.grant(ACME, RHEA),
      why: 'holds-seat',
    },
    {
      when: 'the seat is gone',
      happens: (room) => room.company.dismiss(ACME, RHEA),
      why: 'too-late',
    },
    {
      when: 'the person was given a new seat',
      happens: (room) => {
        room.company.dismiss(ACME, RHEA);
        room.company.grant(ACME, RHEA);
      },
      why: 'holds-seat',
    },
    {
      when: 'the person was given a new seat and that one is leaving',
      happens: (room) => {
        room.company.dismiss(ACME, RHEA);
        room.company.grant(ACME, RHEA);
        room.company.cancel(ACME, RHEA);
      },
      why: 'too-late',
    },
    {
      when: 'the login belongs to somebody else',
      happens: (room) => {
        room.company.deletePerson(RHEA);
        room.company.grant(ACME, RHEA);
        room.company.cancel(ACME, RHEA);
      },
      why: 'changed-hands',
    },
    {
      when: 'the App may only read by now',
      happens: async (room) => {
        room.company.installation(ACME).permissions = {
          organization_copilot_seat_management: 'read',
        };
        await room.read();
      },
      why: 'app-may-only-read',
    },
    {
      when: 'GitHub cannot be reached',
      happens: (room) => room.local.faults.add({}, connectionReset(), Number.POSITIVE_INFINITY),
      why: 'not-asked',
    },
    {
      when: 'another removal of the organisation is under way',
      happens: async (room) => {
        room.local.faults.add({ method: 'DELETE' }, connectionReset());
        room.company.grant(ACME, 'noah-fox', { at: NOW - 200 * DAY_MS });
        await room.read();
        expect(kindOf(await room.remove(MAYA, room.grant('noah-fox')))).toBe('unknown-yet');
      },
      why: 'busy',
    },
  ];

  test.each(cases)('when $when', async ({ happens, why }) => {
    const room = await aRoom();
    const { id } = await room.removed();
    await happens(room);
    expect(kindOf(await room.undo(id))).toBe(`not-undone: ${why}`);
    expect(posts(room)).toBe(0);
    expect(await room.audited(1)).toEqual([`undo-refused: ${why}`]);
  });

  test('when no such removal is known', async () => {
    const room = await aRoom();
    expect(await room.undo('f'.repeat(32))).toBeUndefined();
    expect(room.changes()).toEqual([]);
  });

  test('while the removal itself is still under way, and afterwards if it came to nothing', async () => {
    const room = await aRoom();
    room.local.faults.add({ method: 'DELETE' }, connectionReset());
    await room.remove();
    const [removal] = await room.removals();
    expect(kindOf(await room.undo(removal?.id ?? ''))).toBe('not-undone: busy');
    room.clock.now += 2 * MINUTES;
    await room.resolve();
    expect(kindOf(await room.undo(removal?.id ?? ''))).toBe('not-undone: never-removed');
    expect(posts(room)).toBe(0);
  });
});

describe('what is told of an undo is what GitHub then shows, and nothing is sent twice', () => {
  interface Case {
    readonly answer: string;
    readonly fault: FaultAction;
    /** At the click. */
    readonly told: string;
    /** The removal's state after the click and one look, and after a few minutes and one more. */
    readonly states: readonly [string, string];
    readonly shown: string;
  }
  const undone = { told: 'undone', states: ['undone', 'undone'], shown: 'staying' } as const;
  const refused = {
    told: 'not-undone: came-to-nothing',
    states: ['removed', 'removed'],
    shown: LAST_DAY,
  } as const;
  const open = {
    told: 'undo-unknown-yet',
    states: ['undo-sent', 'removed'],
    shown: LAST_DAY,
  } as const;
  const cases: Case[] = [
    {
      answer: '201 and one',
      fault: doneButAnswered({ status: 201, body: { seats_created: 1 } }),
      ...undone,
    },
    {
      answer: '201 and none, yet done',
      fault: doneButAnswered({ status: 201, body: { seats_created: 0 } }),
      ...undone,
    },
    { answer: '201 and garbage', fault: doneButAnswered({ status: 201, body: 'yes' }), ...undone },
    { answer: '204', fault: doneButAnswered({ status: 204 }), ...undone },
    { answer: '500, yet done', fault: doneButAnswered(failure(500, 'Server Error')), ...undone },
    { answer: '422, yet done', fault: doneButAnswered(failure(422, 'no')), ...undone },
    { answer: 'a reset after it was done', fault: appliedUnanswered(), ...undone },
    { answer: 'half an answer', fault: truncated(5), ...undone },
    { answer: 'no answer in time, yet done', fault: stalled('headers', true), ...undone },
    { answer: '201 and none', fault: answered(201, { seats_created: 0 }), ...refused },
    { answer: '401', fault: answered(401, { message: 'Bad credentials' }), ...refused },
    { answer: '403 for a permission', fault: permissionMissing(), ...refused },
    { answer: '404', fault: answered(404, { message: 'Not Found' }), ...refused },
    { answer: '422', fault: answered(422, { message: 'Billing is not set up' }), ...refused },
    { answer: '429', fault: rateLimited({ seconds: 3600 }, 429), ...refused },
    { answer: '201 and one, and nothing done', fault: pretended(), ...open },
    { answer: '500', fault: serverError(), ...open },
    { answer: 'a reset before it was done', fault: connectionReset(), ...open },
    { answer: 'no answer in time', fault: stalled('headers'), ...open },
  ];

  test.each(cases)('$answer', async ({ fault, told, states, shown }) => {
    const room = await aRoom(fault.kind === 'hang' ? { timing: { deadlineMs: 400 } } : {});
    const { id } = await room.removed();
    room.local.faults.add(POST, fault);
    expect(kindOf(await room.undo(id))).toBe(told);
    const seen: (string | undefined)[] = [];
    await room.resolve();
    seen.push((await room.removals())[0]?.state);
    room.clock.now += 2 * MINUTES;
    await room.resolve();
    seen.push((await room.removals())[0]?.state);
    expect(seen).toEqual(states);

    expect(room.shown()).toBe(shown);
    expect(room.changes()).toEqual(['DELETE', 'POST']);
    expect(await room.store.removals.listUnsettled()).toEqual([]);
    const [removal] = await room.removals();
    expect(removal?.undo?.detail === undefined).toBe(shown === 'staying');
    const kept = await room.store.kept.find(removal?.person.id ?? 0);
    expect(kept === undefined).toBe(shown !== 'staying');
  });

  test('an undo that failed can be tried again', async () => {
    const room = await aRoom();
    const { id } = await room.removed();
    room.local.faults.add(POST, permissionMissing());
    await room.undo(id);
    expect(kindOf(await room.undo(id, NOOR))).toBe('undone');
    expect(posts(room)).toBe(2);
  });

  test('a request that is carried out after its answer was given up', async () => {
    const room = await aRoom({ timing: { deadlineMs: 100 } });
    const { id } = await room.removed();
    const fault = room.local.faults.add(POST, held('before'));
    expect(kindOf(await room.undo(id))).toBe('undo-unknown-yet');
    await room.resolve();
    fault.release();
    await expect.poll(() => room.shown(), PATIENT).toBe('staying');
    await room.resolve();
    expect((await room.removals())[0]).toMatchObject({ state: 'undone', told: false });
    expect(posts(room)).toBe(1);
  });

  test('a seat that ends while the undo is on its way cannot be given back', async () => {
    const room = await aRoom();
    const { id } = await room.removed();
    room.local.faults.add(POST, {
      kind: 'rewrite',
      rewrite: () => {
        room.company.dismiss(ACME, RHEA);
        return failure(500, 'Server Error');
      },
    });
    expect(kindOf(await room.undo(id))).toBe('not-undone: came-to-nothing');
    expect((await room.removals())[0]?.undo?.detail).toContain('had ended');
  });
});

describe('a seat that was given back on GitHub itself', () => {
  test('ends the removal at the next look, keeps nobody and tells nobody', async () => {
    const room = await aRoom();
    const { person } = await room.removed();
    room.company.grant(ACME, RHEA);
    await room.resolve();
    expect((await room.removals())[0]?.state).toBe('removed');

    await room.read();
    await room.resolve();
    expect((await room.removals())[0]).toMatchObject({
      state: 'undone',
      undo: undefined,
      told: true,
    });
    expect(await room.audited(1)).toEqual(['undo-ended: restored on GitHub']);
    expect(await room.store.kept.find(person.id)).toBeUndefined();
    expect(await room.store.removals.listUntold()).toEqual([]);
    expect(room.changes()).toEqual(['DELETE']);
  });

  test('can be removed anew at once, before any look', async () => {
    const room = await aRoom();
    await room.removed();
    room.company.grant(ACME, RHEA);
    expect(kindOf(await room.remove(NOOR))).toBe('removed');
    expect(room.changes()).toEqual(['DELETE', 'DELETE']);
    expect((await room.removals()).map(({ state }) => state)).toEqual(['removed', 'undone']);
  });

  test('is not believed on the word of an old page: GitHub is asked first', async () => {
    const room = await aRoom();
    const { grant } = await room.removed();
    const seat = await room.store.seats.find(grant);
    const stale = { ...(await liveReading(room)), pendingCancellation: undefined };
    room.clock.now += MINUTES;
    await room.store.seats.saveReading(grant.organisationId, stale, room.clock.now);
    expect(await room.store.removals.listContradicted()).toHaveLength(1);
    await room.resolve();
    expect((await room.removals())[0]).toMatchObject({ state: 'removed', lastDay: LAST_DAY });
    expect(await room.store.removals.listContradicted()).toEqual([]);
    expect(seat?.pendingCancellation).toBe(LAST_DAY);
  });

  test('stays removed while GitHub cannot be asked', async () => {
    const room = await aRoom();
    await room.removed();
    room.company.grant(ACME, RHEA);
    await room.read();
    room.local.faults.add({ path: MEMBER_SEAT }, serverError(), Number.POSITIVE_INFINITY);
    await room.resolve();
    expect((await room.removals())[0]?.state).toBe('removed');
    expect(kindOf(await room.remove())).toBe('already-removed');
    expect(room.changes()).toEqual(['DELETE']);
  });
});

async function liveReading(room: Room) {
  const { organisationId } = room.grant();
  const installationId = room.company.installation(ACME).id;
  const answer = await room.deps.github.readSeat(
    { organisationId, login: ACME, installationId },
    RHEA,
  );
  if (answer.kind !== 'seat' || answer.reading.kind !== 'held') throw new Error('no seat');
  return answer.reading;
}

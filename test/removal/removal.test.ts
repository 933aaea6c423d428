import { describe, expect, test } from 'vitest';
import { type FaultAction } from '../../sandbox/github/faults.ts';
import { failure, type Reply } from '../../sandbox/github/reply.ts';
import {
  answered,
  appliedUnanswered,
  connectionReset,
  held,
  htmlError,
  MEMBER_SEAT,
  permissionMissing,
  pretended,
  rateLimited,
  SELECTED_USERS,
  serverError,
  stalled,
  truncated,
} from '../../sandbox/github/trouble.ts';
import { ACME, aRoom, kindOf, LAST_DAY, NOOR, RHEA } from './room.ts';

/** For a machine that is busy with other things. */
const PATIENT = { timeout: 10_000 };

const MINUTES = 60_000;
const DELETE = { method: 'DELETE', path: SELECTED_USERS };

/** Does what was asked, and answers something else. */
function doneButAnswered(reply: Reply): FaultAction {
  return { kind: 'rewrite', rewrite: () => reply };
}

describe('a removal', () => {
  test('asks GitHub once, reads the seat back and writes it all down', async () => {
    const room = await aRoom();
    const outcome = await room.remove();

    expect(outcome).toMatchObject({ kind: 'removed', removal: { lastDay: LAST_DAY } });
    expect(room.changes()).toEqual(['DELETE']);
    expect(room.shown()).toBe(LAST_DAY);
    const [removal] = await room.removals();
    expect(removal).toMatchObject({
      state: 'removed',
      by: { userId: 'U0MAYA' },
      price: 1900,
      evidence: { login: RHEA, organisation: ACME, thresholdDays: 30, live: { kind: 'held' } },
    });
    expect(await room.audited(2)).toEqual(['removal-ended: removed', 'removal-claimed: claimed']);
    const [entry] = await room.store.audit.list({ limit: 1 });
    expect(entry?.detail).toMatchObject({ github: { status: 200, seatsChanged: 1 } });
    expect(await room.store.audit.findBreak()).toBeUndefined();
  });

  test('is claimed on disk with its evidence before anything is sent', async () => {
    const room = await aRoom();
    const fault = room.local.faults.add(DELETE, held('before'));
    const work = room.remove();
    await fault.arrived();
    const [removal] = await room.removals();
    expect(removal).toMatchObject({ state: 'sent', evidence: { live: { kind: 'held' } } });
    expect(await room.audited(1)).toEqual(['removal-claimed: claimed']);
    fault.release();
    expect(kindOf(await work)).toBe('removed');
  });

  test('whose seat is simply gone has ended at once, and cannot be undone', async () => {
    const room = await aRoom();
    room.local.faults.add(DELETE, {
      kind: 'rewrite',
      rewrite: (reply) => {
        room.company.dismiss(ACME, RHEA);
        return reply;
      },
    });
    const outcome = await room.remove();
    expect(outcome).toMatchObject({ kind: 'gone-at-once', removal: { lastDay: undefined } });
    const [removal] = await room.removals();
    expect(kindOf(await room.undo(removal?.id ?? ''))).toBe('not-undone: too-late');
    expect(room.changes()).toEqual(['DELETE']);
  });

  test('whose seat was given anew in the same moment has ended the old grant', async () => {
    const room = await aRoom();
    room.local.faults.add(DELETE, {
      kind: 'rewrite',
      rewrite: (reply) => {
        room.company.dismiss(ACME, RHEA);
        room.company.grant(ACME, RHEA);
        return reply;
      },
    });
    expect(kindOf(await room.remove())).toBe('gone-at-once');
    expect(room.shown()).toBe('staying');
  });

  test('is not called ended because the login belongs to somebody else by the time of reading back', async () => {
    const room = await aRoom();
    const grant = room.grant();
    room.local.faults.add(DELETE, {
      kind: 'rewrite',
      rewrite: (reply) => {
        room.company.rename(RHEA, 'rhea-renamed');
        room.company.grant(ACME, RHEA);
        return reply;
      },
    });
    const account = room.local.faults.add({ path: /^\/user\/\d+$/u }, serverError(), 99);
    expect(kindOf(await room.remove())).toBe('unknown-yet');
    expect(account.hits).toBeGreaterThan(0);
    room.local.faults.clear();
    await room.resolve();
    expect(await room.store.removals.findForGrant(grant)).toMatchObject({
      state: 'removed',
      lastDay: LAST_DAY,
      person: { login: 'rhea-renamed' },
    });
  });
});

describe('what is told is what GitHub then shows, and nothing is sent twice', () => {
  const noted = (count: number) => answered(200, { seats_cancelled: count });
  interface Case {
    readonly answer: string;
    readonly fault: FaultAction;
    /** At the click. */
    readonly told: string;
    /** The removal's state after the click and one look, and after a few minutes and one more. */
    readonly states: readonly [string, string];
    readonly shown: string;
  }
  const removed = {
    told: 'removed',
    states: ['removed', 'removed'],
    shown: LAST_DAY,
  } as const;
  const refused = {
    told: 'not-removed: refused-by-github',
    states: ['refused', 'refused'],
    shown: 'staying',
  } as const;
  const nothing = {
    told: 'not-removed: came-to-nothing',
    states: ['failed', 'failed'],
    shown: 'staying',
  } as const;
  // Within the first moments GitHub may still come round, so nothing is concluded.
  const open = { told: 'unknown-yet', states: ['sent', 'failed'], shown: 'staying' } as const;
  const cases: Case[] = [
    {
      answer: '200 and one',
      fault: doneButAnswered({ status: 200, body: { seats_cancelled: 1 } }),
      ...removed,
    },
    {
      answer: '200 and none, yet done',
      fault: doneButAnswered({ status: 200, body: { seats_cancelled: 0 } }),
      ...removed,
    },
    {
      answer: '200 and two',
      fault: doneButAnswered({ status: 200, body: { seats_cancelled: 2 } }),
      ...removed,
    },
    {
      answer: '200 and garbage',
      fault: doneButAnswered({ status: 200, body: '<html>' }),
      ...removed,
    },
    { answer: '200 and nothing', fault: doneButAnswered({ status: 200 }), ...removed },
    {
      answer: '202',
      fault: doneButAnswered({ status: 202, body: { message: 'later' } }),
      ...removed,
    },
    { answer: '204', fault: doneButAnswered({ status: 204 }), ...removed },
    { answer: '500, yet done', fault: doneButAnswered(failure(500, 'Server Error')), ...removed },
    {
      answer: '502, yet done',
      fault: doneButAnswered({ status: 502, body: '<html>' }),
      ...removed,
    },
    { answer: '403, yet done', fault: doneButAnswered(failure(403, 'no')), ...removed },
    { answer: '409, yet done', fault: doneButAnswered(failure(409, 'conflict')), ...removed },
    { answer: 'a reset after it was done', fault: appliedUnanswered(), ...removed },
    { answer: 'half an answer', fault: truncated(5), ...removed },
    { answer: 'no answer in time, yet done', fault: stalled('headers', true), ...removed },
    { answer: 'an answer that stops midway', fault: stalled('body', true), ...removed },
    { answer: '200 and none', fault: noted(0), ...nothing },
    { answer: '400', fault: answered(400, { message: 'Problems parsing JSON' }), ...refused },
    { answer: '401', fault: answered(401, { message: 'Bad credentials' }), ...refused },
    { answer: '403 for a permission', fault: permissionMissing(), ...refused },
    { answer: '403 for a limit', fault: rateLimited({ seconds: 3600 }), ...refused },
    { answer: '404', fault: answered(404, { message: 'Not Found' }), ...refused },
    {
      answer: '422 for a team',
      fault: answered(422, { message: 'assigned to them via a team' }),
      ...refused,
    },
    {
      answer: '422 for all members',
      fault: answered(422, { message: 'enabled for all members' }),
      ...refused,
    },
    { answer: '429', fault: rateLimited('message', 429), ...refused },
    { answer: '200 and one, and nothing done', fault: pretended(), ...open },
    { answer: '202, and nothing done', fault: answered(202, { message: 'later' }), ...open },
    { answer: '204, and nothing done', fault: answered(204), ...open },
    { answer: '409, and nothing done', fault: answered(409, { message: 'conflict' }), ...open },
    { answer: '500', fault: serverError(), ...open },
    { answer: '502', fault: htmlError(), ...open },
    { answer: 'a reset before it was done', fault: connectionReset(), ...open },
    { answer: 'no answer in time', fault: stalled('headers'), ...open },
    {
      answer: 'a redirect',
      fault: answered(302, undefined, { location: 'https://example.com/' }),
      ...open,
    },
  ];
  test.each(cases)('$answer', async ({ fault, told, states, shown }) => {
    const room = await aRoom(fault.kind === 'hang' ? { timing: { deadlineMs: 400 } } : {});
    room.local.faults.add(DELETE, fault);
    expect(kindOf(await room.remove())).toBe(told);
    const seen: (string | undefined)[] = [];
    await room.resolve();
    seen.push((await room.removals())[0]?.state);
    room.clock.now += 2 * MINUTES;
    await room.resolve();
    seen.push((await room.removals())[0]?.state);
    expect(seen).toEqual(states);

    expect(room.shown()).toBe(shown);
    expect(room.changes()).toEqual(['DELETE']);
    expect(await room.store.removals.listUnsettled()).toEqual([]);
    const [removal] = await room.removals();
    expect(removal?.lastDay).toBe(shown === 'staying' ? undefined : shown);
  });

  test('an answer that comes too late, of a request that is carried out later', async () => {
    const room = await aRoom({ timing: { deadlineMs: 100 } });
    const fault = room.local.faults.add(DELETE, held('before'));
    expect(kindOf(await room.remove())).toBe('unknown-yet');
    await room.resolve();
    expect((await room.removals())[0]?.state).toBe('sent');
    fault.release();
    await expect.poll(() => room.shown(), PATIENT).toBe(LAST_DAY);
    await room.resolve();
    expect((await room.removals())[0]).toMatchObject({
      state: 'removed',
      lastDay: LAST_DAY,
      told: false,
    });
    expect(room.changes()).toEqual(['DELETE']);
  });

  test('a seat that shows the change only at the third look', async () => {
    const room = await aRoom();
    room.local.faults.add(DELETE, pretended());
    let looks = 0;
    room.local.faults.add(
      { path: MEMBER_SEAT },
      {
        kind: 'rewrite',
        rewrite: (reply) => {
          looks += 1;
          if (looks < 4) return reply;
          room.company.cancel(ACME, RHEA);
          return {
            ...reply,
            body: { ...(reply.body as object), pending_cancellation_date: LAST_DAY },
          };
        },
      },
      Number.POSITIVE_INFINITY,
    );
    expect(kindOf(await room.remove())).toBe('removed');
    expect(room.paused).toEqual([1000, 3000]);
    expect(room.changes()).toEqual(['DELETE']);
  });

  test('a refusal stands when GitHub cannot be read back after it', async () => {
    const room = await aRoom();
    const fault = room.local.faults.add(DELETE, held('before', permissionMissing()));
    const work = room.remove();
    await fault.arrived();
    room.local.faults.add({ path: MEMBER_SEAT }, serverError(), Number.POSITIVE_INFINITY);
    fault.release();
    expect(kindOf(await work)).toBe('not-removed: refused-by-github');
    expect(await room.store.removals.listUnsettled()).toEqual([]);
  });

  test('nothing is concluded for as long as GitHub cannot be read back, and then the truth', async () => {
    const room = await aRoom();
    const fault = room.local.faults.add(DELETE, held('after', connectionReset()));
    const work = room.remove();
    await fault.arrived();
    room.local.faults.add({ path: MEMBER_SEAT }, serverError(), Number.POSITIVE_INFINITY);
    fault.release();
    expect(kindOf(await work)).toBe('unknown-yet');
    room.clock.now += 60 * MINUTES;
    await room.resolve();
    expect((await room.removals())[0]?.state).toBe('sent');
    room.local.faults.clear();
    await room.resolve();
    expect((await room.removals())[0]).toMatchObject({ state: 'removed', lastDay: LAST_DAY });
    expect(room.changes()).toEqual(['DELETE']);
  });

  test('a clock that was set back does not keep a removal open', async () => {
    const room = await aRoom();
    room.local.faults.add(DELETE, connectionReset());
    expect(kindOf(await room.remove())).toBe('unknown-yet');
    room.clock.now -= 60 * MINUTES;
    await room.resolve();
    expect((await room.removals())[0]?.state).toBe('failed');
  });
});

describe('a removal that failed, was refused or was rehearsed', () => {
  test.each([
    ['failed', answered(200, { seats_cancelled: 0 })],
    ['refused', permissionMissing()],
  ])('does not block the next one when it %s', async (state, fault) => {
    const room = await aRoom();
    room.local.faults.add(DELETE, fault);
    await room.remove();
    expect((await room.removals())[0]?.state).toBe(state);
    expect(kindOf(await room.remove(NOOR))).toBe('removed');
    expect(room.changes()).toEqual(['DELETE', 'DELETE']);
    expect((await room.removals()).map((removal) => removal.state)).toEqual(['removed', state]);
  });

  test('a rehearsal does everything but the DELETE, and says so', async () => {
    const room = await aRoom({ policy: { mode: 'dry-run' } });
    expect(kindOf(await room.remove())).toBe('rehearsed');
    expect(kindOf(await room.remove(NOOR))).toBe('rehearsed');
    expect(room.changes()).toEqual([]);
    expect(await room.audited(2)).toEqual(['removal-ended: rehearsed', 'removal-claimed: claimed']);
    const [removal] = await room.removals();
    expect(kindOf(await room.undo(removal?.id ?? ''))).toBe('not-undone: never-removed');
  });
});

import { describe, expect, test } from 'vitest';
import {
  connectionReset,
  held,
  MEMBER_SEAT,
  SELECTED_USERS,
} from '../../sandbox/github/trouble.ts';
import { ACME, aCompany, aRoom, daysAgo, kindOf, MAYA, NOOR, RHEA } from './room.ts';

/** For a machine that is busy with other things. */
const PATIENT = { timeout: 10_000 };

const DELETE = { method: 'DELETE', path: SELECTED_USERS };

describe('a hundred clicks by two managers on one seat', () => {
  test('are one DELETE and one removal, and everyone else is told whose it is', async () => {
    const room = await aRoom();
    const grant = room.grant();
    const clicks = Array.from({ length: 100 }, (_, n) => room.remove(n % 2 ? NOOR : MAYA, grant));
    const outcomes = await Promise.all(clicks);

    expect(outcomes.map(kindOf).toSorted()).toEqual([
      ...Array.from({ length: 99 }, () => 'already-removed'),
      'removed',
    ]);
    const removals = await room.removals();
    expect(removals).toHaveLength(1);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ removal: { id: removals[0]?.id, by: removals[0]?.by } });
    }
    expect(room.changes()).toEqual(['DELETE']);
    const entries = await room.store.audit.list({ limit: 200 });
    const count = (action: string) => entries.filter((entry) => entry.action === action).length;
    expect([count('removal-claimed'), count('removal-ended')]).toEqual([1, 1]);
    expect(count('removal-refused')).toBe(99);
    expect(await room.store.audit.findBreak()).toBeUndefined();
  });

  test('stay one DELETE when they come while it is on its way, and after', async () => {
    const room = await aRoom();
    const fault = room.local.faults.add(DELETE, held('before'));
    const first = room.remove();
    await fault.arrived();
    const during = await Promise.all(Array.from({ length: 10 }, () => room.remove(NOOR)));
    fault.release();
    expect(kindOf(await first)).toBe('removed');
    expect(new Set(during.map(kindOf))).toEqual(new Set(['already-removed']));
    expect(kindOf(await room.remove(NOOR))).toBe('already-removed');
    expect(room.changes()).toEqual(['DELETE']);
  });

  test('whose live look comes late are told who was quicker, not only that the seat is leaving', async () => {
    const room = await aRoom();
    const fault = room.local.faults.add({ path: MEMBER_SEAT }, held('before'));
    const late = room.remove(NOOR);
    await fault.arrived();
    const quick = room.remove(MAYA);
    fault.release();
    const outcomes = (await Promise.all([late, quick])).map(kindOf).toSorted();
    expect(outcomes).toEqual(['already-removed', 'removed']);
    expect(room.changes()).toEqual(['DELETE']);
  });
});

describe('different seats at once', () => {
  test('of one organisation are removed one at a time', async () => {
    const room = await aRoom();
    let atOnce = 0;
    let most = 0;
    const { github } = room.deps;
    Object.assign(room.deps, {
      github: {
        ...github,
        removeSeat: async (...args: Parameters<typeof github.removeSeat>) => {
          atOnce += 1;
          most = Math.max(most, atOnce);
          const result = await github.removeSeat(...args);
          atOnce -= 1;
          return result;
        },
      },
    });
    const tomas = room.grant('tomas-lind');
    const kinds = (await Promise.all([room.remove(), room.remove(NOOR, tomas)])).map(kindOf);
    expect(most).toBe(1);
    expect(kinds[0]).toBe('removed');
    expect(['removed', 'not-removed: busy']).toContain(kinds[1]);
    expect(await room.store.removals.listUnsettled()).toEqual([]);
  });

  test('of different organisations do not wait for each other', async () => {
    const company = aCompany();
    company.addOrganisation({ login: 'acme-eu' });
    company.grant('acme-eu', 'noah-fox', { at: daysAgo(200) });
    company.grant('acme-eu', 'ines-vaz', { at: daysAgo(200) });
    const room = await aRoom({ company });
    const fault = room.local.faults.add({ ...DELETE, organisation: ACME }, held('before'));
    const stuck = room.remove();
    await fault.arrived();
    expect(kindOf(await room.remove(NOOR, room.grant('noah-fox', 'acme-eu')))).toBe('removed');
    fault.release();
    expect(kindOf(await stuck)).toBe('removed');
  });

  test('that are open are looked up at once, so one slow organisation holds up no other', async () => {
    const company = aCompany();
    company.addOrganisation({ login: 'acme-eu' });
    company.grant('acme-eu', 'noah-fox', { at: daysAgo(200) });
    company.grant('acme-eu', 'ines-vaz', { at: daysAgo(200) });
    const room = await aRoom({ company });
    room.local.faults.add(DELETE, { kind: 'drop', applied: true }, 2);
    const { github } = room.deps;
    let blind = true;
    const readSeat: typeof github.readSeat = async (...args) => {
      const answer = await github.readSeat(...args);
      return blind && answer.kind === 'seat' && answer.reading.kind === 'held'
        ? { kind: 'seat', reading: { ...answer.reading, pendingCancellation: undefined } }
        : answer;
    };
    Object.assign(room.deps, { github: { ...github, readSeat } });
    const noah = room.grant('noah-fox', 'acme-eu');
    expect(kindOf(await room.remove())).toBe('unknown-yet');
    expect(kindOf(await room.remove(NOOR, noah))).toBe('unknown-yet');
    blind = false;
    const fault = room.local.faults.add({ path: MEMBER_SEAT, organisation: ACME }, held('before'));
    const looking = room.resolve();
    await expect
      .poll(async () => (await room.store.removals.findForGrant(noah))?.state, PATIENT)
      .toBe('removed');
    expect((await room.removals(RHEA))[0]?.state).toBe('sent');
    fault.release();
    await looking;
    expect((await room.removals(RHEA))[0]?.state).toBe('removed');
  });
});

describe('what a listener has in hand', () => {
  test('is left alone by whoever looks at open removals, however long ago it was sent', async () => {
    const room = await aRoom();
    room.local.faults.add(DELETE, connectionReset());
    const seen: (string | undefined)[] = [];
    Object.assign(room.deps, {
      pause: async () => {
        room.clock.now += 10 * 60_000;
        await room.resolve();
        seen.push((await room.removals())[0]?.state);
      },
    });
    expect(kindOf(await room.remove())).toBe('unknown-yet');
    expect(seen).toEqual(['sent', 'sent']);
    await room.resolve();
    expect((await room.removals())[0]?.state).toBe('failed');
  });
});

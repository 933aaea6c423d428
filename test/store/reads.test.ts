import { describe, expect, it } from 'vitest';
import { DAY_MS, type HeldSeat, HOUR_MS, type Seat } from '../../src/core/seat.ts';
import type { Store } from '../../src/store/store.ts';
import { ACME, aMemory, aNobody, aReading, OTHER, OUTAGE, RHEA, read, round } from './memory.ts';

const JUN = { id: 2, login: 'jun-park' };

async function held(store: Store): Promise<HeldSeat[]> {
  const seats = await store.seats.list();
  return seats.filter((seat: Seat) => seat.kind === 'held');
}

async function only(store: Store): Promise<HeldSeat> {
  const [seat, ...rest] = await held(store);
  if (seat === undefined || rest.length > 0) throw new Error('not exactly one seat');
  return seat;
}

async function historyOf(store: Store, id = ACME.id) {
  const record = (await store.organisations.list()).find((one) => one.organisation.id === id);
  if (record === undefined) throw new Error('not known');
  return record;
}

function company(size: number, from = 0) {
  return Array.from({ length: size }, (_, n) =>
    aReading({ person: { id: n + from + 1, login: `user-${n + from}` } }),
  );
}

describe('what a read saw', () => {
  it('is remembered as it was read', async () => {
    const { store } = await aMemory();
    const team = { slug: 'platform', name: 'Platform', url: 'https://github.com/orgs/acme-labs' };
    const lastActivityAt = round(0) - DAY_MS;
    await read(
      store,
      [
        aReading({
          team,
          plan: 'enterprise',
          pendingCancellation: '2026-12-01',
          lastActivityAt,
          lastActivityEditor: 'vscode/1.104',
          lastSignInAt: lastActivityAt + 1,
        }),
      ],
      { at: round(0) },
    );

    expect(await held(store)).toStrictEqual([
      {
        kind: 'held',
        organisation: ACME,
        person: RHEA,
        grantedAt: aReading().grantedAt,
        plan: 'enterprise',
        team,
        pendingCancellation: '2026-12-01',
        lastUse: {
          at: lastActivityAt,
          source: 'seat',
          organisationId: ACME.id,
          editor: 'vscode/1.104',
        },
        lastSignInAt: lastActivityAt + 1,
        kept: undefined,
        watchedSince: round(0),
      },
    ]);
  });

  it('loses no date to a nil or an older one', async () => {
    const { store } = await aMemory();
    const used = round(0) - DAY_MS;
    const reading = { lastActivityAt: used, lastActivityEditor: 'vim', lastSignInAt: used };
    await read(store, [aReading(reading)], { at: round(0) });
    await read(store, [aReading()], { at: round(1) });
    await read(store, [aReading({ lastActivityAt: used - DAY_MS, lastSignInAt: used - DAY_MS })], {
      at: round(2),
    });
    await read(store, [aReading({ lastActivityAt: used - 1, lastSignInAt: used - 1 })], {
      at: round(3),
    });

    const seat = await only(store);
    expect(seat.lastUse).toMatchObject({ at: used, editor: 'vim' });
    expect(seat.lastSignInAt).toBe(used);
    const latest = new Date(used).toISOString();
    expect((await store.people.exportPerson(RHEA.id))?.['grants']).toMatchObject([
      { lastActivityAt: latest, lastSignInAt: latest },
    ]);
  });

  it('keeps every day with a use, each with its latest instant', async () => {
    const { store } = await aMemory();
    const noon = Date.UTC(2026, 10, 2, 12);
    for (const [n, at] of [noon, noon + HOUR_MS, noon - HOUR_MS, noon + DAY_MS].entries()) {
      await read(store, [aReading({ lastActivityAt: at })], { at: round(n) });
    }

    const signals = await store.people.listSignals(RHEA.id);
    expect(signals.map((signal) => signal.at)).toEqual([noon + DAY_MS, noon + HOUR_MS]);
  });

  it('takes plan, team and cancellation as last read, but never an unknown plan for a known one', async () => {
    const { store } = await aMemory();
    const team = { slug: 'platform', name: 'Platform', url: undefined };
    await read(store, [aReading({ team, pendingCancellation: '2026-12-01' })], { at: round(0) });
    await read(store, [aReading({ plan: 'unknown' })], { at: round(1) });

    expect(await only(store)).toMatchObject({ plan: 'business' });
    expect(await only(store)).toMatchObject({ team: undefined, pendingCancellation: undefined });
  });

  it('is not overruled by a page that was fetched before a live look', async () => {
    const { store } = await aMemory();
    await read(store, [aReading()], { at: round(0) });
    const leaving = aReading({ pendingCancellation: '2026-12-01' });
    await store.seats.saveReading(ACME.id, leaving, round(1) + 1000);

    await read(store, [aReading()], { at: round(1) });
    expect((await only(store)).pendingCancellation).toBe('2026-12-01');
    await read(store, [aReading()], { at: round(2) });
    expect((await only(store)).pendingCancellation).toBeUndefined();
  });

  it('goes on changing after a clock that ran a year ahead was set right', async () => {
    const { store } = await aMemory();
    await read(store, [aReading({ pendingCancellation: '2026-12-01' })], {
      at: round(0) + 365 * DAY_MS,
    });
    await read(store, [aReading()], { at: round(0) });

    expect((await only(store)).pendingCancellation).toBeUndefined();
  });

  it('has the plan of the organisation where the seat names none', async () => {
    const { store } = await aMemory();
    await store.organisations.saveSeatManagement(ACME.id, {
      seatManagement: 'assign_selected',
      plan: 'enterprise',
    });
    await read(store, [aReading({ plan: 'unknown' }), aNobody({ plan: 'unknown' })], {
      at: round(0),
    });

    expect((await store.seats.list()).map((seat) => seat.plan)).toEqual([
      'enterprise',
      'enterprise',
    ]);
  });

  it('shows the latest sign from any organisation and any source', async () => {
    const { store } = await aMemory();
    const used = round(0) - 10 * DAY_MS;
    await read(store, [aReading({ lastActivityAt: used })], { at: round(0) });
    const elsewhere = { lastActivityAt: used + DAY_MS, lastSignInAt: used + 3 * DAY_MS };
    await read(store, [aReading(elsewhere)], { at: round(0), organisationId: OTHER.id });
    expect((await held(store)).map((seat) => seat.lastUse?.organisationId)).toEqual([200, 200]);
    expect((await held(store)).map((seat) => seat.lastSignInAt)).toEqual([
      used + 3 * DAY_MS,
      used + 3 * DAY_MS,
    ]);

    await store.usage.saveDays(
      ACME.id,
      [{ personId: RHEA.id, login: RHEA.login, day: '2026-10-30', editor: 'vscode', ways: [] }],
      round(1),
    );
    // The report tells only the day, so the last instant of it is taken.
    expect((await held(store))[1]?.lastUse).toEqual({
      at: Date.UTC(2026, 9, 31) - 1,
      source: 'usage-report',
      organisationId: ACME.id,
      editor: 'vscode',
    });
  });

  it('makes another grant of another created_at, which ends the older one after a complete read', async () => {
    const { store } = await aMemory();
    const again = aReading({ grantedAt: round(0) - DAY_MS });
    await read(store, [aReading()], { at: round(0) });
    await read(store, [again], { at: round(1), outcome: 'incomplete' });
    expect(await store.seats.list()).toHaveLength(2);

    await read(store, [again], { at: round(2) });
    expect((await only(store)).grantedAt).toBe(again.grantedAt);
    const key = { organisationId: ACME.id, personId: RHEA.id, grantedAt: aReading().grantedAt };
    expect(await store.seats.find(key)).toBeUndefined();
    expect(await store.seats.find({ ...key, grantedAt: again.grantedAt })).toBeDefined();
  });

  it('keeps both when GitHub lists two grants of one person at once', async () => {
    const { store } = await aMemory();
    const other = aReading({ grantedAt: round(0) - DAY_MS });
    for (const number of [0, 1, 2]) await read(store, [aReading(), other], { at: round(number) });
    expect(await store.seats.list()).toHaveLength(2);
  });

  it('is refused once the read has ended, or when there was none', async () => {
    const { store } = await aMemory();
    const id = await store.reads.start(ACME.id, round(0));
    await store.reads.abandonOpen(round(1));

    await expect(store.reads.saveSlice(id, [aReading()], round(1))).rejects.toThrow('has ended');
    await expect(store.reads.saveSlice(77, [aReading()], round(1))).rejects.toThrow('no read 77');
    expect(await store.seats.list()).toEqual([]);
  });
});

describe('absence', () => {
  it('is believed after two complete reads in a row', async () => {
    const { store } = await aMemory();
    await read(store, company(3), { at: round(0) });
    await read(store, company(2), { at: round(1) });
    expect(await held(store)).toHaveLength(3);
    await read(store, company(2), { at: round(2) });
    expect((await held(store)).map((seat) => seat.person.id)).toEqual([1, 2]);
  });

  it.each(['failed', 'incomplete'] as const)(
    'is neither counted nor forgotten by a read that was %s',
    async (outcome) => {
      const { store } = await aMemory();
      await read(store, company(3), { at: round(0) });
      await read(store, company(2), { at: round(1) });
      for (const n of [2, 3, 4]) await read(store, [], { at: round(n), outcome });
      expect(await held(store)).toHaveLength(3);
      await read(store, company(2), { at: round(5) });
      expect(await held(store)).toHaveLength(2);
    },
  );

  it.each([
    ['a complete read', 'complete'],
    ['an incomplete read', 'incomplete'],
    ['a live look', undefined],
  ] as const)('is counted anew after %s saw the seat', async (_, outcome) => {
    const { store } = await aMemory();
    await read(store, company(3), { at: round(0) });
    await read(store, company(2), { at: round(1) });
    const third = company(1, 2);
    if (outcome !== undefined)
      await read(store, [...company(2), ...third], { at: round(2), outcome });
    else if (third[0] !== undefined) await store.seats.saveReading(ACME.id, third[0], round(2));
    await read(store, company(2), { at: round(3) });
    expect(await held(store)).toHaveLength(3);
  });

  it('in one organisation says nothing about another', async () => {
    const { store } = await aMemory();
    await read(store, company(2), { at: round(0), organisationId: OTHER.id });
    for (const n of [0, 1, 2]) await read(store, [], { at: round(n) });
    expect(await held(store)).toHaveLength(2);
  });

  it('of a newer grant does not end the older one that is there', async () => {
    const { store } = await aMemory();
    const newer = aReading({ grantedAt: aReading().grantedAt + 1000 });
    await read(store, [newer], { at: round(0) });
    for (const n of [1, 2]) await read(store, [aReading()], { at: round(n) });
    expect((await only(store)).grantedAt).toBe(aReading().grantedAt);
  });

  it('of very many at once is quarantined for three reads and six hours', async () => {
    const { store } = await aMemory();
    await read(store, company(40), { at: round(0) });
    for (const n of [1, 2, 3]) await read(store, company(20), { at: round(n) });
    expect(await held(store)).toHaveLength(40);
    expect((await historyOf(store)).quarantined).toBe(true);

    await read(store, company(20), { at: round(1) + 6 * HOUR_MS });
    expect(await held(store)).toHaveLength(20);
    expect((await historyOf(store)).quarantined).toBe(false);
  });

  it('ends, with the very same grant, when the seat is seen again', async () => {
    const { store } = await aMemory();
    const used = aReading({ lastActivityAt: round(0) - DAY_MS });
    await read(store, [used], { at: round(0) });
    await read(store, [], { at: round(1) });
    await read(store, [], { at: round(2) });
    expect(await held(store)).toEqual([]);

    await read(store, [aReading()], { at: round(3) });
    expect((await only(store)).lastUse?.at).toBe(used.lastActivityAt);
    await read(store, [], { at: round(4) });
    expect(await held(store)).toHaveLength(1);
  });

  it('proved by a live look is believed at once, also over a page fetched before it', async () => {
    const { store } = await aMemory();
    await read(store, [aReading()], { at: round(0) });
    const key = { organisationId: ACME.id, personId: RHEA.id, grantedAt: aReading().grantedAt };
    await store.seats.markGone(key, round(1) + 1000);
    expect(await store.seats.find(key)).toBeUndefined();
    await read(store, [aReading()], { at: round(1) });
    expect(await held(store)).toEqual([]);
    await read(store, [aReading()], { at: round(2) });
    expect(await held(store)).toHaveLength(1);
  });
});

describe("seats of nobody's", () => {
  it('are replaced by a complete read and by no other', async () => {
    const { store } = await aMemory();
    await read(store, [aNobody(), aNobody()], { at: round(0) });
    await read(store, [], { at: round(1), outcome: 'incomplete' });
    expect(await store.seats.list()).toHaveLength(2);

    await read(store, [aNobody({ pendingCancellation: '2026-12-01' })], { at: round(2) });
    expect(await store.seats.list()).toStrictEqual([
      {
        kind: 'nobody',
        organisation: ACME,
        grantedAt: aNobody().grantedAt,
        plan: 'business',
        pendingCancellation: '2026-12-01',
      },
    ]);
    await read(store, [], { at: round(3) });
    expect(await store.seats.list()).toEqual([]);
  });
});

describe('the history of the reads', () => {
  it('tells the first and the last good one, and the failures since', async () => {
    const { store } = await aMemory();
    await read(store, [], { at: round(-1), outcome: 'failed' });
    await read(store, [aReading()], { at: round(0), outcome: 'failed' });
    expect(await historyOf(store)).toMatchObject({
      failedReads: 2,
      history: {
        firstGoodReadAt: undefined,
        lastGoodReadAt: undefined,
        lastReadAt: round(0),
        lastFailure: OUTAGE,
      },
    });
    expect((await only(store)).watchedSince).toBe(round(-1));

    await read(store, [aReading()], { at: round(1) });
    await read(store, [aReading()], { at: round(2) });
    await read(store, [], { at: round(3), outcome: 'incomplete' });
    await read(store, [], { at: round(4), outcome: 'failed' });
    expect(await historyOf(store)).toMatchObject({
      failedReads: 2,
      history: {
        firstGoodReadAt: round(1),
        lastGoodReadAt: round(2),
        lastReadAt: round(4),
        lastFailure: OUTAGE,
      },
    });
    expect((await only(store)).watchedSince).toBe(round(1));

    await read(store, [aReading()], { at: round(5) });
    expect(await historyOf(store)).toMatchObject({
      failedReads: 0,
      history: { firstGoodReadAt: round(1), lastGoodReadAt: round(5), lastFailure: undefined },
    });
  });

  it('begins the watch anew after a pause longer than what GitHub remembers', async () => {
    const { store } = await aMemory();
    await read(store, [aReading()], { at: round(0) });
    await read(store, [aReading()], { at: round(0) + 90 * DAY_MS });
    expect((await only(store)).watchedSince).toBe(round(0));

    const afterTheHole = round(0) + 180 * DAY_MS + 1;
    await read(store, [aReading()], { at: afterTheHole });
    expect((await only(store)).watchedSince).toBe(afterTheHole);
  });

  it('counts movement of seats known before, and not the first read or a new seat', async () => {
    const { store } = await aMemory();
    const used = aReading({ lastActivityAt: round(0) - DAY_MS });
    const movement = async () => {
      const { movedAt, goodReadsSinceMoved } = (await historyOf(store)).history;
      return [movedAt, goodReadsSinceMoved];
    };
    await read(store, [used], { at: round(0) });
    expect(await movement()).toEqual([undefined, 0]);
    const newcomer = aReading({ person: JUN, lastActivityAt: round(0) });
    await read(store, [used, newcomer], { at: round(1) });
    expect(await movement()).toEqual([undefined, 0]);

    const another = { person: { id: 3, login: 'zoe' } };
    const twice = [0, 1].map((n) => aReading({ ...another, lastActivityAt: round(n) }));
    await read(store, [used, newcomer, ...twice], { at: round(1) });
    expect(await movement()).toEqual([undefined, 0]);

    const again = aReading({ lastActivityAt: round(1) });
    await read(store, [again, newcomer], { at: round(2) });
    expect(await movement()).toEqual([round(2), 0]);
    await read(store, [again, newcomer], { at: round(3) });
    await read(store, [aReading(), newcomer], { at: round(4), outcome: 'failed' });
    await read(store, [used, newcomer], { at: round(5) });
    await read(store, [again, newcomer], { at: round(6) });
    expect(await movement()).toEqual([round(2), 3]);
  });

  it('counts what an incomplete read saw move for the good one that follows', async () => {
    const { store } = await aMemory();
    await read(store, [aReading()], { at: round(0) });
    const used = aReading({ lastActivityAt: round(1) });
    await read(store, [used], { at: round(1), outcome: 'incomplete' });
    expect((await historyOf(store)).history.movedAt).toBeUndefined();
    await read(store, [used], { at: round(2) });
    expect((await historyOf(store)).history.movedAt).toBe(round(2));
    await read(store, [used], { at: round(3) });
    expect((await historyOf(store)).history.goodReadsSinceMoved).toBe(1);
  });

  it('does not blame GitHub for a read that a dead process left open', async () => {
    const { store } = await aMemory();
    await read(store, [aReading()], { at: round(0) });
    const id = await store.reads.start(ACME.id, round(1));
    await store.reads.saveSlice(id, [aReading({ lastActivityAt: round(1) })], round(1));
    await store.reads.abandonOpen(round(2));

    expect(await historyOf(store)).toMatchObject({
      failedReads: 0,
      history: { lastReadAt: round(0), lastFailure: undefined },
    });
    expect((await only(store)).lastUse?.at).toBe(round(1));
  });
});

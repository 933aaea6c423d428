import { describe, expect, it } from 'vitest';
import type { Day } from '../../src/core/seat.ts';
import type { WayOfUse } from '../../src/core/usage.ts';
import type { Store } from '../../src/store/store.ts';
import { ACME, aMemory, aReading, OTHER, read, round } from './memory.ts';

const PYTHON: WayOfUse = { kind: 'language', name: 'python' };
const GO: WayOfUse = { kind: 'language', name: 'go' };
const BOTH = {
  organisationIds: [ACME.id, OTHER.id],
  firstDay: '2026-10-05',
  lastDay: '2026-11-01',
};

function used(personId: number, day: Day, ...ways: WayOfUse[]) {
  return { personId, login: `user-${personId}`, day, editor: undefined, ways };
}

async function count(store: Store, span: Partial<typeof BOTH> = {}) {
  const { people, days, ways } = await store.usage.countPeople({ ...BOTH, ...span });
  return {
    people,
    days: Object.fromEntries(days.map((day) => [day.day, day.people])),
    ways: Object.fromEntries(ways.map((way) => [way.name, way.people])),
  };
}

describe('people in usage reports', () => {
  it('count once, in however many organisations and on however many days', async () => {
    const { store } = await aMemory();
    const { usage } = store;
    await usage.saveDays(ACME.id, [used(1, '2026-10-20', PYTHON), used(2, '2026-10-20')], round(0));
    await usage.saveDays(ACME.id, [used(1, '2026-10-21', PYTHON, GO)], round(0));
    await usage.saveDays(OTHER.id, [used(1, '2026-10-20', PYTHON), used(3, '2026-10-21', GO)], 1);

    expect(await count(store)).toEqual({
      people: 3,
      days: { '2026-10-20': 2, '2026-10-21': 2 },
      ways: { python: 1, go: 2 },
    });
    expect(await count(store, { organisationIds: [OTHER.id] })).toEqual({
      people: 2,
      days: { '2026-10-20': 1, '2026-10-21': 1 },
      ways: { python: 1, go: 1 },
    });
    expect(await count(store, { organisationIds: [] })).toEqual({ people: 0, days: {}, ways: {} });
  });

  it('count within the days asked for, the first and the last included', async () => {
    const { store } = await aMemory();
    const days = ['2026-10-04', '2026-10-05', '2026-11-01', '2026-11-02'];
    await store.usage.saveDays(
      ACME.id,
      days.map((day, index) => used(index + 1, day, PYTHON)),
      round(0),
    );

    const { people, days: counted } = await count(store);
    expect(people).toBe(2);
    expect(counted).toEqual({ '2026-10-05': 1, '2026-11-01': 1 });
    expect((await count(store, { firstDay: '2026-11-02', lastDay: '2026-11-29' })).ways).toEqual({
      python: 1,
    });
  });

  it('add up over more people than are counted at a time', async () => {
    const { store } = await aMemory();
    const everybody = Array.from({ length: 1203 }, (_, n) => used(n + 1, '2026-10-20', PYTHON));
    await store.usage.saveDays(ACME.id, everybody, round(0));

    expect(await count(store)).toEqual({
      people: 1203,
      days: { '2026-10-20': 1203 },
      ways: { python: 1203 },
    });
  });

  it('who show a sign of use in the seat list alone are in none', async () => {
    const { store } = await aMemory();
    const lastActivityAt = Date.parse('2026-10-20T10:00:00Z');
    await read(store, [aReading({ lastActivityAt })], { at: round(0) });
    expect(await count(store)).toEqual({ people: 0, days: {}, ways: {} });
  });

  it('who were erased are in none', async () => {
    const { store } = await aMemory();
    await store.usage.saveDays(ACME.id, [used(1, '2026-10-20', PYTHON)], round(0));
    await store.people.erasePerson(1, round(1));
    expect(await count(store)).toEqual({ people: 0, days: {}, ways: {} });
  });
});

describe('ways of use', () => {
  it.each([
    ['one after the other', 1],
    ['together', 3],
  ])('keep their last day, whatever the order in which days come, %s', async (_, size) => {
    const { store, look } = await aMemory();
    const days = ['2026-10-20', '2026-10-22', '2026-10-21'].map((day) => used(1, day, PYTHON));
    for (let from = 0; from < days.length; from += size) {
      await store.usage.saveDays(ACME.id, days.slice(from, from + size), round(0));
    }
    expect(look.prepare('SELECT name, last_day FROM way_of_use').all()).toEqual([
      { name: 'python', last_day: '2026-10-22' },
    ]);
  });

  it('are forgotten from a day on, and days of use are not', async () => {
    const { store } = await aMemory();
    await store.usage.saveDays(
      ACME.id,
      [used(1, '2026-10-20', PYTHON), used(1, '2026-10-21', GO)],
      round(0),
    );
    await store.usage.forgetWays('2026-10-21');
    expect(await count(store)).toMatchObject({ ways: { go: 1 }, days: { '2026-10-20': 1 } });
  });
});

describe('how the reading of a report went', () => {
  const failure = { kind: 'outage', detail: 'GitHub is in trouble.' } as const;

  it('is remembered, with the newest report that was read whole', async () => {
    const { store } = await aMemory();
    const { usage } = store;
    expect(await usage.listReports()).toEqual([]);
    await usage.saveReportEnd(ACME.id, { kind: 'no-report' }, round(0));
    const nothing = { organisationId: ACME.id, read: undefined };
    expect(await usage.listReports()).toEqual([{ ...nothing, trouble: { kind: 'no-report' } }]);

    await usage.saveReportEnd(ACME.id, { kind: 'read', lastDay: '2026-11-02' }, round(1));
    const known = { organisationId: ACME.id, read: { at: round(1), lastDay: '2026-11-02' } };
    expect(await usage.listReports()).toEqual([{ ...known, trouble: undefined }]);

    await usage.saveReportEnd(ACME.id, { kind: 'failed', failure }, round(2));
    expect(await usage.listReports()).toEqual([{ ...known, trouble: { kind: 'failed', failure } }]);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/core/seat.ts';
import {
  ACME,
  aClaim,
  aMemory,
  aReading,
  MAYA,
  OTHER,
  RHEA,
  read,
  round,
  START,
} from './memory.ts';

function seen(id: number, login: string) {
  return aReading({ person: { id, login } });
}

describe('a login', () => {
  it('is found without regard to case', async () => {
    const { store } = await aMemory();
    await read(store, [seen(1, 'Rhea-Osei')], { at: round(0) });

    expect(await store.people.findByLogin('rhea-osei')).toEqual({
      person: { id: 1, login: 'Rhea-Osei' },
      earlierLogins: [],
    });
    expect(await store.people.findByLogin('rhea')).toBeUndefined();
  });

  it('that was changed leads to the same person', async () => {
    const { store } = await aMemory();
    for (const [n, login] of ['rhea', 'rhea-o', 'rhea-osei'].entries()) {
      await read(store, [seen(1, login)], { at: round(n) });
    }

    const record = {
      person: { id: 1, login: 'rhea-osei' },
      earlierLogins: ['rhea', 'rhea-o'],
    };
    expect(await store.people.findByLogin('rhea-osei')).toEqual(record);
    expect(await store.people.findByLogin('RHEA')).toEqual(record);
    expect(await store.people.listLogins()).toEqual(['rhea-osei']);
    expect(await store.seats.list()).toHaveLength(1);
  });

  it('that was taken back is no earlier one any more', async () => {
    const { store } = await aMemory();
    for (const [n, login] of ['rhea', 'rhea-o', 'rhea'].entries()) {
      await read(store, [seen(1, login)], { at: round(n) });
    }

    expect(await store.people.findByLogin('rhea')).toEqual({
      person: { id: 1, login: 'rhea' },
      earlierLogins: ['rhea-o'],
    });
  });

  it('belongs to whoever was seen with it last', async () => {
    const { store } = await aMemory();
    await read(store, [seen(1, 'octo')], { at: round(0) });
    await read(store, [seen(2, 'Octo')], { at: round(1) });

    expect((await store.people.findByLogin('octo'))?.person.id).toBe(2);
    expect(await store.people.listLogins()).toEqual(['Octo']);
    await read(store, [seen(1, 'octo'), seen(2, 'cat')], { at: round(2) });
    expect((await store.people.findByLogin('octo'))?.person.id).toBe(1);
    expect(await store.people.listLogins()).toEqual(['cat', 'octo']);
  });

  it('that two bear in one slice belongs to the one seen last', async () => {
    const { store } = await aMemory();
    await read(store, [seen(1, 'octo')], { at: round(0) });
    await read(store, [seen(2, 'octo'), seen(1, 'octo')], { at: round(1) });

    expect((await store.people.findByLogin('octo'))?.person.id).toBe(1);
  });

  it.each([
    ['one slice', [1, 2]],
    ['the other order', [2, 1]],
  ])('may be swapped between two people, in %s', async (_, order) => {
    const { store } = await aMemory();
    await read(store, [seen(1, 'ann'), seen(2, 'bob')], { at: round(0) });
    const swapped = order.map((id) => seen(id, id === 1 ? 'bob' : 'ann'));
    await read(store, swapped, { at: round(1) });

    expect((await store.people.findByLogin('ann'))?.person.id).toBe(2);
    expect((await store.people.findByLogin('bob'))?.person.id).toBe(1);
    expect((await store.people.findByLogin('bob'))?.earlierLogins).toEqual(['ann']);
  });

  it('in a usage report renames nobody and takes no login from anybody', async () => {
    const { store } = await aMemory();
    await read(store, [seen(1, 'octo'), seen(2, 'cat')], { at: round(0) });
    const usage = { day: '2026-11-01', editor: undefined, ways: [] };
    await store.usage.saveDays(
      ACME.id,
      [
        { personId: 2, login: 'octo', ...usage },
        { personId: 3, login: 'octo', ...usage },
        { personId: 4, login: 'dog', ...usage },
      ],
      round(1),
    );

    expect((await store.people.findByLogin('octo'))?.person.id).toBe(1);
    expect(await store.people.listLogins()).toEqual(['cat', 'dog', 'octo']);
  });
});

describe('signals', () => {
  it('come newest first, each with its source and organisation, up to a limit', async () => {
    const { store } = await aMemory();
    const used = START - 3 * DAY_MS;
    await read(
      store,
      [
        aReading({
          lastActivityAt: used,
          lastActivityEditor: 'vim',
          lastSignInAt: used + 5,
        }),
      ],
      { at: round(0) },
    );
    await read(store, [aReading({ lastActivityAt: used - DAY_MS })], {
      at: round(0),
      organisationId: OTHER.id,
    });
    const usage = {
      personId: RHEA.id,
      login: RHEA.login,
      day: '2026-11-02',
      editor: undefined,
      ways: [],
    };
    await store.usage.saveDays(ACME.id, [usage], round(0));

    const all = [
      { organisation: ACME, at: START - DAY_MS - 9 * 3_600_000 - 1, source: 'usage-report' },
      { organisation: ACME, at: used + 5, source: 'sign-in' },
      { organisation: ACME, at: used, source: 'seat', editor: 'vim' },
      { organisation: OTHER, at: used - DAY_MS, source: 'seat' },
    ].map((signal) => ({ editor: undefined, ...signal }));
    expect(await store.people.listSignals(RHEA.id)).toStrictEqual(all);
  });

  it('from a report that is read again change nothing', async () => {
    const { store, look } = await aMemory();
    const days = ['2026-11-01', '2026-11-02'].map((day) => ({
      personId: RHEA.id,
      login: RHEA.login,
      day,
      editor: 'vscode',
      ways: [{ kind: 'language' as const, name: 'python' }],
    }));
    await store.usage.saveDays(ACME.id, days, round(0));
    const before = look.pragma('data_version', { simple: true });
    await store.usage.saveDays(ACME.id, days, round(1));

    expect(look.pragma('data_version', { simple: true })).toBe(before);
    const nonsense = { personId: 1, login: 'x', day: 'yesterday', editor: undefined, ways: [] };
    await expect(store.usage.saveDays(ACME.id, [nonsense], round(2))).rejects.toThrow('not a day');
  });
});

describe('an exemption', () => {
  it('takes the place of the one before, shows with the seat and ends', async () => {
    const { store } = await aMemory();
    await read(store, [aReading()], { at: round(0) });
    const rest = { person: RHEA, by: MAYA, organisation: ACME };
    await store.kept.keep({ ...rest, until: undefined, reason: 'on leave' }, round(1));
    const until = START + 30 * DAY_MS;
    const kept = await store.kept.keep({ ...rest, until, reason: undefined }, round(2));

    expect(kept).toStrictEqual({ until, by: MAYA, madeAt: round(2), reason: undefined });
    expect(await store.kept.find(RHEA.id)).toStrictEqual(kept);
    const [seat] = await store.seats.list();
    expect(seat?.kind === 'held' && seat.kept).toStrictEqual(kept);

    expect(await store.kept.unkeep(RHEA, MAYA, round(3))).toBe(true);
    expect(await store.kept.unkeep(RHEA, MAYA, round(4))).toBe(false);
    expect((await store.kept.find(RHEA.id))?.until).toBe(round(3));
    const log = await store.audit.list({ limit: 10 });
    expect(log.map((entry) => [entry.action, entry.by, entry.person])).toEqual([
      ['unkept', MAYA, RHEA],
      ['kept', MAYA, RHEA],
      ['kept', MAYA, RHEA],
    ]);
    expect(log[2]?.detail).toEqual({ reason: 'on leave' });
  });

  it('may be made for somebody never seen, and none is ended where none was', async () => {
    const { store } = await aMemory();
    expect(await store.kept.unkeep(RHEA, MAYA, round(0))).toBe(false);
    const rest = { person: RHEA, by: MAYA, organisation: undefined, reason: undefined };
    await store.kept.keep({ ...rest, until: round(2) }, round(1));

    expect((await store.people.findByLogin('rhea-osei'))?.person).toEqual(RHEA);
    expect(await store.kept.unkeep(RHEA, MAYA, round(3))).toBe(false);
  });
});

describe('one person', () => {
  async function aStory() {
    const memory = await aMemory();
    const { store } = memory;
    const used = START - 90 * DAY_MS;
    await read(store, [seen(2, 'jun-park'), aReading({ person: { id: 1, login: 'rhea' } })], {
      at: round(0),
    });
    await read(
      store,
      [seen(2, 'jun-park'), aReading({ lastActivityAt: used, lastSignInAt: used })],
      {
        at: round(1),
      },
    );
    await store.kept.keep(
      { person: RHEA, until: round(2), reason: 'rhea asked', by: MAYA, organisation: ACME },
      round(1),
    );
    const ways = [{ kind: 'language' as const, name: 'rhealang' }];
    await store.usage.saveDays(
      ACME.id,
      [{ personId: RHEA.id, login: RHEA.login, day: '2026-11-01', editor: undefined, ways }],
      round(1),
    );
    const claim = aClaim();
    await store.removals.claim(claim, round(3));
    return { ...memory, claim };
  }

  it('can be given all that is stored about them', async () => {
    const { store, claim } = await aStory();
    const story = await store.people.exportPerson(1);

    expect(JSON.parse(JSON.stringify(story))).toMatchObject({
      person: { githubId: 1, login: 'rhea-osei' },
      logins: [{ login: 'rhea' }, { login: 'rhea-osei' }],
      grants: [{ organisation: 'acme-labs', plan: 'business' }],
      signsOfUse: [
        { source: 'seat', at: '2026-08-06T09:00:00.000Z' },
        { source: 'usage-report', day: '2026-11-01' },
      ],
      signIns: [{ at: '2026-08-06T09:00:00.000Z' }],
      waysOfUse: [
        {
          organisation: 'acme-labs',
          kind: 'language',
          name: 'rhealang',
          lastDay: '2026-11-01',
        },
      ],
      kept: { reason: 'rhea asked' },
      removals: [{ id: claim.id, reason: claim.evidence.reason }],
      decisions: [{ action: 'kept' }, { action: 'removal-claimed' }],
    });
    expect(await store.people.exportPerson(77)).toBeUndefined();
  });

  it('can be erased from everything but the numbers of the log', async () => {
    const { store, look, path, claim } = await aStory();
    await expect(store.people.erasePerson(1, round(4))).rejects.toThrow('under way');
    const detail = 'GitHub knows no rhea-osei';
    await store.removals.settle(claim.id, { state: 'failed', detail }, {}, round(4));

    expect(await store.people.erasePerson(1, round(5))).toBe(true);

    const everything = look
      .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'")
      .all()
      .map(({ name }) => JSON.stringify(look.prepare(`SELECT * FROM ${name}`).all()))
      .join();
    expect(everything).not.toContain('rhea');
    look.close();
    expect(readFileSync(path).includes('rhea')).toBe(false);
    expect(readFileSync(`${path}-wal`).includes('rhea')).toBe(false);
    expect(everything).toContain('jun-park');
    expect(
      (await store.seats.list()).map((seat) => seat.kind === 'held' && seat.person.id),
    ).toEqual([2]);
    expect((await store.removals.find(claim.id))?.person).toEqual({ id: 1, login: '(erased)' });
    const log = await store.audit.list({ limit: 10 });
    expect(log.map((entry) => [entry.action, entry.person?.id, entry.detail])).toEqual([
      ['person-erased', 1, {}],
      ['removal-ended', 1, {}],
      ['removal-claimed', 1, {}],
      ['kept', 1, {}],
    ]);
    expect(await store.audit.findBreak()).toBeUndefined();
    expect(await store.people.erasePerson(1, round(6))).toBe(false);
    expect(await store.people.erasePerson(77, round(6))).toBe(false);
  });

  it('is known again from nothing when the seat is still held', async () => {
    const { store } = await aMemory();
    await read(store, [aReading({ lastActivityAt: START })], { at: round(0) });
    await store.people.erasePerson(1, round(1));
    await read(store, [aReading()], { at: round(2) });

    const [seat] = await store.seats.list();
    expect(seat).toMatchObject({ person: RHEA, lastUse: undefined });
  });
});

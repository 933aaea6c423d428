import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/core/seat.ts';
import type { DigestWish, FrozenFrame, SlotClaim } from '../../src/store/digest-store.ts';
import { formatWish } from '../../src/store/digest-wish.ts';
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

const WISH: DigestWish = {
  channelId: 'C0SEATS',
  weekday: 1,
  hour: 9,
  minute: 0,
  timeZone: 'Etc/UTC',
  names: 'auto',
};
const PART = { text: 'words', blocks: [{ type: 'section' }] };
const FRAME: FrozenFrame = { head: PART, chart: PART, foot: PART };
/** Monday, 9 November 2026, 09:00 UTC. */
const DUE = Date.UTC(2026, 10, 9, 9);
const GRANT = { organisationId: ACME.id, personId: RHEA.id, grantedAt: 5000 };

async function aScheduled() {
  const memory = await aMemory();
  const { digests } = memory.store;
  const schedule = await digests.addSchedule(WISH, MAYA, START);
  /** Maya changes it as it stands. */
  async function change(wish: Partial<DigestWish>, at: number) {
    const seen = await digests.findSchedule(schedule.id);
    const to = { wish: { ...WISH, ...wish }, seen: formatWish(seen ?? WISH) };
    const changed = await digests.changeSchedule(schedule.id, to, MAYA, at);
    return changed.kind === 'changed' ? changed.schedule : undefined;
  }
  return { ...memory, digests, schedule, change };
}

function aSlotClaim(scheduleId: string, overrides: Partial<SlotClaim> = {}): SlotClaim {
  const week = overrides.week ?? '2026-W46';
  return {
    id: `${scheduleId}/${week}`,
    scheduleId,
    week,
    channelId: 'C0SEATS',
    dueAt: DUE,
    askedBy: undefined,
    frame: FRAME,
    rows: [{ grant: GRANT, part: PART }],
    snapshot: { at: DUE, organisationIds: [ACME.id], dormant: [GRANT] },
    missed: [],
    ...overrides,
  };
}

describe('a turn of a digest', () => {
  it('is taken up once, whoever asks', async () => {
    const { digests, schedule } = await aScheduled();
    const results = await Promise.all(
      Array.from({ length: 20 }, () => digests.claim(aSlotClaim(schedule.id), DUE)),
    );
    expect(results.filter((slot) => slot !== undefined)).toHaveLength(1);
    expect(await digests.listTakenWeeks(schedule.id, DUE)).toEqual(new Set(['2026-W46']));
  });

  it('goes from claimed to posted by one way only', async () => {
    const { digests, schedule } = await aScheduled();
    const slot = await digests.claim(aSlotClaim(schedule.id), DUE);
    const id = slot?.id ?? '';
    await digests.markPosted(id, '1.1', DUE);
    expect((await digests.findSlot(id))?.state).toBe('claimed');

    expect((await digests.markSending(id, true, DUE))?.attempts).toBe(1);
    expect(await digests.markSending(id, true, DUE)).toBeUndefined();
    await digests.release(id, 7);
    expect(await digests.findSlot(id)).toMatchObject({ state: 'claimed', notBefore: 7 });
    expect((await digests.markSending(id, false, DUE))?.attempts).toBe(1);
    await digests.sendAgain(id);
    expect((await digests.markSending(id, false, DUE))?.attempts).toBe(2);
    await digests.markPosted(id, '1.1', DUE);
    await digests.markUnknown(id, 'no');
    await digests.markSkipped(id, { detail: 'no', pause: 'archived' }, DUE);
    expect(await digests.findSlot(id)).toMatchObject({ state: 'posted', ts: '1.1', late: false });
    expect(await digests.listOpen()).toEqual([]);
    expect((await digests.findSchedule(schedule.id))?.paused).toBeUndefined();
  });

  it('that a channel forbids pauses its schedule, and is owed a notice until it is told', async () => {
    const { digests, schedule } = await aScheduled();
    const slot = await digests.claim(aSlotClaim(schedule.id), DUE);
    await digests.markSkipped(slot?.id ?? '', { detail: 'archived', pause: 'archived' }, DUE);
    expect((await digests.findSchedule(schedule.id))?.paused).toEqual({ why: 'archived', at: DUE });
    expect(await digests.claim(aSlotClaim(schedule.id, { week: '2026-W47' }), DUE)).toBeUndefined();
    const owed = await digests.listOwedNotices();
    expect(owed.map(({ slot: { detail } }) => detail)).toEqual(['archived']);
    await digests.markTold(slot?.id ?? '');
    expect(await digests.listOwedNotices()).toEqual([]);
  });

  it('is known to have been heard by whoever heard of the very pause from another one', async () => {
    const { digests, schedule } = await aScheduled();
    const ids = ['2026-W46', '2026-W47', '2026-W48'].map((week) => `${schedule.id}/${week}`);
    const [first = '', second = '', third = ''] = ids;
    async function skip(id: string, detail: 'archived' | 'shared', at: number) {
      const claim = aSlotClaim(schedule.id, { week: id.slice(-8) });
      if ((await digests.claim(claim, at)) === undefined) return;
      await digests.markSkipped(id, { detail, pause: detail }, at);
    }
    const heardOf = async (id: string) =>
      (await digests.listOwedNotices()).find(({ slot }) => slot.id === id)?.heard;
    const maya = { recipient: 'U0MAYA', reached: true };

    await digests.claim(aSlotClaim(schedule.id, { week: '2026-W47' }), DUE);
    await skip(first, 'archived', DUE);
    await digests.markHeard([first], maya, DUE + 1);
    await digests.markHeard([first], { recipient: 'U0ADA', reached: false }, DUE + 1);
    await digests.markSkipped(second, { detail: 'archived', pause: 'archived' }, DUE + 2);
    expect(await heardOf(first)).toEqual(
      new Map([
        ['U0MAYA', true],
        ['U0ADA', false],
      ]),
    );
    expect(await heardOf(second)).toEqual(new Map([['U0MAYA', true]]));

    // Resumed, and paused anew for the same reason: that is news again.
    await digests.resumeSchedule(schedule.id, MAYA, DUE + 3);
    await skip(third, 'archived', DUE + 4);
    expect(await heardOf(third)).toEqual(new Map());
    expect((await digests.listOwedNotices()).map(({ isDeleted }) => isDeleted)).not.toContain(true);
    await digests.deleteSchedule(schedule.id, MAYA, DUE + 5);
    expect((await digests.listOwedNotices()).map(({ isDeleted }) => isDeleted)).not.toContain(
      false,
    );
  });

  it('stands for the missed ones before it, which are told as one', async () => {
    const { digests, schedule } = await aScheduled();
    const missed = ['2026-W45', '2026-W44'].map((week) => ({ week, dueAt: DUE - 7 * DAY_MS }));
    await digests.claim(aSlotClaim(schedule.id, { missed }), DUE);
    await digests.skipMissed(schedule.id, missed, DUE);
    const owed = await digests.listOwedNotices();
    expect(owed.map(({ slot }) => [slot.week, slot.weeks])).toEqual([['2026-W45', 2]]);
  });

  it('is not used up by a clock that was ahead for a moment, but what was taken up then stays so', async () => {
    const { digests, schedule } = await aScheduled();
    const ahead = DUE + 7 * DAY_MS;
    const missed = [{ week: '2026-W46', dueAt: DUE }];
    const early = aSlotClaim(schedule.id, { week: '2026-W47', dueAt: ahead, missed });
    await digests.claim(early, ahead);
    expect(await digests.listTakenWeeks(schedule.id, ahead)).toContain('2026-W46');
    const [told] = await digests.listOwedNotices();
    await digests.markHeard([told?.slot.id ?? ''], { recipient: 'U0MAYA', reached: true }, ahead);

    expect(await digests.listTakenWeeks(schedule.id, DUE)).toEqual(new Set(['2026-W47']));
    expect(await digests.claim(aSlotClaim(schedule.id), DUE)).toMatchObject({ state: 'claimed' });
    expect(await digests.claim(aSlotClaim(schedule.id), DUE)).toBeUndefined();
    expect(await digests.claim(early, DUE)).toBeUndefined();
  });

  it('is not taken up for a schedule that was deleted or paused meanwhile', async () => {
    const { digests, schedule } = await aScheduled();
    await digests.pauseSchedule(schedule.id, MAYA, DUE);
    expect(await digests.claim(aSlotClaim(schedule.id), DUE)).toBeUndefined();
    await digests.resumeSchedule(schedule.id, MAYA, DUE);
    await digests.deleteSchedule(schedule.id, MAYA, DUE);
    expect(await digests.claim(aSlotClaim(schedule.id), DUE)).toBeUndefined();
    expect(await digests.listSchedules()).toEqual([]);
  });
});

describe('a schedule', () => {
  it('keeps what was due and not taken up when its time is changed', async () => {
    const { digests, schedule, change } = await aScheduled();
    const before = { week: '2026-W45', dueAt: Date.UTC(2026, 10, 2, 9) };
    await digests.claim(aSlotClaim(schedule.id, before), START);
    const changed = await change({ weekday: 4 }, DUE + 5000);
    expect(changed?.owed).toEqual({ week: '2026-W46', dueAt: DUE });
    expect(changed?.changedAt).toBe(DUE + 5000);
  });

  it('has what it missed written down, to be told, when its time is changed', async () => {
    const { digests, schedule, change } = await aScheduled();
    const changed = await change({ hour: 8 }, DUE + 2 * DAY_MS);
    expect(changed?.owed).toBeUndefined();
    const owed = await digests.listOwedNotices();
    expect(owed.map(({ slot }) => [slot.week, slot.detail])).toEqual([['2026-W46', 'missed']]);
    expect(await digests.listTakenWeeks(schedule.id, DUE + 2 * DAY_MS)).toContain('2026-W46');
  });

  it.each(['taken up', 'told'])('owes nothing any more once a later turn is %s', async (how) => {
    const { digests, schedule, change } = await aScheduled();
    const before = { week: '2026-W45', dueAt: Date.UTC(2026, 10, 2, 9) };
    await digests.claim(aSlotClaim(schedule.id, before), START);
    const owed = (await change({ hour: 8 }, DUE + 5000))?.owed;
    expect(owed?.week).toBe('2026-W46');
    // Two weeks are slept through: one row stands for both.
    const later = { week: '2026-W48', dueAt: DUE + 14 * DAY_MS };
    const missed = [{ week: '2026-W47', dueAt: DUE + 7 * DAY_MS }, owed ?? later];
    const claim = aSlotClaim(schedule.id, { ...later, missed });
    if (how === 'told') await digests.skipMissed(schedule.id, [later, ...missed], later.dueAt);
    else await digests.claim(claim, later.dueAt);
    expect((await digests.findSchedule(schedule.id))?.owed).toBeUndefined();
  });

  it('moves no turn when only its channel or its names change', async () => {
    const { schedule, change } = await aScheduled();
    const wish = { channelId: 'C0OTHER', names: 'no' } as const;
    expect(await change(wish, DUE + HOUR_MS)).toEqual({ ...schedule, ...wish });
  });

  it('has a row in the log for everything that is decided about it', async () => {
    const { digests, schedule, store, change } = await aScheduled();
    const { id } = schedule;
    await change({ hour: 10 }, round(1));
    // What changes nothing is no decision.
    await change({ hour: 10 }, round(1));
    await digests.pauseSchedule(id, MAYA, round(2));
    expect(await digests.pauseSchedule(id, MAYA, round(3))).toBe(false);
    await digests.resumeSchedule(id, MAYA, round(4));
    expect(await digests.resumeSchedule(id, MAYA, round(5))).toBe(false);
    const asked = { id: 'by-hand', week: undefined, askedBy: MAYA };
    await digests.claim({ ...aSlotClaim(id), ...asked }, round(6));
    await digests.markSkipped('by-hand', { detail: 'shared', pause: 'shared' }, round(7));
    await digests.deleteSchedule(id, MAYA, round(8));
    expect(await digests.deleteSchedule(id, MAYA, round(9))).toBe(false);

    const log = (await store.audit.list({ limit: 20 })).toReversed();
    expect(log.map(({ at, by, outcome }) => [at, by, outcome])).toEqual([
      [START, MAYA, 'added'],
      [round(1), MAYA, 'changed'],
      [round(2), MAYA, 'paused'],
      [round(4), MAYA, 'resumed'],
      [round(6), MAYA, 'asked for'],
      [round(7), undefined, 'paused'],
      [round(8), MAYA, 'deleted'],
    ]);
    expect(log[1]?.detail).toMatchObject({ channelId: 'C0SEATS', hour: 10 });
    expect(log[5]?.detail).toMatchObject({ why: 'shared' });
  });

  it('is not changed where the log does not take it', async () => {
    const { digests, schedule, path } = await aScheduled();
    const other = new Database(path);
    other.exec("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END");
    other.close();
    await expect(digests.addSchedule({ ...WISH, hour: 8 }, MAYA, DUE)).rejects.toThrow('full');
    await expect(digests.pauseSchedule(schedule.id, MAYA, DUE)).rejects.toThrow('full');
    await expect(digests.deleteSchedule(schedule.id, MAYA, DUE)).rejects.toThrow('full');
    expect(await digests.listSchedules()).toEqual([schedule]);
  });

  it('goes on when it moves out of a channel in trouble, and stays paused by hand', async () => {
    const { digests, schedule, change } = await aScheduled();
    const slot = await digests.claim(aSlotClaim(schedule.id), DUE);
    await digests.markSkipped(slot?.id ?? '', { detail: 'archived', pause: 'archived' }, DUE);
    const moved = await change({ channelId: 'C0OTHER' }, DUE + 1);
    expect(moved).toMatchObject({ channelId: 'C0OTHER', paused: undefined });
    await digests.pauseSchedule(schedule.id, MAYA, DUE);
    expect((await change({}, DUE))?.paused?.why).toBe('by-hand');
  });

  it('is made once by what arrives twice, and once for a channel and time', async () => {
    const { digests, schedule, store } = await aScheduled();
    const wish = { ...WISH, weekday: 2 };
    const [one, two] = await Promise.all([
      digests.addSchedule(wish, MAYA, DUE, 'abc'),
      digests.addSchedule(wish, MAYA, DUE, 'abc'),
    ]);
    expect(two).toEqual(one);
    expect(await digests.addSchedule({ ...WISH, names: 'no' }, MAYA, DUE)).toEqual(schedule);
    expect(await digests.listSchedules()).toHaveLength(2);
    expect(await store.audit.list({ limit: 9 })).toHaveLength(2);

    await digests.deleteSchedule('abc', MAYA, DUE);
    expect((await digests.addSchedule(wish, MAYA, DUE)).id).not.toBe('abc');
  });

  it('is changed only as it was seen, and into nothing that is there already', async () => {
    const { digests, schedule, change } = await aScheduled();
    const seen = formatWish(schedule);
    await change({ names: 'no' }, DUE);
    const later = { wish: { ...WISH, hour: 10 }, seen };
    const { id } = schedule;
    expect(await digests.changeSchedule(id, later, MAYA, DUE)).toEqual({ kind: 'overtaken' });
    expect(await digests.findSchedule(id)).toMatchObject({ hour: 9, names: 'no' });

    const other = await digests.addSchedule({ ...WISH, hour: 10 }, MAYA, DUE);
    const alike = { wish: { ...WISH, hour: 9 }, seen: formatWish(other) };
    expect(await digests.changeSchedule(other.id, alike, MAYA, DUE)).toEqual({ kind: 'twin' });
    await digests.deleteSchedule(id, MAYA, DUE);
    expect(await digests.changeSchedule(id, later, MAYA, DUE)).toEqual({ kind: 'deleted' });
    expect((await digests.changeSchedule(other.id, alike, MAYA, DUE)).kind).toBe('changed');
  });

  it('of the settings follows them, is known again when it comes back, and owes nothing then', async () => {
    const { store } = await aMemory();
    const { digests } = store;
    await digests.saveFromSettings(WISH, START);
    await digests.saveFromSettings(WISH, START + HOUR_MS);
    const [first] = await digests.listSchedules();
    expect(first).toMatchObject({ ...WISH, id: 'settings', madeBy: undefined, changedAt: START });

    await digests.saveFromSettings({ ...WISH, hour: 10 }, START + DAY_MS);
    expect((await digests.listSchedules())[0]?.changedAt).toBe(START + DAY_MS);
    await digests.saveFromSettings(undefined, START + 2 * DAY_MS);
    expect(await digests.listSchedules()).toEqual([]);
    await digests.saveFromSettings(WISH, START + 30 * DAY_MS);
    expect(await digests.listSchedules()).toMatchObject([{ changedAt: START + 30 * DAY_MS }]);
    // In the log stands what has changed, and nothing of a start that changed nothing.
    const log = (await store.audit.list({ limit: 20 })).toReversed();
    expect(log.map(({ at, by, outcome }) => [at, by, outcome])).toEqual([
      [START, undefined, 'added'],
      [START + DAY_MS, undefined, 'changed'],
      [START + 2 * DAY_MS, undefined, 'deleted'],
      [START + 30 * DAY_MS, undefined, 'added'],
    ]);
  });
});

describe('a turn whose schedule has changed meanwhile', () => {
  it('is not sent while that is paused, deleted or elsewhere', async () => {
    const { digests, schedule } = await aScheduled();
    const slot = await digests.claim(aSlotClaim(schedule.id), DUE);
    const id = slot?.id ?? '';
    await digests.pauseSchedule(schedule.id, MAYA, DUE);
    expect(await digests.markSending(id, false, DUE)).toBeUndefined();
    await digests.resumeSchedule(schedule.id, MAYA, DUE);
    const to = { wish: { ...WISH, channelId: 'C0OTHER' }, seen: formatWish(schedule) };
    await digests.changeSchedule(schedule.id, to, MAYA, DUE);
    expect(await digests.markSending(id, false, DUE)).toBeUndefined();
    await digests.moveTo(id, 'C0OTHER');
    expect(await digests.markSending(id, false, DUE)).toMatchObject({ channelId: 'C0OTHER' });
  });

  it('does not pause it for the trouble of a channel that it has left', async () => {
    const { digests, schedule } = await aScheduled();
    const slot = await digests.claim(aSlotClaim(schedule.id), DUE);
    const to = { wish: { ...WISH, channelId: 'C0OTHER' }, seen: formatWish(schedule) };
    await digests.changeSchedule(schedule.id, to, MAYA, DUE);
    await digests.markSkipped(slot?.id ?? '', { detail: 'archived', pause: 'archived' }, DUE);
    expect((await digests.findSchedule(schedule.id))?.paused).toBeUndefined();
  });

  it('owes nobody a word when somebody has paused it', async () => {
    const { digests, schedule } = await aScheduled();
    const slot = await digests.claim(aSlotClaim(schedule.id), DUE);
    const end = { detail: 'paused', pause: undefined, untold: true };
    await digests.markSkipped(slot?.id ?? '', end, DUE);
    expect(await digests.listOwedNotices()).toEqual([]);
  });
});

describe('what a digest leaves for the next one', () => {
  it('is the latest posted one’s alone, and not that of one sent by hand', async () => {
    const { digests, schedule, look } = await aScheduled();
    expect(await digests.findBaseline(schedule.id)).toBeUndefined();
    for (const [week, dueAt] of [
      ['2026-W46', DUE],
      ['2026-W47', DUE + 7 * DAY_MS],
    ] as const) {
      const slot = await digests.claim(aSlotClaim(schedule.id, { week, dueAt }), dueAt);
      await digests.markSending(slot?.id ?? '', false, dueAt);
      await digests.markPosted(slot?.id ?? '', `${dueAt}`, dueAt);
    }
    const extra = aSlotClaim(schedule.id);
    await digests.claim({ ...extra, id: 'x', week: undefined, askedBy: MAYA }, DUE + 8 * DAY_MS);
    expect(await digests.findBaseline(schedule.id)).toEqual({
      at: DUE + 7 * DAY_MS,
      organisationIds: [ACME.id],
      dormant: [GRANT],
    });
    expect(look.prepare('select count(*) from digest_dormant').pluck().get()).toBe(1);
  });

  it('lists removals that stand and undone ones, since an instant', async () => {
    const { store } = await aMemory();
    await read(store, [aReading()], { at: round(0) });
    await read(store, [aReading()], { at: round(0), organisationId: OTHER.id });
    const claim = aClaim();
    await store.removals.claim(claim, round(1));
    await store.removals.settle(
      claim.id,
      { state: 'removed', lastDay: '2026-12-01' },
      {},
      round(1),
    );
    const removed = [{ grant: claim.grant, outcome: 'removed' }];
    expect(await store.digests.listDecisions(round(1))).toEqual(removed);
    expect(await store.digests.listDecisions(round(1) + 1)).toEqual([]);
    await store.removals.claimUndo(claim.id, MAYA, round(2));
    const end = { state: 'undone', keptUntil: round(9) } as const;
    await store.removals.settleUndo(claim.id, end, {}, round(2));
    expect(await store.digests.listDecisions(round(1) + 1)).toEqual([
      { grant: claim.grant, outcome: 'undone' },
    ]);
  });
});

describe('forgetting', () => {
  it('takes a person’s name out of what digests showed, so that the messages follow', async () => {
    const { store, digests, schedule } = await aScheduled();
    await read(store, [aReading()], { at: round(0) });
    const slot = await digests.claim(aSlotClaim(schedule.id), DUE);
    await digests.markSending(slot?.id ?? '', false, DUE);
    await digests.markPosted(slot?.id ?? '', '1.1', DUE);
    expect(await store.people.erasePerson(RHEA.id, DUE)).toBe(true);
    const [row] = await digests.listPostedRows(0);
    expect(row?.erased).toBe(true);
    expect((await digests.listRows(slot?.id ?? ''))[0]?.part).toEqual({ text: '', blocks: [] });
    expect((await digests.findBaseline(schedule.id))?.dormant).toEqual([]);
    expect(await store.people.erasePerson(RHEA.id, DUE)).toBe(false);
  });

  it('lets go of old digests and figures, and of none that is on its way', async () => {
    const { store, digests, schedule, look } = await aScheduled();
    const figures = { organisationId: ACME.id, cost: 1, costAtRest: 1 };
    const byState = { nobody: 0, leaving: 0, active: 1, kept: 0, new: 0, unclear: 0, dormant: 2 };
    await store.figures.save([{ ...figures, byState }], DUE);
    await store.figures.save([{ ...figures, byState: { ...byState, dormant: 3 } }], DUE + 1);
    const slot = await digests.claim(aSlotClaim(schedule.id), DUE);
    expect(await store.figures.list('2026-11-09')).toMatchObject([{ byState: { dormant: 3 } }]);

    await store.forgetOlderThan(DUE + 90 * DAY_MS);
    expect(await digests.listOpen()).toHaveLength(1);
    expect(await store.figures.list('2000-01-01')).toEqual([]);
    await digests.markSkipped(slot?.id ?? '', { detail: 'no', pause: undefined }, DUE);
    await digests.markHeard([slot?.id ?? ''], { recipient: 'U0MAYA', reached: true }, DUE);
    await store.forgetOlderThan(DUE + 90 * DAY_MS);
    for (const table of [
      'digest_slot',
      'digest_row',
      'digest_dormant',
      'digest_telling',
      'figures',
    ]) {
      expect(look.prepare(`select count(*) from ${table}`).pluck().get()).toBe(0);
    }
    expect(await digests.listSchedules()).toHaveLength(1);
  });
});

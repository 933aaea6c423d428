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

const NOW = START + 400 * DAY_MS;
const KEEP = START + 10 * DAY_MS;

function used(id: number, at: number) {
  const person = { id, login: `user-${id}` };
  return aReading({ person, lastActivityAt: at, lastSignInAt: at });
}

describe('forgetting', () => {
  it('takes old signs and leaves the latest one of somebody with a seat, however old', async () => {
    const { store } = await aMemory();
    for (const day of [-3, -2, -1]) {
      await read(store, [used(1, START + day * DAY_MS), used(2, START + day * DAY_MS)], {
        at: START,
      });
    }
    await read(store, [used(2, KEEP + DAY_MS)], { at: START, outcome: 'incomplete' });
    await store.forgetOlderThan(KEEP);

    const signs = async (id: number) =>
      (await store.people.listSignals(id)).map(({ source, at }) => [source, (at - START) / DAY_MS]);
    expect(await signs(1)).toEqual([
      ['seat', -1],
      ['sign-in', -1],
    ]);
    expect(await signs(2)).toEqual([
      ['seat', 11],
      ['sign-in', 11],
    ]);
    const [seat] = await store.seats.list();
    expect(seat?.kind === 'held' && seat.lastUse?.at).toBe(START - DAY_MS);
  });

  it('leaves the latest sign from elsewhere too, as long as there is a seat anywhere', async () => {
    const { store } = await aMemory();
    await read(store, [used(1, START - 5 * DAY_MS)], { at: START, organisationId: OTHER.id });
    await read(store, [used(1, START - 9 * DAY_MS)], { at: START });
    for (const n of [1, 2]) await read(store, [], { at: round(n), organisationId: OTHER.id });
    await store.forgetOlderThan(KEEP);

    const [seat] = await store.seats.list();
    expect(seat?.kind === 'held' && seat.lastUse?.at).toBe(START - 5 * DAY_MS);
    expect(await store.people.listSignals(1)).toHaveLength(2);
  });

  it('takes people of whom nothing is left, and their old logins', async () => {
    const { store, look } = await aMemory();
    await read(store, [used(1, START), used(2, START)], { at: START });
    const renamed = { person: { id: 1, login: 'renamed' }, lastActivityAt: START };
    for (const n of [1, 2]) await read(store, [aReading(renamed)], { at: round(n) });
    await store.forgetOlderThan(KEEP);

    expect(look.prepare('SELECT login FROM login').pluck().all()).toEqual(['renamed']);
    expect(look.prepare('SELECT id FROM person').pluck().all()).toEqual([1]);
    expect(await store.seats.list()).toHaveLength(1);
  });

  it('takes the link with the person, who could not be named any more', async () => {
    const { store } = await aMemory();
    const slack = { teamId: 'T1', userId: 'U2' };
    await read(store, [used(1, START)], { at: START });
    expect(await store.links.linkByEmail({ slack, personId: 1 }, START)).toBeDefined();
    await store.forgetOlderThan(KEEP);
    expect(await store.links.findForSlack(slack)).toBeDefined();
    for (const n of [1, 2]) await read(store, [], { at: round(n) });
    await store.forgetOlderThan(KEEP);
    expect(await store.links.findForSlack(slack)).toBeUndefined();
  });

  it('takes names and evidence of old decisions and leaves the decisions', async () => {
    const { store } = await aMemory();
    const claim = aClaim();
    await store.removals.claim(claim, START);
    await store.removals.settle(claim.id, { state: 'refused', detail: 'no rhea' }, {}, START);
    const open = aClaim({
      grant: { ...claim.grant, organisationId: OTHER.id },
      organisation: OTHER,
    });
    await store.removals.claim(open, START);
    await store.audit.append(
      {
        action: 'refresh-asked',
        by: MAYA,
        organisation: ACME,
        person: undefined,
        removalId: undefined,
        outcome: 'asked',
        detail: { why: 'curious' },
      },
      KEEP,
    );
    await store.forgetOlderThan(KEEP);

    expect(await store.removals.find(claim.id)).toMatchObject({
      state: 'refused',
      detail: undefined,
      evidence: undefined,
    });
    expect((await store.removals.find(open.id))?.evidence).toBeDefined();
    const log = await store.audit.list({ limit: 9 });
    expect(log.map((row) => Object.keys(row.detail).length > 0)).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(await store.audit.findBreak()).toBeUndefined();
  });

  it('takes old reads and exemptions that ended, and not the last good read', async () => {
    const { store, look } = await aMemory();
    for (const n of [0, 1, 2]) await read(store, [aReading()], { at: round(n) });
    await read(store, [], { at: round(3), outcome: 'failed' });
    const rest = { by: MAYA, reason: undefined, organisation: ACME };
    await store.kept.keep({ ...rest, person: RHEA, until: round(5) }, round(4));
    const jun = { id: 2, login: 'jun-park' };
    await store.kept.keep({ ...rest, person: jun, until: undefined }, round(4));
    await store.forgetOlderThan(KEEP);

    expect(look.prepare('SELECT started_at FROM read').pluck().all()).toEqual([round(2)]);
    expect(await store.kept.find(RHEA.id)).toBeUndefined();
    expect(await store.kept.find(jun.id)).toBeDefined();
    expect((await store.organisations.list())[1]?.history.firstGoodReadAt).toBe(round(0));
  });

  it('changes nothing within the retention, and nothing the second time', async () => {
    const { store, look } = await aMemory();
    await read(store, [used(1, NOW - DAY_MS), used(2, START)], { at: NOW - DAY_MS });
    const signs = look.prepare('SELECT count(*) FROM v_activity_days').pluck();
    await store.forgetOlderThan(NOW - 399 * DAY_MS);
    expect(signs.get()).toBe(4);
    await store.forgetOlderThan(NOW - 399 * DAY_MS);
    expect(signs.get()).toBe(4);
  });
});

import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/core/seat.ts';
import type { RemovalEnd, Store } from '../../src/store/store.ts';
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

const REMOVED: RemovalEnd = { state: 'removed', lastDay: '2026-12-01' };

async function end(store: Store, ending: RemovalEnd, overrides = {}): Promise<string> {
  const claim = aClaim(overrides);
  await store.removals.claim(claim, round(1));
  await store.removals.markSent(claim.id, round(1));
  await store.removals.settle(claim.id, ending, {}, round(2));
  return claim.id;
}

describe('the seats that removals took', () => {
  it('are told with price, last day, and the other seats of the person', async () => {
    const { store } = await aMemory();
    const { grant } = aClaim();
    await read(store, [aReading()], { at: round(0) });
    await read(store, [aReading({ grantedAt: START })], { at: round(0), organisationId: OTHER.id });
    await end(store, REMOVED);
    expect(await store.removals.listTaken('2026-12-01')).toEqual([
      {
        personId: RHEA.id,
        organisationId: ACME.id,
        endsOn: '2026-12-01',
        price: 1900,
        currency: 'USD',
        otherSeats: [{ from: START, until: undefined }],
      },
    ]);
    expect(grant.personId).toBe(RHEA.id);
    expect(await store.removals.listTaken('2026-12-02')).toEqual([]);
  });

  it('of a seat that was simply gone end on the day of the removal', async () => {
    const { store } = await aMemory();
    await read(store, [aReading()], { at: round(0) });
    await end(store, { state: 'removed', lastDay: undefined });
    const day = new Date(round(2)).toISOString().slice(0, 10);
    expect((await store.removals.listTaken('2026-01-01'))[0]?.endsOn).toBe(day);
  });

  it('know another seat that is leaving by the day GitHub set, not by when it was missed', async () => {
    const { store } = await aMemory();
    const leaving = aReading({ grantedAt: START, pendingCancellation: '2026-12-01' });
    await read(store, [aReading()], { at: round(0) });
    await read(store, [leaving], { at: round(0), organisationId: OTHER.id });
    await end(store, REMOVED);
    const [taken] = await store.removals.listTaken('2026-01-01');
    expect(taken?.otherSeats).toEqual([{ from: START, until: Date.parse('2026-12-01') }]);
  });

  it('leave out what was refused, rehearsed or undone', async () => {
    const { store } = await aMemory();
    await read(store, [aReading()], { at: round(0) });
    await end(store, { state: 'refused', detail: 'no' });
    await end(store, { state: 'rehearsed' }, { mode: 'dry-run' });
    expect(await store.removals.listTaken('2026-01-01')).toEqual([]);
    const id = await end(store, REMOVED);
    expect(await store.removals.listTaken('2026-01-01')).toHaveLength(1);
    await store.removals.claimUndo(id, MAYA, round(3));
    const keptUntil = round(3) + DAY_MS;
    await store.removals.settleUndo(id, { state: 'undone', keptUntil }, {}, round(4));
    expect(await store.removals.listTaken('2026-01-01')).toEqual([]);
  });
});

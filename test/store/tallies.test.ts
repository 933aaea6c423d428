import { describe, expect, it } from 'vitest';
import { ACME, aClaim, aMemory, aNobody, aReading, MAYA, OTHER, read, round } from './memory.ts';

describe('the numbers of the file', () => {
  it('count the seats that are held, nobody’s too, by organisation', async () => {
    const { store } = await aMemory();
    const mark = await store.tallies.mark();
    await read(store, [aReading(), aNobody()], { at: round(0) });
    await read(store, [aReading()], { at: round(0), organisationId: OTHER.id });
    await read(store, [], { at: round(1), organisationId: OTHER.id });
    await read(store, [], { at: round(2), organisationId: OTHER.id });
    expect((await store.tallies.since(mark)).seats).toEqual(new Map([[ACME.id, 2]]));
  });

  it('count reads and removals by how they ended, since the mark', async () => {
    const { store } = await aMemory();
    await read(store, [aReading()], { at: round(0) });
    const mark = await store.tallies.mark();
    expect(await store.tallies.since(mark)).toMatchObject({
      reads: new Map(),
      removals: new Map(),
    });

    await read(store, [aReading()], { at: round(1) });
    await read(store, [], { at: round(2), outcome: 'failed' });
    const claim = aClaim();
    await store.removals.claim(claim, round(3));
    await store.removals.markSent(claim.id, round(3));
    await store.removals.settle(
      claim.id,
      { state: 'removed', lastDay: '2026-12-01' },
      {},
      round(4),
    );
    const refusal = { organisation: ACME, person: claim.person, removalId: undefined, detail: {} };
    for (const outcome of ['used', 'kept']) {
      const entry = { ...refusal, action: 'removal-refused', by: MAYA, outcome } as const;
      await store.audit.append(entry, round(5));
    }
    const { reads, removals } = await store.tallies.since(mark);
    expect(reads.get('complete')).toBe(1);
    expect([...reads.values()].reduce((sum, times) => sum + times, 0)).toBe(2);
    expect(removals).toEqual(
      new Map([
        ['not-removed', 2],
        ['removed', 1],
      ]),
    );
  });
});

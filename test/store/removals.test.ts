import { describe, expect, it } from 'vitest';
import { DAY_MS, type Instant } from '../../src/core/seat.ts';
import type { RemovalEnd, Store } from '../../src/store/store.ts';
import { ACME, aClaim, aMemory, aReading, MAYA, OTHER, RHEA, read, round } from './memory.ts';

const NOAH = { teamId: 'T1', userId: 'U2' };
const REMOVED: RemovalEnd = { state: 'removed', lastDay: '2026-12-01' };
const JUN_GRANT = { organisationId: ACME.id, personId: 2, grantedAt: 5 };

async function removed(store: Store, at: Instant = round(0)) {
  const claim = aClaim();
  await store.removals.claim(claim, at);
  await store.removals.markSent(claim.id, at);
  await store.removals.settle(claim.id, REMOVED, { status: 200 }, at);
  return claim;
}

describe('a claim', () => {
  it('stores the removal, its evidence and its audit row before anything is sent', async () => {
    const { store } = await aMemory();
    await read(store, [aReading()], { at: round(0) });
    const claim = aClaim();
    const result = await store.removals.claim(claim, round(1));

    const removal = {
      id: claim.id,
      grant: claim.grant,
      person: RHEA,
      organisation: ACME,
      state: 'claimed',
      mode: 'on',
      by: MAYA,
      claimedAt: round(1),
      sentAt: undefined,
      endedAt: undefined,
      lastDay: undefined,
      detail: undefined,
      price: 1900,
      currency: 'USD',
      evidence: claim.evidence,
      undo: undefined,
      told: false,
    };
    expect(result).toEqual({ kind: 'claimed', removal });
    expect(await store.removals.find(claim.id)).toEqual(removal);
    expect(await store.removals.findForGrant(claim.grant)).toEqual(removal);
    expect(await store.removals.listForPerson(RHEA.id)).toEqual([removal]);
    const [entry] = await store.audit.list({ limit: 1 });
    expect(entry).toMatchObject({
      action: 'removal-claimed',
      by: MAYA,
      person: RHEA,
      organisation: ACME,
      removalId: claim.id,
      detail: { evidence: { reason: claim.evidence.reason } },
    });
  });

  it('is won by one of a hundred for the same seat, and the others are told whose it is', async () => {
    const { store } = await aMemory();
    const claims = Array.from({ length: 100 }, (_, n) =>
      aClaim({ by: { ...MAYA, userId: `U${n}` } }),
    );
    const results = await Promise.all(claims.map((claim) => store.removals.claim(claim, round(0))));

    expect(results.map((result) => result.kind).toSorted()).toEqual([
      ...Array.from({ length: 99 }, () => 'already'),
      'claimed',
    ]);
    expect(new Set(results.map((result) => result.removal.id)).size).toBe(1);
    expect(await store.removals.listUnsettled()).toHaveLength(1);
    expect(await store.audit.list({ limit: 200 })).toHaveLength(1);
  });

  it('is held up by another one under way in the organisation, and not by one elsewhere', async () => {
    const { store } = await aMemory();
    const first = aClaim();
    await store.removals.claim(first, round(0));

    const second = aClaim({ grant: JUN_GRANT, person: { id: 2, login: 'jun-park' } });
    expect(await store.removals.claim(second, round(0))).toMatchObject({
      kind: 'busy',
      removal: { id: first.id },
    });
    const elsewhere = aClaim({
      grant: { ...JUN_GRANT, organisationId: OTHER.id },
      organisation: OTHER,
    });
    expect((await store.removals.claim(elsewhere, round(0))).kind).toBe('claimed');
    await store.removals.settle(first.id, REMOVED, {}, round(1));
    expect((await store.removals.claim(second, round(1))).kind).toBe('claimed');
  });

  it.each([
    ['claimed', undefined, 'already'],
    ['removed', REMOVED, 'already'],
    ['refused', { state: 'refused', detail: 'no' }, 'claimed'],
    ['failed', { state: 'failed', detail: 'no' }, 'claimed'],
    ['rehearsed', { state: 'rehearsed' }, 'claimed'],
  ] as const)('after one of the same grant that is %s', async (_, end, kind) => {
    const { store } = await aMemory();
    const first = aClaim();
    await store.removals.claim(first, round(0));
    if (end !== undefined) await store.removals.settle(first.id, end, {}, round(1));

    expect((await store.removals.claim(first, round(2))).kind).toBe('already');
    expect((await store.removals.claim(aClaim(), round(3))).kind).toBe(kind);
  });

  it('of another grant of the same person is not in the way', async () => {
    const { store } = await aMemory();
    const first = await removed(store);
    const grant = { ...first.grant, grantedAt: round(1) };

    expect((await store.removals.claim(aClaim({ grant }), round(2))).kind).toBe('claimed');
    expect((await store.removals.findForGrant(first.grant))?.id).toBe(first.id);
  });
});

describe('a removal', () => {
  it('goes from claimed to sent to its end, each once', async () => {
    const { store } = await aMemory();
    const claim = aClaim();
    await store.removals.claim(claim, round(0));
    expect(await store.removals.markSent(claim.id, round(1))).toBe(true);
    expect(await store.removals.markSent(claim.id, round(2))).toBe(false);
    const trace = { status: 200, requestId: 'ABC', seatsChanged: 1 };
    expect(await store.removals.settle(claim.id, REMOVED, trace, round(3))).toBe(true);
    expect(
      await store.removals.settle(claim.id, { state: 'failed', detail: 'x' }, {}, round(4)),
    ).toBe(false);
    expect(await store.removals.markSent(claim.id, round(5))).toBe(false);

    expect(await store.removals.find(claim.id)).toMatchObject({
      state: 'removed',
      sentAt: round(1),
      endedAt: round(3),
      lastDay: '2026-12-01',
    });
    const log = await store.audit.list({ limit: 5 });
    expect(log.map((entry) => [entry.action, entry.outcome])).toEqual([
      ['removal-ended', 'removed'],
      ['removal-claimed', 'claimed'],
    ]);
    expect(log[0]?.detail).toEqual({ state: 'removed', lastDay: '2026-12-01', github: trace });
  });

  it('is listed while it is open, and then until its clicker has been told', async () => {
    const { store } = await aMemory();
    const claim = aClaim();
    await store.removals.claim(claim, round(0));
    const states = async () => ({
      unsettled: (await store.removals.listUnsettled()).map((one) => one.state),
      untold: (await store.removals.listUntold()).map((one) => one.state),
    });
    expect(await states()).toEqual({ unsettled: ['claimed'], untold: [] });
    await store.removals.markSent(claim.id, round(0));
    expect(await states()).toEqual({ unsettled: ['sent'], untold: [] });
    await store.removals.settle(claim.id, REMOVED, {}, round(1));
    expect(await states()).toEqual({ unsettled: [], untold: ['removed'] });
    await store.removals.markTold(claim.id);
    expect(await states()).toEqual({ unsettled: [], untold: [] });
    await store.removals.claimUndo(claim.id, NOAH, round(2));
    expect(await states()).toEqual({ unsettled: ['undo-sent'], untold: [] });
    const failed = { state: 'removed', detail: 'GitHub said no' } as const;
    await store.removals.settleUndo(claim.id, failed, {}, round(3));
    expect(await states()).toEqual({ unsettled: [], untold: ['removed'] });
  });

  it.each(['refused', 'failed'] as const)('that was %s says why', async (state) => {
    const { store } = await aMemory();
    const claim = aClaim();
    await store.removals.claim(claim, round(0));
    await store.removals.settle(claim.id, { state, detail: 'GitHub said no' }, {}, round(1));

    expect((await store.removals.listUntold())[0]).toMatchObject({
      state,
      detail: 'GitHub said no',
      lastDay: undefined,
    });
  });
});

describe('a removed seat that somebody gave back on GitHub', () => {
  it('contradicts its removal only while it is there and not leaving', async () => {
    const { store } = await aMemory();
    const claim = await removed(store);
    const contradicted = async () => (await store.removals.listContradicted()).map(({ id }) => id);
    expect(await contradicted()).toEqual([]);
    const leaving = aReading({ pendingCancellation: '2026-12-01' });
    await store.seats.saveReading(ACME.id, leaving, round(1));
    expect(await contradicted()).toEqual([]);
    await store.seats.saveReading(ACME.id, aReading(), round(2));
    expect(await contradicted()).toEqual([claim.id]);
    await store.seats.markGone(claim.grant, round(3));
    expect(await contradicted()).toEqual([]);
  });

  it('can be removed again once that is written down, and nobody is kept or told', async () => {
    const { store } = await aMemory();
    const claim = await removed(store);
    expect(await store.removals.markRestored(claim.id, round(1))).toBe(true);
    expect(await store.removals.markRestored(claim.id, round(2))).toBe(false);

    expect(await store.removals.listUntold()).toEqual([]);
    expect(await store.kept.find(RHEA.id)).toBeUndefined();
    const [entry] = await store.audit.list({ limit: 1 });
    expect(entry).toMatchObject({ action: 'undo-ended', by: undefined, removalId: claim.id });
    expect((await store.removals.claim(aClaim(), round(3))).kind).toBe('claimed');
  });
});

describe('an undo', () => {
  it('is claimed once, and by one of many', async () => {
    const { store } = await aMemory();
    const claim = await removed(store);
    const results = await Promise.all(
      Array.from({ length: 20 }, () => store.removals.claimUndo(claim.id, NOAH, round(1))),
    );

    expect(results.filter((result) => result.kind === 'claimed')).toHaveLength(1);
    expect(results.filter((result) => result.kind === 'already')).toHaveLength(19);
    expect(await store.removals.find(claim.id)).toMatchObject({
      state: 'undo-sent',
      undo: { by: NOAH, at: round(1) },
    });
  });

  it('waits for another removal in the organisation', async () => {
    const { store } = await aMemory();
    const claim = await removed(store);
    const other = aClaim({ grant: JUN_GRANT });
    await store.removals.claim(other, round(1));

    expect(await store.removals.claimUndo(claim.id, NOAH, round(1))).toMatchObject({
      kind: 'busy',
      removal: { id: other.id },
    });
  });

  it('of a removal that did not take effect, or of none, is no undo', async () => {
    const { store } = await aMemory();
    const claim = aClaim();
    await store.removals.claim(claim, round(0));
    await store.removals.settle(claim.id, { state: 'failed', detail: 'x' }, {}, round(0));

    expect((await store.removals.claimUndo(claim.id, NOAH, round(1))).kind).toBe('already');
    await expect(store.removals.claimUndo('none', NOAH, round(1))).rejects.toThrow('no removal');
  });

  it('that worked keeps the person and lets the seat be removed again', async () => {
    const { store } = await aMemory();
    const claim = await removed(store);
    await store.removals.claimUndo(claim.id, NOAH, round(1));
    const keptUntil = round(2) + 30 * DAY_MS;
    const end = { state: 'undone', keptUntil } as const;
    expect(await store.removals.settleUndo(claim.id, end, { status: 201 }, round(2))).toBe(true);
    expect(await store.removals.settleUndo(claim.id, end, {}, round(3))).toBe(false);

    expect(await store.kept.find(RHEA.id)).toEqual({
      until: keptUntil,
      by: NOAH,
      madeAt: round(2),
      reason: undefined,
    });
    expect((await store.removals.listUntold()).map((one) => one.state)).toEqual(['undone']);
    const [entry] = await store.audit.list({ limit: 1 });
    expect(entry).toMatchObject({ action: 'undo-ended', outcome: 'undone', by: NOAH });
    expect((await store.removals.claim(aClaim(), round(4))).kind).toBe('claimed');
  });

  it('shortens no exemption that lasts longer', async () => {
    const { store } = await aMemory();
    const claim = await removed(store);
    const rest = { person: RHEA, reason: 'always on call', by: MAYA, organisation: ACME };
    await store.kept.keep({ ...rest, until: undefined }, round(1));
    await store.removals.claimUndo(claim.id, NOAH, round(1));
    const end = { state: 'undone', keptUntil: round(9) } as const;
    await store.removals.settleUndo(claim.id, end, {}, round(2));

    expect((await store.kept.find(RHEA.id))?.reason).toBe('always on call');
  });

  it('that failed leaves the removal standing, with the reason, and may be tried again', async () => {
    const { store } = await aMemory();
    const claim = await removed(store);
    await store.removals.claimUndo(claim.id, NOAH, round(1));
    const end = { state: 'removed', detail: 'GitHub said no' } as const;
    await store.removals.settleUndo(claim.id, end, {}, round(2));

    expect(await store.removals.find(claim.id)).toMatchObject({
      state: 'removed',
      lastDay: '2026-12-01',
      undo: { by: NOAH, detail: 'GitHub said no' },
    });
    expect(await store.kept.find(RHEA.id)).toBeUndefined();
    expect((await store.removals.claimUndo(claim.id, MAYA, round(3))).kind).toBe('claimed');
    expect((await store.removals.find(claim.id))?.undo).toEqual({ by: MAYA, at: round(3) });
  });
});

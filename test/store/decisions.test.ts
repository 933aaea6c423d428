import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/core/seat.ts';
import type { DecisionPage } from '../../src/store/audit-store.ts';
import type { Store } from '../../src/store/store.ts';
import { ACME, aClaim, aMemory, aReading, MAYA, RHEA, read, round } from './memory.ts';

const ENDED = { state: 'removed', lastDay: '2026-12-01' } as const;

/** Claimed, and not sent yet. */
async function aClaimedRemoval() {
  const { store } = await aMemory();
  await read(store, [aReading()], { at: round(0) });
  const claim = aClaim();
  await store.removals.claim(claim, round(1));
  return { store, id: claim.id };
}

describe('the log of decisions', () => {
  it('tells a removal once, with its end', async () => {
    const { store, id } = await aClaimedRemoval();
    const [open] = (await store.audit.listDecisions({ limit: 10 })).decisions;
    expect(open).toMatchObject({ action: 'removal-claimed', end: undefined });

    await store.removals.markSent(id, round(1));
    await store.removals.settle(id, ENDED, {}, round(2));
    const { decisions } = await store.audit.listDecisions({ limit: 10 });
    expect(decisions).toHaveLength(1);
    expect(decisions[0]).toMatchObject({
      action: 'removal-claimed',
      by: MAYA,
      end: { action: 'removal-ended', outcome: 'removed', detail: { lastDay: '2026-12-01' } },
    });
  });

  it('tells each undo of one removal with its own end', async () => {
    const { store, id } = await aClaimedRemoval();
    await store.removals.markSent(id, round(1));
    await store.removals.settle(id, ENDED, {}, round(2));
    await store.removals.claimUndo(id, MAYA, round(3));
    await store.removals.settleUndo(id, { state: 'removed', detail: 'No.' }, {}, round(4));
    await store.removals.claimUndo(id, MAYA, round(5));
    const keptUntil = round(5) + 30 * DAY_MS;
    await store.removals.settleUndo(id, { state: 'undone', keptUntil }, {}, round(6));
    const { decisions } = await store.audit.listDecisions({ limit: 10 });
    const told = decisions.filter(({ action }) => action !== 'kept');
    expect(told.map(({ action, end }) => [action, end?.outcome])).toEqual([
      ['undo-claimed', 'undone'],
      ['undo-claimed', 'not undone'],
      ['removal-claimed', 'removed'],
    ]);
  });

  it('tells of a seat that was given back on GitHub, which nobody decided here', async () => {
    const { store, id } = await aClaimedRemoval();
    await store.removals.markSent(id, round(1));
    await store.removals.settle(id, ENDED, {}, round(2));
    await store.removals.markRestored(id, round(3));
    const [newest] = (await store.audit.listDecisions({ limit: 10 })).decisions;
    expect(newest).toMatchObject({ action: 'undo-ended', by: undefined, end: undefined });
  });

  it('shows every decision on exactly one page, forwards and back', async () => {
    const { store } = await aMemory();
    const sizes = fc.record({
      more: fc.integer({ min: 0, max: 6 }),
      limit: fc.integer({ min: 1, max: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(sizes, async ({ more, limit }) => {
        for (let count = 0; count < more; count += 1) await appendDecision(store);
        const all = await store.audit.listDecisions({ limit: 10_000 });
        const pages = await turnBack(store, limit);
        const seqs = pages.flatMap(({ decisions }) => decisions.map(({ seq }) => seq));
        expect(seqs).toEqual(all.decisions.map(({ seq }) => seq));
        expect(await turnForward(store, limit, pages)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});

/** A refusal, and between refusals the end of something, which is no decision. */
async function appendDecision(store: Store): Promise<void> {
  const entry = { organisation: ACME, person: RHEA, removalId: undefined, detail: {} };
  await store.audit.append(
    { ...entry, action: 'removal-refused', by: MAYA, outcome: 'used' },
    round(1),
  );
  await store.audit.append(
    { ...entry, action: 'colleague-told', by: undefined, outcome: 'removed' },
    round(1),
  );
}

/** Page by page to the oldest. */
async function turnBack(store: Store, limit: number): Promise<DecisionPage[]> {
  const pages = [await store.audit.listDecisions({ limit })];
  for (;;) {
    const before = pages.at(-1)?.olderBefore;
    if (before === undefined) return pages;
    pages.push(await store.audit.listDecisions({ limit, before }));
  }
}

/** From the oldest page to the newest: the same pages. */
async function turnForward(
  store: Store,
  limit: number,
  pages: readonly DecisionPage[],
): Promise<boolean> {
  let page = pages.at(-1);
  for (const expected of pages.toReversed().slice(1)) {
    if (page?.newer === undefined) return false;
    page = await store.audit.listDecisions({ limit, before: page.newer.before });
    expect(page).toEqual(expected);
  }
  return page?.newer === undefined;
}

/**
 * A company of 100,000 seats, in the memory alone: how long the work on all of them takes, and for how
 * long it keeps everything else waiting. Acknowledgements have three seconds, a probe has one.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DAY_MS } from '../src/core/seat.ts';
import { loadPicture } from '../src/decision/picture.ts';
import { createFigureKeeper } from '../src/digest/figure-keeper.ts';
import { formatCsv } from '../src/lib/csv.ts';
import { renderIdleList } from '../src/slack/views/idle-list.ts';
import { renderOverview } from '../src/slack/views/overview.ts';
import { planExport } from '../src/slack/views/seat-export.ts';
import { openStore } from '../src/store/database.ts';
import type { Store } from '../src/store/store.ts';
import { inWords, type Report, watched } from './pauses.ts';

const NOW = Date.parse('2026-11-21T14:32:00Z');
const SEATS = 100_000;
const ORGANISATION = { id: 7, login: 'acme-labs' };
const PRICES = { business: 1900, enterprise: 3900 };

/** The ordinary mix of `bench/run.ts`: a tenth was never used, few have been idle for long. */
async function fill(store: Store): Promise<void> {
  await store.organisations.saveInstallations(
    [
      {
        installationId: 1,
        account: { id: ORGANISATION.id, name: ORGANISATION.login },
        kind: 'organisation',
        suspended: false,
        appMayWrite: true,
      },
    ],
    NOW,
  );
  await store.organisations.saveSeatManagement(ORGANISATION.id, {
    seatManagement: 'assign_selected',
    plan: 'business',
  });
  const read = await store.reads.start(ORGANISATION.id, NOW);
  const present = new Set<number>();
  for (let from = 0; from < SEATS; from += 100) {
    const seats = Array.from({ length: 100 }, (_, index) => aSeat(from + index));
    for (const id of await store.reads.saveSlice(read, seats, NOW)) present.add(id);
  }
  const outcome = { kind: 'complete', totalSeats: SEATS, pages: SEATS / 100 } as const;
  await store.reads.finish(read, { outcome, present, nobody: [], at: NOW });
}

function aSeat(n: number) {
  return {
    kind: 'held',
    person: { id: n + 1, login: `person-${n}` },
    grantedAt: NOW - (100 + (n % 300)) * DAY_MS,
    plan: 'business',
    team: undefined,
    pendingCancellation: undefined,
    lastActivityAt: n % 3 === 0 ? undefined : NOW - (n % 60) * DAY_MS,
    lastActivityEditor: 'vscode/1.105.1/copilot/1.372.0',
    lastSignInAt: undefined,
  } as const;
}

const RUNS = 7;

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Medians of several runs; the first, which also compiles, is left out. */
async function often(work: () => Promise<unknown>): Promise<string> {
  await work();
  const runs: { ms: number; pauseMs: number }[] = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await watched(work));
  const ms = middle(runs.map((run) => run.ms));
  return inWords({ ms, pauseMs: middle(runs.map((run) => run.pauseMs)) });
}

export async function benchLarge(report: Report): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'seatkeeper-bench-'));
  const store = await openStore(join(folder, 'seatkeeper.db'));
  await fill(store);
  const policy = { dormantAfterDays: 30, mode: 'on', refreshMinutes: 30 } as const;
  const listing = () => ({ kind: 'listed' }) as const;
  const deps = { store, policy, prices: PRICES, now: () => NOW, listing };
  const context = {
    now: NOW,
    command: '/copilot',
    currency: 'USD',
    prices: PRICES,
    dormantAfterDays: 30,
    seatContact: undefined,
    mode: 'on',
    refreshMinutes: 30,
    mayAct: true,
    noManagersFor: undefined,
  } as const;
  const nothing = { days: undefined, neverUsed: false, unclear: false } as const;
  const query = { ...nothing, organisationId: undefined, teamSlug: undefined };
  const picture = await loadPicture(deps);
  const savings = { reachDays: 365, amounts: new Map<string, number>() };
  const name = `at ${SEATS.toLocaleString('en')} seats`;
  report(`counting the seats that stay ${name}`, await often(() => store.seats.countStaying(7)));
  report(`loading and judging ${name}`, await often(() => loadPicture(deps)));
  report(`keeping the figures ${name}`, await often(() => createFigureKeeper(deps)()));
  report(
    `rendering /copilot ${name}`,
    await often(async () => renderOverview({ picture, savings }, context)),
  );
  report(
    `rendering /copilot dormant ${name}`,
    await often(async () => renderIdleList(picture, { query, page: 0 }, context)),
  );
  report(
    `writing /copilot export ${name}`,
    await often(() => formatCsv(planExport(picture, context), nextTurn)),
  );
  await store.close();
  rmSync(folder, { recursive: true, force: true });
}

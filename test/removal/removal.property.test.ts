import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import type { Day, GrantKey, HeldSeatReading } from '../../src/core/seat.ts';
import { type ChangeResult, type GitHub, GitHubError } from '../../src/github/github.ts';
import { NEVER_STOPPING } from '../../src/lib/stopping.ts';
import { dayOf } from '../../src/removal/evidence.ts';
import type { Outcome } from '../../src/removal/outcome.ts';
import type { Denied, RemovalDeps } from '../../src/removal/removal-deps.ts';
import { removeSeat } from '../../src/removal/remove.ts';
import { resolveOpenRemovals } from '../../src/removal/resolve.ts';
import { undoRemoval } from '../../src/removal/undo.ts';
import { openStore } from '../../src/store/database.ts';
import type { Store } from '../../src/store/store.ts';
import { daysAgo, LAST_DAY, MAYA, NOOR, NOW } from './room.ts';

/** What becomes of the next change that is sent. */
const CHANGES = [
  'done',
  'done but unanswered',
  'done late',
  'refused',
  'lost',
  'counted none',
  'pretended',
] as const;
type Change = (typeof CHANGES)[number];

/** Where the process dies next, if it gets there. */
const CRASHES = [
  'before it is marked sent',
  'before it is sent',
  'after it was done',
  'before its end is written',
] as const;
type Crash = (typeof CRASHES)[number];

type Step =
  | { readonly kind: 'click' | 'undo'; readonly times: number }
  | { readonly kind: 'look' | 'restart' | 'blind' | 'round' }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'next-change'; readonly change: Change }
  | { readonly kind: 'crash'; readonly crash: Crash }
  | { readonly kind: 'on-github'; readonly does: 'restore' | 'cancel' };

const MINUTE = 60_000;
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('click'), times: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('undo'), times: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('look', 'restart', 'blind', 'round') }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('wait'),
      ms: fc.constantFrom(1000, MINUTE, 3 * MINUTE, -5 * MINUTE),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('next-change'), change: fc.constantFrom(...CHANGES) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('crash'), crash: fc.constantFrom(...CRASHES) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('on-github'),
      does: fc.constantFrom('restore', 'cancel'),
    }),
  },
) as fc.Arbitrary<Step>;

const ORGANISATION = { id: 100, login: 'acme-labs' };
const RHEA = { id: 1, login: 'rhea-osei' };
const GRANT: GrantKey = { organisationId: 100, personId: 1, grantedAt: daysAgo(200) };

function aReading(overrides: Partial<HeldSeatReading> = {}): HeldSeatReading {
  return {
    kind: 'held',
    person: RHEA,
    grantedAt: GRANT.grantedAt,
    plan: 'business',
    team: undefined,
    pendingCancellation: undefined,
    lastActivityAt: undefined,
    lastActivityEditor: undefined,
    lastSignInAt: undefined,
    ...overrides,
  };
}

/** A world in which everything may go wrong, and which counts what was sent for which decision. */
class World {
  readonly sent = new Map<string, number>();
  readonly faults: string[] = [];
  readonly clock = { now: NOW };
  lastDay: Day | undefined;
  change: Change = 'done';
  crash: Crash | undefined;
  blind = false;
  #late: (() => void) | undefined;
  #store: Store | undefined;
  #inHand = new Set<string>();
  #die: () => void = () => undefined;
  #death: Promise<void> = Promise.resolve();
  readonly #path: string;

  constructor(folder: string) {
    this.#path = join(folder, 'seatkeeper.db');
  }

  get store(): Store {
    if (this.#store === undefined) throw new Error('not started');
    return this.#store;
  }

  async start(): Promise<void> {
    this.#store = await openStore(this.#path);
    this.#inHand = new Set();
    this.#death = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  async stop(): Promise<void> {
    await this.#store?.close();
  }

  /** What was to happen later at GitHub happens now. */
  settleLate(): void {
    this.#late?.();
    this.#late = undefined;
  }

  async round(): Promise<void> {
    const installation = { installationId: 1, kind: 'organisation', suspended: false } as const;
    const account = { id: ORGANISATION.id, name: ORGANISATION.login };
    const now = this.clock.now;
    await this.store.organisations.saveInstallations(
      [{ ...installation, account, appMayWrite: true }],
      now,
    );
    const id = await this.store.reads.start(ORGANISATION.id, now);
    const other = aReading({ person: { id: 2, login: 'jun-park' }, lastActivityAt: now });
    const third = aReading({ person: { id: 3, login: 'tomas-lind' } });
    const seats = [aReading({ pendingCancellation: this.lastDay }), other, third];
    const present = new Set(await this.store.reads.saveSlice(id, seats, now));
    const outcome = { kind: 'complete', totalSeats: seats.length, pages: 1 } as const;
    await this.store.reads.finish(id, { outcome, present, nobody: [], at: now });
  }

  /** Works until the end or until the process dies; undefined for what died with it. */
  async live<T>(work: (deps: RemovalDeps) => Promise<T>[]): Promise<(T | undefined)[]> {
    const started = work(this.#deps());
    const results: (T | undefined)[] = started.map(() => undefined);
    let dead = false;
    const death = this.#death;
    async function die(): Promise<void> {
      await death;
      dead = true;
    }
    const finished = Promise.all(
      started.map(async (one, index) => {
        const result = await one;
        if (!dead) results[index] = result;
      }),
    );
    await Promise.race([die(), finished]);
    if (dead) {
      await this.stop();
      await this.start();
    }
    return results;
  }

  async dieAt(point: Crash): Promise<void> {
    if (this.crash !== point) return;
    this.crash = undefined;
    this.#die();
    await new Promise(() => undefined);
  }

  #deps(): RemovalDeps {
    const { store } = this;
    const { removals } = store;
    return {
      github: this.#github(),
      store: {
        ...store,
        removals: {
          ...removals,
          markSent: async (...args) => {
            await this.dieAt('before it is marked sent');
            return removals.markSent(...args);
          },
          settle: async (...args) => {
            await this.dieAt('before its end is written');
            return removals.settle(...args);
          },
          settleUndo: async (...args) => {
            await this.dieAt('before its end is written');
            return removals.settleUndo(...args);
          },
        },
      },
      policy: { dormantAfterDays: 30, mode: 'on', refreshMinutes: 30 },
      prices: { business: 1900, enterprise: 3900 },
      currency: 'USD',
      identify: async () => 'manager',
      now: () => this.clock.now,
      log: pino({ level: 'silent' }),
      pause: async () => undefined,
      stopping: NEVER_STOPPING,
      inHand: this.#inHand,
    };
  }

  #github(): GitHub {
    const unlessBlind = () => {
      if (this.blind) throw new GitHubError({ kind: 'outage', detail: 'GitHub is in trouble.' });
    };
    const asked: Pick<GitHub, 'readSettings' | 'readSeat' | 'removeSeat' | 'restoreSeat'> = {
      readSettings: async () => {
        unlessBlind();
        return { seatManagement: 'assign_selected', plan: 'business', seatsStaying: undefined };
      },
      readSeat: async () => {
        unlessBlind();
        return { kind: 'seat', reading: aReading({ pendingCancellation: this.lastDay }) };
      },
      removeSeat: () => this.#send('sent', LAST_DAY),
      restoreSeat: () => this.#send('undo-sent', undefined),
    };
    return asked as GitHub;
  }

  async #send(state: 'sent' | 'undo-sent', lastDay: Day | undefined): Promise<ChangeResult> {
    const decided = (await this.store.removals.listUnsettled()).filter(
      (one) => one.state === state,
    );
    const [decision] = decided;
    if (decided.length !== 1 || decision === undefined)
      this.faults.push(`${state} without a claim`);
    // A decision is its claim: an undo that failed may be decided upon again.
    const entries = await this.store.audit.list({ limit: 1000 });
    const claim = entries.find(({ outcome }) => outcome === 'claimed');
    const key = `${state} ${decision?.id} ${claim?.seq}`;
    this.sent.set(key, (this.sent.get(key) ?? 0) + 1);
    if (decision?.evidence === undefined) this.faults.push('sent without evidence');
    if (state === 'undo-sent' && this.lastDay === undefined) {
      this.faults.push('a POST although no cancellation was pending');
    }
    await this.dieAt('before it is sent');
    return this.#carryOut(() => {
      this.lastDay = lastDay;
    });
  }

  async #carryOut(apply: () => void): Promise<ChangeResult> {
    const { change } = this;
    this.change = 'done';
    const trace = { status: 200, requestId: undefined };
    const unknown = {
      kind: 'unknown',
      detail: 'x',
      status: undefined,
      requestId: undefined,
    } as const;
    if (change === 'done' || change === 'done but unanswered') apply();
    if (change === 'done late') this.#late = apply;
    if (change === 'done') await this.dieAt('after it was done');
    switch (change) {
      case 'refused':
        return { kind: 'refused', detail: 'no', status: 403, requestId: undefined };
      case 'done':
      case 'pretended':
        return { kind: 'answered', seatsChanged: 1, ...trace };
      case 'counted none':
        return { kind: 'answered', seatsChanged: 0, ...trace };
      case 'done but unanswered':
      case 'done late':
      case 'lost':
        return unknown;
    }
  }
}

async function take(world: World, one: Step): Promise<void> {
  switch (one.kind) {
    case 'click':
      return judgeAnswers(
        world,
        await world.live((deps) =>
          Array.from({ length: one.times }, (_, n) => removeSeat(deps, GRANT, n % 2 ? NOOR : MAYA)),
        ),
      );
    case 'undo': {
      const newest = await world.store.removals.findForGrant(GRANT);
      if (newest === undefined) return;
      return judgeAnswers(
        world,
        await world.live((deps) =>
          Array.from({ length: one.times }, (_, n) =>
            undoRemoval(deps, newest.id, n % 2 ? NOOR : MAYA),
          ),
        ),
      );
    }
    case 'look':
      await world.live((deps) => [resolveOpenRemovals(deps)]);
      return;
    case 'restart':
      await world.stop();
      return world.start();
    case 'round':
      return world.round();
    case 'blind':
      world.blind = !world.blind;
      return;
    case 'wait':
      world.settleLate();
      world.clock.now += one.ms;
      return;
    case 'next-change':
      world.change = one.change;
      return;
    case 'crash':
      world.crash = one.crash;
      return;
    case 'on-github':
      world.settleLate();
      world.lastDay = one.does === 'cancel' ? LAST_DAY : undefined;
  }
}

/** Whoever is told that something happened is told what GitHub shows. */
function judgeAnswers(
  { lastDay, faults }: World,
  outcomes: readonly (Outcome | Denied | undefined)[],
): void {
  for (const outcome of outcomes) {
    if (outcome?.kind === 'removed' && outcome.removal.lastDay !== lastDay) {
      // Within a batch an undo cannot follow a removal, so the seat must still be leaving.
      faults.push('told removed, and GitHub shows something else');
    }
    if (outcome?.kind === 'undone' && lastDay !== undefined)
      faults.push('told undone, and it is not');
    if (outcome?.kind === 'gone-at-once') faults.push('told gone, and it is not');
  }
}

/** When the trouble is over and somebody looks again, nothing stays open and memory agrees with GitHub. */
async function comeToRest(world: World): Promise<void> {
  world.settleLate();
  world.blind = false;
  world.crash = undefined;
  world.change = 'done';
  // By then the clock has caught up, wherever it was set: an earlier observation is not a newer one.
  world.clock.now = NOW + 60 * MINUTE;
  await world.round();
  await world.live((deps) => [resolveOpenRemovals(deps)]);
  world.clock.now += 3 * MINUTE;
  await world.live((deps) => [resolveOpenRemovals(deps)]);
  await world.live((deps) => [resolveOpenRemovals(deps)]);
}

describe('whatever is clicked, goes wrong and dies', () => {
  test('there is one DELETE or none for each decision, POSTs only revive, and the end is GitHub’s', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
        const folder = mkdtempSync(join(tmpdir(), 'seatkeeper-property-'));
        const world = new World(folder);
        try {
          await world.start();
          await world.round();
          for (const one of steps) await take(world, one);
          await comeToRest(world);

          expect(world.faults).toEqual([]);
          expect([...world.sent.values()].filter((count) => count > 1)).toEqual([]);
          expect(await world.store.removals.listUnsettled()).toEqual([]);
          const removals = await world.store.removals.listForPerson(RHEA.id);
          const standing = removals.filter(({ state }) => state === 'removed');
          expect(standing.length).toBeLessThanOrEqual(1);
          for (const { lastDay } of standing) {
            expect(lastDay).toBe(world.lastDay);
            expect(dayOf(world.clock.now) < (world.lastDay ?? '')).toBe(true);
          }
          expect(await world.store.audit.findBreak()).toBeUndefined();
        } finally {
          await world.stop();
          rmSync(folder, { recursive: true, force: true });
        }
      }),
      { numRuns: 60, endOnFailure: true },
    );
  }, 120_000);
});

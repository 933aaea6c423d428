/**
 * Writes the company's past into a memory: the reader, the removal room and the store of the product live
 * through it, on a clock that is moved along. No table is touched from here.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { Config } from '../../src/config.ts';
import { type GrantKey, grantKeyOf, type SlackPerson } from '../../src/core/seat.ts';
import { createFigureKeeper } from '../../src/digest/figure-keeper.ts';
import { createGitHub } from '../../src/github/client.ts';
import type { CopilotSettings, GitHub } from '../../src/github/github.ts';
import { NEVER_STOPPING } from '../../src/lib/stopping.ts';
import { createPoller } from '../../src/poller/poller.ts';
import type { RemovalDeps } from '../../src/removal/removal-deps.ts';
import { removeSeat } from '../../src/removal/remove.ts';
import { undoRemoval } from '../../src/removal/undo.ts';
import { openStore } from '../../src/store/database.ts';
import type { Store } from '../../src/store/store.ts';
import { type Manager, REPORTS_SINCE_DAYS_AGO, tellChronicle } from './chronicle.ts';
import type { DemoClock } from './clock.ts';
import { type DemoCompany, INSTALLED_DAYS_AGO } from './company.ts';
import { DAY_MS, startOfDay } from './habits.ts';
import { EU } from './roster.ts';

export interface PastOptions {
  readonly config: Config;
  readonly clock: DemoClock;
  readonly demo: DemoCompany;
  /** The instant from which days are counted back. */
  readonly start: number;
  /** The instant at which the past ends, because the bot goes on from there. */
  readonly until: number;
  /** Who decided what there is to decide. */
  readonly by: SlackPerson;
}

/** GitHub keeps 90 days, so a look every six weeks misses nothing; a trend wants one every week. */
const READ_DAYS_AGO = [
  ...Array.from({ length: 7 }, (_, index) => 364 - index * 42),
  INSTALLED_DAYS_AGO[EU],
  ...Array.from({ length: 13 }, (_, index) => 91 - index * 7),
];

/** Lives through the year before `until`; afterwards the memory is closed and the clock stands there. */
export async function writePast(options: PastOptions): Promise<void> {
  const { config, clock, demo, start, until } = options;
  const now = () => clock.now();
  const log = pino({ level: 'silent' });
  const store = await openStore(config.databasePath);
  // Real time is not what passes here, so GitHub need not be spared between two changes.
  const github = createGitHub({ ...config.github, log, now, timing: { changeSpacingMs: 0 } });
  const poller = createPoller({
    github: sparing(github, () => Math.round((start - now()) / DAY_MS)),
    store,
    now,
    log,
    refreshMinutes: config.refreshMinutes,
    onRead: async () => {},
    onRound: () => undefined,
  });
  const manager = createManager(options, { store, github, now, log }, () => poller.readNow());
  const { prices } = config;
  const keepFigures = createFigureKeeper({
    store,
    prices,
    policy: policyOf(config),
    now,
    listing: () => poller.listing(),
  });
  const deeds = tellChronicle(start);
  const noon = (daysAgo: number) => startOfDay(start - daysAgo * DAY_MS) + DAY_MS / 2;
  const reads = READ_DAYS_AGO.map((daysAgo) => ({ at: noon(daysAgo), act: undefined }));
  let lived = start - 1000 * DAY_MS;
  const days = [...deeds, ...reads].filter(({ at }) => at < until);
  for (const { at, act } of days.toSorted((one, other) => one.at - other.at)) {
    clock.moveTo(at);
    demo.live({ from: lived, to: at }, { sparse: start - at > 90 * DAY_MS });
    lived = at;
    if (act !== undefined) {
      await act({ demo, company: demo.company, manager });
      continue;
    }
    await poller.readNow();
    await keepFigures();
  }
  await poller.stop();
  await store.close();
  clock.moveTo(until);
  demo.live({ from: lived, to: until });
}

/** Leaves out questions whose answers are known, so that a year takes a second. */
function sparing(github: GitHub, daysAgo: () => number): GitHub {
  const settings = new Map<number, Promise<CopilotSettings>>();
  return {
    ...github,
    readSettings(asked) {
      const known = settings.get(asked.organisationId) ?? github.readSettings(asked);
      settings.set(asked.organisationId, known);
      return known;
    },
    // Each report tells of 28 days, and before that the App may not read any.
    readUsageDays: async (...question) =>
      daysAgo() <= REPORTS_SINCE_DAYS_AGO && daysAgo() % 14 === 0
        ? github.readUsageDays(...question)
        : { kind: 'no-report' },
  };
}

function policyOf({ dormantAfterDays, removals, refreshMinutes }: Config): RemovalDeps['policy'] {
  return { dormantAfterDays, mode: removals, refreshMinutes };
}

type Rooms = Pick<RemovalDeps, 'store' | 'github' | 'now' | 'log'>;

/** Maya at work: she looks at fresh data, and clicks. */
function createManager(
  { config, by }: PastOptions,
  rooms: Rooms,
  readNow: () => Promise<void>,
): Manager {
  const { store, now } = rooms;
  const deps: RemovalDeps = {
    ...rooms,
    policy: policyOf(config),
    prices: config.prices,
    currency: config.currency,
    identify: async () => 'manager',
    pause: (ms) => sleep(ms),
    stopping: NEVER_STOPPING,
    inHand: new Set(),
  };
  return {
    async remove(organisation, login, meanwhile) {
      await readNow();
      const grant = await findGrant(store, organisation, login);
      meanwhile?.();
      const outcome = await removeSeat(deps, grant, by);
      const expected = meanwhile === undefined ? 'removed' : 'not-removed';
      if (outcome.kind !== expected) throw new Error(`${login}: ${JSON.stringify(outcome)}`);
      if (outcome.kind === 'removed') await store.removals.markTold(outcome.removal.id);
    },
    async undo(organisation, login) {
      const removal = await store.removals.findForGrant(
        await findGrant(store, organisation, login),
      );
      if (removal === undefined) throw new Error(`nobody removed ${login}`);
      const outcome = await undoRemoval(deps, removal.id, by);
      if (outcome?.kind !== 'undone') throw new Error(`${login}: ${JSON.stringify(outcome)}`);
      await store.removals.markTold(removal.id);
    },
    async keep(login, days, reason) {
      const record = await store.people.findByLogin(login);
      if (record === undefined) throw new Error(`nobody remembers ${login}`);
      const { person } = record;
      const until = days === undefined ? undefined : now() + days * DAY_MS;
      await store.kept.keep({ person, until, reason, by, organisation: undefined }, now());
    },
  };
}

async function findGrant(store: Store, organisation: string, login: string): Promise<GrantKey> {
  for (const seat of await store.seats.list()) {
    if (seat.kind === 'held' && seat.organisation.login === organisation) {
      if (seat.person.login === login) return grantKeyOf(seat);
    }
  }
  throw new Error(`${login} has no seat in ${organisation}`);
}

/** The rooms of the house, built and put together. Nothing is started here. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from './config.ts';
import type { Instant } from './core/seat.ts';
import { createDigests, type Digests } from './digest/digests.ts';
import { createGitHub } from './github/client.ts';
import type { GitHub } from './github/github.ts';
import type { Stopping } from './lib/stopping.ts';
import type { Logger } from './operate/logs.ts';
import { createDeletedAccounts, type DeletedAccounts } from './poller/deleted-accounts.ts';
import { createPoller } from './poller/poller.ts';
import { releaseSeat } from './removal/release.ts';
import type { RemovalDeps } from './removal/removal-deps.ts';
import { removeSeat } from './removal/remove.ts';
import { undoRemoval } from './removal/undo.ts';
import { createFollowedStore } from './slack/followed-store.ts';
import type { Identity } from './slack/guard.ts';
import { createLine, type Line } from './slack/line.ts';
import type { HomeDeps } from './slack/listeners/home.ts';
import { contextFor } from './slack/listeners/listener-deps.ts';
import { registerListeners } from './slack/listeners/register.ts';
import { createPeople, type People } from './slack/people.ts';
import { createPersonal, type Personal } from './slack/personal.ts';
import type { Slack } from './slack/slack.ts';
import { createOutcomeTeller, tellTrouble } from './slack/telling.ts';
import type { Store } from './store/store.ts';

/** Slack needs no more than seconds; a minute is what makes it certain. */
const CERTAIN_AFTER_MS = 60_000;
/** About one message a second, and a little for the way. https://docs.slack.dev/apis/web-api/rate-limits */
const POST_SPACING_MS = 1200;

interface RoomOptions {
  readonly slack: Slack;
  /** How long, in real time, a message that Slack never confirmed may still turn up. */
  readonly certainAfterMs?: number | undefined;
  /** Between two digests, in real time. */
  readonly postSpacingMs?: number | undefined;
}

/** What every room stands on. */
export interface Foundations {
  readonly store: Store;
  readonly now: () => Instant;
  readonly log: Logger;
  readonly stopping: Stopping;
}

export interface Rooms extends Foundations {
  readonly digests: Digests;
  readonly slack: Slack;
  readonly poller: ReturnType<typeof createPoller>;
  readonly removalDeps: RemovalDeps;
  readonly tellOutcomes: () => Promise<void>;
  readonly personal: Personal;
  readonly line: Line;
  readonly deletedAccounts: DeletedAccounts;
}

/** Builds everything and starts nothing. */
export function createRooms(
  config: Config,
  given: Foundations,
  { slack, certainAfterMs = CERTAIN_AFTER_MS, postSpacingMs = POST_SPACING_MS }: RoomOptions,
): Rooms {
  const { now, log } = given;
  const refreshHomes = () => personal.homes.refreshSoon();
  const foundations = { ...given, store: createFollowedStore(given.store, refreshHomes) };
  const github = createGitHub({ ...config.github, log, now });
  const { clients } = slack;
  const people = createPeople({
    client: clients.asking,
    managers: config.managers,
    viewers: config.viewers,
    log,
  });
  const { dormantAfterDays, removals: mode, refreshMinutes, retentionDays } = config;
  const policy = { dormantAfterDays, mode, refreshMinutes, retentionDays };
  const listing = () => poller.listing();
  const telling = { ...foundations, config, people, clients, listing };
  const poller = createPoller({
    ...foundations,
    github,
    refreshMinutes,
    onRead: (record) => tellTrouble(telling, record),
    onRound: refreshHomes,
  });
  const removalDeps = createRemovalDeps(config, { ...foundations, github, people, policy });
  const personal: Personal = createPersonal({ ...telling, github }, () => listenerDeps);
  const digests = createDigests({
    ...telling,
    policy,
    certainAfterMs,
    postSpacingMs,
    prices: config.prices,
    managers: config.managers,
    alertChannel: config.alertChannel,
    context: () => ({ ...contextFor(telling, 'manager', ''), noManagersFor: undefined }),
    readGitHub: () => poller.readNow(),
    identity: () => slack.identity(),
  });
  const tellAll = createOutcomeTeller({ ...telling, ...personal });
  const tellOutcomes = () => tellAll().then(() => digests.refreshPosted());
  const line = createLine(slack, { mode: config.slack.mode.kind, now, changed: refreshHomes });
  const listenerDeps: HomeDeps = {
    ...telling,
    policy,
    removals: createRemovals(removalDeps),
    refresh: poller,
    line: line.state,
    tellOutcomes,
    ...personal,
    digests,
    identity: () => knownIdentity(slack),
  };
  registerListeners(slack.app, listenerDeps);
  const deletedAccounts = createDeletedAccounts({ ...foundations, github });
  const rooms = { slack, poller, removalDeps, tellOutcomes, personal, digests, deletedAccounts };
  return { ...foundations, ...rooms, line };
}

function createRemovals(deps: RemovalDeps): HomeDeps['removals'] {
  return {
    remove: (grant, by, shown) => removeSeat(deps, grant, by, shown),
    undo: (id, by) => undoRemoval(deps, id, by),
    release: (grant, by) => releaseSeat(deps, grant, by),
  };
}

function createRemovalDeps(
  { prices, currency }: Config,
  rooms: Foundations & {
    readonly github: GitHub;
    readonly people: People;
    readonly policy: RemovalDeps['policy'];
  },
): RemovalDeps {
  const { people, ...rest } = rooms;
  return {
    ...rest,
    prices,
    currency,
    identify: (by) => people.identify(by),
    pause: (ms, signal) => sleep(ms, undefined, { signal }),
    inHand: new Set(),
  };
}

function knownIdentity(slack: Slack): Identity {
  const identity = slack.identity();
  if (identity === undefined) throw new Error('Slack has not been reached yet');
  return identity;
}

/** The composition root: builds each long-lived thing once, starts it, and stops it in reverse order. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type Config, secretsOf } from './config.ts';
import { DAY_MS, type Instant } from './core/seat.ts';
import { earliestDayTold } from './core/usage.ts';
import { createStop, type Stop } from './lib/stopping.ts';
import { startTicker } from './lib/ticker.ts';
import { within } from './lib/within.ts';
import { describeHealth } from './operate/describe-health.ts';
import { startHealth } from './operate/health.ts';
import { createLog, type Logger } from './operate/logs.ts';
import { resolveOpenRemovals } from './removal/resolve.ts';
import { createRooms, type Rooms } from './rooms.ts';
import { createSlack, type Slack } from './slack/slack.ts';
import { openStore } from './store/database.ts';
import type { Store } from './store/store.ts';

/** What the demo and the tests put in place of the world. */
export interface Outside {
  /** The clock of every rule. Tokens, signatures, triggers and deadlines keep to real time. */
  readonly now?: () => Instant;
  readonly log?: Logger;
  /** How often the wall clock is looked at; machines sleep and clocks are set, so there are no long timers. */
  readonly lookEveryMs?: number;
  /** How long, in real time, a message that Slack never confirmed may still turn up. */
  readonly certainAfterMs?: number;
  /** Between two digests, in real time; Slack wants about a second. */
  readonly postSpacingMs?: number | undefined;
  /** How long, in real time, what has been sent to GitHub may take to end once a stop has begun. */
  readonly graceMs?: number;
  /** Fires when the start shall wait for nobody any more, because a stop will follow. */
  readonly stopping?: AbortSignal;
}

export interface Seatkeeper {
  /** Where `/livez` and its siblings answer; the port that was free where the setting says 0. */
  readonly healthPort: number;
  /**
   * Lets go of what only asks or waits, finishes what has been sent, then lets go of everything: within
   * seconds, and within `graceMs` and a few seconds more when GitHub or Slack does not answer.
   */
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 10_000;
/** With the few seconds after it, within what service managers wait before they kill. */
const GRACE_MS = 12_000;
/** How long nothing is written while Slack has not said yet whether it takes the tokens. */
const SLACK_VERDICT_MS = 3000;
/** How long the start waits for Slack before it goes on without it, which it then joins by itself. */
const SLACK_PATIENCE_MS = 20_000;

/**
 * Starts the whole product. Throws for what no waiting mends (a refused token, a file that is damaged,
 * foreign or in use, a taken port), with nothing left running and the file untouched.
 */
export async function startSeatkeeper(config: Config, outside: Outside = {}): Promise<Seatkeeper> {
  const now = outside.now ?? Date.now;
  const log = outside.log ?? createLog({ level: config.logLevel, secrets: secretsOf(config) });
  const slack = createSlack(config.slack, log);
  const stopping = createStop(outside.graceMs ?? GRACE_MS, outside.stopping);
  const store = await openMemory(config, { slack, log, begun: stopping.begun });
  const stops: (() => Promise<void>)[] = [() => store.close()];
  async function stop(): Promise<void> {
    stopping.begin();
    for (const stopOne of stops.toReversed()) {
      if (await stopping.waitFor(stopOne())) continue;
      // Whatever this was, the file knows of it: the next start ends it by asking GitHub.
      log.warn({ event: 'stop-cut-short' }, 'something did not end in time and was left');
    }
  }
  try {
    const rooms = createRooms(config, { store, now, log, stopping }, { ...outside, slack });
    const healthPort = await startRooms(rooms, config, { stops, outside, stopping });
    return { healthPort, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A token that Slack refuses ends the start here, before there is a file. */
async function openMemory(
  { databasePath }: Config,
  { slack, log, begun }: { slack: Slack; log: Logger; begun: AbortSignal },
): Promise<Store> {
  try {
    await within(slack.meet(), SLACK_VERDICT_MS, begun);
    return await openStore(databasePath, {
      onNew: () => log.warn({ event: 'memory-new' }, 'there was no memory yet: a file was begun'),
    });
  } catch (error) {
    await slack.stop();
    throw error;
  }
}

interface Starting {
  readonly stops: (() => Promise<void>)[];
  readonly outside: Outside;
  readonly stopping: Stop;
}

/** Starts what `createRooms` built; every started thing adds its own end to `stops`. */
async function startRooms(
  rooms: Rooms,
  config: Config,
  { stops, outside, stopping: { begun } }: Starting,
): Promise<number> {
  const { lookEveryMs = LOOK_EVERY_MS } = outside;
  const { store, now, log, slack, poller, removalDeps, tellOutcomes } = rooms;
  const { version } = packageShape.parse(
    JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')),
  );
  await store.reads.abandonOpen(now());
  await store.digests.saveFromSettings(config.digest, now());
  const health = await startHealth({
    host: config.healthHost,
    port: config.healthPort,
    state: await describeHealth({ config, store, slack, poller, now, version }),
    log,
    now,
  });
  stops.push(() => health.stop());

  const onError = (error: unknown) =>
    log.error({ event: 'look-broke', err: error }, 'a look failed');
  const starting = slack.start();
  starting.catch((error: unknown) => log.error({ event: 'slack-refused', err: error }, 'Slack'));
  // Who has not met Slack by now has waited once already.
  const verdictMs = slack.identity() === undefined ? 0 : SLACK_VERDICT_MS;
  const mayWork = within(starting, verdictMs, begun).then(
    () => !begun.aborted,
    () => false,
  );
  const lookAgain = (look: () => Promise<void>) =>
    startTicker({
      everyMs: lookEveryMs,
      onError,
      async look() {
        if (await mayWork) await look();
      },
    });
  const removals = lookAgain(async () => {
    await resolveOpenRemovals(removalDeps);
    if (slack.isConnected()) await tellOutcomes();
  });
  stops.push(() => removals.stop());
  stops.push(() => rooms.personal.homes.settle());
  stops.push(() => slack.stop());
  const homes = lookAgain(() => lookAtHomes(rooms));
  stops.push(() => homes.stop());
  stops.push(async () => rooms.personal.stop());
  const clock = lookAgain(createClockLook(rooms, config));
  const accounts = lookAgain(() => rooms.deletedAccounts.look(begun));
  stops.push(() => accounts.stop());
  const digests = lookAgain(() => rooms.digests.look());
  stops.push(() => digests.stop());
  stops.push(() => rooms.digests.stop());
  // Breaking off the reading first also lets go whoever waits for a refresh.
  stops.push(() => poller.stop());
  stops.push(() => clock.stop());

  await within(starting, SLACK_PATIENCE_MS, begun);
  log.info({ event: 'started', version, health: health.port }, 'Seatkeeper is at work');
  return health.port;
}

const packageShape = z.object({ version: z.string() });

async function lookAtHomes({ line, personal }: Rooms): Promise<void> {
  line.look();
  await personal.homes.look();
}

/** What is due by the wall clock: a round of reading, and once a day forgetting. */
function createClockLook({ store, now, poller }: Rooms, config: Config): () => Promise<void> {
  let forgotAt: Instant | undefined;
  return async () => {
    await poller.look();
    const at = now();
    if (forgotAt !== undefined && Math.abs(at - forgotAt) < DAY_MS) return;
    forgotAt = at;
    await store.forgetOlderThan(at - config.retentionDays * DAY_MS);
    await store.usage.forgetWays(earliestDayTold(at));
  };
}

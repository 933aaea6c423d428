/** Starts the whole demo: a GitHub and a Slack on this machine, a year in the memory, and the real bot. */
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { startSeatkeeper } from '../../src/app.ts';
import { type Config, parseConfig, secretsOf } from '../../src/config.ts';
import { nextOccurrence } from '../../src/core/digest-schedule.ts';
import { type LocalGitHub, startLocalGitHub } from '../github/server.ts';
import type { AppManifest } from '../slack/manifest.ts';
import type { DemoControls } from '../slack/page/controls.ts';
import { createPageDoor } from '../slack/page-door.ts';
import { type LocalSlack, startLocalSlack } from '../slack/server.ts';
import { watchBot } from './bot-watch.ts';
import { createDemoClock, type DemoClock } from './clock.ts';
import { createDemoCompany } from './company.ts';
import { createControls } from './controls.ts';
import { DAY_MS } from './habits.ts';
import { liveLastWeek } from './last-week.ts';
import { createTimeMachine } from './passing.ts';
import { writePast } from './past.ts';
import { CAST, createWorkplace, postSmallTalk, TIME_ZONE } from './workplace.ts';

export interface DemoOptions {
  /** Of the page; any free one unless said. */
  readonly port?: number;
  /** The instant at which the demo begins, the present unless said. */
  readonly start?: number;
  /** The clock stands still until it is moved, for pictures and tests. */
  readonly frozen?: boolean;
  /** Takes the bot's log lines. */
  readonly onLog?: (line: string) => void;
  /** Leaves the memory on the disk at the end. */
  readonly keep?: boolean;
}

export interface Demo {
  readonly url: string;
  readonly databasePath: string;
  readonly clock: DemoClock;
  readonly github: LocalGitHub;
  readonly slack: LocalSlack;
  /** What the page's panel offers. */
  readonly controls: DemoControls;
  stop(): Promise<void>;
}

/** How often the bot looks at a clock that may leap. */
const LOOK_EVERY_MS = 50;
/** How often the people catch up with a clock that runs by itself. */
const LIVE_EVERY_MS = 60_000;
/** How long the bot may take for its first round. */
const PATIENCE_MS = 30_000;
const QUARTER_HOUR_MS = 900_000;

/**
 * Starts everything; resolves when the bot has read GitHub for the first time. Throws, with nothing left
 * behind, where a port is taken or something does not start.
 */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const start = options.start ?? Date.now();
  const clock = createDemoClock(start);
  const folder = mkdtempSync(join(placeFor(options), `seatkeeper-demo-${process.pid}-`));
  const databasePath = join(folder, 'seatkeeper.db');
  const stops: (() => Promise<void>)[] = [
    async () => {
      if (options.keep !== true) rmSync(folder, { recursive: true, force: true });
    },
  ];
  const stop = async () => {
    for (const stopOne of stops.splice(0).toReversed()) await stopOne();
  };
  try {
    const rooms = await startStandIns(options, clock, start);
    stops.push(() => rooms.slack.close());
    stops.push(() => rooms.github.close());
    const { github, slack, page } = rooms;
    const controls = await startBot({ ...rooms, databasePath, stops }, clock, {
      ...options,
      start,
    });
    const { url } = page.open({ backend: slack.backend, controls, cast: CAST });
    return { url, databasePath, clock, github, slack, controls, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A year of writing with every write secured is a second of waiting for the disk; Linux has a place without one. */
function placeFor({ keep = false }: DemoOptions): string {
  const inMemory = '/dev/shm';
  if (keep || !existsSync(inMemory)) return tmpdir();
  try {
    accessSync(inMemory, constants.W_OK);
    return inMemory;
  } catch {
    return tmpdir();
  }
}

type StandIns = Awaited<ReturnType<typeof startStandIns>>;

async function startStandIns(options: DemoOptions, clock: DemoClock, start: number) {
  const now = () => clock.now();
  const demo = createDemoCompany(start, now);
  const page = createPageDoor();
  const manifest = JSON.parse(
    readFileSync(new URL('../../manifest.json', import.meta.url), 'utf8'),
  ) as AppManifest;
  const slack = await startLocalSlack({
    manifest,
    workspace: createWorkplace(),
    port: options.port ?? 0,
    now,
    otherwise: page.otherwise,
  });
  const github = await startLocalGitHub({ company: demo.company, now });
  return { demo, page, slack, github };
}

async function startBot(
  rooms: StandIns & { readonly databasePath: string; readonly stops: (() => Promise<void>)[] },
  clock: DemoClock,
  { start, frozen = false, onLog = () => {} }: DemoOptions & { readonly start: number },
): Promise<DemoControls> {
  const { demo, github, slack, stops } = rooms;
  const config = configure(rooms);
  const maya = slack.workspace.person('maya');
  const by = { teamId: maya.teamId, userId: maya.id };
  // From shortly before last week's digest on it is the real bot that lives through the past.
  const { digest: digestTime, refreshMinutes } = config;
  if (digestTime === undefined) throw new Error('the demo has lost its digest');
  const until = nextOccurrence(digestTime, start - 7 * DAY_MS).dueAt - QUARTER_HOUR_MS;
  await writePast({ config, clock, demo, start, until, by });
  postSmallTalk(slack.workspace);

  const bot = watchBot(secretsOf(config), onLog);
  const seatkeeper = await startSeatkeeper(config, {
    now: () => clock.now(),
    log: bot.log,
    lookEveryMs: LOOK_EVERY_MS,
  });
  stops.push(() => seatkeeper.stop());
  const nextDigestAt = () => askNextDigest(seatkeeper.healthPort);
  const time = createTimeMachine({ clock, demo, bot, refreshMinutes, nextDigestAt });
  if (!(await bot.ended('round-ended', 0, PATIENCE_MS))) throw new Error('the bot reads nothing.');
  await liveLastWeek({ time, demo, slack, start });
  if (!frozen) clock.run();
  const living = setInterval(() => time.catchUp(), LIVE_EVERY_MS);
  stops.push(async () => clearInterval(living));
  return createControls({ clock, company: demo.company, github, slack, time });
}

const healthShape = z.object({ digests: z.object({ nextDueAt: z.string().nullable() }) });

/** The bot's own health door knows of the digests that were set up in the dialog, too. */
async function askNextDigest(healthPort: number): Promise<number | undefined> {
  const reply = await fetch(`http://127.0.0.1:${healthPort}/healthz`);
  const { digests } = healthShape.parse(await reply.json());
  return digests.nextDueAt === null ? undefined : Date.parse(digests.nextDueAt);
}

/** The settings of the bot: nothing of this machine's environment plays a part. */
function configure({
  slack,
  github,
  databasePath,
}: StandIns & { readonly databasePath: string }): Config {
  const { workspace } = slack;
  return parseConfig({
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    GITHUB_APP_ID: github.appId,
    GITHUB_PRIVATE_KEY: github.privateKey,
    GITHUB_API_URL: github.url,
    SEAT_MANAGERS: workspace.person('maya').id,
    SEAT_VIEWERS: workspace.person('victor').id,
    SEAT_CONTACT: workspace.channel('ask-copilot').id,
    ALERT_CHANNEL: workspace.channel('copilot-seats').id,
    DIGEST_CHANNEL: workspace.channel('copilot-seats').id,
    DIGEST_TIMEZONE: TIME_ZONE,
    DATABASE_PATH: databasePath,
    HEALTH_PORT: '0',
  });
}

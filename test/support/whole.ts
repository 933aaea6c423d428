/** The whole product, started against a GitHub and a Slack on this machine. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { Company } from '../../sandbox/github/company.ts';
import { type LocalGitHub, startLocalGitHub } from '../../sandbox/github/server.ts';
import type { Message } from '../../sandbox/slack/conversations.ts';
import type { AppManifest } from '../../sandbox/slack/manifest.ts';
import { type LocalSlack, startLocalSlack } from '../../sandbox/slack/server.ts';
import { type Outside, type Seatkeeper, startSeatkeeper } from '../../src/app.ts';
import { type Config, parseConfig } from '../../src/config.ts';
import { DAY_MS, type Instant } from '../../src/core/seat.ts';

/** A Saturday, so that the dates in the tests are those of the product's texts. */
export const NOW: Instant = Date.parse('2026-11-21T14:32:00Z');

export function daysAgo(days: number, now: Instant = NOW): Instant {
  return now - days * DAY_MS;
}

export interface Clock {
  now: Instant;
}

export interface WholeOptions {
  readonly company?: Company;
  /** Environment variables over the ordinary ones. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  readonly slack?: LocalSlack;
  readonly databasePath?: string;
  readonly outside?: Partial<Outside>;
}

export interface Whole {
  readonly github: LocalGitHub;
  readonly slack: LocalSlack;
  readonly company: Company;
  readonly clock: Clock;
  readonly config: Config;
  readonly databasePath: string;
  readonly bot: Seatkeeper;
  /** Log lines as objects. */
  readonly logs: Record<string, unknown>[];
  /** Starts the bot again on the same file, after `bot.stop()`. */
  restart(settings?: Readonly<Record<string, string>>): Promise<Seatkeeper>;
  /** Types a command as somebody and waits for the answer, or for one that fits. */
  ask(user: string, text: string, fits?: (message: Message) => boolean): Promise<Message>;
  /** Clicks in a message and waits for the delivery's acknowledgement. */
  click(
    user: string,
    message: Message,
    actionId: string,
    at?: { value?: string; option?: string },
  ): Promise<void>;
  /** Requests that changed something on GitHub. */
  changes(): { method: string; path: string; body: unknown }[];
  /** Reads GitHub once more and waits for the end. */
  readAgain(): Promise<void>;
}

export const manifest = JSON.parse(
  readFileSync(new URL('../../manifest.json', import.meta.url), 'utf8'),
) as AppManifest;

/** Two organisations' worth of nobody: tests grant what they need. */
export function aCompany(clock: Clock): Company {
  const company = new Company({ now: () => clock.now });
  company.addOrganisation({ login: 'acme-labs' });
  return company;
}

export async function startWhole(options: WholeOptions = {}): Promise<Whole> {
  const clock = options.clock ?? { now: NOW };
  const now = () => clock.now;
  const company = options.company ?? aCompany(clock);
  const github = await startLocalGitHub({ company, now });
  const slack = options.slack ?? (await startLocalSlack({ manifest }));
  const folder = mkdtempSync(join(tmpdir(), 'seatkeeper-'));
  const databasePath = options.databasePath ?? join(folder, 'seatkeeper.db');
  const logs: Record<string, unknown>[] = [];
  const log = pino(
    { level: 'debug' },
    { write: (line: string) => logs.push(JSON.parse(line) as Record<string, unknown>) },
  );

  const configure = (settings: Readonly<Record<string, string>> = {}) =>
    parseConfig({
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      GITHUB_APP_ID: github.appId,
      GITHUB_PRIVATE_KEY: github.privateKey,
      GITHUB_API_URL: github.url,
      SEAT_MANAGERS: slack.workspace.person('maya').id,
      SEAT_VIEWERS: slack.workspace.person('victor').id,
      DATABASE_PATH: databasePath,
      HEALTH_PORT: '0',
      ...options.settings,
      ...settings,
    });
  const start = (config: Config) =>
    startSeatkeeper(config, { now, log, lookEveryMs: 50, ...options.outside });
  const config = configure();
  let bot = await start(config);
  onTestFinished(async () => {
    await bot.stop();
    await slack.close();
    await github.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const whole: Whole = {
    github,
    slack,
    company,
    clock,
    config,
    databasePath,
    logs,
    get bot() {
      return bot;
    },
    async restart(settings) {
      bot = await start(configure(settings));
      return bot;
    },
    async ask(user, text, fits = isAnswer) {
      const before = slack.workspace.ephemeralsOf(user).length;
      await slack.interactions.slash({ user, channel: 'seats', text });
      return slack.waitForEphemeral(
        user,
        (message) => slack.workspace.ephemeralsOf(user).indexOf(message) >= before && fits(message),
      );
    },
    async click(user, message, actionId, at = {}) {
      await slack.interactions.click({
        user,
        message,
        actionId,
        ...(at.value === undefined ? {} : { value: at.value }),
        ...(at.option === undefined ? {} : { selectedOption: at.option }),
      });
    },
    changes: () =>
      github.requests
        .filter(({ method, path }) => method !== 'GET' && path.includes('/copilot/'))
        .map(({ method, path, body }) => ({ method, path, body })),
    async readAgain() {
      const before = roundsIn(logs);
      clock.now += 30 * 60_000;
      await until(() => roundsIn(logs) > before);
    },
  };
  await until(() => logs.some(({ event }) => event === 'round-ended'));
  return whole;
}

/** On a busy machine a word that it takes longer comes first. */
function isAnswer({ text }: Message): boolean {
  return !text.startsWith('Working on it');
}

function roundsIn(logs: readonly Record<string, unknown>[]): number {
  return logs.filter(({ event }) => event === 'round-ended').length;
}

/** Waits until something holds, looking again after every turn of the event loop. */
export async function until(holds: () => boolean, withinMs = 8000): Promise<void> {
  const endMs = Date.now() + withinMs;
  while (!holds()) {
    if (Date.now() > endMs)
      throw new Error(`waited ${withinMs} ms in vain for: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** What the tests of the whole product share: reading messages, waiting for rounds, starting by parts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { Company } from '../../sandbox/github/company.ts';
import { type LocalGitHub, startLocalGitHub } from '../../sandbox/github/server.ts';
import type { Message } from '../../sandbox/slack/conversations.ts';
import { type LocalSlack, startLocalSlack } from '../../sandbox/slack/server.ts';
import { type Seatkeeper, startSeatkeeper } from '../../src/app.ts';
import { parseConfig } from '../../src/config.ts';
import { aCompany, type Clock, manifest, NOW, until, type Whole } from '../support/whole.ts';

export const HOUR = 3_600_000;
export const MINUTE = 60_000;

interface Element {
  readonly type: string;
  readonly action_id?: string;
  readonly value?: string;
  readonly url?: string;
  readonly text?: { readonly text: string };
  readonly options?: readonly {
    readonly value: string;
    readonly text: { readonly text: string };
  }[];
}

/** Every button, link and menu of a message, in order. */
export function elementsOf(message: Pick<Message, 'blocks'>): Element[] {
  return message.blocks.flatMap((block) => {
    const { elements, accessory } = block as { elements?: Element[]; accessory?: Element };
    const inActions = block['type'] === 'actions' ? (elements ?? []) : [];
    return [...inActions, ...(accessory === undefined ? [] : [accessory])];
  });
}

/** The values of every button with this action, in order. */
export function valuesOf(message: Pick<Message, 'blocks'>, actionId: string): string[] {
  return elementsOf(message)
    .filter(({ action_id }) => action_id === actionId)
    .map(({ value }) => value ?? '');
}

/** The rows of a list, as `login · organisation …: reason`. */
export function rowsOf({ text }: Pick<Message, 'text'>): string[] {
  return text.split('\n').filter((line) => /^\*[^*]+\* · /.test(line));
}

/** `login organisation` of every row, in order. */
export function namesOf(message: Pick<Message, 'text'>): string[] {
  return rowsOf(message).map((row) =>
    row.replace(
      /^\*([^*]+)\* · ([^\s:]+).*$/,
      (_, login: string, org: string) => `${login} ${org}`,
    ),
  );
}

export function roundsOf(logs: readonly Record<string, unknown>[]): number {
  return logs.filter(({ event }) => event === 'round-ended').length;
}

/** Moves the clock and waits for the round that this makes due. */
export async function passTime(whole: Pick<Whole, 'clock' | 'logs'>, ms: number): Promise<void> {
  const before = roundsOf(whole.logs);
  whole.clock.now += ms;
  await until(() => roundsOf(whole.logs) > before);
}

/** How often an organisation's seat list was asked for, first pages only. */
export function readsOf(github: LocalGitHub, organisation: string): number {
  return github.requests.filter(
    ({ path, query }) =>
      path === `/orgs/${organisation}/copilot/billing/seats` && (query['page'] ?? '1') === '1',
  ).length;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface Parts {
  readonly clock: Clock;
  readonly company: Company;
  readonly github: LocalGitHub;
  readonly slack: LocalSlack;
  readonly folder: string;
  readonly databasePath: string;
  readonly logs: Record<string, unknown>[];
  readonly settings: Readonly<Record<string, string>>;
  /** Starts the bot and waits for nothing more than its start. */
  start(settings?: Readonly<Record<string, string>>): Promise<Seatkeeper>;
}

export interface PartsOptions {
  readonly clock?: Clock;
  readonly company?: Company;
  readonly slack?: Partial<Parameters<typeof startLocalSlack>[0]>;
  readonly settings?: Readonly<Record<string, string>>;
}

/** Both remote ends and a folder; for tests in which the start itself is what matters. */
export async function startParts(options: PartsOptions = {}): Promise<Parts> {
  const clock = options.clock ?? { now: NOW };
  const company = options.company ?? aCompany(clock);
  const github = await startLocalGitHub({ company, now: () => clock.now });
  const slack = await startLocalSlack({ manifest, ...options.slack });
  const folder = mkdtempSync(join(tmpdir(), 'seatkeeper-'));
  const databasePath = join(folder, 'seatkeeper.db');
  const logs: Record<string, unknown>[] = [];
  const log = pino(
    { level: 'debug' },
    {
      write: (line: string) => logs.push(JSON.parse(line) as Record<string, unknown>),
    },
  );
  const settings = {
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
  };
  const running: Seatkeeper[] = [];
  onTestFinished(async () => {
    for (const bot of running) await bot.stop();
    await slack.close();
    await github.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    clock,
    company,
    github,
    slack,
    folder,
    databasePath,
    logs,
    settings,
    async start(more = {}) {
      const config = parseConfig({ ...settings, ...more });
      const bot = await startSeatkeeper(config, { now: () => clock.now, log, lookEveryMs: 20 });
      running.push(bot);
      return bot;
    },
  };
}

/** The state of a running bot, from its health door. */
export async function healthOf(bot: Seatkeeper, path: '/livez' | '/readyz' | '/healthz') {
  const response = await fetch(`http://127.0.0.1:${bot.healthPort}${path}`);
  return { status: response.status, body: await response.text() };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { Company } from '../../sandbox/github/company.ts';
import { type LocalGitHub, startLocalGitHub } from '../../sandbox/github/server.ts';
import { INSTALLATIONS } from '../../sandbox/github/trouble.ts';
import { stringAt } from '../../sandbox/slack/json.ts';
import { type LocalSlack, startLocalSlack } from '../../sandbox/slack/server.ts';
import { ACTION } from '../../src/slack/refs.ts';
import { openStore } from '../../src/store/database.ts';
import { nodeArguments } from '../support/built.ts';
import { manifest, until } from '../support/whole.ts';
import { freePort, healthOf, startParts, valuesOf } from './support.ts';

const DAY = 86_400_000;

let github: LocalGitHub;
let slack: LocalSlack;
let folder: string;
let file: string;

beforeAll(async () => {
  const company = new Company();
  company.addOrganisation({ login: 'canary-org' });
  for (const login of ['canary-rhea', 'canary-jun']) {
    company.grant('canary-org', login, { at: Date.now() - 60 * DAY });
  }
  github = await startLocalGitHub({ company });
});

beforeEach(async () => {
  slack = await startLocalSlack({ manifest });
  folder = mkdtempSync(join(tmpdir(), 'seatkeeper-'));
  file = join(folder, 'memory.db');
  onTestFinished(async () => {
    await slack.close();
    rmSync(folder, { recursive: true, force: true });
  });
});

afterAll(() => github.close());

interface Running {
  readonly child: ChildProcess;
  readonly lines: () => string[];
  readonly errors: () => string;
  readonly ended: Promise<{ code: number | null; signal: string | null; ms: number }>;
}

/** The process as `npm start` runs it, on the servers of this test. */
function run(settings: Record<string, string> = {}): Running {
  const startedMs = performance.now();
  const child = spawn(process.execPath, nodeArguments('src/main.ts'), {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      GITHUB_APP_ID: github.appId,
      GITHUB_PRIVATE_KEY: github.privateKey,
      GITHUB_API_URL: github.url,
      SEAT_MANAGERS: slack.workspace.person('maya').id,
      DATABASE_PATH: file,
      HEALTH_PORT: '0',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Buffer[] = [];
  const complained: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => complained.push(chunk));
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null,
    ms: performance.now() - startedMs,
  }));
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
  });
  return {
    child,
    lines: () => Buffer.concat(said).toString().trim().split('\n').filter(Boolean),
    errors: () => Buffer.concat(complained).toString(),
    ended,
  };
}

/** Waits until the process is at work; answers with the port of its health door. */
async function untilStarted({ lines, errors }: Running): Promise<number> {
  await until(() => {
    if (errors() !== '') throw new Error(errors());
    return lines().some((line) => line.includes('"event":"round-ended"'));
  }, 15_000);
  const started = lines().find((line) => line.includes('"event":"started"')) ?? '{}';
  return (JSON.parse(started) as { health: number }).health;
}

async function makeMemory(): Promise<void> {
  const store = await openStore(file);
  await store.organisations.saveInstallations(
    [
      {
        installationId: 5,
        account: { id: 7, name: 'canary-org' },
        kind: 'organisation',
        suspended: false,
        appMayWrite: true,
      },
    ],
    Date.now(),
  );
  await store.close();
}

async function takePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function takeEveryPort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const REFUSED: readonly {
  what: string;
  prepare: () => Promise<Record<string, string>>;
  says: RegExp;
}[] = [
  {
    what: 'a bot token that Slack refuses',
    // It makes no file where there is none, either.
    prepare: async () => ({ SLACK_BOT_TOKEN: 'xoxb-canary-wrong' }),
    says: /^Slack refused SLACK_BOT_TOKEN \(invalid_auth\)\. Nothing was started\./,
  },
  {
    what: 'an app token that Slack refuses',
    prepare: async () => {
      await makeMemory();
      return { SLACK_APP_TOKEN: 'xapp-1-A0CANARY-1-canary' };
    },
    says: /^Slack refused SLACK_APP_TOKEN \(invalid_auth\)/,
  },
  {
    what: 'a damaged file',
    prepare: async () => {
      await makeMemory();
      const bytes = readFileSync(file);
      bytes.fill(0xff, 4096, 12_288);
      writeFileSync(file, bytes);
      return {};
    },
    says: /is damaged\. It was not touched\./,
  },
  {
    what: 'a file of something else',
    prepare: async () => {
      const other = new Database(file);
      other.exec('create table canary (canary)');
      other.close();
      return {};
    },
    says: /is not a memory of Seatkeeper\. It was not touched\./,
  },
  {
    what: 'an empty file',
    prepare: async () => {
      writeFileSync(file, '');
      return {};
    },
    says: /is empty, which a memory of Seatkeeper never is/,
  },
  {
    what: 'a file of a newer version',
    prepare: async () => {
      await makeMemory();
      const memory = new Database(file);
      memory.pragma('user_version = 999');
      memory.close();
      return {};
    },
    says: /was written by a newer Seatkeeper/,
  },
  {
    what: 'a taken HEALTH_PORT',
    prepare: async () => {
      await makeMemory();
      return { HEALTH_PORT: String(await takePort()) };
    },
    says: /^HEALTH_PORT \d+ on 127\.0\.0\.1 is taken/,
  },
  {
    what: 'a taken PORT',
    prepare: async () => {
      await makeMemory();
      const port = String(await takeEveryPort());
      return { SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: slack.signingSecret, PORT: port };
    },
    says: /^PORT \d+ is taken by another program/,
  },
];

/** Every row of a sound file, whose header counts how often it was opened; else its bytes. */
function contentsOf(path: string): unknown {
  if (!existsSync(path)) return undefined;
  const bytes = createHash('sha256').update(readFileSync(path)).digest('hex');
  try {
    const memory = new Database(path, { readonly: true });
    const tables = memory.prepare("select name from sqlite_master where type = 'table'").pluck();
    const rows = tables
      .all()
      .map((name) => memory.prepare(`select * from "${String(name)}"`).all());
    const version = memory.pragma('user_version', { simple: true });
    memory.close();
    return version === 999 ? bytes : { version, rows };
  } catch {
    return bytes;
  }
}

describe('a start that cannot succeed', { timeout: 60_000 }, () => {
  it.each(REFUSED)('for $what ends with one clear line, and leaves the file', async (refused) => {
    const { prepare, says } = refused;
    const settings = await prepare();
    const before = contentsOf(file);
    const seats = github.requests.length;
    const running = run(settings);
    const { code, ms } = await running.ended;
    const said = running.errors();
    expect(said).toMatch(says);
    expect(said.trimEnd().split('\n')).toHaveLength(1);
    expect(code).toBe(1);
    expect(contentsOf(file)).toEqual(before);
    expect(said).not.toMatch(/\bat .*\.ts/);
    expect(`${said}${running.lines().join('')}`).not.toMatch(/canary-wrong|A0CANARY|xoxb-/);
    // A refused start asks GitHub nothing.
    expect(github.requests).toHaveLength(seats);
    expect(ms).toBeLessThan(10_000);
  });

  it('for its settings names each and prints no value', async () => {
    const running = run({
      SLACK_BOT_TOKEN: 'CANARY-token',
      GITHUB_PRIVATE_KEY: 'CANARY-key',
      REFRESH_MINUTES: 'CANARY',
      SEAT_MANAGERS: 'CANARY!',
      DORMANT_AFTER_DAYS: '0',
    });
    expect((await running.ended).code).toBe(78);
    const said = running.errors() + running.lines().join('\n');
    for (const name of [
      'SLACK_BOT_TOKEN',
      'GITHUB_PRIVATE_KEY',
      'REFRESH_MINUTES',
      'SEAT_MANAGERS',
      'DORMANT_AFTER_DAYS',
    ]) {
      expect(said).toContain(name);
    }
    expect(said).not.toMatch(/CANARY/i);
    expect(existsSync(file)).toBe(false);
  });
});

describe('a running process', { timeout: 60_000 }, () => {
  it('logs JSON without secrets or names, keeps others off its file, drains and exits 0', async () => {
    const running = run();
    const port = await untilStarted(running);
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
    const health = await (await fetch(`http://127.0.0.1:${port}/healthz`)).text();
    expect(health).not.toContain('canary');

    const second = run();
    expect((await second.ended).code).toBe(1);
    expect(second.errors()).toContain('is in use by another Seatkeeper');

    await slack.interactions.slash({ user: 'maya', channel: 'seats', text: 'dormant' });
    const list = await slack.waitForEphemeral('maya', ({ text }) => text.includes('2 seats idle'));
    const [value = ''] = valuesOf(list, ACTION.removeSeat);
    const click = { user: 'maya', message: list, actionId: ACTION.removeSeat, value };
    await slack.interactions.click(click);
    await slack.waitForEphemeral('maya', ({ text }) => text.includes('seat in canary-org ends'));
    // Several things go wrong, with everything that must not be told in them.
    slack.faults.status('response_url', 500, 1);
    await slack.interactions.slash({ user: 'maya', channel: 'seats', text: 'user canary-jun' });
    await slack.waitForMessage(({ text }) => text.includes('*canary-jun* holds'));
    slack.faults.error('users.info', 'internal_error', 1);
    await slack.interactions.slash({ user: 'maya', channel: 'seats', text: 'keep canary-rhea' });
    await slack.waitForEphemeral('maya', ({ text }) => text.includes('could not be asked'));
    github.revokeTokens();
    await slack.interactions.slash({ user: 'maya', channel: 'seats', text: 'refresh' });
    await slack.waitForEphemeral('maya', ({ text }) => text.includes('Read just now'));

    // What is being answered is answered, although the end has been asked for.
    const held = slack.faults.hold('users.info');
    await slack.interactions.slash({ user: 'maya', channel: 'seats', text: 'status' });
    await held.reached;
    running.child.kill('SIGTERM');
    await until(() => slack.sockets.connections === 0);
    expect(running.child.exitCode).toBeNull();
    held.release();
    await slack.waitForEphemeral('maya', ({ text }) => text.includes('*canary-org*: up to date'));
    expect(await running.ended).toMatchObject({ code: 0, signal: null });
    expect(running.errors()).toBe('');

    const lines = running.lines();
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('level');
    const secrets = [
      slack.botToken,
      slack.appToken,
      slack.signingSecret,
      'PRIVATE KEY',
      ...github.privateKey.split('\n').filter((line) => line.length > 40),
      'ghs_',
      '/commands/T0',
      '/actions/T0',
      ...slack.deliveries.map(({ body }) => stringAt(body, 'trigger_id') ?? 'no trigger'),
    ];
    const written = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
    for (const secret of secrets) {
      expect(lines.filter((line) => line.includes(secret))).toEqual([]);
      expect(written.filter((text) => text.includes(secret))).toEqual([]);
    }
    expect(lines.filter((line) => line.includes('canary'))).toEqual([]);
    expect(slack.problems).toEqual([]);
  });

  it('asked twice to end ends at once', async () => {
    const running = run();
    await untilStarted(running);
    const held = slack.faults.hold('users.info');
    await slack.interactions.slash({ user: 'maya', channel: 'seats', text: 'status' });
    await held.reached;
    running.child.kill('SIGTERM');
    await until(() => slack.sockets.connections === 0);
    running.child.kill('SIGTERM');
    expect(await running.ended).toMatchObject({ code: 1 });
    held.release();
  });

  it('asked to end while it still waits for Slack exits 0', async () => {
    const port = await freePort();
    const running = run({ SLACK_API_URL: `http://127.0.0.1:${port}/api/` });
    await until(() => running.lines().some((line) => line.includes('slack-unreachable')), 15_000);
    const askedMs = performance.now();
    running.child.kill('SIGTERM');
    expect(await running.ended).toMatchObject({ code: 0 });
    expect(performance.now() - askedMs).toBeLessThan(5000);
  });

  it('goes on when nobody reads its log any more', async () => {
    const running = run({ LOG_LEVEL: 'debug' });
    await untilStarted(running);
    running.child.stdout?.destroy();
    for (const text of ['refresh', 'dormant']) {
      await slack.interactions.slash({ user: 'maya', channel: 'seats', text });
    }
    await slack.waitForEphemeral('maya', ({ text }) => text.includes('Read just now'));
    running.child.kill('SIGTERM');
    expect(await running.ended).toMatchObject({ code: 0 });
  });
});

describe('the health door', () => {
  it('lives from the first moment and is ready once the first round has ended', async () => {
    const parts = await startParts();
    const held = parts.github.faults.add(
      { path: INSTALLATIONS },
      { kind: 'hold', phase: 'before', next: undefined },
    );
    const bot = await parts.start();
    await held.arrived();
    expect((await healthOf(bot, '/livez')).status).toBe(200);
    const { status, body } = await healthOf(bot, '/readyz');
    expect(status).toBe(503);
    expect(body).toContain('"missing":["first-round"]');
    held.release();
    await until(() => parts.logs.some(({ event }) => event === 'round-ended'));
    expect((await healthOf(bot, '/readyz')).status).toBe(200);
    expect((await healthOf(bot, '/healthz')).body).not.toContain('acme-labs');
  });
});

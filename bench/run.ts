/**
 * The figures of docs/performance.md: each against a floor measured in the same run on the same machine,
 * so that they can be compared between machines. `npm run bench` takes about two minutes.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { App as GitHubApp } from '@octokit/app';
import { Octokit } from '@octokit/core';
import { App, SocketModeReceiver } from '@slack/bolt';
import { pino } from 'pino';
import { Company } from '../sandbox/github/company.ts';
import { type LocalGitHub, startLocalGitHub } from '../sandbox/github/server.ts';
import type { AppManifest } from '../sandbox/slack/manifest.ts';
import { type LocalSlack, startLocalSlack } from '../sandbox/slack/server.ts';
import { startSeatkeeper } from '../src/app.ts';
import { parseConfig } from '../src/config.ts';
import { DAY_MS } from '../src/core/seat.ts';
import { createGitHub } from '../src/github/client.ts';
import { readOrganisation } from '../src/poller/read-organisation.ts';
import { openStore } from '../src/store/database.ts';
import { benchLarge } from './large.ts';
import { benchUsage } from './usage.ts';

const NOW = Date.parse('2026-11-21T14:32:00Z');
const log = pino({ level: 'silent' });
const rows: string[][] = [];

function report(what: string, figure: string, floor: string, ratio: number | undefined): void {
  rows.push([what, figure, floor, ratio === undefined ? '' : ratio.toFixed(1)]);
  console.log(
    `${what}: ${figure}; floor ${floor}${ratio === undefined ? '' : `; ratio ${ratio.toFixed(1)}`}`,
  );
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function aCompany(seats: number): Company {
  const company = new Company({ now: () => NOW });
  company.addOrganisation({ login: 'acme-labs' });
  for (let index = 0; index < seats; index += 1) {
    const login = `person-${index}`;
    company.grant('acme-labs', login, { at: NOW - (100 + (index % 300)) * DAY_MS });
    if (index % 10 !== 0) company.useCopilotIn('acme-labs', login, NOW - (index % 25) * DAY_MS);
  }
  return company;
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const started = performance.now();
  const value = await work();
  return { ms: performance.now() - started, value };
}

/** The same pages, fetched and parsed by nothing but the platform. */
async function fetchBare(
  github: LocalGitHub,
  installationId: number,
  pages: number,
): Promise<void> {
  const app = new GitHubApp({
    appId: github.appId,
    privateKey: github.privateKey,
    Octokit: Octokit.defaults({ baseUrl: github.url }),
  });
  const octokit = await app.getInstallationOctokit(installationId);
  const { token } = (await octokit.auth({ type: 'installation' })) as { token: string };
  for (let page = 1; page <= pages; page += 1) {
    const url = `${github.url}/orgs/acme-labs/copilot/billing/seats?per_page=100&page=${page}`;
    const response = await fetch(url, { headers: { authorization: `token ${token}` } });
    JSON.parse(await response.text());
  }
}

async function benchReading(seats: number): Promise<void> {
  const company = aCompany(seats);
  const github = await startLocalGitHub({ company, now: () => NOW, hourlyLimit: 1_000_000 });
  const folder = mkdtempSync(join(tmpdir(), 'seatkeeper-bench-'));
  const path = join(folder, 'seatkeeper.db');
  const store = await openStore(path);
  const door = createGitHub({
    apiUrl: github.url,
    appId: github.appId,
    privateKey: github.privateKey,
    log,
    now: () => NOW,
  });
  await store.organisations.saveInstallations(await door.listInstallations(), NOW);
  const [record] = await store.organisations.list();
  if (record === undefined) throw new Error('there is no installation');
  const asked = {
    organisationId: record.organisation.id,
    login: record.organisation.login,
    installationId: record.installationId,
  };
  const deps = { github: door, store, now: () => NOW, log };
  const signal = new AbortController().signal;

  const floor = await timed(() => fetchBare(github, record.installationId, Math.ceil(seats / 100)));
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const first = await timed(() => readOrganisation(deps, asked, signal));
  delay.disable();
  const second = await timed(() => readOrganisation(deps, asked, signal));
  const listed = await timed(() => store.seats.list());

  const name = `${seats.toLocaleString('en')} seats`;
  report(
    `first read of ${name}`,
    `${first.ms.toFixed(0)} ms`,
    `${floor.ms.toFixed(0)} ms bare fetch`,
    first.ms / floor.ms,
  );
  report(
    `unchanged read of ${name}`,
    `${second.ms.toFixed(0)} ms`,
    `${floor.ms.toFixed(0)} ms bare fetch`,
    second.ms / floor.ms,
  );
  report(
    `longest pause of the event loop in the first read`,
    `${(delay.max / 1e6).toFixed(0)} ms`,
    'none',
    undefined,
  );
  report(`loading ${name} from the memory`, `${listed.ms.toFixed(0)} ms`, 'none', undefined);
  await store.close();
  await github.close();
  rmSync(folder, { recursive: true, force: true });
}

const manifest = JSON.parse(
  readFileSync(new URL('../manifest.json', import.meta.url), 'utf8'),
) as AppManifest;
const ROUNDS = 60;

async function askOften(
  slack: LocalSlack,
  text: string,
): Promise<{ ack: number[]; answer: number[] }> {
  const ack: number[] = [];
  const answer: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const known = slack.workspace.ephemeralsOf('maya').length;
    const started = performance.now();
    const delivery = await slack.interactions.slash({ user: 'maya', channel: 'seats', text });
    ack.push(delivery.ackMs ?? Number.NaN);
    await slack.waitForEphemeral('maya', () => slack.workspace.ephemeralsOf('maya').length > known);
    answer.push(performance.now() - started);
  }
  return { ack: ack.slice(5), answer: answer.slice(5) };
}

async function benchAnswers(seats: number): Promise<void> {
  const bareSlack = await startLocalSlack({ manifest });
  const receiver = new SocketModeReceiver({
    appToken: bareSlack.appToken,
    installerOptions: { clientOptions: { slackApiUrl: bareSlack.apiUrl } },
  });
  const bare = new App({
    receiver,
    token: bareSlack.botToken,
    clientOptions: { slackApiUrl: bareSlack.apiUrl },
  });
  bare.command('/copilot', async ({ ack, respond }) => {
    await ack();
    await respond({ text: 'A constant answer.', response_type: 'ephemeral' });
  });
  await bare.start();
  const floor = await askOften(bareSlack, '');
  await receiver.client.disconnect();
  await bareSlack.close();

  const github = await startLocalGitHub({ company: aCompany(seats), now: () => NOW });
  const slack = await startLocalSlack({ manifest });
  const folder = mkdtempSync(join(tmpdir(), 'seatkeeper-bench-'));
  const config = parseConfig({
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    GITHUB_APP_ID: github.appId,
    GITHUB_PRIVATE_KEY: github.privateKey,
    GITHUB_API_URL: github.url,
    SEAT_MANAGERS: slack.workspace.person('maya').id,
    DATABASE_PATH: join(folder, 'seatkeeper.db'),
    HEALTH_PORT: '0',
  });
  let roundEnded: () => void = () => undefined;
  const read = new Promise<void>((resolve) => {
    roundEnded = resolve;
  });
  const watching = pino(
    { level: 'info' },
    { write: (line: string) => line.includes('"round-ended"') && roundEnded() },
  );
  const bot = await startSeatkeeper(config, { now: () => NOW, log: watching });
  await read;
  for (const text of ['', 'dormant', 'user person-10']) {
    const { ack, answer } = await askOften(slack, text);
    const name = `/copilot ${text}`.trim();
    const [p50, p95] = [quantile(answer, 0.5), quantile(answer, 0.95)];
    const floorP50 = quantile(floor.answer, 0.5);
    report(
      `${name} at ${seats.toLocaleString('en')} seats`,
      `${p50.toFixed(0)} ms (p95 ${p95.toFixed(0)})`,
      `${floorP50.toFixed(0)} ms, a constant answer`,
      p50 / floorP50,
    );
    report(
      `acknowledging ${name}`,
      `${quantile(ack, 0.5).toFixed(1)} ms (p95 ${quantile(ack, 0.95).toFixed(1)})`,
      `${quantile(floor.ack, 0.5).toFixed(1)} ms, bare Bolt`,
      quantile(ack, 0.5) / quantile(floor.ack, 0.5),
    );
  }
  await bot.stop();
  await slack.close();
  await github.close();
  rmSync(folder, { recursive: true, force: true });
}

await benchReading(1000);
await benchReading(20_000);
await benchAnswers(1000);
const withoutFloor = (what: string, figure: string) => report(what, figure, 'none', undefined);
await benchUsage(withoutFloor);
await benchLarge(withoutFloor);
console.log(`\n| what | figure | floor | ratio |\n|---|---|---|---|`);
for (const row of rows) console.log(`| ${row.join(' | ')} |`);

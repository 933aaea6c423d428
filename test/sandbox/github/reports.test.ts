import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import type { LocalGitHub } from '../../../sandbox/github/server.ts';
import { REPORT_FILE, serverError, truncated } from '../../../sandbox/github/trouble.ts';
import { ask, DAY_MS, startAcme, TODAY, tokenFor } from './support.ts';

type Row = Record<string, unknown>;

const USERS = 'GET /orgs/acme-labs/copilot/metrics/reports/users-28-day/latest';
const TOTALS = 'GET /orgs/acme-labs/copilot/metrics/reports/organization-28-day/latest';

async function linksOf(github: LocalGitHub, report = USERS): Promise<string[]> {
  const { body } = await ask(github, report, { auth: await tokenFor(github) });
  return body['download_links'] as string[];
}

async function rowsOf(github: LocalGitHub, report = USERS): Promise<Row[]> {
  const texts = await Promise.all(
    (await linksOf(github, report)).map(async (link) => (await fetch(link)).text()),
  );
  const lines = texts.join('').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Row);
}

const keyOf = (row: Row) => `${String(row['day'])} ${String(row['user_login'])}`;

test('the users report has one row per person and day of use, of the 28 days that end two days ago', async () => {
  const { company, github } = await startAcme();
  const edge = Date.parse('2026-11-16T23:59:59Z');
  company.useCopilot('ada', edge);
  company.useCopilot('ada', edge - 1000);
  company.useCopilot('ben', edge - 27 * DAY_MS);
  company.useCopilot('ben', edge - 28 * DAY_MS);
  company.useCopilot('cleo', edge + 1000);
  const { body } = await ask(github, USERS, { auth: await tokenFor(github) });
  expect(body).toMatchObject({ report_start_day: '2026-10-20', report_end_day: '2026-11-16' });
  const rows = await rowsOf(github);
  expect(rows.map(keyOf)).toEqual(['2026-10-20 ben', '2026-11-16 ada']);
  company.reportLagDays = 0;
  expect((await rowsOf(github)).map(keyOf)).toEqual(['2026-11-16 ada', '2026-11-17 cleo']);
});

test('rows look like those of real reports', async () => {
  const { company, github } = await startAcme();
  company.useCopilot('ada', TODAY - 5 * DAY_MS);
  company.useCopilot('ben', TODAY - 5 * DAY_MS, 'cli/1.0.64', 'report');
  const [ada, ben] = await rowsOf(github);
  const real = new Set(
    readFileSync(new URL('../../fixtures/github/users-report-keys.txt', import.meta.url), 'utf8')
      .trim()
      .split('\n'),
  );
  const strange = Object.keys({ ...ada, ...ben }).filter((name) => !real.has(name));
  expect(strange).toEqual([]);
  expect(ada).toMatchObject({ user_id: company.person('ada').id, used_cli: false });
  expect(ada?.['organization_id']).toBe(String(company.organisation('acme-labs').id));
  expect(ada?.['totals_by_ide']).toMatchObject([{ ide: 'vscode' }]);
  expect(ben).toMatchObject({
    used_cli: true,
    totals_by_ide: [],
    user_initiated_interaction_count: 0,
    code_generation_activity_count: 0,
    totals_by_cli: { session_count: 1 },
  });
});

test('rows follow membership: no seat is needed, and chat on github.com leaves none', async () => {
  const { company, github } = await startAcme();
  company.addOrganisation({ login: 'acme-eu' });
  company.grant('acme-eu', 'ada');
  company.useCopilot('ada', TODAY - 4 * DAY_MS);
  company.useCopilot('ben', TODAY - 4 * DAY_MS, 'github.com', 'seat');
  company.addPerson('stranger');
  company.useCopilot('stranger', TODAY - 4 * DAY_MS);
  const eu = USERS.replace('acme-labs', 'acme-eu');
  const { body } = await ask(github, eu, { auth: await tokenFor(github, 'acme-eu') });
  const [first = ''] = body['download_links'] as string[];
  expect(JSON.parse(await (await fetch(first)).text())).toMatchObject({ user_login: 'ada' });
  expect((await rowsOf(github)).map(keyOf)).toEqual(['2026-11-14 ada']);
});

test('deleting an account deletes its rows', async () => {
  const { company, github } = await startAcme();
  company.useCopilot('ada', TODAY - 4 * DAY_MS);
  company.deletePerson('ada');
  expect(await rowsOf(github)).toEqual([]);
});

test('the report of the enterprise covers the people of every organisation', async () => {
  const { company, github } = await startAcme();
  company.addEnterprise({ slug: 'acme-group' });
  company.useCopilot('ada', TODAY - 4 * DAY_MS);
  const path = 'GET /enterprises/Acme-Group/copilot/metrics/reports/users-28-day/latest';
  const { status, body } = await ask(github, path, { auth: await tokenFor(github, 'acme-group') });
  expect(status).toBe(200);
  const [first = ''] = body['download_links'] as string[];
  expect(JSON.parse(await (await fetch(first)).text())).toMatchObject({ user_login: 'ada' });
});

test("the organisation's report adds up the people's rows day by day", async () => {
  const { company, github } = await startAcme();
  for (const login of ['ada', 'ben']) company.useCopilot(login, TODAY - 4 * DAY_MS);
  company.useCopilot('ben', TODAY - 5 * DAY_MS);
  company.useCopilot('cleo', TODAY - 3 * DAY_MS, 'cli', 'report');
  const rows = await rowsOf(github);
  const [report] = await rowsOf(github, TOTALS);
  const days = report?.['day_totals'] as Row[];
  expect(days).toHaveLength(28);
  expect(days.slice(-4).map((day) => [day['day'], day['daily_active_users']])).toEqual([
    ['2026-11-13', 1],
    ['2026-11-14', 2],
    ['2026-11-15', 1],
    ['2026-11-16', 0],
  ]);
  expect(days.at(-1)).toMatchObject({ weekly_active_users: 3, monthly_active_users: 3 });
  const name = 'code_generation_activity_count';
  const total = rows
    .filter((row) => row['day'] === '2026-11-14')
    .reduce((sum, row) => sum + Number(row[name]), 0);
  const day = days.find((each) => each['day'] === '2026-11-14');
  expect(total).toBeGreaterThan(0);
  expect(day?.[name]).toBe(total);
  expect(day?.['totals_by_ide']).toMatchObject([{ ide: 'vscode', [name]: total }]);
});

test('links lead to another origin, which refuses credentials, other signatures and other files', async () => {
  const { github } = await startAcme();
  const [link = ''] = await linksOf(github);
  expect(new URL(link).origin).toBe(github.reportsUrl);
  expect(github.reportsUrl).not.toBe(github.url);
  expect((await fetch(link)).status).toBe(200);
  const headers = { authorization: 'Bearer ghs_x' };
  expect((await fetch(link, { headers })).status).toBe(403);
  expect((await fetch(link.replace(/sig=.*/, 'sig=x'))).status).toBe(403);
  const missing = await fetch(link.replace('users-28-day-1', 'users-28-day-9'));
  expect(missing.status).toBe(404);
  expect(await missing.text()).toContain('<Code>BlobNotFound</Code>');
  expect(github.requests.filter(({ host }) => host === 'reports')).toHaveLength(4);
});

test('links end after an hour of real time', async () => {
  const { github } = await startAcme();
  const [link = ''] = await linksOf(github);
  const start = Date.now();
  vi.spyOn(Date, 'now').mockReturnValue(start + 3_700_000);
  expect((await fetch(link)).status).toBe(403);
});

test('reports need their own permission and the policy of the enterprise', async () => {
  const { company, github } = await startAcme();
  company.organisation('acme-labs').usageMetrics = false;
  expect((await ask(github, USERS, { auth: await tokenFor(github) })).status).toBe(403);
  company.organisation('acme-labs').usageMetrics = true;
  company.installation('acme-labs').permissions = { organization_copilot_seat_management: 'write' };
  const { status, headers } = await ask(github, USERS, { auth: await tokenFor(github) });
  expect(status).toBe(403);
  expect(headers.get('x-accepted-github-permissions')).toBe('organization_copilot_metrics=read');
});

test('faults reach the files too', async () => {
  const { company, github } = await startAcme();
  company.useCopilot('ada', TODAY - 4 * DAY_MS);
  const [link = ''] = await linksOf(github);
  github.faults.add({ path: REPORT_FILE }, serverError(503));
  expect((await fetch(link)).status).toBe(503);
  github.faults.add({ path: REPORT_FILE }, truncated(40));
  await expect((await fetch(link)).text()).rejects.toThrow(/terminated/);
});

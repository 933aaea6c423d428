import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FaultAction } from '../../sandbox/github/faults.ts';
import {
  altered,
  answered,
  htmlError,
  REPORT_FILE,
  serverError,
  stalled,
  truncated,
  USERS_REPORT,
} from '../../sandbox/github/trouble.ts';
import type { FailureKind } from '../../src/core/trust.ts';
import { isSafeLink } from '../../src/github/usage-report.ts';
import type { UsageDay } from '../../src/store/usage-store.ts';
import { NOW, openScene, type Scene, sample } from './support.ts';

const DAY = 86_400_000;

const reportOf = (scene: Scene) => ({ ...scene.asked(), kind: 'organisation' as const });

async function collectDays(scene: Scene) {
  const batches: (readonly UsageDay[])[] = [];
  const end = await scene.github.readUsageDays(reportOf(scene), async (days) => {
    batches.push(days);
  });
  return { end, outcome: end.kind, batches, days: batches.flat() };
}

/** `count` people who used Copilot on each of two days of the report. */
async function openUsed(count = 2, options: Parameters<typeof openScene>[0] = {}): Promise<Scene> {
  const scene = await openScene(options);
  for (let n = 1; n <= count; n += 1) {
    scene.company.grant('acme-labs', `p-${n}`);
    scene.company.useCopilot(`p-${n}`, NOW - 5 * DAY);
    scene.company.useCopilot(`p-${n}`, NOW - 9 * DAY, 'cli/1.0.64');
  }
  return scene;
}

/** A host of report files that is not GitHub; answers with the addresses to put into a report. */
async function openFiles(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function readFileOf(text: string) {
  const scene = await openScene();
  const url = await openFiles((_, response) => response.end(text));
  scene.local.faults.add({ path: USERS_REPORT }, answered(200, { download_links: [url] }));
  return collectDays(scene);
}

const ROW = { user_id: 7, user_login: 'rhea-osei', day: '2026-10-01', used_chat: true };
const USED = { personId: 7, login: 'rhea-osei', day: '2026-10-01', editor: undefined, ways: [] };

describe('the users report', () => {
  it('is read from all its files, days with a sign of use only', async () => {
    const scene = await openUsed();
    const { outcome, days } = await collectDays(scene);
    expect(outcome).toBe('read');
    const short = days.map(({ login, day, editor }) => `${day} ${login} ${String(editor)}`);
    expect(short.toSorted()).toEqual([
      '2026-11-11 p-1 copilot_cli',
      '2026-11-11 p-2 copilot_cli',
      '2026-11-15 p-1 vscode',
      '2026-11-15 p-2 vscode',
    ]);
  });

  it('of an enterprise is asked for at its own address, and names its own permission', async () => {
    const scene = await openUsed();
    const { id } = scene.company.addEnterprise({ slug: 'acme-group' });
    const installation = (await scene.github.listInstallations()).find(
      ({ account }) => account.id === id,
    );
    const asked = {
      organisationId: id,
      login: 'acme-group',
      installationId: installation?.installationId ?? 0,
      kind: 'enterprise' as const,
    };
    const days: UsageDay[] = [];
    const read = () =>
      scene.github.readUsageDays(asked, async (batch) => {
        days.push(...batch);
      });
    expect(await read()).toEqual({ kind: 'read', lastDay: '2026-11-18' });
    expect(days).toHaveLength(4);
    scene.local.faults.add(
      { path: /^\/enterprises\// },
      answered(403, {}),
      Number.POSITIVE_INFINITY,
    );
    await expect(read()).rejects.toMatchObject({
      failure: { kind: 'permission', permission: 'Enterprise Copilot metrics' },
    });
  });

  it('is fetched without the token and without any other word about us', async () => {
    const scene = await openUsed();
    await collectDays(scene);
    const files = scene.local.requests.filter(({ host }) => host === 'reports');
    expect(files.map(({ auth, status }) => ({ auth, status }))).toEqual([
      { auth: 'none', status: 200 },
      { auth: 'none', status: 200 },
    ]);
    expect(files[0]?.headers).not.toHaveProperty('x-github-api-version');
  });

  it('of GitHub’s sample is read without a row lost', async () => {
    const { outcome, days } = await readFileOf(sample('organization-users-28-day.ndjson'));
    expect(outcome).toBe('read');
    expect(days).toHaveLength(107);
  });

  it.each([
    ['lines with CRLF and gaps', `${JSON.stringify(ROW)}\r\n\r\n${JSON.stringify(ROW)}\r\n`, 2],
    ['no line end at its end', `${JSON.stringify(ROW)}\n${JSON.stringify(ROW)}`, 2],
    ['a byte order mark', `\uFEFF${JSON.stringify(ROW)}\n`, 1],
    ['one array', JSON.stringify([ROW, ROW, ROW]), 3],
    ['one array over many lines', JSON.stringify([ROW, ROW], undefined, 2), 2],
    ['one object', JSON.stringify(ROW, undefined, 2), 1],
    ['rows within an object', JSON.stringify({ report_start_day: 'x', users: [ROW, ROW] }), 2],
    [
      'odd rows between',
      `{"a":1}\n${JSON.stringify(ROW)}\n7\nnot json\n${JSON.stringify(ROW)}\n`,
      2,
    ],
    ['rows of rest', `${JSON.stringify({ ...ROW, used_chat: false })}\n${JSON.stringify(ROW)}`, 1],
  ])('may come with %s', async (_, text, count) => {
    const { outcome, days } = await readFileOf(text);
    expect(outcome).toBe('read');
    expect(days).toEqual(Array.from({ length: count }, () => USED));
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['as GitHub says', { report_end_day: '2026-10-03' }, '2026-10-03'],
    ['with the newest row, where GitHub does not say', {}, '2026-10-02'],
    ['with the newest row, where GitHub says nonsense', { report_end_day: 7 }, '2026-10-02'],
  ])('ends %s', async (_, said, lastDay) => {
    const scene = await openScene();
    const rows = [ROW, { ...ROW, day: '2026-10-02' }, ROW].map((row) => JSON.stringify(row));
    const url = await openFiles((__, response) => response.end(rows.join('\n')));
    const answer = { download_links: [url], ...said };
    scene.local.faults.add({ path: USERS_REPORT }, answered(200, answer));
    expect((await collectDays(scene)).end).toEqual({ kind: 'read', lastDay });
  });

  it('without a single sign of use ends two days ago, as reports do', async () => {
    const { end } = await readFileOf(JSON.stringify({ ...ROW, used_chat: false }));
    expect(end).toEqual({ kind: 'read', lastDay: '2026-11-18' });
  });

  it('is handed over in batches while it comes', async () => {
    const line = `${JSON.stringify({ ...ROW, padding: 'x'.repeat(500) })}\n`;
    const { batches, days } = await readFileOf(line.repeat(5500));
    expect(days).toHaveLength(5500);
    expect(batches.length).toBeGreaterThan(4);
    expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(1000);
  });
});

describe('a report that is not ready', () => {
  it.each<[string, FaultAction]>([
    ['204', answered(204)],
    ['404', answered(404, { message: 'Not Found' })],
    ['502', htmlError(502)],
    ['503', serverError(503)],
    ['a bare string', answered(200, '"No report available"')],
    ['an empty string', answered(200, '""')],
    ['null', answered(200, 'null')],
    ['an empty body', answered(200, '')],
    ['no links', answered(200, { download_links: [], report_start_day: '2026-10-01' })],
    ['links that are null', answered(200, { download_links: null })],
  ])('as %s is no report', async (_, fault) => {
    const scene = await openUsed();
    scene.local.faults.add({ path: USERS_REPORT }, fault, Infinity);
    expect(await collectDays(scene)).toMatchObject({ outcome: 'no-report', days: [] });
  });

  it.each<[string, FaultAction]>([
    ['are not there', answered(404, '<Error/>')],
    ['are empty', answered(200, '')],
    ['say so in a string', answered(200, '"No report available"')],
  ])('because its files %s is no report', async (_, fault) => {
    const scene = await openUsed();
    scene.local.faults.add({ path: REPORT_FILE }, fault, Infinity);
    expect(await collectDays(scene)).toMatchObject({ outcome: 'no-report', days: [] });
  });
});

describe('a report that cannot be had', () => {
  it('for want of a permission names it', async () => {
    const scene = await openUsed();
    scene.company.installation('acme-labs').permissions = {
      organization_copilot_seat_management: 'read',
    };
    await expect(collectDays(scene)).rejects.toMatchObject({
      failure: { kind: 'permission', permission: 'Organization Copilot metrics' },
    });
  });

  it('for a policy says so in GitHub’s words', async () => {
    const scene = await openUsed();
    scene.company.organisation('acme-labs').usageMetrics = false;
    await expect(collectDays(scene)).rejects.toMatchObject({
      failure: { kind: 'permission', detail: expect.stringContaining('policy') as string },
    });
  });

  it.each<[string, FaultAction, FailureKind]>([
    ['500', serverError(), 'outage'],
    ['an object without a known field', answered(200, { download_links: 'here' }), 'unreadable'],
    ['HTML', htmlError(200), 'unreadable'],
    ['an answer cut short', truncated(40), 'outage'],
  ])('because of %s throws', async (_, fault, kind) => {
    const scene = await openUsed();
    scene.local.faults.add({ path: USERS_REPORT }, fault, Infinity);
    await expect(collectDays(scene)).rejects.toMatchObject({ failure: { kind } });
  });

  it.each<[string, FaultAction, FailureKind]>([
    ['is refused', answered(403, '<Error/>'), 'outage'],
    ['leads elsewhere', answered(302, '', { location: 'http://127.0.0.1:9/' }), 'outage'],
    ['is cut short', truncated(700), 'outage'],
    ['stops coming', stalled('body'), 'outage'],
    ['never comes', stalled('headers'), 'outage'],
    ['is a page of a proxy', htmlError(200), 'unreadable'],
    [
      'ends in half a row',
      altered(() => '{"user_id":1,"user_login":"x","day":"2026-10-01","used'),
      'unreadable',
    ],
  ])('as its first file %s throws, once the second has been read', async (_, fault, kind) => {
    const scene = await openUsed(2, { timing: { deadlineMs: 300 } });
    scene.local.faults.add({ path: REPORT_FILE }, fault);
    const days: UsageDay[] = [];
    const reading = scene.github.readUsageDays(reportOf(scene), async (batch) => {
      days.push(...batch);
    });
    await expect(reading).rejects.toMatchObject({ failure: { kind } });
    expect(days.length).toBeGreaterThanOrEqual(2);
  });

  it('never tells the signature of a link', async () => {
    const scene = await openUsed();
    scene.local.faults.add({ path: REPORT_FILE }, answered(403, 'sig=secret'), Infinity);
    const thrown: unknown = await collectDays(scene).catch((error: unknown) => error);
    expect(String((thrown as Error).stack)).not.toMatch(/sig=|http/u);
    expect(scene.logged.join('')).not.toMatch(/sig=/u);
  });

  it('because whoever takes the days fails, fails with that', async () => {
    const scene = await openUsed();
    const reading = scene.github.readUsageDays(reportOf(scene), async () => {
      throw new TypeError('disk full');
    });
    await expect(reading).rejects.toThrow(new TypeError('disk full'));
  });
});

describe('a link to a report', () => {
  it.each([
    [
      'https://copilot-reports-production-1.b01.azurefd.net/a?sig=x',
      'https://api.github.com',
      true,
    ],
    ['http://copilot-reports.example/a', 'https://api.github.com', false],
    ['http://127.0.0.1:4000/a', 'https://api.github.com', false],
    ['http://127.0.0.1:4000/a', 'http://127.0.0.1:3000', true],
    ['http://localhost:4000/a', 'http://[::1]:3000', true],
    ['http://10.0.0.1/a', 'http://127.0.0.1:3000', false],
    ['https://user:pass@example.com/a', 'https://api.github.com', false],
    ['file:///etc/passwd', 'http://127.0.0.1:3000', false],
    ['data:text/plain,x', 'https://api.github.com', false],
    ['/relative', 'https://api.github.com', false],
  ])('%s is used by a client of %s: %s', (link, apiUrl, safe) => {
    expect(isSafeLink(link, apiUrl)).toBe(safe);
  });

  it('that is not safe is not followed', async () => {
    const scene = await openUsed();
    const links = ['http://10.255.255.1/report'];
    scene.local.faults.add({ path: USERS_REPORT }, answered(200, { download_links: links }));
    await expect(collectDays(scene)).rejects.toMatchObject({ failure: { kind: 'unreadable' } });
  });
});

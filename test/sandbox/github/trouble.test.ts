import { connect } from 'node:net';
import { expect, test } from 'vitest';
import type { FaultAction } from '../../../sandbox/github/faults.ts';
import {
  ACCESS_TOKENS,
  altered,
  answered,
  appliedUnanswered,
  BILLING,
  connectionReset,
  emptyPage,
  held,
  htmlError,
  INSTALLATIONS,
  type LimitForm,
  MEMBER_SEAT,
  permissionMissing,
  pretended,
  REPORT_FILE,
  rateLimited,
  repeatedPage,
  SEATS,
  SELECTED_USERS,
  serverError,
  stalled,
  truncated,
  USERS_REPORT,
  wrongTotal,
} from '../../../sandbox/github/trouble.ts';
import { appToken, ask, loginsOf, startAcme, TODAY, tokenFor } from './support.ts';

const LIST = 'GET /orgs/acme-labs/copilot/billing/seats';
const REMOVE = 'DELETE /orgs/acme-labs/copilot/billing/selected_users';
const ADA = { selected_usernames: ['ada'] };

async function met(action: FaultAction, path = LIST) {
  const { company, github } = await startAcme();
  const auth = await tokenFor(github);
  const fault = github.faults.add({ path: SEATS }, action);
  return { company, github, auth, fault, answer: () => ask(github, path, { auth }) };
}

test.each<[string, LimitForm, Record<string, string | null>]>([
  ['seconds', { seconds: 60 }, { 'retry-after': '60' }],
  [
    'a date',
    { date: Date.parse('2026-11-18T12:01:00Z') },
    { 'retry-after': 'Wed, 18 Nov 2026 12:01:00 GMT' },
  ],
  [
    'the reset header',
    { reset: TODAY + 90_000 },
    { 'retry-after': null, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795003290' },
  ],
  ['its message alone', 'message', { 'retry-after': null }],
])('a limit told by %s says so and no more', async (_, form, headers) => {
  const { answer } = await met(rateLimited(form, 429));
  const { status, body, headers: sent } = await answer();
  expect(status).toBe(429);
  expect(body['message']).toMatch(/rate limit/);
  for (const [name, value] of Object.entries(headers)) expect(sent.get(name)).toBe(value);
  expect((await answer()).status).toBe(200);
});

test('a limit is a 403 unless said otherwise', async () => {
  const { answer } = await met(rateLimited({ seconds: 1 }));
  expect((await answer()).status).toBe(403);
});

test('a missing permission names the permission that is needed', async () => {
  const { answer } = await met(permissionMissing());
  const { status, body, headers } = await answer();
  expect(status).toBe(403);
  expect(body['message']).toBe('Resource not accessible by integration');
  expect(headers.get('x-accepted-github-permissions')).toBe(
    'organization_copilot_seat_management=read',
  );
});

test.each([
  ['a server error', serverError(503), '503 application/json; charset=utf-8', /Server Error/],
  ['an HTML page', htmlError(), '502 text/html; charset=utf-8', /Unicorn/],
  ['a page that says 200', htmlError(200), '200 text/html; charset=utf-8', /Unicorn/],
  ['text', answered(200, '"No report"'), '200 application/json; charset=utf-8', /No report/],
  ['nothing at all', answered(204), '204 application/json; charset=utf-8', /"answer":""/],
])('%s goes out as it is', async (_, action, head, text) => {
  const { answer } = await met(action);
  const { status, headers, body } = await answer();
  expect(`${status} ${headers.get('content-type')}`).toBe(head);
  expect(JSON.stringify(body)).toMatch(text);
});

test('a page can have another total, no seats, another page in its place, a strange link', async () => {
  const { github, auth, answer } = await met(wrongTotal(2));
  expect((await answer()).body['total_seats']).toBe(2);

  github.faults.add({ path: SEATS }, emptyPage());
  expect((await answer()).body).toEqual({ total_seats: 3, seats: [] });

  github.faults.add({ path: SEATS, page: 2 }, repeatedPage(1));
  const second = await ask(github, `${LIST}?per_page=2&page=2`, { auth });
  expect(loginsOf(second)).toEqual(['ada', 'ben']);

  const link = '<http://127.0.0.2:1/steal>; rel="next"';
  github.faults.add(
    { path: SEATS },
    altered((body) => ({ ...body, seats: null }), { link }),
  );
  const strange = await answer();
  expect(strange.body['seats']).toBeNull();
  expect(strange.headers.get('link')).toBe(link);
});

test.each([0, 1, 200])(
  'a body cut after %i bytes arrives that far and breaks off',
  async (bytes) => {
    const { github, auth } = await met(truncated(bytes));
    const { port } = new URL(github.url);
    const received = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1');
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
      });
      socket.on('error', reject).on('close', () => resolve(text));
      const path = LIST.replace('GET ', '');
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: x\r\nUser-Agent: test\r\nAuthorization: Bearer ${auth}\r\n\r\n`,
      );
    });
    const [head = '', body = ''] = received.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(Number(/content-length: (\d+)/.exec(head)?.[1])).toBeGreaterThan(200);
    expect(body).toHaveLength(bytes);
  },
);

test('fetch fails on a body that was cut', async () => {
  const { answer } = await met(truncated(50));
  await expect(answer()).rejects.toThrow(/terminated/);
});

test('a reset before the answer applies nothing, a reset after it applies all', async () => {
  const { company, github } = await startAcme();
  const auth = await tokenFor(github);
  const pending = () => company.seat('acme-labs', 'ada').row.pending_cancellation_date;
  github.faults.add({ path: SELECTED_USERS }, connectionReset());
  await expect(ask(github, REMOVE, { auth, json: ADA })).rejects.toThrow(/fetch failed/);
  expect(pending()).toBeNull();
  github.faults.add({ path: SELECTED_USERS }, appliedUnanswered());
  await expect(ask(github, REMOVE, { auth, json: ADA })).rejects.toThrow(/fetch failed/);
  expect(pending()).toBe('2026-12-01');
  expect(github.requests.slice(-2).map(({ status }) => status)).toEqual([undefined, undefined]);
});

test.each([
  ['DELETE', 200, { seats_cancelled: 1 }],
  ['POST', 201, { seats_created: 1 }],
])('a pretended %s changes nothing and says that it did', async (method, status, body) => {
  const { company, github } = await startAcme();
  const auth = await tokenFor(github);
  const before = structuredClone(company.seat('acme-labs', 'ada').row);
  github.faults.add({ method, path: SELECTED_USERS }, pretended());
  const answer = await ask(github, REMOVE.replace('DELETE', method), { auth, json: ADA });
  expect(answer).toMatchObject({ status, body });
  expect(company.seat('acme-labs', 'ada').row).toEqual(before);
});

test.each(['headers', 'body'] as const)(
  'an answer that stalls at the %s never ends',
  async (at) => {
    const { fault, github, auth } = await met(stalled(at));
    const patience = new AbortController();
    const asked = ask(github, LIST, { auth, signal: patience.signal });
    const outcome = asked.then(
      () => 'answered',
      (error: Error) => error.name,
    );
    await fault.arrived();
    patience.abort();
    expect(await outcome).toBe('AbortError');
  },
);

test('a stalled change was applied only if it says so', async () => {
  const { company, github } = await startAcme();
  const auth = await tokenFor(github);
  for (const [applied, day] of [
    [false, null],
    [true, '2026-12-01'],
  ] as const) {
    const fault = github.faults.add({ path: SELECTED_USERS }, stalled('headers', applied));
    const patience = new AbortController();
    const asked = ask(github, REMOVE, { auth, json: ADA, signal: patience.signal });
    const ended = asked.catch(() => 'aborted');
    await fault.arrived();
    patience.abort();
    expect(await ended).toBe('aborted');
    expect(company.seat('acme-labs', 'ada').row.pending_cancellation_date).toBe(day);
  }
});

test('a request held before it is carried out sees what happens meanwhile', async () => {
  const { company, github, auth, fault } = await met(held());
  const asked = ask(github, LIST, { auth });
  await fault.arrived();
  company.grant('acme-labs', 'dan');
  fault.release();
  expect(loginsOf(await asked)).toEqual(['ada', 'ben', 'cleo', 'dan']);
});

test('a request held after it was carried out tells of the past, or fails in another way', async () => {
  const { company, github, auth, fault } = await met(held('after'));
  const asked = ask(github, LIST, { auth });
  await fault.arrived();
  company.grant('acme-labs', 'dan');
  fault.release();
  expect(loginsOf(await asked)).toEqual(['ada', 'ben', 'cleo']);

  const second = github.faults.add({ path: SEATS }, held('before', serverError()));
  const failing = ask(github, LIST, { auth });
  await second.arrived();
  second.release();
  expect((await failing).status).toBe(500);
});

test('a fault takes as many requests as it is for, first come first served', async () => {
  const { github } = await startAcme();
  const auth = await tokenFor(github);
  const first = github.faults.add({ path: SEATS }, serverError(502), 2);
  github.faults.add({ path: SEATS }, serverError(503), Number.POSITIVE_INFINITY);
  const statuses = async (count: number) => {
    const seen: number[] = [];
    for (let index = 0; index < count; index += 1) {
      seen.push((await ask(github, LIST, { auth })).status);
    }
    return seen;
  };
  expect(await statuses(4)).toEqual([502, 502, 503, 503]);
  expect(first.hits).toBe(2);
  github.faults.clear();
  expect(await statuses(1)).toEqual([200]);
});

test('a fault meets only the method, path, page and organisation it is for', async () => {
  const { company, github } = await startAcme();
  company.addOrganisation({ login: 'acme-eu' });
  const auth = await tokenFor(github);
  const other = await tokenFor(github, 'acme-eu');
  const always = Number.POSITIVE_INFINITY;
  const status = async (path: string, as = auth) => (await ask(github, path, { auth: as })).status;

  github.faults.add({ path: SEATS, organisation: 'ACME-EU' }, serverError(), always);
  expect(await status(LIST)).toBe(200);
  expect(await status('GET /orgs/acme-eu/copilot/billing/seats', other)).toBe(500);

  github.faults.add({ path: SEATS, page: 2 }, serverError(501), always);
  expect(await status(LIST)).toBe(200);
  expect(await status(`${LIST}?page=2`)).toBe(501);

  github.faults.add({ path: (path) => path.endsWith('/members/ada/copilot') }, answered(599));
  expect(await status('GET /orgs/acme-labs/members/ben/copilot')).toBe(200);
  expect(await status('GET /orgs/acme-labs/members/ada/copilot')).toBe(599);

  github.faults.add({ path: '/Orgs/acme-labs/copilot/billing' }, answered(598));
  expect(await status('GET /orgs/acme-labs/copilot/billing')).toBe(598);
});

test.each([
  ['GET /app/installations', INSTALLATIONS],
  ['POST /app/installations/1/access_tokens', ACCESS_TOKENS],
  ['GET /orgs/acme-labs/copilot/billing', BILLING],
  [LIST, SEATS],
  ['GET /orgs/acme-labs/members/ada/copilot', MEMBER_SEAT],
  [REMOVE, SELECTED_USERS],
  ['GET /orgs/acme-labs/copilot/metrics/reports/users-28-day/latest', USERS_REPORT],
])('%s has its own pattern', async (request, path) => {
  const { github } = await startAcme();
  const auth = await appToken(github);
  github.faults.add({ path }, answered(418, {}));
  const patterns = [INSTALLATIONS, ACCESS_TOKENS, BILLING, SEATS, MEMBER_SEAT, SELECTED_USERS];
  const matching = [...patterns, USERS_REPORT, REPORT_FILE].filter((each) =>
    each.test(request.split(' ')[1] ?? ''),
  );
  expect(matching).toEqual([path]);
  expect((await ask(github, request, { auth })).status).toBe(418);
});

test('closing lets go of everything that is held or stalled', async () => {
  const { github, auth, fault } = await met(held());
  const asked = ask(github, LIST, { auth }).catch(() => 'closed');
  await fault.arrived();
  await github.close();
  await asked;
  await expect(ask(github, LIST, { auth })).rejects.toThrow(/fetch failed/);
});

import { request } from 'node:http';
import { expect, test } from 'vitest';
import { ask, startAcme, tokenFor } from './support.ts';

const SEATS = 'GET /orgs/acme-labs/copilot/billing/seats';
const REMOVE = 'DELETE /orgs/acme-labs/copilot/billing/selected_users';

test.each([
  ['no body', {}, 422],
  ['no list', { json: {} }, 422],
  ['an empty list', { json: { selected_usernames: [] } }, 422],
  ['a name for a list', { json: { selected_usernames: 'ada' } }, 422],
  ['ids for names', { json: { selected_usernames: [1] } }, 422],
  ['an array for a body', { json: ['ada'] }, 400],
  ['half a body', { text: '{"selected_usernames":["ada"' }, 400],
  [
    'another content type',
    { text: '{"selected_usernames":["ada"]}', headers: { 'content-type': 'text/plain' } },
    400,
  ],
])('a removal with %s answers an error and removes nothing', async (_, options, status) => {
  const { company, github } = await startAcme();
  const answer = await ask(github, REMOVE, { auth: await tokenFor(github), ...options });
  expect(answer.status).toBe(status);
  expect(answer.body['status']).toBe(String(status));
  expect(answer.body['message']).toMatch(/Invalid request|parsing JSON|must be sent as/);
  expect(company.seat('acme-labs', 'ada').row.pending_cancellation_date).toBeNull();
});

test.each([
  ['2022-11-28', 200, '2022-11-28'],
  ['2026-03-10', 200, '2026-03-10'],
  ['2019-01-01', 400, '2022-11-28'],
])('API version %s answers %i in version %s', async (version, status, selected) => {
  const { github } = await startAcme();
  const auth = await tokenFor(github);
  const headers = { 'x-github-api-version': version };
  const answer = await ask(github, SEATS, { auth, headers });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('x-github-api-version-selected')).toBe(selected);
});

test.each([
  'GET /orgs/acme-labs/copilot/metrics',
  'GET /orgs/unknown/copilot/billing',
  'PATCH /orgs/acme-labs/copilot/billing',
  'GET /',
])('%s is answered with the 404 of GitHub', async (asked) => {
  const { github } = await startAcme();
  const answer = await ask(github, asked, { auth: await tokenFor(github) });
  expect(answer.status).toBe(404);
  expect(answer.body).toEqual({
    message: 'Not Found',
    documentation_url: 'https://docs.github.com/rest',
    status: '404',
  });
});

test('a path that decodes to nothing is a bad request', async () => {
  const { github } = await startAcme();
  const path = 'GET /orgs/acme-labs/members/%E0%A4%A/copilot';
  expect((await ask(github, path, { auth: await tokenFor(github) })).status).toBe(400);
});

test('a client without a name is refused', async () => {
  const { github } = await startAcme();
  const status = await new Promise((resolve, reject) => {
    request(`${github.url}/app`, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(403);
});

test('every answer tells its request id, the date of the company and what is left of the limit', async () => {
  const { company, github } = await startAcme();
  const auth = await tokenFor(github);
  const first = await ask(github, SEATS, { auth });
  const second = await ask(github, SEATS, { auth });
  expect(first.headers.get('date')).toBe(new Date(company.now()).toUTCString());
  expect(first.headers.get('x-github-request-id')).toMatch(/^[0-9A-F:]+$/);
  expect(second.headers.get('x-github-request-id')).not.toBe(
    first.headers.get('x-github-request-id'),
  );
  expect([first, second].map(({ headers }) => headers.get('x-ratelimit-remaining'))).toEqual([
    '14999',
    '14998',
  ]);
  expect(first.headers.get('x-ratelimit-resource')).toBe('core');
});

test('the hourly limit refuses one installation, not its neighbour, until the hour is over', async () => {
  const { company, github } = await startAcme({ hourlyLimit: 2 });
  company.addOrganisation({ login: 'acme-eu' });
  const auth = await tokenFor(github);
  const other = await tokenFor(github, 'acme-eu');
  await ask(github, SEATS, { auth });
  await ask(github, SEATS, { auth });
  const refused = await ask(github, SEATS, { auth });
  expect(refused.status).toBe(403);
  expect(refused.body['message']).toMatch(/^API rate limit exceeded for installation ID \d+\.$/);
  expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
  const next = 'GET /orgs/acme-eu/copilot/billing/seats';
  expect((await ask(github, next, { auth: other })).status).toBe(200);

  const reset = Number(refused.headers.get('x-ratelimit-reset')) * 1000;
  company.now = () => reset;
  expect((await ask(github, SEATS, { auth })).status).toBe(200);
});

import { expect, test, vi } from 'vitest';
import { anotherKey, appToken, ask, startAcme, tokenFor } from './support.ts';

const SEATS = 'GET /orgs/acme-labs/copilot/billing/seats';

test('the App key opens the door of the App', async () => {
  const { github } = await startAcme();
  const { status, body } = await ask(github, 'GET /app', { auth: await appToken(github) });
  expect(status).toBe(200);
  expect(body['id']).toBe(Number(github.appId));
});

test.each([
  ['another key', { key: anotherKey() }, 401, /could not be decoded/],
  ['a past end', { exp: -1 }, 401, /must be a numeric value/],
  ['an end over ten minutes ahead', { exp: 700 }, 401, /too far in the future/],
  ['a start that lies ahead', { iat: 60 }, 401, /'Issued at' claim/],
  ['another App', { iss: '7' }, 404, /Integration not found/],
])('a web token with %s is refused', async (_, claims, status, message) => {
  const { github } = await startAcme();
  const answer = await ask(github, 'GET /app', { auth: await appToken(github, claims) });
  expect(answer.status).toBe(status);
  expect(answer.body['message']).toMatch(message);
});

test('a web token is checked on real time, whatever the company clock says', async () => {
  const { github } = await startAcme({ now: () => Date.parse('2031-01-01') });
  const answer = await ask(github, 'GET /app', { auth: await appToken(github) });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('date')).toBe('Wed, 01 Jan 2031 00:00:00 GMT');
});

test.each([
  ['no credential', undefined, /Requires authentication/],
  ['a made-up token', 'ghs_0000', /Bad credentials/],
])('seats with %s answer 401', async (_, auth, message) => {
  const { github } = await startAcme();
  const answer = await ask(github, SEATS, auth === undefined ? {} : { auth });
  expect(answer.status).toBe(401);
  expect(answer.body['message']).toMatch(message);
});

test('the App key itself opens no seat list, and a token does not open the App', async () => {
  const { github } = await startAcme();
  expect((await ask(github, SEATS, { auth: await appToken(github) })).status).toBe(401);
  expect((await ask(github, 'GET /app', { auth: await tokenFor(github) })).status).toBe(401);
});

test('a token ends after an hour of real time', async () => {
  const { github } = await startAcme();
  const auth = await tokenFor(github);
  const start = Date.now();
  const clock = vi.spyOn(Date, 'now').mockReturnValue(start + 3_590_000);
  expect((await ask(github, SEATS, { auth })).status).toBe(200);
  clock.mockReturnValue(start + 3_600_001);
  expect((await ask(github, SEATS, { auth })).status).toBe(401);
});

test('a token of another installation is refused', async () => {
  const { company, github } = await startAcme();
  company.addOrganisation({ login: 'acme-eu' });
  company.addEnterprise({ slug: 'acme-group' });
  for (const account of ['acme-eu', 'acme-group']) {
    const answer = await ask(github, SEATS, { auth: await tokenFor(github, account) });
    expect(answer.status).toBe(403);
    expect(answer.body['message']).toBe('Resource not accessible by integration');
  }
});

test.each([
  [SEATS, {}, 403],
  [SEATS, { organization_copilot_seat_management: 'read' }, 200],
  [SEATS, { organization_administration: 'read' }, 200],
  ['DELETE', { organization_copilot_seat_management: 'read' }, 403],
  ['DELETE', { organization_copilot_seat_management: 'write' }, 200],
] as const)('%s with the permissions %o answers %i', async (request, permissions, status) => {
  const { company, github } = await startAcme();
  company.installation('acme-labs').permissions = permissions;
  const path = 'DELETE /orgs/acme-labs/copilot/billing/selected_users';
  const isChange = request === 'DELETE';
  const answer = await ask(github, isChange ? path : request, {
    auth: await tokenFor(github),
    ...(isChange ? { json: { selected_usernames: ['ada'] } } : {}),
  });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('x-accepted-github-permissions')).toBe(
    isChange
      ? 'organization_copilot_seat_management=write; organization_administration=write'
      : 'organization_copilot_seat_management=read; organization_administration=read',
  );
});

test('a permission that is taken away counts at once, one that is given only for new tokens', async () => {
  const { company, github } = await startAcme();
  const installation = company.installation('acme-labs');
  const auth = await tokenFor(github);
  installation.permissions = {};
  expect((await ask(github, SEATS, { auth })).status).toBe(403);
  const poor = await tokenFor(github);
  installation.permissions = { organization_copilot_seat_management: 'read' };
  expect((await ask(github, SEATS, { auth: poor })).status).toBe(403);
  expect((await ask(github, SEATS, { auth: await tokenFor(github) })).status).toBe(200);
});

test('a token can be narrowed, but not beyond what was granted', async () => {
  const { company, github } = await startAcme();
  const path = `POST /app/installations/${company.installation('acme-labs').id}/access_tokens`;
  const auth = await appToken(github);
  const narrow = await ask(github, path, {
    auth,
    json: { permissions: { organization_copilot_seat_management: 'read' } },
  });
  expect(narrow.body['permissions']).toEqual({ organization_copilot_seat_management: 'read' });
  const token = String(narrow.body['token']);
  const remove = await ask(github, 'DELETE /orgs/acme-labs/copilot/billing/selected_users', {
    auth: token,
    json: { selected_usernames: ['ada'] },
  });
  expect(remove.status).toBe(403);
  const wide = await ask(github, path, { auth, json: { permissions: { contents: 'write' } } });
  expect(wide.status).toBe(422);
});

test('a suspended installation keeps its place but loses its tokens until it is unsuspended', async () => {
  const { company, github } = await startAcme();
  const auth = await tokenFor(github);
  company.suspend('acme-labs');
  const { id } = company.installation('acme-labs');
  for (const answer of [
    await ask(github, SEATS, { auth }),
    await ask(github, `POST /app/installations/${id}/access_tokens`, {
      auth: await appToken(github),
    }),
  ]) {
    expect(answer.status).toBe(403);
    expect(answer.body['message']).toBe('This installation has been suspended');
  }
  company.unsuspend('acme-labs');
  expect((await ask(github, SEATS, { auth })).status).toBe(200);
});

test('removing the App ends its tokens, and installing it again makes another installation', async () => {
  const { company, github } = await startAcme();
  const auth = await tokenFor(github);
  const { id } = company.installation('acme-labs');
  company.uninstall('acme-labs');
  expect((await ask(github, SEATS, { auth })).status).toBe(401);
  const app = await appToken(github);
  const gone = await ask(github, `POST /app/installations/${id}/access_tokens`, { auth: app });
  expect(gone.status).toBe(404);
  expect(company.install('acme-labs').id).not.toBe(id);
  expect((await ask(github, SEATS, { auth: await tokenFor(github) })).status).toBe(200);
});

test('revoked tokens are worth nothing, and new ones work', async () => {
  const { github } = await startAcme();
  const auth = await tokenFor(github);
  github.revokeTokens();
  expect((await ask(github, SEATS, { auth })).status).toBe(401);
  expect((await ask(github, SEATS, { auth: await tokenFor(github) })).status).toBe(200);
});

test('no credential is ever recorded', async () => {
  const { github } = await startAcme();
  const auth = await tokenFor(github);
  await ask(github, SEATS, { auth });
  expect(github.requests.map((each) => each.auth)).toEqual(['app', 'installation']);
  expect(JSON.stringify(github.requests)).not.toContain(auth);
});

import { readFileSync } from 'node:fs';
import { Ajv, type AnySchema } from 'ajv';
import formats from 'ajv-formats';
import { beforeEach, expect, test } from 'vitest';
import { Company } from '../../../sandbox/github/company.ts';
import type { LocalGitHub } from '../../../sandbox/github/server.ts';
import { type Answer, appToken, ask, DAY_MS, start, TODAY, tokenFor } from './support.ts';

const described = JSON.parse(
  readFileSync(new URL('../../fixtures/github/openapi-answers.json', import.meta.url), 'utf8'),
) as Record<string, Record<string, unknown>>;

const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv);

let company: Company;
let github: LocalGitHub;

beforeEach(async () => {
  company = new Company({ now: () => TODAY });
  company.addOrganisation({ login: 'acme-labs', utcOffsetMinutes: -420 });
  company.addOrganisation({ login: 'acme-eu', plan: undefined });
  company.addOrganisation({ login: 'sleepy', seatManagement: 'assign_all' });
  company.addOrganisation({ login: 'no-copilot', copilot: false });
  company.addEnterprise({ slug: 'acme-group' });
  company.grant('acme-labs', 'ada', { at: TODAY - 300 * DAY_MS });
  company.grant('acme-labs', 'ben', { team: 'Platform Team' });
  company.grant('acme-labs', 'cleo');
  company.grantNobody('acme-labs');
  company.useCopilot('ada', TODAY - 5 * DAY_MS, 'JetBrains-IU/253.1/copilot-intellij/1.5.59');
  company.signIn('ada', TODAY - 2 * DAY_MS);
  company.invite('acme-labs', 'dan');
  company.suspend('acme-eu');
  github = await start({ company });
});

/** Holds one answer against what GitHub publishes for this operation and status. */
function holds(operation: string, answer: Answer): void {
  const schema = described[operation]?.[String(answer.status)];
  expect(schema, `${operation} documents no ${answer.status}`).not.toBeUndefined();
  // GitHub documents 422 without a body.
  if (schema === null) return;
  const check = ajv.compile(jsonSchema(schema) as AnySchema);
  void check(answer.body);
  const problems = (check.errors ?? []).map((each) => `${each.instancePath} ${each.message}`);
  expect(problems.join('\n')).toBe('');
}

/** OpenAPI 3.0's `nullable` in the words of JSON Schema. */
function jsonSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(jsonSchema);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable, ...rest } = schema as Record<string, unknown>;
  const plain = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, jsonSchema(value)]),
  );
  return nullable === true ? { anyOf: [{ type: 'null' }, plain] } : plain;
}

const SETTINGS = 'GET /orgs/{org}/copilot/billing';
const SEATS = 'GET /orgs/{org}/copilot/billing/seats';
const SEAT = 'GET /orgs/{org}/members/{username}/copilot';
const ADD = 'POST /orgs/{org}/copilot/billing/selected_users';
const REMOVE = 'DELETE /orgs/{org}/copilot/billing/selected_users';
const USERS_REPORT = 'GET /orgs/{org}/copilot/metrics/reports/users-28-day/latest';
const TOTALS_REPORT = 'GET /orgs/{org}/copilot/metrics/reports/organization-28-day/latest';
const ENTERPRISE_REPORT =
  'GET /enterprises/{enterprise}/copilot/metrics/reports/users-28-day/latest';

test.each([
  ['GET /app', '/app', 200],
  ['GET /app/installations', '/app/installations', 200],
  ['GET /app/installations/{installation_id}', '/app/installations/:acme-labs', 200],
  ['GET /app/installations/{installation_id}', '/app/installations/:acme-eu', 200],
  ['GET /app/installations/{installation_id}', '/app/installations/:acme-group', 200],
  ['GET /app/installations/{installation_id}', '/app/installations/77', 404],
  ['GET /orgs/{org}/installation', '/orgs/acme-labs/installation', 200],
])('the App sees %s at %s as GitHub describes it (%i)', async (operation, path, status) => {
  const answer = await ask(github, `GET ${withIds(path)}`, { auth: await appToken(github) });
  expect(answer.status).toBe(status);
  holds(operation, answer);
});

test.each([
  [':acme-labs', 201],
  [':acme-eu', 403],
  ['77', 404],
])('asking for a token of %s answers %i as GitHub describes it', async (id, status) => {
  const path = withIds(`/app/installations/${id}/access_tokens`);
  const answer = await ask(github, `POST ${path}`, { auth: await appToken(github) });
  expect(answer.status).toBe(status);
  holds('POST /app/installations/{installation_id}/access_tokens', answer);
});

test.each([
  [SETTINGS, '/orgs/acme-labs/copilot/billing', 200],
  [SETTINGS, '/orgs/no-copilot/copilot/billing', 404],
  [SEATS, '/orgs/acme-labs/copilot/billing/seats', 200],
  [SEAT, '/orgs/acme-labs/members/ada/copilot', 200],
  [SEAT, '/orgs/acme-labs/members/ben/copilot', 200],
  [SEAT, '/orgs/acme-labs/members/nobody/copilot', 404],
  [SEAT, '/orgs/acme-labs/members/dan/copilot', 422],
  [USERS_REPORT, '/orgs/acme-labs/copilot/metrics/reports/users-28-day/latest', 200],
  [TOTALS_REPORT, '/orgs/acme-labs/copilot/metrics/reports/organization-28-day/latest', 200],
  [ENTERPRISE_REPORT, '/enterprises/acme-group/copilot/metrics/reports/users-28-day/latest', 200],
])('an installation sees %s at %s as GitHub describes it (%i)', async (operation, path, status) => {
  const account = path.split('/')[2] ?? '';
  const answer = await ask(github, `GET ${path}`, { auth: await tokenFor(github, account) });
  expect(answer.status).toBe(status);
  holds(operation, answer);
});

test.each([
  [ADD, 'acme-labs', ['ada'], 201],
  [REMOVE, 'acme-labs', ['cleo'], 200],
  [REMOVE, 'acme-labs', ['ben'], 422],
  [ADD, 'acme-labs', ['somebody-else'], 404],
  [ADD, 'sleepy', ['ada'], 422],
  [REMOVE, 'no-copilot', ['ada'], 422],
])('%s in %s for %s answers as GitHub describes it', async (operation, org, logins, status) => {
  const answer = await ask(github, operation.replace('{org}', org), {
    auth: await tokenFor(github, org),
    json: { selected_usernames: logins },
  });
  expect(answer.status).toBe(status);
  holds(operation, answer);
});

test.each([SETTINGS, SEATS, SEAT])(
  '%s with a bad credential answers 401 as GitHub describes it',
  async (operation) => {
    const path = operation.replace('{org}', 'acme-labs').replace('{username}', 'ada');
    const answer = await ask(github, path, { auth: 'ghs_nonsense' });
    expect(answer.status).toBe(401);
    holds(operation, answer);
  },
);

// Its shape is held by the types made from the same description; here is who may ask, and for whom.
test('an account is told by its number, under its present login, to any installation', async () => {
  const { id } = company.person('ada');
  company.rename('ada', 'ada-now');
  company.installation('acme-labs').permissions = {};
  const see = async (path: string, auth?: string) =>
    ask(github, `GET ${path}`, auth === undefined ? {} : { auth });
  const told = await see(`/user/${id}`, await tokenFor(github));
  expect(told).toMatchObject({ status: 200, body: { id, login: 'ada-now', type: 'User' } });
  expect((await see('/user/424242', await tokenFor(github))).status).toBe(404);
  expect((await see(`/user/${id}`, 'ghs_nonsense')).status).toBe(401);
  company.deletePerson('ada-now');
  expect((await see(`/user/${id}`, await tokenFor(github))).status).toBe(404);
});

test('a change in the shape of a seat would be noticed', async () => {
  const answer = await ask(github, 'GET /orgs/acme-labs/members/ada/copilot', {
    auth: await tokenFor(github),
  });
  const changed = { ...answer, body: { ...answer.body, last_activity_at: 'yesterday' } };
  expect(() => holds(SEAT, changed)).toThrow(/last_activity_at must be null/);
});

/** `:login` in a path becomes the id of the installation there. */
function withIds(path: string): string {
  return path.replace(/:([\w-]+)/, (_, login: string) => String(company.installation(login).id));
}

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Company } from '../../../sandbox/github/company.ts';
import type { LocalGitHub } from '../../../sandbox/github/server.ts';
import { type Answer, ask, DAY_MS, loginsOf, startAcme, TODAY, tokenFor } from './support.ts';

const SEATS = 'GET /orgs/acme-labs/copilot/billing/seats';
const USERS = '/orgs/acme-labs/copilot/billing/selected_users';

async function seatOf(github: LocalGitHub, login: string): Promise<Answer> {
  return ask(github, `GET /orgs/acme-labs/members/${login}/copilot`, {
    auth: await tokenFor(github),
  });
}

async function change(github: LocalGitHub, method: string, logins: string[]): Promise<Answer> {
  return ask(github, `${method} ${USERS}`, {
    auth: await tokenFor(github),
    json: { selected_usernames: logins },
  });
}

function turnClock(company: Company, day: string): void {
  company.now = () => Date.parse(day);
}

test('the list comes in pages of 50, or of up to 100, each linked to its neighbours', async () => {
  const { company, github } = await startAcme();
  for (let index = 0; index < 247; index += 1) company.grant('acme-labs', `person-${index}`);
  const auth = await tokenFor(github);
  const usual = await ask(github, SEATS, { auth });
  expect(loginsOf(usual)).toHaveLength(50);
  expect(usual.body['total_seats']).toBe(250);
  const large = await ask(github, `${SEATS}?per_page=1000`, { auth });
  expect(loginsOf(large)).toHaveLength(100);

  const seen: (string | null)[] = [];
  let next: string | undefined = `${SEATS}?per_page=100`;
  while (next !== undefined) {
    const page: Answer = await ask(github, next, { auth });
    seen.push(...loginsOf(page));
    const link = /<http:\/\/127\.0\.0\.1:\d+([^>]+)>; rel="next"/.exec(
      page.headers.get('link') ?? '',
    )?.[1];
    next = link === undefined ? undefined : `GET ${link}`;
  }
  expect(seen).toHaveLength(250);
  expect(new Set(seen).size).toBe(250);
  const beyond = await ask(github, `${SEATS}?page=9`, { auth });
  expect(loginsOf(beyond)).toEqual([]);
  expect(beyond.headers.get('link')).toContain('rel="prev"');
});

test('a list that fits one page has no links', async () => {
  const { github } = await startAcme();
  const page = await ask(github, SEATS, { auth: await tokenFor(github) });
  expect(page.headers.get('link')).toBeNull();
});

test('logins of people and organisations mean the same in any case of letters', async () => {
  const { github } = await startAcme();
  const auth = await tokenFor(github);
  const { status } = await ask(github, 'GET /orgs/ACME-Labs/members/aDa/copilot', { auth });
  expect(status).toBe(200);
});

test('a new seat knows no activity; use and sign-in move apart from each other', async () => {
  const { company, github } = await startAcme();
  const before = await seatOf(github, 'ada');
  expect(before.body).toMatchObject({ last_activity_at: null, last_authenticated_at: null });
  company.signIn('ada', TODAY - DAY_MS);
  company.useCopilot('ada', TODAY - 9 * DAY_MS, 'vscode/1.105.1/copilot-chat/0.32.0');
  company.useCopilot('ada', TODAY - 12 * DAY_MS);
  expect((await seatOf(github, 'ada')).body).toMatchObject({
    created_at: '2026-05-02T12:00:00Z',
    last_activity_at: '2026-11-09T12:00:00Z',
    last_activity_editor: 'vscode/1.105.1/copilot-chat/0.32.0',
    last_authenticated_at: '2026-11-17T12:00:00Z',
  });
});

test('timestamps carry the offset of their organisation', async () => {
  const { company, github } = await startAcme();
  company.addOrganisation({ login: 'acme-in', utcOffsetMinutes: 330 });
  company.grant('acme-in', 'ada', { at: Date.parse('2026-03-01T20:00:00Z') });
  const auth = await tokenFor(github, 'acme-in');
  const { body } = await ask(github, 'GET /orgs/acme-in/members/ada/copilot', { auth });
  expect(body['created_at']).toBe('2026-03-02T01:30:00+05:30');
});

test('activity is forgotten after 90 days, to the second', async () => {
  const { company, github } = await startAcme();
  company.useCopilot('ada', TODAY);
  company.signIn('ada', TODAY);
  company.now = () => TODAY + 90 * DAY_MS;
  expect((await seatOf(github, 'ada')).body['last_activity_at']).toBe('2026-11-18T12:00:00Z');
  company.now = () => TODAY + 90 * DAY_MS + 1000;
  expect((await seatOf(github, 'ada')).body).toMatchObject({
    last_activity_at: null,
    last_activity_editor: null,
    last_authenticated_at: null,
  });
});

test('a use counts on every seat, a use in one organisation only there, the command line on none', async () => {
  const { company } = await startAcme();
  company.addOrganisation({ login: 'acme-eu' });
  company.grant('acme-eu', 'ada');
  const activity = () =>
    ['acme-labs', 'acme-eu'].map((org) => company.seat(org, 'ada').row.last_activity_at);
  company.useCopilot('ada', TODAY - DAY_MS, 'cli', 'report');
  expect(activity()).toEqual([null, null]);
  company.useCopilotIn('acme-eu', 'ada', TODAY - DAY_MS);
  expect(activity()).toEqual([null, '2026-11-17T12:00:00Z']);
  company.useCopilot('ada', TODAY);
  expect(activity()).toEqual(['2026-11-18T12:00:00Z', '2026-11-18T12:00:00Z']);
});

test.each([
  ['2026-11-18T12:00:00Z', '2026-12-01'],
  ['2026-12-31T23:59:59Z', '2027-01-01'],
  ['2026-11-01T00:00:00Z', '2026-12-01'],
])('a removal at %s is pending until %s', async (now, day) => {
  const { company, github } = await startAcme();
  turnClock(company, now);
  const answer = await change(github, 'DELETE', ['Ada']);
  expect(answer).toMatchObject({ status: 200, body: { seats_cancelled: 1 } });
  expect((await seatOf(github, 'ada')).body['pending_cancellation_date']).toBe(day);
});

test('a removed seat is listed until its day, then gone', async () => {
  const { company, github } = await startAcme();
  await change(github, 'DELETE', ['ada']);
  const auth = await tokenFor(github);
  turnClock(company, '2026-11-30T23:59:59Z');
  expect(loginsOf(await ask(github, SEATS, { auth }))).toEqual(['ada', 'ben', 'cleo']);
  turnClock(company, '2026-12-01T00:00:00Z');
  expect(loginsOf(await ask(github, SEATS, { auth }))).toEqual(['ben', 'cleo']);
  expect((await seatOf(github, 'ada')).status).toBe(404);
});

test('only seats that were in force count as removed, only new and revived ones as added', async () => {
  const { github } = await startAcme();
  const first = await change(github, 'DELETE', ['ada', 'ADA', 'ben']);
  expect(first.body).toEqual({ seats_cancelled: 2 });
  const again = await change(github, 'DELETE', ['ada', 'nobody']);
  expect(again.body).toEqual({ seats_cancelled: 0 });
  const back = await change(github, 'POST', ['ada', 'cleo']);
  expect(back).toMatchObject({ status: 201, body: { seats_created: 1 } });
});

test('adding somebody whose seat is leaving revives it with all that is known of it', async () => {
  const { company, github } = await startAcme();
  company.useCopilot('ada', TODAY - 40 * DAY_MS);
  const before = await seatOf(github, 'ada');
  await change(github, 'DELETE', ['ada']);
  await change(github, 'POST', ['ada']);
  expect((await seatOf(github, 'ada')).body).toEqual(before.body);
});

test('adding somebody whose seat has ended makes a new seat that knows nothing', async () => {
  const { company, github } = await startAcme();
  company.useCopilot('ada');
  await change(github, 'DELETE', ['ada']);
  turnClock(company, '2026-12-03T08:00:00Z');
  await change(github, 'POST', ['ada']);
  expect((await seatOf(github, 'ada')).body).toMatchObject({
    created_at: '2026-12-03T08:00:00Z',
    last_activity_at: null,
    pending_cancellation_date: null,
  });
});

test('one seat through a team refuses the whole removal', async () => {
  const { company, github } = await startAcme();
  company.moveIntoTeam('acme-labs', 'ben', 'Platform Team');
  const answer = await change(github, 'DELETE', ['ada', 'ben']);
  expect(answer.status).toBe(422);
  expect(answer.body['message']).toMatch(/via a team/);
  expect((await seatOf(github, 'ada')).body['pending_cancellation_date']).toBeNull();
  expect((await seatOf(github, 'ben')).body['assigning_team']).toMatchObject({
    slug: 'platform-team',
    html_url: 'https://github.com/orgs/acme-labs/teams/platform-team',
  });
});

test.each(['assign_all', 'disabled', 'unconfigured'] as const)(
  'nothing can be changed under the setting %s',
  async (setting) => {
    const { company, github } = await startAcme();
    company.organisation('acme-labs').seatManagement = setting;
    for (const method of ['POST', 'DELETE']) {
      expect((await change(github, method, ['ada'])).status).toBe(422);
    }
    expect(company.seat('acme-labs', 'ada').row.pending_cancellation_date).toBeNull();
  },
);

test('a renamed person keeps id and seat, and the old login can be taken by somebody else', async () => {
  const { company, github } = await startAcme();
  const { id } = company.person('ada');
  company.rename('ada', 'ada-lovelace');
  expect((await seatOf(github, 'ada')).status).toBe(404);
  const renamed = await seatOf(github, 'ada-lovelace');
  expect(renamed.body['assignee']).toMatchObject({ id, login: 'ada-lovelace' });
  company.grant('acme-labs', 'ada');
  expect(company.person('ada').id).not.toBe(id);
});

test('a deleted account leaves a seat of nobody until the cycle ends', async () => {
  const { company, github } = await startAcme();
  company.useCopilot('ada');
  company.deletePerson('ada');
  const auth = await tokenFor(github);
  const page = await ask(github, SEATS, { auth });
  expect(loginsOf(page)).toEqual([null, 'ben', 'cleo']);
  expect((page.body['seats'] as unknown[])[0]).toMatchObject({
    last_activity_at: null,
    pending_cancellation_date: '2026-12-01',
  });
  turnClock(company, '2026-12-01T00:00:00Z');
  expect(loginsOf(await ask(github, SEATS, { auth }))).toEqual(['ben', 'cleo']);
});

test('somebody who leaves the organisation has no seat and cannot be given one', async () => {
  const { company, github } = await startAcme();
  company.dismiss('acme-labs', 'ada');
  expect((await seatOf(github, 'ada')).status).toBe(404);
  expect((await change(github, 'POST', ['ada'])).status).toBe(404);
});

test('the settings count the cycle, the invitations and what is on its way out', async () => {
  const { company, github } = await startAcme();
  company.grant('acme-labs', 'dan', { at: TODAY - DAY_MS });
  company.useCopilot('ben', TODAY - 17 * DAY_MS);
  company.useCopilot('ada', TODAY - 18 * DAY_MS);
  company.cancel('acme-labs', 'cleo');
  company.invite('acme-labs', 'eve');
  const { body } = await ask(github, 'GET /orgs/acme-labs/copilot/billing', {
    auth: await tokenFor(github),
  });
  expect(body).toMatchObject({
    seat_management_setting: 'assign_selected',
    plan_type: 'business',
    seat_breakdown: {
      total: 4,
      added_this_cycle: 1,
      pending_invitation: 1,
      pending_cancellation: 1,
      active_this_cycle: 1,
      inactive_this_cycle: 3,
    },
  });
});

/** GitHub's own documentation example, and a sample of an organisation's answer. */
function sampleSeats(name: string): unknown[] {
  const path = new URL(`../../fixtures/github/${name}`, import.meta.url);
  const sample = JSON.parse(readFileSync(path, 'utf8')) as {
    seats?: unknown[];
    examples?: { 'response 200:default': { seats: unknown[] } };
  };
  return sample.seats ?? sample.examples?.['response 200:default'].seats ?? [];
}

test.each([
  ['GET_orgs__org__copilot__billing__seats.json', 2],
  ['organization_seats_response_sample.json', 9],
])('the rows of %s are served exactly as they are', async (name, count) => {
  const { company, github } = await startAcme();
  const seats = sampleSeats(name);
  company.setSeats('acme-labs', seats);
  turnClock(company, '2031-01-01');
  const { body } = await ask(github, SEATS, { auth: await tokenFor(github) });
  expect(body).toEqual({ total_seats: count, seats });
});

test('given rows can be cancelled and revived, team and all', async () => {
  const { company, github } = await startAcme();
  company.setSeats('acme-labs', sampleSeats('GET_orgs__org__copilot__billing__seats.json'));
  expect((await change(github, 'DELETE', ['octocat'])).status).toBe(422);
  expect((await change(github, 'DELETE', ['octokitten'])).body).toEqual({ seats_cancelled: 0 });
  expect((await change(github, 'POST', ['octokitten'])).body).toEqual({ seats_created: 1 });
  expect((await seatOf(github, 'octokitten')).body['pending_cancellation_date']).toBeNull();
  expect((await change(github, 'DELETE', ['octokitten'])).body).toEqual({ seats_cancelled: 1 });
  expect((await seatOf(github, 'octokitten')).body['pending_cancellation_date']).toBe('2026-12-01');
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FaultMatch } from '../../sandbox/github/faults.ts';
import { answered, REPORT_FILE } from '../../sandbox/github/trouble.ts';
import { ACTION } from '../../src/slack/refs.ts';
import { aCompany, daysAgo, NOW, startWhole } from '../support/whole.ts';
import { elementsOf, namesOf, startParts } from './support.ts';

type Row = Record<string, unknown> & { assignee: Record<string, unknown> & { login: string } };

function textOf(file: string): string {
  return readFileSync(new URL(`../fixtures/github/samples/${file}`, import.meta.url), 'utf8');
}

function documentedSeats(): Row[] {
  const { examples } = JSON.parse(textOf('GET_orgs__org__copilot__billing__seats.json')) as {
    examples: Record<string, { seats: Row[] }>;
  };
  return examples['response 200:default']?.seats ?? [];
}

describe('with the payloads that GitHub publishes', () => {
  it('takes the example of the documentation, in which both seats carry one id, as two seats of one person', async () => {
    const clock = { now: NOW };
    const company = aCompany(clock);
    company.setSeats('acme-labs', documentedSeats());
    const whole = await startWhole({ company, clock });

    expect(whole.logs).toContainEqual(
      expect.objectContaining({ event: 'read-ended', outcome: 'complete', seats: 2 }),
    );
    const person = await whole.ask('maya', 'user octokitten');
    expect(person.text).toContain('leaving, ends on 1 November 2021');
    expect(person.text).toContain('Earlier login: octocat.');
    expect((await whole.ask('maya', 'status')).text).toContain('up to date, 2 seats.');
    expect(namesOf(await whole.ask('maya', 'dormant'))).toEqual(['octokitten acme-labs']);
    expect(whole.slack.problems).toEqual([]);
  });

  it('answers rightly about that example once its people are two', async () => {
    const [octocat, octokitten] = documentedSeats();
    const clock = { now: NOW };
    const company = aCompany(clock);
    company.setSeats('acme-labs', [
      octocat,
      { ...octokitten, assignee: { ...octokitten?.assignee, id: 2 } },
    ]);
    const whole = await startWhole({ company, clock });

    const status = await whole.ask('maya', 'status');
    expect(status.text).toContain('*acme-labs*: up to date, 2 seats.');
    const list = await whole.ask('maya', 'dormant');
    expect(namesOf(list)).toEqual(['octocat acme-labs']);
    // 00:53 six hours west of Greenwich is still the same day in UTC.
    expect(list.text).toContain('last used on 14 October 2021 in VS Code');
    expect(list.text).toContain('through team Justice League');
    expect(elementsOf(list).map(({ url, action_id }) => url ?? action_id)).toEqual([
      'https://github.com/orgs/github/teams/justice-league',
      ACTION.menu,
    ]);
    expect((await whole.ask('maya', 'user octokitten')).text).toContain(
      'leaving, ends on 1 November 2021',
    );
    expect(whole.slack.problems).toEqual([]);
  });

  it.each([
    { file: 'organization_seats_response_sample.json', rows: 9, never: ['newjoiner'] },
    { file: 'enterprise_seats_response_sample.json', rows: 8, never: [] },
  ])('takes every row of $file', async ({ file, rows, never }) => {
    const { seats } = JSON.parse(textOf(file)) as { seats: Row[] };
    const clock = { now: Date.parse('2026-07-01T00:00:00Z') };
    const company = aCompany(clock);
    company.setSeats('acme-labs', seats);
    const whole = await startWhole({ company, clock });

    expect(whole.logs).toContainEqual(
      expect.objectContaining({ event: 'read-ended', outcome: 'complete', seats: rows }),
    );
    const list = await whole.ask('maya', 'dormant');
    expect(list.text).toContain(`${rows} seats idle for more than 30 days`);
    expect(list.text).toContain(`${rows} come through a team`);
    // Whoever was granted in April and never worked has been idle for longest.
    const logins = seats.map(({ assignee }) => assignee.login);
    const others = logins.filter((login) => !never.includes(login)).toSorted();
    expect(namesOf(list)).toEqual([...never, ...others].map((login) => `${login} acme-labs`));
    expect(whole.slack.problems).toEqual([]);
  });

  it('believes the sample of a usage report about people whose seats show no use', async () => {
    const report = textOf('organization-users-28-day.ndjson');
    const parts = await startParts({ clock: { now: Date.parse('2026-05-20T12:00:00Z') } });
    const { clock, company, github, slack, logs } = parts;
    const granted = { at: Date.parse('2026-02-20T09:00:00Z') };
    company.grant('acme-labs', 'octocat', { ...granted, id: 338_094 });
    company.grant('acme-labs', 'codertocat', { ...granted, id: 338_098 });
    company.grant('acme-labs', 'never-seen', { ...granted, id: 77 });
    const file: FaultMatch = { path: REPORT_FILE };
    github.faults.add(file, answered(200, report, { 'content-type': 'application/octet-stream' }));
    await parts.start();
    const ask = async (text: string, part: string) => {
      await slack.interactions.slash({ user: 'maya', channel: 'seats', text });
      return slack.waitForEphemeral('maya', (message) => message.text.includes(part));
    };

    await expect.poll(() => logs.some(({ event }) => event === 'usage-read')).toBe(true);
    expect(clock.now - Date.parse('2026-04-25')).toBeLessThan(30 * 86_400_000);
    const list = await ask('dormant', 'idle for more than');
    expect(namesOf(list)).toEqual(['never-seen acme-labs', 'codertocat acme-labs']);
    expect(list.text).toMatch(/codertocat.*last used on 7 April in VS Code, 42 days ago/);
    expect((await ask('user octocat', 'octocat')).text).toContain('in use.');
    expect(slack.problems).toEqual([]);
  });

  it('takes seats of nobody, unknown plans, absent fields and offsets other than Z', async () => {
    const [documented] = documentedSeats();
    const { assigning_team: _, assignee, ...plain } = documented as Row;
    const row = (id: number, login: string, more: Record<string, unknown>) => ({
      ...plain,
      created_at: '2026-01-03T09:00:00+01:00',
      last_activity_at: null,
      last_authenticated_at: null,
      assignee: { ...assignee, id, login },
      ...more,
    });
    const clock = { now: NOW };
    const company = aCompany(clock);
    const absent = ['last_activity_at', 'last_activity_editor', 'pending_cancellation_date'];
    company.setSeats('acme-labs', [
      { ...plain, assignee: null },
      row(501, 'east', { last_activity_at: '2026-10-22T23:00:00+09:00' }),
      row(502, 'west', { last_activity_at: '2026-10-22T23:00:00-09:00' }),
      row(503, 'of-tomorrow', { plan_type: 'galactic', some_new_field: { deep: [1] } }),
      Object.fromEntries(
        Object.entries(row(504, 'spare', {})).filter(([key]) => !absent.includes(key)),
      ),
      row(505, 'managed_ACME', { last_activity_at: new Date(daysAgo(1)).toISOString() }),
    ]);
    const whole = await startWhole({ company, clock });

    // Both wrote 23:00 on 22 October; in the west that is the 23rd, which is less than 30 days ago.
    const list = await whole.ask('maya', 'dormant');
    expect(namesOf(list)).toEqual(['of-tomorrow acme-labs', 'spare acme-labs', 'east acme-labs']);
    expect(list.text).toMatch(/east.*last used on 22 October/);
    expect((await whole.ask('maya', 'user west')).text).toContain('in use.');
    expect((await whole.ask('maya', 'user managed_ACME')).text).toContain('in use.');
    const overview = await whole.ask('maya', '');
    expect(overview.text).toContain('*6 seats in acme-labs');
    expect(overview.text).toContain('1 held by nobody');
    expect(whole.slack.problems).toEqual([]);
  });
});

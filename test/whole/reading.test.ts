import { describe, expect, it } from 'vitest';
import type { Company } from '../../sandbox/github/company.ts';
import {
  INSTALLATIONS,
  permissionMissing,
  rateLimited,
  SEATS,
  truncated,
  wrongTotal,
} from '../../sandbox/github/trouble.ts';
import { ACTION } from '../../src/slack/refs.ts';
import {
  aCompany,
  type Clock,
  daysAgo,
  NOW,
  startWhole,
  until,
  type Whole,
} from '../support/whole.ts';
import { HOUR, MINUTE, namesOf, passTime, readsOf, roundsOf, rowsOf, valuesOf } from './support.ts';

const HALF_HOUR = 30 * MINUTE;

/** rhea-osei and jun-park are idle in acme-labs, tomas-lind is in acme-eu; kim-doe works in both. */
function twoOrganisations(clock: Clock): Company {
  const company = aCompany(clock);
  company.addOrganisation({ login: 'acme-eu' });
  company.grant('acme-labs', 'rhea-osei', { at: daysAgo(60, clock.now) });
  company.grant('acme-labs', 'jun-park', { at: daysAgo(50, clock.now) });
  company.grant('acme-eu', 'tomas-lind', { at: daysAgo(55, clock.now) });
  for (const organisation of ['acme-labs', 'acme-eu']) {
    company.grant(organisation, 'kim-doe', { at: daysAgo(80, clock.now) });
  }
  company.useCopilot('kim-doe', daysAgo(1, clock.now));
  return company;
}

async function startTwo(settings: Record<string, string> = {}): Promise<Whole> {
  const clock = { now: NOW };
  return startWhole({ company: twoOrganisations(clock), clock, settings });
}

/** Lets one round after the other pass. */
async function passRounds(whole: Whole, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) await passTime(whole, HALF_HOUR);
}

describe('a read that goes wrong', () => {
  it('halfway loses nothing, calls nobody gone, and believes what it saw', async () => {
    const clock = { now: NOW };
    const company = aCompany(clock);
    const logins = Array.from({ length: 150 }, (_, index) => `idle-${index + 1}`);
    for (const login of logins) company.grant('acme-labs', login, { at: daysAgo(50) });
    const whole = await startWhole({ company, clock });
    const headline = async () => (await whole.ask('maya', 'dormant')).text.split('\n')[0];
    expect(await headline()).toContain('*150 seats idle');

    // On the first page somebody came alive; of the second GitHub sends a part, again and again.
    company.useCopilot('idle-7');
    company.dismiss('acme-labs', 'idle-9');
    whole.github.faults.add({ path: SEATS, page: 2 }, truncated(900), 3);
    await passRounds(whole, 1);
    expect(whole.logs.findLast(({ event }) => event === 'read-ended')).toMatchObject({
      outcome: 'incomplete',
      pages: 1,
      failure: 'outage',
    });
    expect(await headline()).toContain('*149 seats idle');
    expect((await whole.ask('maya', 'user idle-7')).text).toContain('in use.');
    expect((await whole.ask('maya', 'user idle-9')).text).toContain('holds 1 seat');

    // A list that disagrees with itself is no witness of absence either.
    whole.github.faults.add({ path: SEATS, page: 2 }, wrongTotal(9), 4);
    await passRounds(whole, 4);
    expect((await whole.ask('maya', 'user idle-9')).text).toContain('holds 1 seat');
    await passRounds(whole, 1);
    expect((await whole.ask('maya', 'user idle-9')).text).toContain('holds 1 seat');
    await passRounds(whole, 1);
    expect((await whole.ask('maya', 'user idle-9')).text).toContain('holds no Copilot seat');
    expect(await headline()).toContain('*148 seats idle');
    expect(whole.slack.problems).toEqual([]);
  });

  it('for two hours puts up a warning, takes Remove seat away there alone, and is told once', async () => {
    const whole = await startTwo({ ALERT_CHANNEL: 'C0SEATS0015' });
    const channel = whole.slack.workspace.channel('seats');
    expect(channel.id).toBe('C0SEATS0015');
    const alerts = () =>
      whole.slack.workspace.messages.filter((message) => message.channel === channel.id);
    whole.github.faults.add(
      { organisation: 'acme-eu', path: SEATS },
      permissionMissing(),
      Number.POSITIVE_INFINITY,
    );
    const before = await whole.ask('maya', 'dormant');
    expect(valuesOf(before, ACTION.removeSeat)).toHaveLength(3);

    await passRounds(whole, 2);
    expect(alerts()).toEqual([]);
    await passRounds(whole, 1);
    expect(alerts().map(({ text }) => text)).toEqual([
      expect.stringMatching(
        /acme-eu could not be read 3 times in a row.*“GitHub Copilot Business”/,
      ),
    ]);
    // Four rounds in, the last good read is not two hours old yet.
    expect(valuesOf(await whole.ask('maya', 'dormant'), ACTION.removeSeat)).toHaveLength(3);
    expect((await whole.ask('maya', '')).text).toContain('5 seats in acme-eu and acme-labs');
    await passRounds(whole, 2);
    expect(alerts()).toHaveLength(1);

    const list = await whole.ask('maya', 'dormant');
    expect(list.text).toContain('*acme-eu was last read 2 hours ago.*');
    expect(list.text).toContain('the App needs the permission “GitHub Copilot Business”');
    expect(list.text).toContain(
      'Remove seat is off for acme-eu and its seats are not in the totals',
    );
    expect(list.text).toContain('*2 seats idle');
    expect(namesOf(list)).toContain('tomas-lind acme-eu');
    expect(list.text).toMatch(/tomas-lind.*As of 21 November/);
    expect(valuesOf(list, ACTION.removeSeat)).toHaveLength(2);
    const overview = await whole.ask('maya', '');
    expect(overview.text).toContain('*3 seats in acme-labs');
    expect(overview.text).toContain('acme-eu was last read 2 hours ago');
    expect((await whole.ask('maya', 'status')).text).toContain('“GitHub Copilot Business”');

    // What an old button asks for is refused as well, and says why.
    const [stale] = valuesOf(before, ACTION.removeSeat).slice(1, 2);
    await whole.click('maya', { ...before, text: '' }, ACTION.removeSeat, { value: stale ?? '' });
    await whole.slack.waitForEphemeral('maya', ({ text }) => text.includes('Not removed'));
    expect(whole.changes()).toEqual([]);

    whole.github.faults.clear();
    await passRounds(whole, 1);
    expect(alerts().map(({ text }) => text)).toEqual([
      expect.stringContaining('acme-eu could not be read'),
      expect.stringContaining('acme-eu is read well again'),
    ]);
    await passRounds(whole, 2);
    expect(alerts()).toHaveLength(2);
    const after = await whole.ask('maya', 'dormant');
    expect(after.text).not.toContain('was last read');
    expect(after.text).toContain('*3 seats idle');
    expect(whole.slack.problems).toEqual([]);
  });

  it('makes nobody newly dormant', async () => {
    const clock = { now: NOW };
    const company = twoOrganisations(clock);
    company.grant('acme-labs', 'nearly', { at: daysAgo(29.95) });
    const whole = await startWhole({ company, clock });
    whole.github.faults.add({ path: SEATS }, permissionMissing(), Number.POSITIVE_INFINITY);
    await passRounds(whole, 10);
    const list = await whole.ask('maya', 'dormant');
    expect(namesOf(list)).toHaveLength(3);
    expect(list.text).not.toContain('nearly');
    expect((await whole.ask('maya', 'user nearly')).text).toContain('new, given on');
    whole.github.faults.clear();
    await passRounds(whole, 1);
    expect(namesOf(await whole.ask('maya', 'dormant'))).toContain('nearly acme-labs');
    expect(whole.slack.problems).toEqual([]);
  });

  it('for want of a valid key says which settings to look at', async () => {
    const whole = await startTwo();
    whole.github.faults.add(
      { path: INSTALLATIONS },
      { kind: 'answer', reply: { status: 401, headers: {}, body: { message: 'Bad credentials' } } },
      Number.POSITIVE_INFINITY,
    );
    await passRounds(whole, 5);
    const status = await whole.ask('maya', 'status');
    expect(status.text).toContain('GITHUB_APP_ID and GITHUB_PRIVATE_KEY');
    expect(whole.slack.problems).toEqual([]);
  });

  it('for a limit asks nothing more before it ends, and nobody else waits', async () => {
    const whole = await startTwo();
    whole.github.faults.add(
      { organisation: 'acme-eu', path: SEATS },
      rateLimited({ seconds: 7200 }, 429),
    );
    await passRounds(whole, 1);
    const asked = readsOf(whole.github, 'acme-eu');
    const others = readsOf(whole.github, 'acme-labs');
    await passRounds(whole, 2);
    expect(readsOf(whole.github, 'acme-eu')).toBe(asked);
    expect(readsOf(whole.github, 'acme-labs')).toBe(others + 2);
    expect((await whole.ask('maya', 'status')).text).toContain('asks for a pause');
    expect(whole.slack.problems).toEqual([]);
  });
});

describe('an organisation that does not answer', () => {
  it('delays no other, for as many rounds as it takes, and is never read twice at once', async () => {
    const whole = await startTwo();
    const held = whole.github.faults.add(
      { organisation: 'acme-eu', path: SEATS },
      {
        kind: 'hold',
        phase: 'before',
        next: undefined,
      },
    );
    const endedReads = () => whole.logs.filter(({ event }) => event === 'read-ended').length;
    for (let round = 1; round <= 3; round += 1) {
      const labs = readsOf(whole.github, 'acme-labs');
      whole.clock.now += HALF_HOUR;
      await until(() => readsOf(whole.github, 'acme-labs') === labs + 1);
      // A read that has not ended by the next slot is not begun anew, whosever it is.
      await until(() => endedReads() === 2 + round);
    }
    await held.arrived();
    expect(readsOf(whole.github, 'acme-eu')).toBe(2);
    whole.company.useCopilot('rhea-osei');
    whole.clock.now += HALF_HOUR;
    await until(() => endedReads() === 6);
    expect(namesOf(await whole.ask('maya', 'dormant'))).toEqual([
      'tomas-lind acme-eu',
      'jun-park acme-labs',
    ]);
    held.release();
    await until(() => roundsOf(whole.logs) === 5);
    await passRounds(whole, 1);
    expect(readsOf(whole.github, 'acme-eu')).toBe(3);
    expect(whole.slack.problems).toEqual([]);
  });
});

describe('seats that vanish from the list', () => {
  it('are gone after two complete reads', async () => {
    const whole = await startTwo();
    whole.company.dismiss('acme-labs', 'rhea-osei');
    await passRounds(whole, 1);
    expect(namesOf(await whole.ask('maya', 'dormant'))).toContain('rhea-osei acme-labs');
    await passRounds(whole, 1);
    expect(namesOf(await whole.ask('maya', 'dormant'))).not.toContain('rhea-osei acme-labs');
    expect((await whole.ask('maya', 'user rhea-osei')).text).toContain('holds no Copilot seat');
    expect(whole.slack.problems).toEqual([]);
  });

  it('in great number are only believed to be gone once three reads over six hours agree', async () => {
    const clock = { now: NOW };
    const company = aCompany(clock);
    for (let number = 1; number <= 30; number += 1) {
      company.grant('acme-labs', `idle-${number}`, { at: daysAgo(60) });
    }
    const whole = await startWhole({ company, clock });
    for (let number = 1; number <= 20; number += 1) company.dismiss('acme-labs', `idle-${number}`);
    await passRounds(whole, 4);
    expect((await whole.ask('maya', 'dormant')).text).toContain('*30 seats idle');
    expect((await whole.ask('maya', 'status')).text).toContain('Many seats vanished');
    await passTime(whole, 6 * HOUR);
    expect((await whole.ask('maya', 'dormant')).text).toContain('*10 seats idle');
    expect((await whole.ask('maya', 'status')).text).not.toContain('Many seats vanished');
    expect(whole.slack.problems).toEqual([]);
  });
});

describe('figures that stand still for everybody', () => {
  it('are believed no longer after two working days, until something moves', async () => {
    const clock = { now: Date.parse('2026-11-16T09:00:00Z') };
    const company = twoOrganisations(clock);
    company.grant('acme-labs', 'nearly', { at: daysAgo(29, clock.now) });
    const whole = await startWhole({ company, clock });
    company.useCopilot('kim-doe');
    await passRounds(whole, 1);
    for (let round = 0; round < 11; round += 1) await passTime(whole, 5 * HOUR);

    const list = await whole.ask('maya', 'dormant');
    expect(list.text).toMatch(/acme-labs shows no new activity of anybody since 16 November/);
    expect(list.text).toContain('Remove seat is off for acme-labs');
    expect(valuesOf(list, ACTION.removeSeat)).toEqual([]);
    expect(list.text).not.toContain('nearly');
    expect((await whole.ask('maya', '')).text).not.toMatch(/\d+ seats? in acme/);

    company.useCopilot('kim-doe');
    await passRounds(whole, 1);
    const after = await whole.ask('maya', 'dormant');
    expect(after.text).not.toContain('no new activity');
    expect(rowsOf(after)).toHaveLength(4);
    expect(valuesOf(after, ACTION.removeSeat)).not.toEqual([]);
    expect(whole.slack.problems).toEqual([]);
  });
});

describe('installations', () => {
  it('new, suspended, resumed, removed and renamed, are handled by themselves and by name', async () => {
    const whole = await startTwo();
    const { company } = whole;
    const status = async () => (await whole.ask('maya', 'status')).text;

    company.addOrganisation({ login: 'acme-asia' });
    company.addEnterprise({ slug: 'acme-group', name: 'Acme Group' });
    company.grant('acme-asia', 'ines-sol', { at: daysAgo(70) });
    await passRounds(whole, 1);
    expect(await status()).toContain('*acme-asia*: up to date, 1 seat.');
    expect(await status()).toContain('*acme-group*: an enterprise.');
    expect(namesOf(await whole.ask('maya', 'dormant'))).toContain('ines-sol acme-asia');
    expect(whole.github.requests.some(({ path }) => path.includes('/orgs/acme-group'))).toBe(false);

    company.suspend('acme-eu');
    company.uninstall('acme-asia');
    company.organisation('acme-labs').login = 'acme-research';
    await passRounds(whole, 1);
    expect(await status()).toMatch(/\*acme-eu\*: up to date.*the GitHub App is suspended there/i);
    expect(await status()).toContain('*acme-asia*: the GitHub App was uninstalled there');
    expect(await status()).toMatch(
      /\*acme-research\*: up to date, 3 seats.*Earlier name: acme-labs/,
    );
    const list = await whole.ask('maya', 'dormant');
    expect(namesOf(list)).not.toContain('ines-sol acme-asia');
    expect(namesOf(list)).toContain('rhea-osei acme-research');
    expect((await whole.ask('maya', 'dormant org:acme-research')).text).toContain('rhea-osei');

    await passRounds(whole, 5);
    const suspended = await status();
    expect(suspended).toMatch(/\*acme-eu was last read 3 hours ago\.\*.*suspended there/);
    expect(suspended.match(/suspended/g)).toHaveLength(1);
    const stale = await whole.ask('maya', 'dormant');
    expect(stale.text).toMatch(/acme-eu was last read 3 hours ago\.\* The GitHub App is suspended/);
    company.unsuspend('acme-eu');
    company.install('acme-asia');
    await passRounds(whole, 1);
    expect(await status()).toMatch(/\*acme-eu\*: up to date/);
    expect(await status()).toMatch(/\*acme-asia\*: up to date, 1 seat/);
    expect(whole.slack.problems).toEqual([]);
  });

  it('with too few permissions say which one is missing, and cost nobody anything', async () => {
    const clock = { now: NOW };
    const company = aCompany(clock);
    const read = 'read' as const;
    company.addOrganisation({ login: 'no-rights', permissions: { members: read } });
    company.addOrganisation({
      login: 'read-only',
      permissions: { organization_copilot_seat_management: read },
    });
    company.grant('acme-labs', 'rhea-osei', { at: daysAgo(60) });
    company.grant('acme-labs', 'cli-only', { at: daysAgo(60) });
    for (const login of ['jun-park', 'tomas-lind']) {
      company.grant('read-only', login, { at: daysAgo(60) });
    }
    company.grant('no-rights', 'ines-sol', { at: daysAgo(60) });
    company.useCopilot('cli-only', daysAgo(4), 'cli/1.0.64', 'report');
    const whole = await startWhole({ company, clock });

    const status = await whole.ask('maya', 'status');
    const [noRights, , readOnly] = ['no-rights', 'acme-labs', 'read-only'].map((login) =>
      status.text.split('\n').find((line) => line.startsWith(`*${login}`)),
    );
    expect(noRights).toContain('the App needs the permission “GitHub Copilot Business”');
    expect(readOnly).toContain('up to date, 2 seats');
    expect(readOnly).toContain('the App needs the permission “Organization Copilot metrics”');
    expect(readOnly).toMatch(/may only read|write/);
    const list = await whole.ask('maya', 'dormant');
    expect(namesOf(list)).toEqual([
      'rhea-osei acme-labs',
      'jun-park read-only',
      'tomas-lind read-only',
    ]);
    // Where the report may be read, a day on the command line alone keeps a seat.
    expect((await whole.ask('maya', 'user cli-only')).text).toContain('in use.');
    expect(valuesOf(list, ACTION.removeSeat)).toHaveLength(1);
    expect(list.text).toMatch(/read-only.*(may only read|write)/);
    expect(whole.slack.problems).toEqual([]);
  });
});

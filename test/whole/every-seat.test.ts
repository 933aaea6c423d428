import { describe, expect, it } from 'vitest';
import { Company } from '../../sandbox/github/company.ts';
import { ACTION } from '../../src/slack/refs.ts';
import { HOSTILE, LONGEST_LOGIN, LONGEST_TEAM } from '../slack/hostile.ts';
import { aCompany, daysAgo, NOW, startWhole, type Whole } from '../support/whole.ts';
import { elementsOf, HOUR, namesOf, passTime, rowsOf, valuesOf } from './support.ts';

const DAY = 24 * HOUR;
/** When the bot was set up, so that it remembers what GitHub forgets. */
const SET_UP = daysAgo(100);

/** Everybody as of the day on which the bot was set up. */
function companyAtFirst(clock: { now: number }): Company {
  const company = new Company({ now: () => clock.now });
  company.addOrganisation({ login: 'acme-labs' });
  company.addOrganisation({ login: 'acme-eu' });
  const labs = (login: string, days: number) =>
    company.grant('acme-labs', login, { at: daysAgo(days) });
  for (const login of ['kim-active', 'cli-only', 'kept-kai', 'leo-leaving', 'sina-signs']) {
    labs(login, 300);
  }
  for (const login of ['stopped-sam', 'was-riley', 'edge-ed', 'early-eve', 're-rhea', 'old-hand']) {
    labs(login, 300);
    company.useCopilot(login, daysAgo(120), 'vscode/1.105.1/copilot/1.372.0', 'seat');
  }
  labs('no-record-noa', 400);
  labs('two-orgs-tom', 300);
  company.grant('acme-eu', 'two-orgs-tom', { at: daysAgo(200) });
  company.grantNobody('acme-labs', daysAgo(200));
  return company;
}

/** What happened since. */
function letTimePass(company: Company): void {
  const edit = (login: string, days: number) =>
    company.useCopilot(login, daysAgo(days), 'vscode/1.105.1/copilot/1.372.0', 'seat');
  company.grant('acme-labs', 'newt', { at: daysAgo(10) });
  company.grant('acme-labs', 'nora-never', { at: daysAgo(80) });
  company.grant('acme-labs', 'both-bo', { at: daysAgo(90) });
  company.grant('acme-eu', 'both-bo', { at: daysAgo(70) });
  company.grant('acme-eu', 'team-tia', { at: daysAgo(85), team: 'platform' });
  company.dismiss('acme-labs', 're-rhea');
  company.grant('acme-labs', 're-rhea', { at: daysAgo(45) });
  company.rename('was-riley', 'riley-now');
  company.seat('acme-labs', 'leo-leaving').row.pending_cancellation_date = '2026-12-01';
  company.signIn('sina-signs', daysAgo(3));
  edit('kim-active', 2);
  company.useCopilot('cli-only', daysAgo(5), 'cli/1.0.64', 'report');
  company.useCopilotIn('acme-eu', 'two-orgs-tom', daysAgo(12));
  company.useCopilot('team-tia', daysAgo(50), 'JetBrains-IU/2026.1');
  edit('stopped-sam', 40);
  edit('riley-now', 33);
  edit('edge-ed', 30);
  edit('early-eve', 30.5);
}

async function startCompany(): Promise<Whole> {
  const clock = { now: SET_UP };
  const company = companyAtFirst(clock);
  const whole = await startWhole({ company, clock });
  // Read at least once in 90 days: what happened in a longer gap, nobody could know.
  await passTime(whole, 50 * DAY);
  letTimePass(company);
  await passTime(whole, 50 * DAY);
  await whole.ask('maya', 'keep kept-kai always');
  return whole;
}

describe('a company with every kind of seat', () => {
  it('gets exactly the dormant ones, longest idle first, with their reasons and buttons', async () => {
    const whole = await startCompany();
    const list = await whole.ask('maya', 'dormant');
    expect(namesOf(list)).toEqual([
      'no-record-noa acme-labs',
      'old-hand acme-labs',
      'both-bo acme-labs',
      'nora-never acme-labs',
      'both-bo acme-eu',
      'team-tia acme-eu',
      're-rhea acme-labs',
      'stopped-sam acme-labs',
      'riley-now acme-labs',
      'early-eve acme-labs',
    ]);
    const reasons = rowsOf(list).map((row) => row.replace(/^[^:]+: /, ''));
    expect(reasons).toEqual([
      'no use on record for at least 190 days; GitHub keeps 90 days, and Seatkeeper has watched since 13 August. Given on 17 October 2025, 400 days ago.',
      'last used on 24 July in VS Code, 120 days ago.',
      'never used since it was given on 23 August, 90 days ago.',
      'never used since it was given on 2 September, 80 days ago.',
      'never used since it was given on 12 September, 70 days ago.',
      expect.stringMatching(/^last used on 2 October in JetBrains, 50 days ago\. .*team/),
      'last used on 24 July in VS Code, 120 days ago; this seat was given on 7 October, 45 days ago.',
      'last used on 12 October in VS Code, 40 days ago.',
      'last used on 19 October in VS Code, 33 days ago.',
      expect.stringMatching(/^last used on 22 October in VS Code, 30 days ago\. /),
    ]);
    // Neither the seat of a team nor one that is idle for less than a day over the threshold.
    expect(valuesOf(list, ACTION.removeSeat)).toHaveLength(8);
    expect(elementsOf(list).filter(({ url }) => url?.includes('platform'))).toHaveLength(1);
    expect(list.text).toContain('10 seats idle for more than 30 days');
    expect(list.text).toContain('8 can be removed here, 1 comes through a team');
    expect(list.text).toMatch(/also in acme-eu/);

    const seen = await whole.ask('victor', 'dormant');
    expect(namesOf(seen)).toEqual(namesOf(list));
    expect(valuesOf(seen, ACTION.removeSeat)).toEqual([]);
    expect(elementsOf(seen).filter(({ action_id }) => action_id === ACTION.menu)).toEqual([]);
    expect(whole.slack.problems).toEqual([]);
  });

  it('names the state of every person', async () => {
    const whole = await startCompany();
    const told = async (login: string) => (await whole.ask('maya', `user ${login}`)).text;

    for (const login of ['kim-active', 'cli-only', 'edge-ed']) {
      const text = await told(login);
      expect(text).toContain('in use.');
      // About people whose seat is in use nothing more is said than that.
      expect(text).not.toMatch(/ago|October|November|VS Code|CLI|Signs of use/);
    }
    expect(await told('two-orgs-tom')).toMatch(/holds 2 seats.*\n.*in use\.\n.*in use\./);
    expect(await told('kept-kai')).toContain('kept for good');
    expect(await told('leo-leaving')).toContain('leaving, ends on 1 December.');
    expect(await told('newt')).toContain('new, given on 11 November.');
    const unclear = await told('sina-signs');
    expect(unclear).toContain('unclear, no use on record');
    expect(unclear).toContain('Signed in to Copilot on 18 November');
    expect(await told('nora-never')).toContain('idle, never used since');
    expect(await told('no-record-noa')).toContain('idle, no use on record');
    expect(await told('stopped-sam')).toContain('idle, last used on 12 October');
    expect(await told('team-tia')).toContain('through team platform: idle');
    // A login is only a label: the old one still finds the person.
    for (const login of ['was-riley', 'riley-now', 'RILEY-NOW']) {
      expect(await told(login)).toMatch(/\*riley-now\* holds 1 seat.*Earlier login: was-riley/);
    }
    expect(await told('rilley-now')).toContain('user riley-now`');
    expect(whole.slack.problems).toEqual([]);
  });

  it('narrows the list by days, never, unclear, organisation and team', async () => {
    const whole = await startCompany();
    const listed = async (words: string) => namesOf(await whole.ask('maya', `dormant ${words}`));

    expect(await listed('90d')).toEqual(['no-record-noa acme-labs', 'old-hand acme-labs']);
    expect(await listed('never')).toEqual([
      'no-record-noa acme-labs',
      'both-bo acme-labs',
      'nora-never acme-labs',
      'both-bo acme-eu',
    ]);
    expect(await listed('unclear')).toEqual(['sina-signs acme-labs']);
    expect(await listed('org:ACME-EU')).toEqual(['both-bo acme-eu', 'team-tia acme-eu']);
    expect(await listed('team:platform')).toEqual(['team-tia acme-eu']);
    expect(await listed('org:acme-eu never 60d')).toEqual(['both-bo acme-eu']);
    // Beyond what anybody remembers nothing is guessed.
    const long = await whole.ask('maya', 'dormant 200d');
    expect(namesOf(long)).toEqual([]);
    expect(long.text).toContain('1 more seat cannot be told');
    expect(namesOf(await whole.ask('maya', 'dormant unclear 200d'))).toContain(
      'no-record-noa acme-labs',
    );

    const refused = await whole.ask('maya', 'dormant 7d');
    expect(refused.text).toContain('only after more than 30 days');
    expect(namesOf(refused)).toEqual([]);
    expect((await whole.ask('maya', 'dormant 400d')).text).toContain('1 to 365');
    const nowhere = await whole.ask('maya', 'dormant org:elsewhere');
    expect(nowhere.text).toContain('Known: acme-eu and acme-labs.');
    expect((await whole.ask('maya', 'dormant team:x')).text).toContain('Known: platform.');
    // A seat in doubt is removed from its details only.
    const unclear = await whole.ask('maya', 'dormant unclear');
    expect(valuesOf(unclear, ACTION.removeSeat)).toEqual([]);
    const details = await whole.ask('maya', 'user sina-signs');
    expect(valuesOf(details, ACTION.removeSeat)).toHaveLength(1);
    expect(whole.slack.problems).toEqual([]);
  });

  it('adds up in the overview', async () => {
    const whole = await startCompany();
    const { text } = await whole.ask('maya', '');
    expect(text).toContain('*20 seats in acme-eu and acme-labs');
    const counts = {
      idle: Number(/\*(\d+) seats idle/.exec(text)?.[1]),
      active: Number(/(\d+) in use/.exec(text)?.[1]),
      fresh: Number(/(\d+) new/.exec(text)?.[1]),
      unclear: Number(/(\d+) unclear/.exec(text)?.[1]),
      kept: Number(/(\d+) kept/.exec(text)?.[1]),
      leaving: Number(/(\d+) leaving/.exec(text)?.[1]),
      nobody: Number(/(\d+) held by nobody/.exec(text)?.[1]),
    };
    expect(counts).toEqual({
      idle: 10,
      active: 5,
      fresh: 1,
      unclear: 1,
      kept: 1,
      leaving: 1,
      nobody: 1,
    });
    expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(20);
    expect(text).toContain('4 of them without any use on record');
    // 18 people and nobody's seat at $19; nine idle people, two of whose seats are one person's.
    expect(text).toContain('about $342 a month');
    expect(text).toContain('up to $171 a month');
    expect(whole.slack.problems).toEqual([]);
  });
});

describe('a long list', () => {
  it('turns its pages both ways, ten rows each, every seat once', async () => {
    const clock = { now: NOW };
    const company = aCompany(clock);
    for (let number = 1; number <= 37; number += 1) {
      company.grant('acme-labs', `idle-${number}`, { at: daysAgo(40 + number) });
    }
    company.grant('acme-labs', 'busy', { at: daysAgo(90) });
    company.useCopilot('busy', daysAgo(1));
    const whole = await startWhole({ company, clock });
    const expected = Array.from({ length: 37 }, (_, index) => `idle-${37 - index} acme-labs`);

    const pages = [await whole.ask('maya', 'dormant')];
    const [list] = pages;
    if (list === undefined) throw new Error('no list');
    const turn = async (action: string, from: string) => {
      await whole.click('maya', list, action);
      return whole.slack.waitForEphemeral('maya', ({ text }) => text.includes(from));
    };
    const names = [namesOf(list)];
    for (const from of ['11–20 of 37', '21–30 of 37', '31–37 of 37']) {
      names.push(namesOf(await turn(ACTION.nextPage, from)));
    }
    expect(names.map(({ length }) => length)).toEqual([10, 10, 10, 7]);
    expect(names.flat()).toEqual(expected);
    expect(valuesOf(list, ACTION.nextPage)).toEqual([]);
    expect(namesOf(await turn(ACTION.previousPage, '21–30 of 37'))).toEqual(names[2]);
    // The list is replaced where it stands, not repeated below.
    expect(whole.slack.workspace.ephemeralsOf('maya')).toHaveLength(1);

    // Meanwhile most of them come alive: the page that is gone shows the last one there is.
    for (let number = 8; number <= 37; number += 1) company.useCopilot(`idle-${number}`);
    await whole.readAgain();
    await whole.click('maya', list, ACTION.nextPage);
    const last = await whole.slack.waitForEphemeral('maya', ({ text }) =>
      text.includes('*7 seats'),
    );
    expect(namesOf(last)).toHaveLength(7);
    expect(whole.slack.problems).toEqual([]);
  });

  it('never lists by fewer days than the setting, whatever an old button carries', async () => {
    const clock = { now: NOW };
    const company = aCompany(clock);
    for (let number = 1; number <= 12; number += 1) {
      company.grant('acme-labs', `idle-${number}`, { at: daysAgo(200 + number) });
      company.useCopilot(`idle-${number}`, daysAgo(35 + number));
    }
    const whole = await startWhole({ company, clock });
    const list = await whole.ask('maya', 'dormant 31d');
    expect(rowsOf(list)).toHaveLength(10);
    await whole.bot.stop();
    await whole.restart({ DORMANT_AFTER_DAYS: '60' });
    await whole.slack.waitForConnection();
    await whole.click('maya', list, ACTION.nextPage);
    const turned = await whole.slack.waitForEphemeral('maya', ({ text }) =>
      text.includes('for more than 60 days'),
    );
    expect(rowsOf(turned)).toEqual([]);
  });
});

describe('names that nobody well-meaning would give', () => {
  it('are shown harmlessly in every answer, and Slack refuses none of them', async () => {
    const clock = { now: NOW };
    const company = aCompany(clock);
    const longest = `o${'W'.repeat(37)}9`;
    company.addOrganisation({ login: longest });
    const give = (login: string, team: string, days: number) => {
      company.grant(longest, login, { at: daysAgo(days) });
      company.seat(longest, login).row.assigning_team = {
        ...({ id: 1, node_id: 'T_1', url: 'https://api.github.com/teams/1' } as object),
        name: team,
        slug: team,
        html_url: 'https://github.com/orgs/x/teams/y',
      } as never;
    };
    give(LONGEST_LOGIN, LONGEST_TEAM, 300);
    for (const [index, text] of HOSTILE.entries()) give(`${text}${index}`, text, 100 + index);
    for (let number = 0; number < 12; number += 1) {
      const filler = `x${number}`;
      company.grant('acme-labs', filler.padEnd(39, 'W'), { at: daysAgo(50) });
    }
    const whole = await startWhole({ company, clock });

    const list = await whole.ask('maya', 'dormant');
    expect(rowsOf(list)).toHaveLength(10);
    const shown = [list.text];
    for (const page of ['11–20', '21–']) {
      await whole.click('maya', list, ACTION.nextPage);
      const next = await whole.slack.waitForEphemeral('maya', ({ text }) => text.includes(page));
      shown.push(next.text);
    }
    // Slack's composer makes no mention of somebody who does not exist.
    const typed = HOSTILE.filter((text) => !text.startsWith('<@'));
    for (const text of [...typed, LONGEST_LOGIN]) {
      shown.push((await whole.ask('maya', `user ${text}`)).text);
      shown.push((await whole.ask('maya', `keep ${text} until 2027-01-31 ${text}`)).text);
      shown.push((await whole.ask('maya', `dormant org:${text} team:${text}`)).text);
      shown.push((await whole.ask('maya', text)).text);
    }
    shown.push((await whole.ask('maya', 'status')).text, (await whole.ask('maya', 'log')).text);
    const together = shown.join('\n');
    for (const line of together.split('\n')) {
      expect(line).not.toMatch(/<!channel>|<!here>|<https:|\u202E|:rotating_light:/);
    }
    expect(whole.slack.problems).toEqual([]);
  });
});

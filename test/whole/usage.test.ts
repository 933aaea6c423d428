import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Company } from '../../sandbox/github/company.ts';
import { answered, serverError, stalled, USERS_REPORT } from '../../sandbox/github/trouble.ts';
import { type Clock, daysAgo, NOW, startWhole, until, type Whole } from '../support/whole.ts';
import { passTime } from './support.ts';

const DAY = 86_400_000;
const VSCODE = 'vscode/1.105.1';
const JETBRAINS = 'JetBrains-IU/252';
const NEOVIM = 'Neovim/0.11';

/** Two organisations of nobody yet. */
function aCompanyOfTwo(clock: Clock): Company {
  const company = new Company({ now: () => clock.now });
  company.addOrganisation({ login: 'acme-labs' });
  company.addOrganisation({ login: 'acme-eu' });
  return company;
}

interface Using {
  readonly editor?: string;
  readonly organisation?: string;
  /** How many days ago. */
  readonly days?: readonly number[];
}

/** People `from` to `to` with a seat, who used Copilot on these days. */
function letUse(company: Company, [from, to]: readonly [number, number], using: Using = {}): void {
  const { editor = VSCODE, organisation = 'acme-labs', days = [3] } = using;
  for (let n = from; n <= to; n += 1) {
    company.grant(organisation, `user-${n}`, { at: daysAgo(100) });
    for (const ago of days) company.useCopilot(`user-${n}`, daysAgo(ago), editor);
  }
}

async function startWith(tell: (company: Company) => void): Promise<Whole & { clock: Clock }> {
  const clock = { now: NOW };
  const company = aCompanyOfTwo(clock);
  tell(company);
  return startWhole({ company, clock });
}

const lineOf = (text: string, start: string) =>
  text.split('\n').find((line) => line.startsWith(`*${start}`)) ?? '';

interface Chart {
  readonly type: string;
  readonly chart: { series: { data: { label: string; value: number }[] }[] };
}

function chartOf({ blocks }: { readonly blocks: readonly unknown[] }) {
  const chart = (blocks as Chart[]).find(({ type }) => type === 'data_visualization');
  return chart?.chart.series[0]?.data;
}

describe('the usage of a company', () => {
  it('is told to managers and viewers, and to nobody else', async () => {
    const whole = await startWith((company) => letUse(company, [1, 9]));
    for (const user of ['maya', 'victor']) {
      expect((await whole.ask(user, 'usage')).text).toContain('28 days of GitHub Copilot');
    }
    const refusal = await whole.ask('mel', 'usage');
    expect(refusal.text).not.toContain('VS Code');
    expect(refusal.text).toContain('seat managers');
    expect(whole.slack.problems).toEqual([]);
  });

  it('says when it was read, which days it covers, and what GitHub leaves out', async () => {
    const whole = await startWith((company) => letUse(company, [1, 9]));
    const { text } = await whole.ask('maya', 'usage');
    expect(text).toContain('GitHub’s usage report for 23 October to 19 November');
    expect(text).toMatch(/read <!date\^\d+\^at \{time\}\|at 14:32 UTC>/);
    expect(text).toContain('Chat on github.com and GitHub Mobile are not in it.');
  });

  it('counts people by editor, and names none of fewer than five', async () => {
    const whole = await startWith((company) => {
      letUse(company, [1, 12]);
      letUse(company, [13, 18], { editor: JETBRAINS });
      letUse(company, [11, 14], { editor: NEOVIM, days: [5] });
    });
    const { text } = await whole.ask('maya', 'usage');
    expect(lineOf(text, 'By editor')).toBe('*By editor:* VS Code (12), JetBrains (6) and others.');
    expect(text).not.toContain('Neovim');
    expect(text).not.toMatch(/user-\d/);
  });

  it('leaves nothing to be worked out from what is shown', async () => {
    const whole = await startWith((company) => {
      letUse(company, [1, 10]);
      letUse(company, [11, 17], { editor: JETBRAINS });
      letUse(company, [18, 20], { editor: NEOVIM });
    });
    const { text } = await whole.ask('maya', 'usage');
    // Twenty on the day, less ten, less seven, would be the three of Neovim.
    expect(chartOf(await whole.ask('maya', 'usage'))?.map(({ value }) => value)).toContain(20);
    expect(lineOf(text, 'By editor')).toBe('*By editor:* VS Code (10) and others.');
  });

  it('is drawn day by day from Monday to Friday, and said in words', async () => {
    const whole = await startWith((company) => {
      letUse(company, [1, 9], { days: [3, 4, 5] });
      letUse(company, [10, 12], { days: [4] });
      letUse(company, [1, 4], { days: [10] });
    });
    const answer = await whole.ask('maya', 'usage');
    const points = chartOf(answer) ?? [];
    expect(points).toHaveLength(20);
    expect(points.slice(-5).map(({ label, value }) => [label, value])).toEqual([
      ['13 Nov', 0],
      ['16 Nov', 9],
      ['17 Nov', 12],
      ['18 Nov', 9],
      ['19 Nov', 0],
    ]);
    // The eleventh had four people: as empty as a day of nobody.
    expect(points.find(({ label }) => label === '11 Nov')?.value).toBe(0);
    expect(lineOf(answer.text, 'People a day')).toContain('Most on 17 November: 12.');
    expect(answer.text).toContain('from 16 November: 9, 12, 9, under 5');
  });

  it('comes in words alone where Slack refuses the chart', async () => {
    const whole = await startWith((company) => letUse(company, [1, 9]));
    whole.slack.faults.status('response_url', 404, 1);
    const answer = await whole.ask('maya', 'usage');
    expect(chartOf(answer)).toBeUndefined();
    expect(JSON.stringify(answer.blocks)).toContain('from 16 November: under 5, under 5, 9');
    expect(whole.slack.workspace.ephemeralsOf('maya')).toHaveLength(1);
  });

  it('comes in words by direct message, where nothing else is left', async () => {
    const whole = await startWith((company) => letUse(company, [1, 9]));
    const { faults, interactions, workspace } = whole.slack;
    faults.status('response_url', 404, 2);
    faults.error('chat.postMessage', 'invalid_blocks', 1);
    await interactions.slash({ user: 'maya', channel: 'seats', text: 'usage' });
    const { id } = workspace.directMessage(workspace.person('maya').id);
    const answer = await whole.slack.waitForMessage(({ channel }) => channel === id);
    expect(chartOf(answer)).toBeUndefined();
    expect(JSON.stringify(answer.blocks)).toContain('from 16 November: under 5, under 5, 9');
  });

  it('of four people is not shown, kindly', async () => {
    const whole = await startWith((company) => letUse(company, [1, 4]));
    const answer = await whole.ask('maya', 'usage');
    expect(answer.text).toContain('Fewer than 5 people are in GitHub’s usage report');
    expect(answer.text).toContain('read <!date');
    expect(answer.text).not.toMatch(/VS Code|\b4\b people/);
    expect(chartOf(answer)).toBeUndefined();
  });

  it('stands after a restart without GitHub', async () => {
    const whole = await startWith((company) => letUse(company, [1, 9]));
    await whole.bot.stop();
    whole.github.faults.add({ path: /^\/orgs\// }, serverError(503), Number.POSITIVE_INFINITY);
    await whole.restart();
    expect((await whole.ask('maya', 'usage')).text).toContain('VS Code (nearly all)');
  });
});

describe('the usage of one organisation', () => {
  it('is rounded down, and somebody in both counts once in all', async () => {
    const whole = await startWith((company) => {
      letUse(company, [1, 13]);
      letUse(company, [12, 25], { organisation: 'acme-eu', editor: JETBRAINS });
    });
    const all = await whole.ask('maya', 'usage');
    expect(chartOf(all)?.map(({ value }) => value)).toContain(25);
    const eu = await whole.ask('maya', 'usage org:ACME-EU');
    expect(eu.text).toContain('28 days of GitHub Copilot in acme-eu*');
    expect(eu.text).toContain('rounded down to the next 5');
    expect(chartOf(eu)?.map(({ value }) => value)).toContain(10);
    expect(lineOf(eu.text, 'By editor')).toContain('JetBrains (nearly all)');
  });

  it('is not shown where it, or all others together, are fewer than five people', async () => {
    const whole = await startWith((company) => {
      letUse(company, [1, 12]);
      letUse(company, [20, 22], { organisation: 'acme-eu' });
    });
    for (const organisation of ['acme-eu', 'acme-labs']) {
      const { text } = await whole.ask('maya', `usage org:${organisation}`);
      expect(text).toContain(`There is nothing to show for ${organisation} alone`);
      expect(text).not.toContain('VS Code');
    }
  });

  it('that is not known says which are', async () => {
    const whole = await startWith((company) => letUse(company, [1, 9]));
    const { text } = await whole.ask('maya', 'usage org:acme-moon');
    expect(text).toContain('No organisation is called “acme-moon”');
    expect(text).toContain('acme-labs');
    expect((await whole.ask('maya', 'usage last week')).text).toContain('/copilot usage org:NAME');
  });
});

describe('a usage report that is missing', () => {
  const bothUse = (company: Company) => {
    letUse(company, [1, 9]);
    letUse(company, [10, 18], { organisation: 'acme-eu' });
  };

  it('for want of a permission or of the policy names both, and the other one is told', async () => {
    const whole = await startWith((company) => {
      bothUse(company);
      company.organisation('acme-eu').usageMetrics = false;
    });
    const { text } = await whole.ask('maya', 'usage');
    expect(text).toContain('acme-eu is not in any figures here.');
    expect(text).toContain('“Organization Copilot metrics” (read)');
    expect(text).toContain('the policy “Copilot usage metrics”');
    expect(text).toContain('28 days of GitHub Copilot in acme-labs*');
    expect((await whole.ask('maya', 'status')).text).toContain('The usage report cannot be read');
    expect((await whole.ask('maya', 'usage org:acme-eu')).text).toContain(
      'There is no usage report to show yet.',
    );
  });

  it('because GitHub has none says that it is asked again', async () => {
    const clock = { now: NOW };
    const company = aCompanyOfTwo(clock);
    bothUse(company);
    const whole = await startWhole({ company, clock });
    whole.github.faults.add({ path: USERS_REPORT }, answered(204), Number.POSITIVE_INFINITY);
    await passTime(whole, DAY);
    const { text } = await whole.ask('maya', 'usage');
    expect(text).toContain('acme-labs is in these figures with an earlier report.');
    expect(text).toContain('GitHub has no usage report to give yet.');
    expect(text).toContain('VS Code');
  });

  it('because GitHub is down says so, and comes by itself once it is back', async () => {
    const clock = { now: NOW };
    const company = aCompanyOfTwo(clock);
    letUse(company, [1, 9]);
    const whole = await startWhole({ company, clock });
    const fault = whole.github.faults;
    fault.add({ path: USERS_REPORT }, serverError(500), Number.POSITIVE_INFINITY);
    await passTime(whole, DAY);
    expect((await whole.ask('maya', 'usage')).text).toContain('GitHub did not answer.');
    fault.clear();
    await passTime(whole, 30 * 60_000);
    expect((await whole.ask('maya', 'usage')).text).not.toContain('GitHub did not answer.');
  }, 30_000);

  it('for days says how old the one that stands is, and for weeks shows none', async () => {
    const clock = { now: NOW };
    const company = aCompanyOfTwo(clock);
    letUse(company, [1, 9]);
    const whole = await startWhole({ company, clock });
    company.reportLagDays = 9;
    await passTime(whole, 7 * DAY);
    expect((await whole.ask('maya', 'usage')).text).toContain('It ended 9 days ago');
    company.reportLagDays = 30;
    await passTime(whole, 21 * DAY);
    const { text } = await whole.ask('maya', 'usage');
    expect(text).toContain('There is no usage report to show yet.');
    expect(text).toContain('ends on 19 November');
  });

  it('of an organisation whose seats could not be read says why', async () => {
    const whole = await startWith(bothUse);
    await whole.bot.stop();
    whole.company.addOrganisation({ login: 'acme-new' });
    letUse(whole.company, [30, 40], { organisation: 'acme-new' });
    whole.github.faults.add(
      { path: /acme-new\/copilot\/billing\/seats/ },
      serverError(503),
      Number.POSITIVE_INFINITY,
    );
    await whole.restart();
    const hasFailed = () =>
      whole.logs.some(({ event, outcome }) => event === 'read-ended' && outcome === 'failed');
    await until(hasFailed);
    const { text } = await whole.ask('maya', 'usage org:acme-new');
    expect(text).toContain('acme-new is not in any figures here.');
    expect(text).toContain('GitHub did not answer.');
  }, 30_000);
});

describe('an enterprise where the App is installed', () => {
  const REPORT = /^\/enterprises\//;

  /** Acme Group with an organisation that the App does not see, and one that it does. */
  async function startGroup(permissions?: Record<string, 'read'>): Promise<Whole> {
    const clock = { now: NOW };
    const company = new Company({ now: () => clock.now });
    company.addOrganisation({ login: 'acme-labs' });
    company.addOrganisation({ login: 'acme-secret', installed: false });
    company.addEnterprise({ slug: 'acme-group', ...(permissions && { permissions }) });
    letUse(company, [1, 9]);
    letUse(company, [20, 29], { organisation: 'acme-secret' });
    company.grant('acme-labs', 'busy-elsewhere', { at: daysAgo(100) });
    company.organisation('acme-secret').members.add(company.person('busy-elsewhere'));
    return startWhole({ company, clock });
  }

  const reportsRead = ({ logs }: Whole) =>
    logs.filter(({ event }) => event === 'usage-read' || event === 'usage-unread').length;

  it('has its report read once a day, and people in it count, each once', async () => {
    const whole = await startGroup();
    await until(() => reportsRead(whole) === 2);
    const answer = await whole.ask('maya', 'usage');
    expect(answer.text).toContain('28 days of GitHub Copilot in acme-group and acme-labs*');
    expect(chartOf(answer)?.map(({ value }) => value)).toContain(19);
    await whole.readAgain();
    const asked = whole.github.requests.filter(({ path }) => REPORT.test(path));
    expect(asked.map(({ path }) => path)).toEqual([
      '/enterprises/acme-group/copilot/metrics/reports/users-28-day/latest',
    ]);
    expect((await whole.ask('maya', 'status')).text).toMatch(
      /\*acme-group\*: an enterprise\..*read .* covers days up to 19 November\./,
    );
  });

  it('is a second witness: who uses Copilot elsewhere in it is not idle', async () => {
    const whole = await startGroup();
    const { company } = whole;
    await until(() => reportsRead(whole) === 2);
    expect((await whole.ask('maya', 'dormant')).text).toContain('busy-elsewhere');
    // In the report of an organisation that the App does not see, and on no seat.
    company.organisation('acme-labs').members.delete(company.person('busy-elsewhere'));
    company.useCopilot('busy-elsewhere', daysAgo(2), 'cli/1.0.64', 'report');
    await passTime(whole, DAY);
    await until(() => reportsRead(whole) === 4);
    expect((await whole.ask('maya', 'dormant')).text).not.toContain('busy-elsewhere');
    expect((await whole.ask('maya', 'user busy-elsewhere')).text).toContain('in use');
  });

  it('without the permission is named with it, and the organisation is read all the same', async () => {
    const whole = await startGroup({ metadata: 'read' });
    await until(() => reportsRead(whole) === 2);
    const status = await whole.ask('maya', 'status');
    expect(status.text).toContain('“Enterprise Copilot metrics” (read)');
    expect(status.text).toContain('*acme-labs*: up to date');
    const { text } = await whole.ask('maya', 'usage');
    expect(text).toContain('acme-group is not in any figures here.');
    expect(text).toContain('“Enterprise Copilot metrics” (read)');
    expect(text).toContain('28 days of GitHub Copilot in acme-labs*');
  });

  it('holds up no round while its report does not come', async () => {
    const whole = await startGroup();
    await until(() => reportsRead(whole) === 2);
    whole.github.faults.add({ path: REPORT }, stalled('headers'), Number.POSITIVE_INFINITY);
    await passTime(whole, DAY);
    await whole.readAgain();
    expect((await whole.ask('maya', 'status')).text).toContain('*acme-labs*: up to date');
  });
});

describe('what is kept for the counting', () => {
  it('goes six weeks after the use, although the days of use stay', async () => {
    const clock = { now: NOW };
    const company = aCompanyOfTwo(clock);
    letUse(company, [1, 9]);
    const whole = await startWhole({ company, clock });
    const look = new Database(whole.databasePath, { readonly: true });
    onTestFinished(() => {
      look.close();
    });
    const rows = (table: string) => look.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
    expect(rows('way_of_use')).toBeGreaterThan(9);
    await passTime(whole, 39 * DAY);
    expect(rows('way_of_use')).toBeGreaterThan(9);
    await passTime(whole, DAY);
    await until(() => rows('way_of_use') === 0);
    expect(rows("activity WHERE source = 'usage-report'")).toBe(9);
  });
});

describe('everybody', () => {
  it('sees in their own data what is kept of the report for the counting', async () => {
    const whole = await startWith((company) => letUse(company, [1, 9]));
    const { workspace } = whole.slack;
    whole.company.person('user-1').verifiedEmails = [workspace.person('mel').email ?? ''];
    const { text } = await whole.ask('mel', 'me', (answer) => answer.text.includes('stored'));
    expect(text).toContain('from GitHub’s usage report:');
    expect(text).toContain('VS Code');
  });
});

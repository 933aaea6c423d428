import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../sandbox/demo/start.ts';
import { describeInBrowser, launchBrowser } from './browser.ts';
import { DemoPage, type PageWishes } from './demo-page.ts';

/** A Friday: the first of the next month, when cancelled seats end, is eleven days off. */
const START = Date.parse('2026-11-20T14:32:00Z');

/** What the README promises, done as a newcomer does it. The tests share one demo and begin on a page of their own. */
describeInBrowser('the product in the demo', () => {
  let demo: Demo;
  let browser: Browser;
  const open: DemoPage[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    [demo, browser] = await Promise.all([
      startDemo({ start: START, frozen: true }),
      launchBrowser(),
    ]);
  }, 60_000);
  afterEach(async () => {
    await Promise.all(open.splice(0).map((page) => page.close()));
    const said = [...complaints.splice(0), ...demo.slack.problems.splice(0)];
    if (said.length > 0) throw new Error(JSON.stringify(said, undefined, 2));
  });
  afterAll(async () => {
    await browser.close();
    await demo.stop();
  });

  /** A page of one's own, with the panel beside Slack only where it is asked for. */
  async function visit(
    person: string,
    place = 'general',
    { panel = false, ...wishes }: PageWishes & { panel?: boolean } = {},
  ) {
    const complain = (words: string) => complaints.push(words);
    const page = await DemoPage.open(browser, demo.url, complain, wishes);
    open.push(page);
    await page.goTo(person, place);
    if (!panel) await page.closePanel();
    return page;
  }
  /** A page on which Maya has asked for the idle seats. */
  async function askForList(words = 'dormant') {
    const page = await visit('maya');
    await page.type(`/copilot ${words}`);
    const list = page.message('idle for more than');
    await list.waitFor();
    return { page, list };
  }
  /** The changes that were asked of GitHub since a test began. */
  function watchChanges() {
    const before = demo.github.requests.length;
    return () =>
      demo.github.requests
        .slice(before)
        .filter(({ method, path }) => method !== 'GET' && path.endsWith('/selected_users'))
        .map(({ method, body }) => ({ method, body }));
  }

  it('completes the command and lists ten idle seats, the longest idle first', async () => {
    const page = await visit('maya');
    await page.box.pressSequentially('/cop');
    await page.page.getByRole('option', { name: /\/copilot/ }).waitFor();
    await page.box.press('Tab');
    expect(await page.box.inputValue()).toBe('/copilot ');
    await page.box.pressSequentially('dormant');
    await page.box.press('Enter');

    const list = page.message('20 seats idle for more than 30 days');
    await list.getByText('1–10 of 20').waitFor();
    const words = (await list.innerText()).split('\n');
    const days = words.flatMap((line) => Number(/(\d+) days ago\.?/.exec(line)?.[1] ?? Number.NaN));
    const idle = days.filter((each) => !Number.isNaN(each));
    expect(idle).toHaveLength(10);
    expect(idle).toEqual(idle.toSorted((one, other) => other - one));
    expect(await list.getByRole('button', { name: 'Remove seat' }).count()).toBe(7);
    expect(await list.getByRole('link', { name: 'Open team on GitHub' }).count()).toBe(3);
    expect(await page.audit()).toEqual([]);
  });

  it('removes a seat after a confirmation, says until when it works, and gives it back', async () => {
    const changes = watchChanges();
    const { page, list } = await askForList();
    const removeSeat = page
      .actionsFor(list, 'noura-amin')
      .getByRole('button', { name: 'Remove seat' });
    await removeSeat.click();
    await page.dialog.getByText('Undo works until then').waitFor();
    expect(await page.audit()).toEqual([]);
    await page.dialog.getByRole('button', { name: 'Leave it' }).click();
    expect(changes()).toEqual([]);

    await removeSeat.click();
    await page.dialog.getByRole('button', { name: 'Remove seat' }).click();
    const removed = page.message('noura-amin’s seat in acme-eu ends on 1 December');
    await removed.getByText('Removed by').waitFor();
    const gone = { method: 'DELETE', body: { selected_usernames: ['noura-amin'] } };
    expect(changes()).toEqual([gone]);
    expect(await page.audit()).toEqual([]);

    await removed.getByRole('button', { name: 'Undo' }).click();
    await page.message(/noura-amin keeps/).waitFor();
    expect(changes()).toEqual([gone, { ...gone, method: 'POST' }]);
    // Answers for one's own eyes vanish, so the outcome is in the direct message too.
    await page.goTo('maya', '@messages');
    await page.message('noura-amin').waitFor();
  });

  it('keeps somebody for 30 days from the menu, who then leaves the list', async () => {
    const { page, list } = await askForList();
    await page.choose(list, 'kenji-w', 'Keep for 30 days');
    await page.message(/kenji-w is kept/).waitFor();
    await page.type('/copilot dormant');
    await expect
      .poll(async () => page.message('idle for more than').innerText())
      .not.toContain('kenji-w');
  });

  it('keeps somebody until a chosen day, with a reason, in a dialog', async () => {
    const { page, list } = await askForList();
    await page.choose(list, 'priya-nair', 'Keep…');
    await page.dialog.getByText('Keep this seat').waitFor();
    expect(await page.audit()).toEqual([]);
    await page.dialog.getByLabel('For 90 days').check();
    await page.dialog.getByLabel('Reason').fill('On leave');
    await page.dialog.getByRole('button', { name: 'Keep' }).click();
    await page.dialog.waitFor({ state: 'detached' });
    await page.message(/priya-nair is kept/).waitFor();
    await page.type('/copilot log');
    await page.message('The last decisions').getByText('On leave').waitFor();
  });

  it('shows a person with every sign of use and what was done', async () => {
    const { page, list } = await askForList();
    await page.choose(list, 'leo-fontaine', 'Details');
    const details = page.message('leo-fontaine holds 1 seat');
    await details.getByText('Signs of use').waitFor();
    await details.getByRole('button', { name: 'Keep for 30 days' }).waitFor();
    expect(await details.innerText()).toMatch(/\d+ August: used in VS Code/);
  });

  it('turns pages of the list, in the message itself', async () => {
    const { page, list } = await askForList();
    await list.getByRole('button', { name: 'Next' }).click();
    await list.getByText(/^11–/).waitFor();
    await list.getByText('dara-kelly').waitFor();
    await list.getByRole('button', { name: 'Previous' }).click();
    await list.getByText(/^1–10 of/).waitFor();
    expect(await page.page.getByRole('article').filter({ hasText: 'idle for more' }).count()).toBe(
      1,
    );
  });

  it.each([
    ['rhea', 'a member'],
    ['ada', 'a Slack admin'],
  ])('refuses %s, %s, kindly', async (person) => {
    const changes = watchChanges();
    const page = await visit(person);
    await page.type('/copilot dormant');
    const refusal = page.message('for the seat managers to see');
    await refusal.getByText('#ask-copilot').waitFor();
    expect(await refusal.getByRole('button').count()).toBe(0);
    expect(changes()).toEqual([]);
  });

  it('lets a viewer see everything and change nothing', async () => {
    const page = await visit('victor');
    await page.type('/copilot dormant');
    const list = page.message('idle for more than');
    await list.getByText('tomas-lind').waitFor();
    expect(await list.getByRole('button', { name: 'Remove seat' }).count()).toBe(0);
  });

  it('tells a guest nothing', async () => {
    const page = await visit('gus', 'partner-project');
    await page.type('/copilot dormant');
    const refusal = page.message('cannot help guests');
    await refusal.waitFor();
    expect(await refusal.innerText()).not.toMatch(/acme-|idle/);
  });

  it('shows a manager in Home what there is, and what needs a decision', async () => {
    const page = await visit('maya', '@home');
    const { home } = page;
    await home.getByText('87 seats in acme-eu and acme-labs').waitFor();
    await home.getByText('What needs a decision').waitFor();
    await home.getByText(/^Trend:/).waitFor();
    expect(await page.audit()).toEqual([]);
    await home.getByRole('button', { name: /^All \d+ idle seats/ }).click();
    await page.goTo('maya', '@messages');
    await page.message('idle for more than').waitFor();
  });

  it('shows a member in Home the own seat alone, and keeps it on request', async () => {
    const page = await visit('rhea', '@home');
    const { home } = page;
    await home.getByText('Your seat in acme-labs').waitFor();
    expect(await home.innerText()).not.toMatch(/tomas-lind|idle for more/);
    expect(await page.audit()).toEqual([]);
    const keep = home.getByText('I still need it', { exact: true });
    await keep.click();
    await home.getByText(/kept/).first().waitFor();
    expect(await keep.count()).toBe(0);
  });

  it('forgets answers for one’s own eyes when the page is loaded anew', async () => {
    const { page, list } = await askForList();
    await page.page.reload();
    await page.box.waitFor();
    await page.message('We have Seatkeeper now').waitFor();
    expect(await list.count()).toBe(0);
  });

  it.each(['light', 'dark'] as const)('fits a phone, in %s colours', async (colours) => {
    const page = await visit('maya', 'general', { width: 375, height: 740, colours });
    await page.type('/copilot dormant');
    const list = page.message('idle for more than');
    await page.actionsFor(list, 'tomas-lind').getByRole('button', { name: 'Remove seat' }).click();
    await page.dialog.waitFor();
    expect(await page.overflows()).toBe(false);
    await page.dialog.getByRole('button', { name: 'Leave it' }).click();
    expect(await page.overflows()).toBe(false);
    expect(await page.audit()).toEqual([]);
    await page.goTo('maya', '@home');
    await page.home.getByText('87 seats').waitFor();
    expect(await page.overflows()).toBe(false);
  });

  it('knows what happened behind its back when somebody clicks', async () => {
    const changes = watchChanges();
    const page = await visit('maya', 'general', { width: 1400, panel: true });
    await page.type('/copilot dormant never');
    const list = page.message('tomas-lind');
    const panel = page.page.getByRole('complementary', { name: 'Demo controls' });
    await panel.getByLabel('Person').selectOption('tomas-lind');
    await panel.getByRole('button', { name: 'Use Copilot' }).click();
    await panel.getByText('tomas-lind used Copilot just now').waitFor();
    await page.actionsFor(list, 'tomas-lind').getByRole('button', { name: 'Remove seat' }).click();
    await page.dialog.getByRole('button', { name: 'Remove seat' }).click();
    await page.message(/Not removed.*tomas-lind/s).waitFor();
    expect(changes()).toEqual([]);
  });

  it('has last week’s digest in its channel, and its buttons still work', async () => {
    const page = await visit('maya', 'copilot-seats');
    const digest = page.message('idle for more than 30 days');
    await digest.getByText('Idle seats, week by week').waitFor();
    await digest.getByText('Every Monday at 09:00 (Europe/Berlin)').waitFor();
    expect(await page.audit()).toEqual([]);
    const remove = page
      .actionsFor(digest, 'oleks-bondar')
      .getByRole('button', { name: 'Remove seat' });
    await remove.click();
    await page.dialog.getByRole('button', { name: 'Remove seat' }).click();
    await digest.getByText(/oleks-bondar.*ends on 1 December/).waitFor();
    expect(await remove.count()).toBe(0);
  });

  it('sets up another digest in a dialog, which then arrives without names in a public channel', async () => {
    const page = await visit('maya', 'engineering', { width: 1400, panel: true });
    await page.type('/copilot digest');
    await page.dialog.getByRole('button', { name: 'Add a digest' }).click();
    await page.dialog.getByText('Show people by name').waitFor();
    expect(await page.audit()).toEqual([]);
    await page.dialog.getByRole('button', { name: /^Channel/ }).click();
    await page.page.getByRole('option', { name: 'engineering' }).click();
    await page.dialog.getByRole('button', { name: 'Save' }).click();
    await page.dialog.getByText('2 digests').waitFor();
    await page.dialog.getByRole('button', { name: 'Close' }).last().click();

    const panel = page.page.getByRole('complementary', { name: 'Demo controls' });
    await panel.getByRole('button', { name: 'Go to the next digest' }).click();
    await panel.getByText('It is Monday 23 November, 08:00 UTC').waitFor({ timeout: 30_000 });
    const digest = page.message('idle for more than 30 days');
    await digest.getByText('Review', { exact: true }).waitFor();
    expect(await digest.innerText()).not.toMatch(/tomas-lind|late/);
    await page.goTo('maya', 'copilot-seats');
    const other = page.message('Since Nov 16, 2026');
    await other.getByText('amara-diallo').waitFor();
    expect(await other.innerText()).toMatch(/newly idle/);
  }, 60_000);

  it('lets a week pass, and the list follows', async () => {
    const page = await visit('maya', 'general', { width: 1400, panel: true });
    const panel = page.page.getByRole('complementary', { name: 'Demo controls' });
    await panel.getByRole('button', { name: 'Let a week pass' }).click();
    await panel.getByText('It is Monday 30 November').waitFor({ timeout: 30_000 });
    await page.type('/copilot');
    await page.message(/seats idle for more than 30 days/).waitFor();
    expect(await page.audit()).toEqual([]);
  }, 60_000);
});

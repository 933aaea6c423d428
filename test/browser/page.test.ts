import { request } from 'node:http';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { DemoControls } from '../../sandbox/slack/page/controls.ts';
import { startSocketApp } from '../sandbox/slack/bolt-app.ts';
import { findBarriers } from './barriers.ts';
import { describeInBrowser, launchBrowser } from './browser.ts';
import { type Stage, setStage } from './page-support.ts';
import { post } from './sample-app.ts';
import {
  chart,
  choiceBlocks,
  dataTable,
  everything,
  longChart,
  rowBlocks,
} from './sample-blocks.ts';

let browser: Browser;
let stage: Stage;

const messages = (page: Page) => page.getByRole('list', { name: /^Messages in/ });
const composer = (page: Page, name: string) => page.getByLabel(`Message ${name}`, { exact: true });
const announced = (page: Page) => page.locator('#announcements');

const isFocused = async (page: Page, place: Locator) =>
  (await place.and(page.locator(':focus')).count()) === 1;

async function send(page: Page, name: string, text: string): Promise<void> {
  await composer(page, name).fill(text);
  await composer(page, name).press('Enter');
}

/** What of the charts reaches beyond its chart, or would have to be scrolled to. */
async function findCutOff(page: Page): Promise<string[]> {
  return page.evaluate<
    string[]
  >(`[...document.querySelectorAll('figure.chart')].flatMap((figure) => {
    const { left, right } = figure.getBoundingClientRect();
    const list = document.querySelector('#messages').getBoundingClientRect();
    return [...figure.querySelectorAll('*')]
      .filter((each) => each.getClientRects().length > 0)
      .filter((each) => {
        const place = each.getBoundingClientRect();
        return (
          place.left < Math.max(left, list.left) ||
          place.right > Math.min(right, list.right) ||
          (each instanceof HTMLElement && each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0)
        );
      })
      .map((each) => each.outerHTML.slice(0, 120));
  })`);
}

async function postTo(channel: string, text: string, blocks?: readonly object[]): Promise<string> {
  return post(stage.app, stage.channel(channel), text, blocks);
}

describeInBrowser('the page of the local Slack', () => {
  beforeAll(async () => {
    browser = await launchBrowser();
  });

  afterEach(async () => {
    await stage.close();
  });

  afterAll(async () => {
    await browser.close();
  });

  describe('messages', () => {
    test('show one of every kind of block, and nothing Slack would refuse', async () => {
      stage = await setStage(browser);
      const ids = { channel: stage.channel('seats'), person: stage.id('maya') };
      for (const [text, blocks] of everything(ids)) await postTo('seats', text, blocks);
      const page = await stage.visit('maya', 'seats');
      const list = messages(page);
      for (const words of [
        'Dormant seats 🪑',
        'A heading',
        'fixed width',
        'Through teams',
        'Seats by organisation',
      ]) {
        await list.getByText(words, { exact: true }).first().waitFor();
      }
      expect(await list.locator('article').count()).toBe(7);
      expect(await list.locator('svg[role=img]').count()).toBe(4);
      expect(await list.locator('.unsupported').count()).toBe(0);
      expect(stage.slack.problems).toEqual([]);
    });

    test('read markup as Slack does, and what was escaped as words', async () => {
      stage = await setStage(browser);
      const ids = { channel: stage.channel('seats'), person: stage.id('maya') };
      const [first] = everything(ids);
      await postTo('seats', 'Words', first?.[1]);
      const page = await stage.visit('maya', 'seats');
      const list = messages(page);
      const text = list.locator('.section-text').first();
      expect(await text.locator('strong').allTextContents()).toEqual(['bold']);
      expect(await text.locator('code').textContent()).toBe('code *not bold*');
      expect(await text.locator('blockquote').textContent()).toBe('quoted & kept');
      expect(await text.getByRole('link', { name: 'the page' }).getAttribute('href')).toBe(
        'https://example.com/a?b=1&c=2',
      );
      expect(await text.getByText('nothing').getAttribute('href')).toBeNull();
      expect(await text.locator('.mention').allTextContents()).toEqual([
        '#seats',
        '@Maya Lindqvist',
        '@here',
      ]);
      expect(await text.textContent()).toContain('snake_case_stays and 2*3*4 too');
      const escaped = list.locator('.section-text').nth(1);
      expect(await escaped.textContent()).toBe('<!here> &lt;b&gt; <script>alert(1)</script>');
      expect(await escaped.locator('*').count()).toBe(0);
    });

    test.each([
      ['maya', 'Monday, November 2nd, 2026 at 10:02 AM'],
      ['victor', 'Monday, November 2nd, 2026 at 4:02 AM'],
      ['mel', 'Monday, November 2nd, 2026 at 2:32 PM'],
    ])('give %s the time of day where they are', async (person, words) => {
      stage = await setStage(browser);
      await postTo('seats', '<!date^1793610120^{date_long} at {time}|a fallback>');
      const page = await stage.visit(person, 'seats');
      await expect.poll(() => messages(page).locator('time').last().textContent()).toBe(words);
    });

    test('show a chart as a table too', async () => {
      stage = await setStage(browser);
      await postTo('seats', 'Chart', [chart('line')]);
      const page = await stage.visit('maya', 'seats');
      await page.getByRole('img', { name: 'Line chart: Dormant seats as line' }).waitFor();
      await page.getByRole('button', { name: 'View as table' }).click();
      const row = page.getByRole('row', { name: '16 Nov' });
      expect(await row.getByRole('cell').allTextContents()).toEqual(['16 Nov', '12', '9']);
      await page.getByRole('button', { name: 'View as chart' }).click();
      await page.getByRole('img', { name: /Line chart/ }).waitFor();
    });

    test('show charts whole in a window of any width, with words that can be read', async () => {
      stage = await setStage(browser);
      const charts = [longChart, chart('bar'), chart('area'), chart('pie')];
      for (const each of charts) await postTo('seats', 'Chart', [each]);
      const page = await stage.visit('maya', 'seats', { viewport: { width: 375, height: 800 } });
      const drawings = page.locator('svg[role=img].chart-plot');
      await expect.poll(() => drawings.count()).toBe(4);
      for (const width of [375, 320, 768, 1280, 375]) {
        await page.setViewportSize({ width, height: 800 });
        const last = drawings.first().locator('.chart-label').last();
        const isReadable = async () => ((await last.boundingBox())?.height ?? 0) > 10;
        const drawn = { message: `at ${width} pixels`, timeout: 5000 };
        await expect.poll(isReadable, drawn).toBe(true);
        await expect.poll(() => findCutOff(page), drawn).toEqual([]);
        expect(await last.textContent()).toBe('16 Nov 2026');
      }
    });

    test('sort and page a data table', async () => {
      stage = await setStage(browser);
      await postTo('seats', 'Table', [dataTable]);
      const page = await stage.visit('maya', 'seats');
      const table = page.getByRole('table', { name: 'Seats by organisation' });
      const figures = () => table.getByRole('cell').allTextContents();
      expect(await figures()).toEqual(['0', '37', '24']);
      await table.getByRole('button', { name: 'Seats' }).click();
      await table.getByRole('button', { name: 'Seats' }).click();
      expect(await figures()).toEqual(['48', '37', '35']);
      await page.getByRole('button', { name: 'Next page' }).click();
      await page.getByText('4–6 of 7').waitFor();
    });

    test('are said when they come and when they change, and go when they are deleted', async () => {
      stage = await setStage(browser);
      const page = await stage.visit('maya', 'seats');
      const ts = await postTo('seats', 'The *first* words');
      await expect.poll(() => announced(page).textContent()).toBe('Samplebot: The first words');
      const channel = stage.channel('seats');
      await stage.app.client.chat.update({ channel, ts, text: 'Other words' });
      await messages(page).getByText('(edited)').waitFor();
      await expect
        .poll(() => announced(page).textContent())
        .toBe('Changed: Samplebot: Other words');
      await stage.app.client.chat.delete({ channel, ts });
      await messages(page).getByText('Other words').waitFor({ state: 'detached' });
    });

    test('show the text for those without blocks where that is asked for', async () => {
      stage = await setStage(browser);
      await postTo('seats', 'A row in words', rowBlocks);
      const page = await stage.visit('maya', 'seats');
      expect(await page.getByText('A row in words').isVisible()).toBe(false);
      await page.getByRole('checkbox', { name: /fallback text/ }).check();
      await messages(page).getByText('A row in words').waitFor();
    });

    test('mark a channel that is not in view as unread', async () => {
      stage = await setStage(browser);
      const page = await stage.visit('maya', 'general');
      await postTo('seats', 'Elsewhere');
      const link = page.getByRole('link', { name: 'seats 1 unread' });
      await link.click();
      await messages(page).getByText('Elsewhere').waitFor();
      expect(await page.getByText('1 unread').count()).toBe(0);
    });
  });

  describe('the message box', () => {
    test('completes a command, hints at its use and sends it on Enter', async () => {
      stage = await setStage(browser);
      const page = await stage.visit('maya', 'seats');
      const box = composer(page, '#seats');
      await box.pressSequentially('/cop');
      const offers = page.getByRole('listbox', { name: 'Suggestions' });
      expect(await offers.getByRole('option').allTextContents()).toEqual([
        '/copilot [dormant | me | help]Copilot seats',
      ]);
      await box.press('Tab');
      expect(await box.inputValue()).toBe('/copilot ');
      await page.getByText('/copilot [dormant | me | help] — Copilot seats').waitFor();
      await box.pressSequentially('dormant');
      await box.press('Enter');
      await messages(page).getByText('Only visible to you').waitFor();
      expect(await box.inputValue()).toBe('');
      const [delivery] = stage.slack.deliveries;
      expect(delivery?.body).toMatchObject({ command: '/copilot', text: 'dormant' });
    });

    test('shows an answer to nobody else, and not after a reload', async () => {
      stage = await setStage(browser);
      const page = await stage.visit('maya', 'seats');
      const other = await stage.visit('victor', 'seats');
      await send(page, '#seats', '/copilot dormant');
      await messages(page).getByText('Only visible to you').waitFor();
      await postTo('seats', 'A mark');
      await messages(other).getByText('A mark').waitFor();
      expect(await messages(other).getByText('Only visible to you').count()).toBe(0);
      await page.reload();
      await messages(page).getByText('A mark').waitFor();
      expect(await page.getByText('Only visible to you').count()).toBe(0);
    });

    test('says when there is no such command, and keeps what was typed', async () => {
      stage = await setStage(browser);
      const page = await stage.visit('maya', 'seats');
      await send(page, '#seats', '/nonsense at all');
      await messages(page).getByText('/nonsense is not a valid command').waitFor();
      expect(await composer(page, '#seats').inputValue()).toBe('/nonsense at all');
      expect(stage.slack.deliveries).toEqual([]);
    });

    test('says what Slack says when a command is not acknowledged in time', async () => {
      stage = await setStage(browser, { ackDeadlineMs: 200 });
      const page = await stage.visit('maya', 'seats');
      await send(page, '#seats', '/copilot silence');
      await messages(page).getByText('failed with the error "operation_timeout"').waitFor();
      expect(await composer(page, '#seats').inputValue()).toBe('/copilot silence');
    });

    test('posts what people say, with the people and channels they name', async () => {
      stage = await setStage(browser);
      const page = await stage.visit('maya', 'seats');
      const other = await stage.visit('victor', 'seats');
      await send(page, '#seats', 'Look at #general, @victor: 1 < 2 & <b>so</b>');
      const said = messages(other).getByText('1 < 2 & <b>so</b>');
      await said.waitFor();
      expect(await said.locator('.mention').allTextContents()).toEqual([
        '#general',
        '@Victor Adeyemi',
      ]);
      const [message] = stage.slack.workspace.messages;
      expect(message?.text).toContain('1 &lt; 2 &amp; &lt;b&gt;so&lt;/b&gt;');
    });

    test('is named after the app in the direct message', async () => {
      stage = await setStage(browser);
      const page = await stage.visit('maya', '@messages');
      await send(page, 'Samplebot', '/copilot me');
      await messages(page).getByText('Only visible to you').waitFor();
      expect(stage.slack.deliveries.at(-1)?.body['channel_name']).toBe('directmessage');
    });
  });

  describe('the Messages tab of an app that takes none', () => {
    test('has Slack’s own words where the message box would be, and the focus at the top', async () => {
      stage = await setStage(browser, { readOnly: true });
      const page = await stage.visit('maya', '@messages');
      await page.getByText('Sending messages to this app has been turned off.').waitFor();
      expect(await page.getByRole('textbox', { name: /^Message/ }).count()).toBe(0);
      expect(await page.getByRole('button', { name: 'Send now' }).count()).toBe(0);
      const heading = page.getByRole('heading', { level: 1, name: 'Samplebot' });
      await expect.poll(() => isFocused(page, heading)).toBe(true);
      expect(await findBarriers(page)).toEqual([]);
      await page.goto(`${stage.url}#/maya/seats`);
      await composer(page, '#seats').waitFor();
      expect(await page.getByText('has been turned off').isVisible()).toBe(false);
    });
  });

  describe('buttons and menus', () => {
    test('tell the app who clicked, and what', async () => {
      stage = await setStage(browser);
      await postTo('seats', 'Row', rowBlocks);
      const page = await stage.visit('victor', 'seats');
      await page.getByRole('button', { name: 'Plain' }).click();
      await expect
        .poll(() => stage.heard.actions)
        .toEqual([{ action: 'plain', value: 'v1', user: stage.id('victor') }]);
    });

    test('ask before they act where the app wants it, and do nothing when the answer is no', async () => {
      stage = await setStage(browser);
      await postTo('seats', 'Row', rowBlocks);
      const page = await stage.visit('maya', 'seats');
      const remove = page.getByRole('button', { name: 'Remove seat' });
      await remove.click();
      const dialog = page.getByRole('dialog', { name: 'Remove this seat?' });
      await dialog.getByText('rhea-osei in acme-labs').waitFor();
      await dialog.getByRole('button', { name: 'Leave it' }).click();
      expect(stage.slack.deliveries).toEqual([]);
      await expect.poll(() => isFocused(page, remove)).toBe(true);
      await remove.press('Enter');
      await dialog.getByRole('button', { name: 'Remove it' }).click();
      await messages(page).getByText("rhea-osei's seat in acme-labs ends on 1 December.").waitFor();
      // The button is gone; its message keeps the place in the page.
      await expect.poll(() => page.locator(':focus').getAttribute('class')).toBe('message');
    });

    test('open a menu that the keyboard alone can use', async () => {
      stage = await setStage(browser);
      await postTo('seats', 'Row', rowBlocks);
      const page = await stage.visit('maya', 'seats');
      const more = page.getByRole('button', { name: 'More actions' });
      await more.press('Enter');
      const item = (name: string) => page.getByRole('menuitem', { name });
      expect(await isFocused(page, item('Keep for 30 days'))).toBe(true);
      await page.keyboard.press('Escape');
      expect(await page.getByRole('menu').count()).toBe(0);
      expect(await isFocused(page, more)).toBe(true);
      await more.press('ArrowDown');
      await page.keyboard.press('ArrowUp');
      expect(await isFocused(page, item('Details'))).toBe(true);
      await page.keyboard.press('k');
      expect(await isFocused(page, item('Keep for 30 days'))).toBe(true);
      await page.keyboard.press('Enter');
      await expect
        .poll(() => stage.heard.actions)
        .toMatchObject([{ action: 'more', value: { value: 'keep-30' } }]);
    });

    test('take every kind of choice to the app', async () => {
      stage = await setStage(browser);
      await postTo('seats', 'Choices', choiceBlocks);
      const page = await stage.visit('maya', 'seats');
      await page.getByRole('button', { name: 'Order' }).click();
      await page.getByRole('option', { name: 'By name' }).click();
      await page.getByRole('button', { name: 'Order: By name' }).waitFor();
      await page.getByRole('button', { name: 'Several' }).click();
      await page.keyboard.type('12');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Several: Choice 12' }).waitFor();
      await page.getByRole('button', { name: 'A person' }).click();
      await page.keyboard.type('victor');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'A channel' }).click();
      await page.getByRole('option', { name: '#general' }).click();
      await page.getByRole('checkbox', { name: 'Costs' }).check();
      await page.getByRole('radio', { name: 'Never' }).check();
      await page.locator('input[type=date]').fill('2026-12-24');
      await expect.poll(() => stage.heard.actions.length).toBe(7);
      expect(stage.heard.actions).toMatchObject([
        { action: 'sort', value: { value: 'name' } },
        { action: 'several', value: [{ value: 'choice-12' }] },
        { action: 'who', value: stage.id('victor') },
        { action: 'where', value: stage.channel('general') },
        { action: 'ticked', value: [{ value: 'costs' }] },
        { action: 'one', value: { value: 'never' } },
        { action: 'day', value: '2026-12-24' },
      ]);
      expect(stage.slack.problems).toEqual([]);
    });

    test('carry a warning when the app did not acknowledge the click', async () => {
      stage = await setStage(browser, { ackDeadlineMs: 200 });
      await postTo('seats', 'Row', rowBlocks);
      const page = await stage.visit('maya', 'seats');
      await page.getByRole('button', { name: 'Silence' }).click();
      await page.getByRole('img', { name: /Samplebot did not answer within 3 seconds/ }).waitFor();
      await expect.poll(() => announced(page).textContent()).toContain('did not answer');
    });

    test('with an address open it beside the page, and still tell the app', async () => {
      stage = await setStage(browser);
      await postTo('seats', 'Row', rowBlocks);
      const page = await stage.visit('maya', 'seats');
      const link = page.getByRole('link', { name: 'Open team on GitHub' });
      expect(await link.getAttribute('href')).toBe('https://example.com/team');
      expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
      // The click is what is tried here, not the road to another site.
      await page.evaluate(`addEventListener('click', (event) => event.preventDefault())`);
      await link.click();
      await expect.poll(() => stage.heard.actions).toMatchObject([{ action: 'open' }]);
    });
  });

  describe('dialogs', () => {
    const open = async (): Promise<Page> => {
      const page = await stage.visit('maya', 'seats');
      await send(page, '#seats', '/copilot modal');
      await page.getByRole('dialog', { name: 'Keep a seat' }).waitFor();
      return page;
    };

    test('hold back what is incomplete, and say so at the fields', async () => {
      stage = await setStage(browser);
      const page = await open();
      await page.getByRole('button', { name: 'Keep', exact: true }).click();
      const dialog = page.getByRole('dialog');
      expect(await dialog.getByText('Please complete this required field.').count()).toBe(2);
      const until = page.getByRole('button', { name: 'Until' });
      expect(await isFocused(page, until)).toBe(true);
      expect(stage.slack.deliveries).toHaveLength(1);
    });

    test('show the errors of the app under their fields, keep what was typed, and submit', async () => {
      stage = await setStage(browser);
      const page = await open();
      await page.getByRole('button', { name: 'Until' }).click();
      await page.getByRole('option', { name: '30 days' }).click();
      const reason = page.getByLabel('Reason');
      await reason.fill('health');
      await page.getByLabel('From (optional)').fill('2026-12-01');
      await page.getByLabel('Counts only').check();
      await page.getByRole('button', { name: 'Keep', exact: true }).click();
      await page.getByRole('dialog').getByText('Please leave health out of it.').waitFor();
      expect(await reason.inputValue()).toBe('health');
      expect(await reason.getAttribute('aria-invalid')).toBe('true');
      await reason.fill(`leave ${'x'.repeat(80)}`);
      expect(await reason.inputValue()).toHaveLength(60);
      await reason.fill('parental leave');
      await page.getByRole('button', { name: 'Keep', exact: true }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(stage.heard.submissions).toMatchObject([
        {
          until: { span: { selected_option: { value: '30d' } } },
          reason: { words: { value: 'parental leave' } },
          from: { day: { selected_date: '2026-12-01' } },
          names: { names: { selected_option: { value: 'no' } } },
        },
      ]);
      expect(await isFocused(page, composer(page, '#seats'))).toBe(true);
    });

    test('stack, and close one by one with Escape', async () => {
      stage = await setStage(browser);
      const page = await open();
      await page.getByRole('button', { name: 'Until' }).click();
      await page.getByRole('option', { name: 'Always' }).click();
      await page.getByLabel('Reason').fill('more');
      await page.getByRole('button', { name: 'Keep', exact: true }).click();
      await page.getByRole('dialog', { name: 'One more' }).waitFor();
      expect(await page.getByLabel('Reason').inputValue()).toBe('');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog', { name: 'Keep a seat' }).waitFor();
      expect(await page.getByLabel('Reason').inputValue()).toBe('more');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(stage.slack.workspace.modal('maya')).toBeUndefined();
    });

    test('are gone after a reload', async () => {
      stage = await setStage(browser);
      const page = await open();
      await page.reload();
      await composer(page, '#seats').waitFor();
      expect(await page.getByRole('dialog').count()).toBe(0);
    });
  });

  describe('places and people', () => {
    test('Home shows what the app publishes, and follows it', async () => {
      stage = await setStage(browser);
      const page = await stage.visit('maya', 'seats');
      await page.getByRole('link', { name: 'Home' }).click();
      await page.getByRole('heading', { name: 'Copilot seats' }).waitFor();
      await page.getByRole('button', { name: 'Read again' }).click();
      await page.getByRole('heading', { name: 'Read once more' }).waitFor();
      await page.getByRole('tab', { name: 'Home' }).press('ArrowRight');
      await composer(page, 'Samplebot').waitFor();
      expect(stage.slack.problems).toEqual([]);
    });

    test('each person sees their own channels, and the switch leads from one to the other', async () => {
      stage = await setStage(browser);
      const page = await stage.visit('maya', 'seat-office');
      await page.getByRole('link', { name: 'board' }).waitFor();
      await page.getByLabel('You are').selectOption('victor');
      await expect.poll(() => page.url()).toContain('#/victor/seat-office');
      await page.getByRole('link', { name: 'board' }).waitFor({ state: 'detached' });
      await page.getByLabel('You are').selectOption({ label: 'Gus Ferrara (guest)' });
      await composer(page, 'Samplebot').waitFor();
      expect(await page.getByRole('link', { name: 'seats' }).count()).toBe(0);
      await page.goBack();
      await composer(page, '#seat-office').waitFor();
    });

    test('the page says when the app is not connected, and when it is back', async () => {
      stage = await setStage(browser);
      const page = await stage.visit('maya', 'seats');
      await stage.running.stop();
      await page.getByText('Samplebot is not connected right now.').waitFor();
      await send(page, '#seats', '/copilot dormant');
      await messages(page).getByText('failed with the error "dispatch_failed"').waitFor();
      expect(await composer(page, '#seats').inputValue()).toBe('/copilot dormant');
      const again = await startSocketApp(stage.slack, () => undefined);
      await page.getByText('is not connected right now').waitFor({ state: 'detached' });
      await again.stop();
    });

    test.each(['#', '#/nobody/nowhere', '#/%/%zz', '#/maya/board/x/y'])(
      'the address %s leads somewhere, and nothing scrolls but what is meant to',
      async (address) => {
        stage = await setStage(browser);
        const ids = { channel: stage.channel('general'), person: stage.id('maya') };
        for (const [text, blocks] of everything(ids)) await postTo('general', text, blocks);
        const page = await stage.visit('maya', 'seats');
        await page.goto(stage.url + address);
        await page.reload();
        await page.getByRole('textbox', { name: /^Message #/ }).waitFor();
        const heights = await page.evaluate<number[]>(
          '(scrollTo(0, 500), [document.body.scrollTop, document.documentElement.scrollTop])',
        );
        expect(heights).toEqual([0, 0]);
      },
    );

    test('the page comes back by itself when its line was cut, and shows what it missed', async () => {
      stage = await setStage(browser);
      const page = await stage.visit('maya', 'seats');
      await send(page, '#seats', '/copilot dormant');
      await messages(page).getByText('Only visible to you').waitFor();
      stage.cutLines();
      await page.getByText('The local Slack has stopped.').waitFor();
      await postTo('seats', 'Said meanwhile');
      await messages(page).getByText('Said meanwhile').waitFor();
      await messages(page).getByText('Only visible to you').waitFor();
      await page.getByText('The local Slack has stopped.').waitFor({ state: 'detached' });
      expect(await composer(page, '#seats').isVisible()).toBe(true);
    });

    test('on a phone the sidebar is a drawer that gives the focus back', async () => {
      stage = await setStage(browser);
      const page = await stage.visit('maya', 'seats', { viewport: { width: 390, height: 780 } });
      const toggle = page.getByRole('button', { name: 'Channels and people' });
      expect(await page.getByRole('link', { name: 'general' }).isVisible()).toBe(false);
      await toggle.click();
      await page.keyboard.press('Escape');
      expect(await isFocused(page, toggle)).toBe(true);
      await toggle.click();
      await page.getByRole('link', { name: 'general' }).click();
      await composer(page, '#general').waitFor();
      const widths = await page.evaluate<number[]>(
        '[document.documentElement.scrollWidth, innerWidth]',
      );
      expect(widths[0]).toBe(widths[1]);
    });
  });

  describe('the panel', () => {
    const controls: DemoControls = {
      now: () => Date.UTC(2026, 10, 16, 9, 0),
      actions: [
        {
          id: 'use',
          group: 'GitHub',
          label: 'Let them use Copilot',
          fields: [
            {
              kind: 'select',
              id: 'who',
              label: 'Person',
              options: [
                { value: 'rhea', label: 'rhea-osei' },
                { value: 'jun', label: 'jun-park' },
              ],
            },
          ],
          run: async ({ who }) => `${who} has used Copilot.`,
        },
        {
          id: 'digest',
          label: 'To the next digest',
          unavailable: () => 'No digest has been set up yet.',
          run: async () => 'never',
        },
        {
          id: 'grant',
          label: 'Grant a seat',
          fields: [{ kind: 'text', id: 'login', label: 'Login' }],
          run: async () => {
            throw new Error('GitHub knows nobody of that name.');
          },
        },
      ],
    };

    test('runs what the demo offers and says what came of it', async () => {
      stage = await setStage(browser, { controls });
      const page = await stage.visit('maya', 'seats');
      const panel = page.getByRole('complementary', { name: 'Demo controls' });
      await panel.getByText('Mon, Nov 16, 2026, 10:00 AM').waitFor();
      await panel.getByLabel('Person').selectOption('jun');
      await panel.getByRole('button', { name: 'Let them use Copilot' }).click();
      await panel.getByText('jun has used Copilot.').waitFor();
      expect(await panel.getByLabel('Person').inputValue()).toBe('jun');
      await panel.getByText('No digest has been set up yet.').waitFor();
      await panel.getByRole('button', { name: 'Grant a seat' }).click();
      await panel.getByText('"Login" is still empty.').waitFor();
      await panel.getByLabel('Login').fill('nobody');
      await panel.getByRole('button', { name: 'Grant a seat' }).click();
      await panel.getByText('GitHub knows nobody of that name.').waitFor();
    });

    test('lists what was sent and how fast it was acknowledged', async () => {
      stage = await setStage(browser);
      const page = await stage.visit('maya', 'seats');
      const panel = page.getByRole('complementary', { name: 'Demo controls' });
      expect(await panel.getByRole('heading', { name: 'GitHub' }).count()).toBe(0);
      await send(page, '#seats', '/copilot dormant');
      const rows = panel.getByRole('list', { name: 'What was sent' }).getByRole('listitem');
      await rows
        .filter({ hasText: /\/copilot dormantMaya Lindqvist in #seatsacknowledged in \d+ ms/ })
        .waitFor();
      await rows.filter({ hasText: 'response_url' }).filter({ hasText: 'accepted' }).waitFor();
    });

    test('switches between light and dark, for the next visit too', async () => {
      stage = await setStage(browser);
      const page = await stage.visit('maya', 'seats');
      const ground = () =>
        page.evaluate<string>(`getComputedStyle(document.querySelector('main')).backgroundColor`);
      expect(await ground()).toBe('rgb(255, 255, 255)');
      await page.getByLabel('Appearance').selectOption('dark');
      expect(await ground()).toBe('rgb(26, 29, 33)');
      await page.reload();
      await composer(page, '#seats').waitFor();
      expect(await ground()).toBe('rgb(26, 29, 33)');
    });
  });

  describe('is open to everybody', () => {
    const states: [string, (page: Page) => Promise<void>][] = [
      ['a channel', async () => undefined],
      [
        'a menu',
        async (page) => {
          await page.getByRole('button', { name: 'More actions' }).click();
          await page.getByRole('menu').waitFor();
        },
      ],
      [
        'a list of choices',
        async (page) => {
          await page.getByRole('button', { name: 'Several' }).click();
          await page.getByRole('listbox', { name: 'Several' }).waitFor();
        },
      ],
      [
        'a confirmation',
        async (page) => {
          await page.getByRole('button', { name: 'Remove seat' }).click();
          await page.getByRole('dialog').waitFor();
        },
      ],
      [
        'a dialog with errors',
        async (page) => {
          await send(page, '#seats', '/copilot modal');
          await page.getByRole('button', { name: 'Keep', exact: true }).click();
          await page.getByText('Please complete').first().waitFor();
        },
      ],
      [
        'suggestions',
        async (page) => {
          await composer(page, '#seats').fill('/co');
          await page.getByRole('option', { name: '/colour' }).waitFor();
        },
      ],
      [
        'an answer for one person',
        async (page) => {
          await send(page, '#seats', '/copilot dormant');
          await page.getByText('Only visible to you').waitFor();
        },
      ],
    ];

    const looks = [
      ['light', 1280],
      ['dark', 1280],
      ['light', 390],
      ['dark', 390],
    ] as const;

    test.each(looks)(
      'in %s colours, %i pixels wide',
      { timeout: 60_000 },
      async (colorScheme, width) => {
        stage = await setStage(browser);
        const ids = { channel: stage.channel('seats'), person: stage.id('maya') };
        for (const [text, blocks] of everything(ids)) await postTo('seats', text, blocks);
        await postTo('seats', `Questions go to <#${stage.channel('general')}>, with care.`);
        const options = {
          colorScheme,
          viewport: { width, height: 800 },
          reducedMotion: 'reduce',
        } as const;
        const page = await stage.visit('maya', 'seats', options);
        await messages(page).getByText('Seats by organisation').waitFor();
        for (const [name, reach] of states) {
          await reach(page);
          expect({ [name]: await findBarriers(page) }).toEqual({ [name]: [] });
          await page.keyboard.press('Escape');
          await page.locator('dialog, .popover').waitFor({ state: 'detached' });
        }
        await page.goto(`${stage.url}#/maya/@home`);
        await page.getByRole('heading', { name: 'Copilot seats' }).waitFor();
        expect(await findBarriers(page)).toEqual([]);
      },
    );

    test('with the drawer and the panel of a phone open', async () => {
      stage = await setStage(browser);
      const page = await stage.visit('maya', 'seats', { viewport: { width: 390, height: 780 } });
      await page.getByRole('button', { name: 'Channels and people' }).click();
      expect(await findBarriers(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Demo controls' }).click();
      expect(await findBarriers(page)).toEqual([]);
    });

    test('with the keyboard alone: from the top to an answer and its button', async () => {
      stage = await setStage(browser);
      const page = await stage.visit('maya', 'general');
      await page.getByRole('button', { name: 'Skip to the message box' }).focus();
      await page.keyboard.press('Enter');
      await page.keyboard.type('/copilot dormant');
      await page.keyboard.press('Enter');
      await messages(page).getByText('Only visible to you').waitFor();
      const remove = page.getByRole('button', { name: 'Remove seat' });
      for (let steps = 0; steps < 20 && !(await isFocused(page, remove)); steps += 1) {
        await page.keyboard.press('Shift+Tab');
      }
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await messages(page).getByText("rhea-osei's seat in acme-labs").waitFor();
      expect(stage.slack.deliveries.map(({ label }) => label)).toEqual([
        '/copilot dormant',
        'click remove',
      ]);
    });
  });

  describe('the door', () => {
    /** One request with any headers, as no browser would send it. */
    function ask(
      path: string,
      options: { method?: string; headers?: Record<string, string>; body?: string } = {},
    ): Promise<{ status: number | undefined; headers: Record<string, unknown>; text: string }> {
      const { method = 'GET', headers = {}, body } = options;
      return new Promise((resolve, reject) => {
        const sent = request(new URL(path, stage.url), { method, headers }, (response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => {
            text += chunk.toString();
          });
          response.on('end', () =>
            resolve({ status: response.statusCode, headers: response.headers, text }),
          );
        });
        sent.on('error', reject);
        sent.end(body);
      });
    }

    const deed = () =>
      JSON.stringify({
        as: stage.id('maya'),
        kind: 'say',
        channel: stage.channel('seats'),
        text: 'x',
      });
    const json = { 'content-type': 'application/json' };

    test.each([
      ['another name for this machine', { host: 'evil.example:80' }],
      ['another port', { host: '127.0.0.1:1' }],
      ['another page', { origin: 'https://evil.example' }],
      ['a page of this machine on another port', { origin: 'http://127.0.0.1:1' }],
      ['a frame without an origin', { origin: 'null' }],
      ['a form', { 'content-type': 'text/plain' }],
      ['what a browser calls cross-site', { 'sec-fetch-site': 'cross-site' }],
    ])('is closed to %s', async (_what, headers) => {
      stage = await setStage(browser);
      const body = deed();
      const refused = await ask('/page/do', {
        method: 'POST',
        headers: { ...json, ...headers },
        body,
      });
      expect(refused.status).toBe(403);
      expect(stage.slack.workspace.messages).toEqual([]);
      const accepted = await ask('/page/do', { method: 'POST', headers: json, body });
      expect(accepted.status).toBe(200);
      expect(stage.slack.workspace.messages).toHaveLength(1);
    });

    test('sends nothing that may be kept, framed or filled with foreign code', async () => {
      stage = await setStage(browser);
      const { headers } = await ask('/');
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      expect(headers['content-security-policy']).toContain("default-src 'self';");
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    });

    test.each([
      '/page/assets/../snapshot.ts',
      '/page/assets/tsconfig.json',
      '/page/assets/%2e%2e%2fwire.ts',
      '/page/assets/none.js',
    ])('has no file %s', async (path) => {
      stage = await setStage(browser);
      expect((await ask(path)).status).toBe(404);
    });

    /** What a page is told at first when somebody opens it. */
    async function firstWords(person: string): Promise<string> {
      const abort = new AbortController();
      const { body } = await fetch(`${stage.url}page/stream?as=${person}`, abort);
      const decoder = new TextDecoder();
      let text = '';
      for await (const chunk of body ?? []) {
        text += decoder.decode(chunk as Uint8Array, { stream: true });
        if (text.endsWith('\n\n')) break;
      }
      abort.abort();
      return text;
    }

    test('tells people only what is said where they are, and what was said to them', async () => {
      stage = await setStage(browser);
      const page = await stage.visit('maya', 'board');
      await send(page, '#board', 'a secret of the board');
      await messages(page).getByText('a secret of the board').waitFor();
      await send(page, '#board', '/copilot a private question');
      await messages(page).getByText('Only visible to you').waitFor();
      expect(await firstWords('maya')).toContain('a secret of the board');
      for (const person of ['victor', 'gus']) {
        const words = await firstWords(person);
        expect(words).toContain('"kind":"snapshot"');
        expect(words).not.toMatch(/secret of the board|you said/);
      }
    });

    test('does nothing in the name of people who cannot sign in, or for what it does not know', async () => {
      stage = await setStage(browser);
      for (const given of [
        { as: stage.id('dan'), kind: 'say', channel: stage.channel('seats'), text: 'x' },
        { as: stage.id('gus'), kind: 'say', channel: stage.channel('seats'), text: 'x' },
        { as: stage.id('maya'), kind: 'delete everything' },
      ]) {
        const answer = await ask('/page/do', {
          method: 'POST',
          headers: json,
          body: JSON.stringify(given),
        });
        expect(JSON.parse(answer.text)).toHaveProperty('ok', false);
      }
      expect(stage.slack.workspace.messages).toEqual([]);
    });
  });
});

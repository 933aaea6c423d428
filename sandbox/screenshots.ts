/** `npm run screenshots`: the README's pictures, taken from the demo as it is, in light and dark. */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { type Demo, startDemo } from './demo/start.ts';

const FOLDER = fileURLToPath(new URL('../docs/pictures/', import.meta.url));
/** A Friday afternoon: the pictures show the same days whenever they are taken. */
const START = Date.parse('2026-11-20T14:32:00Z');
const WINDOW = { width: 1000, height: 900 };
/** Where the list begins and is cut off. */
const LIST_TOP = 130;
const LIST_BOTTOM = 606;
const HOME_BOTTOM = 546;
const DIGEST_TOP = 104;
const DIGEST_BOTTOM = 766;
const MOST_BYTES = 300_000;

type Colours = 'light' | 'dark';

interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function findBrowser(): string {
  const places = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', chromium.executablePath()];
  const found = places.find((path) => path !== undefined && path !== '' && existsSync(path));
  if (found === undefined) {
    throw new Error(
      'There is no Chromium on this machine: install it, or name one in CHROMIUM_PATH.',
    );
  }
  return found;
}

/** One series of pictures: each adds its name and colours. */
interface Camera {
  readonly page: Page;
  readonly url: string;
  /** Takes a part of the window, or what lies around an element. */
  readonly take: (name: string, part: Locator | Frame) => Promise<void>;
}

async function setUp(browser: Browser, demo: Demo, colours: Colours): Promise<Camera> {
  const context = await browser.newContext({
    viewport: WINDOW,
    deviceScaleFactor: 2,
    colorScheme: colours,
    reducedMotion: 'reduce',
    timezoneId: 'Europe/Berlin',
  });
  const page = await context.newPage();
  await page.goto(demo.url);
  const closer = page.getByRole('button', { name: 'Close demo controls' });
  await page.getByRole('textbox', { name: /^Message/ }).waitFor();
  if (await closer.isVisible()) await closer.click();
  return {
    page,
    url: demo.url,
    async take(name, part) {
      const path = `${FOLDER}${name}-${colours}.png`;
      const clip = 'width' in part ? part : await frameOf(part);
      // Neither the blinking caret nor the pointer belongs into a picture.
      await page.mouse.move(0, 0);
      await page.screenshot({ path, clip, caret: 'hide', animations: 'disabled' });
      const { size } = statSync(path);
      if (size > MOST_BYTES) throw new Error(`${path} has ${size} bytes, more than ${MOST_BYTES}.`);
      process.stdout.write(`${path} ${Math.round(size / 1000)} kB\n`);
    },
  };
}

async function boxOf(element: Locator): Promise<Frame> {
  const box = await element.boundingBox();
  if (box === null) throw new Error('What the picture is about is not to be seen.');
  return box;
}

/** Turns the wheel until the element begins at this height of the window. */
async function scrollTo(page: Page, element: Locator, top: number): Promise<void> {
  const { x, y } = await boxOf(element);
  await page.mouse.move(x, WINDOW.height / 2);
  await page.mouse.wheel(0, y - top);
  while (Math.abs((await boxOf(element)).y - top) > 1) await page.waitForTimeout(20);
}

/** An element with some air around it, within the window. */
async function frameOf(element: Locator): Promise<Frame> {
  const box = await boxOf(element);
  const air = 16;
  const x = Math.max(0, box.x - air);
  const y = Math.max(0, box.y - air);
  return {
    x,
    y,
    width: Math.min(WINDOW.width, box.x + box.width + air) - x,
    height: Math.min(WINDOW.height, box.y + box.height + air) - y,
  };
}

async function takeAll({ page, url, take }: Camera): Promise<void> {
  const box = page.getByRole('textbox', { name: /^Message/ });
  await box.fill('/copilot dormant');
  await box.press('Enter');
  const list = page.getByRole('article').filter({ hasText: 'idle for more than' });
  await list.getByText('1–10 of').waitFor();
  await box.blur();
  await scrollTo(page, list, LIST_TOP);
  await take('list', { x: 0, y: 0, width: WINDOW.width, height: LIST_BOTTOM });

  await page.goto(`${url}#/maya/copilot-seats`);
  const digest = page.getByRole('article').filter({ hasText: 'Idle seats, week by week' });
  await digest.waitFor();
  await scrollTo(page, digest, DIGEST_TOP);
  await take('digest', { x: 0, y: 0, width: WINDOW.width, height: DIGEST_BOTTOM });

  await page.goto(`${url}#/maya/general`);
  const line = list.locator('.section').filter({ hasText: /^rhea-osei/ });
  const actions = line.locator('xpath=following-sibling::*[contains(@class, "actions")][1]');
  await actions.getByRole('button', { name: 'Remove seat' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await take('confirmation', dialog);

  await dialog.getByRole('button', { name: 'Remove seat' }).click();
  await page.goto(`${url}#/maya/@messages`);
  const removed = page.getByRole('article').filter({ hasText: 'rhea-osei’s seat' });
  await removed.waitFor();
  await take('removed', removed);

  await page.goto(`${url}#/maya/@home`);
  await page.locator('#home').getByText('seats in acme-eu').first().waitFor();
  await take('home', { x: 0, y: 0, width: WINDOW.width, height: HOME_BOTTOM });
}

async function main(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
  try {
    for (const colours of ['light', 'dark'] as const) {
      const demo = await startDemo({ start: START, frozen: true });
      try {
        await takeAll(await setUp(browser, demo, colours));
      } finally {
        await demo.stop();
      }
    }
  } finally {
    await browser.close();
  }
}

await main();

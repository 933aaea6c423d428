/**
 * Pages that are used again: making one takes a third of a second, and a suite needs seventy. Each has a
 * context to itself. On its way back it forgets what it stored; whoever comes next loads everything anew.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, ConsoleMessage, Page, Request } from 'playwright-core';

/** How a page looks at the world. */
export interface Look {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  readonly reducedMotion?: 'reduce' | 'no-preference';
}

export interface LentPage {
  readonly page: Page;
  giveBack(): Promise<void>;
}

const idle = new WeakMap<Browser, Page[]>();

let waitingRoom: Promise<string> | undefined;

/**
 * The address of a page without anything, not even an icon that would be asked for. It is one of this machine, as the
 * pages under test are, for which Chromium keeps its process; for `about:blank` it would start another.
 */
async function openWaitingRoom(): Promise<string> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html').end('<link rel="icon" href="data:,">');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  server.unref();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Lends a page that shows nothing yet. Errors, warnings and requests to anywhere but `url` are complained of. */
export async function lendPage(
  browser: Browser,
  url: string,
  complain: (words: string) => void,
  look: Look = {},
): Promise<LentPage> {
  const { viewport = { width: 1280, height: 900 }, colorScheme = 'light' } = look;
  const page = idle.get(browser)?.pop() ?? (await browser.newPage());
  await page.setViewportSize({ ...viewport });
  await page.emulateMedia({ colorScheme, reducedMotion: look.reducedMotion ?? 'no-preference' });
  const onConsole = (said: ConsoleMessage) => {
    if (['error', 'warning'].includes(said.type())) complain(said.text());
  };
  const onError = (error: Error) => complain(String(error.stack));
  const onRequest = (request: Request) => {
    if (!request.url().startsWith(url)) complain(`asked for ${request.url()}`);
  };
  page.on('console', onConsole).on('pageerror', onError).on('request', onRequest);
  return {
    page,
    async giveBack() {
      await page.mouse.move(0, 0);
      await page.evaluate('localStorage.clear()');
      page.off('request', onRequest);
      // Still listening: a page that leaves has nothing to complain of.
      waitingRoom ??= openWaitingRoom();
      await page.goto(await waitingRoom);
      page.off('console', onConsole).off('pageerror', onError);
      idle.set(browser, [...(idle.get(browser) ?? []), page]);
    },
  };
}

/** The demo's page as somebody uses it: what is read and clicked is found by what it says, as people find it. */
import type { Browser, Locator, Page } from 'playwright-core';
import { findBarriers } from './barriers.ts';
import { type LentPage, lendPage } from './kept-pages.ts';

export interface PageWishes {
  readonly width?: number;
  readonly height?: number;
  readonly colours?: 'light' | 'dark';
}

export class DemoPage {
  readonly page: Page;
  readonly #lent: LentPage;
  readonly #url: string;

  private constructor(lent: LentPage, url: string) {
    this.page = lent.page;
    this.#lent = lent;
    this.#url = url;
  }

  /** A page on which nobody has gone anywhere yet. `complain` hears what the page complains about. */
  static async open(
    browser: Browser,
    url: string,
    complain: (words: string) => void,
    wishes: PageWishes = {},
  ): Promise<DemoPage> {
    const { width = 1200, height = 900, colours = 'light' } = wishes;
    const lent = await lendPage(browser, url, complain, {
      viewport: { width, height },
      colorScheme: colours,
      reducedMotion: 'reduce',
    });
    lent.page.setDefaultTimeout(10_000);
    return new DemoPage(lent, url);
  }

  /** The message box. */
  get box(): Locator {
    return this.page.getByRole('textbox', { name: /^Message / });
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  /** What the app shows in its Home. */
  get home(): Locator {
    return this.page.locator('#home');
  }

  /** Goes somewhere as somebody: to a channel by its name, to `@home` or to `@messages`. */
  async goTo(person: string, place: string): Promise<void> {
    await this.page.goto(`${this.#url}#/${person}/${place}`);
    await this.#signOf(place).waitFor();
  }

  /** What is there once somebody has arrived. */
  #signOf(place: string): Locator {
    if (place === '@home') return this.home;
    if (place === '@messages') return this.page.getByText('Sending messages to this app');
    return this.page.getByRole('textbox', { name: `Message #${place}` });
  }

  /** Closes the panel beside Slack where there is room for it. */
  async closePanel(): Promise<void> {
    const closer = this.page.getByRole('button', { name: 'Close demo controls' });
    if (await closer.isVisible()) await closer.click();
  }

  /** Writes into the message box and sends it. */
  async type(text: string): Promise<void> {
    await this.box.fill(text);
    await this.box.press('Enter');
  }

  /** The newest message with these words. */
  message(words: string | RegExp): Locator {
    return this.page.getByRole('article').filter({ hasText: words }).last();
  }

  /** What can be done about a person in a list: the buttons below the line that begins with the login. */
  actionsFor(list: Locator, login: string): Locator {
    const line = list.locator('.section').filter({ hasText: new RegExp(`^${login}\\b`) });
    return line.locator('xpath=following-sibling::*[contains(@class, "actions")][1]');
  }

  /** Chooses from the menu behind the dots. */
  async choose(list: Locator, login: string, choice: string): Promise<void> {
    const dots = this.actionsFor(list, login).getByRole('button', { name: 'More actions' });
    await dots.scrollIntoViewIfNeeded();
    // A menu closes when the page scrolls, as Slack's does, and the last scroll event comes a frame late.
    await this.page.evaluate(
      'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
    );
    await dots.click();
    await this.page.getByRole('menuitem', { name: choice, exact: true }).click();
  }

  /** What axe-core finds serious or critical, a line each. */
  async audit(): Promise<string[]> {
    return findBarriers(this.page);
  }

  /** Whether anything is wider than the window. */
  async overflows(): Promise<boolean> {
    return this.page.evaluate<boolean>(
      'document.documentElement.scrollWidth > document.documentElement.clientWidth',
    );
  }

  async close(): Promise<void> {
    await this.#lent.giveBack();
  }
}

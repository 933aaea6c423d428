/** The demo's page as somebody uses it: what is read and clicked is found by what it says, as people find it. */
import axe from 'axe-core';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';

export interface PageWishes {
  readonly width?: number;
  readonly height?: number;
  readonly colours?: 'light' | 'dark';
  /** Leaves the panel beside Slack open. */
  readonly panel?: boolean;
}

interface Finding {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string }[];
}

export class DemoPage {
  readonly page: Page;
  /** Everything the page complained about. */
  readonly complaints: string[] = [];
  readonly #context: BrowserContext;
  readonly #url: string;

  private constructor(page: Page, context: BrowserContext, url: string) {
    this.page = page;
    this.#context = context;
    this.#url = url;
    page.on('console', (said) => {
      if (said.type() === 'error' || said.type() === 'warning') this.complaints.push(said.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
  }

  static async open(browser: Browser, url: string, wishes: PageWishes = {}): Promise<DemoPage> {
    const { width = 1200, height = 900, colours = 'light', panel = false } = wishes;
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: colours,
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(10_000);
    const opened = new DemoPage(await context.newPage(), context, url);
    await opened.page.goto(url);
    await opened.box.waitFor();
    const closer = opened.page.getByRole('button', { name: 'Close demo controls' });
    if (!panel && (await closer.isVisible())) await closer.click();
    return opened;
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
    const name = place === '@messages' ? 'Message Seatkeeper' : `Message #${place}`;
    const sign = place === '@home' ? this.home : this.page.getByRole('textbox', { name });
    await sign.waitFor();
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
    await this.page.evaluate(axe.source);
    const found = await this.page.evaluate<{ violations: Finding[] }>('axe.run()');
    return found.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
  }

  /** Whether anything is wider than the window. */
  async overflows(): Promise<boolean> {
    return this.page.evaluate<boolean>(
      'document.documentElement.scrollWidth > document.documentElement.clientWidth',
    );
  }

  async close(): Promise<void> {
    await this.#context.close();
  }
}

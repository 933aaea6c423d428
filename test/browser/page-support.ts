import type { App } from '@slack/bolt';
import type { Browser, Page } from 'playwright-core';
import type { DemoControls } from '../../sandbox/slack/page/controls.ts';
import { createPageDoor } from '../../sandbox/slack/page-door.ts';
import { type LocalSlack, startLocalSlack } from '../../sandbox/slack/server.ts';
import { type RunningApp, startSocketApp } from '../sandbox/slack/bolt-app.ts';
import { type LentPage, type Look, lendPage } from './kept-pages.ts';
import { type Heard, listen, manifest, readOnlyManifest } from './sample-app.ts';

/** A local Slack with the sample app in it, and its page in a browser. */
export interface Stage {
  readonly slack: LocalSlack;
  readonly running: RunningApp;
  readonly app: App;
  readonly url: string;
  readonly heard: Heard;
  id(name: string): string;
  channel(name: string): string;
  /** Ends every page's line to its Slack, once. */
  cutLines(): void;
  /** Opens a page as somebody, at a place such as `seats` or `@home`. */
  visit(person: string, place: string, look?: Look): Promise<Page>;
  /** Fails where a page complained: of an error or a warning, or by asking for anything elsewhere. */
  close(): Promise<void>;
}

export async function setStage(
  browser: Browser,
  options: { controls?: DemoControls; ackDeadlineMs?: number; readOnly?: boolean } = {},
): Promise<Stage> {
  const { controls, ackDeadlineMs = 3000, readOnly = false } = options;
  const door = createPageDoor();
  const slack = await startLocalSlack({
    manifest: readOnly ? readOnlyManifest : manifest,
    ackDeadlineMs,
    otherwise: door.otherwise,
  });
  const heard: Heard = { actions: [], submissions: [] };
  const running = await startSocketApp(slack, (app) => listen(app, heard));
  const open = () =>
    door.open({ backend: slack.backend, ...(controls === undefined ? {} : { controls }) });
  const { url } = open();
  const complaints: string[] = [];
  const pages: LentPage[] = [];
  return {
    slack,
    running,
    app: running.app,
    url,
    heard,
    id: (name) => slack.workspace.person(name).id,
    channel: (name) => slack.workspace.channel(name).id,
    cutLines() {
      door.close();
      open();
    },
    async visit(person, place, look) {
      const lent = await lendPage(browser, url, (words) => complaints.push(words), look);
      pages.push(lent);
      const { page } = lent;
      page.setDefaultTimeout(5000);
      await page.goto(`${url}#/${person}/${place}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      return page;
    },
    async close() {
      // The pages first: one that loses its Slack complains of it, as it should.
      await Promise.all(pages.map((page) => page.giveBack()));
      await running.stop();
      await slack.close();
      if (complaints.length > 0) throw new Error(`a page complained:\n${complaints.join('\n')}`);
    },
  };
}

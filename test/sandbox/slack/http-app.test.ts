import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App } from '@slack/bolt';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  acceptsRequestUrl,
  type LocalSlack,
  startLocalSlack,
} from '../../../sandbox/slack/server.ts';
import { startHttpApp } from './bolt-app.ts';
import { manifest } from './manifest.ts';

/** A port that was free a moment ago: the request URL is settled before the app listens on it. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function start(listen: (app: App) => void): Promise<{ slack: LocalSlack; url: string }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/slack/events`;
  const slack = await startLocalSlack({ manifest, mode: { requestUrl: url } });
  onTestFinished(() => slack.close());
  const running = await startHttpApp(slack, port, listen);
  onTestFinished(() => running.stop());
  return { slack, url };
}

const home = { type: 'home' as const, blocks: [{ type: 'divider' as const }] };

describe('a Bolt app behind a request URL', () => {
  test('is handed commands, clicks and events as signed requests', async () => {
    const { slack, url } = await start((app) => {
      app.command('/copilot', async ({ ack, respond }) => {
        await ack('at once');
        await respond({
          text: 'row',
          blocks: [
            {
              type: 'actions',
              elements: [
                { type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } },
              ],
            },
          ],
        });
      });
      app.action('go', async ({ ack, respond }) => {
        await ack();
        await respond({ delete_original: true });
      });
      app.event('app_home_opened', async ({ event, client }) => {
        await client.views.publish({ user_id: event.user, view: home });
      });
    });
    expect(await acceptsRequestUrl(url)).toBe(true);
    const typed = await slack.interactions.slash({ user: 'maya', channel: 'seats' });
    expect(typed).toMatchObject({ acked: true, ackBody: { text: 'at once' } });
    const row = await slack.waitForEphemeral('maya', (message) => message.text === 'row');
    const clicked = await slack.interactions.click({ user: 'maya', message: row, actionId: 'go' });
    expect(clicked).toMatchObject({ acked: true });
    await slack.waitForCall('response_url', (call) => call.args['delete_original'] === true);
    expect(slack.workspace.ephemeralsOf('maya').map((each) => each.text)).toEqual(['at once']);
    await slack.interactions.openHome('maya');
    await slack.waitForView((view) => view.type === 'home');
    expect(slack.problems).toEqual([]);
  });

  test('turns a wrong signature and an old timestamp away', async () => {
    const { slack } = await start((app) => {
      app.command('/copilot', async ({ ack }) => ack());
    });
    const { interactions } = slack;
    const wrong = { signingSecret: 'f'.repeat(32) };
    const old = { timestamp: Math.floor(Date.now() / 1000) - 600 };
    for (const forged of [wrong, old]) {
      const typed = await interactions.slash({ user: 'maya', forged });
      expect(typed.outcome).toMatchObject({ kind: 'rejected', status: 401 });
    }
    expect(await interactions.slash({ user: 'maya' })).toMatchObject({ acked: true });
    expect(slack.problems).toEqual([]);
  });

  test('sees the number of a retry', async () => {
    const retries: unknown[] = [];
    const { slack } = await start((app) => {
      app.event('app_home_opened', async ({ context }) => {
        retries.push([context.retryNum, context.retryReason]);
      });
    });
    await slack.interactions.redeliver(await slack.interactions.openHome('maya'));
    expect(retries).toEqual([
      [undefined, undefined],
      [1, 'http_timeout'],
    ]);
  });
});

import { describe, expect, onTestFinished, test } from 'vitest';
import { type LocalSlack, startLocalSlack } from '../../../sandbox/slack/server.ts';
import { manifest } from './manifest.ts';

async function start(): Promise<{ slack: LocalSlack; commandUrl: string }> {
  const slack = await startLocalSlack({ manifest });
  onTestFinished(() => slack.close());
  const typed = await slack.interactions.slash({ user: 'maya', channel: 'seats' });
  return { slack, commandUrl: String(typed.body['response_url']) };
}

async function respond(url: string, body: unknown): Promise<[number, unknown]> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return [response.status, await response.json()];
}

const ok = [200, { ok: true }];

describe('a response URL', () => {
  test('takes five answers and no sixth', async () => {
    const { slack, commandUrl } = await start();
    for (let use = 1; use <= 5; use += 1) {
      expect(await respond(commandUrl, { text: `answer ${use}` })).toEqual(ok);
    }
    expect(await respond(commandUrl, { text: 'answer 6' })).toEqual([
      404,
      { ok: false, error: 'used_url' },
    ]);
    expect(slack.workspace.ephemeralsOf('maya')).toHaveLength(5);
    expect(slack.problems).toMatchObject([{ where: 'response_url', error: 'used_url' }]);
  });

  test('ends after half an hour', async () => {
    const { slack, commandUrl } = await start();
    slack.backend.responseUrls.expire(commandUrl);
    expect(await respond(commandUrl, { text: 'late' })).toEqual([
      404,
      { ok: false, error: 'expired_url' },
    ]);
  });

  test('refuses bad blocks with 404', async () => {
    const { slack, commandUrl } = await start();
    expect(await respond(commandUrl, { text: 'a', blocks: [{ type: 'x' }] })).toEqual([
      404,
      { ok: false, error: 'invalid_blocks' },
    ]);
    expect(slack.workspace.ephemeralsOf('maya')).toEqual([]);
  });

  test('answers in the channel when told to', async () => {
    const { slack, commandUrl } = await start();
    await respond(commandUrl, { text: 'everyone', response_type: 'in_channel' });
    expect(slack.workspace.messagesIn('seats')).toMatchObject([{ text: 'everyone' }]);
  });

  test('of a slash command has no original: replacing posts a new message', async () => {
    const { slack, commandUrl } = await start();
    await respond(commandUrl, { text: 'one' });
    await respond(commandUrl, { text: 'two', replace_original: true });
    expect(slack.workspace.ephemeralsOf('maya').map((each) => each.text)).toEqual(['one', 'two']);
  });

  test('of a click replaces, adds to and deletes the message that was clicked', async () => {
    const { slack, commandUrl } = await start();
    const blocks = [
      {
        type: 'actions',
        elements: [{ type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } }],
      },
    ];
    await respond(commandUrl, { text: 'row', blocks });
    const [row] = slack.workspace.ephemeralsOf('maya');
    if (row === undefined) throw new Error('there is no row');
    const clicked = await slack.interactions.click({ user: 'maya', message: row, actionId: 'go' });
    const url = String(clicked.body['response_url']);
    const texts = () => slack.workspace.ephemeralsOf('maya').map((each) => each.text);
    await respond(url, { text: 'replaced', replace_original: true });
    expect(texts()).toEqual(['replaced']);
    await respond(url, { text: 'added' });
    expect(texts()).toEqual(['replaced', 'added']);
    await respond(url, { delete_original: true });
    expect(texts()).toEqual(['added']);
    expect(slack.backend.responseUrls.usesLeft(url)).toBe(2);
  });
});

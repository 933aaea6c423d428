import { WebClient } from '@slack/web-api';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type LocalSlack, startLocalSlack } from '../../../sandbox/slack/server.ts';
import { manifest } from './manifest.ts';

async function start(): Promise<{ slack: LocalSlack; post: () => Promise<unknown> }> {
  const slack = await startLocalSlack({ manifest });
  onTestFinished(() => slack.close());
  const client = new WebClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  const channel = slack.workspace.channel('seats').id;
  return { slack, post: () => client.chat.postMessage({ channel, text: 'hi' }) };
}

describe('trouble', () => {
  test('strikes a method as often as it was told to, and is no problem of the app', async () => {
    const { slack, post } = await start();
    slack.faults.error('chat.postMessage', 'internal_error', 1);
    await expect(post()).rejects.toThrow('internal_error');
    slack.faults.rateLimit('chat.postMessage', 7);
    await expect(post()).rejects.toMatchObject({ retryAfter: 7 });
    slack.faults.status('*', 503, 1);
    await expect(post()).rejects.toMatchObject({ statusCode: 503 });
    slack.faults.refuse('chat.postMessage', 1);
    await expect(post()).rejects.toThrow('fetch failed');
    expect(slack.workspace.messages).toEqual([]);
    await post();
    expect(slack.workspace.messages).toHaveLength(1);
    expect(slack.calls.map((call) => call.status)).toEqual([200, 429, 503, 200, 200]);
    expect(slack.problems).toEqual([]);
  });

  test('can lose the answer to something that took effect', async () => {
    const { slack, post } = await start();
    slack.faults.dropAfterApplying('chat.postMessage');
    await expect(post()).rejects.toThrow('fetch failed');
    expect(slack.workspace.messages).toHaveLength(1);
  });

  test('can hold a request until it is let go', async () => {
    const { slack, post } = await start();
    const hold = slack.faults.hold('chat.postMessage');
    const posted = post();
    await hold.reached;
    expect(slack.workspace.messages).toEqual([]);
    hold.release();
    await posted;
    expect(slack.workspace.messages).toHaveLength(1);
  });

  test('ends when it is cleared', async () => {
    const { slack, post } = await start();
    slack.faults.error('*', 'fatal_error');
    await expect(post()).rejects.toThrow('fatal_error');
    slack.faults.clear();
    await post();
  });
});

describe('waiting', () => {
  test('in vain says what there was instead', async () => {
    const { slack, post } = await start();
    await post();
    await expect(slack.waitForMessage((each) => each.text === 'bye', 20)).rejects.toThrow(
      /waited 20 ms for a message, in vain. There was:\nC\w+: hi/,
    );
  });
});

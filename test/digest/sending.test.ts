import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Channel } from '../../sandbox/slack/conversations.ts';
import { ACTION } from '../../src/slack/refs.ts';
import { until } from '../support/whole.ts';
import { DAY, type DigestWhole, DUE, HOUR, MINUTE, startDigestWhole, stateOf } from './support.ts';

const KINDS = ['channels:read', 'groups:read'] as const;

function posts({ slack }: DigestWhole) {
  return slack.calls.filter(({ method }) => method === 'chat.postMessage');
}

/** Maya presses a button in the dialog of the digests. */
async function press(whole: DigestWhole, actionId: string): Promise<void> {
  const { interactions, workspace } = whole.slack;
  await interactions.slash({ user: 'maya', channel: 'seats', text: 'digest' });
  await until(() => JSON.stringify(workspace.modal('maya')?.content ?? '').includes('Send now'));
  const view = workspace.modal('maya');
  if (view === undefined) throw new Error('there is no dialog');
  await interactions.click({ user: 'maya', view, actionId });
}

/** Writes beside the bot what a clock that was wrong would have written. */
function rewrite({ databasePath }: DigestWhole, sql: string): void {
  const file = new Database(databasePath);
  file.exec(sql);
  file.close();
}

function notBefore({ databasePath }: DigestWhole): unknown {
  const look = new Database(databasePath, { readonly: true });
  try {
    return look.prepare('select not_before from digest_slot').pluck().get();
  } finally {
    look.close();
  }
}

describe('an answer of Slack that cannot be read', () => {
  it.each([
    ['half of it', '{"ok":true,"channel":"C1","ts":"1764', undefined],
    ['an empty object', '{}', undefined],
    ['nothing', '', KINDS],
    ['a page', '<html>hello</html>', KINDS],
    ['a yes without a place', '{"ok":true}', KINDS],
  ])('(%s) makes no second digest, with or without history', async (_what, body, scopes) => {
    const slack = scopes === undefined ? {} : { grantedOptionalScopes: scopes };
    const whole = await startDigestWhole({ slack });
    whole.slack.faults.garble('chat.postMessage', body);
    whole.clock.now = DUE;
    const end = scopes === undefined ? 'posted' : 'unknown';
    await until(() => stateOf(whole) === end);
    await whole.readAgain();
    expect(whole.posted()).toHaveLength(1);
  });

  it.each([
    ['says nothing of messages', '{"ok":true}'],
    ['has more, and no way to it', '{"ok":true,"messages":[],"has_more":true}'],
  ])('and a history that %s leaves it open', async (_what, body) => {
    const whole = await startDigestWhole();
    whole.slack.faults.dropAfterApplying('chat.postMessage', 1);
    whole.slack.faults.garble('conversations.history', body, 1);
    whole.clock.now = DUE;
    await whole.slack.waitForCall('conversations.history');
    await whole.readAgain();
    expect(stateOf(whole)).toBe('sending');
    expect(whole.posted()).toHaveLength(1);
  });

  it('is looked up as far back as our clock may have been ahead', async () => {
    const ahead = 90 * MINUTE;
    const clock = { now: 0 };
    const whole = await startDigestWhole({ slack: { now: () => clock.now - ahead } });
    Object.defineProperty(clock, 'now', { get: () => whole.clock.now });
    whole.slack.faults.dropAfterApplying('chat.postMessage', 1);
    whole.clock.now = DUE;
    await until(() => stateOf(whole) === 'posted', 15_000);
    expect(whole.posted()).toHaveLength(1);
  });
});

describe('a definite no of Slack', () => {
  it('without a time to wait for is no uncertain end', async () => {
    const whole = await startDigestWhole({ slack: { grantedOptionalScopes: KINDS } });
    whole.slack.faults.status('chat.postMessage', 429, 1);
    whole.clock.now = DUE;
    await until(() => posts(whole).length === 1);
    await until(() => stateOf(whole) === 'claimed');
    expect(whole.told('maya')).toEqual([]);
  });

  it('that lasts is not asked for in a loop, and is told with its word', async () => {
    const whole = await startDigestWhole();
    whole.slack.faults.error('chat.postMessage', 'access_denied', 2);
    whole.clock.now = DUE;
    await until(() => posts(whole).length === 1);
    await until(() => stateOf(whole) === 'claimed');
    rewrite(whole, 'update digest_slot set not_before = null');
    whole.clock.now = DUE + HOUR + MINUTE;
    await until(() => stateOf(whole) === 'skipped');
    expect(posts(whole)).toHaveLength(2);
    const look = new Database(whole.databasePath, { readonly: true });
    expect(look.prepare('select detail from digest_slot').pluck().get()).toBe(
      'slack-said:access_denied',
    );
    look.close();
    expect(whole.posted()).toEqual([]);
    await until(() => whole.told('maya').length > 0);
    expect(whole.told('maya')[0]?.text).toContain('Slack went on saying no (`access_denied`)');
  });

  it('is no attempt that has vanished', async () => {
    const whole = await startDigestWhole();
    whole.slack.faults.rateLimit('chat.postMessage', 1, 2);
    whole.slack.faults.status('chat.postMessage', 503, 1);
    whole.clock.now = DUE;
    await until(() => whole.posted().length === 1, 15_000);
    await until(() => stateOf(whole) === 'posted');
    expect(whole.told('maya')).toEqual([]);
  });
});

describe('while a digest waits to be sent', () => {
  async function waiting(options: Parameters<typeof startDigestWhole>[0] = {}) {
    const whole = await startDigestWhole(options);
    whole.slack.faults.rateLimit('chat.postMessage', 2);
    whole.clock.now = DUE;
    await until(() => stateOf(whole) === 'claimed' && posts(whole).length === 1);
    return whole;
  }

  it('somebody may pause it, and none is sent', async () => {
    const whole = await waiting();
    await press(whole, ACTION.digestPause);
    await until(() => stateOf(whole) === 'skipped');
    await whole.readAgain();
    expect(whole.posted()).toEqual([]);
    expect(whole.told('maya')).toEqual([]);
  });

  it('its channel may change, and it comes where it is wanted by now', async () => {
    const whole = await waiting();
    const seats = whole.slack.workspace.channel('seats').id;
    rewrite(whole, `update digest_schedule set channel_id = '${seats}'`);
    await until(() => whole.posted('seats').length === 1);
    await whole.readAgain();
    expect(whole.posted('seat-office')).toEqual([]);
    // The new channel is public, and the names were meant for the private one.
    expect(JSON.stringify(whole.posted('seats'))).not.toContain('rhea-osei');
  });

  it('Slack may fail to say who reads the channel, and its names wait for the answer', async () => {
    const whole = await waiting();
    whole.slack.faults.rateLimit('conversations.info', 1, 1);
    rewrite(whole, 'update digest_slot set not_before = null');
    await until(() => notBefore(whole) !== null);
    rewrite(whole, 'update digest_slot set not_before = null');
    await until(() => whole.posted().length === 1);
    expect(JSON.stringify(whole.posted())).toContain('rhea-osei');
  });

  it('the clock may be set back, and it waits no longer than it should', async () => {
    const whole = await waiting();
    rewrite(whole, `update digest_slot set not_before = ${Date.now() + 3 * HOUR}`);
    await until(() => whole.posted().length === 1);
    expect(whole.told('maya')).toEqual([]);
  });

  it('one that somebody asked for keeps no weekly one waiting', async () => {
    const whole = await startDigestWhole();
    whole.slack.faults.dropAfterApplying('chat.postMessage', 1);
    whole.slack.faults.status('conversations.history', 503);
    await press(whole, ACTION.digestSendNow);
    await until(() => stateOf(whole) === 'sending');
    whole.clock.now = DUE;
    await until(() => whole.posted().length === 2);
    expect(whole.posted()[1]?.text).not.toContain('Sent by hand');
  });
});

describe('names in a digest that is due', () => {
  it('are not lost to a hiccup', async () => {
    const whole = await startDigestWhole();
    whole.slack.faults.rateLimit('conversations.info', 1, 1);
    whole.clock.now = DUE;
    await until(() => whole.posted().length === 1);
    expect(JSON.stringify(whole.posted())).toContain('rhea-osei');
  });

  it('are left out when Slack does not tell for ten minutes', async () => {
    const whole = await startDigestWhole();
    whole.slack.faults.status('conversations.info', 503);
    whole.clock.now = DUE;
    const reads = () => whole.github.requests.filter(({ path }) => path.endsWith('/seats')).length;
    const before = reads();
    const asked = () => whole.slack.calls.filter(({ method }) => method === 'conversations.info');
    await until(() => asked().length > 6);
    expect(whole.posted()).toEqual([]);
    // GitHub has had its ordinary round by then, and is not read over and over for a digest that waits.
    expect(reads()).toBeLessThanOrEqual(before + 1);
    whole.clock.now = DUE + 11 * MINUTE;
    await until(() => whole.posted().length === 1, 15_000);
    expect(JSON.stringify(whole.posted())).not.toContain('rhea-osei');
  });
});

describe('what a digest does not need', () => {
  it('a digest needs no socket: it is posted while clicks cannot arrive', async () => {
    const whole = await startDigestWhole();
    const { slack } = whole;
    slack.faults.refuseConnections = true;
    slack.sockets.drop();
    await until(() => slack.sockets.connections === 0);
    whole.clock.now = DUE;
    await until(() => whole.posted().length === 1);
    expect(slack.sockets.connections).toBe(0);
    slack.faults.refuseConnections = false;
  });

  it('a channel that was renamed gets its digest all the same', async () => {
    const whole = await startDigestWhole();
    const channel: Channel = whole.slack.workspace.channel('seat-office');
    Object.assign(channel, { name: 'seats-of-all' });
    whole.clock.now = DUE + 7 * DAY;
    await until(() => whole.posted('seats-of-all').length === 1);
    await until(() => whole.told('maya').length > 0);
    expect(whole.told('maya')).toHaveLength(1);
  });
});

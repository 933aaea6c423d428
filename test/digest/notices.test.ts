import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../sandbox/slack/conversations.ts';
import type { View } from '../../sandbox/slack/views.ts';
import { ACTION } from '../../src/slack/refs.ts';
import { openStore } from '../../src/store/database.ts';
import { until } from '../support/whole.ts';
import {
  DAY,
  type DigestOptions,
  type DigestWhole,
  DUE,
  HOUR,
  startDigestWhole,
  stateOf,
} from './support.ts';

interface Planned {
  readonly by: string;
  readonly channel: string;
  /** After nine o'clock on Mondays, UTC. */
  readonly minute?: number;
}

/** A bot with these digests, stopped before any of them is due, and their ids. */
async function startWithDigests(
  planned: readonly Planned[],
  options: DigestOptions = {},
): Promise<{ whole: DigestWhole; ids: string[] }> {
  const whole = await startDigestWhole({ bare: true, ...options });
  await whole.bot.stop();
  const { workspace } = whole.slack;
  const store = await openStore(whole.databasePath);
  const ids: string[] = [];
  for (const { by, channel, minute = 0 } of planned) {
    const channelId = workspace.channel(channel).id;
    const time = { weekday: 1, hour: 9, minute, timeZone: 'Etc/UTC' };
    const user = { teamId: workspace.team.id, userId: workspace.person(by).id };
    const wish = { channelId, ...time, names: 'auto' } as const;
    ids.push((await store.digests.addSchedule(wish, user, whole.clock.now)).id);
  }
  await store.close();
  return { whole, ids };
}

/** The digest of the settings, stopped before it is due. */
async function startStopped(options: DigestOptions = {}): Promise<DigestWhole> {
  const whole = await startDigestWhole(options);
  await whole.bot.stop();
  return whole;
}

function idsOf({ slack }: DigestWhole, ...users: readonly string[]): string {
  return users.map((user) => slack.workspace.person(user).id).join();
}

function textsOf(messages: readonly Message[]): string[] {
  return messages.map(({ text }) => text);
}

/** Rounds go by, in which nothing more may be told. */
async function letTimePass(whole: DigestWhole): Promise<void> {
  for (let round = 0; round < 3; round += 1) await whole.readAgain();
}

function rewrite({ databasePath }: DigestWhole, statement: string): void {
  const file = new Database(databasePath);
  file.exec(statement);
  file.close();
}

function isTold(whole: DigestWhole): boolean {
  return whole.logs.some(({ event }) => event === 'digest-untold');
}

function wordsOf(view: View | undefined): string {
  return JSON.stringify(view?.content['blocks'] ?? []);
}

/** Presses a button of a digest in the dialog, and waits for what the dialog then says. */
async function press(
  whole: DigestWhole,
  how: { readonly user: string; readonly actionId: string; readonly id: string },
  answer: string,
): Promise<void> {
  const { workspace, interactions } = whole.slack;
  const { user, actionId, id } = how;
  await interactions.slash({ user, channel: 'seats', text: 'digest' });
  await until(() => wordsOf(workspace.modal(user)).includes('Add a digest'));
  const view = workspace.modal(user);
  if (view === undefined) throw new Error('there is no dialog');
  await interactions.click({ user, view, actionId, value: id });
  await until(() => wordsOf(workspace.modal(user)).includes(answer));
}

describe('a notice that all managers are owed', () => {
  it('waits for a group that Slack does not tell of just now', async () => {
    const whole = await startStopped();
    whole.clock.now = DUE + 2 * DAY;
    whole.slack.faults.rateLimit('usergroups.users.list', 1);
    await whole.restart({ SEAT_MANAGERS: whole.slack.workspace.group('seat-managers').id });
    await until(() => whole.told('maya').length > 0);
    await letTimePass(whole);
    expect(whole.told('maya')).toHaveLength(1);
  });

  it('reaches those named by themselves where Slack never tells of a group', async () => {
    const whole = await startStopped();
    whole.clock.now = DUE + 2 * DAY;
    whole.slack.faults.error('usergroups.users.list', 'missing_scope');
    const group = whole.slack.workspace.group('seat-managers').id;
    await whole.restart({ SEAT_MANAGERS: `${group},${idsOf(whole, 'ada')}` });
    await until(() => whole.told('ada').length > 0);
    await letTimePass(whole);
    expect([whole.told('ada').length, whole.told('maya').length]).toEqual([1, 0]);
    const tries = whole.slack.calls.filter(({ method }) => method === 'usergroups.users.list');
    expect(tries).toHaveLength(1);
  });

  it('reaches the second when Slack was too busy at first, and the first no second time', async () => {
    const whole = await startStopped();
    whole.clock.now = DUE + 2 * DAY;
    whole.slack.faults.delay('chat.postMessage', 0, 1);
    whole.slack.faults.rateLimit('chat.postMessage', 1);
    await whole.restart({ SEAT_MANAGERS: idsOf(whole, 'maya', 'ada') });
    await until(() => whole.told('ada').length > 0);
    await letTimePass(whole);
    expect([whole.told('maya').length, whole.told('ada').length]).toEqual([1, 1]);
  });

  // The message is sent before it is written down, so that nobody is ever forgotten.
  it('reaches nobody but one twice after a crash between the message and its mark', async () => {
    const whole = await startStopped();
    whole.clock.now = DUE + 2 * DAY;
    whole.slack.faults.delay('chat.postMessage', 0, 1);
    whole.slack.faults.dropAfterApplying('chat.postMessage', 1);
    const settings = { SEAT_MANAGERS: idsOf(whole, 'maya', 'ada', 'mel') };
    await whole.restart(settings);
    await until(() => isTold(whole) && whole.told('mel').length > 0);
    await whole.bot.stop();
    await whole.restart(settings);
    await until(() => whole.told('ada').length > 1);
    await letTimePass(whole);
    const counts = ['maya', 'ada', 'mel'].map((user) => whole.told(user).length);
    expect(counts).toEqual([1, 2, 1]);
  });

  it('reaches everybody, and nobody in a loop, while the file takes no mark', async () => {
    const whole = await startStopped();
    whole.clock.now = DUE + 2 * DAY;
    rewrite(
      whole,
      "create trigger full before insert on digest_telling begin select raise(abort, 'full'); end",
    );
    await whole.restart({ SEAT_MANAGERS: idsOf(whole, 'maya', 'ada') });
    await until(() => whole.told('maya').length > 0 && whole.told('ada').length > 0);
    await letTimePass(whole);
    expect([whole.told('maya').length, whole.told('ada').length]).toEqual([1, 1]);
  });

  it('goes to the alert channel where no manager is set', async () => {
    const whole = await startStopped();
    whole.clock.now = DUE + 2 * DAY;
    const channel = whole.slack.workspace.channel('seats').id;
    await whole.restart({ SEAT_MANAGERS: '', ALERT_CHANNEL: channel });
    await until(() => whole.slack.workspace.messagesIn('seats').length > 0);
    await letTimePass(whole);
    expect(textsOf(whole.slack.workspace.messagesIn('seats'))).toEqual([
      expect.stringContaining('The weekly digest for <#'),
    ]);
  });

  it('is kept until there is somebody to tell', async () => {
    const whole = await startStopped();
    whole.clock.now = DUE + 2 * DAY;
    await whole.restart({ SEAT_MANAGERS: '' });
    await letTimePass(whole);
    await whole.bot.stop();
    await whole.restart();
    await until(() => whole.told('maya').length > 0);
    await letTimePass(whole);
    expect(whole.told('maya')).toHaveLength(1);
  });
});

describe('a notice that cannot be told', () => {
  it('ever is tried once, holds up no other, and goes to the managers with theirs', async () => {
    const { whole } = await startWithDigests([
      { by: 'ada', channel: 'seats', minute: 30 },
      { by: 'maya', channel: 'general' },
    ]);
    whole.clock.now = DUE + 2 * DAY;
    whole.slack.faults.error('chat.postMessage', 'messages_tab_disabled', 1);
    await whole.restart();
    await until(() => whole.told('maya').length > 0);
    await letTimePass(whole);
    expect(whole.told('ada')).toEqual([]);
    expect(whole.told('maya')).toHaveLength(1);
    expect(whole.told('maya')[0]?.text.match(/not posted/g)).toHaveLength(2);
    const tries = whole.slack.calls.filter(({ method }) => method === 'chat.postMessage');
    expect(tries).toHaveLength(2);
  });

  it('just now holds up no other, and is told later', async () => {
    const { whole } = await startWithDigests([
      { by: 'ada', channel: 'seats', minute: 30 },
      { by: 'maya', channel: 'general' },
    ]);
    whole.clock.now = DUE + 2 * DAY;
    whole.slack.faults.rateLimit('chat.postMessage', 2);
    await whole.restart();
    await until(() => whole.told('maya').length > 0);
    expect(whole.told('ada')).toEqual([]);
    await until(() => whole.told('ada').length > 0);
    await letTimePass(whole);
    expect([whole.told('maya').length, whole.told('ada').length]).toEqual([1, 1]);
  });

  it('before its digest is deleted is told to nobody', async () => {
    const { whole, ids } = await startWithDigests([{ by: 'maya', channel: 'seat-office' }]);
    whole.clock.now = DUE + 2 * DAY;
    whole.slack.faults.rateLimit('chat.postMessage', 2);
    await whole.restart();
    await until(() => isTold(whole));
    const id = ids[0] ?? '';
    await press(whole, { user: 'maya', actionId: ACTION.digestDelete, id }, 'Deleted.');
    await new Promise((resolve) => setTimeout(resolve, 2000));
    await letTimePass(whole);
    expect(whole.told('maya')).toEqual([]);
  });
});

describe('a pause for the sake of a channel', () => {
  it('that another manager ran into is told to whoever set the digest up, once', async () => {
    const { whole, ids } = await startWithDigests([{ by: 'ada', channel: 'general' }]);
    const { workspace } = whole.slack;
    await whole.restart({ SEAT_MANAGERS: idsOf(whole, 'maya', 'ada') });
    workspace.channel('general').members.delete(workspace.bot.id);
    const click = { user: 'maya', actionId: ACTION.digestSendNow, id: ids[0] ?? '' };
    await press(whole, click, 'Not sent to');
    await until(() => whole.told('ada').length > 0 && whole.told('maya').length > 0);

    // Trying again is no news to anybody.
    await press(whole, click, 'Not sent to');
    whole.clock.now = DUE + 8 * DAY;
    await letTimePass(whole);
    const told = ['ada', 'maya'].map((user) => textsOf(whole.told(user)));
    expect(told).toEqual([
      [expect.stringContaining('is paused:*')],
      [expect.stringContaining('is paused:*')],
    ]);
  });

  it('that the settings’ digest met by hand is told to every manager', async () => {
    const whole = await startStopped({ channel: 'general' });
    const { workspace } = whole.slack;
    await whole.restart({ SEAT_MANAGERS: idsOf(whole, 'maya', 'ada', 'mel') });
    workspace.channel('general').archived = true;
    const click = { user: 'maya', actionId: ACTION.digestSendNow, id: 'settings' };
    await press(whole, click, 'Not sent to');
    const counts = () => ['maya', 'ada', 'mel'].map((user) => whole.told(user).length);
    await until(() => counts().every((count) => count > 0));
    await letTimePass(whole);
    expect(counts()).toEqual([1, 1, 1]);
  });

  it('is told once when two digests of one schedule ran into it', async () => {
    const { whole, ids } = await startWithDigests([{ by: 'maya', channel: 'general' }]);
    await whole.restart();
    whole.slack.faults.rateLimit('chat.postMessage', 2);
    whole.clock.now = DUE;
    await whole.slack.waitForCall('chat.postMessage', ({ status }) => status === 429);
    whole.slack.workspace.channel('general').archived = true;
    const click = { user: 'maya', actionId: ACTION.digestSendNow, id: ids[0] ?? '' };
    await press(whole, click, 'Not sent to');
    await until(() => whole.told('maya').length > 0);
    await until(() => stateOf(whole) === 'skipped');
    await letTimePass(whole);
    expect(whole.told('maya')).toHaveLength(1);
  });
});

describe('a month asleep', () => {
  it('is one message to whoever set up six digests', async () => {
    const six = Array.from({ length: 6 }, (_, index) => ({
      by: 'maya',
      channel: index % 2 === 0 ? 'seats' : 'general',
      minute: index,
    }));
    const { whole } = await startWithDigests(six);
    whole.clock.now = DUE + 30 * DAY;
    await whole.restart();
    await until(() => whole.told('maya').length > 0);
    await letTimePass(whole);
    expect(whole.told('maya')).toHaveLength(1);
    expect(whole.told('maya')[0]?.text.match(/5 weekly digests for <#/g)).toHaveLength(6);
  });

  it('is one piece of news with the digest that was open before it', async () => {
    const whole = await startDigestWhole();
    whole.slack.faults.rateLimit('chat.postMessage', 60);
    whole.clock.now = DUE;
    await whole.slack.waitForCall('chat.postMessage', ({ status }) => status === 429);
    await until(() => stateOf(whole) === 'claimed');
    await whole.bot.stop();
    whole.clock.now = DUE + 30 * DAY;
    await whole.restart();
    await until(() => whole.told('maya').length > 0);
    await letTimePass(whole);
    expect(whole.posted()).toEqual([]);
    expect(textsOf(whole.told('maya'))).toEqual([expect.stringContaining('5 weekly digests')]);
  });

  it('and an hour is one late digest, and one message about all before it', async () => {
    const whole = await startDigestWhole();
    whole.slack.faults.rateLimit('chat.postMessage', 60);
    whole.clock.now = DUE;
    await whole.slack.waitForCall('chat.postMessage', ({ status }) => status === 429);
    await until(() => stateOf(whole) === 'claimed');
    await whole.bot.stop();
    whole.clock.now = DUE + 28 * DAY + HOUR;
    await whole.restart();
    await until(() => whole.posted().length > 0 && whole.told('maya').length > 0);
    await letTimePass(whole);
    expect(whole.posted()).toHaveLength(1);
    expect(textsOf(whole.told('maya'))).toEqual([expect.stringContaining('4 weekly digests')]);
  });
});

it('content that Slack refuses is told at once, as what it is', async () => {
  const whole = await startDigestWhole();
  whole.slack.faults.error('chat.postMessage', 'msg_too_long', 3);
  whole.clock.now = DUE;
  await until(() => whole.told('maya').length > 0);
  const [notice] = textsOf(whole.told('maya'));
  expect(notice).toContain('Slack refused what it says');
  expect(notice).not.toContain('a day');
});

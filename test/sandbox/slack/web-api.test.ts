import { WebClient } from '@slack/web-api';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  type LocalSlack,
  type LocalSlackOptions,
  startLocalSlack,
} from '../../../sandbox/slack/server.ts';
import { manifest } from './manifest.ts';

interface Talk {
  slack: LocalSlack;
  client: WebClient;
  /** A call whose refusal is the answer. */
  readonly ask: (
    method: string,
    args?: Record<string, unknown>,
  ) => Promise<Record<string, unknown>>;
}

async function start(options: Partial<LocalSlackOptions> = {}): Promise<Talk> {
  const slack = await startLocalSlack({ manifest, ...options });
  onTestFinished(() => slack.close());
  const client = new WebClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
  });
  return { slack, client, ask: (method, args) => post(slack, slack.botToken, method, args) };
}

async function post(
  slack: LocalSlack,
  token: string | undefined,
  method: string,
  args: Record<string, unknown> = {},
): Promise<Record<string, unknown>> {
  const headers: Record<string, string> = { 'content-type': 'application/json; charset=utf-8' };
  if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
  const body = JSON.stringify(args);
  const response = await fetch(`${slack.apiUrl}${method}`, { method: 'POST', headers, body });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const modal = { type: 'modal' as const, title: plain('A'), blocks: [] };

describe('a token', () => {
  test.each([
    ['none', undefined, 'auth.test', 'not_authed'],
    ['a strange one', 'xoxb-strange', 'auth.test', 'invalid_auth'],
    ["the app's own for a bot's method", 'app', 'users.info', 'not_allowed_token_type'],
    ["the bot's for a socket", 'bot', 'apps.connections.open', 'not_allowed_token_type'],
  ])('is refused: %s', async (_what, which, method, error) => {
    const { slack } = await start();
    const known: Record<string, string> = { app: slack.appToken, bot: slack.botToken };
    const token = which === undefined ? undefined : (known[which] ?? which);
    expect(await post(slack, token, method)).toMatchObject({ ok: false, error });
    expect(slack.problems).toMatchObject([{ where: method, error }]);
  });

  test('says who it is and which scopes it holds', async () => {
    const { slack, client } = await start({ grantedOptionalScopes: [] });
    const who = await client.auth.test();
    expect(who).toMatchObject({ ok: true, team_id: slack.teamId });
    expect(who.response_metadata?.scopes).toEqual(['commands', 'chat:write', 'users:read']);
    const bot = await client.bots.info({ bot: String(who.bot_id) });
    expect(bot.bot).toMatchObject({ app_id: slack.appId, user_id: who.user_id });
  });

  test('knows no method that is none', async () => {
    const { ask } = await start();
    expect(await ask('chat.shout')).toMatchObject({ ok: false, error: 'unknown_method' });
  });
});

describe('a scope', () => {
  test.each([
    ['users.lookupByEmail', { email: 'maya@acme.example' }, 'users:read.email'],
    ['usergroups.list', {}, 'usergroups:read'],
    ['usergroups.users.list', { usergroup: 'S0' }, 'usergroups:read'],
    ['files.getUploadURLExternal', { filename: 'a.png', length: 1 }, 'files:write'],
    ['conversations.open', { users: 'U0' }, 'im:write'],
    ['conversations.info', { channel: 'C0' }, 'channels:read,groups:read,mpim:read,im:read'],
    ['team.info', {}, 'team:read'],
  ])('that was declined keeps %s shut', async (method, args, needed) => {
    const { ask } = await start({ grantedOptionalScopes: [] });
    expect(await ask(method, args)).toMatchObject({
      ok: false,
      error: 'missing_scope',
      needed,
      provided: 'commands,chat:write,users:read',
    });
  });

  test('for addresses decides whether people have one', async () => {
    const without = await start({ grantedOptionalScopes: [] });
    const user = without.slack.workspace.person('maya').id;
    const bare = await without.client.users.info({ user });
    expect(bare.user?.profile?.email).toBeUndefined();
    const withAddress = await start();
    const full = await withAddress.client.users.info({ user });
    expect(full.user?.profile?.email).toBe('maya@acme.example');
  });

  test('of private channels is another one than of public ones', async () => {
    const { slack, ask } = await start({ grantedOptionalScopes: ['channels:read'] });
    const channel = (name: string) => ({ channel: slack.workspace.channel(name).id });
    expect(await ask('conversations.info', channel('seats'))).toMatchObject({ ok: true });
    expect(await ask('conversations.info', channel('seat-office'))).toMatchObject({
      error: 'missing_scope',
      needed: 'groups:read',
    });
  });
});

describe('people', () => {
  test('are told apart: guests, bots, strangers and those who left', async () => {
    const { slack, client } = await start();
    const look = async (name: string) =>
      (await client.users.info({ user: slack.workspace.person(name).id })).user;
    expect(await look('maya')).toMatchObject({ is_restricted: false, tz: 'Europe/Stockholm' });
    expect(await look('ada')).toMatchObject({ is_admin: true });
    expect(await look('gus')).toMatchObject({ is_restricted: true, is_ultra_restricted: false });
    expect(await look('una')).toMatchObject({ is_restricted: true, is_ultra_restricted: true });
    expect(await look('buildbot')).toMatchObject({ is_bot: true });
    expect(await look('dan')).toMatchObject({ deleted: true });
    expect(await look('sam')).toMatchObject({ is_stranger: true, team_id: 'T0OTHER01' });
    await expect(client.users.info({ user: 'U0NOBODY' })).rejects.toThrow('user_not_found');
  });

  test('can be looked up by address, and an unknown one is no problem', async () => {
    const { slack, client } = await start();
    const found = await client.users.lookupByEmail({ email: 'MEL@acme.example' });
    expect(found.user?.name).toBe('mel');
    await expect(client.users.lookupByEmail({ email: 'x@acme.example' })).rejects.toThrow(
      'users_not_found',
    );
    expect(slack.problems).toEqual([]);
  });

  test('come in pages', async () => {
    const { client } = await start();
    const names: (string | undefined)[] = [];
    for await (const each of client.paginate('users.list', { limit: 4 })) {
      const { members } = each as { members?: { name?: string }[] };
      names.push(...(members ?? []).map((member) => member.name));
    }
    expect(names).toHaveLength(9);
    expect(names).not.toContain('sam');
  });

  test('stand in user groups', async () => {
    const { slack, client } = await start();
    const group = slack.workspace.group('seat-managers').id;
    const { users } = await client.usergroups.users.list({ usergroup: group });
    expect(users).toEqual([slack.workspace.person('maya').id]);
    await expect(client.usergroups.users.list({ usergroup: 'S0NONE' })).rejects.toThrow(
      'no_such_subteam',
    );
  });
});

describe('a message', () => {
  test.each([
    ['lounge', [], 'not_in_channel'],
    ['lounge', ['chat:write.public'], undefined],
    ['board', ['chat:write.public'], 'channel_not_found'],
    ['old-news', [], 'is_archived'],
    ['seat-office', [], undefined],
    ['partners', [], undefined],
  ])('to %s with %j: %s', async (name, grantedOptionalScopes, error) => {
    const { slack, ask } = await start({ grantedOptionalScopes });
    const channel = slack.workspace.channel(name).id;
    const answer = await ask('chat.postMessage', { channel, text: 'hi' });
    expect(answer['error']).toBe(error);
    expect(slack.workspace.messages).toHaveLength(error === undefined ? 1 : 0);
  });

  test.each([
    ['maya', undefined],
    ['gus', undefined],
    ['dan', 'channel_not_found'],
    ['buildbot', 'cannot_dm_bot'],
  ])('to the person %s: %s', async (name, error) => {
    const { slack, ask } = await start();
    const answer = await ask('chat.postMessage', {
      channel: slack.workspace.person(name).id,
      text: 'hi',
    });
    expect(answer['error']).toBe(error);
    expect(slack.workspace.messages.map((each) => each.channel.slice(0, 1))).toEqual(
      error === undefined ? ['D'] : [],
    );
  });

  test('to a person is refused where the manifest has no Messages tab', async () => {
    const without = { ...manifest, features: { app_home: { messages_tab_enabled: false } } };
    const { slack, ask } = await start({ manifest: without });
    const channel = slack.workspace.person('maya').id;
    expect(await ask('chat.postMessage', { channel, text: 'hi' })).toMatchObject({
      error: 'messages_tab_disabled',
    });
  });

  test.each([
    [{}, 'no_text'],
    [{ text: '', blocks: [] }, 'no_text'],
    [{ text: 'x'.repeat(40_001) }, 'msg_too_long'],
    [{ text: 'a', blocks: '{' }, 'invalid_blocks_format'],
    [{ text: 'a', metadata: { event_type: 'a' } }, 'invalid_metadata_format'],
    [
      { text: 'a', blocks: [{ type: 'image', slack_file: { id: 'F0NOTTHERE' }, alt_text: 'a' }] },
      'invalid_blocks',
    ],
  ])('with %j is refused', async (content, error) => {
    const { slack, ask } = await start();
    const channel = slack.workspace.channel('seats').id;
    expect(await ask('chat.postMessage', { channel, ...content })).toMatchObject({ error });
  });

  test('with bad blocks is refused with a pointer to each', async () => {
    const { slack, ask } = await start();
    const channel = slack.workspace.channel('seats').id;
    const blocks = [{ type: 'divider' }, { type: 'header', text: plain('x'.repeat(151)) }];
    const said = 'must be less than 151 characters [json-pointer:/blocks/1/text/text]';
    expect(await ask('chat.postMessage', { channel, text: 'a', blocks })).toEqual({
      ok: false,
      error: 'invalid_blocks',
      errors: [said],
      response_metadata: { messages: [`[ERROR] ${said}`] },
    });
    expect(slack.problems).toEqual([
      { where: 'chat.postMessage', error: 'invalid_blocks', details: [`[ERROR] ${said}`] },
    ]);
  });

  test('is stored with ids for its blocks, can be edited, linked to and deleted', async () => {
    const { slack, client } = await start();
    const channel = slack.workspace.channel('seats').id;
    const blocks = [{ type: 'section' as const, text: plain('one') }];
    const metadata = { event_type: 'digest', event_payload: { week: 7 } };
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'one', blocks, metadata });
    const stored = slack.workspace.findMessage(channel, ts);
    expect(stored?.blocks).toMatchObject([{ text: { text: 'one', emoji: true } }]);
    expect(stored?.blocks[0]?.['block_id']).toMatch(/^b0/);
    const history = await client.conversations.history({ channel, include_all_metadata: true });
    expect(history.messages).toMatchObject([{ ts, metadata }]);
    const { permalink } = await client.chat.getPermalink({ channel, message_ts: ts });
    expect(permalink).toBe(`https://acme.slack.com/archives/${channel}/p${ts.replace('.', '')}`);
    await client.chat.update({ channel, ts, text: 'two' });
    expect(slack.workspace.findMessage(channel, ts)).toMatchObject({ text: 'two', blocks: [] });
    await client.chat.delete({ channel, ts });
    expect(slack.workspace.messages).toEqual([]);
    await expect(client.chat.update({ channel, ts, text: 'three' })).rejects.toThrow(
      'message_not_found',
    );
  });

  test('of somebody else cannot be edited', async () => {
    const { slack, ask } = await start();
    const channel = slack.workspace.channel('seats');
    const message = slack.workspace.post({
      channel: channel.id,
      user: slack.workspace.person('mel').id,
      botId: undefined,
      appId: undefined,
      text: 'mine',
      blocks: [],
      metadata: undefined,
      threadTs: undefined,
      fileIds: [],
      ephemeralFor: undefined,
    });
    const args = { channel: channel.id, ts: message.ts, text: 'yours' };
    expect(await ask('chat.update', args)).toMatchObject({ error: 'cant_update_message' });
    expect(await ask('chat.delete', args)).toMatchObject({ error: 'cant_delete_message' });
  });

  test('for one person alone needs both in the channel, and cannot be edited', async () => {
    const { slack, ask } = await start();
    const channel = slack.workspace.channel('seat-office').id;
    const to = (name: string) => ({
      channel,
      user: slack.workspace.person(name).id,
      text: 'psst',
    });
    expect(await ask('chat.postEphemeral', to('mel'))).toMatchObject({
      error: 'user_not_in_channel',
    });
    const sent = await ask('chat.postEphemeral', to('maya'));
    expect(slack.workspace.ephemeralsOf('maya')).toMatchObject([{ text: 'psst' }]);
    const edit = { channel, ts: sent['message_ts'], text: 'louder' };
    expect(await ask('chat.update', edit)).toMatchObject({ error: 'message_not_found' });
  });

  test('has a timestamp of its own even when the clock stands still', async () => {
    const { slack, ask } = await start({ now: () => Date.parse('2027-01-04T09:00:00Z') });
    const channel = slack.workspace.channel('seats').id;
    const first = await ask('chat.postMessage', { channel, text: 'a' });
    const second = await ask('chat.postMessage', { channel, text: 'b' });
    expect([first['ts'], second['ts']]).toEqual(['1799053200.000000', '1799053200.000001']);
  });
});

describe('a view', () => {
  test('opens with a trigger once, within three seconds', async () => {
    const { slack, ask } = await start();
    const { triggers, workspace } = slack.backend;
    const user = workspace.person('maya').id;
    const open = (id: string) => ask('views.open', { trigger_id: id, view: modal });
    const fresh = triggers.issue({ user });
    expect(await open(fresh)).toMatchObject({ ok: true, view: { type: 'modal' } });
    expect(await open(fresh)).toMatchObject({ error: 'exchanged_trigger_id' });
    const old = triggers.issue({ user });
    triggers.expire(old);
    expect(await open(old)).toMatchObject({ error: 'expired_trigger_id' });
    expect(await open('nonsense')).toMatchObject({ error: 'invalid_trigger_id' });
  });

  test('keeps its trigger when it is refused', async () => {
    const { slack, ask } = await start();
    const id = slack.backend.triggers.issue({ user: slack.workspace.person('maya').id });
    const view = { ...modal, title: plain('x'.repeat(25)) };
    expect(await ask('views.open', { trigger_id: id, view })).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: {
        messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'],
      },
    });
    expect(await ask('views.open', { trigger_id: id, view: modal })).toMatchObject({ ok: true });
  });

  test('is pushed from within another, three high at most', async () => {
    const { slack, ask } = await start();
    const user = slack.workspace.person('maya').id;
    const { triggers } = slack.backend;
    const push = () => {
      const view = slack.workspace.modal('maya')?.id;
      return ask('views.push', { trigger_id: triggers.issue({ user, view }), view: modal });
    };
    expect(await push()).toMatchObject({ error: 'invalid_arguments' });
    await ask('views.open', { trigger_id: triggers.issue({ user }), view: modal });
    expect(await push()).toMatchObject({ ok: true });
    expect(await push()).toMatchObject({ ok: true });
    expect(await push()).toMatchObject({ error: 'push_limit_reached' });
  });

  test('is updated by id while nobody else did, and keeps what was typed', async () => {
    const { slack, ask } = await start();
    const user = slack.workspace.person('maya').id;
    const element = { type: 'plain_text_input', action_id: 'text' };
    const field = { type: 'input', block_id: 'b', label: plain('A'), element };
    const view = { ...modal, submit: plain('Go'), external_id: 'mine', blocks: [field] };
    const id = slack.backend.triggers.issue({ user });
    const opened = (await ask('views.open', { trigger_id: id, view }))['view'] as {
      id: string;
      hash: string;
    };
    const stored = slack.workspace.modal('maya');
    if (stored !== undefined) stored.state['b'] = { text: { type: element.type, value: 'typed' } };
    const update = { view_id: opened.id, hash: opened.hash, view };
    expect(await ask('views.update', update)).toMatchObject({
      ok: true,
      view: { state: { values: { b: { text: { value: 'typed' } } } } },
    });
    expect(await ask('views.update', update)).toMatchObject({ error: 'hash_conflict' });
    expect(await ask('views.update', { external_id: 'mine', view })).toMatchObject({ ok: true });
    expect(await ask('views.update', { view_id: 'V0', view: modal })).toMatchObject({
      error: 'not_found',
    });
    const again = { trigger_id: slack.backend.triggers.issue({ user }), view };
    expect(await ask('views.open', again)).toMatchObject({ error: 'duplicate_external_id' });
  });

  test('too large for a Home is refused, and so is one where the Home is off', async () => {
    const { slack, ask } = await start();
    const user = slack.workspace.person('maya').id;
    const section = { type: 'section', text: plain('x'.repeat(3000)) };
    const large = { type: 'home', blocks: Array.from({ length: 90 }, () => section) };
    expect(await ask('views.publish', { user_id: user, view: large })).toMatchObject({
      error: 'view_too_large',
    });
    const off = await start({ manifest: { ...manifest, features: {} } });
    const small = { user_id: user, view: { type: 'home', blocks: [] } };
    expect(await off.ask('views.publish', small)).toMatchObject({ error: 'not_enabled' });
  });

  test('and blocks can be checked without a token', async () => {
    const { slack } = await start();
    const checked = await post(slack, undefined, 'blocks.validate', { blocks: [{ type: 'x' }] });
    expect(checked).toMatchObject({ ok: true, errors: [{ pointer: '/blocks/0' }] });
  });
});

describe('a file', () => {
  test('is uploaded in three steps and shown once Slack has looked at it', async () => {
    const { slack, client, ask } = await start();
    const channel = slack.workspace.channel('seats').id;
    const uploaded = await client.filesUploadV2({
      filename: 'trend.png',
      file: Buffer.from('abc'),
    });
    const [first] = uploaded.files as { files: { id: string }[] }[];
    const id = String(first?.files[0]?.id);
    expect(id).toMatch(/^F[A-Z0-9]{8,}$/);
    const image = { type: 'image', slack_file: { id }, alt_text: 'a trend' };
    const show = () => ask('chat.postMessage', { channel, text: 'a', blocks: [image] });
    expect(await show()).toMatchObject({ error: 'invalid_blocks' });
    expect((await client.files.info({ file: id })).file?.mimetype).toBe('');
    expect((await client.files.info({ file: id })).file?.mimetype).toBe('image/png');
    expect(await show()).toMatchObject({ ok: true });
    expect(slack.workspace.files.get(id)?.bytes?.toString()).toBe('abc');
  });

  test('with a channel becomes a message there', async () => {
    const { slack, client } = await start();
    const { channel } = await client.conversations.open({
      users: slack.workspace.person('maya').id,
    });
    await client.filesUploadV2({
      filename: 'seats.csv',
      file: Buffer.from('login\n'),
      channel_id: String(channel?.id),
      initial_comment: 'All seats',
    });
    const message = await slack.waitForMessage((each) => each.text === 'All seats');
    expect(message.fileIds).toHaveLength(1);
    expect(slack.problems).toEqual([]);
  });
});

import type { App } from '@slack/bolt';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import {
  type LocalSlack,
  type LocalSlackOptions,
  startLocalSlack,
} from '../../../sandbox/slack/server.ts';
import { startSocketApp } from './bolt-app.ts';
import { manifest } from './manifest.ts';

async function start(
  listen: (app: App) => void,
  options: Partial<LocalSlackOptions> = {},
): Promise<LocalSlack> {
  const slack = await startLocalSlack({ manifest, ...options });
  onTestFinished(() => slack.close());
  const running = await startSocketApp(slack, listen);
  onTestFinished(() => running.stop());
  return slack;
}

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const confirm = {
  title: plain('Remove?'),
  text: plain('Really?'),
  confirm: plain('Remove'),
  deny: plain('Leave'),
};
const remove = (value: string) => ({
  type: 'actions' as const,
  elements: [
    { type: 'button' as const, action_id: 'remove', value, text: plain('Remove'), confirm },
  ],
});
const reason = (blockId: string) => ({
  type: 'input' as const,
  block_id: blockId,
  label: plain('Reason'),
  element: { type: 'plain_text_input' as const, action_id: 'text' },
});
const dialog = (title: string) => ({
  type: 'modal' as const,
  callback_id: 'keep',
  title: plain(title),
  submit: plain('Keep'),
  blocks: [reason('reason')],
});

describe('a slash command', () => {
  test('is acknowledged in time and answered for the caller alone', async () => {
    const slack = await start((app) => {
      app.command('/copilot', async ({ ack, respond, command }) => {
        await ack();
        await respond({ text: `you said ${command.text}` });
      });
    });
    const typed = await slack.interactions.slash({ user: 'maya', channel: 'seats', text: 'hi' });
    expect(typed).toMatchObject({ acked: true, ackBody: undefined, attempts: 1 });
    expect(typed.ackMs).toBeLessThan(500);
    const answer = await slack.waitForEphemeral('maya');
    expect(answer).toMatchObject({ text: 'you said hi', appId: slack.appId });
    expect(slack.workspace.ephemeralsOf('mel')).toEqual([]);
    expect(slack.workspace.messages).toEqual([]);
    expect(slack.problems).toEqual([]);
    slack.workspace.forgetEphemerals('maya');
    expect(slack.workspace.ephemeralsOf('maya')).toEqual([]);
  });

  test('has the fields Slack gives it, with names turned into ids where the manifest asks', async () => {
    const slack = await start((app) => {
      app.command(/.*/, async ({ ack }) => ack());
    });
    const { interactions, workspace } = slack;
    const text = 'user @mel in #seats';
    const typed = await interactions.slash({ user: 'maya', channel: 'seat-office', text });
    const mel = workspace.person('mel').id;
    const seats = workspace.channel('seats').id;
    expect(typed.body).toMatchObject({
      command: '/copilot',
      text: `user <@${mel}|mel> in <#${seats}|seats>`,
      api_app_id: slack.appId,
      team_id: slack.teamId,
      channel_name: 'privategroup',
      is_enterprise_install: 'false',
    });
    const other = await interactions.slash({ user: 'maya', command: '/other', text });
    expect(other.body).toMatchObject({ text, channel_name: 'directmessage' });
    await expect(interactions.slash({ user: 'maya', command: '/nope' })).rejects.toThrow(
      '/nope is not a valid command',
    );
  });

  test('may be answered in the acknowledgement, and what Slack would not show there is a problem', async () => {
    const slack = await start((app) => {
      app.command('/copilot', async ({ ack, command }) => {
        await ack(
          command.text === 'bad'
            ? { blocks: [{ type: 'header', text: { type: 'plain_text', text: '' } }] }
            : { text: 'at once' },
        );
      });
    });
    await slack.interactions.slash({ user: 'maya', text: 'good' });
    expect(slack.workspace.ephemeralsOf('maya')).toMatchObject([{ text: 'at once' }]);
    expect(slack.problems).toEqual([]);
    await slack.interactions.slash({ user: 'maya', text: 'bad' });
    expect(slack.problems).toMatchObject([
      { where: 'ack of /copilot bad', error: 'invalid_blocks' },
    ]);
    expect(slack.workspace.ephemeralsOf('maya')).toHaveLength(1);
  });

  test('that nobody acknowledges times out and is a problem', async () => {
    const slack = await start(
      (app) => {
        app.command('/copilot', async () => undefined);
      },
      { ackDeadlineMs: 50 },
    );
    const typed = await slack.interactions.slash({ user: 'maya' });
    expect(typed).toMatchObject({ acked: false, outcome: { kind: 'timed out' } });
    expect(slack.problems).toMatchObject([
      { where: 'ack of /copilot', error: 'operation_timeout' },
    ]);
  });

  test('typed while no socket is open reaches nobody', async () => {
    const slack = await startLocalSlack({ manifest });
    onTestFinished(() => slack.close());
    const typed = await slack.interactions.slash({ user: 'maya' });
    expect(typed).toMatchObject({ acked: false, outcome: { kind: 'not connected' } });
  });
});

describe('a click', () => {
  const inChannel = (app: App) => {
    app.action('remove', async ({ ack, respond }) => {
      await ack();
      await respond({ replace_original: true, text: 'removed' });
    });
  };

  test('on a message carries message, channel and response URL, and can replace it', async () => {
    let client: App['client'] | undefined;
    const slack = await start((app) => {
      client = app.client;
      inChannel(app);
    });
    const channel = slack.workspace.channel('seats').id;
    await client?.chat.postMessage({ channel, text: 'row', blocks: [remove('rhea')] });
    const message = await slack.waitForMessage((each) => each.text === 'row');
    const clicked = await slack.interactions.click({ user: 'maya', message, actionId: 'remove' });
    const maya = slack.workspace.person('maya').id;
    expect(clicked.body).toMatchObject({
      type: 'block_actions',
      user: { id: maya, team_id: slack.teamId },
      api_app_id: slack.appId,
      is_enterprise_install: false,
      container: { type: 'message', message_ts: message.ts, channel_id: channel },
      channel: { id: channel, name: 'seats' },
      message: { ts: message.ts, text: 'row' },
      actions: [{ type: 'button', action_id: 'remove', value: 'rhea' }],
    });
    expect(clicked.body['actions']).toMatchObject([{ confirm: { text: { text: 'Really?' } } }]);
    const replaced = await slack.waitForMessage((each) => each.text === 'removed');
    expect(replaced.ts).toBe(message.ts);
    expect(replaced.blocks).toEqual([]);
    expect(slack.problems).toEqual([]);
  });

  test('on an ephemeral message carries no message, and replaces it for its one reader', async () => {
    const slack = await start((app) => {
      app.command('/copilot', async ({ ack, respond }) => {
        await ack();
        await respond({ text: 'row', blocks: [remove('rhea'), remove('jun')] });
      });
      inChannel(app);
    });
    await slack.interactions.slash({ user: 'maya', channel: 'seats' });
    const message = await slack.waitForEphemeral('maya');
    const { interactions } = slack;
    const click = { user: 'maya', message, actionId: 'remove' };
    await expect(interactions.click(click)).rejects.toThrow('2 times');
    await expect(interactions.click({ ...click, user: 'mel' })).rejects.toThrow('does not see');
    const clicked = await interactions.click({ ...click, value: 'jun' });
    expect(clicked.body).not.toHaveProperty('message');
    expect(clicked.body).toMatchObject({ container: { is_ephemeral: true } });
    await slack.waitForEphemeral('maya', (each) => each.text === 'removed');
    expect(slack.workspace.ephemeralsOf('maya')).toHaveLength(1);
    await expect(interactions.click(click)).rejects.toThrow('there is no remove to click');
  });

  test('from a client that lags behind is still sent as seen', async () => {
    const slack = await start((app) => {
      app.command('/copilot', async ({ ack, respond }) => {
        await ack();
        await respond({ text: 'row', blocks: [remove('rhea')] });
      });
      inChannel(app);
    });
    await slack.interactions.slash({ user: 'maya', channel: 'seats' });
    const seen = structuredClone(await slack.waitForEphemeral('maya'));
    const click = { user: 'maya', message: seen, actionId: 'remove' };
    await slack.interactions.click(click);
    await slack.waitForEphemeral('maya', (each) => each.text === 'removed');
    const again = await slack.interactions.click({ ...click, stale: true });
    expect(again).toMatchObject({ acked: true });
  });

  test('can be forged to come from another team or app', async () => {
    const seen: unknown[] = [];
    const slack = await start((app) => {
      app.command('/copilot', async ({ ack, body }) => {
        seen.push([body.team_id, body.api_app_id]);
        await ack();
      });
    });
    const override = { team_id: slack.workspace.foreignTeam.id, api_app_id: 'A0FOREIGN' };
    await slack.interactions.slash({ user: 'maya', override });
    expect(seen).toEqual([['T0OTHER01', 'A0FOREIGN']]);
  });
});

describe('a dialog', () => {
  const opening = (app: App) => {
    app.command('/copilot', async ({ ack, client, command }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: dialog('First') });
    });
  };

  test('opens with a trigger, shows errors and closes when they are gone', async () => {
    const slack = await start((app) => {
      opening(app);
      app.view('keep', async ({ ack, view }) => {
        const given = view.state.values['reason']?.['text']?.value;
        if (given === 'no') await ack({ response_action: 'errors', errors: { reason: 'Why?' } });
        else await ack();
      });
    });
    await slack.interactions.slash({ user: 'maya', channel: 'seats' });
    const view = await slack.waitForView((each) => each.type === 'modal');
    const { interactions, workspace } = slack;
    await expect(interactions.submit({ user: 'maya', view })).rejects.toThrow(
      '"Reason" is required',
    );
    const refused = await interactions.submit({ user: 'maya', view, values: { reason: 'no' } });
    expect(refused.ackBody).toEqual({ response_action: 'errors', errors: { reason: 'Why?' } });
    expect(workspace.modal('maya')).toBe(view);
    const accepted = await interactions.submit({ user: 'maya', view, values: { reason: 'leave' } });
    expect(accepted.body).not.toHaveProperty('response_url');
    expect(workspace.modal('maya')).toBeUndefined();
    expect(slack.problems).toEqual([]);
  });

  test('can be updated and pushed upon, three high at most, and cleared', async () => {
    let height = 1;
    const slack = await start((app) => {
      opening(app);
      app.view('keep', async ({ ack, view }) => {
        const text = view.state.values['reason']?.['text']?.value;
        if (text === 'push') {
          height += 1;
          await ack({ response_action: 'push', view: dialog(`Number ${height}`) });
        } else if (text === 'update') {
          await ack({ response_action: 'update', view: dialog('Other') });
        } else await ack({ response_action: 'clear' });
      });
    });
    const { interactions, workspace } = slack;
    await interactions.slash({ user: 'maya' });
    const first = await slack.waitForView((each) => each.type === 'modal');
    const submit = async (text: string) => {
      const view = workspace.modal('maya') ?? first;
      await interactions.submit({ user: 'maya', view, values: { reason: text } });
    };
    await submit('update');
    expect(first.content['title']).toMatchObject({ text: 'Other' });
    await submit('push');
    await submit('push');
    expect(workspace.modal('maya')).toMatchObject({ rootId: first.id });
    expect(slack.problems).toEqual([]);
    await submit('push');
    expect(slack.problems).toMatchObject([{ error: 'push_limit_reached' }]);
    await expect(interactions.submit({ user: 'maya', view: first })).rejects.toThrow('not on top');
    await submit('clear');
    expect(workspace.modals.get(workspace.person('maya').id)).toEqual([]);
  });

  test('errors for a block that is no input are a problem', async () => {
    const slack = await start((app) => {
      opening(app);
      app.view('keep', async ({ ack }) => {
        await ack({ response_action: 'errors', errors: { nowhere: 'lost' } });
      });
    });
    await slack.interactions.slash({ user: 'maya' });
    const view = await slack.waitForView((each) => each.type === 'modal');
    await slack.interactions.submit({ user: 'maya', view, values: { reason: 'a' } });
    expect(slack.problems).toMatchObject([{ where: 'ack of submit keep', details: ['nowhere'] }]);
  });

  test('tells the app when it is closed, if it asked', async () => {
    const closed: string[] = [];
    const slack = await start((app) => {
      app.command('/copilot', async ({ ack, client, command }) => {
        await ack();
        const view = { ...dialog('First'), notify_on_close: true };
        await client.views.open({ trigger_id: command.trigger_id, view });
      });
      app.view({ callback_id: 'keep', type: 'view_closed' }, async ({ ack, view }) => {
        closed.push(view.callback_id);
        await ack();
      });
    });
    await slack.interactions.slash({ user: 'maya' });
    const view = await slack.waitForView((each) => each.type === 'modal');
    await slack.interactions.close({ user: 'maya', view });
    expect(closed).toEqual(['keep']);
    expect(slack.workspace.modal('maya')).toBeUndefined();
  });
});

describe('Home', () => {
  test('is published when opened, and its clicks carry the view and no response URL', async () => {
    const slack = await start((app) => {
      app.event('app_home_opened', async ({ event, client }) => {
        const view = { type: 'home' as const, blocks: [remove('rhea')] };
        await client.views.publish({ user_id: event.user, view });
      });
      app.action('remove', async ({ ack }) => ack());
    });
    const opened = await slack.interactions.openHome('maya');
    expect(opened).toMatchObject({ acked: true, body: { event: { tab: 'home' } } });
    const view = await slack.waitForView((each) => each.type === 'home');
    const clicked = await slack.interactions.click({ user: 'maya', view, actionId: 'remove' });
    expect(clicked.body).toMatchObject({ container: { type: 'view', view_id: view.id } });
    for (const absent of ['response_url', 'channel', 'message']) {
      expect(clicked.body).not.toHaveProperty(absent);
    }
    expect(slack.workspace.home('maya')?.id).toBe(view.id);
    expect(slack.workspace.home('mel')).toBeUndefined();
    expect(slack.problems).toEqual([]);
  });
});

describe('an event', () => {
  test('comes again when nobody acknowledged it, with the number of the retry', async () => {
    const retries: unknown[] = [];
    const slack = await start(
      (app) => {
        app.event('app_home_opened', async ({ context }) => {
          retries.push(context.retryNum);
        });
      },
      { eventRetryDelaysMs: [] },
    );
    const opened = await slack.interactions.openHome('maya');
    await slack.interactions.redeliver(opened);
    expect(retries).toEqual([0, 1]);
    expect(opened.attempts).toBe(2);
  });

  test('is sent again by Slack itself until it is acknowledged', async () => {
    const slack = await startLocalSlack({
      manifest,
      ackDeadlineMs: 30,
      eventRetryDelaysMs: [5, 5, 5],
    });
    onTestFinished(() => slack.close());
    const socket = new WebSocket(slack.origin.replace('http', 'ws') + slack.sockets.newPath());
    const attempts: unknown[] = [];
    const acknowledged = new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer) => {
        const envelope = JSON.parse(data.toString()) as Record<string, unknown>;
        if (envelope['type'] !== 'events_api') return;
        attempts.push([envelope['retry_attempt'], envelope['retry_reason']]);
        if (attempts.length < 3) return;
        socket.send(JSON.stringify({ envelope_id: envelope['envelope_id'] }));
        resolve();
      });
    });
    await slack.waitForConnection();
    const opened = await slack.interactions.openHome('maya');
    expect(opened.acked).toBe(false);
    await acknowledged;
    expect(attempts).toEqual([
      [0, ''],
      [1, 'timeout'],
      [2, 'timeout'],
    ]);
  });

  test('the manifest does not name is not sent', async () => {
    const slack = await start(() => undefined);
    await expect(slack.interactions.event({ type: 'team_join' })).rejects.toThrow(
      'does not subscribe to team_join',
    );
  });

  test('tells of the removal of the app, whose tokens are then refused', async () => {
    const heard: string[] = [];
    let client: App['client'] | undefined;
    const slack = await start((app) => {
      client = app.client;
      app.event('app_uninstalled', async () => void heard.push('app_uninstalled'));
      app.event('tokens_revoked', async () => void heard.push('tokens_revoked'));
    });
    await slack.uninstall();
    expect(heard).toEqual(['tokens_revoked', 'app_uninstalled']);
    await expect(client?.auth.test()).rejects.toThrow('account_inactive');
  });
});

describe('a socket', () => {
  test('comes back after Slack asked for a new one, and after a cut', async () => {
    const slack = await start((app) => {
      app.command('/copilot', async ({ ack }) => ack());
    });
    const opened = () => slack.calls.filter((each) => each.method === 'apps.connections.open');
    const again = async (count: number) => {
      await slack.waitForCall('apps.connections.open', () => opened().length === count, 10_000);
      await slack.waitForConnection();
    };
    slack.sockets.drop();
    await again(2);
    slack.sockets.refresh();
    await again(3);
    expect(await slack.interactions.slash({ user: 'maya' })).toMatchObject({ acked: true });
  });

  test('needs a ticket, and a ticket opens one', async () => {
    const slack = await startLocalSlack({ manifest });
    onTestFinished(() => slack.close());
    const response = await fetch(`${slack.apiUrl}apps.connections.open`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.appToken}` },
      body: new URLSearchParams(),
    });
    const { url } = (await response.json()) as { url: string };
    const results: string[] = [];
    for (const address of [url, url, url.replace(/ticket=[^&]+/, 'ticket=x')]) {
      const socket = new WebSocket(address);
      results.push(
        await new Promise<string>((resolve) => {
          socket.on('message', (data: Buffer) => resolve(data.toString()));
          socket.on('error', () => resolve('refused'));
        }),
      );
      socket.close();
    }
    expect(results).toEqual([expect.stringContaining('"type":"hello"'), 'refused', 'refused']);
    expect(results[0]).toContain(`"app_id":"${slack.appId}"`);
  });

  test('is refused while connections are, and beyond ten', async () => {
    const slack = await startLocalSlack({ manifest });
    onTestFinished(() => slack.close());
    const address = () => slack.origin.replace('http', 'ws') + slack.sockets.newPath();
    const first = () => {
      const socket = new WebSocket(address());
      return new Promise<string>((resolve) => {
        socket.on('message', (data: Buffer) => resolve(data.toString()));
        socket.on('error', () => resolve('refused'));
      });
    };
    slack.faults.refuseConnections = true;
    expect(await first()).toBe('refused');
    slack.faults.refuseConnections = false;
    for (let count = 1; count <= 10; count += 1) {
      expect(await first()).toContain(`"num_connections":${count}`);
    }
    expect(await first()).toContain('too_many_websockets');
    expect(slack.sockets.connections).toBe(10);
  });
});

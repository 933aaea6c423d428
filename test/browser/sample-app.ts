import type { App, BlockAction } from '@slack/bolt';
import type { HomeView, KnownBlock, ModalView } from '@slack/web-api';
import type { AppManifest } from '../../sandbox/slack/manifest.ts';
import { home, modal, removedBlocks, rowBlocks } from './sample-blocks.ts';

/** The manifest of a small app with everything switched on. */
export const manifest: AppManifest = {
  display_information: { name: 'Samplebot' },
  features: {
    app_home: { home_tab_enabled: true, messages_tab_enabled: true },
    bot_user: { display_name: 'Samplebot' },
    slash_commands: [
      {
        command: '/copilot',
        description: 'Copilot seats',
        usage_hint: '[dormant | me | help]',
        should_escape: true,
      },
      { command: '/colour', description: 'Another command' },
    ],
  },
  oauth_config: { scopes: { bot: ['commands', 'chat:write', 'users:read', 'im:write'] } },
  settings: {
    event_subscriptions: { bot_events: ['app_home_opened'] },
    interactivity: { is_enabled: true },
    socket_mode_enabled: true,
  },
};

/** The same for an app whose Messages tab is there to be read alone. */
export const readOnlyManifest: AppManifest = {
  ...manifest,
  features: {
    ...manifest.features,
    app_home: {
      home_tab_enabled: true,
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: true,
    },
  },
};

/** What the app was told, in the order it was told it. */
export interface Heard {
  readonly actions: { action: string; value: unknown; user: string }[];
  readonly submissions: unknown[];
}

function valueOf(action: BlockAction['actions'][number]): unknown {
  const told = Object.entries(action).find(
    ([key]) => key.startsWith('selected_') || key === 'value',
  );
  return told?.[1];
}

const ownAnswer = ['nobody-listens', 'refresh-home', 'remove'];

function listenToClicks(app: App, heard: Heard): void {
  app.action({ type: 'block_actions' }, async ({ ack, body }) => {
    const others = body.actions.filter((action) => !ownAnswer.includes(action.action_id));
    for (const action of others) {
      heard.actions.push({ action: action.action_id, value: valueOf(action), user: body.user.id });
    }
    if (others.length > 0) await ack();
  });
  app.action('remove', async ({ ack, respond }) => {
    await ack();
    const text = "rhea-osei's seat ends on 1 December.";
    await respond({ replace_original: true, text, blocks: removedBlocks });
  });
  app.action('refresh-home', async ({ ack, client, body }) => {
    await ack();
    const blocks: KnownBlock[] = [
      { type: 'header', text: { type: 'plain_text', text: 'Read once more' } },
    ];
    await client.views.publish({ user_id: body.user.id, view: { type: 'home', blocks } });
  });
}

function listenToDialogs(app: App, heard: Heard): void {
  app.view('keep-seat', async ({ ack, view }) => {
    const words = view.state.values['reason']?.['words']?.value ?? '';
    if (words.includes('health')) {
      const errors = { reason: 'Please leave health out of it.' };
      await ack({ response_action: 'errors', errors });
    } else if (words.includes('more')) {
      const title = { type: 'plain_text', text: 'One more' };
      await ack({ response_action: 'push', view: { ...modal, title } as ModalView });
    } else {
      heard.submissions.push(view.state.values);
      await ack();
    }
  });
}

/** Answers commands, clicks, dialogs and visits to its Home, except where it is meant to stay silent. */
export function listen(app: App, heard: Heard): void {
  app.command('/copilot', async ({ ack, respond, command, client }) => {
    if (command.text === 'silence') return;
    await ack();
    if (command.text === 'modal') {
      await client.views.open({ trigger_id: command.trigger_id, view: modal as ModalView });
    } else {
      await respond({ text: `you said ${command.text}`, blocks: rowBlocks });
    }
  });
  listenToClicks(app, heard);
  listenToDialogs(app, heard);
  app.event('app_home_opened', async ({ event, client }) => {
    if (event.tab !== 'home') return;
    await client.views.publish({ user_id: event.user, view: home as HomeView });
  });
}

/** Posts blocks as a message; the text is what is read where blocks are not shown. */
export async function post(
  app: App,
  channel: string,
  text: string,
  blocks?: readonly object[],
): Promise<string> {
  const content = blocks === undefined ? {} : { blocks: [...blocks] as KnownBlock[] };
  const posted = await app.client.chat.postMessage({ channel, text, ...content });
  return posted.ts ?? '';
}

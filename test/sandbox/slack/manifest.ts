import type { AppManifest } from '../../../sandbox/slack/manifest.ts';

/** A small app's manifest: two commands, every switch on, one optional scope of each kind the tests need. */
export const manifest: AppManifest = {
  display_information: { name: 'Testbot' },
  features: {
    app_home: {
      home_tab_enabled: true,
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: true,
    },
    bot_user: { display_name: 'Testbot' },
    slash_commands: [
      { command: '/copilot', description: 'Seats', should_escape: true },
      { command: '/other', description: 'Other' },
    ],
  },
  oauth_config: {
    scopes: {
      bot: ['commands', 'chat:write', 'users:read'],
      bot_optional: [
        'users:read.email',
        'usergroups:read',
        'files:write',
        'files:read',
        'channels:read',
        'groups:read',
        'im:write',
        'chat:write.public',
        'channels:history',
        'team:read',
      ],
    },
  },
  settings: {
    event_subscriptions: { bot_events: ['app_home_opened', 'app_uninstalled', 'tokens_revoked'] },
    interactivity: { is_enabled: true },
    socket_mode_enabled: true,
  },
};

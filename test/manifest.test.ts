import { readFileSync } from 'node:fs';
import type { AppsManifestValidateArguments } from '@slack/web-api';
import { Ajv } from 'ajv';
import * as formats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import manifest from '../manifest.json' with { type: 'json' };

function readJson(path: string): object {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as object;
}

function validator() {
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default.default(ajv);
  return ajv.compile(readJson('./fixtures/slack/manifest.schema.2.0.0.json'));
}

describe('manifest.json', () => {
  test('is valid by Slack’s own schema', () => {
    const validate = validator();
    validate(manifest);
    expect(validate.errors).toBeNull();
  });

  test('would not be valid with an unknown field or a name that is too long', () => {
    const validate = validator();
    expect(validate({ ...manifest, surprise: true })).toBe(false);
    expect(validate({ ...manifest, display_information: { name: 'x'.repeat(36) } })).toBe(false);
  });

  test('names only scopes and events that Slack has', () => {
    type Manifest = Exclude<AppsManifestValidateArguments['manifest'], string>;
    const { settings, oauth_config } = {
      oauth_config: {
        scopes: {
          bot: [
            'chat:write',
            'commands',
            'users:read',
            'usergroups:read',
            'users:read.email',
            'files:write',
            'channels:read',
            'groups:read',
            'channels:history',
            'groups:history',
          ],
        },
      },
      settings: {
        event_subscriptions: {
          bot_events: ['app_home_opened', 'app_uninstalled', 'tokens_revoked'],
        },
      },
    } satisfies Pick<Manifest, 'oauth_config' | 'settings'>;
    expect(manifest.oauth_config.scopes.bot).toEqual(oauth_config.scopes.bot);
    expect(manifest.settings.event_subscriptions).toEqual(settings.event_subscriptions);
  });

  test('lists an optional scope among the scopes too, as Slack demands', () => {
    const { bot, bot_optional } = manifest.oauth_config.scopes;
    expect(bot_optional).toEqual([
      'usergroups:read',
      'users:read.email',
      'files:write',
      'channels:read',
      'groups:read',
      'channels:history',
      'groups:history',
    ]);
    expect(bot).toEqual(expect.arrayContaining(bot_optional));
  });

  test('turns on Socket Mode, buttons, Home, and mentions that can be told from words', () => {
    expect(manifest.settings.socket_mode_enabled).toBe(true);
    expect(manifest.settings.interactivity.is_enabled).toBe(true);
    expect(manifest.features.app_home.home_tab_enabled).toBe(true);
    expect(manifest.features.slash_commands).toMatchObject([
      { command: '/copilot', should_escape: true },
    ]);
  });
});

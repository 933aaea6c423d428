/** The names of all settings, and a guess for a name that is nearly one. */
import { closest, distance } from 'fastest-levenshtein';
import type { Environment } from './lib/environment.ts';

/** In the order of the README's table. `documents.test.ts` holds this, README and .env.example together. */
export const SETTING_NAMES = [
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'SLACK_API_URL',
  'SLACK_COMMAND',
  'GITHUB_APP_ID',
  'GITHUB_PRIVATE_KEY',
  'GITHUB_PRIVATE_KEY_PATH',
  'GITHUB_API_URL',
  'SEAT_MANAGERS',
  'SEAT_VIEWERS',
  'DORMANT_AFTER_DAYS',
  'REMOVALS',
  'SEAT_CONTACT',
  'ALERT_CHANNEL',
  'REFRESH_MINUTES',
  'DIGEST_CHANNEL',
  'DIGEST_DAY',
  'DIGEST_TIME',
  'DIGEST_TIMEZONE',
  'DIGEST_NAMES',
  'SEAT_PRICE_BUSINESS',
  'SEAT_PRICE_ENTERPRISE',
  'CURRENCY',
  'RETENTION_DAYS',
  'DATABASE_PATH',
  'PORT',
  'HEALTH_PORT',
  'HEALTH_HOST',
  'LOG_LEVEL',
] as const;

export type SettingName = (typeof SETTING_NAMES)[number];

/** The settings that may also come from a file, under their name with `_FILE`. */
export const SECRET_NAMES = [
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'GITHUB_PRIVATE_KEY',
] as const satisfies readonly SettingName[];

export interface UnknownSetting {
  readonly name: string;
  /** The known name it resembles. */
  readonly nearest: string;
}

const KNOWN = new Set<string>([...SETTING_NAMES, ...SECRET_NAMES.map((name) => `${name}_FILE`)]);

// SLACK_ and GITHUB_ are shared with other programs (GITHUB_TOKEN, SLACK_WEBHOOK_URL), so a name that
// merely begins like ours is only reported where the beginning is ours alone, or it is nearly one.
const OURS_ALONE = /^(?:SEAT|DIGEST|DORMANT)_/;
const PERHAPS_OURS =
  /^(?:SLACK|GITHUB_APP|GITHUB_PRIVATE|GITHUB_API|REMOVAL|REFRESH|RETENTION|HEALTH)/;
const NEARLY = 4;

/** Names in the environment that look like a setting and are none. Values are not looked at. */
export function findUnknownSettings(env: Environment): UnknownSetting[] {
  return Object.keys(env)
    .filter((name) => !KNOWN.has(name))
    .map((name) => ({ name, nearest: closest(name.toUpperCase(), [...KNOWN]) }))
    .filter(({ name, nearest }) => {
      const upper = name.toUpperCase();
      if (OURS_ALONE.test(upper)) return true;
      return PERHAPS_OURS.test(upper) && distance(upper, nearest) <= NEARLY;
    })
    .toSorted((one, other) => one.name.localeCompare(other.name));
}

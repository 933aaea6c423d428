/** The settings: environment in, `Config` out, or every problem at once. */
import { readFileSync } from 'node:fs';
import type { Prices } from './core/money.ts';
import type { RemovalMode } from './core/removal.ts';
import {
  createSettingsReader,
  type Environment,
  type SettingProblem,
  type SettingsReader,
} from './lib/environment.ts';
import { readPrivateKey } from './lib/private-key.ts';
import type { SettingName } from './setting-names.ts';
import * as values from './setting-values.ts';

export interface SlackSocketMode {
  readonly kind: 'socket';
  readonly appToken: string;
}

export interface SlackHttpMode {
  readonly kind: 'http';
  readonly signingSecret: string;
  readonly port: number;
}

interface DigestSettings {
  readonly channelId: string;
  /** ISO weekday, Monday 1 to Sunday 7. */
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  /** An IANA zone, such as `Europe/Berlin`. */
  readonly timeZone: string;
  readonly names: 'auto' | 'yes' | 'no';
}

export interface Config {
  readonly slack: {
    readonly botToken: string;
    readonly mode: SlackSocketMode | SlackHttpMode;
    /** Ends with a slash. */
    readonly apiUrl: string;
    /** With its slash, such as `/copilot`. */
    readonly command: string;
  };
  readonly github: {
    readonly appId: string;
    /** PEM, normalised. */
    readonly privateKey: string;
    /** Without a slash at its end. */
    readonly apiUrl: string;
  };
  readonly managers: SlackGroup;
  readonly viewers: SlackGroup;
  readonly dormantAfterDays: number;
  readonly removals: RemovalMode;
  /** A channel (`C…`, `G…`) or person (`U…`, `W…`) to ask. */
  readonly seatContact: string | undefined;
  readonly alertChannel: string | undefined;
  readonly refreshMinutes: number;
  readonly digest: DigestSettings | undefined;
  readonly prices: Prices;
  readonly currency: string;
  readonly retentionDays: number;
  readonly databasePath: string;
  readonly healthPort: number;
  readonly healthHost: string;
  readonly logLevel: string;
}

export interface SlackGroup {
  readonly userIds: readonly string[];
  readonly userGroupIds: readonly string[];
}

/** The exit code for settings that are wrong: `EX_CONFIG` of sysexits.h, so that a supervisor can stop trying. */
export const CONFIG_EXIT_CODE = 78;

/** Everything that is wrong with the settings. The message names variables, never a value. */
export class ConfigError extends Error {
  readonly problems: readonly SettingProblem[];

  constructor(problems: readonly SettingProblem[]) {
    const lines = problems.map(({ name, text }) => `  ${name} ${text}`);
    super(['These settings keep Seatkeeper from starting:', ...lines].join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

type Settings = SettingsReader<SettingName>;

/** Reads all settings. Throws one `ConfigError` that names every problem. */
export function parseConfig(
  env: Environment,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): Config {
  const settings: Settings = createSettingsReader<SettingName>(env, readFile);
  const dormantAfterDays = settings.value('DORMANT_AFTER_DAYS', values.wholeNumber(1, 365), 30);
  const healthPort = settings.value('HEALTH_PORT', values.wholeNumber(0, 65_535), 8080);
  const config: Config = {
    slack: {
      botToken: readBotToken(settings),
      mode: readSlackMode(settings, healthPort),
      apiUrl: settings.value('SLACK_API_URL', values.slackApiUrl, 'https://slack.com/api/'),
      command: settings.value('SLACK_COMMAND', values.slackCommand, '/copilot'),
    },
    github: {
      appId: readAppId(settings),
      privateKey: readGitHubKey(settings),
      apiUrl: settings.value('GITHUB_API_URL', values.gitHubApiUrl, 'https://api.github.com'),
    },
    managers: settings.value('SEAT_MANAGERS', values.slackGroup, NOBODY),
    viewers: settings.value('SEAT_VIEWERS', values.slackGroup, NOBODY),
    dormantAfterDays,
    removals: settings.value('REMOVALS', values.oneOf(['on', 'dry-run', 'off']), 'on'),
    seatContact: settings.value('SEAT_CONTACT', values.contactId, undefined),
    alertChannel: settings.value('ALERT_CHANNEL', values.channelId, undefined),
    refreshMinutes: settings.value('REFRESH_MINUTES', values.wholeNumber(5, 1440), 30),
    digest: readDigest(settings),
    prices: {
      business: settings.value('SEAT_PRICE_BUSINESS', values.price, 1900),
      enterprise: settings.value('SEAT_PRICE_ENTERPRISE', values.price, 3900),
    },
    currency: settings.value('CURRENCY', values.currency, 'USD'),
    retentionDays: readRetention(settings, dormantAfterDays),
    databasePath: settings.value('DATABASE_PATH', values.databasePath, './data/seatkeeper.db'),
    healthPort,
    healthHost: settings.value('HEALTH_HOST', values.host, '127.0.0.1'),
    logLevel: settings.value('LOG_LEVEL', values.oneOf(LOG_LEVELS), 'info'),
  };
  const problems = settings.problems();
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

const NOBODY: SlackGroup = { userIds: [], userGroupIds: [] };
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** What must never be seen in a log or a message. */
export function secretsOf(config: Config): string[] {
  const { botToken, mode } = config.slack;
  const modeSecret = mode.kind === 'socket' ? mode.appToken : mode.signingSecret;
  return [botToken, modeSecret, config.github.privateKey];
}

function readBotToken(settings: Settings): string {
  const given = settings.secret('SLACK_BOT_TOKEN');
  if (given === undefined) {
    settings.note(
      'SLACK_BOT_TOKEN',
      'is not set. Put the "Bot User OAuth Token", which starts with xoxb-, from the Slack app\'s page "OAuth & Permissions".',
    );
  }
  return settings.check('SLACK_BOT_TOKEN', given, values.botToken) ?? '';
}

/** Socket Mode wins where both are set: it needs no public address. */
function readSlackMode(settings: Settings, healthPort: number): SlackSocketMode | SlackHttpMode {
  const appGiven = settings.secret('SLACK_APP_TOKEN');
  const secretGiven = settings.secret('SLACK_SIGNING_SECRET');
  const port = settings.value('PORT', values.wholeNumber(0, 65_535), 3000);
  const app = settings.check('SLACK_APP_TOKEN', appGiven, values.appToken);
  const secret = settings.check('SLACK_SIGNING_SECRET', secretGiven, values.signingSecret);
  if (app !== undefined) return { kind: 'socket', appToken: app };
  if (appGiven === undefined && secretGiven === undefined) {
    settings.note(
      'SLACK_APP_TOKEN',
      'is not set, and neither is SLACK_SIGNING_SECRET. Set the app-level token (xapp-…, scope connections:write) for Socket Mode, or the signing secret for HTTP mode.',
    );
  } else if (port === healthPort && port !== 0) {
    settings.note('PORT', 'and HEALTH_PORT are the same. Give each its own.');
  }
  return { kind: 'http', signingSecret: secret ?? '', port };
}

function readAppId(settings: Settings): string {
  const given = settings.text('GITHUB_APP_ID');
  if (given === undefined) {
    settings.note(
      'GITHUB_APP_ID',
      'is not set. Put the digits that the GitHub App\'s settings page shows as "App ID".',
    );
  }
  return settings.check('GITHUB_APP_ID', given, values.appId) ?? '';
}

const KEY_MENDING =
  "Generate a private key on the GitHub App's settings page and give the downloaded .pem file, as it is, with \\n for its line ends, or as base64.";
const KEY_PROBLEMS = {
  'not-pem': 'holds no private key.',
  locked: 'is a private key with a passphrase, which Seatkeeper cannot ask for.',
  'not-rsa': 'is a private key, but not of the kind GitHub gives (RSA).',
  damaged: 'is a private key that cannot be read; a part of it may be missing.',
} as const;

function readGitHubKey(settings: Settings): string {
  const path = settings.text('GITHUB_PRIVATE_KEY_PATH');
  const direct = settings.secret('GITHUB_PRIVATE_KEY');
  if (path !== undefined && direct !== undefined) {
    settings.note(
      'GITHUB_PRIVATE_KEY',
      'and GITHUB_PRIVATE_KEY_PATH are both set. Keep one of the two.',
    );
    return '';
  }
  const name = path === undefined ? 'GITHUB_PRIVATE_KEY' : 'GITHUB_PRIVATE_KEY_PATH';
  const given = direct ?? (path === undefined ? undefined : settings.contents(name, path));
  if (given === undefined) {
    // A file that could not be read has been noted under the same name, and that note stands.
    settings.note(name, `is not set. ${KEY_MENDING}`);
    return '';
  }
  const reading = readPrivateKey(given);
  if (reading.kind === 'key') return reading.pem;
  settings.note(name, `${KEY_PROBLEMS[reading.kind]} ${KEY_MENDING}`);
  return '';
}

/** All five are checked, but without a channel there is no digest to set up. */
function readDigest(settings: Settings): DigestSettings | undefined {
  const channel = settings.value('DIGEST_CHANNEL', values.channelId, undefined);
  const time = settings.value('DIGEST_TIME', values.clockTime, { hour: 9, minute: 0 });
  const rest = {
    weekday: settings.value('DIGEST_DAY', values.weekday, 1),
    ...time,
    timeZone: settings.value('DIGEST_TIMEZONE', values.timeZone, 'Etc/UTC'),
    names: settings.value('DIGEST_NAMES', values.oneOf(['auto', 'yes', 'no']), 'auto'),
  };
  return channel === undefined ? undefined : { channelId: channel, ...rest };
}

/** The shortest span in which GitHub's own 90 days are not cut short. */
const MIN_RETENTION_DAYS = 90;

function readRetention(settings: Settings, dormantAfterDays: number): number {
  const days = settings.value('RETENTION_DAYS', values.wholeNumber(MIN_RETENTION_DAYS, 3650), 400);
  if (days <= dormantAfterDays) {
    settings.note(
      'RETENTION_DAYS',
      'is not longer than DORMANT_AFTER_DAYS, so nobody could be told to be dormant. Make it longer.',
    );
  }
  return days;
}

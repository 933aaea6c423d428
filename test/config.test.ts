import { generateKeyPairSync } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig, secretsOf } from '../src/config.ts';
import { findUnknownSettings, SETTING_NAMES } from '../src/setting-names.ts';

const pkcs8 = { type: 'pkcs8', format: 'pem' } as const;
const spki = { type: 'spki', format: 'pem' } as const;
const rsa = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: spki,
});
const KEY = rsa.privateKey;

const SOUND = {
  SLACK_BOT_TOKEN: 'xoxb-1-bot',
  SLACK_APP_TOKEN: 'xapp-1-app',
  GITHUB_APP_ID: '12345',
  GITHUB_PRIVATE_KEY: KEY,
};

function problemsOf(env: Record<string, string | undefined>, readFile?: (path: string) => string) {
  try {
    parseConfig({ ...SOUND, ...env }, readFile);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ name }) => name);
  }
}

function messageOf(env: Record<string, string | undefined>): string {
  try {
    parseConfig(env);
    return '';
  } catch (error) {
    return error instanceof ConfigError ? error.message : String(error);
  }
}

describe('parseConfig', () => {
  it('fills in every default of the settings table', () => {
    expect(parseConfig(SOUND)).toEqual({
      slack: {
        botToken: 'xoxb-1-bot',
        mode: { kind: 'socket', appToken: 'xapp-1-app' },
        apiUrl: 'https://slack.com/api/',
        command: '/copilot',
      },
      github: { appId: '12345', privateKey: KEY, apiUrl: 'https://api.github.com' },
      managers: { userIds: [], userGroupIds: [] },
      viewers: { userIds: [], userGroupIds: [] },
      dormantAfterDays: 30,
      removals: 'on',
      seatContact: undefined,
      alertChannel: undefined,
      refreshMinutes: 30,
      digest: undefined,
      prices: { business: 1900, enterprise: 3900 },
      currency: 'USD',
      retentionDays: 400,
      databasePath: './data/seatkeeper.db',
      healthPort: 8080,
      healthHost: '127.0.0.1',
      logLevel: 'info',
    });
  });

  it('treats an empty or blank setting as not set', () => {
    const blank = Object.fromEntries(SETTING_NAMES.map((name) => [name, '  ']));
    expect(parseConfig({ ...blank, ...SOUND })).toEqual(parseConfig(SOUND));
  });

  it('names every problem at once, a line each, without a value', () => {
    const env = {
      SLACK_BOT_TOKEN: 'xoxp-CANARY-1',
      SLACK_SIGNING_SECRET: 'CANARY 2 with space',
      SLACK_API_URL: 'https://evil.example/CANARY3/',
      GITHUB_APP_ID: 'Iv1.CANARY4',
      GITHUB_PRIVATE_KEY: 'CANARY5',
      SEAT_MANAGERS: '@canary6',
      DORMANT_AFTER_DAYS: 'CANARY7',
      DIGEST_TIMEZONE: 'CANARY/8',
      CURRENCY: 'CANARY9',
      PORT: '99999',
    };
    const [heading, ...lines] = messageOf(env).split('\n');
    expect(heading).toMatch(/settings/);
    expect(lines.map((line) => line.trim().split(' ')[0] ?? '').toSorted()).toEqual(
      Object.keys(env).toSorted(),
    );
    expect(lines.join('\n')).not.toMatch(/canary|99999/i);
    // What is wrong, and then at least one sentence on how to mend it.
    for (const line of lines) expect(line).toMatch(/ is| holds/);
    for (const line of lines) expect(line).toMatch(/(?:Put|Write|Set|Leave|Generate) /);
  });

  it('names everything that is required when nothing is set', () => {
    const message = messageOf({});
    for (const name of [
      'SLACK_BOT_TOKEN',
      'SLACK_APP_TOKEN',
      'GITHUB_APP_ID',
      'GITHUB_PRIVATE_KEY',
    ]) {
      expect(message).toContain(`\n  ${name} is not set`);
    }
  });

  it('never repeats a value, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SETTING_NAMES),
        fc.string({ minLength: 1, maxLength: 30 }),
        (name, noise) => {
          const value = `Zq9${noise}9qZ`;
          expect(messageOf({ ...SOUND, [name]: value })).not.toContain(value.trim());
        },
      ),
    );
  });

  it.each([
    ['a user token', 'SLACK_BOT_TOKEN', 'xoxp-1'],
    ['an app token in place of a bot token', 'SLACK_BOT_TOKEN', 'xapp-1'],
    ['a token that expires', 'SLACK_BOT_TOKEN', 'xoxe.xoxb-1-x'],
    ['a bot token in place of an app token', 'SLACK_APP_TOKEN', 'xoxb-1'],
    ['a Slack on a foreign host', 'SLACK_API_URL', 'https://slack.com.evil.example/api/'],
    ['a subdomain of Slack', 'SLACK_API_URL', 'https://hooks.slack.com/api/'],
    ['Slack without TLS', 'SLACK_API_URL', 'http://slack.com/api/'],
    ['Slack on another port', 'SLACK_API_URL', 'https://slack.com:8443/api/'],
    ['Slack behind a name', 'SLACK_API_URL', 'https://slack.com@evil.example/api/'],
    ['a loopback look-alike', 'SLACK_API_URL', 'http://127.0.0.1.evil.example/'],
    ['a Slack on every address', 'SLACK_API_URL', 'http://0.0.0.0:3000/api/'],
    ['a command without slash', 'SLACK_COMMAND', 'copilot'],
    ['a command in capitals', 'SLACK_COMMAND', '/Copilot'],
    ['a command with a space', 'SLACK_COMMAND', '/co pilot'],
    ['a command of a slash', 'SLACK_COMMAND', '/'],
    ['a command of 33 characters', 'SLACK_COMMAND', `/${'a'.repeat(32)}`],
    ['a client id', 'GITHUB_APP_ID', 'Iv23liAbc'],
    ['GitHub without TLS', 'GITHUB_API_URL', 'http://api.github.com'],
    ["GitHub's web site", 'GITHUB_API_URL', 'https://github.com'],
    ['the web site of a tenant', 'GITHUB_API_URL', 'https://acme.ghe.com'],
    ['GitHub with a password', 'GITHUB_API_URL', 'https://a:b@api.github.com'],
    ['GitHub with a query', 'GITHUB_API_URL', 'https://api.github.com?x=1'],
    ['GitHub by another protocol', 'GITHUB_API_URL', 'file:///api'],
    ['a handle as manager', 'SEAT_MANAGERS', 'U0MAYA,@maya'],
    ['a name as viewer', 'SEAT_VIEWERS', 'maya'],
    ['a channel as manager', 'SEAT_MANAGERS', 'C0123456789'],
    ['no days', 'DORMANT_AFTER_DAYS', '0'],
    ['more than a year', 'DORMANT_AFTER_DAYS', '366'],
    ['half a day', 'DORMANT_AFTER_DAYS', '30.5'],
    ['days in words', 'DORMANT_AFTER_DAYS', '30d'],
    ['a kill switch misspelt', 'REMOVALS', 'false'],
    ['a channel name as contact', 'SEAT_CONTACT', '#ask-copilot'],
    ['a person as alert channel', 'ALERT_CHANNEL', 'U0123456'],
    ['a refresh every 4 minutes', 'REFRESH_MINUTES', '4'],
    ['a refresh every 1441 minutes', 'REFRESH_MINUTES', '1441'],
    ['a digest channel by name', 'DIGEST_CHANNEL', 'general'],
    ['a day that is none', 'DIGEST_DAY', 'mon'],
    ['an hour that is none', 'DIGEST_TIME', '24:00'],
    ['a zone that is none', 'DIGEST_TIMEZONE', 'Berlin'],
    ['an offset as zone', 'DIGEST_TIMEZONE', '+02:00'],
    ['names perhaps', 'DIGEST_NAMES', 'maybe'],
    ['a price below nothing', 'SEAT_PRICE_BUSINESS', '-1'],
    ['a price with a comma', 'SEAT_PRICE_BUSINESS', '19,50'],
    ['a price in thousandths', 'SEAT_PRICE_ENTERPRISE', '19.505'],
    ['a price with its sign', 'SEAT_PRICE_ENTERPRISE', '$39'],
    ['a currency that is none', 'CURRENCY', 'XQQ'],
    ['retention below 90 days', 'RETENTION_DAYS', '89'],
    ['a database in memory', 'DATABASE_PATH', ':memory:'],
    ['a folder as database', 'DATABASE_PATH', './data/'],
    ['a port that is none', 'HEALTH_PORT', '65536'],
    ['a host that is none', 'HEALTH_HOST', 'http://127.0.0.1'],
    ['a level that is none', 'LOG_LEVEL', 'verbose'],
  ])('refuses %s', (_claim, name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([name]);
  });

  it.each([
    ['DORMANT_AFTER_DAYS', '1', { dormantAfterDays: 1 }],
    ['DORMANT_AFTER_DAYS', '365', { dormantAfterDays: 365 }],
    ['REFRESH_MINUTES', '5', { refreshMinutes: 5 }],
    ['REFRESH_MINUTES', '1440', { refreshMinutes: 1440 }],
    ['RETENTION_DAYS', '90', { retentionDays: 90 }],
    ['REMOVALS', 'Dry-Run', { removals: 'dry-run' }],
    ['SEAT_PRICE_BUSINESS', '0', { prices: { business: 0, enterprise: 3900 } }],
    ['SEAT_PRICE_BUSINESS', '19.5', { prices: { business: 1950, enterprise: 3900 } }],
    ['SEAT_PRICE_ENTERPRISE', '1.15', { prices: { business: 1900, enterprise: 115 } }],
    ['CURRENCY', 'eur', { currency: 'EUR' }],
    ['HEALTH_PORT', '0', { healthPort: 0 }],
    ['HEALTH_HOST', '::', { healthHost: '::' }],
    ['LOG_LEVEL', 'silent', { logLevel: 'silent' }],
    ['SEAT_CONTACT', 'W012ABC', { seatContact: 'W012ABC' }],
    ['ALERT_CHANNEL', 'G012ABC', { alertChannel: 'G012ABC' }],
    [
      'SEAT_MANAGERS',
      ' U0MAYA, S0ADMINS,W0JUN,,U0MAYA ',
      { managers: { userIds: ['U0MAYA', 'W0JUN'], userGroupIds: ['S0ADMINS'] } },
    ],
  ])('reads %s=%s', (name, value, expected) => {
    expect(parseConfig({ ...SOUND, [name]: value })).toMatchObject(expected);
  });

  it.each([
    ['https://slack-gov.com/api', 'https://slack-gov.com/api/'],
    ['https://slack.com/api/', 'https://slack.com/api/'],
    ['http://127.0.0.1:4000/api', 'http://127.0.0.1:4000/api/'],
    ['http://localhost:4000', 'http://localhost:4000/'],
    ['http://[::1]:4000/api/', 'http://[::1]:4000/api/'],
  ])('takes %s as a Slack and ends it with a slash', (given, apiUrl) => {
    expect(parseConfig({ ...SOUND, SLACK_API_URL: given }).slack.apiUrl).toBe(apiUrl);
  });

  it.each([
    ['https://api.acme.ghe.com/', 'https://api.acme.ghe.com'],
    ['https://github.acme.example/api/v3/', 'https://github.acme.example/api/v3'],
    ['http://127.0.0.1:5000/', 'http://127.0.0.1:5000'],
  ])('takes %s as a GitHub and cuts its slash', (given, apiUrl) => {
    expect(parseConfig({ ...SOUND, GITHUB_API_URL: given }).github.apiUrl).toBe(apiUrl);
  });

  it.each(['/seats', '/copilot-2', '/sitze_ß', `/${'a'.repeat(31)}`])(
    'takes %s as a command',
    (command) => {
      expect(parseConfig({ ...SOUND, SLACK_COMMAND: command }).slack.command).toBe(command);
    },
  );

  it('prefers Socket Mode when both modes are set up', () => {
    const both = parseConfig({ ...SOUND, SLACK_SIGNING_SECRET: 'abcdef0123456789' });
    expect(both.slack.mode).toEqual({ kind: 'socket', appToken: 'xapp-1-app' });
  });

  it('takes HTTP mode when there is no app token', () => {
    const env = { ...SOUND, SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: 'abcdef0123456789' };
    expect(parseConfig({ ...env, PORT: '3100' }).slack.mode).toEqual({
      kind: 'http',
      signingSecret: 'abcdef0123456789',
      port: 3100,
    });
    expect(problemsOf({ ...env, PORT: '8080' })).toEqual(['PORT']);
  });

  it('wants the retention to outlast the threshold', () => {
    const env = { DORMANT_AFTER_DAYS: '120', RETENTION_DAYS: '120' };
    expect(problemsOf(env)).toEqual(['RETENTION_DAYS']);
    expect(problemsOf({ ...env, RETENTION_DAYS: '121' })).toEqual([]);
  });

  it('sets up the first digest when there is a channel, and only then', () => {
    const env = { DIGEST_DAY: 'Friday', DIGEST_TIME: '7:05', DIGEST_TIMEZONE: 'Asia/Kolkata' };
    expect(parseConfig({ ...SOUND, ...env }).digest).toBeUndefined();
    expect(parseConfig({ ...SOUND, ...env, DIGEST_CHANNEL: 'C012ABC' }).digest).toEqual({
      channelId: 'C012ABC',
      weekday: 5,
      hour: 7,
      minute: 5,
      timeZone: 'Asia/Kolkata',
      names: 'auto',
    });
    expect(problemsOf({ DIGEST_TIME: 'nine' })).toEqual(['DIGEST_TIME']);
  });
});

describe('secrets from files', () => {
  const files: Record<string, string> = { '/run/bot': 'xoxb-2-file\n', '/run/empty': '\n' };
  function readFile(path: string): string {
    const contents = files[path];
    if (contents === undefined) throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
    return contents;
  }
  const FROM_FILE = { SLACK_BOT_TOKEN: '', SLACK_BOT_TOKEN_FILE: '/run/bot' };

  it('are read without the line end', () => {
    const config = parseConfig({ ...SOUND, ...FROM_FILE }, readFile);
    expect(config.slack.botToken).toBe('xoxb-2-file');
  });

  it.each([
    ['are refused when given twice', { SLACK_BOT_TOKEN_FILE: '/run/bot' }, 'SLACK_BOT_TOKEN'],
    [
      'are refused when the file is missing',
      { ...FROM_FILE, SLACK_BOT_TOKEN_FILE: '/run/CANARY' },
      'SLACK_BOT_TOKEN_FILE',
    ],
    [
      'are refused when the file is empty',
      { ...FROM_FILE, SLACK_BOT_TOKEN_FILE: '/run/empty' },
      'SLACK_BOT_TOKEN_FILE',
    ],
    [
      'are refused when the key is given twice',
      { GITHUB_PRIVATE_KEY_PATH: '/run/bot' },
      'GITHUB_PRIVATE_KEY',
    ],
    [
      'are refused when the file holds no key',
      { GITHUB_PRIVATE_KEY: '', GITHUB_PRIVATE_KEY_PATH: '/run/bot' },
      'GITHUB_PRIVATE_KEY_PATH',
    ],
    [
      'are refused when the file of the key is missing',
      { GITHUB_PRIVATE_KEY: '', GITHUB_PRIVATE_KEY_PATH: '/run/CANARY' },
      'GITHUB_PRIVATE_KEY_PATH',
    ],
  ])('%s', (_claim, env, name) => {
    expect(problemsOf(env, readFile)).toEqual([name]);
  });

  it.each(['GITHUB_PRIVATE_KEY_FILE', 'GITHUB_PRIVATE_KEY_PATH'])('are read by %s', (name) => {
    const env = { ...SOUND, GITHUB_PRIVATE_KEY: '', [name]: '/run/key.pem' };
    expect(parseConfig(env, () => KEY).github.privateKey).toBe(KEY);
  });

  it('leave neither path nor content in the message', () => {
    const env = { ...SOUND, SLACK_APP_TOKEN: '', SLACK_APP_TOKEN_FILE: '/run/CANARY' };
    for (const read of [readFile, () => 'xoxp-CANARY']) {
      expect(() => parseConfig(env, read)).toThrow(ConfigError);
      expect(() => parseConfig(env, read)).not.toThrow(/CANARY/);
    }
  });
});

describe('the private key', () => {
  const pkcs8Key = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: pkcs8,
    publicKeyEncoding: spki,
  }).privateKey;

  it.each([
    ['as it is', KEY, KEY],
    ['as PKCS#8', pkcs8Key, pkcs8Key],
    ['without its last line end', KEY.trim(), KEY],
    ['with \\n written out', KEY.replaceAll('\n', '\\n'), KEY],
    ['with \\\\n written out', KEY.replaceAll('\n', '\\\\n'), KEY],
    ['with \\r\\n written out', KEY.replaceAll('\n', '\\r\\n'), KEY],
    ['with CRLF', KEY.replaceAll('\n', '\r\n'), KEY],
    ['with spaces at the line ends', KEY.replaceAll('\n', '  \n'), KEY],
    ['in double quotes', `"${KEY}"`, KEY],
    ['in single quotes with \\n', `'${KEY.replaceAll('\n', '\\n')}'`, KEY],
    ['in quotes within quotes', `'"${KEY.replaceAll('\n', '\\n')}"'`, KEY],
    ['flattened to spaces', KEY.replaceAll('\n', ' '), KEY],
    ['as base64', Buffer.from(KEY).toString('base64'), KEY],
    [
      'as base64 in lines',
      (
        Buffer.from(KEY)
          .toString('base64')
          .match(/.{1,76}/g) ?? []
      ).join('\n'),
      KEY,
    ],
    [
      'as base64 of a key with \\n',
      Buffer.from(KEY.replaceAll('\n', '\\n')).toString('base64'),
      KEY,
    ],
  ])('is understood %s', (_claim, given, expected) => {
    expect(parseConfig({ ...SOUND, GITHUB_PRIVATE_KEY: given }).github.privateKey).toBe(expected);
  });

  const locked = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { ...pkcs8, cipher: 'aes-256-cbc', passphrase: 'x' },
    publicKeyEncoding: spki,
  }).privateKey;
  const lockedOld = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: {
      type: 'pkcs1',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'x',
    },
    publicKeyEncoding: spki,
  }).privateKey;
  const elliptic = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: pkcs8,
    publicKeyEncoding: spki,
  }).privateKey;

  it.each([
    ['the public half', rsa.publicKey, /cannot be read/],
    ['a key with a passphrase', locked, /passphrase/],
    ['an old key with a passphrase', lockedOld, /passphrase/],
    ['an elliptic key', elliptic, /RSA/],
    ['a key that was cut', KEY.slice(0, 400), /holds no private key/],
    ['a key with a hole', KEY.replace(KEY.slice(200, 500), ''), /cannot be read/],
    ['base64 of something else', Buffer.from('hello').toString('base64'), /holds no private key/],
  ])('is refused when it is %s', (_claim, given, why) => {
    const message = messageOf({ ...SOUND, GITHUB_PRIVATE_KEY: given });
    expect(message).toMatch(why);
    expect(message).toMatch(/Generate a private key/);
  });
});

describe('secretsOf', () => {
  it('names every secret of either mode', () => {
    expect(secretsOf(parseConfig(SOUND))).toEqual(['xoxb-1-bot', 'xapp-1-app', KEY]);
    const http = { ...SOUND, SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: 'abcdef0123456789' };
    expect(secretsOf(parseConfig(http))).toEqual(['xoxb-1-bot', 'abcdef0123456789', KEY]);
  });
});

describe('findUnknownSettings', () => {
  it('finds names that look like ours, with the nearest one', () => {
    const env = {
      SEAT_MANAGER: 'U1',
      SLACK_BOT_TOKN: 'x',
      GITHUB_APPID: '1',
      DIGEST_ZONE: 'x',
      DORMANT_DAYS: '3',
      slack_app_token: 'x',
    };
    expect(findUnknownSettings(env)).toEqual([
      { name: 'DIGEST_ZONE', nearest: 'DIGEST_TIME' },
      { name: 'DORMANT_DAYS', nearest: 'DORMANT_AFTER_DAYS' },
      { name: 'GITHUB_APPID', nearest: 'GITHUB_APP_ID' },
      { name: 'SEAT_MANAGER', nearest: 'SEAT_MANAGERS' },
      { name: 'slack_app_token', nearest: 'SLACK_APP_TOKEN' },
      { name: 'SLACK_BOT_TOKN', nearest: 'SLACK_BOT_TOKEN' },
    ]);
  });

  it('leaves the names of other programs alone', () => {
    const env = { PATH: '/bin', GITHUB_TOKEN: 'x', GITHUB_ACTIONS: '1', SLACK_WEBHOOK_URL: 'x' };
    expect(findUnknownSettings({ ...env, ...SOUND, SLACK_BOT_TOKEN_FILE: 'x' })).toEqual([]);
  });
});

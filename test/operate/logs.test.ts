import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { asSlackLogger, createLog } from '../../src/operate/logs.ts';

const SECRET = 'plain-CANARY-value/with+signs=and"quotes';
const KEY = `-----BEGIN RSA PRIVATE KEY-----\n${'CANARYa1b2'.repeat(6)}\n${'CANARYc3d4'.repeat(6)}\n-----END RSA PRIVATE KEY-----\n`;
const KEY_LINE = 'CANARYa1b2'.repeat(6);

function createRecordedLog(level = 'trace') {
  const lines: string[] = [];
  const log = createLog({ level, secrets: [SECRET, KEY, ''], write: (line) => lines.push(line) });
  return {
    log,
    lines,
    events: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

/** Every canary below holds this word in each of its parts. */
const LEAK = /canary|Q0FOQVJZ|0FOQVJZ/i;

const CANARIES: readonly [string, string][] = [
  ['a registered secret', SECRET],
  ['a registered secret in JSON', JSON.stringify({ inner: SECRET })],
  [
    'a registered secret in JSON in JSON',
    JSON.stringify({ body: JSON.stringify({ inner: SECRET }) }),
  ],
  ['a registered secret in a URL', `https://x.example/?q=${encodeURIComponent(SECRET)}&r=1`],
  ['a registered secret in base64', Buffer.from(SECRET).toString('base64')],
  ['a registered secret in base64url', Buffer.from(SECRET).toString('base64url')],
  ['the registered key', KEY],
  ['the registered key with \\n written out', KEY.replaceAll('\n', '\\n')],
  ['one line of the registered key', `near ${KEY_LINE}: bad`],
  ['another key', KEY.replaceAll('CANARY', 'OtherCANARY')],
  ['another key, cut', `-----BEGIN PRIVATE KEY-----\nMIICANARY\nCANARY`],
  ['a bot token', 'xoxb-123-CANARY'],
  ['a user token', 'xoxp-123-CANARY'],
  ['a session token', 'xoxs-CANARY'],
  ['a rotating token', 'xoxe.xoxp-1-CANARY'],
  ['an app token', 'xapp-1-A1-CANARY'],
  ['an installation token', 'ghs_CANARY16C7e42F292c6912E7710c838347Ae178B4a'],
  ['a long installation token', 'ghs_1_eyJCANARY.CANARY-CANARY.x_CANARY'],
  ['a user-to-server token', 'ghu_CANARY'],
  ['a refresh token', 'ghr_CANARY'],
  ['a fine-grained token', 'github_pat_11CANARY_CANARY'],
  ['a JWT', 'eyJCANARYabc.eyJCANARYabc.CANARY-_x'],
  ['a bearer header', 'authorization: Bearer 0123456789CANARY0123456789'],
  ['a signed link', 'https://blob.example/r.json?sv=1&sig=CANARY%2Bx&se=2027'],
  ['a link with a token', 'https://x.example/a?token=CANARY#f'],
  ['a socket address', 'wss://wss-primary.slack.com/link/?ticket=CANARY&app_id=1'],
  ['a response URL', 'https://hooks.slack.com/commands/T1/2/CANARY'],
  ['an incoming webhook', 'https://hooks.slack.com/services/T1/B1/CANARY'],
  ['a trigger id', '13345224609.738474920.8088930838d88f008e0'],
];

describe('the log', () => {
  it('writes one line of JSON per event, with level, time and text', () => {
    const { log, lines, events } = createRecordedLog('info');
    log.info({ organisation: 42 }, 'round ended');
    log.debug('unseen');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\{.*\}\n$/);
    expect(events()[0]).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as unknown,
      organisation: 42,
      msg: 'round ended',
    });
  });

  it.each(CANARIES)('never shows %s, wherever it stands', (_claim, canary) => {
    const { log, lines, events } = createRecordedLog();
    const error = Object.assign(new Error(`call failed: ${canary}`, { cause: new Error(canary) }), {
      request: { url: canary, headers: { authorization: canary } },
    });
    log.info(`before ${canary} after`);
    log.info({ a: { b: { c: [{ d: canary }] } }, [`k ${canary}`]: 1 }, 'deep');
    log.error(error);
    log.error({ err: error, again: error, list: [error] }, 'twice');
    log.child({ bound: canary }).warn('child');
    expect(lines).toHaveLength(5);
    expect(lines.join('')).not.toMatch(LEAK);
    expect(lines.join('')).not.toContain('738474920.8088930838d88f008e0');
    // What stands around a secret stays readable.
    expect(events()[0]?.['msg']).toMatch(/^before .*\[redacted\]/s);
  });

  it('takes out what is secret by its name, whatever its form', () => {
    const { log, lines } = createRecordedLog();
    log.info({ body: { trigger_id: 'canary', response_url: 'http://127.0.0.1/canary' } }, 'x');
    log.info({ headers: { Authorization: 'canary', cookie: 'canary' }, token: 'canary' }, 'x');
    expect(lines.join('')).not.toMatch(LEAK);
  });

  it('leaves what is harmless as it is', () => {
    const { log, events } = createRecordedLog();
    const text = 'basic settings of acme-labs: token expired, 12 seats, code=ECONNRESET, C012ABC';
    log.info({ org: 12_345_678, at: '2026-11-21T14:32:00Z', requestId: 'A1:B2:C3' }, text);
    expect(events()[0]).toMatchObject({ msg: text, org: 12_345_678, requestId: 'A1:B2:C3' });
  });

  it('writes an error with its causes and nothing it carries along', () => {
    const { log, events } = createRecordedLog();
    const root = Object.assign(new Error('socket closed'), { code: 'ECONNRESET' });
    const error = Object.assign(new TypeError('fetch failed', { cause: root }), {
      request: { headers: {} },
      config: {},
      response: { data: {} },
    });
    log.error({ err: error }, 'read failed');
    expect(events()[0]?.['err']).toEqual({
      name: 'TypeError',
      message: 'fetch failed',
      stack: expect.stringContaining('logs.test.ts') as unknown,
      cause: {
        name: 'Error',
        message: 'socket closed',
        stack: expect.any(String) as unknown,
        code: 'ECONNRESET',
      },
    });
  });

  it('ends a ring of causes', () => {
    const { log, lines } = createRecordedLog();
    const error = new Error('round');
    error.cause = error;
    log.error(error);
    expect(lines).toHaveLength(1);
  });

  it('outlives the reader of standard output', async () => {
    const module = fileURLToPath(new URL('../../src/operate/logs.ts', import.meta.url));
    const script = `
      import { createLog } from ${JSON.stringify(module)};
      const log = createLog({ level: 'info', secrets: [] });
      log.info('first');
      process.stdin.once('data', () => {
        for (let i = 0; i < 50; i += 1) log.info('into the void');
        setImmediate(() => { log.info('once more'); setImmediate(() => process.exit(7)); });
      });`;
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', script],
      { stdio: ['pipe', 'pipe', 'pipe'] },
    );
    const complaints: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk.toString()));
    const [first] = (await once(child.stdout, 'data')) as [Buffer];
    expect(first.toString()).toContain('"first"');
    child.stdout.destroy();
    await once(child.stdout, 'close');
    child.stdin.write('go\n');
    const [code] = (await once(child, 'exit')) as [number];
    expect(complaints.join('')).toBe('');
    expect(code).toBe(7);
  });
});

describe('the logger for the Slack SDK', () => {
  it('drops debug whatever our level, and says that it is off', () => {
    const { log, lines } = createRecordedLog('trace');
    const logger = asSlackLogger(log);
    logger.debug('received a message on the WebSocket: {"token":"x"}');
    expect(lines).toEqual([]);
    expect(logger.getLevel()).toBe('info');
  });

  it('writes info as debug, warnings as warnings, and chatter as debug', () => {
    const { log, events } = createRecordedLog();
    const logger = asSlackLogger(log);
    logger.info('Now connected to Slack');
    logger.warn('Could not determine the type of an incoming event.');
    logger.warn("A pong wasn't received from the server before the timeout of 5000ms!");
    logger.error('Failed to retrieve a new WSS URL');
    expect(events().map(({ level }) => level)).toEqual(['debug', 'warn', 'debug', 'error']);
  });

  it('writes errors, and leaves other objects out', () => {
    const { log, events, lines } = createRecordedLog();
    asSlackLogger(log).error(
      'request failed',
      { body: 'CANARY' },
      Object.assign(new Error('invalid_auth'), { data: 'CANARY' }),
    );
    expect(events()[0]).toMatchObject({
      from: 'slack',
      msg: 'request failed',
      err: { message: 'invalid_auth' },
    });
    expect(lines.join('')).not.toMatch(LEAK);
  });
});

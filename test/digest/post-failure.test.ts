import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { judgePostFailure } from '../../src/digest/post-failure.ts';

function platform(error: string): Error {
  return new WebAPIPlatformError({ ok: false, error });
}

/** As Node's fetch reports it: the reason stands in the cause. */
function network(code: string): Error {
  const cause = Object.assign(new Error(code), { code });
  return new WebAPIRequestError(new TypeError('fetch failed', { cause }));
}

describe('a failed post', () => {
  it.each([
    ['a limit', new WebAPIRateLimitedError(7), { kind: 'not-posted', retryAfterMs: 7000 }],
    ['an archived channel', platform('is_archived'), { kind: 'channel', why: 'archived' }],
    ['being kicked', platform('not_in_channel'), { kind: 'channel', why: 'not-in-channel' }],
    [
      'a channel that is gone',
      platform('channel_not_found'),
      { kind: 'channel', why: 'no-channel' },
    ],
    ['a rule', platform('restricted_action'), { kind: 'channel', why: 'restricted' }],
    ['blocks', platform('invalid_blocks'), { kind: 'blocks' }],
    ['a revoked token', platform('token_revoked'), { kind: 'not-posted' }],
    ['a word nobody knows', platform('something_new'), { kind: 'refused', code: 'something_new' }],
    ['a limit in a 200', platform('ratelimited'), { kind: 'not-posted' }],
    ['half an answer', platform('{"ok":true,"channel":"C1","ts":"17'), { kind: 'unknown' }],
    ['no answer in a 200', platform(''), { kind: 'unknown' }],
    ['a page in a 200', platform('<html>hello</html>'), { kind: 'unknown' }],
    ['an empty object', new WebAPIPlatformError({ ok: false } as never), { kind: 'unknown' }],
    ['a certificate of old', network('CERT_HAS_EXPIRED'), { kind: 'not-posted' }],
    ['Slack’s own trouble', platform('internal_error'), { kind: 'unknown' }],
    ['Slack’s own giving up', platform('fatal_error'), { kind: 'unknown' }],
    ['a 500', new WebAPIHTTPError(500, 'no', {}), { kind: 'unknown' }],
    ['a 503', new WebAPIHTTPError(503, 'no', {}), { kind: 'unknown' }],
    ['a proxy’s 407', new WebAPIHTTPError(407, 'no', {}), { kind: 'not-posted' }],
    ['nobody there', network('ECONNREFUSED'), { kind: 'not-posted' }],
    ['no such name', network('ENOTFOUND'), { kind: 'not-posted' }],
    ['a connection that broke', network('ECONNRESET'), { kind: 'unknown' }],
    ['a socket that was closed', network('UND_ERR_SOCKET'), { kind: 'unknown' }],
    [
      'a time-out',
      new WebAPIRequestError(new DOMException('', 'TimeoutError')),
      { kind: 'unknown' },
    ],
    ['a truncated answer', new TypeError('terminated'), { kind: 'unknown' }],
    ['anything else', 'what', { kind: 'unknown' }],
  ])('by %s is known for what it is', (_what, error, expected) => {
    expect(judgePostFailure(error)).toMatchObject(expected);
  });
});

import { createHmac } from 'node:crypto';
import type { Attempt, Forgery, Outcome, Transport } from './deliveries.ts';
import { isObject, type JsonObject, parseJson } from './json.ts';

/** The same payload in the form HTTP has for it: JSON for events, a form for everything else. */
function encode(attempt: Attempt): { type: string; text: string } {
  const { kind, body } = attempt;
  if (kind === 'events_api') return { type: 'application/json', text: JSON.stringify(body) };
  // Without a charset: Bolt refuses a form that names one.
  const type = 'application/x-www-form-urlencoded';
  if (kind === 'interactive') {
    return { type, text: new URLSearchParams({ payload: JSON.stringify(body) }).toString() };
  }
  const fields = Object.entries(body).map(([key, value]): [string, string] => [key, String(value)]);
  return { type, text: new URLSearchParams(fields).toString() };
}

/** The headers Slack signs a request with: https://docs.slack.dev/authentication/verifying-requests-from-slack */
function signedHeaders(
  text: string,
  signingSecret: string,
  forged: Forgery | undefined,
): Record<string, string> {
  const timestamp = String(forged?.timestamp ?? Math.floor(Date.now() / 1000));
  const hmac = createHmac('sha256', forged?.signingSecret ?? signingSecret);
  const signature = `v0=${hmac.update(`v0:${timestamp}:${text}`).digest('hex')}`;
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature };
}

function ackBody(text: string): JsonObject | undefined {
  if (text.trim() === '') return undefined;
  const parsed = parseJson(text);
  return isObject(parsed) ? parsed : { text };
}

/** Deliveries as signed POSTs to the app's request URL. */
export function createHttpTransport(requestUrl: () => string, signingSecret: string): Transport {
  return {
    async send(attempt: Attempt, deadlineMs: number): Promise<Outcome> {
      const { type, text } = encode(attempt);
      const headers: Record<string, string> = {
        'content-type': type,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        ...signedHeaders(text, signingSecret, attempt.forged),
      };
      if (attempt.retry > 0) {
        headers['x-slack-retry-num'] = String(attempt.retry);
        headers['x-slack-retry-reason'] =
          attempt.retryReason === 'timeout'
            ? 'http_timeout'
            : (attempt.retryReason ?? 'http_error');
      }
      const startedAt = performance.now();
      try {
        const signal = AbortSignal.timeout(deadlineMs);
        const response = await fetch(requestUrl(), { method: 'POST', headers, body: text, signal });
        const answer = await response.text();
        const ms = performance.now() - startedAt;
        if (response.status === 200) return { kind: 'acked', ms, body: ackBody(answer) };
        const noRetry = response.headers.get('x-slack-no-retry') === '1';
        return { kind: 'rejected', status: response.status, noRetry };
      } catch (error) {
        const isLate = error instanceof Error && error.name === 'TimeoutError';
        return isLate ? { kind: 'timed out' } : { kind: 'not connected' };
      }
    },
  };
}

/** The handshake Slack makes before it accepts a request URL: the app must send the challenge back. */
export async function verifyRequestUrl(
  requestUrl: string,
  signingSecret: string,
  token: string,
): Promise<boolean> {
  const challenge = crypto.randomUUID();
  const text = JSON.stringify({ type: 'url_verification', token, challenge });
  const response = await fetch(requestUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...signedHeaders(text, signingSecret, undefined),
    },
    body: text,
  });
  const answer = await response.text();
  const parsed = parseJson(answer);
  return answer === challenge || (isObject(parsed) && parsed['challenge'] === challenge);
}

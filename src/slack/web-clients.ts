/** Our own two ways of calling Slack, with deadlines; neither shares its options with the socket. */

import type { Logger as SlackLogger } from '@slack/bolt';
import { type RetryOptions, WebClient, type WebClientOptions } from '@slack/web-api';

export interface WebClients {
  /** For questions and for views: safe to repeat, so it tries again twice. */
  readonly asking: WebClient;
  /** For messages: Slack has no idempotency key, so a post is sent once and never repeated. */
  readonly posting: WebClient;
}

const TIMEOUT_MS = 10_000;
const A_FEW: RetryOptions = { retries: 2, minTimeout: 300, maxTimeout: 2000 };

export function createWebClients(options: {
  readonly apiUrl: string;
  readonly botToken: string;
  readonly logger: SlackLogger;
}): WebClients {
  const common: WebClientOptions = {
    slackApiUrl: options.apiUrl,
    timeout: TIMEOUT_MS,
    logger: options.logger,
    rejectRateLimitedCalls: true,
  };
  return {
    asking: new WebClient(options.botToken, { ...common, retryConfig: A_FEW }),
    posting: new WebClient(options.botToken, { ...common, retryConfig: { retries: 0 } }),
  };
}

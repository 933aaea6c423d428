/** Leaves a job alone for a while after it failed, as long as Slack asks for. In real time. */
import { WebAPIRateLimitedError } from '@slack/web-api';
import type { Logger } from 'pino';

const REST_MS = 30_000;

/** The job, skipped while it rests; what it throws is logged and makes it rest. */
export function withRests(
  job: () => Promise<void>,
  name: string,
  log: Logger,
): () => Promise<void> {
  let restsUntilMs = 0;
  return async () => {
    if (Date.now() < restsUntilMs) return;
    try {
      await job();
    } catch (error) {
      restsUntilMs = Date.now() + restAfter(error);
      log.warn({ event: `${name}-rests`, err: error }, 'it is tried again in a while');
    }
  };
}

function restAfter(error: unknown): number {
  return error instanceof WebAPIRateLimitedError ? Math.max(1, error.retryAfter) * 1000 : REST_MS;
}

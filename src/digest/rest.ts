/** Leaves alone for a while what failed, as long as Slack asks for. In real time. */
import { WebAPIRateLimitedError } from '@slack/web-api';
import type { Logger } from 'pino';

const REST_MS = 30_000;
const LONGEST_REST_MS = 3_600_000;

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
      restsUntilMs = Date.now() + restAfter(error, 0);
      log.warn({ event: `${name}-rests`, err: error }, 'it is tried again in a while');
    }
  };
}

/** Which of many are left alone, each on its own. */
export interface Rests {
  isResting(key: string): boolean;
  /** Every failure in a row doubles the rest, to an hour at most. */
  begin(key: string, error: unknown): void;
  end(key: string): void;
}

export function createRests(): Rests {
  const resting = new Map<string, { readonly untilMs: number; readonly failures: number }>();
  return {
    isResting: (key) => Date.now() < (resting.get(key)?.untilMs ?? 0),
    begin(key, error) {
      const failures = resting.get(key)?.failures ?? 0;
      resting.set(key, {
        untilMs: Date.now() + restAfter(error, failures),
        failures: failures + 1,
      });
    },
    end(key) {
      resting.delete(key);
    },
  };
}

function restAfter(error: unknown, failuresBefore: number): number {
  if (error instanceof WebAPIRateLimitedError) return Math.max(1, error.retryAfter) * 1000;
  return Math.min(REST_MS * 2 ** failuresBefore, LONGEST_REST_MS);
}

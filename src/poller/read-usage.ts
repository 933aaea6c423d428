/** The usage report, read once a day for each organisation where the App may read it. */
import { DAY_MS, type Instant } from '../core/seat.ts';
import { type Asked, GitHubError } from '../github/github.ts';
import type { ReadingDeps } from './read-organisation.ts';

export interface UsageReading {
  /** Reads the report unless it has been read within a day. */
  readIfDue(asked: Asked): Promise<void>;
  /** Organisations whose report the App may not read. */
  readonly forbidden: ReadonlySet<number>;
}

export function createUsageReading(deps: ReadingDeps, signal: AbortSignal): UsageReading {
  const readAt = new Map<number, Instant>();
  const forbidden = new Set<number>();
  return {
    forbidden,
    async readIfDue(asked) {
      const before = readAt.get(asked.organisationId);
      if (before !== undefined && Math.abs(deps.now() - before) < DAY_MS) return;
      const result = await readUsageReport(deps, asked, signal);
      // After an outage the next round asks again; every other answer is enough for a day.
      if (result !== 'outage') readAt.set(asked.organisationId, deps.now());
      if (result === 'forbidden') forbidden.add(asked.organisationId);
      else forbidden.delete(asked.organisationId);
    },
  };
}

/** The second witness of use. A missing permission is no trouble: the seat list goes on alone. */
async function readUsageReport(
  { github, store, now, log }: ReadingDeps,
  asked: Asked,
  signal: AbortSignal,
): Promise<'read' | 'no-report' | 'forbidden' | 'outage'> {
  try {
    const result = await github.readUsageDays(
      asked,
      (days) => store.seats.saveUsageDays(asked.organisationId, days, now()),
      signal,
    );
    log.info({ event: 'usage-read', organisation: asked.organisationId, result }, 'usage report');
    return result;
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    log.info(
      { event: 'usage-unread', organisation: asked.organisationId, failure: error.failure.kind },
      'the usage report could not be read; the seat list goes on alone',
    );
    return error.failure.kind === 'permission' ? 'forbidden' : 'outage';
  }
}

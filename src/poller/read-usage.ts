/** The usage report, read once a day for each organisation and enterprise where the App may read it. */
import { DAY_MS, type Instant } from '../core/seat.ts';
import { GitHubError, type ReportAsked } from '../github/github.ts';
import type { ReportEnd } from '../store/usage-store.ts';
import type { ReadingDeps } from './read-organisation.ts';

export interface UsageReading {
  /** Reads the report unless it has been read within a day. */
  readIfDue(asked: ReportAsked): Promise<void>;
}

export function createUsageReading(deps: ReadingDeps, signal: AbortSignal): UsageReading {
  const readAt = new Map<number, Instant>();
  return {
    async readIfDue(asked) {
      const before = readAt.get(asked.organisationId);
      if (before !== undefined && Math.abs(deps.now() - before) < DAY_MS) return;
      const end = await readUsageReport(deps, asked, signal);
      // After an outage the next round asks again; every other answer is enough for a day.
      if (end.kind !== 'failed' || end.failure.kind === 'permission') {
        readAt.set(asked.organisationId, deps.now());
      }
      await deps.store.usage.saveReportEnd(asked.organisationId, end, deps.now());
    },
  };
}

/** The second witness of use. A missing permission is no trouble: the seat list goes on alone. */
async function readUsageReport(
  { github, store, now, log }: ReadingDeps,
  asked: ReportAsked,
  signal: AbortSignal,
): Promise<ReportEnd> {
  const organisation = asked.organisationId;
  try {
    const end = await github.readUsageDays(
      asked,
      (days) => store.usage.saveDays(organisation, days, now()),
      signal,
    );
    log.info({ event: 'usage-read', organisation, result: end.kind }, 'usage report');
    return end;
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    const { failure } = error;
    log.info(
      { event: 'usage-unread', organisation, failure: failure.kind },
      'the usage report could not be read; the seat list goes on alone',
    );
    return { kind: 'failed', failure };
  }
}

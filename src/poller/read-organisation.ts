/** One read of one organisation: ask page by page, remember each page, then say how it ended. */
import type { Logger } from 'pino';
import type { Instant, SeatReading } from '../core/seat.ts';
import type { ReadFailure } from '../core/trust.ts';
import { type Asked, type GitHub, GitHubError } from '../github/github.ts';
import type { ReadOutcome, Store } from '../store/store.ts';

export interface ReadingDeps {
  readonly github: GitHub;
  readonly store: Pick<Store, 'organisations' | 'reads' | 'usage'>;
  readonly now: () => Instant;
  readonly log: Logger;
}

/**
 * Reads the seats of one organisation. What arrives is remembered page by page, so a read that breaks
 * off loses nothing; only a complete one may say that somebody is gone.
 */
export async function readOrganisation(
  deps: ReadingDeps,
  asked: Asked,
  signal: AbortSignal,
): Promise<ReadOutcome> {
  const { github, store, now, log } = deps;
  const startedMs = performance.now();
  const readId = await store.reads.start(asked.organisationId, now());
  const present = new Set<number>();
  const nobody: SeatReading[] = [];
  let outcome: ReadOutcome;
  try {
    outcome = await github.readSeats(
      asked,
      async ({ seats }) => {
        nobody.push(...seats.filter((seat) => seat.kind === 'nobody'));
        for (const id of await store.reads.saveSlice(readId, seats, now())) present.add(id);
      },
      signal,
    );
  } catch (error) {
    // Stopped by us: the next start ends what was left open, and it counts as no failure of GitHub's.
    if (signal.aborted) throw error;
    await store.reads.finish(readId, { outcome: asFailed(error), present, nobody, at: now() });
    throw error;
  }
  await store.reads.finish(readId, { outcome, present, nobody, at: now() });
  log.info(
    {
      event: 'read-ended',
      organisation: asked.organisationId,
      outcome: outcome.kind,
      pages: outcome.pages,
      seats: present.size + nobody.length,
      failure: outcome.kind === 'complete' ? undefined : outcome.failure.kind,
      tookMs: Math.round(performance.now() - startedMs),
    },
    'an organisation was read',
  );
  if (outcome.kind !== 'failed') await saveSettings(deps, asked, signal);
  return outcome;
}

/** Notes that an organisation could not even be asked, so that its status says so. */
export async function recordFailure(
  { store, now }: Pick<ReadingDeps, 'store' | 'now'>,
  organisationId: number,
  failure: ReadFailure,
): Promise<void> {
  const readId = await store.reads.start(organisationId, now());
  const outcome = { kind: 'failed', failure, pages: 0 } as const;
  await store.reads.finish(readId, { outcome, present: new Set(), nobody: [], at: now() });
}

/** The settings only colour the buttons and are asked again before a removal, so the old ones will do. */
async function saveSettings(deps: ReadingDeps, asked: Asked, signal: AbortSignal): Promise<void> {
  try {
    const settings = await deps.github.readSettings(asked, signal);
    await deps.store.organisations.saveSeatManagement(asked.organisationId, settings);
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    deps.log.warn(
      { event: 'settings-unread', organisation: asked.organisationId, failure: error.failure.kind },
      'the Copilot settings of an organisation could not be read',
    );
  }
}

function asFailed(error: unknown): ReadOutcome {
  const detail = error instanceof Error ? error.name : 'something unexpected';
  return {
    kind: 'failed',
    failure: {
      kind: 'incomplete',
      detail: `Seatkeeper itself failed (${detail}); the log says more.`,
    },
    pages: 0,
  };
}

/** What became of a change: GitHub is asked, never guessed, and never sent the change again. */
import type { Day, GrantKey, Person, SeatReading } from '../core/seat.ts';
import { type Asked, GitHubError } from '../github/github.ts';
import { readSeatOf } from './read-seat.ts';
import type { RemovalDeps } from './removal-deps.ts';

export type ReadBack =
  /** The seat is there and stays. */
  | { readonly kind: 'staying' }
  | { readonly kind: 'leaving'; readonly lastDay: Day }
  | { readonly kind: 'gone' }
  /** The grant has ended, and the person holds a newer one that stays. */
  | { readonly kind: 'replaced' }
  /** GitHub did not say, or spoke of somebody else. */
  | { readonly kind: 'unreadable' };

interface Subject {
  readonly grant: GrantKey;
  readonly person: Person;
}

/**
 * Reads a seat after a change and remembers it. Never throws for what GitHub does; given up by the
 * signal, it ends as unreadable too.
 */
export async function readBack(
  deps: RemovalDeps,
  asked: Asked,
  subject: Subject,
  signal: AbortSignal,
): Promise<ReadBack> {
  const { store, now } = deps;
  try {
    const answer = await readSeatOf(deps, asked, subject.person, signal);
    const reading = answer.kind === 'seat' ? answer.reading : undefined;
    const found = hold(reading, subject);
    if (reading !== undefined) {
      await store.seats.saveReading(asked.organisationId, reading, now());
    }
    if (found.kind === 'gone' || found.kind === 'replaced') {
      await store.seats.markGone(subject.grant, now());
    }
    return found;
  } catch (error) {
    if (signal.aborted) return { kind: 'unreadable' };
    if (!(error instanceof GitHubError)) throw error;
    deps.log.warn(
      {
        event: 'read-back-failed',
        organisation: asked.organisationId,
        failure: error.failure.kind,
      },
      'a change could not be read back yet',
    );
    return { kind: 'unreadable' };
  }
}

/** Holds what GitHub shows under a login against the grant that was changed. */
function hold(reading: SeatReading | undefined, { grant }: Subject): ReadBack {
  if (reading === undefined || reading.kind === 'nobody') return { kind: 'gone' };
  // Somebody else's: the person was renamed between two questions.
  if (reading.person.id !== grant.personId) return { kind: 'unreadable' };
  const lastDay = reading.pendingCancellation;
  if (reading.grantedAt !== grant.grantedAt) {
    return lastDay === undefined ? { kind: 'replaced' } : { kind: 'gone' };
  }
  return lastDay === undefined ? { kind: 'staying' } : { kind: 'leaving', lastDay };
}

const PAUSES_MS = [0, 1000, 3000];

/**
 * Reads back what has just been sent until the seat shows it, three times at most: GitHub may take a
 * moment. A stop ends it only when its grace is over.
 */
export async function readBackUntil(
  deps: RemovalDeps,
  asked: Asked,
  subject: Subject,
  isDone: (found: ReadBack) => boolean,
): Promise<ReadBack> {
  const { over } = deps.stopping;
  let found: ReadBack = { kind: 'unreadable' };
  for (const pauseMs of PAUSES_MS) {
    if (pauseMs > 0) await deps.pause(pauseMs, over).catch(() => undefined);
    if (over.aborted) return found;
    found = await readBack(deps, asked, subject, over);
    if (isDone(found)) return found;
  }
  return found;
}

/** How long GitHub may take to show a change whose answer never came. */
const PATIENCE_MS = 2 * 60_000;

/** Whether a change sent at `sentAt` would show by now. A clock that was set back does not prolong it. */
export function wouldShow(sentAt: number, now: number): boolean {
  return Math.abs(now - sentAt) >= PATIENCE_MS;
}

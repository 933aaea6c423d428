/** The seat of a person under whatever login the person has by now: the number is the person. */
import type { Person } from '../core/seat.ts';
import { type Asked, GitHubError, type LiveSeat } from '../github/github.ts';
import type { RemovalDeps } from './removal-deps.ts';

/**
 * Reads the seat under the login last known. Where GitHub shows none there, or somebody else's, the
 * person may have been renamed since the last read, so the present login is asked for and read instead.
 * Whose seat the answer shows is for the caller to check. Throws `GitHubError`.
 */
export async function readSeatOf(
  { github }: Pick<RemovalDeps, 'github'>,
  asked: Asked,
  person: Person,
  signal: AbortSignal,
): Promise<LiveSeat> {
  const known = await github.readSeat(asked, person.login, signal);
  if (isSeatOf(known, person)) return known;
  const login = await findLogin({ github }, asked, person, signal);
  if (login === undefined || login.toLowerCase() === person.login.toLowerCase()) return known;
  return github.readSeat(asked, login, signal);
}

function isSeatOf(live: LiveSeat, { id }: Person): boolean {
  return live.kind === 'seat' && live.reading.kind === 'held' && live.reading.person.id === id;
}

/** Undefined also where GitHub keeps accounts to itself; then what the known login shows is all there is. */
async function findLogin(
  { github }: Pick<RemovalDeps, 'github'>,
  asked: Asked,
  { id }: Person,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    return await github.readLogin(asked, id, { signal });
  } catch (error) {
    if (error instanceof GitHubError && error.failure.kind === 'permission') return undefined;
    throw error;
  }
}

/** The desk at which every question is asked: in turn, within the limits, with patience for passing trouble. */

import type { App } from '@octokit/app';
import type { Logger } from 'pino';
import type { Instant } from '../core/seat.ts';
import { asGitHubError, sortAnswer, unreadable } from './errors.ts';
import { type Asked, GitHubError, type Lane } from './github.ts';
import type { Gate, Gates, Timing } from './limits.ts';
import { type Answer, ask, DeadlineError, sortNetworkFailure, withDeadline } from './request.ts';
import { API_VERSION, type Tokens, USER_AGENT } from './tokens.ts';

export interface Desk {
  readonly apiUrl: string;
  readonly app: App;
  readonly log: Pick<Logger, 'debug' | 'warn'>;
  readonly now: () => Instant;
  readonly timing: Timing;
  readonly gates: Gates;
  readonly tokens: Tokens;
}

/** Sent with every question; the version's rules: https://docs.github.com/en/rest/about-the-rest-api/api-versions */
export function headersFor(token: string): Record<string, string> {
  return {
    accept: 'application/vnd.github+json',
    authorization: `token ${token}`,
    'user-agent': USER_AGENT,
    'x-github-api-version': API_VERSION,
  };
}

/** A name as a piece of a path. Dots alone would be taken for a way out of it. */
export function pathPiece(name: string): string {
  if (/^\.*$/u.test(name)) {
    throw new GitHubError({ kind: 'gone', detail: 'GitHub has nobody of that name.' });
  }
  return encodeURIComponent(name);
}

export interface InstallationQuestion<T> {
  /** Below the API's address, query included; always built here, never taken from an answer. */
  readonly path: string;
  /** Makes it a POST of this JSON, for GraphQL; only ever a question, since it may be asked again. */
  readonly body?: string;
  readonly needs: string;
  /** Statuses besides 200 that `parse` understands. */
  readonly expects?: readonly number[];
  /** Throws a `GitHubError` of kind `unreadable` for what it cannot read. */
  readonly parse: (answer: Answer) => T;
  readonly patience?: Patience;
  /** The round's unless said otherwise. */
  readonly lane?: Lane;
}

/** Whose question it is, and what gives it up. */
export interface Caller {
  readonly lane: Lane;
  readonly signal: AbortSignal | undefined;
}

export interface Patience {
  /** How often passing trouble is tried again. */
  readonly retries: number;
  /** The longest wait for a limit. */
  readonly waitMs: number;
  /** One attempt, from the first byte sent to the last byte read. */
  readonly deadlineMs: number;
}

/** For what somebody is waiting for: a long wait is better told than sat out. */
export function brief({ deadlineMs, clickDeadlineMs }: Timing): Patience {
  return { retries: 1, waitMs: 5000, deadlineMs: Math.min(deadlineMs, clickDeadlineMs) };
}

function patient({ deadlineMs, patienceMs }: Timing): Patience {
  return { retries: 2, waitMs: patienceMs, deadlineMs };
}

export function patienceOf(lane: Lane, timing: Timing): Patience {
  return lane === 'click' ? brief(timing) : patient(timing);
}

/** Asks as an installation, in turn with its other questions. Throws `GitHubError`. */
export async function askInstallation<T>(
  desk: Desk,
  asked: Asked,
  question: InstallationQuestion<T>,
  signal?: AbortSignal,
): Promise<T> {
  const gate = desk.gates(asked.installationId);
  const { lane = 'round' } = question;
  const patience = question.patience ?? patienceOf(lane, desk.timing);
  return persist(desk, { gate, patience, signal }, async () => {
    // Before queueing as well: nobody who is in a hurry stands behind somebody who sits out a limit.
    await gate.pass(patience.waitMs, signal);
    const answer = await gate.inTurn(
      lane,
      () => askOnce(desk, asked, { question, patience, signal }),
      signal,
    );
    if (answer.status === 200 || question.expects?.includes(answer.status) === true) {
      return question.parse(answer);
    }
    const sorted = sortAnswer(answer, { needs: question.needs, retryAt: gate.retryAt() });
    if (sorted.failure.kind === 'permission') desk.tokens.distrust(asked.installationId);
    throw sorted;
  });
}

interface Attempt {
  readonly question: Pick<InstallationQuestion<unknown>, 'path' | 'body'>;
  readonly patience: Patience;
  readonly signal: AbortSignal | undefined;
}

async function askOnce(desk: Desk, asked: Asked, attempt: Attempt): Promise<Answer> {
  const { signal, patience } = attempt;
  const { installationId } = asked;
  const gate = desk.gates(installationId);
  const { path, body } = attempt.question;
  const url = `${desk.apiUrl}${path}`;
  const { deadlineMs } = patience;

  async function send(refresh: boolean): Promise<Answer> {
    await gate.pass(patience.waitMs, signal);
    const token = await readToken(desk, installationId, { refresh, attempt });
    const answer = await ask({
      method: body === undefined ? 'GET' : 'POST',
      url,
      headers: {
        ...headersFor(token),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body,
      deadlineMs,
      signal,
    });
    gate.note(answer);
    return answer;
  }
  signal?.throwIfAborted();
  const answer = await send(false);
  // A token can be revoked before its hour is over; a new one settles whether that was it.
  return answer.status === 401 ? send(true) : answer;
}

/** A token is mostly at hand; one that must be fetched has the same time as the question itself. */
async function readToken(
  { tokens }: Desk,
  installationId: number,
  { refresh, attempt: { patience, signal } }: { refresh: boolean; attempt: Attempt },
): Promise<string> {
  try {
    return await withDeadline(patience.deadlineMs, signal, (inner) =>
      tokens.read(installationId, { refresh }, inner),
    );
  } catch (error) {
    throw error instanceof DeadlineError ? sortNetworkFailure(error) : error;
  }
}

const MOST_LIMIT_WAITS = 3;

interface Persistence {
  readonly gate: Gate;
  readonly patience: Patience;
  readonly signal: AbortSignal | undefined;
}

/** Tries again after passing trouble and after short limits; everything else is thrown at once. */
export async function persist<T>(
  desk: Pick<Desk, 'timing' | 'log'>,
  { gate, patience, signal }: Persistence,
  attempt: () => Promise<T>,
): Promise<T> {
  let failures = 0;
  let waits = 0;
  while (true) {
    try {
      return await attempt();
    } catch (thrown) {
      signal?.throwIfAborted();
      const error = asGitHubError(thrown);
      if (gate.leftMs() > patience.waitMs) throw error;
      if (error.failure.kind === 'limit') waits += 1;
      else if (isPassing(error)) failures += 1;
      else throw error;
      if (waits > MOST_LIMIT_WAITS || failures > patience.retries) throw error;
      desk.log.debug({ failure: error.failure.kind, status: error.status }, 'asking GitHub again');
      if (error.failure.kind !== 'limit') {
        await desk.timing.sleep(desk.timing.retryDelayMs * 2 ** (failures - 1), signal);
      }
    }
  }
}

function isPassing(error: GitHubError): boolean {
  return error.failure.kind === 'outage' || error.failure.kind === 'unreadable';
}

/** Fails when a 200 is not what its question asked for. */
export function expectParsed<T>(answer: Answer, parsed: { data?: T | undefined }): T {
  if (parsed.data !== undefined) return parsed.data;
  throw unreadable(answer, 'GitHub answered in a form that Seatkeeper cannot read.');
}

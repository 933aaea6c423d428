/** The App's keys to GitHub: `@octokit/app` signs, fetches and caches; this file sorts what goes wrong. */
import { App } from '@octokit/app';
import { Octokit } from '@octokit/core';
import { RequestError } from '@octokit/request-error';
import type { Logger } from 'pino';
import type { ReadFailure } from '../core/trust.ts';
import { asGitHubError, cleanWords, sortAnswer, unreadable } from './errors.ts';
import { GitHubError } from './github.ts';
import type { Gates } from './limits.ts';
import { type Answer, ask, unlessAborted } from './request.ts';
import { parseJson, token, tokenAnswer } from './shapes.ts';

export interface AppIdentity {
  readonly apiUrl: string;
  readonly appId: string;
  readonly privateKey: string;
  readonly deadlineMs: number;
  readonly log: Pick<Logger, 'warn'>;
}

/** An App whose every request has a deadline, stays on its address, and is readable when it succeeds. */
export function createApp(identity: AppIdentity): App {
  const { apiUrl, appId, privateKey, log } = identity;
  const logger = {
    debug: ignore,
    info: ignore,
    // Such as a clock that differs from GitHub's. The words are Octokit's and name no person.
    warn: (message: string) => log.warn({ octokit: cleanWords(message) }, 'a word from octokit'),
    error: (message: string) => log.warn({ octokit: cleanWords(message) }, 'a word from octokit'),
  };
  const request = { fetch: createFetch(identity), log: logger };
  const OurOctokit = Octokit.defaults({ baseUrl: apiUrl, userAgent: USER_AGENT, request });
  return new App({ appId, privateKey, Octokit: OurOctokit, log: logger });
}

export const USER_AGENT = 'seatkeeper';
export const API_VERSION = '2022-11-28';

function ignore(): void {
  // Octokit's chatter is of no use to anybody who runs this.
}

interface OctokitRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

function createFetch({ apiUrl, deadlineMs }: AppIdentity) {
  return async (url: string, sent: OctokitRequest): Promise<Response> => {
    if (!url.startsWith(`${apiUrl}/`))
      throw new Error('an address that is not the configured GitHub');
    const headers = { ...sent.headers, 'x-github-api-version': API_VERSION };
    const { method, body, signal } = sent;
    const answer = await ask({ method, url, headers, body, deadlineMs, signal });
    if (answer.status < 400) checkSuccess(url, answer);
    const empty = answer.status === 204 || answer.status === 205 || answer.status === 304;
    return new Response(empty ? null : answer.text, {
      status: answer.status,
      headers: answer.headers,
    });
  };
}

/** Octokit takes a broken body of a 2xx for an empty string, and caches the token it did not find in it. */
function checkSuccess(url: string, answer: Answer): void {
  const body = parseJson(answer.text);
  const isToken = url.endsWith('/access_tokens');
  if (answer.status >= 300 || typeof body !== 'object' || body === null) {
    throw unreadable(answer, `GitHub's answer is not readable (HTTP ${answer.status}).`);
  }
  if (isToken && !tokenAnswer.safeParse(body).success) {
    throw unreadable(answer, 'GitHub gave no usable token for the installation.');
  }
}

interface TokenWish {
  /** Asks GitHub for a new one, whatever is cached. */
  readonly refresh?: boolean;
  /** Asks for a new one when the cached one is older. */
  readonly maxAgeMs?: number;
}

export interface Tokens {
  /** A token of the installation. Throws `GitHubError`. */
  read(installationId: number, wish?: TokenWish, signal?: AbortSignal): Promise<string>;
  /** The next token is a new one: the cached one may lack a permission that was granted since. */
  distrust(installationId: number): void;
}

export function createTokens(app: App, gates: Gates): Tokens {
  const distrusted = new Set<number>();

  async function request(installationId: number, refresh: boolean, signal?: AbortSignal) {
    const wish = { type: 'installation', installationId, refresh };
    try {
      const found: unknown = await unlessAborted(app.octokit.auth(wish), signal);
      return token.parse(found);
    } catch (error) {
      signal?.throwIfAborted();
      throw sortAppFailure(error, (answer) => {
        const gate = gates(installationId);
        gate.note(answer);
        return gate.retryAt();
      });
    }
  }
  return {
    async read(installationId, wish = {}, signal) {
      const refresh = wish.refresh === true || distrusted.has(installationId);
      const found = await request(installationId, refresh, signal);
      distrusted.delete(installationId);
      const age = Date.now() - Date.parse(found.createdAt);
      if (refresh || wish.maxAgeMs === undefined || age <= wish.maxAgeMs) return found.token;
      return (await request(installationId, true, signal)).token;
    },
    distrust(installationId) {
      distrusted.add(installationId);
    },
  };
}

/** Sorts what Octokit threw at a question that the App asks as itself. `note` takes the limits from it. */
export function sortAppFailure(
  error: unknown,
  note: (answer: Answer) => number | undefined,
): GitHubError {
  const inner = findGitHubError(error);
  if (inner !== undefined) return inner;
  if (!(error instanceof RequestError)) {
    // Nothing was asked yet: the key could not sign. OpenSSL's words about it help nobody.
    return new GitHubError({
      kind: 'credentials',
      detail: 'The private key of the App could not be used. Check GITHUB_PRIVATE_KEY.',
    });
  }
  const { response } = error;
  if (response === undefined) return asGitHubError(undefined);
  const answer: Answer = {
    status: response.status,
    headers: new Headers(
      Object.entries(response.headers).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]),
    ),
    text: typeof response.data === 'string' ? response.data : JSON.stringify(response.data),
  };
  const sorted = sortAnswer(answer, { needs: 'Metadata', retryAt: note(answer) });
  const failure = explainAppFailure(sorted, error.message);
  return new GitHubError(failure, { status: sorted.status, requestId: sorted.requestId });
}

function explainAppFailure({ failure, status }: GitHubError, said: string): ReadFailure {
  if (failure.kind === 'credentials' || (status === 404 && /integration not found/iu.test(said))) {
    const clock = /claim|'exp'|'iat'/iu.test(said) ? ' Or this machine’s clock is wrong.' : '';
    const detail = `GitHub does not accept the App: check GITHUB_APP_ID and its private key.${clock}`;
    return { kind: 'credentials', detail };
  }
  if (failure.kind === 'gone') {
    return { kind: 'gone', detail: 'The App is no longer installed there.' };
  }
  return failure;
}

function findGitHubError(error: unknown): GitHubError | undefined {
  let current: unknown = error;
  for (let depth = 0; depth < 4 && current instanceof Error; depth += 1) {
    if (current instanceof GitHubError) return current;
    current = current.cause;
  }
  return undefined;
}

/** One question over HTTP: one deadline over headers and body, no redirects, a cap on what comes. */
import { GitHubError } from './github.ts';

export interface Question {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A page of 100 seats is about 300 kB. */
const MOST_BYTES = 32 * 1024 * 1024;

export class DeadlineError extends Error {
  constructor(ms: number) {
    super(`no answer within ${ms / 1000} seconds`);
    this.name = 'DeadlineError';
  }
}

/**
 * Runs something that must end in time or when the caller gives up. Not `AbortSignal.any`: on Node 20
 * it keeps every signal ever combined with a long-lived one.
 */
export async function withDeadline<T>(
  ms: number,
  outer: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  outer?.throwIfAborted();
  const controller = new AbortController();
  const giveUp = (): void => controller.abort(outer?.reason);
  outer?.addEventListener('abort', giveUp, { once: true });
  const timer = setTimeout(() => controller.abort(new DeadlineError(ms)), ms);
  try {
    return await run(controller.signal);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', giveUp);
  }
}

/** Leaves a promise that cannot be aborted behind as soon as the signal fires. */
export async function unlessAborted<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (signal === undefined) return promise;
  signal.throwIfAborted();
  return new Promise<T>((resolve, reject) => {
    const giveUp = (): void => reject(asError(signal.reason));
    signal.addEventListener('abort', giveUp, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('given up', { cause: reason });
}

/**
 * Asks once. Any status is an answer. Throws a `GitHubError` of kind `outage` when none came in time or
 * whole, of kind `unreadable` when it is beyond all size, and the caller's own reason when he gave up.
 */
export async function ask(question: Question): Promise<Answer> {
  const { method, url, headers, body, deadlineMs } = question;
  try {
    return await withDeadline(deadlineMs, question.signal, async (signal) => {
      const response = await fetch(url, {
        method,
        headers,
        body: body ?? null,
        signal,
        // A token must reach the configured address or nobody, so no redirect is ever followed.
        redirect: 'manual',
      });
      const text = await readText(response);
      return { status: response.status, headers: response.headers, text };
    });
  } catch (error) {
    question.signal?.throwIfAborted();
    throw error instanceof GitHubError ? error : sortNetworkFailure(error);
  }
}

async function readText(response: Response): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  for await (const piece of response.body) {
    const chunk = bytesOf(piece);
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) {
      throw new GitHubError({
        kind: 'unreadable',
        detail: 'GitHub sent far more than was asked for.',
      });
    }
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  parts.push(decoder.decode());
  return parts.join('');
}

/** The types of `fetch` leave open what a body is made of. */
export function bytesOf(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  throw new TypeError('a body that is not made of bytes');
}

export function sortNetworkFailure(error: unknown): GitHubError {
  if (error instanceof DeadlineError) {
    return new GitHubError({ kind: 'outage', detail: `GitHub gave ${error.message}.` });
  }
  const code = findCode(error);
  const why = code === undefined ? '' : ` (${code})`;
  const detail = `The connection to GitHub failed or broke off${why}.`;
  return new GitHubError({ kind: 'outage', detail }, { cause: error });
}

/** `fetch` hides the system's error code, such as ECONNREFUSED, in its causes. */
function findCode(error: unknown): string | undefined {
  let current: unknown = error;
  for (let depth = 0; depth < 4 && current instanceof Error; depth += 1) {
    if ('code' in current && typeof current.code === 'string') return current.code;
    current = current.cause;
  }
  return undefined;
}

/** Ready-made faults, and the paths they are most often wanted on. */
import type { FaultAction } from './faults.ts';
import { failure, type Reply } from './reply.ts';

export const INSTALLATIONS = /^\/app\/installations$/;
export const ACCESS_TOKENS = /\/access_tokens$/;
export const BILLING = /\/copilot\/billing$/;
export const SEATS = /\/copilot\/billing\/seats$/;
export const MEMBER_SEAT = /\/members\/[^/]+\/copilot$/;
export const SELECTED_USERS = /\/copilot\/billing\/selected_users$/;
export const USERS_REPORT = /\/copilot\/metrics\/reports\/users-28-day\/latest$/;
/** The download itself, on the other origin. */
export const REPORT_FILE = /^\/reports\//;

/** Any answer at all; nothing is applied. A text body goes out as it is, anything else as JSON. */
export function answered(
  status: number,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): FaultAction {
  return { kind: 'answer', reply: { status, headers, body } };
}

export function permissionMissing(
  needed = 'organization_copilot_seat_management=read',
): FaultAction {
  const header = { 'x-accepted-github-permissions': needed };
  return {
    kind: 'answer',
    reply: failure(403, 'Resource not accessible by integration', header),
  };
}

/**
 * The forms in which GitHub says "later": https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 * Instants are UTC ms; `message` carries no header at all, and means a minute at least.
 */
export type LimitForm =
  | { readonly seconds: number }
  | { readonly date: number }
  | { readonly reset: number }
  | 'message';

export function rateLimited(form: LimitForm, status: 403 | 429 = 403): FaultAction {
  if (typeof form === 'object' && 'reset' in form) {
    const headers = {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Math.ceil(form.reset / 1000)),
    };
    return {
      kind: 'answer',
      reply: failure(status, 'API rate limit exceeded for installation ID 1.', headers),
    };
  }
  const message =
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
  return { kind: 'answer', reply: failure(status, message, retryAfter(form)) };
}

export function serverError(status = 500): FaultAction {
  return { kind: 'answer', reply: failure(status, 'Server Error') };
}

/** The page of a proxy or of GitHub's unicorn, instead of JSON. */
export function htmlError(status = 502): FaultAction {
  const body = '<!DOCTYPE html><html><head><title>Unicorn!</title></head><body></body></html>';
  return answered(status, body, { 'content-type': 'text/html; charset=utf-8' });
}

/** The connection ends after this many bytes of a body that was announced whole. */
export function truncated(bytes: number): FaultAction {
  return { kind: 'truncate', bytes };
}

/** The connection is reset before any answer, and nothing was applied. */
export function connectionReset(): FaultAction {
  return { kind: 'drop', applied: false };
}

/** The change is made, and the connection is reset before anybody is told. */
export function appliedUnanswered(): FaultAction {
  return { kind: 'drop', applied: true };
}

/** The change is not made, and the answer says it was. */
export function pretended(): FaultAction {
  return { kind: 'pretend' };
}

/** Never answers, or stops in the middle of the body. */
export function stalled(at: 'headers' | 'body', applied = false): FaultAction {
  return { kind: 'hang', at, applied };
}

/** Held back until `release()`, before or after it is carried out; then on to `next`, or as usual. */
export function held(phase: 'before' | 'after' = 'before', next?: FaultAction): FaultAction {
  return { kind: 'hold', phase, next };
}

/** A seat page that announces another total. */
export function wrongTotal(total: number): FaultAction {
  return altered((body) => ({ ...body, total_seats: total }));
}

/** A seat page without seats, under the right total. */
export function emptyPage(): FaultAction {
  return altered((body) => ({ ...body, seats: [] }));
}

/** Another page than the one that was asked for. */
export function repeatedPage(page: number): FaultAction {
  return {
    kind: 'mistake',
    mistake: (call) => {
      const query = new URLSearchParams(call.query);
      query.set('page', String(page));
      return { ...call, query };
    },
  };
}

/** GitHub's own answer, its JSON object changed on the way. */
export function altered(
  change: (body: Readonly<Record<string, unknown>>) => unknown,
  headers: Readonly<Record<string, string>> = {},
): FaultAction {
  const rewrite = (reply: Reply): Reply => ({
    ...reply,
    headers: { ...reply.headers, ...headers },
    body: change({ ...(reply.body as Record<string, unknown>) }),
  });
  return { kind: 'rewrite', rewrite };
}

function retryAfter(form: Exclude<LimitForm, { reset: number }>): Record<string, string> {
  if (form === 'message') return {};
  const value = 'seconds' in form ? String(form.seconds) : new Date(form.date).toUTCString();
  return { 'retry-after': value };
}

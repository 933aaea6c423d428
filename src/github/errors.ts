/** GitHub's refusals, sorted into classes somebody can act on, in words for people. */
import type { Instant } from '../core/seat.ts';
import type { ReadFailure } from '../core/trust.ts';
import { GitHubError } from './github.ts';
import { isLimit } from './limits.ts';
import type { Answer } from './request.ts';
import { parseJson, refusal } from './shapes.ts';

/** What GitHub's settings page calls the permissions, by the keys of its API. */
const PERMISSION_NAMES: ReadonlyMap<string, string> = new Map([
  ['organization_copilot_seat_management', 'GitHub Copilot Business'],
  ['organization_copilot_metrics', 'Organization Copilot metrics'],
  ['enterprise_copilot_metrics', 'Enterprise Copilot metrics'],
  ['organization_administration', 'Administration'],
  ['members', 'Members'],
  ['metadata', 'Metadata'],
]);

export const SEATS_PERMISSION = 'GitHub Copilot Business';
/** What it takes to read the usage report of each kind of account. */
export const REPORTS_PERMISSIONS = {
  organisation: 'Organization Copilot metrics',
  enterprise: 'Enterprise Copilot metrics',
} as const;

/** What is known about a question when its answer is sorted. */
export interface Circumstances {
  /** The permission it needs, for answers that do not name one. */
  readonly needs: string;
  readonly retryAt?: Instant | undefined;
}

/** Sorts an answer that is not the one hoped for. */
export function sortAnswer(answer: Answer, circumstances: Circumstances): GitHubError {
  return new GitHubError(sortFailure(answer, circumstances), {
    status: answer.status,
    requestId: readRequestId(answer),
  });
}

function sortFailure(answer: Answer, { needs, retryAt }: Circumstances): ReadFailure {
  const { status } = answer;
  const said = readWords(answer);
  const quote = said === undefined ? '' : `: “${said}”`;
  if (isLimit(answer)) {
    return { kind: 'limit', detail: `GitHub asks to be asked less often${quote}.`, retryAt };
  }
  if (status === 401) {
    return { kind: 'credentials', detail: `GitHub refused Seatkeeper's token${quote}.` };
  }
  if (status === 403) return sortForbidden(answer, said, needs);
  if (status === 404) {
    return { kind: 'gone', detail: `GitHub shows no such thing to Seatkeeper${quote}.` };
  }
  if (status === 422) {
    return { kind: 'not-enabled', detail: `Copilot is not set up for this${quote}.` };
  }
  if (status >= 500 || status === 408) {
    return { kind: 'outage', detail: `GitHub is in trouble (HTTP ${status})${quote}.`, retryAt };
  }
  return { kind: 'unreadable', detail: `GitHub gave no usable answer (HTTP ${status})${quote}.` };
}

function sortForbidden(answer: Answer, said: string | undefined, needs: string): ReadFailure {
  if (said !== undefined && /suspended/iu.test(said)) {
    return { kind: 'suspended', detail: 'The installation of the App has been suspended.' };
  }
  const permission = readPermission(answer.headers.get('x-accepted-github-permissions')) ?? needs;
  if (said === undefined || /not accessible by integration/iu.test(said)) {
    const detail = `The App needs the permission “${permission}” and does not have it here.`;
    return { kind: 'permission', detail, permission };
  }
  // Policies and single sign-on refuse with 403 too; then only GitHub's own words help.
  return { kind: 'permission', detail: `GitHub refused this to the App: “${said}”.`, permission };
}

/**
 * The first permission known to Seatkeeper, else the first of all. Sets are parted by `;`, permissions
 * in a set by `,`.
 * https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#resource-not-accessible
 */
export function readPermission(header: string | null): string | undefined {
  const keys = (header ?? '')
    .split(/[;,]/u)
    .map((entry) => entry.split('=')[0]?.trim() ?? '')
    .filter((key) => /^\w{1,100}$/u.test(key));
  for (const [key, name] of PERMISSION_NAMES) if (keys.includes(key)) return name;
  return keys[0]?.replaceAll('_', ' ').replace(/^./u, (letter) => letter.toUpperCase());
}

const LONGEST_QUOTE = 300;
const SECRET = /\bgh[a-z]_\w+|\bgithub_pat_\w+|\beyJ[\w-]+\.[\w-]+(?:\.[\w-]+)?/gu;

/** GitHub's own message, fit to be shown: one line, no secret, no address with a signature. */
function readWords(answer: Answer): string | undefined {
  const message = refusal.safeParse(parseJson(answer.text)).data?.message;
  return message === undefined ? undefined : cleanWords(message);
}

export function cleanWords(message: string): string | undefined {
  const line = message
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .replace(SECRET, '…')
    .replace(/(https?:\/\/[^\s?#]*)[?#]\S*/gu, '$1')
    .trim()
    .replace(/\.$/u, '');
  return line === '' ? undefined : line.slice(0, LONGEST_QUOTE);
}

/** What GitHub's support asks for; kept only in the form GitHub gives it. */
export function readRequestId(answer: Answer): string | undefined {
  const id = answer.headers.get('x-github-request-id') ?? '';
  return /^[\w:.-]{1,100}$/u.test(id) ? id : undefined;
}

export function unreadable(answer: Answer, detail: string): GitHubError {
  return new GitHubError(
    { kind: 'unreadable', detail },
    { status: answer.status, requestId: readRequestId(answer) },
  );
}

/** The door lets no other kind of error out, whatever went wrong inside. */
export function asGitHubError(error: unknown): GitHubError {
  if (error instanceof GitHubError) return error;
  const detail = 'GitHub’s answer could not be made sense of.';
  return new GitHubError({ kind: 'unreadable', detail }, { cause: error });
}

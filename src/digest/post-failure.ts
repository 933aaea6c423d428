/** What a failed post means. The question is always the same: may the message stand there all the same? */
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import type { PauseReason } from '../store/digest-store.ts';

export type PostFailure =
  /** Slack refused what it was to show. */
  | { readonly kind: 'blocks' }
  /** Nothing can be posted in this channel. */
  | { readonly kind: 'channel'; readonly why: PauseReason }
  /** Nothing was posted, and the same may work later; undefined where Slack has not said when. */
  | { readonly kind: 'not-posted'; readonly retryAfterMs: number | undefined }
  /** Nothing was posted, for a reason that may well last: Slack's own word for it. */
  | { readonly kind: 'refused'; readonly code: string }
  /** It may stand there. */
  | { readonly kind: 'unknown' };

/** https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const CHANNEL_TROUBLE: ReadonlyMap<string, PauseReason> = new Map([
  ['is_archived', 'archived'],
  ['not_in_channel', 'not-in-channel'],
  ['channel_not_found', 'no-channel'],
  ['channel_type_not_supported', 'no-channel'],
  ['restricted_action', 'restricted'],
  ['restricted_action_read_only_channel', 'restricted'],
  ['restricted_action_thread_only_channel', 'restricted'],
  ['restricted_action_non_threadable_channel', 'restricted'],
  ['cannot_reply_to_message', 'restricted'],
  ['posting_to_general_channel_denied', 'restricted'],
  ['messages_tab_disabled', 'restricted'],
  ['ekm_access_denied', 'restricted'],
  ['slack_connect_canvas_sharing_blocked', 'shared'],
  ['slack_connect_file_link_sharing_blocked', 'shared'],
  ['slack_connect_blocked_file_type', 'shared'],
  ['team_access_not_granted', 'restricted'],
]);

const BAD_CONTENT = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
  'no_text',
  'invalid_metadata_format',
  'invalid_metadata_schema',
  'metadata_too_large',
]);

/** Slack's own trouble: "some aspect of the operation may have succeeded". */
const UNCERTAIN = new Set([
  'fatal_error',
  'internal_error',
  'request_timeout',
  'service_unavailable',
]);

/** A definite no that ends without anybody's doing, or with what mends all of Seatkeeper's line to Slack. */
const PASSING = new Set([
  'ratelimited',
  'rate_limited',
  'message_limit_exceeded',
  'org_login_required',
  'team_added_to_org',
  'not_authed',
  'invalid_auth',
  'account_inactive',
  'token_expired',
  'token_revoked',
]);

/** What an answer of Slack's calls an error; anything else is an answer that cannot be read. */
const CODE = /^[a-z][a-z0-9_]{2,80}$/;

/** Nothing ever left this machine, or nobody was there to take it. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** The SDK's words for a 429 without a time in it. */
const LIMIT_WITHOUT_TIME = 'Retry header did not contain a valid timeout';

/** Whether the same may work later: everything but a definite no to what was asked. */
export function mayPass(error: unknown): boolean {
  const { kind } = judgePostFailure(error);
  return kind === 'unknown' || kind === 'not-posted';
}

export function judgePostFailure(error: unknown): PostFailure {
  if (error instanceof WebAPIRateLimitedError) {
    return { kind: 'not-posted', retryAfterMs: Math.max(1, error.retryAfter) * 1000 };
  }
  if (error instanceof WebAPIPlatformError) return judgeCode(error.data.error);
  if (error instanceof WebAPIHTTPError) {
    // Turned away at the door: a proxy, or a request that Slack did not even look at.
    const isRefused = error.statusCode >= 400 && error.statusCode < 500;
    return isRefused ? LATER : { kind: 'unknown' };
  }
  if (error instanceof WebAPIRequestError && NEVER_SENT.has(codeOf(error.original.cause))) {
    return LATER;
  }
  const isLimit = error instanceof Error && error.message.startsWith(LIMIT_WITHOUT_TIME);
  return isLimit ? LATER : { kind: 'unknown' };
}

const LATER = { kind: 'not-posted', retryAfterMs: undefined } as const;

function judgeCode(code: unknown): PostFailure {
  // The SDK makes a code of whatever stood in a 200: half an answer, a page, nothing.
  if (typeof code !== 'string' || !CODE.test(code)) return { kind: 'unknown' };
  const why = CHANNEL_TROUBLE.get(code);
  if (why !== undefined) return { kind: 'channel', why };
  if (BAD_CONTENT.has(code)) return { kind: 'blocks' };
  if (UNCERTAIN.has(code)) return { kind: 'unknown' };
  return PASSING.has(code) ? LATER : { kind: 'refused', code };
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}

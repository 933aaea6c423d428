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
  /** Nothing was posted, and the same may work later. */
  | { readonly kind: 'not-posted'; readonly retryAfterMs: number }
  /** It may stand there. */
  | { readonly kind: 'unknown' };

const RETRY_MS = 15_000;

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

/** Nothing ever left this machine, or nobody was there to take it. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

export function judgePostFailure(error: unknown): PostFailure {
  if (error instanceof WebAPIRateLimitedError) {
    return { kind: 'not-posted', retryAfterMs: Math.max(1, error.retryAfter) * 1000 };
  }
  if (error instanceof WebAPIPlatformError) return judgeCode(error.data.error);
  if (error instanceof WebAPIHTTPError) {
    // Turned away at the door: a proxy, or a request that Slack did not even look at.
    const isRefused = error.statusCode >= 400 && error.statusCode < 500;
    return isRefused ? { kind: 'not-posted', retryAfterMs: RETRY_MS } : { kind: 'unknown' };
  }
  if (error instanceof WebAPIRequestError && NEVER_SENT.has(codeOf(error.original.cause))) {
    return { kind: 'not-posted', retryAfterMs: RETRY_MS };
  }
  return { kind: 'unknown' };
}

function judgeCode(code: string): PostFailure {
  const why = CHANNEL_TROUBLE.get(code);
  if (why !== undefined) return { kind: 'channel', why };
  if (BAD_CONTENT.has(code)) return { kind: 'blocks' };
  if (UNCERTAIN.has(code)) return { kind: 'unknown' };
  return { kind: 'not-posted', retryAfterMs: RETRY_MS };
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}

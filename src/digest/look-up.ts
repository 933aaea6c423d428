/** Is a digest that Slack never confirmed there after all? */
import { WebAPIPlatformError } from '@slack/web-api';
import { z } from 'zod';
import { HOUR_MS } from '../core/seat.ts';
import type { DigestSlot } from '../store/digest-store.ts';
import type { DigestDeps } from './digest-deps.ts';

/** How a digest is told from every other message of the bot; any app in the channel can read it. */
export function metadataOf({ id }: DigestSlot) {
  return { event_type: EVENT_TYPE, event_payload: { slot: id } };
}

const EVENT_TYPE = 'copilot_digest';

export type LookUp =
  | { readonly kind: 'found'; readonly ts: string }
  | { readonly kind: 'absent' }
  /** The App may not read the channel's history. */
  | { readonly kind: 'forbidden' }
  /** Slack did not say, or there is too much to go through. */
  | { readonly kind: 'unclear' };

const messageShape = z.object({
  ts: z.string(),
  bot_id: z.string().optional(),
  // What other apps attach is none of our business, whatever its shape.
  metadata: z
    .object({ event_type: z.string(), event_payload: z.object({ slot: z.string() }) })
    .optional()
    .catch(undefined),
});

const historyShape = z.object({
  messages: z.array(messageShape),
  has_more: z.boolean().optional(),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

const PAGE_MESSAGES = 200;
const MOST_PAGES = 25;
/** Our clock may have been ahead of Slack's, by which messages are dated, and put right since. */
const CLOCK_SLACK_MS = 26 * HOUR_MS;
const CANNOT_READ = new Set([
  'missing_scope',
  'not_in_channel',
  'channel_not_found',
  'is_archived',
  'not_allowed_token_type',
  'no_permission',
]);

/** Looks for a digest in the channel's history, by its metadata. Never throws. */
export async function lookUpPost(deps: LookUpDeps, slot: DigestSlot): Promise<LookUp> {
  try {
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await readPage(deps, slot, cursor);
      const found = answer.messages.find((message) =>
        isThisDigest(message, slot, deps.identity()?.botId),
      );
      if (found !== undefined) return { kind: 'found', ts: found.ts };
      if (answer.has_more !== true) return { kind: 'absent' };
      cursor = answer.response_metadata?.next_cursor;
      if (cursor === undefined || cursor === '') return { kind: 'unclear' };
    }
    return { kind: 'unclear' };
  } catch (error) {
    const code = error instanceof WebAPIPlatformError ? error.data.error : '';
    deps.log.info({ event: 'digest-lookup-failed', slot: slot.id, err: error }, 'no history');
    return CANNOT_READ.has(code) ? { kind: 'forbidden' } : { kind: 'unclear' };
  }
}

type LookUpDeps = Pick<DigestDeps, 'clients' | 'identity' | 'log' | 'now'>;

async function readPage(
  { clients, now }: LookUpDeps,
  slot: DigestSlot,
  cursor: string | undefined,
) {
  const sentAt = Math.min(slot.sendingAt ?? slot.claimedAt, now());
  const oldest = (sentAt - CLOCK_SLACK_MS) / 1000;
  const answer = await clients.asking.conversations.history({
    channel: slot.channelId,
    oldest: String(oldest),
    include_all_metadata: true,
    limit: PAGE_MESSAGES,
    ...(cursor === undefined ? {} : { cursor }),
  });
  return historyShape.parse(answer);
}

/** Any app may write such metadata, so the message must be of this very bot. */
function isThisDigest(
  { metadata, bot_id }: z.infer<typeof messageShape>,
  slot: DigestSlot,
  botId: string | undefined,
): boolean {
  if (botId !== undefined && bot_id !== undefined && bot_id !== botId) return false;
  return metadata?.event_type === EVENT_TYPE && metadata.event_payload.slot === slot.id;
}

/** Where a digest goes, and whether names may stand there. */
import { WebAPIPlatformError } from '@slack/web-api';
import { z } from 'zod';
import type { DigestView } from '../slack/views/digest.ts';
import type { DigestNames } from '../store/digest-store.ts';
import type { DigestDeps } from './digest-deps.ts';

export type ChannelKind =
  | { readonly kind: 'known'; readonly isPrivate: boolean; readonly isBecomingShared: boolean }
  /** Other companies read it too. */
  | { readonly kind: 'shared' }
  /** Slack does not tell: for want of a scope, or for now. */
  | { readonly kind: 'unknown'; readonly mayPass: boolean };

const channelShape = z.object({
  is_private: z.boolean().optional(),
  is_ext_shared: z.boolean().optional(),
  is_pending_ext_shared: z.boolean().optional(),
});

/** Asked before each post: a channel can change its kind at any time. Never throws. */
export async function readChannelKind(
  { clients, log }: Pick<DigestDeps, 'clients' | 'log'>,
  channelId: string,
): Promise<ChannelKind> {
  try {
    const { channel } = await clients.asking.conversations.info({ channel: channelId });
    const { is_private, is_ext_shared, is_pending_ext_shared } = channelShape.parse(channel);
    if (is_ext_shared === true) return { kind: 'shared' };
    return {
      kind: 'known',
      isPrivate: is_private === true,
      isBecomingShared: is_pending_ext_shared === true,
    };
  } catch (error) {
    log.info({ event: 'channel-unread', channel: channelId, err: error }, 'a channel is not known');
    return { kind: 'unknown', mayPass: !(error instanceof WebAPIPlatformError) };
  }
}

/** Names only where it is certain that this company alone reads them. */
export function decideNames(wish: DigestNames, channel: ChannelKind): DigestView['names'] {
  if (wish === 'no' || channel.kind === 'shared') return 'left-out';
  if (channel.kind === 'unknown') return 'unknown';
  const isAllowed = wish === 'yes' || channel.isPrivate;
  return isAllowed && !channel.isBecomingShared ? 'shown' : 'left-out';
}

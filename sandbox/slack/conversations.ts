import type { JsonObject } from './json.ts';
import type { Team } from './people.ts';

export interface Channel {
  readonly id: string;
  /** Empty for a direct message. */
  name: string;
  kind: 'public' | 'private' | 'im';
  archived: boolean;
  /** Shared with another company through Slack Connect. */
  externallyShared: boolean;
  readonly members: Set<string>;
  /** In a direct message: the person the app talks to. */
  readonly user: string | undefined;
}

export interface ChannelSeed {
  readonly name: string;
  readonly kind?: 'public' | 'private';
  /** Names of people; `everyone` is every full member. */
  readonly members: readonly string[] | 'everyone';
  /** Whether the app's bot is in it; it is unless said otherwise. */
  readonly bot?: boolean;
  readonly archived?: boolean;
  readonly externallyShared?: boolean;
}

export interface Message {
  readonly channel: string;
  readonly ts: string;
  /** Who wrote it. */
  readonly user: string;
  readonly botId: string | undefined;
  readonly appId: string | undefined;
  text: string;
  /** As stored: Slack's defaults filled in, every block with an id. */
  blocks: JsonObject[];
  metadata: JsonObject | undefined;
  edited: { user: string; ts: string } | undefined;
  threadTs: string | undefined;
  readonly fileIds: readonly string[];
  /** The one person who sees it, where it is an ephemeral message. */
  readonly ephemeralFor: string | undefined;
}

export interface SlackFile {
  readonly id: string;
  readonly name: string;
  readonly length: number;
  readonly uploadKey: string;
  title: string;
  bytes: Buffer | undefined;
  completed: boolean;
  channels: string[];
  /** How often `files.info` still answers without a mimetype: Slack looks at a picture after the upload. */
  pollsUntilReady: number;
}

export function messageOnWire(message: Message, team: Team): JsonObject {
  const wire: JsonObject = {
    type: 'message',
    user: message.user,
    ts: message.ts,
    team: team.id,
    text: message.text,
    blocks: message.blocks,
  };
  if (message.botId !== undefined) wire['bot_id'] = message.botId;
  if (message.appId !== undefined) wire['app_id'] = message.appId;
  if (message.threadTs !== undefined) wire['thread_ts'] = message.threadTs;
  if (message.edited !== undefined) wire['edited'] = message.edited;
  return wire;
}

export function channelOnWire(channel: Channel, team: Team, bot: string): JsonObject {
  if (channel.kind === 'im') {
    return { id: channel.id, is_im: true, user: channel.user, is_archived: false, is_open: true };
  }
  const isPrivate = channel.kind === 'private';
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !isPrivate,
    is_group: isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: isPrivate,
    is_archived: channel.archived,
    is_member: channel.members.has(bot),
    is_shared: channel.externallyShared,
    is_ext_shared: channel.externallyShared,
    is_org_shared: false,
    context_team_id: team.id,
    num_members: channel.members.size,
  };
}

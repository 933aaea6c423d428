import type { Backend } from './backend.ts';
import { type Channel, type Message, messageOnWire } from './conversations.ts';
import { isObject, type JsonObject, objectAt, stringAt } from './json.ts';
import { type Method, type Methods, missingScope, required, visibleChannel } from './method.ts';
import { acceptContent, postAsApp } from './posting.ts';
import { Refusal } from './refusal.ts';

/** Where a message to `id` goes: a channel, or the direct message with a person. */
function addressee(backend: Backend, id: string): Channel {
  const person = backend.workspace.people.get(id);
  if (person === undefined) return visibleChannel(backend, id);
  if (person.kind === 'bot') throw new Refusal('cannot_dm_bot');
  if (person.kind === 'deleted' || person.kind === 'stranger') {
    throw new Refusal('channel_not_found');
  }
  return backend.workspace.directMessage(person.id);
}

function mustBeWritable(backend: Backend, channel: Channel): void {
  if (channel.archived) throw new Refusal('is_archived');
  if (
    channel.kind === 'im' &&
    backend.manifest.features?.app_home?.messages_tab_enabled === false
  ) {
    throw new Refusal('messages_tab_disabled');
  }
  const isMember = channel.members.has(backend.workspace.bot.id);
  const mayWriteAnywhere = backend.scopes.has('chat:write.public');
  if (!isMember && !mayWriteAnywhere) throw new Refusal('not_in_channel');
}

/** https://docs.slack.dev/messaging/message-metadata: a type, and a payload that is an object. */
function metadataOf(args: JsonObject): JsonObject | undefined {
  const { metadata } = args;
  if (metadata === undefined) return undefined;
  const isSound =
    isObject(metadata) &&
    stringAt(metadata, 'event_type') !== undefined &&
    objectAt(metadata, 'event_payload') !== undefined;
  if (!isSound) throw new Refusal('invalid_metadata_format');
  return metadata;
}

function postMessage(backend: Backend, args: JsonObject): JsonObject {
  const channel = addressee(backend, stringAt(args, 'channel') ?? '');
  mustBeWritable(backend, channel);
  const content = acceptContent(backend, { text: args['text'], blocks: args['blocks'] });
  const metadata = metadataOf(args);
  const threadTs = stringAt(args, 'thread_ts');
  const more = metadata === undefined ? { threadTs } : { threadTs, metadata };
  const message = postAsApp(backend, channel, content, more);
  const wire = messageOnWire(message, backend.workspace.team);
  return { channel: channel.id, ts: message.ts, message: wire };
}

function postEphemeral(backend: Backend, args: JsonObject): JsonObject {
  const channel = addressee(backend, stringAt(args, 'channel') ?? '');
  const user = required(args, 'user');
  if (channel.archived) throw new Refusal('is_archived');
  // Here chat:write.public does not help: https://docs.slack.dev/reference/methods/chat.postEphemeral
  if (!channel.members.has(backend.workspace.bot.id)) throw new Refusal('not_in_channel');
  if (!backend.workspace.people.has(user)) throw new Refusal('user_not_found');
  if (!channel.members.has(user)) throw new Refusal('user_not_in_channel');
  const content = acceptContent(backend, { text: args['text'], blocks: args['blocks'] });
  const threadTs = stringAt(args, 'thread_ts');
  const message = postAsApp(backend, channel, content, { ephemeralFor: user, threadTs });
  return { message_ts: message.ts };
}

/** A message the app itself posted; ephemeral ones cannot be found, edited or deleted this way. */
function ownMessage(backend: Backend, args: JsonObject, refusal: string): Message {
  const channel = visibleChannel(backend, stringAt(args, 'channel') ?? '');
  const message = backend.workspace.findMessage(channel.id, required(args, 'ts'));
  if (message === undefined) throw new Refusal('message_not_found');
  if (message.user !== backend.workspace.bot.id) throw new Refusal(refusal);
  return message;
}

/** Longest text of an edit: https://docs.slack.dev/reference/methods/chat.update */
const longestEdit = 4000;

function update(backend: Backend, args: JsonObject): JsonObject {
  const message = ownMessage(backend, args, 'cant_update_message');
  const channel = visibleChannel(backend, message.channel);
  if (channel.archived) throw new Refusal('is_archived');
  const text = args['text'];
  if (typeof text === 'string' && text.length > longestEdit) throw new Refusal('msg_too_long');
  // New text without blocks takes the old blocks away: https://docs.slack.dev/reference/methods/chat.update
  const keepsBlocks = args['blocks'] === undefined && text === undefined;
  const blocks = keepsBlocks ? message.blocks : args['blocks'];
  const content = acceptContent(backend, { text, blocks });
  const metadata = metadataOf(args);
  backend.workspace.edit(message, content);
  if (metadata !== undefined) message.metadata = metadata;
  const wire = messageOnWire(message, backend.workspace.team);
  return { channel: message.channel, ts: message.ts, text: message.text, message: wire };
}

function remove(backend: Backend, args: JsonObject): JsonObject {
  const message = ownMessage(backend, args, 'cant_delete_message');
  backend.workspace.remove(message);
  return { channel: message.channel, ts: message.ts };
}

function getPermalink(backend: Backend, args: JsonObject): JsonObject {
  const channel = visibleChannel(backend, stringAt(args, 'channel') ?? '');
  const message = backend.workspace.findMessage(channel.id, required(args, 'message_ts'));
  if (message === undefined) throw new Refusal('message_not_found');
  const base = backend.workspace.team.url;
  const permalink = `${base}archives/${channel.id}/p${message.ts.replace('.', '')}`;
  return { channel: channel.id, permalink };
}

/** Reading or counting people in a channel needs the scope of its kind, such as `groups:read`. */
export function mustHaveChannelScope(
  backend: Backend,
  channel: Channel,
  right: 'read' | 'history',
): void {
  const families = { public: 'channels', private: 'groups', im: 'im' };
  const needed = `${families[channel.kind]}:${right}`;
  if (!backend.scopes.has(needed)) throw missingScope(backend, needed);
}

const write: Pick<Method, 'scopes'> = { scopes: ['chat:write'] };

export const chatMethods: Methods = {
  'chat.postMessage': { ...write, run: postMessage },
  'chat.postEphemeral': { ...write, run: postEphemeral },
  'chat.update': { ...write, run: update },
  'chat.delete': { ...write, run: remove },
  'chat.getPermalink': { run: getPermalink },
};

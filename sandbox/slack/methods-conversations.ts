import type { Backend } from './backend.ts';
import { channelOnWire, messageOnWire } from './conversations.ts';
import { type JsonObject, stringAt } from './json.ts';
import {
  flag,
  knownPerson,
  type Methods,
  missingScope,
  page,
  required,
  visibleChannel,
} from './method.ts';
import { mustHaveChannelScope } from './methods-chat.ts';
import { Refusal } from './refusal.ts';

const readScopes = { public: 'channels:read', private: 'groups:read', im: 'im:read' } as const;
const allReadScopes = 'channels:read,groups:read,mpim:read,im:read';

function open(backend: Backend, args: JsonObject): JsonObject {
  const given = stringAt(args, 'channel');
  if (given !== undefined) return { channel: { id: visibleChannel(backend, given).id } };
  const users = required(args, 'users').split(',');
  if (users.length !== 1) throw missingScope(backend, 'mpim:write');
  const person = knownPerson(backend, users[0] ?? '');
  if (person.kind === 'deleted') throw new Refusal('user_disabled');
  if (person.kind === 'bot') throw new Refusal('cannot_dm_bot');
  if (person.kind === 'stranger') throw new Refusal('user_not_visible');
  const channel = backend.workspace.directMessage(person.id);
  return { channel: { id: channel.id }, no_op: false, already_open: false };
}

/** Without any of the four scopes Slack does not even look whether the channel exists. */
function mustHaveSomeReadScope(backend: Backend): void {
  const any = allReadScopes.split(',').some((scope) => backend.scopes.has(scope));
  if (!any) throw missingScope(backend, allReadScopes);
}

function info(backend: Backend, args: JsonObject): JsonObject {
  mustHaveSomeReadScope(backend);
  const channel = visibleChannel(backend, required(args, 'channel'));
  mustHaveChannelScope(backend, channel, 'read');
  const { team, bot } = backend.workspace;
  return { channel: channelOnWire(channel, team, bot.id) };
}

function list(backend: Backend, args: JsonObject): JsonObject {
  const { team, bot, channels } = backend.workspace;
  const names: Record<string, 'public' | 'private' | 'im'> = {
    public_channel: 'public',
    private_channel: 'private',
    im: 'im',
  };
  const wanted = (stringAt(args, 'types') ?? 'public_channel').split(',');
  const kinds = wanted.flatMap((name) => names[name.trim()] ?? []);
  if (kinds.length === 0) throw new Refusal('invalid_types');
  for (const kind of kinds) {
    if (!backend.scopes.has(readScopes[kind])) throw missingScope(backend, readScopes[kind]);
  }
  const shown = [...channels.values()].filter(
    (channel) =>
      kinds.includes(channel.kind) &&
      (channel.kind === 'public' || channel.members.has(bot.id)) &&
      !(flag(args, 'exclude_archived') && channel.archived),
  );
  const { items, cursor } = page(
    shown.map((channel) => channelOnWire(channel, team, bot.id)),
    args,
  );
  return { channels: items, response_metadata: { next_cursor: cursor } };
}

function members(backend: Backend, args: JsonObject): JsonObject {
  mustHaveSomeReadScope(backend);
  const channel = visibleChannel(backend, required(args, 'channel'));
  mustHaveChannelScope(backend, channel, 'read');
  const { items, cursor } = page(
    [...channel.members].map((id) => ({ id })),
    args,
  );
  return { members: items.map((item) => item['id']), response_metadata: { next_cursor: cursor } };
}

function history(backend: Backend, args: JsonObject): JsonObject {
  const channel = visibleChannel(backend, required(args, 'channel'));
  mustHaveChannelScope(backend, channel, 'history');
  if (!channel.members.has(backend.workspace.bot.id)) throw new Refusal('not_in_channel');
  const withMetadata = flag(args, 'include_all_metadata');
  const oldest = Number(stringAt(args, 'oldest') ?? 0);
  const newestFirst = backend.workspace
    .messagesIn(channel.id)
    .filter(({ ts }) => Number(ts) > oldest)
    .toReversed();
  const { items, cursor } = page(
    newestFirst.map((message) => {
      const wire = messageOnWire(message, backend.workspace.team);
      const { metadata } = message;
      return withMetadata && metadata !== undefined ? { ...wire, metadata } : wire;
    }),
    { limit: 100, ...args },
  );
  const more = cursor !== '';
  return { messages: items, has_more: more, response_metadata: { next_cursor: cursor } };
}

export const conversationMethods: Methods = {
  'conversations.open': { scopes: ['im:write'], run: open },
  'conversations.info': { run: info },
  'conversations.list': { run: list },
  'conversations.members': { run: members },
  'conversations.history': { run: history },
};

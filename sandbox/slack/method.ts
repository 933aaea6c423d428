import type { Backend } from './backend.ts';
import type { Channel } from './conversations.ts';
import { type JsonObject, stringAt } from './json.ts';
import type { Person } from './people.ts';
import { missingArgument, Refusal } from './refusal.ts';

/** One Web API method: who may call it, and what it does. Returns the answer without `ok`; throws a Refusal. */
export interface Method {
  /** `bot` unless said otherwise; `none` needs no token. */
  readonly token?: 'app' | 'none';
  /** Every scope it needs. */
  readonly scopes?: readonly string[];
  run(backend: Backend, args: JsonObject): JsonObject;
}

export type Methods = Readonly<Record<string, Method>>;

export function required(args: JsonObject, name: string): string {
  const value = stringAt(args, name);
  if (value === undefined || value === '') throw missingArgument(name);
  return value;
}

/** A boolean argument: a form has only text for it. */
export function flag(args: JsonObject, name: string): boolean {
  return args[name] === true || args[name] === 'true' || args[name] === '1';
}

export function missingScope(backend: Backend, needed: string): Refusal {
  return new Refusal('missing_scope', { needed, provided: [...backend.scopes].join(',') });
}

/** A person the app can know of; throws `user_not_found`. */
export function knownPerson(backend: Backend, id: string): Person {
  const person = backend.workspace.people.get(id);
  if (person === undefined) throw new Refusal('user_not_found');
  return person;
}

/** A channel the app can see: a private one it is no member of does not exist for it. */
export function visibleChannel(backend: Backend, id: string): Channel {
  const channel = backend.workspace.channels.get(id);
  const isMember = channel?.members.has(backend.workspace.bot.id) ?? false;
  if (channel === undefined || (channel.kind !== 'public' && !isMember)) {
    throw new Refusal('channel_not_found');
  }
  return channel;
}

/** Cuts a list into pages as Slack does, with an opaque cursor. */
export function page(
  items: readonly JsonObject[],
  args: JsonObject,
): { items: JsonObject[]; cursor: string } {
  const limit = Math.max(1, Number(args['limit'] ?? 1000) || 1000);
  const cursor = stringAt(args, 'cursor') ?? '';
  const from = cursor === '' ? 0 : Number(Buffer.from(cursor, 'base64').toString());
  if (!Number.isInteger(from) || from < 0) throw new Refusal('invalid_cursor');
  const next = from + limit;
  return {
    items: items.slice(from, next),
    cursor: next < items.length ? Buffer.from(String(next)).toString('base64') : '',
  };
}

import { randomBytes } from 'node:crypto';
import type { Backend } from './backend.ts';
import type { Message } from './conversations.ts';
import { isObject, type JsonObject, parseJson, stringAt } from './json.ts';
import { acceptContent, noteRefusal, postAsApp } from './posting.ts';
import { Refusal } from './refusal.ts';

const mostUses = 5;
const lifeMs = 30 * 60_000;

interface ResponseUrl {
  readonly user: string;
  readonly channel: string;
  /** The message that was clicked; a slash command has none. */
  readonly original: Message | undefined;
  readonly issuedAt: number;
  uses: number;
}

/** Response URLs: five uses, thirty minutes of real time. */
export class ResponseUrls {
  readonly #known = new Map<string, ResponseUrl>();

  /** A new path under the server's origin. */
  issue(
    kind: 'commands' | 'actions',
    place: { user: string; channel: string; original: Message | undefined },
    teamId: string,
  ): string {
    const path = `/${kind}/${teamId}/${this.#known.size + 1}/${randomBytes(12).toString('hex')}`;
    this.#known.set(path, { ...place, issuedAt: Date.now(), uses: 0 });
    return path;
  }

  find(path: string): ResponseUrl | undefined {
    return this.#known.get(path);
  }

  usesLeft(url: string): number {
    const known = this.#known.get(new URL(url).pathname);
    return known === undefined ? 0 : mostUses - known.uses;
  }

  /** Makes a URL older than Slack accepts, for tests that do not want to wait for it. */
  expire(url: string): void {
    const path = new URL(url).pathname;
    const known = this.#known.get(path);
    if (known !== undefined) this.#known.set(path, { ...known, issuedAt: -Infinity });
  }
}

/** A new response URL for something a person did. */
export function newResponseUrl(
  backend: Backend,
  kind: 'commands' | 'actions',
  place: { user: string; channel: string; original: Message | undefined },
): string {
  return backend.origin + backend.responseUrls.issue(kind, place, backend.workspace.team.id);
}

function stillThere(backend: Backend, message: Message | undefined): Message | undefined {
  if (message === undefined) return undefined;
  const { workspace } = backend;
  return message.ephemeralFor === undefined
    ? workspace.findMessage(message.channel, message.ts)
    : workspace.findEphemeral(message.ephemeralFor, message.ts);
}

function apply(backend: Backend, place: ResponseUrl, body: JsonObject): void {
  const { workspace } = backend;
  const original = stillThere(backend, place.original);
  if (body['delete_original'] === true) {
    if (original !== undefined) workspace.remove(original);
    return;
  }
  const accepted = acceptContent(backend, { text: body['text'], blocks: body['blocks'] });
  // Where there is no original (a slash command, or one that is gone) Slack posts a new message.
  if (body['replace_original'] === true && original !== undefined) {
    workspace.edit(original, accepted);
    return;
  }
  const channel = workspace.channels.get(place.channel);
  if (channel === undefined) throw new Refusal('channel_not_found');
  const inChannel = body['response_type'] === 'in_channel';
  const threadTs = stringAt(body, 'thread_ts');
  postAsApp(
    backend,
    channel,
    accepted,
    inChannel ? { threadTs } : { ephemeralFor: place.user, threadTs },
  );
}

/** One POST to a response URL; every refusal is a 404 with the reason, as Slack answers. */
export function respond(
  backend: Backend,
  path: string,
  text: string,
): { status: number; headers: Record<string, string>; body: JsonObject } {
  const place = backend.responseUrls.find(path);
  try {
    if (place === undefined || Date.now() - place.issuedAt > lifeMs) {
      throw new Refusal('expired_url');
    }
    if (place.uses >= mostUses) throw new Refusal('used_url');
    const body = parseJson(text);
    if (!isObject(body)) throw new Refusal('invalid_payload');
    place.uses += 1;
    apply(backend, place, body);
    return { status: 200, headers: {}, body: { ok: true } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    noteRefusal(backend, 'response_url', error);
    return { status: 404, headers: {}, body: { ok: false, error: error.code } };
  }
}

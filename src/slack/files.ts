/** A file in a direct message. https://docs.slack.dev/messaging/working-with-files#upload */
import { setTimeout } from 'node:timers/promises';
import { WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import type { Logger } from 'pino';
import { sendDirectMessage } from './answer.ts';
import { plain } from './text.ts';
import type { Message } from './views/context.ts';
import type { WebClients } from './web-clients.ts';

export interface FileToSend {
  readonly filename: string;
  readonly title: string;
  readonly content: string;
  /** Stands above the file. It has to be there first, so it says what is true at each moment. */
  readonly above: {
    readonly coming: Message;
    readonly arrived: Message;
    readonly failed: Message;
  };
  /** Called once Slack has made room, before anything is sent. */
  readonly beforeSending?: () => Promise<void>;
}

export interface FileDeps {
  readonly clients: WebClients;
  readonly log: Logger;
}

const UPLOAD_WITHIN_MS = 60_000;

/**
 * Sends a file to a person. `no-scope` where the app may not send files: then nothing was sent. Throws
 * when it did not arrive, which the person has then been told where the file should be.
 */
export async function sendFile(
  deps: FileDeps,
  userId: string,
  { filename, title, content, above, beforeSending }: FileToSend,
): Promise<'sent' | 'no-scope'> {
  const { posting } = deps.clients;
  const bytes = new TextEncoder().encode(content);
  const place = await findPlace(deps, filename, bytes.length);
  if (place === undefined) return 'no-scope';
  await beforeSending?.();
  const uploaded = await fetch(place.url, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: bytes,
    redirect: 'error',
    signal: AbortSignal.timeout(UPLOAD_WITHIN_MS),
  });
  await uploaded.body?.cancel();
  if (!uploaded.ok) throw new Error(`the upload of a file was answered ${uploaded.status}`);
  const line = await openConversation(deps, userId, above.coming);
  try {
    await posting.files.completeUploadExternal({
      channel_id: line.channel,
      files: [{ id: place.id, title: plain(title, 100) }],
    });
  } catch (error) {
    await reword(deps, line, above.failed);
    throw error;
  }
  await reword(deps, line, above.arrived);
  return 'sent';
}

/** A message of our own in somebody's direct messages. */
interface Line {
  readonly channel: string;
  readonly ts: string;
}

/** Never throws: what the message said before stays true. */
async function reword(
  { clients, log }: FileDeps,
  { channel, ts }: Line,
  { text, blocks }: Message,
): Promise<void> {
  try {
    await clients.asking.chat.update({ channel, ts, text, blocks });
  } catch (error) {
    log.warn({ event: 'file-unworded', err: error }, 'the message above a file is as it was');
  }
}

async function findPlace(
  { clients }: FileDeps,
  filename: string,
  length: number,
): Promise<{ readonly url: string; readonly id: string } | undefined> {
  try {
    const place = await clients.asking.files.getUploadURLExternal({ filename, length });
    const { upload_url: url, file_id: id } = place;
    if (url === undefined || id === undefined) throw new Error('Slack named no place for a file');
    return { url, id };
  } catch (error) {
    if (error instanceof WebAPIPlatformError && error.data.error === 'missing_scope') {
      return undefined;
    }
    throw error;
  }
}

/** Posting to a person opens the conversation and names it, so no further scope is needed. */
async function openConversation(
  { clients }: FileDeps,
  userId: string,
  { text, blocks }: Message,
): Promise<Line> {
  const { channel, ts } = await clients.posting.chat.postMessage({
    channel: userId,
    text,
    blocks,
    unfurl_links: false,
    unfurl_media: false,
  });
  if (channel === undefined || ts === undefined) throw new Error('Slack named no conversation');
  return { channel, ts };
}

const MOST_TRIES = 5;

/** Sends many messages in order, at the pace that Slack asks for. */
export async function sendInTurn(
  deps: FileDeps,
  userId: string,
  messages: readonly Message[],
): Promise<void> {
  for (const message of messages) await sendWhenLet(deps, userId, message);
}

/** A message that Slack turned away for its pace was not posted, so sending it again repeats nothing. */
async function sendWhenLet(deps: FileDeps, userId: string, message: Message): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await sendDirectMessage(deps, userId, message);
    } catch (error) {
      if (!(error instanceof WebAPIRateLimitedError) || tries === MOST_TRIES) throw error;
      await setTimeout(Math.max(1, error.retryAfter) * 1000);
    }
  }
}

/** A file in a direct message. https://docs.slack.dev/messaging/working-with-files#upload */
import { WebAPIPlatformError } from '@slack/web-api';
import type { Logger } from 'pino';
import { sendDirectMessage } from './answer.ts';
import { plain } from './text.ts';
import type { Message } from './views/context.ts';
import type { WebClients } from './web-clients.ts';

export interface FileToSend {
  readonly filename: string;
  readonly title: string;
  readonly content: string;
  /** Stands above the file. */
  readonly intro: Message;
  /** Called once Slack has made room, before anything is sent. */
  readonly beforeSending?: () => Promise<void>;
}

export interface FileDeps {
  readonly clients: WebClients;
  readonly log: Logger;
}

const UPLOAD_WITHIN_MS = 60_000;

/** Sends a file to a person. `no-scope` where the app may not send files: then nothing was sent. */
export async function sendFile(
  deps: FileDeps,
  userId: string,
  { filename, title, content, intro, beforeSending }: FileToSend,
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
  const channelId = await openConversation(deps, userId, intro);
  await posting.files.completeUploadExternal({
    channel_id: channelId,
    files: [{ id: place.id, title: plain(title, 100) }],
  });
  return 'sent';
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
): Promise<string> {
  const { channel } = await clients.posting.chat.postMessage({
    channel: userId,
    text,
    blocks,
    unfurl_links: false,
    unfurl_media: false,
  });
  if (channel === undefined) throw new Error('Slack named no conversation');
  return channel;
}

const PIECE_LENGTH = 2900;
const MOST_PIECES = 20;

/** The same as messages, where files may not be sent. */
export async function sendAsText(
  deps: FileDeps,
  userId: string,
  { content, intro }: Pick<FileToSend, 'content' | 'intro'>,
): Promise<void> {
  await sendDirectMessage(deps, userId, intro);
  const pieces: string[] = [];
  for (let at = 0; at < content.length; at += PIECE_LENGTH) {
    pieces.push(content.slice(at, at + PIECE_LENGTH));
  }
  for (const [index, piece] of pieces.slice(0, MOST_PIECES).entries()) {
    await sendDirectMessage(deps, userId, {
      text: `What is stored about you, part ${index + 1} of ${pieces.length}`,
      blocks: [
        {
          type: 'rich_text',
          elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: piece }] }],
        },
      ],
    });
  }
}

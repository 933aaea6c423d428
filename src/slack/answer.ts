/**
 * Where an answer goes. Slack offers a response URL for some deliveries, a view for others, and for
 * some nothing at all; then, and when a URL has run out, the answer is a direct message.
 */
import type { RespondArguments } from '@slack/bolt';
import { WebAPIPlatformError } from '@slack/web-api';
import type { Logger } from 'pino';
import type { Message } from './views/context.ts';
import type { WebClients } from './web-clients.ts';

export interface Answer {
  /** Shows a message to this person alone, beside what is there. */
  add(message: Message): Promise<void>;
  /** Puts a message in the place of the one that was clicked, where that is this person's own. */
  replace(message: Message): Promise<void>;
}

export interface AnswerDeps {
  readonly clients: WebClients;
  readonly log: Logger;
}

/** Where a click or a command came from. */
export interface Origin {
  readonly userId: string;
  readonly responseUrl: string | undefined;
  /** The clicked message is seen by this person alone: ephemeral, or in the direct messages. */
  readonly isPrivate: boolean;
  /** The dialog in which the click happened. */
  readonly dialogId: string | undefined;
}

export function createAnswer(deps: AnswerDeps, origin: Origin): Answer {
  const { responseUrl, userId } = origin;
  async function send(message: Message, options: RespondArguments): Promise<void> {
    if (responseUrl === undefined) return sendDirectMessage(deps, userId, message);
    try {
      for (const blocks of waysToSend(message)) {
        if (await postToUrl(responseUrl, { ...options, text: message.text, blocks })) return;
      }
      throw new Error('a response URL takes nothing of this answer');
    } catch (error) {
      deps.log.warn(
        { event: 'response-url-refused', err: error },
        'an answer goes by direct message',
      );
      await sendDirectMessage(deps, userId, message);
    }
  }

  return {
    add: (message) => send(message, { response_type: 'ephemeral', replace_original: false }),
    async replace(message) {
      if (origin.dialogId !== undefined) return replaceDialog(deps, origin, message);
      return send(
        message,
        origin.isPrivate
          ? { replace_original: true }
          : { response_type: 'ephemeral', replace_original: false },
      );
    },
  };
}

/** What takes longer says that it is being worked on. */
export const SLOW_MS = 1000;

/**
 * Lets `work` answer; when it has said nothing for a second, `progress` is shown, and what it says next
 * takes the place of that where one message can stand for another.
 */
export async function answerInTime(
  answer: Answer,
  progress: Message,
  work: (answer: Answer) => Promise<void>,
): Promise<void> {
  let shown: Promise<void> | undefined;
  let said = false;
  async function say(how: 'add' | 'replace', message: Message): Promise<void> {
    const comesFirst = !said;
    said = true;
    // What is shown while waiting must not arrive after the result.
    await shown;
    return answer[comesFirst && shown !== undefined ? 'replace' : how](message);
  }
  const following: Answer = {
    add: (message) => say('add', message),
    replace: (message) => say('replace', message),
  };
  const timer = setTimeout(() => {
    if (!said) shown = answer.replace(progress).catch(() => undefined);
  }, SLOW_MS);
  try {
    await work(following);
  } finally {
    clearTimeout(timer);
    await shown;
  }
}

/**
 * False where Slack refuses the URL or the blocks; its status is the same for both.
 * https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 */
async function postToUrl(url: string, body: RespondArguments): Promise<boolean> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.timeout(10_000),
  });
  await response.body?.cancel();
  if (response.status === 404) return false;
  if (!response.ok) throw new Error(`a response URL answered ${response.status}`);
  return true;
}

/** A message that lasts. Sent once; when Slack refuses its blocks, its words are sent alone. */
export async function sendDirectMessage(
  { clients, log }: AnswerDeps,
  userId: string,
  message: Message,
): Promise<void> {
  await postMessage({ clients, log }, userId, message);
}

/** Posts to a channel or a person. Throws what Slack answers, but for blocks that Slack refuses. */
export async function postMessage(
  { clients, log }: AnswerDeps,
  channel: string,
  message: Message,
): Promise<void> {
  const common = { channel, text: message.text, unfurl_links: false, unfurl_media: false };
  for (const blocks of waysToSend(message)) {
    try {
      await clients.posting.chat.postMessage({ ...common, blocks });
      return;
    } catch (error) {
      if (!(error instanceof WebAPIPlatformError) || error.data.error !== 'invalid_blocks')
        throw error;
      log.error({ event: 'blocks-refused', err: error }, 'Slack refused the blocks of a message');
    }
  }
  await clients.posting.chat.postMessage(common);
}

/** The blocks as they should be, and what stands in for them where Slack refuses a chart. */
function waysToSend({ blocks, withoutChart }: Message): Message['blocks'][] {
  return withoutChart === undefined ? [blocks] : [blocks, withoutChart];
}

async function replaceDialog(
  deps: AnswerDeps,
  { dialogId, userId }: Origin,
  message: Message,
): Promise<void> {
  try {
    await deps.clients.asking.views.update({
      view_id: dialogId ?? '',
      view: {
        type: 'modal',
        title: { type: 'plain_text', text: 'Seatkeeper' },
        close: { type: 'plain_text', text: 'Close' },
        blocks: message.blocks,
      },
    });
  } catch (error) {
    deps.log.warn({ event: 'dialog-gone', err: error }, 'an answer goes by direct message');
    await sendDirectMessage(deps, userId, message);
  }
}

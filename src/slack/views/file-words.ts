/** What stands above a file until it is there, or when it is not. */
import { mrkdwn } from '../text.ts';
import { createMessage, section } from './blocks.ts';
import type { Message, ViewContext } from './context.ts';

export function renderFileComing(context: ViewContext): Message {
  return createMessage([section(mrkdwn`The file you asked for is on its way.`)], context);
}

/** It is not known whether Slack took it after all. */
export function renderFileFailed(context: ViewContext): Message {
  return createMessage(
    [
      section(
        mrkdwn`*The file could not be sent:* Slack did not confirm it. If none stands below, please ask for it again in a while.`,
      ),
    ],
    context,
  );
}

/** What the dialogs of the digests answer to what was done in them. */
import type { SentNow } from '../../digest/digests.ts';
import type { DigestSlot } from '../../store/digest-store.ts';
import { contact, type Mrkdwn, mrkdwn } from '../text.ts';
import { createMessage, section } from './blocks.ts';
import type { Message, ViewContext } from './context.ts';
import { findPause, PAUSE_WORDS } from './digest-words.ts';

/** Stands on top of the list. */
export const DIGEST_NOTICES = {
  already: mrkdwn`*Nothing was changed.* Somebody else was quicker; this is how it stands.`,
  twin: mrkdwn`*Nothing was changed.* This channel has this digest already.`,
  unreadable: mrkdwn`*Nothing was saved.* This form is from an earlier version of Seatkeeper. Please open it again.`,
  deletedMeanwhile: mrkdwn`*Nothing was changed.* Somebody has deleted this digest meanwhile.`,
  saved: mrkdwn`*Saved.*`,
  paused: mrkdwn`*Paused.* None is sent until somebody resumes it.`,
  resumed: mrkdwn`*Resumed.* It comes again at its next time.`,
  deleted: mrkdwn`*Deleted.* None is sent any more.`,
  sending: mrkdwn`Working on it: reading GitHub, then sending.`,
} as const;

/** Stands beside the channel that was chosen; plain text. */
export const CHANNEL_PROBLEMS = {
  twin: 'This channel has this digest already. Please choose another channel, day or time.',
  shared:
    'This channel is shared with another company, and figures about seats stay in this one. Please choose another.',
  archived: 'This channel is archived. Please choose another.',
  'not-in-channel':
    'Seatkeeper is not in this channel. Type /invite @Seatkeeper there, then save again.',
} as const;

/** For a form that was closed before it was clear that its channel will not do. */
export function renderNotSaved(problem: string, channelId: string, context: ViewContext): Message {
  const where = contact(channelId);
  return createMessage(
    [section(mrkdwn`*The digest for ${where} was not saved.* ${problem}`)],
    context,
  );
}

/** What became of a digest that somebody asked for. */
export function describeSent(sent: SentNow): Mrkdwn {
  switch (sent.kind) {
    case 'busy':
      return mrkdwn`*One is on its way already.* Give it a minute.`;
    case 'gone':
      return DIGEST_NOTICES.already;
    case 'slot':
      return describeSlot(sent.slot);
  }
}

function describeSlot({ state, channelId, detail }: DigestSlot): Mrkdwn {
  const where = contact(channelId);
  switch (state) {
    case 'posted':
      return mrkdwn`*Sent* to ${where}.`;
    case 'claimed':
      return mrkdwn`*Not sent yet.* Slack did not take it just now; it is tried again by itself.`;
    case 'sending':
    case 'unknown':
      return mrkdwn`*Not certain yet.* Slack has not confirmed that it arrived in ${where}. It is looked for, and you will be told if it stays uncertain.`;
    case 'skipped': {
      const pause = findPause(detail);
      return pause === undefined
        ? mrkdwn`*Not sent.* Slack did not take it.`
        : mrkdwn`*Not sent to ${where}:* ${PAUSE_WORDS[pause].why}. ${PAUSE_WORDS[pause].mend}`;
    }
  }
}

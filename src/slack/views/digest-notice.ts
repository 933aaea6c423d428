/** What whoever set a digest up is told when it did not come, or may not have come. */
import type { Instant } from '../../core/seat.ts';
import type { OwedNotice, PauseReason } from '../../store/digest-store.ts';
import { bold, code, contact, formatWhen, join, type Mrkdwn, mrkdwn, plural } from '../text.ts';
import { createMessage, section } from './blocks.ts';
import type { Message, ViewContext } from './context.ts';
import { findPause, PAUSE_WORDS } from './digest-words.ts';

export interface DigestNotice extends OwedNotice {
  /** When the next one comes; undefined while it is paused. */
  readonly nextAt: Instant | undefined;
}

export function renderDigestNotice(notice: DigestNotice, context: ViewContext): Message {
  return createMessage([section(describeNotice(notice, context))], context);
}

function describeNotice(notice: DigestNotice, context: ViewContext): Mrkdwn {
  const { slot } = notice;
  const where = contact(slot.channelId);
  const pause = findPause(slot.detail);
  if (pause !== undefined) return describePause(pause, where, context);
  return slot.state === 'unknown'
    ? describeUnknown(notice, where, context)
    : describeMissed(notice, where, context);
}

function describePause(why: PauseReason, where: Mrkdwn, { command }: ViewContext): Mrkdwn {
  const words = PAUSE_WORDS[why];
  return join([
    bold(mrkdwn`The weekly digest for ${where} is paused:`),
    mrkdwn`${words.why}. Nothing was posted, and nothing more is tried.`,
    mrkdwn`${words.mend} Both are in ${code(`${command} digest`)}.`,
  ]);
}

function describeUnknown({ slot, nextAt }: DigestNotice, where: Mrkdwn, context: ViewContext) {
  const { now, command } = context;
  return join([
    bold(mrkdwn`It is not certain that the digest for ${where} arrived.`),
    mrkdwn`It was sent ${formatWhen(slot.sendingAt ?? slot.claimedAt, now)}, and Slack never confirmed it. It is not sent again, so that it cannot stand there twice.`,
    mrkdwn`Please have a look; if it is missing, ${code(`${command} digest`)} has Send now.`,
    describeNext(nextAt, now),
  ]);
}

function describeMissed({ slot, nextAt }: DigestNotice, where: Mrkdwn, context: ViewContext) {
  const { now, command } = context;
  const { weeks, dueAt, detail } = slot;
  const why =
    detail === 'missed' ? 'Seatkeeper was not at work then' : 'Slack did not take it within a day';
  return join([
    weeks > 1
      ? bold(mrkdwn`${plural(weeks, 'weekly digest')} for ${where} were not posted.`)
      : bold(mrkdwn`The weekly digest for ${where} was not posted.`),
    mrkdwn`${weeks > 1 ? 'The last of them' : 'It'} was due ${formatWhen(dueAt, now)}; ${why}, and after a day it is not sent any more.`,
    mrkdwn`To have one now: ${code(`${command} digest`)}.`,
    describeNext(nextAt, now),
  ]);
}

function describeNext(nextAt: Instant | undefined, now: Instant): Mrkdwn | undefined {
  return nextAt === undefined ? undefined : mrkdwn`The next one comes ${formatWhen(nextAt, now)}.`;
}

/** What whoever set a digest up is told when it did not come, or may not have come. */
import type { Instant } from '../../core/seat.ts';
import type { OwedNotice } from '../../store/digest-store.ts';
import { bold, code, contact, formatWhen, join, type Mrkdwn, mrkdwn, plural } from '../text.ts';
import { createMessage, note, section } from './blocks.ts';
import type { Message, ViewContext } from './context.ts';
import { findPause, PAUSE_WORDS } from './digest-words.ts';

export interface DigestNotice extends OwedNotice {
  /** When the next one comes; undefined while it is paused. */
  readonly nextAt: Instant | undefined;
}

/** So that the words alone fit into a message too. */
const MOST_SECTIONS = 10;

/** All that one person is owed, as one message: what has to be mended first, then the newest. */
export function renderDigestNotices(
  notices: readonly DigestNotice[],
  context: ViewContext,
): Message {
  const news = mergeNews(notices).toSorted((one, other) => rankOf(one) - rankOf(other));
  const shown = news.length > MOST_SECTIONS ? news.slice(0, MOST_SECTIONS - 1) : news;
  const more = news.length - shown.length;
  return createMessage(
    [
      ...shown.map((one) => section(describeNews(one, context.now))),
      note(
        join([
          more > 0 ? `${plural(more, 'more digest')} did not come either.` : undefined,
          mrkdwn`To send one now, change one or resume one: ${code(`${context.command} digest`)}`,
        ]),
      ),
    ],
    context,
  );
}

const KINDS = ['paused', 'hindered', 'refused', 'unseen', 'unknown', 'missed'] as const;

interface News extends DigestNotice {
  readonly kind: (typeof KINDS)[number];
}

function rankOf({ kind }: News): number {
  return KINDS.indexOf(kind);
}

/** One piece of news for each pause, and one for all the weeks that a digest missed. */
function mergeNews(notices: readonly DigestNotice[]): News[] {
  const merged = new Map<string, News>();
  for (const notice of notices) {
    const { slot } = notice;
    const news = { ...notice, kind: kindOf(notice) };
    const isWeek = slot.week !== undefined && news.kind === 'missed';
    const key =
      isWeek || news.kind === 'paused'
        ? `${news.kind}/${slot.channelId}/${slot.scheduleId}`
        : slot.id;
    // The newest comes first, and stands for those before it.
    const newer = merged.get(key);
    if (newer === undefined) merged.set(key, news);
    else
      merged.set(key, { ...newer, slot: { ...newer.slot, weeks: newer.slot.weeks + slot.weeks } });
  }
  return [...merged.values()];
}

function kindOf({ slot, schedule }: DigestNotice): News['kind'] {
  const { state, detail } = slot;
  if (findPause(detail) !== undefined) {
    // Somebody may have resumed it meanwhile, or had paused it before.
    return schedule.paused?.why === detail ? 'paused' : 'hindered';
  }
  if (detail === 'never-seen') return 'unseen';
  if (state === 'unknown') return 'unknown';
  return detail === 'refused' || findSaid(detail) !== undefined ? 'refused' : 'missed';
}

function describeNews(news: News, now: Instant): Mrkdwn {
  switch (news.kind) {
    case 'paused':
      return describePause(news);
    case 'hindered':
      return describeHindered(news, now);
    case 'refused':
      return describeRefused(news, now);
    case 'unseen':
    case 'unknown':
      return describeUncertain(news, now);
    case 'missed':
      return describeMissed(news, now);
  }
}

function describePause({ slot, schedule }: News): Mrkdwn {
  const pause = findPause(slot.detail) ?? 'by-hand';
  return join([
    bold(mrkdwn`The weekly digest for ${contact(slot.channelId)} is paused:`),
    `${PAUSE_WORDS[pause].why}. Nothing was posted, and nothing more is tried.`,
    PAUSE_WORDS[pause].mend,
    schedule.madeBy === undefined
      ? 'It comes from the settings of Seatkeeper, so its channel is changed there: DIGEST_CHANNEL.'
      : undefined,
  ]);
}

function describeHindered({ slot, nextAt }: News, now: Instant): Mrkdwn {
  const pause = findPause(slot.detail) ?? 'by-hand';
  return join([
    notPosted(slot),
    `When it was to be posted, ${PAUSE_WORDS[pause].why}.`,
    describeNext(nextAt, now),
  ]);
}

function describeRefused({ slot, nextAt }: News, now: Instant): Mrkdwn {
  const said = findSaid(slot.detail);
  return join([
    notPosted(slot),
    said === undefined
      ? 'Slack refused what it says, even as plain words, so it is not tried again.'
      : mrkdwn`Slack went on saying no (${code(said)}), so it is not tried again.`,
    said === undefined
      ? 'Please tell whoever runs Seatkeeper: its log says more.'
      : 'Please tell whoever runs Seatkeeper, or an administrator of Slack: it takes them to allow it.',
    describeNext(nextAt, now),
  ]);
}

function describeUncertain({ kind, slot, nextAt }: News, now: Instant): Mrkdwn {
  const where = contact(slot.channelId);
  const sent = formatWhen(slot.sendingAt ?? slot.claimedAt, now);
  return kind === 'unseen'
    ? join([
        bold(mrkdwn`The digest for ${where} does not seem to have arrived.`),
        mrkdwn`It was last sent ${sent}; Slack never confirmed it, and it does not show in the channel. It is not sent again by itself.`,
        'If you do not see it there either, please send one now.',
        describeNext(nextAt, now),
      ])
    : join([
        bold(mrkdwn`It is not certain that the digest for ${where} arrived.`),
        mrkdwn`It was sent ${sent}, and Slack never confirmed it. It is not sent again, so that it cannot stand there twice.`,
        'Please have a look; if it is missing, send one now.',
        describeNext(nextAt, now),
      ]);
}

function describeMissed({ slot, nextAt }: News, now: Instant): Mrkdwn {
  const { weeks, dueAt, detail } = slot;
  const due = formatWhen(dueAt, now);
  const why = detail === 'missed' ? 'Seatkeeper was not at work then' : 'it could not be sent';
  return join([
    weeks > 1
      ? bold(
          mrkdwn`${plural(weeks, 'weekly digest')} for ${contact(slot.channelId)} were not posted.`,
        )
      : notPosted(slot),
    slot.week === undefined
      ? mrkdwn`It was asked for ${due}; ${why}, and after a day it is not tried any more.`
      : mrkdwn`${weeks > 1 ? 'The last of them' : 'It'} was due ${due}; ${why}, and after a day it is not sent any more.`,
    describeNext(nextAt, now),
  ]);
}

function notPosted({ channelId, week }: DigestNotice['slot']): Mrkdwn {
  const where = contact(channelId);
  return week === undefined
    ? bold(mrkdwn`The digest for ${where} that was asked for was not posted.`)
    : bold(mrkdwn`The weekly digest for ${where} was not posted.`);
}

function describeNext(nextAt: Instant | undefined, now: Instant): Mrkdwn | undefined {
  return nextAt === undefined ? undefined : mrkdwn`The next one comes ${formatWhen(nextAt, now)}.`;
}

const SAID = 'slack-said:';

/** The code with which Slack said no for good. */
function findSaid(detail: string | undefined): string | undefined {
  return detail?.startsWith(SAID) === true ? detail.slice(SAID.length) : undefined;
}

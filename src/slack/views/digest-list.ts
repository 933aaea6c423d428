/** `/copilot digest`: what is set up, with the buttons to change it. */
import type { types } from '@slack/bolt';
import type { Instant } from '../../core/seat.ts';
import type { DigestSchedule } from '../../store/digest-store.ts';
import { ACTION, DIGEST_LIST, formatPage } from '../refs.ts';
import {
  bold,
  capitalise,
  contact,
  formatReadTime,
  join,
  type Mrkdwn,
  mrkdwn,
  plural,
} from '../text.ts';
import { actions, button, confirm, note, plainText, section } from './blocks.ts';
import type { ViewContext } from './context.ts';
import { describeTime, NAMES_WORDS, PAUSE_WORDS } from './digest-words.ts';
import { renderTurns } from './turns.ts';

/** Three blocks each, within the hundred of a dialog. */
const DIGESTS_A_PAGE = 8;
const TITLE_LENGTH = 24;

export interface ListedDigest extends DigestSchedule {
  /** Undefined while it is paused. */
  readonly nextAt: Instant | undefined;
}

export interface DigestListView {
  readonly schedules: readonly ListedDigest[];
  readonly page: number;
  /** What a click on this list came to. */
  readonly notice: Mrkdwn | undefined;
}

/** A page past the end shows the last one. */
export function renderDigestList(view: DigestListView, context: ViewContext): types.ModalView {
  const { schedules, notice } = view;
  const lastPage = Math.max(0, Math.ceil(schedules.length / DIGESTS_A_PAGE) - 1);
  const page = Math.min(Math.max(0, view.page), lastPage);
  const shown = schedules.slice(page * DIGESTS_A_PAGE, (page + 1) * DIGESTS_A_PAGE);
  return {
    type: 'modal',
    callback_id: DIGEST_LIST,
    private_metadata: formatPage(page),
    title: plainText('Weekly digests', TITLE_LENGTH),
    close: plainText('Close', TITLE_LENGTH),
    blocks: [
      ...(notice === undefined ? [] : [section(notice)]),
      section(describeAll(schedules.length)),
      ...shown.flatMap((schedule) => renderSchedule(schedule, context)),
      ...renderTurns({ page, lastPage, action: ACTION.digestPage, format: formatPage }),
      ...actions([
        button({ action: ACTION.digestAdd, label: 'Add a digest', value: 'add', style: 'primary' }),
      ]),
    ],
  };
}

function describeAll(count: number): Mrkdwn {
  const what =
    'Once a week a channel hears which seats lie idle, what they cost, and what has changed.';
  return count === 0
    ? mrkdwn`*No digest is set up yet.* ${what}`
    : mrkdwn`*${plural(count, 'digest')}.* ${what}`;
}

function renderSchedule(schedule: ListedDigest, context: ViewContext): types.KnownBlock[] {
  const isFromSettings = schedule.madeBy === undefined;
  const word = (action: string, label: string) =>
    button({
      action,
      label,
      value: schedule.id,
      describes: `${label}: ${describeTime(schedule)}`,
    });
  const change = isFromSettings ? [] : [word(ACTION.digestEdit, 'Change')];
  const toggle =
    schedule.paused === undefined
      ? word(ACTION.digestPause, 'Pause')
      : word(ACTION.digestResume, 'Resume');
  return [
    section(describeSchedule(schedule, context)),
    ...(isFromSettings ? [note(FROM_SETTINGS)] : []),
    ...actions([
      ...change,
      toggle,
      word(ACTION.digestSendNow, 'Send now'),
      ...(isFromSettings ? [] : [deleteButton(schedule)]),
    ]),
  ];
}

const FROM_SETTINGS = mrkdwn`This one stands in the settings (DIGEST_CHANNEL and the like), so it is changed there.`;

function deleteButton({ id, ...time }: DigestSchedule): types.Button {
  return button({
    action: ACTION.digestDelete,
    label: 'Delete',
    value: id,
    describes: `Delete: ${describeTime(time)}`,
    style: 'danger',
    confirm: confirm({
      title: 'Delete this digest?',
      text: `${capitalise(describeTime(time))}: none will be sent any more. Those that were sent stay.`,
      yes: 'Delete',
      no: 'Leave it',
      style: 'danger',
    }),
  });
}

function describeSchedule(schedule: ListedDigest, { now }: ViewContext): Mrkdwn {
  const { paused, nextAt } = schedule;
  const names = `Names: ${NAMES_WORDS[schedule.names].toLowerCase()}.`;
  const next = nextAt === undefined ? undefined : mrkdwn`Next: ${formatReadTime(nextAt, now)}.`;
  const state =
    paused === undefined
      ? next
      : mrkdwn`*Paused:* ${PAUSE_WORDS[paused.why].why}. ${PAUSE_WORDS[paused.why].mend}`;
  return join([
    bold(contact(schedule.channelId)),
    mrkdwn`· ${capitalise(describeTime(schedule))}.`,
    names,
    state,
  ]);
}

/**
 * The weekly digest: what lies idle and what it costs, what changed, and what to do next. It is frozen
 * in parts before it is sent, so that it is the same however often sending is tried, and so that a row
 * can change afterwards without the rest.
 */
import type { types } from '@slack/bolt';
import {
  type IdleRow,
  isThroughTeam,
  listIdle,
  narrowTo,
  type Summary,
  summarise,
} from '../../core/board.ts';
import type { DigestChange } from '../../core/digest-change.ts';
import type { WeeklyTime } from '../../core/digest-schedule.ts';
import type { Trend } from '../../core/figures.ts';
import type { Savings } from '../../core/savings.ts';
import { grantKeyOf, type Instant } from '../../core/seat.ts';
import type { FrozenBlock, FrozenFrame, FrozenPart, FrozenRow } from '../../store/digest-store.ts';
import { ACTION, formatListPosition, formatSeatRef, ROOM } from '../refs.ts';
import {
  capitalise,
  code,
  cutMarkup,
  formatNumber,
  formatWhen,
  join,
  type Mrkdwn,
  mrkdwn,
  plural,
  textOf,
} from '../text.ts';
import { actions, button, createMessage, note, section } from './blocks.ts';
import type { Picture, ViewContext } from './context.ts';
import { stateChart, trendChart } from './digest-chart.ts';
import {
  describeChange,
  describeFailures,
  describeHeadline,
  describeNothing,
  describeOldFigures,
  describeStates,
  describeTrend,
  LEAVE,
} from './digest-figures.ts';
import { describeTime } from './digest-words.ts';
import { renderGeneralNotes } from './idle-list.ts';
import { describeRow, rowElements } from './seat-row.ts';
import { describeReading, renderWarnings } from './trouble.ts';
import { describeSavings } from './words.ts';

export const DIGEST_ROWS = 10;
const TEXT_LENGTH = 4000;

export interface DigestView {
  readonly picture: Picture;
  /** Undefined in the first digest. */
  readonly change: DigestChange | undefined;
  /** Undefined under three weeks of history. */
  readonly trend: Trend | undefined;
  readonly savings: Savings;
  readonly time: WeeklyTime;
  readonly isPaused: boolean;
  /** From the settings, where alone it can be changed. */
  readonly isFromSettings: boolean;
  /** `unknown`: left out because Slack does not tell what kind of channel it is. */
  readonly names: 'shown' | 'left-out' | 'unknown';
}

/** What will stand in the message, as of now. */
export interface FrozenDigest {
  readonly frame: FrozenFrame;
  readonly rows: readonly FrozenRow[];
}

export function renderDigest(view: DigestView, context: ViewContext): FrozenDigest {
  const { picture, names } = view;
  const summary = summarise(picture, context.prices);
  const warnings = renderWarnings(picture, context);
  const reading = describeReading(picture, context.now);
  if (reading === undefined) {
    const old = describeOldFigures(picture, context);
    const head = [...(old === undefined ? [] : [section(old)]), ...warnings];
    return bareDigest(head, [note(describeSchedule(view, context))]);
  }
  if (summary.byState.dormant === 0) {
    return bareDigest([section(describeNothing(picture, summary, context)), ...warnings], []);
  }
  const idle = listIdle(picture, EVERY_IDLE).filter(
    ({ obstacle }) => obstacle?.kind !== 'bad-data',
  );
  const rows = names === 'shown' ? pickRows(idle) : [];
  const theirs = narrowTo(
    picture,
    rows.map(({ seat }) => seat.person.id),
  );
  const foot = (shown: number) =>
    partOf([
      ...renderGeneralNotes(idle, context),
      ...renderNextStep(summary, shown, context),
      note(describeSchedule(view, context)),
    ]);
  return {
    frame: {
      head: partOf(renderHead(view, summary, warnings, context)),
      chart: chartOf(view.trend, summary, context),
      foot: foot(rows.length),
      ...(rows.length > 0 && { footWithoutRows: foot(0) }),
    },
    rows: rows.map((row) => ({
      grant: grantKeyOf(row.seat),
      part: partOf(renderRow(row, theirs, context)),
    })),
  };
}

function bareDigest(
  head: readonly types.KnownBlock[],
  foot: readonly types.KnownBlock[],
): FrozenDigest {
  return { frame: { head: partOf(head), chart: undefined, foot: partOf(foot) }, rows: [] };
}

/** The figure that matters comes first: it is all that a notification has room for. */
function renderHead(
  view: DigestView,
  summary: Summary,
  warnings: readonly types.KnownBlock[],
  context: ViewContext,
): types.KnownBlock[] {
  const { picture, change, trend } = view;
  const saved = describeSavings(view.savings);
  const reading = describeReading(picture, context.now);
  return [
    section(describeHeadline(summary, context)),
    note(join([reading, describeFailures(picture), LEAVE])),
    ...warnings,
    ...(change === undefined ? [] : [section(describeChange(change))]),
    ...(saved === undefined ? [] : [note(mrkdwn`${saved}`)]),
    section(trend ? describeTrend(trend, picture, context) : describeStates(summary)),
  ];
}

export interface DigestLabel {
  /** Undefined for one that comes on time. */
  readonly lateSince: Instant | undefined;
  /** Somebody asked for it in between. */
  readonly isExtra: boolean;
  readonly now: Instant;
}

/** Puts the message together from its parts; its text is theirs, so that it says what they say. */
export function assembleDigest(
  frame: FrozenFrame,
  rows: readonly FrozenPart[],
  { withChart, ...label }: DigestLabel & { readonly withChart: boolean },
): FrozenPart {
  const top = [
    partOf(renderLabel(label)),
    frame.head,
    ...(withChart && frame.chart !== undefined ? [frame.chart] : []),
  ];
  const foot = rows.length === 0 ? (frame.footWithoutRows ?? frame.foot) : frame.foot;
  return {
    text: joinTexts(top, rows, foot),
    blocks: [...top, ...rows, foot].flatMap(({ blocks }) => blocks),
  };
}

/** Slack wants at most 4,000 characters; what does not fit is told of, and never the end is lost. */
function joinTexts(
  top: readonly FrozenPart[],
  rows: readonly FrozenPart[],
  foot: FrozenPart,
): string {
  const before = textsOf(top);
  const after = textsOf([foot]);
  const said = textsOf(rows);
  const lines = (count: number) => {
    const more = mrkdwn`and ${plural(said.length - count, 'more row')}, too long for this text.`;
    const left = count < said.length ? [textOf(more)] : [];
    return [...before, ...said.slice(0, count), ...left, ...after].join('\n');
  };
  let count = said.length;
  while (count > 0 && lines(count).length > TEXT_LENGTH) count -= 1;
  return cutMarkup(lines(count), TEXT_LENGTH);
}

function textsOf(parts: readonly FrozenPart[]): string[] {
  return parts.map(({ text }) => text).filter((text) => text !== '');
}

function renderLabel({ lateSince, isExtra, now }: DigestLabel): types.KnownBlock[] {
  if (isExtra) return [note(mrkdwn`Sent by hand, beside the weekly one.`)];
  if (lateSince === undefined) return [];
  return [
    note(
      mrkdwn`This comes late: it was due ${formatWhen(lateSince, now)}, and Seatkeeper could not send it then.`,
    ),
  ];
}

export function partOf(blocks: readonly types.KnownBlock[]): FrozenPart {
  return createMessage(blocks, { noManagersFor: undefined });
}

function chartOf(
  trend: Trend | undefined,
  summary: Summary,
  { now }: ViewContext,
): FrozenPart | undefined {
  const block: FrozenBlock | undefined = trend ? trendChart(trend, now) : stateChart(summary);
  // Its words stand above it already.
  return block && { text: '', blocks: [block] };
}

/** Those that can be removed first, then those that a team does not give; each longest idle first. */
function pickRows(idle: readonly IdleRow[]): IdleRow[] {
  const removable = idle.filter(({ obstacle }) => obstacle === undefined);
  const others = idle.filter(({ obstacle }) => obstacle !== undefined);
  const direct = others.filter((row) => !isThroughTeam(row));
  return [...removable, ...direct, ...others.filter(isThroughTeam)].slice(0, DIGEST_ROWS);
}

const EVERY_IDLE = {
  days: undefined,
  neverUsed: false,
  unclear: false,
  organisationId: undefined,
  teamSlug: undefined,
};

function renderRow(row: IdleRow, picture: Picture, context: ViewContext): types.KnownBlock[] {
  const blockId = formatSeatRef({ grant: grantKeyOf(row.seat), list: undefined }, ROOM.blockId);
  return [
    section(describeRow(row, picture, context)),
    ...actions(rowElements(row, picture, context, undefined), blockId),
  ];
}

/** The whole list, for the eyes of who may see it alone. */
function renderNextStep(
  { byState }: Summary,
  shown: number,
  { command }: ViewContext,
): types.KnownBlock[] {
  if (shown >= byState.dormant) return [];
  const value = formatListPosition({ query: EVERY_IDLE, page: 0 });
  const typed = code(`${command} dormant`);
  const more =
    shown === 0
      ? mrkdwn`Which ones, for the eyes of seat managers and viewers alone: ${typed}`
      : mrkdwn`${formatNumber(shown)} of ${formatNumber(byState.dormant)} are shown here. All of them: ${typed}`;
  const label = shown === 0 ? 'Review' : 'Show idle seats';
  return [
    note(more),
    ...actions([
      button({ action: ACTION.showList, label, value, describes: `${label}, for you alone` }),
    ]),
  ];
}

function describeSchedule(view: DigestView, { command }: ViewContext): Mrkdwn {
  const how = code(`${command} digest`);
  return join([
    describeTurn(view, how),
    view.names === 'unknown'
      ? mrkdwn`Names are left out, because Slack does not tell Seatkeeper who can read this channel. Whoever runs Seatkeeper can allow it: ${how} says how.`
      : undefined,
  ]);
}

function describeTurn({ time, isPaused, isFromSettings }: DigestView, how: Mrkdwn): Mrkdwn {
  if (isPaused) return mrkdwn`The weekly one is paused; to resume or change it: ${how}.`;
  const when = capitalise(describeTime(time));
  return isFromSettings
    ? mrkdwn`${when}, as the settings say.`
    : mrkdwn`${when}. To change that: ${how}.`;
}

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
  formatReadTime,
  join,
  type Mrkdwn,
  mrkdwn,
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
  const foot = partOf([note(describeSchedule(view, context))]);
  if (reading === undefined) {
    return {
      frame: {
        head: partOf([...warnings, section(describeOldFigures(picture, context))]),
        chart: undefined,
        foot,
      },
      rows: [],
    };
  }
  if (summary.byState.dormant === 0) {
    const head = partOf([...warnings, section(describeNothing(summary, reading, context))]);
    return { frame: { head, chart: undefined, foot: partOf([]) }, rows: [] };
  }
  const rows = names === 'shown' ? pickRows(picture) : [];
  const saved = describeSavings(view.savings);
  const theirs = narrowTo(
    picture,
    rows.map(({ seat }) => seat.person.id),
  );
  return {
    frame: {
      head: partOf([
        ...warnings,
        section(describeHeadline(summary, context)),
        note(join([reading, describeFailures(picture), LEAVE])),
        ...(view.change === undefined ? [] : [section(describeChange(view.change, context))]),
        ...(saved === undefined ? [] : [note(mrkdwn`${saved}`)]),
        section(view.trend ? describeTrend(view.trend, picture, context) : describeStates(summary)),
      ]),
      chart: chartOf(view.trend, summary, context),
      foot: partOf([
        ...renderGeneralNotes(rows, context),
        ...renderNextStep(summary, rows.length, names),
        note(describeSchedule(view, context)),
      ]),
    },
    rows: rows.map((row) => ({
      grant: grantKeyOf(row.seat),
      part: partOf(renderRow(row, theirs, context)),
    })),
  };
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
  const parts = [
    partOf(renderLabel(label)),
    frame.head,
    ...(withChart && frame.chart !== undefined ? [frame.chart] : []),
    ...rows,
    frame.foot,
  ];
  const said = parts.map(({ text }) => text).filter((text) => text !== '');
  return {
    text: cutMarkup(said.join('\n'), TEXT_LENGTH),
    blocks: parts.flatMap(({ blocks }) => blocks),
  };
}

function renderLabel({ lateSince, isExtra, now }: DigestLabel): types.KnownBlock[] {
  if (isExtra) return [note(mrkdwn`Sent by hand; the weekly one comes as ever.`)];
  if (lateSince === undefined) return [];
  return [
    note(
      mrkdwn`This comes late: it was due at ${formatReadTime(lateSince, now)}, and Seatkeeper could not send it then.`,
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

/** Those that can be removed first, longest idle first among them; none of an organisation with bad data. */
function pickRows(picture: Picture): IdleRow[] {
  const rows = listIdle(picture, EVERY_IDLE).filter(
    ({ obstacle }) => obstacle?.kind !== 'bad-data',
  );
  const removable = rows.filter(({ obstacle }) => obstacle === undefined);
  const others = rows.filter(({ obstacle }) => obstacle !== undefined);
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
  names: DigestView['names'],
): types.KnownBlock[] {
  const value = formatListPosition({ query: EVERY_IDLE, page: 0 });
  const isWhole = shown >= byState.dormant;
  const label = names === 'shown' ? 'Show idle seats' : 'Review';
  const more =
    names === 'shown' && !isWhole
      ? [note(mrkdwn`${formatNumber(shown)} of ${formatNumber(byState.dormant)} are shown here.`)]
      : [];
  return [
    ...more,
    ...actions([
      button({
        action: ACTION.showList,
        label,
        value,
        describes: 'Show idle seats, to you alone',
      }),
    ]),
  ];
}

function describeSchedule({ time, names }: DigestView, { command }: ViewContext): Mrkdwn {
  return join([
    mrkdwn`${capitalise(describeTime(time))}. To change that: ${code(`${command} digest`)}.`,
    names === 'unknown'
      ? 'Names are left out, because Slack does not let Seatkeeper see who is in this channel (scopes channels:read and groups:read).'
      : undefined,
  ]);
}

/** The Home tab: for managers and viewers the overview and what needs a decision; for all the own seat. */
import type { types } from '@slack/bolt';
import { type IdleRow, listIdle, narrowTo, summarise } from '../../core/board.ts';
import type { Trend } from '../../core/figures.ts';
import type { Savings } from '../../core/savings.ts';
import { grantKeyOf } from '../../core/seat.ts';
import type { DigestSchedule } from '../../store/digest-store.ts';
import type { Link } from '../../store/link-store.ts';
import type { LineState } from '../line.ts';
import { OWN_ACTION } from '../own-refs.ts';
import { ACTION, formatListPosition, formatPage, formatSeatRef, ROOM } from '../refs.ts';
import {
  code,
  contact,
  formatDay,
  formatNumber,
  join,
  type Mrkdwn,
  mrkdwn,
  plural,
} from '../text.ts';
import { actions, button, createMessage, divider, note, section } from './blocks.ts';
import { describeConnections } from './connections.ts';
import type { Message, Picture, ViewContext } from './context.ts';
import { describeTime } from './digest-words.ts';
import { renderRequest } from './links.ts';
import { renderOverview } from './overview.ts';
import { type OwnView, renderOwnSeat } from './own-seat.ts';
import { describeRow, rowElements } from './seat-row.ts';
import { describeReading } from './trouble.ts';

const MOST_IDLE = 5;
const MOST_REQUESTS = 4;
const MOST_DIGESTS = 8;

export interface HomeView {
  readonly picture: Picture;
  readonly savings: Savings;
  /** Undefined under three weeks of history. */
  readonly trend: Trend | undefined;
  /** Open requests for a link. */
  readonly requests: readonly Link[];
  readonly digests: readonly DigestSchedule[];
  readonly own: OwnView;
  readonly line: LineState;
}

/** For managers and viewers. */
export function renderManagerHome(view: HomeView, context: ViewContext): Message {
  const { picture } = view;
  const unhinted = { noManagersFor: undefined };
  const overview = renderOverview(view, { ...context, ...unhinted }).blocks;
  const top = createMessage(
    [
      ...overview.filter(({ type }) => type !== 'actions'),
      ...renderTrend(view.trend, context),
      ...renderDecisions(view, context),
    ],
    unhinted,
  );
  const rest = createMessage(
    [
      divider(),
      ...renderDigests(view.digests, context),
      section(describeConnections(picture, view.line, context)),
      divider(),
      ...renderOwnSeat(view.own, context),
      ...renderStored(context),
    ],
    context,
  );
  // Home has room for twice as many blocks as a message.
  return { text: `${top.text}\n${rest.text}`, blocks: [...top.blocks, ...rest.blocks] };
}

/** For everyone else. */
export function renderMemberHome(own: OwnView, context: ViewContext): Message {
  return createMessage(
    [
      section(mrkdwn`*Your GitHub Copilot seat*`),
      ...renderOwnSeat(own, context),
      ...renderStored(context),
    ],
    context,
  );
}

/** The way to one's own data: a button too, because nothing can be typed on Home. */
function renderStored({ command }: ViewContext): types.KnownBlock[] {
  return [
    note(mrkdwn`Everything stored about you: ${code(`${command} me`)}`),
    ...actions([
      button({ action: OWN_ACTION.me, label: 'Show what is stored about me', value: 'me' }),
    ]),
  ];
}

/** While Slack does not say who somebody is. */
export function renderUncheckedHome(context: ViewContext): Message {
  return createMessage(
    [
      section(
        mrkdwn`*Slack could not be asked just now who you are,* so nothing is shown here yet. Seatkeeper tries again by itself in a minute.`,
      ),
    ],
    context,
  );
}

/** The trend in words, and as bars for the eye; the words alone say all that matters. */
function renderTrend(trend: Trend | undefined, { now }: ViewContext): types.KnownBlock[] {
  const first = trend?.points.at(0);
  const last = trend?.points.at(-1);
  if (trend === undefined || first === undefined || last === undefined) {
    return [note(mrkdwn`A trend is shown here once there are three weeks of history.`)];
  }
  const change = last.dormant - first.dormant;
  const words =
    change === 0
      ? mrkdwn`as many as on ${formatDay(first.day, now)}`
      : mrkdwn`${formatNumber(Math.abs(change))} ${change > 0 ? 'more' : 'fewer'} than on ${formatDay(first.day, now)}, when there were ${formatNumber(first.dormant)}`;
  const short =
    trend.leftOut.length === 0 ? '' : ' Organisations with too short a history are left out.';
  return [
    section(
      mrkdwn`*Trend:* ${last.dormant === 0 ? 'no idle seats' : plural(last.dormant, 'idle seat')} now, ${words}.${short}\n${drawBars(trend)}`,
    ),
  ];
}

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

function drawBars({ points }: Trend): string {
  const most = Math.max(1, ...points.map(({ dormant }) => dormant));
  return points
    .map(({ dormant }) => BARS[Math.round((dormant / most) * (BARS.length - 1))] ?? BARS[0])
    .join(' ');
}

const EVERYTHING = {
  days: undefined,
  neverUsed: false,
  organisationId: undefined,
  teamSlug: undefined,
} as const;

function renderDecisions(view: HomeView, context: ViewContext): types.KnownBlock[] {
  const { picture, requests } = view;
  const idle = listIdle(picture, { ...EVERYTHING, unclear: false });
  const { byState } = summarise(picture, context.prices);
  // Those that can be removed here first: they are what a decision is needed about.
  const ordered = [
    ...idle.filter(({ obstacle }) => obstacle === undefined),
    ...idle.filter(({ obstacle }) => obstacle !== undefined),
  ];
  const shown = ordered.slice(0, MOST_IDLE);
  const theirs = narrowTo(
    picture,
    shown.map(({ seat }) => seat.person.id),
  );
  const asked = requests.slice(0, MOST_REQUESTS);
  const nothing = shown.length === 0 && asked.length === 0 && byState.unclear === 0;
  // Where nothing has been read well, nobody knows whether something does.
  if (nothing && describeReading(picture, context.now) === undefined) return [];
  return [
    divider(),
    section(nothing ? mrkdwn`*Nothing needs a decision.*` : mrkdwn`*What needs a decision*`),
    ...asked.flatMap((link) => renderRequest(link, context)),
    ...(requests.length > asked.length
      ? actions([
          button({
            action: ACTION.linkPage,
            label: `All ${plural(requests.length, 'request')} for a link`,
            value: formatPage(0),
          }),
        ])
      : []),
    ...shown.flatMap((row) => renderRow(row, theirs, context)),
    ...actions(listButtons(idle.length, byState.unclear)),
  ];
}

function renderRow(row: IdleRow, picture: Picture, context: ViewContext): types.KnownBlock[] {
  const blockId = formatSeatRef({ grant: grantKeyOf(row.seat), list: undefined }, ROOM.blockId);
  return [
    section(describeRow(row, picture, context)),
    ...actions(rowElements(row, picture, context, undefined), blockId),
  ];
}

/** Two lists, two buttons with an action each: one block must not hold the same twice. */
function listButtons(idle: number, unclear: number): types.Button[] {
  const position = (isUnclear: boolean) =>
    formatListPosition({ query: { ...EVERYTHING, unclear: isUnclear }, page: 0 });
  const idleButton = button({
    action: ACTION.showList,
    label: `All ${plural(idle, 'idle seat')}`,
    value: position(false),
  });
  const unclearButton = button({
    action: idle > 0 ? ACTION.nextPage : ACTION.showList,
    label: plural(unclear, 'unclear seat'),
    value: position(true),
  });
  return [...(idle > 0 ? [idleButton] : []), ...(unclear > 0 ? [unclearButton] : [])];
}

function renderDigests(
  digests: readonly DigestSchedule[],
  { mayAct }: ViewContext,
): types.KnownBlock[] {
  const change = mayAct
    ? actions([
        button({ action: ACTION.digestList, label: 'Add or change digests', value: 'digests' }),
      ])
    : [];
  if (digests.length === 0) {
    return [section(mrkdwn`*No weekly digest is set up.*`), ...change];
  }
  const lines = digests.slice(0, MOST_DIGESTS).map(describeDigest);
  const more = digests.length - lines.length;
  return [
    section(
      join(
        [
          mrkdwn`*Weekly digests*`,
          ...lines,
          more > 0 ? mrkdwn`• and ${plural(more, 'more', 'more')}` : undefined,
        ],
        '\n',
      ),
    ),
    ...change,
  ];
}

function describeDigest(digest: DigestSchedule): Mrkdwn {
  const when = describeTime(digest);
  return mrkdwn`• ${contact(digest.channelId)}: ${digest.paused === undefined ? when : `paused; otherwise ${when}`}`;
}

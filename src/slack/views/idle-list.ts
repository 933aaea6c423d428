/** `/copilot dormant`: the idle seats, longest idle first, ten a page. */
import type { types } from '@slack/bolt';
import {
  type Board,
  type IdleRow,
  isThroughTeam,
  listGood,
  listIdle,
  narrowTo,
  summarise,
} from '../../core/board.ts';
import { costAtRest } from '../../core/money.ts';
import { grantKeyOf, type Instant } from '../../core/seat.ts';
import type { Outcome } from '../../removal/outcome.ts';
import { ACTION, formatListPosition, formatSeatRef, type ListPosition, ROOM } from '../refs.ts';
import {
  bold,
  code,
  formatNumber,
  join,
  list as listOf,
  type Mrkdwn,
  mrkdwn,
  name,
  plural,
} from '../text.ts';
import { actions, button, createMessage, divider, note, section } from './blocks.ts';
import type { Message, Picture, ViewContext } from './context.ts';
import { describeGeneralObstacle, type GeneralObstacle, isGeneral } from './obstacles.ts';
import { renderOutcomeBlocks } from './outcome.ts';
import { describeRow, rowElements } from './seat-row.ts';
import { describeReading, renderWarnings } from './trouble.ts';
import { describeSplit, formatPersonDay, money } from './words.ts';

const PAGE_ROWS = 10;
const MOST_NAMED = 5;

/**
 * `/copilot dormant`. The picture is judged by `position.query.days` where it is given; a page past the
 * end shows the last one. `notice` stands on top: what a click on this list came to.
 */
export function renderIdleList(
  picture: Picture,
  position: ListPosition,
  context: ViewContext,
  notice?: Outcome,
): Message {
  const rows = listIdle(picture, position.query);
  const lastPage = Math.max(0, Math.ceil(rows.length / PAGE_ROWS) - 1);
  const at = { ...position, page: Math.min(position.page, lastPage) };
  const shown = rows.slice(at.page * PAGE_ROWS, (at.page + 1) * PAGE_ROWS);
  const theirs = narrowTo(
    picture,
    shown.map(({ seat }) => seat.person.id),
  );
  return createMessage(
    [
      ...(notice === undefined ? [] : [...renderOutcomeBlocks(notice, context, at), divider()]),
      ...renderWarnings(picture, context),
      ...renderHead(picture, rows, at, context),
      ...renderGeneralNotes(shown, context),
      ...shown.flatMap((row) => renderRow(row, theirs, context, at)),
      ...renderFoot(rows.length, at, context),
    ],
    context,
  );
}

function renderHead(
  picture: Picture,
  rows: readonly IdleRow[],
  { query }: ListPosition,
  context: ViewContext,
): types.KnownBlock[] {
  const reading = describeReading(picture, context.now);
  if (reading === undefined && rows.length === 0) return [];
  const counted = rows.filter(isGood(picture));
  const leftOut = rows.length - counted.length;
  const untold = query.unclear ? undefined : describeUntold(picture, { query, page: 0 }, context);
  const leave = 'Someone on leave looks just like someone who stopped.';
  return [
    section(
      join([
        describeCount(counted, { query, page: 0 }, picture, context),
        leftOut === 0
          ? undefined
          : `${plural(leftOut, 'seat')} of organisations with old data ${leftOut === 1 ? 'is' : 'are'} listed too, but not counted.`,
        untold,
      ]),
    ),
    note(join([reading, rows.length === 0 ? undefined : leave])),
  ].filter((block) => block.type !== 'context' || reading !== undefined || rows.length > 0);
}

function isGood(board: Board): (row: IdleRow) => boolean {
  const good = new Set(listGood(board).map(({ id }) => id));
  return ({ seat }) => good.has(seat.organisation.id);
}

function describeCount(
  rows: readonly IdleRow[],
  { query }: ListPosition,
  board: Board,
  context: ViewContext,
): Mrkdwn {
  const days = query.days ?? context.dormantAfterDays;
  const where = describeFilters(query, board);
  if (query.unclear) {
    return rows.length === 0
      ? mrkdwn`*No unclear seats${where}.*`
      : mrkdwn`*${plural(rows.length, 'unclear seat')}${where}:* no use on record for more than ${plural(days, 'day')}, but it cannot be told for sure. Ask first; Details offers what can be done.`;
  }
  const what = query.neverUsed ? 'without any use on record' : 'idle';
  if (rows.length === 0) {
    return mrkdwn`*No seat${where} is ${what} for more than ${plural(days, 'day')}.* Nothing to do.`;
  }
  const cost = costOfRows(rows, board, context);
  const worth = cost === 0 ? '' : `, about ${money(cost, context)} a month`;
  const headline = bold(
    mrkdwn`${plural(rows.length, 'seat')} ${what}${where} for more than ${plural(days, 'day')}${worth}.`,
  );
  const offered = rows.filter(({ obstacle }) => obstacle === undefined).length;
  // Where all seats are idle, one fewer can go than has a button: the last seat stays.
  const removable = Math.min(offered, summarise(board, context.prices).removable);
  const throughTeams = rows.filter(isThroughTeam).length;
  return mrkdwn`${headline} ${describeSplit(rows.length, removable, throughTeams)}`;
}

function describeFilters(
  { organisationId, teamSlug }: ListPosition['query'],
  board: Board,
): Mrkdwn {
  const outlook = board.organisations.find(
    ({ organisation }) => organisation.id === organisationId,
  );
  return join(
    [
      outlook && mrkdwn` in ${name(outlook.organisation.login)}`,
      teamSlug === undefined ? undefined : mrkdwn` through team ${name(teamSlug)}`,
    ],
    '',
  );
}

/** What the listed people cost who hold no other seat that stays: nothing else could be saved. */
function costOfRows(rows: readonly IdleRow[], board: Board, { prices }: ViewContext): number {
  const listed = new Set<unknown>(rows);
  const people = new Set(rows.map(({ seat }) => seat.person.id));
  const theirs = board.rows
    .filter(({ seat }) => seat.kind === 'held' && people.has(seat.person.id))
    .map((row) =>
      listed.has(row) || row.verdict.state === 'leaving'
        ? row
        : { seat: row.seat, verdict: { state: 'active' } as const },
    );
  return costAtRest(theirs, prices);
}

/** Seats that nobody's memory can judge by so long a threshold. */
function describeUntold(
  board: Board,
  { query }: ListPosition,
  { now, command }: ViewContext,
): Mrkdwn | undefined {
  const untold = listIdle(board, { ...query, unclear: true }).filter(
    ({ verdict }) => verdict.state === 'unclear' && verdict.why === 'short-record',
  );
  if (untold.length === 0) return undefined;
  const since = Math.max(...untold.map(({ seat }): Instant => seat.watchedSince));
  return mrkdwn`${plural(untold.length, 'more seat')} cannot be told: GitHub keeps 90 days, and Seatkeeper has watched since ${formatPersonDay(since, now)}. They are in ${code(`${command} dormant unclear`)}.`;
}

/** Why **Remove seat** is missing in whole organisations, once and not in every row. */
export function renderGeneralNotes(
  rows: readonly IdleRow[],
  context: ViewContext,
): types.KnownBlock[] {
  const found = new Map<string, { obstacle: GeneralObstacle; organisations: Set<string> }>();
  for (const { obstacle, seat } of rows) {
    // Bad data has its warning on top already.
    if (obstacle === undefined || !isGeneral(obstacle) || obstacle.kind === 'bad-data') continue;
    const key = 'setting' in obstacle ? `${obstacle.kind} ${obstacle.setting}` : obstacle.kind;
    const same = found.get(key) ?? { obstacle, organisations: new Set() };
    same.organisations.add(seat.organisation.login);
    found.set(key, same);
  }
  const notes = [...found.values()].map(({ obstacle, organisations }) => {
    const names = [...organisations].map((login) => name(login));
    return note(describeGeneralObstacle(obstacle, listOf(names, MOST_NAMED), context));
  });
  return rows.length > 0 && context.mode === 'dry-run' ? [note(REHEARSAL), ...notes] : notes;
}

const REHEARSAL = mrkdwn`This is a rehearsal: Remove seat checks everything and changes nothing (REMOVALS is dry-run).`;

function renderRow(
  row: IdleRow,
  board: Board,
  context: ViewContext,
  list: ListPosition,
): types.KnownBlock[] {
  const blockId = formatSeatRef({ grant: grantKeyOf(row.seat), list }, ROOM.blockId);
  return [
    section(describeRow(row, board, context)),
    ...actions(rowElements(row, board, context, list), blockId),
  ];
}

function renderFoot(
  total: number,
  { query, page }: ListPosition,
  { command }: ViewContext,
): types.KnownBlock[] {
  if (total <= PAGE_ROWS) return [];
  const from = page * PAGE_ROWS + 1;
  const to = Math.min(total, (page + 1) * PAGE_ROWS);
  const turn = (action: string, label: string, wanted: number) =>
    button({ action, label, value: formatListPosition({ query, page: wanted }) });
  const previous = page > 0 ? [turn(ACTION.previousPage, 'Previous', page - 1)] : [];
  const next = to < total ? [turn(ACTION.nextPage, 'Next', page + 1)] : [];
  return [
    note(
      mrkdwn`${formatNumber(from)}–${formatNumber(to)} of ${formatNumber(total)}. Narrower: ${code(`${command} dormant org:NAME`)}`,
    ),
    ...actions([...previous, ...next]),
  ];
}

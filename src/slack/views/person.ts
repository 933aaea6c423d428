/** One person: every seat and its state, and for an idle one what is known and what can be done. */
import type { types } from '@slack/bolt';
import { type BoardRow, byAttention, type IdleRow, isIdle, narrowTo } from '../../core/board.ts';
import { grantKeyOf, type HeldSeat } from '../../core/seat.ts';
import type { Outcome } from '../../removal/outcome.ts';
import { ACTION, formatPersonRef, formatSeatRef, type PersonPages, ROOM } from '../refs.ts';
import {
  bold,
  code,
  formatDay,
  join,
  list,
  type Mrkdwn,
  mention,
  mrkdwn,
  name,
  plural,
} from '../text.ts';
import { actions, button, createMessage, divider, note, section } from './blocks.ts';
import type { Message, Picture, ViewContext } from './context.ts';
import { describeGeneralObstacle, describeSeatObstacle, isGeneral } from './obstacles.ts';
import { renderOutcomeBlocks } from './outcome.ts';
import {
  describeKept,
  type Past,
  renderPast,
  renderSignals,
  type Signs,
} from './person-history.ts';
import { removeButton, teamButton } from './seat-row.ts';
import { describeReading, describeTrouble, renderWarnings } from './trouble.ts';
import { renderTurns } from './turns.ts';
import {
  describeDoubt,
  describeReason,
  formatPersonDay,
  PLAN_WORDS,
  STATE_WORDS,
} from './words.ts';

const SEATS_PER_PAGE = 8;

export interface PersonView extends Past, Signs {
  /** The whole picture; this person's rows are found in it. */
  readonly picture: Picture;
  /** Of the seats, from 0. */
  readonly page: number;
  /** Stands on top: what a click on this answer came to. */
  readonly notice?: Outcome | undefined;
}

/** `/copilot user` and **Details**. */
export function renderPerson(view: PersonView, context: ViewContext): Message {
  const { record, notice } = view;
  const picture = narrowTo(view.picture, [record.person.id]);
  const rows = picture.rows.toSorted(byAttention);
  const lastPage = Math.max(0, Math.ceil(rows.length / SEATS_PER_PAGE) - 1);
  const page = Math.min(view.page, lastPage);
  const shown = rows.slice(page * SEATS_PER_PAGE, (page + 1) * SEATS_PER_PAGE);
  const idle = rows.filter(isIdle);
  const reading = describeReading(picture, context.now);
  const refTo = (pages: PersonPages) => formatPersonRef({ personId: record.person.id, ...pages });
  return createMessage(
    [
      ...(notice === undefined
        ? []
        : [...renderOutcomeBlocks(notice, context, undefined), divider()]),
      ...renderTroubles(shown, picture, context),
      section(describePerson(view, rows, context)),
      ...shown.flatMap((row) => renderSeat(row, picture, context)),
      ...renderTurns({
        page,
        lastPage,
        action: ACTION.personPage,
        format: (wanted) => refTo({ page: wanted, signalPage: view.signalPage }),
      }),
      // About somebody whose seat is in use no day and no source is told.
      ...(idle.length === 0
        ? []
        : renderSignals(view, (signalPage) => refTo({ page, signalPage }), context)),
      ...renderPast(view, rows, context),
      ...(reading === undefined ? [] : [note(reading)]),
    ],
    context,
  );
}

function renderTroubles(
  rows: readonly BoardRow[],
  picture: Picture,
  context: ViewContext,
): types.KnownBlock[] {
  const theirs = new Set(rows.map(({ seat }) => seat.organisation.id));
  return picture.organisations
    .filter(({ organisation, trust }) => trust.kind !== 'good' && theirs.has(organisation.id))
    .map((outlook) => section(describeTrouble(outlook, picture.records, context)));
}

function describePerson(
  { record }: PersonView,
  rows: readonly BoardRow[],
  context: ViewContext,
): Mrkdwn {
  const earlier =
    record.earlierLogins.length === 0
      ? undefined
      : mrkdwn`Earlier login: ${list(record.earlierLogins.map(name), 3)}.`;
  return join([
    bold(name(record.person.login)),
    rows.length === 0
      ? mrkdwn`holds no Copilot seat that Seatkeeper can see.`
      : mrkdwn`holds ${plural(rows.length, 'seat')}.`,
    earlier,
    rows.length === 0 && context.mayAct ? 'A seat can be given on GitHub.' : undefined,
  ]);
}

function renderSeat(row: BoardRow, picture: Picture, context: ViewContext): types.KnownBlock[] {
  const { seat } = row;
  if (seat.kind !== 'held') return [];
  const blockId = formatSeatRef({ grant: grantKeyOf(seat), list: undefined }, ROOM.blockId);
  const elements = isIdle(row)
    ? idleElements(row, picture, context)
    : keptElements(row, seat, context);
  return [section(describeSeat(row, seat, context)), ...actions(elements, blockId)];
}

function describeSeat(row: BoardRow, seat: HeldSeat, context: ViewContext): Mrkdwn {
  const what = join(
    [
      bold(name(seat.organisation.login)),
      PLAN_WORDS[seat.plan],
      seat.team && mrkdwn`through team ${name(seat.team.name)}`,
    ],
    ' · ',
  );
  return join([mrkdwn`${what}: ${describeState(row, seat, context)}`, describeHold(row, context)]);
}

function describeState({ verdict }: BoardRow, seat: HeldSeat, context: ViewContext): Mrkdwn {
  const { now } = context;
  switch (verdict.state) {
    case 'dormant':
    case 'unclear':
      return join([
        mrkdwn`${STATE_WORDS[verdict.state]}, ${describeReason(seat, verdict, now)}.`,
        describeDoubt(seat, verdict, context),
      ]);
    case 'leaving':
      return mrkdwn`leaving, ends on ${formatDay(verdict.lastDay, now)}.`;
    case 'kept':
      return describeKept(verdict.kept, context);
    case 'new':
      return mrkdwn`new, given on ${formatPersonDay(seat.grantedAt, now)}.`;
    case 'active':
    case 'nobody':
      return mrkdwn`${STATE_WORDS[verdict.state]}.`;
  }
}

/** Why **Remove seat** is missing on an idle seat. */
function describeHold(row: BoardRow, context: ViewContext): Mrkdwn | undefined {
  if (!isIdle(row) || row.obstacle === undefined) return undefined;
  return isGeneral(row.obstacle)
    ? describeGeneralObstacle(row.obstacle, name(row.seat.organisation.login), context)
    : describeSeatObstacle(row.obstacle, row.seat, context);
}

function idleElements(
  row: IdleRow,
  picture: Picture,
  context: ViewContext,
): types.ActionsBlockElement[] {
  const value = formatSeatRef({ grant: grantKeyOf(row.seat), list: undefined }, ROOM.value);
  const keep = context.mayAct
    ? [
        button({ action: ACTION.keep30, label: 'Keep for 30 days', value }),
        button({ action: ACTION.keep, label: 'Keep…', value }),
      ]
    : [];
  const remove = removeButton(row, picture, context, undefined);
  return [remove, teamButton(row), ...keep].filter((element) => element !== undefined);
}

function keptElements(
  { verdict }: BoardRow,
  seat: HeldSeat,
  { mayAct }: ViewContext,
): types.ActionsBlockElement[] {
  if (!mayAct || verdict.state !== 'kept') return [];
  const value = formatSeatRef({ grant: grantKeyOf(seat), list: undefined }, ROOM.value);
  return [
    button({ action: ACTION.unkeep, label: 'Stop keeping', value }),
    button({ action: ACTION.keep, label: 'Keep…', value }),
  ];
}

/** A login that nobody in the memory has or had; the picture says how far that can be trusted. */
export function renderUnknownLogin(
  login: string,
  { nearest, picture }: { readonly nearest: string | undefined; readonly picture: Picture },
  context: ViewContext,
): Message {
  const reading = describeReading(picture, context.now);
  const isRead = picture.organisations.every(({ trust }) => trust.kind !== 'unread');
  const did =
    nearest === undefined
      ? undefined
      : mrkdwn`Did you mean ${code(`${context.command} user ${nearest}`)}?`;
  return createMessage(
    [
      section(
        join([
          mrkdwn`*${name(login)} is not known here${isRead && reading !== undefined ? '' : ' yet'}.* Seatkeeper knows the GitHub logins that hold or held a Copilot seat.`,
          did,
        ]),
      ),
      ...renderWarnings(picture, context),
      ...(reading === undefined ? [] : [note(reading)]),
    ],
    context,
  );
}

/** A Slack person whose GitHub login is not known. */
export function renderUnlinkedPerson(userId: string, context: ViewContext): Message {
  return createMessage(
    [
      section(
        mrkdwn`Seatkeeper does not know which GitHub login belongs to ${mention(userId)}. Please use the login itself: ${code(`${context.command} user LOGIN`)}`,
      ),
    ],
    context,
  );
}

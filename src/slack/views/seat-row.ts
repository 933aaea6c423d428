/** One idle seat: its words, its buttons, and what is asked before it is removed. */
import type { types } from '@slack/bolt';
import type { Board, IdleRow } from '../../core/board.ts';
import { priceOf } from '../../core/money.ts';
import { grantKeyOf } from '../../core/seat.ts';
import {
  ACTION,
  formatMenuRef,
  formatRemoveRef,
  formatSeatRef,
  type ListPosition,
  type MenuChoice,
  ROOM,
} from '../refs.ts';
import { bold, join, type Mrkdwn, mrkdwn, name, plain, plural } from '../text.ts';
import { button, confirm, fitsConfirm, linkButton, overflow } from './blocks.ts';
import type { ViewContext } from './context.ts';
import { describeSeatObstacle, isGeneral } from './obstacles.ts';
import {
  describeDoubt,
  describeReason,
  describeReasonShortly,
  formatPersonDay,
  money,
} from './words.ts';

const TITLE_NAME_LENGTH = 38;

/** Organisations besides this one in which the person holds a seat that stays. */
function findOtherOrganisations(board: Board, row: IdleRow): string[] {
  return board.rows.flatMap(({ seat, verdict }) =>
    seat.kind === 'held' &&
    seat.person.id === row.seat.person.id &&
    seat.organisation.id !== row.seat.organisation.id &&
    verdict.state !== 'leaving'
      ? [seat.organisation.login]
      : [],
  );
}

/** Who, where, why idle, and what stands in the way of removing this very seat. */
export function describeRow(row: IdleRow, board: Board, context: ViewContext): Mrkdwn {
  const { seat, verdict } = row;
  const others = findOtherOrganisations(board, row);
  const where = join(
    [
      name(seat.organisation.login),
      seat.team && mrkdwn`through team ${name(seat.team.name)}`,
      others.length === 0 ? undefined : `also in ${nameOthers(others)}`,
    ],
    ' · ',
  );
  const asOf = findDate(row, board, context);
  return join([
    mrkdwn`${bold(name(seat.person.login))} · ${where}: ${describeReason(seat, verdict, context.now)}.`,
    describeDoubt(seat, verdict, context),
    asOf && `As of ${asOf}.`,
    describeRowObstacle(row, context),
  ]);
}

/** On bad data, the day up to which it was good; days ago are counted to then. */
function findDate({ seat }: IdleRow, { organisations }: Board, { now }: ViewContext) {
  const outlook = organisations.find(
    ({ organisation }) => organisation.id === seat.organisation.id,
  );
  if (outlook === undefined || outlook.trust.kind === 'good' || outlook.trust.kind === 'unread') {
    return undefined;
  }
  return formatPersonDay(outlook.trust.asOf, now);
}

function describeRowObstacle({ seat, verdict, obstacle }: IdleRow, context: ViewContext) {
  // Said whatever else stands in the way: once that is mended, the team still gives this seat.
  if (seat.team !== undefined) {
    return describeSeatObstacle({ kind: 'through-team', team: seat.team }, seat, context);
  }
  if (obstacle === undefined || isGeneral(obstacle)) return undefined;
  // The doubt has said it already.
  if (verdict.state === 'unclear' && obstacle.kind === 'short-record') return undefined;
  return describeSeatObstacle(obstacle, seat, context);
}

function nameOthers(organisations: readonly string[]): string {
  const [only] = organisations;
  return organisations.length === 1 && only !== undefined
    ? plain(only, TITLE_NAME_LENGTH)
    : plural(organisations.length, 'other organisation');
}

/** **Remove seat** with Slack's own confirmation; undefined where it may not be offered. */
export function removeButton(
  row: IdleRow,
  board: Board,
  context: ViewContext,
  list: ListPosition | undefined,
): types.Button | undefined {
  if (!context.mayAct || row.obstacle !== undefined) return undefined;
  const who = plain(row.seat.person.login, TITLE_NAME_LENGTH);
  const where = plain(row.seat.organisation.login, TITLE_NAME_LENGTH);
  return button({
    action: ACTION.removeSeat,
    label: 'Remove seat',
    value: formatRemoveRef(
      {
        grant: grantKeyOf(row.seat),
        list,
        shown: { idleSince: row.verdict.idleSince, unclear: row.verdict.state === 'unclear' },
      },
      ROOM.value,
    ),
    // Ten red buttons would be a wall; the confirmation is the place to warn.
    describes: `Remove seat of ${who} in ${where}`,
    confirm: confirm({
      title: `Remove ${who}’s seat in ${where}?`,
      text: describeConsequences(row, board, context),
      yes: context.mode === 'dry-run' ? 'Rehearse removal' : 'Remove seat',
      no: 'Leave it',
      style: 'danger',
    }),
  });
}

function describeConsequences(row: IdleRow, board: Board, context: ViewContext): string {
  const { seat, verdict } = row;
  const sentences = [
    describeReasonShortly(seat, verdict, context.now),
    describeSignIn(row, context),
    context.mode === 'dry-run'
      ? 'A rehearsal: GitHub is asked, and nothing is changed.'
      : 'GitHub sets the last day, usually the end of the billing period; Undo works until then.',
    describeSaving(findOtherOrganisations(board, row), priceOf(seat.plan, context.prices), context),
  ].filter((sentence) => sentence !== undefined);
  const text = sentences.join(' ');
  // Said where there is room; everything else has to be said.
  const more = `${text} GitHub is asked once more before anything changes.`;
  return context.mode === 'on' && fitsConfirm(more) ? more : text;
}

function describeSignIn({ seat, verdict }: IdleRow, { now }: ViewContext): string | undefined {
  if (verdict.state !== 'unclear' || seat.lastSignInAt === undefined) return undefined;
  return `Signed in on ${formatPersonDay(seat.lastSignInAt, now)}, so telemetry may be off: ask first.`;
}

function describeSaving(
  others: readonly string[],
  price: number,
  context: ViewContext,
): string | undefined {
  if (others.length > 0) {
    return `Nothing is saved: access and cost stay through ${nameOthers(others)}.`;
  }
  return price === 0 ? undefined : `May save up to ${money(price, context)} a month.`;
}

/** **Open team on GitHub**, where GitHub named the team's page. */
export function teamButton({ seat }: IdleRow): types.Button | undefined {
  const url = seat.team?.url;
  if (url === undefined || !isWebAddress(url)) return undefined;
  return linkButton({ action: ACTION.openTeam, label: 'Open team on GitHub', url });
}

function isWebAddress(url: string): boolean {
  return url.length <= 3000 && URL.canParse(url) && /^https?:\/\//.test(url);
}

/** The ⋯ menu of a row; for who may not act, **Details** alone, as a button. */
function rowMenu(
  row: IdleRow,
  context: ViewContext,
  list: ListPosition | undefined,
): types.Button | types.Overflow {
  const grant = grantKeyOf(row.seat);
  if (!context.mayAct) {
    return button({
      action: ACTION.details,
      label: 'Details',
      value: formatSeatRef({ grant, list }, ROOM.value),
      describes: `Details about ${plain(row.seat.person.login, TITLE_NAME_LENGTH)}`,
    });
  }
  const options: readonly { choice: MenuChoice; label: string }[] = [
    { choice: 'keep-30', label: 'Keep for 30 days' },
    { choice: 'keep', label: 'Keep…' },
    { choice: 'details', label: 'Details' },
  ];
  return overflow(
    ACTION.menu,
    options.map(({ choice, label }) => ({ label, value: formatMenuRef({ choice, grant }) })),
  );
}

/** The buttons of a row in a list. A seat in doubt is removed from its details only. */
export function rowElements(
  row: IdleRow,
  board: Board,
  context: ViewContext,
  list: ListPosition | undefined,
): types.ActionsBlockElement[] {
  const remove =
    row.verdict.state === 'dormant' ? removeButton(row, board, context, list) : undefined;
  return [remove, teamButton(row), rowMenu(row, context, list)].filter(
    (element) => element !== undefined,
  );
}

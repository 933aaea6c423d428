/** One of one's own seats, in the second person: its state, what happens next, and what one can do. */
import type { types } from '@slack/bolt';
import { grantKeyOf, type Kept, type Organisation } from '../../core/seat.ts';
import type { OwnSeat } from '../../decision/own-seat.ts';
import type { Link } from '../../store/link-store.ts';
import type { GrantRecord, Removal } from '../../store/store.ts';
import { OWN_ACTION } from '../own-refs.ts';
import { formatSeatRef, formatUndoRef, ROOM } from '../refs.ts';
import {
  bold,
  formatDay,
  join,
  list,
  type Mrkdwn,
  mention,
  mrkdwn,
  name,
  plain,
  plural,
} from '../text.ts';
import { describeAsk } from './ask.ts';
import { actions, button, confirm, note, section } from './blocks.ts';
import type { Picture, ViewContext } from './context.ts';
import { describeGeneralObstacle, describeSeatObstacle, isGeneral } from './obstacles.ts';
import { describeKeptEnd, describeReason, formatPersonDay, PLAN_WORDS } from './words.ts';

const WHERE_LENGTH = 38;

/** What is known of the own seats of somebody whose login is known. */
export interface LinkedView {
  readonly kind: 'linked';
  readonly link: Link;
  readonly picture: Picture;
  readonly seats: readonly OwnSeat[];
  /** Every seat ever seen, open ones first, then the one that ended last. */
  readonly grants: readonly GrantRecord[];
  /** Newest first. */
  readonly removals: readonly Removal[];
  /** Removals that the person made and can still take back. */
  readonly returnable: ReadonlySet<string>;
}

export function renderSeat(
  own: OwnSeat,
  view: LinkedView,
  context: ViewContext,
): types.KnownBlock[] {
  const { seat } = own;
  const what = join(
    [
      bold(mrkdwn`Your seat in ${name(seat.organisation.login)}`),
      PLAN_WORDS[seat.plan],
      seat.team && mrkdwn`through team ${name(seat.team.name)}`,
    ],
    ' · ',
  );
  return [
    section(mrkdwn`${what}: ${describeState(own, view, context)}`),
    // Without an id: on a manager's Home the same seat may stand among the idle ones, which have it.
    ...actions(ownButtons(own, view, context)),
    ...renderHold(own, context),
  ];
}

function describeState(own: OwnSeat, view: LinkedView, context: ViewContext): Mrkdwn {
  const { seat, verdict } = own;
  const { now } = context;
  switch (verdict.state) {
    case 'active':
      return mrkdwn`in use. There is nothing for you to do.`;
    case 'new':
      return mrkdwn`new, given on ${formatPersonDay(seat.grantedAt, now)}. ${describeRule(context)}`;
    case 'kept':
      return mrkdwn`kept ${describeKeptEnd(verdict.kept, now)}${describeKeeper(verdict.kept, view)}. It is not listed as idle meanwhile.`;
    case 'leaving':
      return describeLeaving(own, view, context);
    case 'dormant':
      return mrkdwn`${describeReason(seat, verdict, now)}. ${describeRule(context)} If you still need it, one click says so.`;
    case 'unclear':
      return mrkdwn`${describeReason(seat, verdict, now)}. It is not certain that you do not use it; some editors report nothing. If you still need it, one click says so.`;
    case 'nobody':
      return mrkdwn`held by nobody.`;
  }
}

function describeRule({ dormantAfterDays }: ViewContext): string {
  return `A seat without use for more than ${plural(dormantAfterDays, 'day')} is shown to the seat managers, who may take it back; you would be told, and Copilot would work until the last day.`;
}

function describeKeeper({ by }: Kept, { link }: LinkedView): Mrkdwn {
  return by.userId === link.slack.userId && by.teamId === link.slack.teamId
    ? mrkdwn`, as you asked`
    : mrkdwn`, as ${mention(by.userId)} decided`;
}

function describeLeaving(own: OwnSeat, view: LinkedView, context: ViewContext): Mrkdwn {
  const { lastDay } = own.verdict.state === 'leaving' ? own.verdict : { lastDay: '' };
  const end = mrkdwn`it ends on ${bold(formatDay(lastDay, context.now))}. ${describeAccess(findOthersStaying(own, view))}`;
  return findOwnRelease(own, view) === undefined
    ? mrkdwn`${end} If you still need it, ${describeAsk(context)} before that day.`
    : mrkdwn`${end} You gave it back, and can take it back until then.`;
}

/** The other organisations in which the person holds a seat that stays. */
function findOthersStaying({ seat }: OwnSeat, { seats }: LinkedView): Organisation[] {
  return seats
    .filter(({ verdict }) => verdict.state !== 'leaving')
    .map((other) => other.seat.organisation)
    .filter(({ id }) => id !== seat.organisation.id);
}

const MOST_OTHERS = 3;

/** What becomes of access and cost when a seat ends and these stay. */
export function describeAccess(others: readonly Organisation[]): Mrkdwn {
  return others.length === 0
    ? mrkdwn`Copilot works until then.`
    : mrkdwn`Access and cost stay through ${nameSeats(others)}.`;
}

function nameSeats(organisations: readonly Organisation[]): Mrkdwn {
  const names = list(
    organisations.map(({ login }) => name(login)),
    MOST_OTHERS,
  );
  return mrkdwn`your ${organisations.length === 1 ? 'seat' : 'seats'} in ${names}`;
}

function findOwnRelease(
  { seat }: OwnSeat,
  { removals, returnable }: LinkedView,
): Removal | undefined {
  return removals.find(
    ({ id, grant }) =>
      returnable.has(id) &&
      grant.organisationId === seat.organisation.id &&
      grant.grantedAt === seat.grantedAt,
  );
}

function ownButtons(
  own: OwnSeat,
  view: LinkedView,
  context: ViewContext,
): types.ActionsBlockElement[] {
  const { seat, verdict } = own;
  const value = formatSeatRef({ grant: grantKeyOf(seat), list: undefined }, ROOM.value);
  const where = plain(seat.organisation.login, WHERE_LENGTH);
  const release = findOwnRelease(own, view);
  const asks =
    verdict.state === 'dormant' || verdict.state === 'unclear' || verdict.state === 'new';
  return [
    ...(asks
      ? [
          button({
            action: OWN_ACTION.stillNeeded,
            label: 'I still need it',
            value,
            describes: `I still need it: my seat in ${where}`,
            style: 'primary',
          }),
        ]
      : []),
    ...(release === undefined ? [] : [takeBackButton(release)]),
    ...(own.releaseObstacle === undefined ? [releaseButton(own, view, context)] : []),
  ];
}

function releaseButton(own: OwnSeat, view: LinkedView, context: ViewContext): types.Button {
  const { seat } = own;
  const isRehearsal = context.mode === 'dry-run';
  const where = plain(seat.organisation.login, WHERE_LENGTH);
  const others = findOthersStaying(own, view).map(({ login }) => plain(login, WHERE_LENGTH));
  return button({
    action: OWN_ACTION.release,
    label: 'Release my seat',
    value: formatSeatRef({ grant: grantKeyOf(seat), list: undefined }, ROOM.value),
    describes: `Release my seat in ${where}`,
    confirm: confirm({
      title: `Release your seat in ${where}?`,
      text: isRehearsal
        ? 'A rehearsal: GitHub is asked, and nothing is changed.'
        : `You give the seat back. GitHub sets the last day, usually the end of the billing period; until then you can take it back here. ${describeConsequence(others)}`,
      yes: isRehearsal ? 'Rehearse release' : 'Release my seat',
      no: 'Keep it',
    }),
  });
}

/** Short, because a confirmation has room for 300 characters. */
function describeConsequence(others: readonly string[]): string {
  const [only] = others;
  if (only === undefined) return 'Copilot works until that day.';
  return others.length === 1
    ? `Access and cost stay through your seat in ${only}.`
    : `Access and cost stay through your seats in ${only} and ${plural(others.length - 1, 'other organisation')}.`;
}

export function takeBackButton(removal: Removal): types.Button {
  return button({
    action: OWN_ACTION.takeBack,
    label: 'Take it back',
    value: formatUndoRef({ removalId: removal.id, list: undefined }, ROOM.value),
    describes: `Take it back: my seat in ${plain(removal.organisation.login, 40)}`,
  });
}

/** Why it cannot be given back here, where that is not plain from its state. */
function renderHold({ seat, releaseObstacle }: OwnSeat, context: ViewContext): types.KnownBlock[] {
  if (releaseObstacle === undefined) return [];
  const { kind } = releaseObstacle;
  if (kind === 'leaving' || kind === 'nobody' || kind === 'bad-data') return [];
  const why = isGeneral(releaseObstacle)
    ? describeGeneralObstacle(releaseObstacle, name(seat.organisation.login), context)
    : describeSeatObstacle(releaseObstacle, seat, context);
  return [note(mrkdwn`Giving it back here is not possible now. ${why}`)];
}

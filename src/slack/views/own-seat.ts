/** The own seat, in the second person: what state it is in, what happens next, and what one can do. */
import type { types } from '@slack/bolt';
import { byAttention } from '../../core/board.ts';
import { grantKeyOf, type Kept } from '../../core/seat.ts';
import type { OwnSeat } from '../../decision/own-seat.ts';
import type { Link } from '../../store/link-store.ts';
import type { Removal } from '../../store/store.ts';
import { OWN_ACTION } from '../own-refs.ts';
import { formatSeatRef, formatUndoRef, ROOM } from '../refs.ts';
import {
  bold,
  code,
  contact,
  dayOf,
  formatDay,
  join,
  type Mrkdwn,
  mention,
  mrkdwn,
  name,
  plain,
  plural,
} from '../text.ts';
import { actions, button, confirm, note, section } from './blocks.ts';
import type { Picture, ViewContext } from './context.ts';
import { describeGeneralObstacle, describeSeatObstacle, isGeneral } from './obstacles.ts';
import { describeReading, describeTrust } from './trouble.ts';
import { describeKeptEnd, describeReason, formatPersonDay, PLAN_WORDS } from './words.ts';

/** Three blocks each, within Slack's 50. */
const MOST_SEATS = 10;

/** What is known of somebody's own seats. */
export type OwnView =
  | {
      readonly kind: 'unlinked';
      /** An open request, or the last one that was refused. */
      readonly request: Link | undefined;
    }
  | {
      readonly kind: 'linked';
      readonly link: Link;
      readonly picture: Picture;
      readonly seats: readonly OwnSeat[];
      /** Newest first. */
      readonly removals: readonly Removal[];
      /** Removals that the person made and can still take back. */
      readonly returnable: ReadonlySet<string>;
    };

type Linked = Extract<OwnView, { kind: 'linked' }>;

/** The blocks about the own seat, for `/copilot me` and Home. */
export function renderOwnSeat(view: OwnView, context: ViewContext): types.KnownBlock[] {
  if (view.kind === 'unlinked') return renderUnlinked(view.request, context);
  const { link, picture, seats } = view;
  const reading = describeReading(picture, context.now);
  const shown = seats.toSorted(byAttention).slice(0, MOST_SEATS);
  const more = seats.length - shown.length;
  return [
    ...(seats.length === 0 ? [section(describeNoSeat(view, context))] : []),
    ...renderTroubles(view, context),
    ...shown.flatMap((seat) => renderSeat(seat, view, context)),
    ...(more > 0 ? [note(mrkdwn`${plural(more, 'more seat')} not shown here.`)] : []),
    note(
      join([
        mrkdwn`Your GitHub login here is ${bold(name(link.person.login))}${describeHow(link, context)}.`,
        reading,
      ]),
    ),
  ];
}

function describeHow({ how, decidedBy }: Link, { command }: ViewContext): Mrkdwn {
  const undo = mrkdwn`to end it, ${code(`${command} unlink`)}`;
  if (how === 'email') {
    return mrkdwn`, because Slack and GitHub show the same verified e-mail address (${undo})`;
  }
  return decidedBy === undefined
    ? mrkdwn` (${undo})`
    : mrkdwn`, as ${mention(decidedBy.userId)} approved (${undo})`;
}

/** How to make a link, and what became of the last try. */
function renderUnlinked(request: Link | undefined, context: ViewContext): types.KnownBlock[] {
  const { command, now } = context;
  const how = mrkdwn`Type ${code(`${command} link YOUR-GITHUB-LOGIN`)}; a seat manager then confirms it.`;
  if (request?.state === 'requested') {
    return [
      section(
        mrkdwn`*Waiting for a seat manager.* On ${formatPersonDay(request.askedAt, now)} you said that your GitHub login is ${bold(name(request.person.login))}. As soon as a seat manager has confirmed it, your seat is shown here. Was it the wrong login? ${code(`${command} link`)} with the right one takes its place.`,
      ),
    ];
  }
  return [
    section(
      join([
        mrkdwn`*Seatkeeper does not know yet which GitHub login is yours.* It never guesses from names.`,
        how,
        'Then your Copilot seat is shown here, with what happens next.',
      ]),
    ),
    ...(request?.state === 'refused' ? [note(describeEnded(request, context))] : []),
    note(mrkdwn`Questions: ${describeAsk(context)}.`),
  ];
}

/** Refused and ended by a manager are one state, which the words have to cover. */
function describeEnded(
  { slack, person, decidedBy, decidedAt }: Link,
  context: ViewContext,
): Mrkdwn {
  const login = name(person.login);
  const when = decidedAt === undefined ? '' : ` on ${formatPersonDay(decidedAt, context.now)}`;
  if (decidedBy?.userId === slack.userId && decidedBy.teamId === slack.teamId) {
    return mrkdwn`You ended the link to ${login}${when}.`;
  }
  return mrkdwn`The link to ${login} was ended or not confirmed${when}. If that was a mistake, ${describeAsk(context)}.`;
}

/** Whom to ask, in the middle of a sentence. */
export function describeAsk({ seatContact }: Pick<ViewContext, 'seatContact'>): Mrkdwn {
  return seatContact === undefined
    ? mrkdwn`ask the people who manage the seats`
    : mrkdwn`ask ${contact(seatContact)}`;
}

function describeNoSeat({ removals }: Linked, context: ViewContext): Mrkdwn {
  const ended = removals.find(({ state }) => state === 'removed');
  const since =
    ended === undefined
      ? undefined
      : mrkdwn`The last one, in ${name(ended.organisation.login)}, ended on ${formatDay(ended.lastDay ?? dayOf(ended.endedAt ?? ended.claimedAt), context.now)}.`;
  return join([
    mrkdwn`*You hold no Copilot seat that Seatkeeper can see.*`,
    since,
    mrkdwn`To get one, ${describeAsk(context)}.`,
  ]);
}

function renderTroubles({ seats, picture }: Linked, context: ViewContext): types.KnownBlock[] {
  const theirs = new Set(seats.map(({ seat }) => seat.organisation.id));
  return picture.organisations
    .filter(({ organisation, trust }) => trust.kind !== 'good' && theirs.has(organisation.id))
    .slice(0, MOST_SEATS)
    .map(({ organisation, trust }) =>
      note(
        mrkdwn`${name(organisation.login)} ${describeTrust(trust, context.now)}, so what stands here about it may be out of date.`,
      ),
    );
}

function renderSeat(own: OwnSeat, view: Linked, context: ViewContext): types.KnownBlock[] {
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

function describeState(own: OwnSeat, view: Linked, context: ViewContext): Mrkdwn {
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

function describeKeeper({ by }: Kept, { link }: Linked): Mrkdwn {
  return by.userId === link.slack.userId && by.teamId === link.slack.teamId
    ? mrkdwn`, as you asked`
    : mrkdwn`, as ${mention(by.userId)} decided`;
}

function describeLeaving(own: OwnSeat, view: Linked, context: ViewContext): Mrkdwn {
  const { lastDay } = own.verdict.state === 'leaving' ? own.verdict : { lastDay: '' };
  const end = mrkdwn`it ends on ${bold(formatDay(lastDay, context.now))}. Copilot works until then.`;
  return findOwnRelease(own, view) === undefined
    ? mrkdwn`${end} If you still need it, ${describeAsk(context)} before that day.`
    : mrkdwn`${end} You gave it back, and can take it back until then.`;
}

function findOwnRelease({ seat }: OwnSeat, { removals, returnable }: Linked): Removal | undefined {
  return removals.find(
    ({ id, grant }) =>
      returnable.has(id) &&
      grant.organisationId === seat.organisation.id &&
      grant.grantedAt === seat.grantedAt,
  );
}

function ownButtons(own: OwnSeat, view: Linked, context: ViewContext): types.ActionsBlockElement[] {
  const { seat, verdict } = own;
  const value = formatSeatRef({ grant: grantKeyOf(seat), list: undefined }, ROOM.value);
  const where = plain(seat.organisation.login, 38);
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
    ...(own.releaseObstacle === undefined ? [releaseButton(value, where, context)] : []),
  ];
}

function releaseButton(value: string, where: string, { mode }: ViewContext): types.Button {
  const isRehearsal = mode === 'dry-run';
  return button({
    action: OWN_ACTION.release,
    label: 'Release my seat',
    value,
    describes: `Release my seat in ${where}`,
    confirm: confirm({
      title: `Release your seat in ${where}?`,
      text: isRehearsal
        ? 'A rehearsal: GitHub is asked, and nothing is changed.'
        : 'You give the seat back. GitHub sets the last day, usually the end of the billing period; Copilot works until then, and until then you can take it back here.',
      yes: isRehearsal ? 'Rehearse release' : 'Release my seat',
      no: 'Keep it',
    }),
  });
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

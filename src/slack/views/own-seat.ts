/** The own seat, in the second person: what state it is in, what happens next, and what one can do. */
import type { types } from '@slack/bolt';
import { byAttention } from '../../core/board.ts';
import { isUnproven, type Link } from '../../store/link-store.ts';
import { OWN_ACTION } from '../own-refs.ts';
import { formatPage } from '../refs.ts';
import { bold, code, join, type Mrkdwn, mention, mrkdwn, name } from '../text.ts';
import { describeAsk } from './ask.ts';
import { note, section } from './blocks.ts';
import type { ViewContext } from './context.ts';
import { type LinkedView, renderSeat } from './own-held.ts';
import { renderWithoutSeat } from './own-without-seat.ts';
import { describeReading, describeTrust } from './trouble.ts';
import { renderTurns } from './turns.ts';
import { formatPersonDay } from './words.ts';

/** Three blocks each, within Slack's 50. */
const SEATS_PER_PAGE = 10;

/** What is known of somebody's own seats. */
export type OwnView =
  | {
      readonly kind: 'unlinked';
      /** An open request, or the last one that was refused. */
      readonly request: Link | undefined;
    }
  | LinkedView;

/** The blocks about the own seat, for `/copilot me` and Home; pages count from 0. */
export function renderOwnSeat(view: OwnView, context: ViewContext, page = 0): types.KnownBlock[] {
  if (view.kind === 'unlinked') return renderUnlinked(view.request, context);
  const { link, picture, seats } = view;
  const reading = describeReading(picture, context.now);
  return [
    ...(seats.length === 0 ? renderWithoutSeat(view, context) : renderSeats(view, context, page)),
    note(
      join([
        mrkdwn`Your GitHub login here is ${bold(name(link.person.login))}${describeHow(link, context)}.`,
        reading,
      ]),
    ),
  ];
}

/** What needs a decision comes first; beyond the last page is the last one. */
function renderSeats(view: LinkedView, context: ViewContext, page: number): types.KnownBlock[] {
  const lastPage = Math.ceil(view.seats.length / SEATS_PER_PAGE) - 1;
  const at = Math.min(page, lastPage);
  const seats = view.seats
    .toSorted(byAttention)
    .slice(at * SEATS_PER_PAGE, (at + 1) * SEATS_PER_PAGE);
  return [
    ...renderTroubles({ ...view, seats }, context),
    ...seats.flatMap((seat) => renderSeat(seat, view, context)),
    ...renderTurns({ page: at, lastPage, action: OWN_ACTION.page, format: formatPage }),
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
function describeEnded(link: Link, context: ViewContext): Mrkdwn {
  const { slack, person, decidedBy, decidedAt } = link;
  const login = name(person.login);
  const when = decidedAt === undefined ? '' : ` on ${formatPersonDay(decidedAt, context.now)}`;
  if (decidedBy?.userId === slack.userId && decidedBy.teamId === slack.teamId) {
    return mrkdwn`You ended the link to ${login}${when}.`;
  }
  if (isUnproven(link)) {
    return mrkdwn`The link to ${login} ended${when}, because Slack and GitHub do not show the same verified e-mail address any more.`;
  }
  return mrkdwn`The link to ${login} was ended or not confirmed${when}. If that was a mistake, ${describeAsk(context)}.`;
}

function renderTroubles({ seats, picture }: LinkedView, context: ViewContext): types.KnownBlock[] {
  const theirs = new Set(seats.map(({ seat }) => seat.organisation.id));
  return picture.organisations
    .filter(({ organisation, trust }) => trust.kind !== 'good' && theirs.has(organisation.id))
    .map(({ organisation, trust }) =>
      note(
        mrkdwn`${name(organisation.login)} ${describeTrust(trust, context.now)}, so what stands here about it may be out of date.`,
      ),
    );
}

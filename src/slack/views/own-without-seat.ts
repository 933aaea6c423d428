/** For somebody without a seat: since when, and whom to ask; no conclusion from what could not be read. */
import type { types } from '@slack/bolt';
import type { OrganisationOutlook } from '../../core/board.ts';
import type { GrantRecord } from '../../store/store.ts';
import { dayOf, formatDay, join, list, type Mrkdwn, mrkdwn, name, plural } from '../text.ts';
import { describeAsk } from './ask.ts';
import { section } from './blocks.ts';
import type { ViewContext } from './context.ts';
import type { LinkedView } from './own-held.ts';
import { describeFailure, describeTrust, failureOf, isFirstRead } from './trouble.ts';

/** About 120 characters each, within Slack's 3000. */
const MOST_NAMED = 20;

export function renderWithoutSeat(view: LinkedView, context: ViewContext): types.KnownBlock[] {
  const unknown = listUnknown(view, context);
  const ask = mrkdwn`To get one, ${describeAsk(context)}.`;
  if (unknown.length === 0) {
    const none = mrkdwn`*You hold no Copilot seat that Seatkeeper can see.*`;
    return [section(join([none, describeLast(view, context), ask]))];
  }
  const shown = unknown.slice(0, MOST_NAMED);
  const more = unknown.length - shown.length;
  const headline = mrkdwn`*Seatkeeper cannot tell at this moment whether you hold a Copilot seat.*`;
  return [
    section(join([headline, describeGood(view)])),
    section(
      join(
        [
          ...shown.map((words) => mrkdwn`• ${words}`),
          more > 0 ? mrkdwn`• and ${plural(more, 'more organisation')}` : undefined,
        ],
        '\n',
      ),
    ),
    section(join([describeLast(view, context), mrkdwn`Questions: ${describeAsk(context)}.`])),
  ];
}

/** Every organisation that may give a seat and cannot be concluded from, in words. */
function listUnknown({ picture, grants }: LinkedView, { now }: ViewContext): Mrkdwn[] {
  const { organisations } = picture;
  const known = new Set(organisations.map(({ organisation }) => organisation.id));
  // Still open as far as was seen, in an organisation that is read no more.
  const lost = grants.filter(
    ({ organisation, endedAt }) => endedAt === undefined && !known.has(organisation.id),
  );
  if (organisations.length === 0 && lost.length === 0) {
    return [mrkdwn`No organisation is connected to Seatkeeper yet.`];
  }
  return [
    ...organisations.filter(isUnknown).map((outlook) => describeUnknown(outlook, now)),
    ...lost.map(
      ({ organisation }) =>
        mrkdwn`${name(organisation.login)} is not connected to Seatkeeper any more; you held a seat there when it was last read`,
    ),
  ];
}

/** Where Copilot is not set up, GitHub has answered: nobody holds a seat there. */
function isUnknown({ trust }: OrganisationOutlook): boolean {
  return trust.kind !== 'good' && failureOf(trust)?.kind !== 'not-enabled';
}

function describeUnknown(outlook: OrganisationOutlook, now: number): Mrkdwn {
  const { organisation, trust } = outlook;
  const login = name(organisation.login);
  if (isFirstRead(outlook)) {
    return mrkdwn`${login} is being read for the first time; that can take some minutes, then ask again`;
  }
  const failure = failureOf(trust);
  const why = failure === undefined ? '' : `: ${describeFailure(failure)}`;
  return mrkdwn`${login} ${describeTrust(trust, now)}${why}`;
}

function describeGood({ picture }: LinkedView): Mrkdwn | undefined {
  const good = picture.organisations.filter((outlook) => !isUnknown(outlook));
  if (good.length === 0) return undefined;
  return mrkdwn`You hold none in ${list(good.map(({ organisation }) => name(organisation.login)))}.`;
}

function describeLast({ grants }: LinkedView, { now }: ViewContext): Mrkdwn | undefined {
  const last = grants.find(({ endedAt }) => endedAt !== undefined);
  if (last === undefined) return undefined;
  return mrkdwn`The last one, in ${name(last.organisation.login)}, ended ${describeEnd(last, now)}.`;
}

/** On the last day that GitHub had set; else by the day on which it was seen to be gone. */
function describeEnd({ lastDay, endedAt = 0 }: GrantRecord, now: number): string {
  const seen = dayOf(endedAt);
  return lastDay !== undefined && lastDay <= seen
    ? `on ${formatDay(lastDay, now)}`
    : `on or before ${formatDay(seen, now)}`;
}

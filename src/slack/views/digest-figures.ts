/** The figures of a digest in words: how many, what they cost, what changed, where it goes. */
import { listGood, type Summary, summarise } from '../../core/board.ts';
import type { DigestChange } from '../../core/digest-change.ts';
import type { Trend } from '../../core/figures.ts';
import type { Day } from '../../core/seat.ts';
import {
  bold,
  code,
  formatDate,
  formatNumber,
  join,
  list,
  type Mrkdwn,
  mrkdwn,
  name,
  plural,
} from '../text.ts';
import type { Picture, ViewContext } from './context.ts';
import { listStates } from './digest-chart.ts';
import { describeReading } from './trouble.ts';
import { describeSplit, formatPersonDay, money, STATE_WORDS } from './words.ts';

const MOST_NAMED = 5;

export const LEAVE = 'Someone on leave looks just like someone who stopped.';

/**
 * Instead of totals, where no organisation's data is good: what was known, with its date, so that
 * nobody takes it for this week's. Undefined where there is no organisation, which is said elsewhere.
 */
export function describeOldFigures(picture: Picture, context: ViewContext): Mrkdwn | undefined {
  if (picture.organisations.length === 0) return undefined;
  const mend = mrkdwn`How to mend it: ${code(`${context.command} status`)}`;
  const known = picture.organisations.flatMap((outlook) => {
    const { trust } = outlook;
    return trust.kind === 'unread' ? [] : [{ ...outlook, asOf: trust.asOf }];
  });
  if (known.length === 0) {
    return mrkdwn`*No figures this time*, because GitHub has not been read well yet. ${mend}`;
  }
  const organisations = known.map(({ asOf, ...outlook }) => ({
    ...outlook,
    trust: { kind: 'good', asOf } as const,
  }));
  const { byState, costAtRest } = summarise({ ...picture, organisations }, context.prices);
  const since = formatDate(Math.min(...known.map(({ asOf }) => asOf)));
  const cost = costAtRest === 0 ? '' : `, about ${money(costAtRest, context)} a month`;
  return mrkdwn`*No fresh figures this time.* As of ${since}: ${countIdle(byState.dormant)}${cost}. ${mend}`;
}

export function describeHeadline(summary: Summary, context: ViewContext): Mrkdwn {
  const { dormant } = summary.byState;
  const cost = summary.costAtRest;
  const worth = cost === 0 ? '' : `, about ${money(cost, context)} a month`;
  const days = plural(context.dormantAfterDays, 'day');
  return join([
    bold(`${plural(dormant, 'seat')} idle for more than ${days}${worth}.`),
    describeSplit(dormant, summary.removable, summary.throughTeams),
  ]);
}

/**
 * Where no seat is known to be idle. There is nothing to do only where that can be told of every seat
 * of every organisation.
 */
export function describeNothing(
  picture: Picture,
  { total, cost, byState, leftOut }: Summary,
  context: ViewContext,
): Mrkdwn {
  const { unclear } = byState;
  const days = plural(context.dormantAfterDays, 'day');
  const isSure = unclear === 0 && leftOut.length === 0;
  const good = listGood(picture).map(({ login }) => name(login));
  const where = leftOut.length === 0 ? undefined : mrkdwn` in ${list(good, MOST_NAMED)}`;
  const worth = cost === 0 ? '' : `, about ${money(cost, context)} a month`;
  const [verb, which] = unclear === 1 ? ['is', 'whether it is'] : ['are', 'whether they are'];
  return join([
    bold(
      mrkdwn`No seat${where ?? ''} is ${unclear > 0 ? 'known to be ' : ''}idle for more than ${days}${isSure ? ': nothing to do' : ''}.`,
    ),
    mrkdwn`${plural(total, 'seat')}${worth}.`,
    unclear === 0
      ? undefined
      : mrkdwn`${plural(unclear, 'seat')} ${verb} unclear: it cannot be told for sure ${which} in use. Ask first: ${code(`${context.command} dormant unclear`)}`,
    describeReading(picture, context.now),
    describeFailures(picture),
  ]);
}

/** `no idle seats`, `1 idle seat`. */
function countIdle(count: number): string {
  return count === 0 ? 'no idle seats' : plural(count, 'idle seat');
}

/** Data that still counts as good, though the very last try to renew it failed. */
export function describeFailures(picture: Picture): Mrkdwn | undefined {
  const good = new Set(listGood(picture).map(({ id }) => id));
  const failed = picture.records.filter(
    ({ organisation, failedReads }) => good.has(organisation.id) && failedReads > 0,
  );
  if (failed.length === 0) return undefined;
  const names = list(
    failed.map(({ organisation }) => name(organisation.login)),
    MOST_NAMED,
  );
  return mrkdwn`GitHub could not be read just now for ${names}, so these figures are from before.`;
}

/** What changed since the digest before: from its headline to this one's. */
export function describeChange(change: DigestChange): Mrkdwn {
  const counts: readonly [number, string][] = [
    [change.newlyDormant, 'newly idle'],
    [change.cameBack, 'in use again'],
    [change.removed, 'removed'],
    [change.undone, change.undone === 1 ? 'removal undone' : 'removals undone'],
    [change.kept, 'kept'],
    [change.endedElsewhere, 'ended on GitHub'],
    [change.unclear, 'unclear now'],
    [change.uncounted, 'no longer idle by the rule as it is now'],
    [change.newSeats, change.newSeats === 1 ? 'new seat' : 'new seats'],
  ];
  const said = counts.flatMap(([count, words]) =>
    count > 0 ? [`${formatNumber(count)} ${words}`] : [],
  );
  const since = formatDate(change.since);
  return join([
    said.length === 0
      ? mrkdwn`Nothing has changed since ${since}.`
      : mrkdwn`*Since ${since}:* ${list(said)}.`,
    describeNotCompared(change),
  ]);
}

function describeNotCompared({ leftOut }: DigestChange): Mrkdwn | undefined {
  if (leftOut.length === 0) return undefined;
  const names = list(
    leftOut.map(({ login }) => name(login)),
    MOST_NAMED,
  );
  return mrkdwn`Not compared: ${names}, for want of good figures then.`;
}

export function describeTrend(
  { points, leftOut }: Trend,
  { organisations }: Picture,
  { now }: ViewContext,
): Mrkdwn {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return mrkdwn``;
  const dayOfPoint = (day: Day) => formatPersonDay(Date.parse(day), now);
  const counts = points.map(({ dormant }) => dormant);
  const [most, least] = [Math.max(...counts), Math.min(...counts)];
  const ends = [first.dormant, last.dormant];
  const peak = points.find(({ dormant }) => dormant === most && !ends.includes(most));
  const low = points.find(({ dormant }) => dormant === least && !ends.includes(least));
  const apart = organisations.filter(({ organisation }) => leftOut.includes(organisation.id));
  const names = list(
    apart.map(({ organisation }) => name(organisation.login)),
    MOST_NAMED,
  );
  return join([
    mrkdwn`*Trend:* ${countIdle(first.dormant)} on ${dayOfPoint(first.day)}, ${last.dormant === 0 ? 'none' : formatNumber(last.dormant)} now.`,
    peak && `Highest: ${formatNumber(most)}, on ${dayOfPoint(peak.day)}.`,
    low && `Lowest: ${formatNumber(least)}, on ${dayOfPoint(low.day)}.`,
    apart.length === 0
      ? undefined
      : mrkdwn`Without ${names}: too short a history, or one with a gap.`,
  ]);
}

export function describeStates({ total, byState }: Summary): Mrkdwn {
  const said = listStates(byState).map(
    ({ state, count }) => `${formatNumber(count)} ${STATE_WORDS[state]}`,
  );
  return mrkdwn`*${plural(total, 'seat')}:* ${list(said)}.`;
}

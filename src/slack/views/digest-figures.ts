/** The figures of a digest in words: how many, what they cost, what changed, where it goes. */
import { type Summary, summarise } from '../../core/board.ts';
import type { DigestChange } from '../../core/digest-change.ts';
import type { Trend } from '../../core/figures.ts';
import { bold, formatNumber, join, list, type Mrkdwn, mrkdwn, name, plural } from '../text.ts';
import type { Picture, ViewContext } from './context.ts';
import { listStates } from './digest-chart.ts';
import { describeSplit, formatPersonDay, money, STATE_WORDS } from './words.ts';

const MOST_NAMED = 5;

export const LEAVE = 'Someone on leave looks just like someone who stopped.';

/**
 * Instead of totals, where no organisation's data is good: what was known, with its date, so that
 * nobody takes it for this week's.
 */
export function describeOldFigures(picture: Picture, context: ViewContext): Mrkdwn {
  const known = picture.organisations.flatMap((outlook) => {
    const { trust } = outlook;
    return trust.kind === 'unread' ? [] : [{ ...outlook, asOf: trust.asOf }];
  });
  if (known.length === 0) {
    return mrkdwn`*No figures this time*, because GitHub has not been read well yet.`;
  }
  const organisations = known.map(({ asOf, ...outlook }) => ({
    ...outlook,
    trust: { kind: 'good', asOf } as const,
  }));
  const { byState, costAtRest } = summarise({ ...picture, organisations }, context.prices);
  const since = formatPersonDay(Math.min(...known.map(({ asOf }) => asOf)), context.now);
  const cost = costAtRest === 0 ? '' : `, about ${money(costAtRest, context)} a month`;
  return mrkdwn`*No fresh figures this time.* As of ${since}: ${plural(byState.dormant, 'idle seat')}${cost}.`;
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

export function describeNothing(
  { total, cost }: Summary,
  reading: Mrkdwn,
  context: ViewContext,
): Mrkdwn {
  const worth = cost === 0 ? '' : `, about ${money(cost, context)} a month`;
  return mrkdwn`*No seat is idle for more than ${plural(context.dormantAfterDays, 'day')}: nothing to do.* ${plural(total, 'seat')}${worth}. ${reading}`;
}

/** Data that still counts as good, though the very last try to renew it failed. */
export function describeFailures({ records, organisations }: Picture): Mrkdwn | undefined {
  const good = new Set(
    organisations
      .filter(({ trust }) => trust.kind === 'good')
      .map(({ organisation }) => organisation.id),
  );
  const failed = records.filter(
    ({ organisation, failedReads }) => good.has(organisation.id) && failedReads > 0,
  );
  if (failed.length === 0) return undefined;
  const names = list(
    failed.map(({ organisation }) => name(organisation.login)),
    MOST_NAMED,
  );
  return mrkdwn`GitHub could not be read just now for ${names}, so these figures are from before.`;
}

/** What changed since the digest before. */
export function describeChange(change: DigestChange, { now }: ViewContext): Mrkdwn {
  const { newlyDormant, cameBack, removed, undone, newSeats } = change;
  const said = [
    newlyDormant > 0 ? `${formatNumber(newlyDormant)} newly idle` : undefined,
    cameBack > 0 ? `${formatNumber(cameBack)} in use again` : undefined,
    removed > 0 ? `${formatNumber(removed)} removed` : undefined,
    undone > 0 ? `${formatNumber(undone)} given back` : undefined,
    newSeats > 0 ? plural(newSeats, 'new seat') : undefined,
  ].filter((words) => words !== undefined);
  const apart = list(
    change.leftOut.map(({ login }) => name(login)),
    MOST_NAMED,
  );
  return join([
    said.length === 0
      ? mrkdwn`Nothing has changed since ${formatPersonDay(change.since, now)}.`
      : mrkdwn`*Since ${formatPersonDay(change.since, now)}:* ${list(said)}.`,
    change.leftOut.length === 0 ? undefined : mrkdwn`Not compared: ${apart}.`,
  ]);
}

export function describeTrend(
  { points, leftOut }: Trend,
  { organisations }: Picture,
  { now }: ViewContext,
): Mrkdwn {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return mrkdwn``;
  const from = formatPersonDay(Date.parse(first.day), now);
  const most = Math.max(...points.map(({ dormant }) => dormant));
  const peak = points.find(({ dormant }) => dormant === most);
  const apart = organisations.filter(({ organisation }) => leftOut.includes(organisation.id));
  const names = list(
    apart.map(({ organisation }) => name(organisation.login)),
    MOST_NAMED,
  );
  return join([
    mrkdwn`*Trend:* ${plural(first.dormant, 'idle seat')} on ${from}, ${formatNumber(last.dormant)} now.`,
    peak !== undefined && most > first.dormant && most > last.dormant
      ? `At most ${formatNumber(most)}, on ${formatPersonDay(Date.parse(peak.day), now)}.`
      : undefined,
    apart.length === 0 ? undefined : mrkdwn`Without ${names}, known for too short a time.`,
  ]);
}

export function describeStates({ total, byState }: Summary): Mrkdwn {
  const said = listStates(byState).map(
    ({ state, count }) => `${formatNumber(count)} ${STATE_WORDS[state]}`,
  );
  return mrkdwn`*${plural(total, 'seat')}:* ${list(said)}.`;
}

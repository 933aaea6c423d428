/** `/copilot` for managers and viewers: the seats in figures, and what to do next. */
import type { types } from '@slack/bolt';
import { type Summary, summarise } from '../../core/board.ts';
import type { Savings } from '../../core/savings.ts';
import { ACTION, formatListPosition } from '../refs.ts';
import {
  bold,
  code,
  formatNumber,
  join,
  list,
  type Mrkdwn,
  mrkdwn,
  name,
  plural,
} from '../text.ts';
import { actions, button, createMessage, note, section } from './blocks.ts';
import type { Message, Picture, ViewContext } from './context.ts';
import { describeReading, renderWarnings } from './trouble.ts';
import { describeSavings, describeSplit, money } from './words.ts';

export interface OverviewView {
  readonly picture: Picture;
  readonly savings: Savings;
}

export function renderOverview({ picture, savings }: OverviewView, context: ViewContext): Message {
  const summary = summarise(picture, context.prices);
  const reading = describeReading(picture, context.now);
  const saved = describeSavings(savings);
  const figures =
    reading === undefined
      ? []
      : [
          section(describeTotal(picture, summary, context)),
          section(describeIdle(summary, context)),
          section(describeOthers(summary)),
          ...(saved === undefined ? [] : [section(mrkdwn`${saved}`)]),
          note(reading),
          ...renderNextStep(summary, context),
        ];
  return createMessage([...renderWarnings(picture, context), ...figures], context);
}

function describeTotal(picture: Picture, summary: Summary, context: ViewContext): Mrkdwn {
  const counted = picture.organisations.filter(({ trust }) => trust.kind === 'good');
  const names = list(
    counted.map(({ organisation }) => name(organisation.login)),
    5,
  );
  const cost = summary.cost === 0 ? '' : `, about ${money(summary.cost, context)} a month`;
  return bold(mrkdwn`${plural(summary.total, 'seat')} in ${names}${cost}.`);
}

function describeIdle(summary: Summary, context: ViewContext): Mrkdwn {
  const { dormant } = summary.byState;
  const days = plural(context.dormantAfterDays, 'day');
  if (dormant === 0) return mrkdwn`*No seat is idle for more than ${days}.* Nothing to do.`;
  const never =
    summary.neverUsed === 0
      ? ''
      : `, ${formatNumber(summary.neverUsed)} of them without any use on record`;
  return join([
    bold(`${plural(dormant, 'seat')} idle for more than ${days}${never}.`),
    describeSplit(dormant, summary.removable, summary.throughTeams),
    summary.costAtRest === 0
      ? undefined
      : `Removing them may save up to ${money(summary.costAtRest, context)} a month; a seat also brings AI credits to a shared pool, so it may be less.`,
  ]);
}

function describeOthers({ byState }: Summary): Mrkdwn {
  const lines = [
    `• ${formatNumber(byState.active)} in use`,
    countLine(byState.new, 'new, not used yet'),
    countLine(byState.unclear, 'unclear: no recent use on record, but it cannot be told for sure'),
    countLine(byState.kept, 'kept'),
    countLine(byState.leaving, 'leaving'),
    countLine(byState.nobody, 'held by nobody, at a cost all the same'),
  ];
  return join(lines, '\n');
}

function countLine(count: number, words: string): string | undefined {
  return count === 0 ? undefined : `• ${formatNumber(count)} ${words}`;
}

function renderNextStep({ byState }: Summary, { command }: ViewContext): types.KnownBlock[] {
  const nothing = {
    days: undefined,
    neverUsed: false,
    organisationId: undefined,
    teamSlug: undefined,
  };
  const position = (unclear: boolean) =>
    formatListPosition({ query: { ...nothing, unclear }, page: 0 });
  if (byState.dormant > 0) {
    return actions([
      button({ action: ACTION.showList, label: 'Show idle seats', value: position(false) }),
    ]);
  }
  if (byState.unclear > 0) {
    return actions([
      button({ action: ACTION.showList, label: 'Show unclear seats', value: position(true) }),
    ]);
  }
  return [note(mrkdwn`What else there is: ${code(`${command} help`)}`)];
}

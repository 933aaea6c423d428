/** Usage reports that are missing, or older than they could be: which, why, and what mends it. */
import type { types } from '@slack/bolt';
import type { TroubledReport } from '../../decision/usage.ts';
import { bold, capitalise, code, formatDay, type Mrkdwn, mrkdwn, name, plural } from '../text.ts';
import { note, section } from './blocks.ts';
import type { ViewContext } from './context.ts';
import { describeFailure, describeMending, describeReportNeeds } from './trouble.ts';

const MOST_TROUBLES = 5;

export function renderReportTroubles(
  troubled: readonly TroubledReport[],
  context: ViewContext,
): types.KnownBlock[] {
  const shown = troubled.slice(0, MOST_TROUBLES);
  const blocks: types.KnownBlock[] = shown.map((one) => section(describe(one, context)));
  const more = troubled.length - shown.length;
  if (more === 0) return blocks;
  const others = plural(more, 'more organisation');
  return [
    ...blocks,
    note(mrkdwn`The same goes for ${others}: ${code(`${context.command} status`)}`),
  ];
}

function describe(troubled: TroubledReport, context: ViewContext) {
  const { organisation, isCounted } = troubled;
  const login = name(organisation.login);
  const headline = isCounted
    ? mrkdwn`${login} is in these figures with an earlier report.`
    : mrkdwn`${login} is not in any figures here.`;
  return mrkdwn`${bold(headline)} ${explain(troubled, context)}`;
}

function explain({ trouble, isEnterprise }: TroubledReport, { now }: ViewContext): Mrkdwn {
  switch (trouble.kind) {
    case 'failed': {
      const { failure } = trouble;
      if (failure.kind !== 'permission') {
        return mrkdwn`${capitalise(describeFailure(failure))}. ${describeMending(failure)}`;
      }
      return mrkdwn`GitHub does not let Seatkeeper read its usage report: ${describeReportNeeds(isEnterprise)}. An owner can allow both on GitHub.`;
    }
    case 'seats-unread': {
      const { failure } = trouble;
      return mrkdwn`${capitalise(describeFailure(failure))}. ${describeMending(failure)}`;
    }
    case 'no-report':
      return mrkdwn`GitHub has no usage report to give yet. It makes one within two days of the first use; Seatkeeper asks again once a day.`;
    case 'unread':
      return mrkdwn`Its usage report is being read for the first time. That can take some minutes; then ask again.`;
    case 'old':
      return mrkdwn`GitHub’s report on it ends on ${formatDay(trouble.lastDay, now)}, too long ago to stand with the others. Seatkeeper asks for a newer one once a day.`;
  }
}

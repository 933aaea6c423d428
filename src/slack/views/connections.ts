/** Home’s word on both connections. Trouble with an organisation stands on top, with what mends it. */
import type { OrganisationOutlook } from '../../core/board.ts';
import type { LineState } from '../line.ts';
import {
  bold,
  code,
  formatReadTime,
  formatWhen,
  join,
  list,
  type Mrkdwn,
  mrkdwn,
  name,
  plural,
} from '../text.ts';
import type { Picture, ViewContext } from './context.ts';
import { describeFailure, describeMending, isFirstRead } from './trouble.ts';

const MOST_HEALTHY = 10;

export function describeConnections(
  picture: Picture,
  line: LineState,
  context: ViewContext,
): Mrkdwn {
  return join(
    [
      mrkdwn`*Connections*`,
      mrkdwn`• Slack: ${describeLine(line, context)}`,
      describeListing(picture),
      ...describeOrganisations(picture, context),
    ],
    '\n',
  );
}

function describeLine(line: LineState, { now }: ViewContext): Mrkdwn {
  if (line.kind === 'http') return mrkdwn`clicks and commands come in over HTTP`;
  const { downSince } = line;
  return downSince === undefined
    ? mrkdwn`connected`
    : mrkdwn`*the line for clicks and commands is down* since ${formatReadTime(downSince, now)}; Seatkeeper tries again by itself`;
}

function describeListing({ records, organisations, listing }: Picture): Mrkdwn | undefined {
  if (listing.kind === 'failed') {
    const { failure } = listing;
    return mrkdwn`• GitHub: ${describeFailure(failure)}. ${describeMending(failure)}`;
  }
  if (organisations.length > 0) return undefined;
  return listing.kind === 'unasked' && records.length === 0
    ? mrkdwn`• GitHub: being read for the first time`
    : mrkdwn`• GitHub: no organisation to read yet`;
}

function describeOrganisations(
  { organisations, records }: Picture,
  { now, command }: ViewContext,
): (Mrkdwn | undefined)[] {
  const good = organisations.filter(({ trust }) => trust.kind === 'good');
  const first = organisations.filter(isFirstRead);
  const troubled = organisations.length - good.length - first.length;
  const lines = good.slice(0, MOST_HEALTHY).map(({ organisation }) => {
    const record = records.find((one) => one.organisation.id === organisation.id);
    const readAt = record?.history.lastGoodReadAt;
    const read = readAt === undefined ? '' : mrkdwn`, read ${formatWhen(readAt, now)}`;
    return mrkdwn`• ${name(organisation.login)}: up to date${read}`;
  });
  return [
    ...lines,
    good.length > lines.length
      ? mrkdwn`• and ${plural(good.length - lines.length, 'more organisation')} up to date`
      : undefined,
    first.length > 0 ? mrkdwn`• ${namesOf(first)}: being read for the first time` : undefined,
    troubled > 0
      ? mrkdwn`• ${bold(plural(troubled, 'organisation'))} cannot be read well: ${code(`${command} status`)}`
      : undefined,
  ];
}

function namesOf(outlooks: readonly OrganisationOutlook[]): Mrkdwn {
  return list(outlooks.map(({ organisation }) => name(organisation.login)));
}

/** For the alert channel: trouble that lasts, and its end, once each. Nothing about people. */
import type { OrganisationRecord } from '../../store/store.ts';
import { bold, capitalise, code, formatWhen, join, list, mrkdwn, name, plural } from '../text.ts';
import { createMessage, note, section } from './blocks.ts';
import type { Message, ViewContext } from './context.ts';
import { describeFailure, describeMending } from './trouble.ts';

const MOST_ORGANISATIONS = 20;

/** Three rounds in a row have failed for these. */
export function renderTroubleAlert(
  troubled: readonly OrganisationRecord[],
  context: ViewContext,
): Message {
  const shown = troubled.slice(0, MOST_ORGANISATIONS);
  const more = troubled.length - shown.length;
  return createMessage(
    [
      ...shown.map((record) => section(describeRecord(record, context))),
      note(
        join([
          more > 0 ? `${plural(more, 'more organisation')} likewise.` : undefined,
          mrkdwn`Seatkeeper goes on trying and will tell here when it works again. More: ${code(`${context.command} status`)}`,
        ]),
      ),
    ],
    context,
  );
}

function describeRecord(
  { organisation, history, failedReads }: OrganisationRecord,
  context: ViewContext,
) {
  const { lastGoodReadAt, lastFailure } = history;
  const since =
    lastGoodReadAt === undefined
      ? mrkdwn`It has never been read well.`
      : mrkdwn`The last good read was ${formatWhen(lastGoodReadAt, context.now)}.`;
  return join([
    bold(
      mrkdwn`${name(organisation.login)} could not be read ${plural(failedReads, 'time')} in a row.`,
    ),
    since,
    lastFailure === undefined
      ? undefined
      : `${capitalise(describeFailure(lastFailure))}. ${describeMending(lastFailure)}`,
  ]);
}

/** These are read well again. */
export function renderRecoveryAlert(
  recovered: readonly OrganisationRecord[],
  context: ViewContext,
): Message {
  const names = list(
    recovered.map(({ organisation }) => name(organisation.login)),
    MOST_ORGANISATIONS,
  );
  const are = recovered.length === 1 ? 'is' : 'are';
  return createMessage(
    [section(mrkdwn`${bold(mrkdwn`${names} ${are} read well again.`)} Nothing needs to be done.`)],
    context,
  );
}

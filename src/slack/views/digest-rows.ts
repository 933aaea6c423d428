/** What a row of a posted digest says once something has become of its seat. */
import type { Day, Instant } from '../../core/seat.ts';
import type { FrozenPart, PostedRow } from '../../store/digest-store.ts';
import type { Removal } from '../../store/store.ts';
import { bold, dayOf, formatDay, type Mrkdwn, mention, mrkdwn, name } from '../text.ts';
import { actions, section } from './blocks.ts';
import type { ViewContext } from './context.ts';
import { partOf } from './digest.ts';
import { undoButton } from './outcome.ts';
import { describeKeptEnd } from './words.ts';

/**
 * The truth that a row should show, as a short word to compare with what it shows; empty while the seat
 * is as it was when the digest was posted.
 */
export function truthOf(row: PostedRow, now: Instant): string {
  if (row.erased) return 'erased';
  const { removalState, removalId, removalLastDay, leavesOn, ended, kept } = row;
  if (removalState === 'removed') {
    const isOver = ended || removalLastDay === undefined || dayOf(now) >= removalLastDay;
    return `${isOver ? 'over' : 'removed'} ${removalId} ${removalLastDay ?? ''}`;
  }
  if (ended) return 'ended';
  if (leavesOn !== undefined) return `leaving ${leavesOn}`;
  if (removalState === 'undone') return `undone ${removalId}`;
  return isKept(kept, now) ? `kept ${kept.until ?? 'always'}` : '';
}

function isKept(kept: PostedRow['kept'], now: Instant): kept is NonNullable<PostedRow['kept']> {
  return kept !== undefined && (kept.until === undefined || kept.until > now);
}

/** The row as it is to be shown now. `part` is as posted; `removal` is the one that the row names. */
export function renderPostedRow(
  row: PostedRow,
  part: FrozenPart,
  removal: Removal | undefined,
  context: ViewContext,
): FrozenPart {
  if (truthOf(row, context.now) === '' || row.erased) return part;
  const undo =
    removal === undefined || row.ended ? undefined : undoButton(removal, context, undefined);
  return partOf([
    section(describeRow(row, removal, context)),
    ...actions(undo === undefined ? [] : [undo]),
  ]);
}

function describeRow(row: PostedRow, removal: Removal | undefined, { now }: ViewContext): Mrkdwn {
  const seat = mrkdwn`${name(row.person.login)}’s seat in ${name(row.organisation.login)}`;
  const { removalState, removalLastDay, leavesOn, ended, kept } = row;
  if (removalState === 'removed' && removal !== undefined) {
    const headline = bold(mrkdwn`${seat} ${describeEnd(removalLastDay, now)}.`);
    return mrkdwn`${headline} ${describeRemover(removal)}`;
  }
  if (ended) return mrkdwn`${bold(mrkdwn`${seat} has ended.`)}`;
  if (leavesOn !== undefined) {
    return mrkdwn`${bold(mrkdwn`${seat} ${describeEnd(leavesOn, now)}.`)} It was cancelled on GitHub.`;
  }
  if (removalState !== 'undone' && kept !== undefined) {
    return mrkdwn`${bold(mrkdwn`${seat} is kept ${describeKeptEnd(kept, now)}.`)} It is not listed as idle meanwhile.`;
  }
  return mrkdwn`${bold(mrkdwn`${seat} stays.`)} ${describeUndoer(removal)}`;
}

/** An edit of a message notifies nobody, so a name here pings nobody. Who a holder is in Slack is private. */
function describeRemover({ by, evidence }: Removal): Mrkdwn {
  return evidence?.byHolder === true
    ? mrkdwn`Given back by its holder.`
    : mrkdwn`Removed by ${mention(by.userId)}.`;
}

function describeUndoer(removal: Removal | undefined): Mrkdwn {
  const undoer = removal?.undo?.by;
  if (removal === undefined || undoer === undefined) return mrkdwn`It was given back on GitHub.`;
  const isOwn = removal.evidence?.byHolder === true && undoer.userId === removal.by.userId;
  return isOwn
    ? mrkdwn`Its holder has taken it back.`
    : mrkdwn`The removal was undone by ${mention(undoer.userId)}.`;
}

function describeEnd(lastDay: Day | undefined, now: Instant): string {
  if (lastDay === undefined) return 'has ended';
  return `${dayOf(now) < lastDay ? 'ends' : 'ended'} on ${formatDay(lastDay, now)}`;
}

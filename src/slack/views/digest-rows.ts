/** What a row of a posted digest says once something has become of its seat. */
import type { Day, Instant } from '../../core/seat.ts';
import type { FrozenPart, PostedRow } from '../../store/digest-store.ts';
import type { Removal } from '../../store/store.ts';
import { bold, dayOf, formatDay, type Mrkdwn, mention, mrkdwn, name } from '../text.ts';
import { actions, section } from './blocks.ts';
import type { ViewContext } from './context.ts';
import { partOf } from './digest.ts';
import { undoButton } from './outcome.ts';

/**
 * The truth that a row should show, as a short word to compare with what it shows; empty while the seat
 * is as it was when the digest was posted.
 */
export function truthOf(row: PostedRow, now: Instant): string {
  // Emptied, because the person has been erased.
  if (row.part.blocks.length === 0) return 'erased';
  const { removalState, removalId, removalLastDay, leavesOn, ended } = row;
  if (removalState === 'removed') {
    const isOver = ended || removalLastDay === undefined || dayOf(now) >= removalLastDay;
    return `${isOver ? 'over' : 'removed'} ${removalId} ${removalLastDay ?? ''}`;
  }
  if (ended) return 'ended';
  if (leavesOn !== undefined) return `leaving ${leavesOn}`;
  return removalState === 'undone' ? `undone ${removalId}` : '';
}

/** The row as it is to be shown now. `removal` is the one that the row names. */
export function renderPostedRow(
  row: PostedRow,
  removal: Removal | undefined,
  context: ViewContext,
): FrozenPart {
  if (truthOf(row, context.now) === '' || row.part.blocks.length === 0) return row.part;
  const undo =
    removal === undefined || row.ended ? undefined : undoButton(removal, context, undefined);
  return partOf([
    section(describeRow(row, removal, context)),
    ...actions(undo === undefined ? [] : [undo]),
  ]);
}

function describeRow(row: PostedRow, removal: Removal | undefined, { now }: ViewContext): Mrkdwn {
  const seat = mrkdwn`${name(row.person.login)}’s seat in ${name(row.organisation.login)}`;
  const { removalState, removalLastDay, leavesOn, ended } = row;
  if (removalState === 'removed' && removal !== undefined) {
    const headline = bold(mrkdwn`${seat} ${describeEnd(removalLastDay, now)}.`);
    // An edit of a message notifies nobody, so a name here pings nobody.
    return mrkdwn`${headline} Removed by ${mention(removal.by.userId)}.`;
  }
  if (ended) return mrkdwn`${bold(mrkdwn`${seat} has ended.`)}`;
  if (leavesOn !== undefined) {
    return mrkdwn`${bold(mrkdwn`${seat} ${describeEnd(leavesOn, now)}.`)} It was cancelled on GitHub.`;
  }
  const undoer = removal?.undo?.by.userId;
  return undoer === undefined
    ? mrkdwn`${bold(mrkdwn`${seat} stays.`)} It was given back on GitHub.`
    : mrkdwn`${bold(mrkdwn`${seat} stays.`)} The removal was undone by ${mention(undoer)}.`;
}

function describeEnd(lastDay: Day | undefined, now: Instant): string {
  if (lastDay === undefined) return 'has ended';
  return `${dayOf(now) < lastDay ? 'ends' : 'ended'} on ${formatDay(lastDay, now)}`;
}

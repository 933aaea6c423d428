/** `/copilot log`: the last decisions, refusals included. */
import type { types } from '@slack/bolt';
import type { Outcome } from '../../removal/outcome.ts';
import type { DecisionPage } from '../../store/audit-store.ts';
import { ACTION, formatLogPage, formatUndoRef, ROOM } from '../refs.ts';
import { formatDate, mrkdwn, plain } from '../text.ts';
import { actions, button, createMessage, divider, section } from './blocks.ts';
import type { Message, ViewContext } from './context.ts';
import { describeDecision } from './decision.ts';
import { renderOutcomeBlocks } from './outcome.ts';

export const LOG_PAGE = 10;

export interface LogView extends DecisionPage {
  /** Ids of the removals that Undo can still take back. */
  readonly undoable: ReadonlySet<string>;
  readonly notice?: Outcome | undefined;
}

export function renderLog(view: LogView, context: ViewContext): Message {
  const { decisions, notice } = view;
  const lines = decisions
    .slice(0, LOG_PAGE)
    .map((decision, index) =>
      section(
        mrkdwn`${formatDate(decision.at)}: ${describeDecision(decision, context.now)}`,
        findUndo(view, context, index),
      ),
    );
  return createMessage(
    [
      ...(notice === undefined
        ? []
        : [...renderOutcomeBlocks(notice, context, undefined), divider()]),
      section(
        decisions.length === 0
          ? mrkdwn`*Nothing has been decided yet.* Removals, refusals and exemptions will be listed here.`
          : mrkdwn`*The last decisions, newest first*`,
      ),
      ...lines,
      ...renderFoot(view),
    ],
    context,
  );
}

/** **Undo** beside the newest decision about a removal that can still be taken back. */
function findUndo(
  { decisions, undoable }: LogView,
  { mayAct }: ViewContext,
  index: number,
): types.Button | undefined {
  const decision = decisions[index];
  const removalId = decision?.removalId;
  if (!mayAct || removalId === undefined || !undoable.has(removalId)) return undefined;
  if (decisions.findIndex((one) => one.removalId === removalId) !== index) return undefined;
  return button({
    action: ACTION.undo,
    label: 'Undo',
    value: formatUndoRef({ removalId, list: undefined }, ROOM.value),
    describes: `Undo the removal of ${plain(decision?.person?.login ?? 'this seat', 40)}`,
  });
}

/** In a block each, because two buttons of one block must not share an action id. */
function renderFoot({ olderBefore, newer }: LogView): types.KnownBlock[] {
  const turn = (label: string, before: number | undefined) =>
    actions([button({ action: ACTION.logPage, label, value: formatLogPage(before) })]);
  return [
    ...(newer === undefined ? [] : turn('Newer', newer.before)),
    ...(olderBefore === undefined ? [] : turn('Older', olderBefore)),
    ...(newer === undefined ? [] : turn('Newest', undefined)),
  ];
}

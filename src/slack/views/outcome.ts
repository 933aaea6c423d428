/** What a click or a command came to, in words, with **Undo** for as long as it works. */
import type { types } from '@slack/bolt';
import type { Outcome, Subject } from '../../removal/outcome.ts';
import type { Removal } from '../../store/store.ts';
import { ACTION, formatUndoRef, type ListPosition, ROOM } from '../refs.ts';
import {
  bold,
  contact,
  dayOf,
  formatDay,
  join,
  type Mrkdwn,
  mention,
  mrkdwn,
  name,
  plain,
} from '../text.ts';
import { actions, button, createMessage, note, section } from './blocks.ts';
import type { Message, ViewContext } from './context.ts';
import { describeNotRemoved, describeNotUndone } from './obstacles.ts';
import { describeKeptEnd } from './words.ts';

type WithRemoval = Extract<Outcome, { readonly removal: Removal }>;

/** One answer about what a click or a command came to; also as a direct message. */
export function renderOutcome(outcome: Outcome, context: ViewContext): Message {
  return createMessage(renderOutcomeBlocks(outcome, context, undefined), context);
}

/**
 * The same for the direct message to the manager: with a sentence to pass on to the colleague, or with
 * word that the colleague (`told`, a Slack id) has been told.
 */
export function renderOutcomeWithPassOn(
  outcome: Outcome,
  context: ViewContext,
  told?: string,
): Message {
  const blocks = renderOutcomeBlocks(outcome, context, undefined);
  const word = describeWord(outcome, context, told);
  return createMessage(word === undefined ? blocks : [...blocks, note(word)], context);
}

function describeWord(
  outcome: Outcome,
  context: ViewContext,
  told: string | undefined,
): Mrkdwn | undefined {
  if (told !== undefined) return mrkdwn`${mention(told)} was told by direct message.`;
  return outcome.kind === 'removed' ? describePassOn(outcome.removal, context) : undefined;
}

/** The blocks of an outcome, to stand above a list whose place **Undo** then remembers. */
export function renderOutcomeBlocks(
  outcome: Outcome,
  context: ViewContext,
  list: ListPosition | undefined,
): types.KnownBlock[] {
  const undo = 'removal' in outcome ? undoButton(outcome.removal, context, list) : undefined;
  return [section(describeOutcome(outcome, context)), ...actions(undo === undefined ? [] : [undo])];
}

/**
 * **Undo** while GitHub still takes it: before the last day. Undefined for who may not act, and where
 * there is nothing to take back.
 */
export function undoButton(
  removal: Removal,
  context: ViewContext,
  list: ListPosition | undefined,
): types.Button | undefined {
  if (!context.mayAct || !mayBeUndone(removal, context)) return undefined;
  return button({
    action: ACTION.undo,
    label: 'Undo',
    value: formatUndoRef({ removalId: removal.id, list }, ROOM.value),
    describes: `Undo the removal of ${plain(removal.person.login, 40)}`,
  });
}

function mayBeUndone({ state, lastDay }: Removal, { now }: ViewContext): boolean {
  return state === 'removed' && lastDay !== undefined && dayOf(now) < lastDay;
}

function describeOutcome(outcome: Outcome, context: ViewContext): Mrkdwn {
  const { now } = context;
  if ('removal' in outcome) return describeWithRemoval(outcome, context);
  switch (outcome.kind) {
    case 'not-removed':
      return mrkdwn`*Not removed.* ${describeNotRemoved(outcome.why, outcome.subject, context)} Nothing was changed.`;
    case 'kept': {
      const { kept, person } = outcome;
      const reason = kept.reason === undefined ? undefined : mrkdwn`Reason: ${kept.reason}`;
      return join([
        bold(mrkdwn`${name(person.login)} is kept ${describeKeptEnd(kept, now)}.`),
        mrkdwn`Decided by ${mention(kept.by.userId)}; the seat is not listed as idle meanwhile.`,
        reason,
      ]);
    }
    case 'unkept':
      return mrkdwn`*${name(outcome.person.login)} is no longer kept.* From now on the seat counts like any other.`;
    case 'not-kept':
      return mrkdwn`*Nothing to end.* ${name(outcome.person.login)} is not kept.`;
  }
}

function describeWithRemoval(outcome: WithRemoval, context: ViewContext): Mrkdwn {
  const { removal } = outcome;
  const seat = describeSeat(removal);
  const by = mention(removal.by.userId);
  switch (outcome.kind) {
    case 'removed':
      return mrkdwn`${bold(mrkdwn`${seat} ${describeEnd(removal, context)}.`)} Removed by ${by}. Copilot works until then.`;
    case 'gone-at-once':
      return mrkdwn`${bold(mrkdwn`${seat} has ended.`)} Removed by ${by}. GitHub ended it at once, so Undo cannot give it back; a new seat can be given on GitHub.`;
    case 'already-removed':
      return describeAlready(removal, context);
    case 'unknown-yet':
      return mrkdwn`*Not certain yet.* GitHub has not said clearly what became of ${seat}. Seatkeeper goes on asking and will tell you.`;
    case 'rehearsed':
      return mrkdwn`*Rehearsed: nothing was changed.* All checks passed, and with REMOVALS set to on, ${seat} would now have been removed.`;
    case 'undone':
      return mrkdwn`${bold(mrkdwn`${name(removal.person.login)} keeps the seat in ${name(removal.organisation.login)}.`)} ${describeUndoer(removal)} The seat is kept ${describeKeptEnd({ until: outcome.keptUntil }, context.now)}, so it is not listed as idle meanwhile.`;
    case 'not-undone':
      return mrkdwn`*Not undone.* ${describeNotUndone(outcome.why, removal, context)} Nothing was changed.`;
    case 'undo-unknown-yet':
      return mrkdwn`*Not certain yet.* GitHub has not said clearly whether ${seat} stays. Seatkeeper goes on asking and will tell you.`;
  }
}

function describeSeat({ person, organisation }: Subject): Mrkdwn {
  return mrkdwn`${name(person.login)}’s seat in ${name(organisation.login)}`;
}

function describeEnd({ lastDay }: Removal, { now }: ViewContext): string {
  if (lastDay === undefined) return 'has ended';
  return `${dayOf(now) < lastDay ? 'ends' : 'ended'} on ${formatDay(lastDay, now)}`;
}

function describeAlready(removal: Removal, context: ViewContext): Mrkdwn {
  const by = mention(removal.by.userId);
  const seat = describeSeat(removal);
  if (removal.state === 'undo-sent') {
    return mrkdwn`*Just being given back.* The removal of ${seat} is being undone.`;
  }
  if (removal.state !== 'removed') {
    return mrkdwn`*Already on its way.* ${by} is removing ${seat} at this moment.`;
  }
  const day = formatDay(dayOf(removal.endedAt ?? removal.claimedAt), context.now);
  return mrkdwn`*Already removed.* ${by} did it on ${day}: ${seat} ${describeEnd(removal, context)}.`;
}

function describeUndoer({ undo }: Removal): Mrkdwn {
  return undo === undefined
    ? mrkdwn`The removal was undone.`
    : mrkdwn`Undone by ${mention(undo.by.userId)}.`;
}

/** What the manager can tell the colleague, who gets no message of the bot's own. */
function describePassOn(removal: Removal, context: ViewContext): Mrkdwn {
  const { seatContact } = context;
  const ask =
    seatContact === undefined
      ? mrkdwn`If you need it, tell me`
      : mrkdwn`If you need it, ask ${contact(seatContact)}`;
  return mrkdwn`To pass on to ${name(removal.person.login)}: “Your Copilot seat in ${name(removal.organisation.login)} looked unused, so it ${describeEnd(removal, context)}; until then it works as ever. ${ask} before then, and it stays.”`;
}

/** What came of what somebody did with the own seat, and the message to a colleague whose seat was taken. */
import type { types } from '@slack/bolt';
import type { Kept, Organisation } from '../../core/seat.ts';
import type { Outcome } from '../../removal/outcome.ts';
import type { Removal } from '../../store/store.ts';
import {
  bold,
  code,
  contact,
  dayOf,
  formatDay,
  type Mrkdwn,
  mention,
  mrkdwn,
  name,
} from '../text.ts';
import { describeAsk } from './ask.ts';
import { actions, createMessage, section } from './blocks.ts';
import type { Message, ViewContext } from './context.ts';
import { describeNotRemoved, describeNotUndone } from './obstacles.ts';
import { describeAccess, takeBackButton } from './own-held.ts';
import { describeKeptEnd } from './words.ts';

/** What a release, or taking one back, came to; `others` give the person a seat that stays. */
export function renderOwnOutcome(
  outcome: Outcome,
  others: readonly Organisation[],
  context: ViewContext,
): Message {
  const button =
    'removal' in outcome && mayTakeBack(outcome.removal, context)
      ? [takeBackButton(outcome.removal)]
      : [];
  const blocks: types.KnownBlock[] = [
    section(describe(outcome, others, context)),
    ...actions(button),
  ];
  return createMessage(blocks, context);
}

function mayTakeBack({ state, lastDay, evidence }: Removal, { now }: ViewContext): boolean {
  const isOwn = evidence?.byHolder === true;
  return isOwn && state === 'removed' && lastDay !== undefined && dayOf(now) < lastDay;
}

function describe(outcome: Outcome, others: readonly Organisation[], context: ViewContext): Mrkdwn {
  switch (outcome.kind) {
    case 'removed':
      return mrkdwn`${bold(mrkdwn`Your seat in ${where(outcome.removal)} ends on ${formatDay(outcome.removal.lastDay ?? '', context.now)}.`)} You gave it back, thank you. ${describeAccess(others)} Until that day you can take it back.`;
    case 'gone-at-once':
      return mrkdwn`${bold(mrkdwn`Your seat in ${where(outcome.removal)} has ended.`)} You gave it back, thank you. GitHub ended it at once. ${others.length === 0 ? mrkdwn`For a new one, ${describeAsk(context)}.` : describeAccess(others)}`;
    case 'not-removed':
      return mrkdwn`*Not released.* ${describeNotRemoved(outcome.why, outcome.subject, context)} Nothing was changed.`;
    case 'unknown-yet':
      return mrkdwn`*Not certain yet.* GitHub has not said clearly what became of your seat in ${where(outcome.removal)}. Seatkeeper goes on asking and will tell you.`;
    case 'rehearsed':
      return mrkdwn`*Rehearsed: nothing was changed.* All checks passed, and with REMOVALS set to on, your seat in ${where(outcome.removal)} would now have been given back.`;
    case 'undone':
      return mrkdwn`${bold(mrkdwn`You keep your seat in ${where(outcome.removal)}.`)} It is kept ${describeKeptEnd({ until: outcome.keptUntil }, context.now)}, so it is not listed as idle meanwhile.`;
    case 'not-undone':
      return mrkdwn`*Not taken back.* ${describeNotUndone(outcome.why, outcome.removal, context)} Nothing was changed.`;
    case 'undo-unknown-yet':
      return mrkdwn`*Not certain yet.* GitHub has not said clearly whether your seat in ${where(outcome.removal)} stays. Seatkeeper goes on asking and will tell you.`;
    case 'already-removed':
      return describeAlready(outcome.removal, context);
    case 'kept':
    case 'unkept':
    case 'not-kept':
      return mrkdwn`Noted.`;
  }
}

function describeAlready({ state, lastDay, organisation }: Removal, { now }: ViewContext): Mrkdwn {
  const seat = mrkdwn`Your seat in ${name(organisation.login)}`;
  if (state !== 'removed')
    return mrkdwn`*${seat} is being changed at this moment.* Look again in a minute.`;
  return lastDay === undefined
    ? mrkdwn`*${seat} has ended already.* Nothing was changed.`
    : mrkdwn`*${seat} is on its way out already* and ends on ${formatDay(lastDay, now)}. Nothing was changed.`;
}

function where({ organisation }: { readonly organisation: Organisation }): Mrkdwn {
  return name(organisation.login);
}

/** After **I still need it**. */
export function renderStillNeeded(kept: Kept, context: ViewContext): Message {
  return createMessage(
    [
      section(
        mrkdwn`${bold(mrkdwn`Noted: your seat is kept ${describeKeptEnd(kept, context.now)}.`)} The seat managers see that it is not listed as idle meanwhile. Thank you for saying so.`,
      ),
    ],
    context,
  );
}

/** After **I still need it** for a seat that is on its way out. */
export function renderTooLateToKeep(lastDay: string, context: ViewContext): Message {
  return createMessage(
    [
      section(
        mrkdwn`*Your seat is on its way out and ends on ${formatDay(lastDay, context.now)}.* To keep it, ${describeAsk(context)} before that day.`,
      ),
    ],
    context,
  );
}

/** A button about somebody else's seat, or about one's own that is not there any more. */
export function renderNotYours(context: ViewContext): Message {
  return createMessage(
    [
      section(
        mrkdwn`*That is not a seat of yours, as far as Seatkeeper knows, so nothing was changed.* Your own: ${code(`${context.command} me`)}`,
      ),
    ],
    context,
  );
}

/** The direct message to the person whose seat a manager took back, or gave back. */
export function renderForColleague(
  removal: Removal,
  of: 'removed' | 'undone',
  context: ViewContext,
): Message {
  // The hint that no manager is set is for those who can do something about it.
  const hint = { noManagersFor: undefined };
  return createMessage([section(describeForColleague(removal, of, context))], hint);
}

function describeForColleague(
  removal: Removal,
  of: 'removed' | 'undone',
  context: ViewContext,
): Mrkdwn {
  const { now, seatContact, command } = context;
  const seat = mrkdwn`Your Copilot seat in ${where(removal)}`;
  if (of === 'undone') {
    return mrkdwn`${bold(mrkdwn`${seat} stays.`)} ${mention((removal.undo?.by ?? removal.by).userId)} undid the removal, so there is nothing for you to do.`;
  }
  const manager = mention(removal.by.userId);
  const ask = seatContact === undefined ? manager : contact(seatContact);
  const why = mrkdwn`There was no recent use of it on record, so ${manager} took it back. That is no judgement: someone on leave looks just like someone who stopped.`;
  const about = mrkdwn`What is stored about you: ${code(`${command} me`)}`;
  if (removal.lastDay === undefined) {
    return mrkdwn`${bold(mrkdwn`${seat} has ended.`)} ${why} If you need a new one, ask ${ask}. ${about}`;
  }
  return mrkdwn`${bold(mrkdwn`${seat} ends on ${formatDay(removal.lastDay, now)}.`)} ${why} Until then it works as ever. If you still need it, ask ${ask} before that day, and it stays. ${about}`;
}
